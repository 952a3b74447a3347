"""The loopback Discord's HTTP side: routes, faults, rate limits, and what was asked."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import unquote

import discord
import yarl
from aiohttp import web

from tests.discord_description import check_request
from tests.loopback.faults import Answer, Asked, Fault, Then
from tests.loopback.gateway import Gateway

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    import pytest

    from tests.loopback.limits import Limits

API: Final = "/api/v10"


class Server(Gateway):
    """Serves on a free port of the loopback."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.limits: Limits | None = None
        self.token_known = True
        self.on_step: Callable[[str, Asked], None] = lambda _when, _asked: None
        """Told "before" and "after" the effect of every request that has one."""
        self.port = 0
        self.replies: dict[str, asyncio.Future[Any]] = {}
        """By an interaction's token: what it was first answered."""
        self._hanging: set[asyncio.Event] = set()
        self._runner: web.AppRunner | None = None

    @abstractmethod
    def act(self, asked: Asked) -> tuple[int, Any]:
        """Does what is asked; gives the status and the answer's body."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1 << 24)
        app.router.add_get("/gateway/", self.talk)
        app.router.add_route("*", API + "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=512).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        await self.hang_up()
        assert self._runner is not None
        await self._runner.cleanup()

    def lead(self, monkeypatch: pytest.MonkeyPatch | None = None) -> None:
        """Points discord.py here, for good without `monkeypatch`."""
        lead_to(self.port, monkeypatch)

    def release(self) -> None:
        """Lets the hanging requests go."""
        for event in self._hanging:
            event.set()

    @property
    def wrong(self) -> list[str]:
        """What Discord would have against the requests so far."""
        return [f"{one.method} {one.path}: {fault}" for one in self.asked for fault in one.faults]

    def requests(self, method: str, path: str = "") -> list[Asked]:
        return [one for one in self.asked if one.method == method and path in one.path]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = await self._noted(request)
        if self.limits is not None and (too_fast := self.limits.refuse(asked)):
            return _json(too_fast.status, too_fast.body, too_fast.headers)
        if not self.token_known:
            return _json(401, {"code": 0, "message": "401: Unauthorized"})
        fault = next((one for one in self.faults if one.fits(asked.method, asked.path)), None)
        if fault is None:
            status, body = self.act(asked)
            return _json(status, body, self.limits.headers(asked) if self.limits else {})
        fault.struck += 1
        if fault.effect:
            self.act(asked)
        if isinstance(fault.then, Answer):
            return _error(fault.then)
        await self._end(request, fault.then)
        return web.Response()

    async def _noted(self, request: web.Request) -> Asked:
        raw = await request.read()
        body = json.loads(raw) if raw and request.content_type == "application/json" else None
        path = "/" + request.match_info["path"]
        reason = request.headers.get("X-Audit-Log-Reason")
        asked = Asked(
            method=request.method,
            path=path,
            params=dict(request.query),
            json=body,
            reason=None if reason is None else unquote(reason),
            at=self.now,
            token=request.headers.get("Authorization", "").removeprefix("Bot "),
            faults=check_request(request.method, path, dict(request.query), body),
        )
        self.asked.append(asked)
        return asked

    async def _end(self, request: web.Request, then: Then) -> None:
        if then is Then.HANG:
            event = asyncio.Event()
            self._hanging.add(event)
            await event.wait()
            self._hanging.discard(event)
            return
        transport = request.transport
        if transport is None:
            return
        if then is Then.RESET:
            found = transport.get_extra_info("socket")
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


def lead_to(port: int, monkeypatch: pytest.MonkeyPatch | None = None) -> None:
    """Points discord.py to the loopback Discord at a port."""
    base, gateway = f"http://127.0.0.1:{port}{API}", yarl.URL(f"ws://127.0.0.1:{port}/gateway/")
    if monkeypatch is not None:
        monkeypatch.setattr(discord.http.Route, "BASE", base)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        return
    discord.http.Route.BASE = base
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    if status == 204:
        return web.Response(status=204, headers=headers)
    # As bytes: discord.py reads JSON only under a bare "application/json", without a charset.
    encoded = json.dumps(body).encode()
    return web.Response(body=encoded, status=status, content_type="application/json", headers=headers)


def _error(answer: Answer) -> web.Response:
    if answer.cloudflare:
        headers = {} if answer.retry_after is None else {"Retry-After": f"{answer.retry_after:.0f}"}
        return web.Response(status=answer.status, text="error code: 1015", headers=headers)
    body: dict[str, Any] = {"code": answer.code, "message": answer.message}
    headers = {"Via": "1.1 google"}
    if answer.retry_after is not None:
        body |= {"retry_after": answer.retry_after, "global": answer.everywhere}
        headers["Retry-After"] = f"{answer.retry_after:.3f}"
    return _json(answer.status, body, headers)
