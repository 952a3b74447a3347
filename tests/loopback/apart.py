"""A loopback Discord in a process of its own, so that it takes no time from the bot that is measured or killed."""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import time
from typing import TYPE_CHECKING, Any, Self

from tests.loopback.discord import LoopbackDiscord
from tests.loopback.interactions import slash_payload
from tests.loopback.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from multiprocessing.connection import Connection


class Apart:
    """`async with Apart(now) as discord:`; `await discord.run(function, ...)` runs `function(served, ...)` over there.

    The function goes there by its name, so it stands at the top of a module.
    """

    def __init__(self, now: datetime) -> None:
        self._pipe, theirs = multiprocessing.get_context("spawn").Pipe()
        self._process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, now), daemon=True)
        self._one_at_a_time = asyncio.Lock()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._process.start()
        self.port = await asyncio.to_thread(self._pipe.recv)
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._pipe.send(None)
        await asyncio.to_thread(self._process.join)

    async def run(self, function: Callable[..., Any], *args: object) -> Any:
        async with self._one_at_a_time:
            self._pipe.send((function, args))
            return await asyncio.to_thread(self._pipe.recv)


def open_guilds(served: LoopbackDiscord, count: int, *, shards: int = 1) -> list[int]:
    """So many guilds with two channels each, spread over the shards; gives their ids."""
    ids = [(number << 22) for number in range(shards, shards + count)]
    for guild_id in ids:
        served.add_guild(guild_id, "ogłoszenia", "organizatorzy")
    return ids


def limit(served: LoopbackDiscord) -> None:
    """Discord's rate limits hold from now on, by the machine's clock."""
    served.limits = Limits(time.monotonic)


async def slash(served: LoopbackDiscord, guild_id: int, name: str) -> float:
    """A member uses a command; gives how long the first answer took, in seconds."""
    interaction = slash_payload(served, guild_id, name)
    replied = served.replies[interaction["token"]] = asyncio.get_running_loop().create_future()
    started = time.perf_counter()
    served.tell(guild_id, "INTERACTION_CREATE", interaction)
    async with asyncio.timeout(120):
        await replied
    return time.perf_counter() - started


def _serve(pipe: Connection, now: datetime) -> None:
    asyncio.run(_served(pipe, now))


async def _served(pipe: Connection, now: datetime) -> None:
    async with LoopbackDiscord(now) as served:
        pipe.send(served.port)
        while (asked := await asyncio.to_thread(pipe.recv)) is not None:
            function, args = asked
            found = function(served, *args)
            pipe.send(await _awaited(found) if asyncio.iscoroutine(found) else found)
    sys.stdout.flush()


async def _awaited(found: Awaitable[Any]) -> Any:
    return await found
