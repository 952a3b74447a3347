"""The way to Discord and its weather: requests are lost, answered late or not at all, and processes die in them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.delivery.deliverer import Deliverer
from tests.loopback.faults import Asked
from tests.loopback.payloads import ME, user

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from tests.loopback.discord import LoopbackDiscord
    from tests.services.newsroom import Newsroom

BEFORE: Final = ("lost", "silence", "503", "429", "429-proxy", "refused", "killed-before")
"""What strikes before Discord has done what it was asked; "refused" is for good."""
AFTER: Final = ("answer-lost", "late", "503-after", "killed-after")
"""The same after it."""
MEANWHILE: Final = ("other-before", "other-after", "people-before", "people-after")
"""Nothing goes wrong, but the other process works, or organizers decide, while the request is under way."""
STROKES: Final = ("fine", *(stroke for stroke in BEFORE if stroke != "refused"), *AFTER, *MEANWHILE)
LATE_S: Final = 75
"""After this much nobody waits for an answer any more. Seconds."""


class Killed(BaseException):
    """The process ends here; nothing catches it, and nothing is written down any more."""


@dataclass
class Sky:
    """`strokes` strike the next requests, one after the other; `others` and `people` say what happens meanwhile.

    `aimed` strike the first request of that method and path instead. `renew` is what the process at work does every second while it waits for an answer.
    """

    room: Newsroom
    served: LoopbackDiscord
    strokes: list[str] = field(default_factory=list)
    aimed: list[tuple[str, str, str]] = field(default_factory=list)
    renew: Callable[[datetime], Awaitable[object]] | None = None
    others: Callable[[], Awaitable[object]] | None = None
    people: Callable[[], Awaitable[object]] | None = None

    async def request(self, route: discord.http.Route, **more: Any) -> Any:
        """In place of `HTTPClient.request`: the effect, the answer, and what the weather makes of both."""
        path = route.url.removeprefix(discord.http.Route.BASE).partition("?")[0]
        stroke = self._next(route.method, path)
        asked = Asked(route.method, path, more.get("params", {}), more.get("json"), None, self.room.now, "")
        await self._strike(stroke, before=True)
        self.served.now = self.room.now
        status, body = self.served.act(asked)
        self.served._telling.clear()
        assert asked.faults == []
        await self._strike(stroke, before=False)
        if status >= 400:
            response: Any = _Response(status)
            raise {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)(response, body)
        return body

    def _next(self, method: str, path: str) -> str:
        for aim in self.aimed:
            if aim[:2] == (method, path):
                self.aimed.remove(aim)
                return aim[2]
        return self.strokes.pop(0) if self.strokes else "fine"

    async def _strike(self, stroke: str, *, before: bool) -> None:
        if (stroke in BEFORE or stroke.endswith("-before")) is not before or stroke == "fine":
            return
        if stroke.startswith("killed"):
            raise Killed
        meanwhile = {"other": self.others, "people": self.people}.get(stroke.partition("-")[0])
        if meanwhile is not None:
            waiting, self.strokes = self.strokes, []
            await meanwhile()
            self.strokes = waiting
        elif stroke in BEFORE or stroke in AFTER:
            if stroke in {"silence", "late"}:
                self.room.later(seconds=LATE_S)
                if self.renew is not None:
                    await self.renew(self.room.now)
            raise _broken(stroke)


class Process:
    """discord.py's client, the real deliverer and its database sessions; its HTTP goes to the sky directly."""

    def __init__(self, sky: Sky, serial: int) -> None:
        self.client = discord.Client(
            intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none()
        )
        state = self.client._connection
        state.user = discord.ClientUser(state=state, data=user(ME))  # type: ignore[arg-type]
        for guild in sky.served.guilds.values():
            state._add_guild_from_data(guild.created)  # type: ignore[arg-type]
        self.client.http.request = sky.request  # type: ignore[method-assign]
        room = sky.room
        self.deliverer = Deliverer(
            self.client,
            room.sessions,
            room.services,
            lambda: room.now,
            holder=f"process-{serial}",
            rng=random.Random(serial),
        )

    async def event_lost(self, guild_id: int, event_id: int) -> None:
        """What Discord tells when somebody deleted an event or called it off."""
        guild = self.client.get_guild(guild_id)
        assert guild is not None
        guild._scheduled_events.pop(event_id, None)
        await self.deliverer.event_lost(guild_id, event_id)


class _Response:
    def __init__(self, status: int, **headers: str) -> None:
        self.status, self.reason, self.headers = status, "a fault", {"Via": "1.1 google"} | headers


def _broken(stroke: str) -> Exception:
    response: Any
    match stroke:
        case "503" | "503-after":
            response = _Response(503)
            return discord.DiscordServerError(response, "503")
        case "refused":
            response = _Response(400)
            return discord.HTTPException(response, {"code": 50035, "message": "Invalid Form Body"})
        case "429":
            return discord.RateLimited(45.0)
        case "429-proxy":
            response = _Response(429)
            response.headers = {"Retry-After": "20"}
            return discord.HTTPException(response, "turned away")
        case "silence" | "late":
            return TimeoutError()
        case _:
            return ConnectionResetError(104, "Connection reset by peer")
