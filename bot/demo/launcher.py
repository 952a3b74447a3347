"""The launcher: a page with a tab a room, who you act as, and a button that publishes the next post."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from bot.demo.proxy import RoomProxy
from bot.demo.words import words
from bot.i18n import Language, tr

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from aiohttp.typedefs import Handler

    from bot.demo.stage import Stage

_STATIC: Final = {
    "launcher.css": "text/css",
    "launcher.js": "text/javascript",
    "room.css": "text/css",
    "room.js": "text/javascript",
    "herold.svg": "image/svg+xml",
    **{f"faces/{name}.png": "image/png" for name in ("ola", "tom", "kasia", "marek")},
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Blog:
    """The scratch blog: where it lies, and how a terminal and the page publish its next post (None: none is left)."""

    folder: Path
    command: str
    publish_next: Callable[[], Awaitable[str | None]]


class Launcher:
    """The demo's web server: the launcher page, its little API, and SimCord's page behind the proxy."""

    def __init__(self, stage: Stage, blog: Blog) -> None:
        self._stage = stage
        self._blog = blog
        self._proxy = RoomProxy(stage)
        self._runner: web.AppRunner | None = None
        self._hosts: frozenset[str] = frozenset()
        self._publishing = asyncio.Lock()

    async def open(self, port: int, *, tries: int = 20) -> str:
        """Listens on the first free port from `port` on (0: any) and gives the page's address."""
        app = web.Application(middlewares=[self._only_from_here], client_max_size=32 * 1024**2)
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/herold/state", self._state),
                web.post("/herold/enter", self._enter),
                web.post("/herold/publish", self._publish),
                web.get("/herold/{name:.+}", self._file),
                web.get("/room/", self._proxy.page),
                web.post("/api/action", self._proxy.action),
                web.route("*", "/{path:.*}", self._proxy.anything),
            ]
        )
        await self._proxy.open()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        for candidate in [port + n for n in range(tries)] if port else [0]:
            try:
                await web.TCPSite(self._runner, "127.0.0.1", candidate).start()
            except OSError:
                continue
            number = int(self._runner.addresses[0][1])
            self._hosts = frozenset({f"127.0.0.1:{number}", f"localhost:{number}"})
            return f"http://127.0.0.1:{number}/"
        raise OSError(f"No free port between {port} and {port + tries - 1}.")

    async def close(self) -> None:
        """Stops listening."""
        if self._runner is not None:
            await self._runner.cleanup()
        await self._proxy.close()

    @web.middleware
    async def _only_from_here(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        # Another site open in the same browser must not reach the demo, not even by a name that resolves to loopback.
        origin = request.headers.get("Origin")
        if request.headers.get("Host", "") not in self._hosts:
            raise web.HTTPForbidden(text="Open the demo by the address it printed.")
        if origin is not None and origin.removeprefix("http://") not in self._hosts:
            raise web.HTTPForbidden(text="Only the demo's own page may do that.")
        return await handler(request)

    async def _page(self, request: web.Request) -> web.Response:
        language = _language(request)
        template = files("bot.demo").joinpath("static/launcher.html").read_text(encoding="utf-8")
        spoken = words(language)
        values = {key: escape(text) for key, text in spoken.items()}
        values["lang"] = language.value
        values["other_lang"] = (Language.ENGLISH if language is Language.POLISH else Language.POLISH).value
        values["command"] = escape(self._blog.command)
        values["folder"] = escape(str(self._blog.folder))
        # Read by JSON.parse from a block that never runs; "<" is the only character that could end it.
        values["words"] = json.dumps(spoken, ensure_ascii=False).replace("<", "\\u003c")
        text = re.sub(r"%%(\w+)%%", lambda hit: values[hit[1]], template)
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _STATIC:
            raise web.HTTPNotFound
        body = files("bot.demo").joinpath("static", name).read_bytes()
        return web.Response(body=body, content_type=_STATIC[name], headers={"Cache-Control": "no-store"})

    async def _state(self, request: web.Request) -> web.Response:
        language, stage = _language(request), self._stage
        visit = stage.visit
        return _json(
            {
                "demo": stage.mark,
                "visit": visit
                and {
                    "number": visit.number,
                    "room": visit.room.key,
                    "person": visit.person.key,
                    "address": f"/room/?visit={visit.number}#{visit.capability}",
                },
                "people": [
                    {
                        "key": person.key,
                        "id": str(person.user.id),
                        "name": person.name,
                        "role": tr(language, person.role),
                        "organizer": person.organizer,
                        "rooms": [room.key for room in stage.town.rooms if person in stage.town.visitors(room)],
                        "messages": stage.sight.messages.get(person.key, {}),
                    }
                    for person in stage.town.people
                ],
                "rooms": [
                    {
                        "key": room.key,
                        "label": tr(language, room.label),
                        "channel": room.channel.name if room.channel else None,
                        "private": room.for_organizers,
                    }
                    for room in stage.town.rooms
                ],
                "events": list(stage.sight.events),
            }
        )

    async def _enter(self, request: web.Request) -> web.Response:
        wish = await request.json()
        try:
            room, person = self._stage.town.room(wish["room"]), self._stage.town.person(wish["person"])
        except (KeyError, TypeError) as error:
            raise web.HTTPNotFound(text="No such room or person.") from error
        if person not in self._stage.town.visitors(room):
            raise web.HTTPForbidden(text="This room is for organizers.")
        await self._stage.enter(room, person)
        return await self._state(request)

    async def _publish(self, _request: web.Request) -> web.Response:
        async with self._publishing:
            try:
                name = await self._blog.publish_next()
            except OSError as error:
                return _json({"error": str(error)}, status=500)
        return _json({"name": name})


def _language(request: web.Request) -> Language:
    wish = str(request.query.get("lang", request.headers.get("Accept-Language", "")))
    return Language.POLISH if wish.lower().startswith("pl") else Language.ENGLISH


def _json(value: Any, *, status: int = 200) -> web.Response:
    return web.json_response(value, status=status, headers={"Cache-Control": "no-store"})
