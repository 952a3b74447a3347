"""The real bot, connected to a loopback Discord by HTTP and gateway."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.app import Herold

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.clock import Clock
    from bot.settings import Settings

TOKEN: Final = "MTAw.loopback.token"
PATIENCE_S: Final = 120.0
"""How long the bot may take to hear of its guilds; only a failing test ever waits so long."""


@asynccontextmanager
async def connected(
    settings: Settings, clock: Clock, *, guilds: int, token: str = TOKEN, workers: bool = False
) -> AsyncIterator[Herold]:
    """The bot once it has heard of so many guilds; its loops are off unless `workers`."""
    bot = Herold(settings, clock=clock, workers=workers, shard_count=1)
    talking: asyncio.Task[None] | None = None
    try:
        await bot.login(token)
        talking = asyncio.create_task(bot.connect())
        async with asyncio.timeout(PATIENCE_S):
            while len(bot.guilds) < guilds or any(guild.unavailable for guild in bot.guilds):
                if talking.done():
                    talking.result()
                await asyncio.sleep(0.001)
        yield bot
    finally:
        await bot.close()
        if talking is not None:
            await asyncio.gather(talking, return_exceptions=True)
