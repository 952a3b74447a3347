"""The HTTP server: off unless HEROLD_HTTP_PORT is set. What it answers lies in the rooms beside, as aiohttp routes."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp.typedefs import Handler

log = logging.getLogger(__name__)

MAX_BODY_BYTES: Final = 1_000_000
"""A larger request is refused. A push of very many commits is one: polling finds those."""
SHUTDOWN_S: Final = 2.0
_HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Server": "herold"}


class CannotListen(OperatorError):
    """The address or port of the HTTP server cannot be taken."""


class WebServer:
    """Serves what was added before `start`. Without a port it does nothing; port 0 takes a free one."""

    def __init__(self, host: str, port: int | None) -> None:
        self._host = host
        self._port = port
        self._application = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[_answering])
        self._runner: web.AppRunner | None = None

    @property
    def wanted(self) -> bool:
        """True when a port is set."""
        return self._port is not None

    @property
    def port(self) -> int | None:
        """The port it listens on, None while it does not."""
        addresses = [] if self._runner is None else self._runner.addresses
        return int(addresses[0][1]) if addresses else None

    def add(self, routes: Iterable[web.AbstractRouteDef]) -> None:
        """Takes in what a room answers; call it before `start`."""
        self._application.add_routes(routes)

    async def start(self) -> None:
        """Begins to listen. Raises CannotListen."""
        if self._port is None or self._runner is not None:
            return
        # No access log: the addresses of calendars are secrets.
        runner = web.AppRunner(self._application, access_log=None, handle_signals=False, shutdown_timeout=SHUTDOWN_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            raise CannotListen(f"HTTP cannot listen on {self._host}:{self._port}: {error.strerror}.") from error
        self._runner = runner
        log.info("HTTP listens on %s:%s", self._host, self.port)

    async def stop(self) -> None:
        """Ends it; a request under way has two seconds."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()


@web.middleware
async def _answering(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives every answer the same careful headers, and a bug's a number instead of its words."""
    response: web.StreamResponse
    try:
        response = await handler(request)
    except web.HTTPException as refused:
        response = web.Response(status=refused.status, text=f"{refused.status} {refused.reason}\n")
        response.headers.update({name: refused.headers[name] for name in ("Allow",) if name in refused.headers})
    except Exception:
        incident = secrets.token_hex(3)
        log.exception("an HTTP request failed, incident %s", incident)
        response = web.Response(status=500, text=f"Something broke here; the log knows it as {incident}.\n")
    response.headers.update(_HEADERS)
    return response
