"""Asks Discord within a time, and leaves discord.py fit for the next request whatever becomes of this one."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import aiohttp

if TYPE_CHECKING:
    from collections.abc import Awaitable

    import discord

    from bot.delivery.pace import Pace

T = TypeVar("T")

REQUEST_S: Final = 60.0
"""How long a request may take, discord.py's own tries included, before its end counts as unclear. Seconds."""
LONGEST_LIMIT_S: Final = 30.0
"""A rate limit that lasts longer is not waited out within a request, but told as an error (discord.RateLimited)."""


@dataclass(slots=True)
class Turn:
    """A row's time with Discord."""

    bot: discord.Client
    pace: Pace
    requests: int = 0
    """How often the request last made was sent: discord.py sends again by itself what ended in a 502, for one."""


_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)


def take_turn(bot: discord.Client, pace: Pace) -> Turn:
    """Begins a row's turn; holds for the present task."""
    turn = Turn(bot, pace)
    _turn.set(turn)
    return turn


async def answered(request: Awaitable[T]) -> T:
    """The answer to a request, made when it is its turn. Raises TimeoutError after REQUEST_S."""
    turn = _turn.get()
    if turn is not None:
        await turn.pace.leave()
        turn.requests = 0
    try:
        async with asyncio.timeout(REQUEST_S):
            return await request
    except (TimeoutError, asyncio.CancelledError):
        if turn is not None:
            _reopen(turn.bot.http)
        raise


def times_sent() -> int:
    """How often the present task's last request went out; 0 where nobody counts."""
    turn = _turn.get()
    return 0 if turn is None else turn.requests


def counting() -> aiohttp.TraceConfig:
    """For `discord.Client(http_trace=...)`: counts what `times_sent` tells."""

    async def sent(
        _session: aiohttp.ClientSession, _context: object, _request: aiohttp.TraceRequestStartParams
    ) -> None:
        turn = _turn.get()
        if turn is not None:
            turn.requests += 1

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(sent)
    return trace


def _reopen(http: discord.http.HTTPClient) -> None:
    """Opens the gate that discord.py 2.7 shuts for a global rate limit, and leaves shut when it is cancelled meanwhile.

    Every later request of the process would then wait for ever. Opened too early, the worst is another 429.
    """
    gate = getattr(http, "_global_over", None)
    if isinstance(gate, asyncio.Event):
        gate.set()
