"""Stands in front of SimCord's page: one door for browser actions, so that none meets the clock pump."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from bot.demo.stage import Stage, Visit

log = logging.getLogger(__name__)

_PASSED_ON: Final = ("X-Simcord-Capability", "X-Simcord-Context", "Content-Type")
_PASSED_BACK: Final = ("Content-Disposition", "Referrer-Policy", "X-Content-Type-Options")
_FRAMED: Final = ("frame-ancestors 'none'", "frame-ancestors 'self'")
_ADDED_STYLE: Final = b'<link rel="stylesheet" href="/herold/room.css"></head>'
_ADDED_SCRIPT: Final = b'<script type="module" src="/herold/room.js"></script></body>'


class RoomProxy:
    """Forwards the room's page and its requests to SimCord's own server, which only listens to loopback."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._http: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Opens the connections to SimCord's server."""
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60), auto_decompress=True)

    async def close(self) -> None:
        """Closes the connections."""
        if self._http is not None:
            await self._http.close()

    async def page(self, request: web.Request) -> web.Response:
        """The room's page, dressed for the launcher."""
        _visit, (status, headers, body) = await self._ask("GET", "/", request.headers)
        body = body.replace(b"</head>", _ADDED_STYLE).replace(b"</body>", _ADDED_SCRIPT)
        return _answer(status, headers, body)

    async def anything(self, request: web.Request) -> web.Response:
        """Files, state polls, pages opened and closed: what SimCord answers at any time."""
        body = await request.read() if request.can_read_body else None
        visit, (status, headers, answer) = await self._ask(request.method, request.path_qs, request.headers, body)
        self._count_tabs(visit, request, status, answer)
        ours = request.headers.get("X-Simcord-Capability") == visit.capability
        if ours and request.path == "/api/state" and status == web.HTTPGone.status_code:
            await self._stage.reopen()
        if ours and request.path == "/api/pages" and status == web.HTTPBadRequest.status_code:
            # SimCord keeps sixteen pages at most and a reloaded page does not always say goodbye.
            await self._stage.enter(visit.room, visit.person)
        return _answer(status, headers, answer, keep=request.path.startswith(("/fonts/", "/vendor/")))

    async def action(self, request: web.Request) -> web.Response:
        """A command, click, modal or message: done alone, and against what SimCord has published by now."""
        raw = await request.read()
        async with self._stage.acting():
            visit = self._stage.visit
            if visit is None:
                raise web.HTTPServiceUnavailable(text="The demo is ending.")
            if request.headers.get("X-Simcord-Capability") != visit.capability:
                raise web.HTTPGone(text="The room was changed.")
            if request.content_type == "application/json":
                raw = await self._as_of_now(visit, request, raw)
            status, headers, answer = await self._fetch(visit, "POST", "/api/action", request.headers, raw)
        if status != web.HTTPOk.status_code:
            log.warning("SimCord refused an action with %s: %s", status, answer[:200])
        return _answer(status, headers, answer)

    @staticmethod
    def _count_tabs(visit: Visit, request: web.Request, status: int, answer: bytes) -> None:
        if request.path == "/api/pages" and status == web.HTTPOk.status_code:
            visit.tabs.add(json.loads(answer)["context"]["id"])
        elif request.method == "DELETE":
            visit.tabs.discard(request.path.rpartition("/")[2])

    async def _as_of_now(self, visit: Visit, request: web.Request, raw: bytes) -> bytes:
        # SimCord refuses an action that names an older publication than the newest, and the page learns of a new one
        # only twice a second. Targets and values are checked again in any case, so naming the newest loses nothing.
        status, _, state = await self._fetch(visit, "GET", "/api/state", request.headers)
        if status != web.HTTPOk.status_code:
            return raw
        body = json.loads(raw)
        if not isinstance(body, dict):
            return raw
        if "published_revision" in body:
            body["published_revision"] = json.loads(state)["publishedRevision"]
        if isinstance(body.get("content"), str):
            body["content"] = self._with_mentions(body["content"])
        return json.dumps(body).encode()

    def _with_mentions(self, content: str) -> str:
        # Discord's own client turns a chosen "@Name" into a mention; SimCord's page has no such list.
        user = self._stage.env.bot.user
        if user is None:
            return content
        return re.sub(rf"@{re.escape(user.name)}\b", f"<@{user.id}>", content, flags=re.IGNORECASE)

    async def _ask(
        self, method: str, path: str, headers: Any, body: bytes | None = None
    ) -> tuple[Visit, tuple[int, Any, bytes]]:
        """The open room and its answer.

        The page of a room just left may still be loading files: the next room has the same ones, and refuses (401)
        whatever that page presents as its own.
        """
        async with self._stage.visiting() as visit:
            if visit is None:
                raise web.HTTPServiceUnavailable(text="The demo is ending.")
            return visit, await self._fetch(visit, method, path, headers, body)

    async def _fetch(
        self, visit: Visit, method: str, path: str, headers: Any, body: bytes | None = None
    ) -> tuple[int, Any, bytes]:
        passed = {name: headers[name] for name in _PASSED_ON if name in headers and (body or name != "Content-Type")}
        if self._http is None:
            raise web.HTTPServiceUnavailable(text="The demo is ending.")
        try:
            async with self._http.request(method, visit.origin + path, headers=passed, data=body) as answer:
                return answer.status, answer.headers, await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise web.HTTPServiceUnavailable(text="The room does not answer.") from error


def _answer(status: int, headers: Any, body: bytes, *, keep: bool = False) -> web.Response:
    answer = web.Response(status=status, body=body)
    answer.headers["Content-Type"] = headers.get("Content-Type", "application/octet-stream")
    answer.headers["Cache-Control"] = "public, max-age=86400" if keep else "no-store"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Content-Security-Policy"] = headers.get("Content-Security-Policy", "").replace(*_FRAMED)
    for name, value in headers.items():
        if name in _PASSED_BACK or name.startswith(("X-Display-", "X-Media-", "X-Simcord-")):
            answer.headers[name] = value
    return answer
