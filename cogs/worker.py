"""The background work: looks through the blog, and works off the outbox. No failing run ever ends a loop."""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from discord.ext import commands, tasks

from bot.delivery.health import Health
from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    import discord

    from bot.app import Herold
    from bot.sources import Watcher

log = logging.getLogger(__name__)

ROUND_S: Final = 2.0
"""How often the loops look whether there is something to do. Seconds."""
PURGE: Final = timedelta(days=1)
"""How often old steps of the history are forgotten."""
FAREWELL_S: Final = 5.0
"""How long the end of the process waits for a run to finish; what is cut off is found again after the next start."""


class Worker(commands.Cog):
    """Two loops, started with the cog because `on_ready` can fire many times; each has a `run` that tests call.

    `hurry` does the work of both at once: after a webhook, and to say what a look at the blog brought.
    """

    def __init__(self, bot: Herold) -> None:
        self._bot = bot
        self.sync_health = bot.worker_health["sync"] = Health()
        self.purge_health = bot.worker_health["purge"] = Health()
        self.due_health = bot.worker_health["due"] = Health()
        self.delivery_health = bot.worker_health["delivery"] = Health()
        self._watcher: Watcher | None = None
        self._synced_at: datetime | None = None
        self._urgent = False
        self._purged_at: datetime | None = None
        self._turns = (asyncio.Lock(), asyncio.Lock())
        self._hurried: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        if self._bot.workers:
            self._watcher = self._bot.services.sync.watcher()
            if self._watcher is not None:
                self._watcher.start()
            self._bot.services.sync.on_wake = self.hurry
            self.sync_loop.start()
            self.delivery_loop.start()

    async def cog_unload(self) -> None:
        self._bot.services.sync.on_wake = None
        if self._watcher is not None:
            self._watcher.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_S):
                for turn in self._turns:
                    await turn.acquire()  # a run under way ends first; no other begins
        for task in (self.sync_loop.get_task(), self.delivery_loop.get_task(), self._hurried):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        await self._bot.deliverer.stop()
        await self._bot.services.sync.stop()

    @tasks.loop(seconds=ROUND_S)
    async def sync_loop(self) -> None:
        async with self._turns[0]:
            if self.sync_is_due(self._bot.clock()):
                await self.run_sync()
                self.hurry()
            else:
                await self.run_due()
            await self.run_purge()

    @tasks.loop(seconds=ROUND_S)
    async def delivery_loop(self) -> None:
        async with self._turns[1]:
            await self.run_delivery()

    def hurry(self) -> None:
        """Has the blog looked at, where that is due, and the outbox worked off, before the loops' next rounds."""
        if self._hurried is None or self._hurried.done():
            self._hurried = asyncio.create_task(self._at_once())

    async def _at_once(self) -> None:
        await self._bot.wait_until_ready()
        async with self._turns[0]:
            if self.sync_is_due(self._bot.clock()):
                await self.run_sync()
        await self.delivery_loop.coro(self)

    @sync_loop.before_loop
    @delivery_loop.before_loop
    async def _until_ready(self) -> None:
        await self._bot.wait_until_ready()

    def sync_is_due(self, now: datetime) -> bool:
        """True when the blog stirred, somebody said so, or it was not looked at for `poll_seconds`."""
        stirred = self._watcher is not None and self._watcher.changed()
        stirred = stirred or self._bot.services.sync.woken
        self._urgent = stirred
        poll = timedelta(seconds=self._bot.settings.poll_seconds)
        return stirred or self._synced_at is None or now - self._synced_at >= poll

    async def run_sync(self) -> None:
        """Looks through the blog once, unless another process does. Never raises."""
        self._synced_at = self._bot.clock()
        sync, urgent = self._bot.services.sync, self._urgent
        await self._supervised("sync", self.sync_health, lambda now: sync.sync_alone(now, urgent=urgent))

    async def run_due(self) -> None:
        """Announces posts whose publish date has just come, without a look at the blog. Never raises."""
        await self._supervised("due", self.due_health, self._bot.services.announcing.decide_due)

    async def run_purge(self) -> None:
        """Once a day forgets what is too old to be kept. Never raises."""
        now = self._bot.clock()
        if self._purged_at is None or now - self._purged_at >= PURGE:
            self._purged_at = now
            await self._supervised("purge", self.purge_health, self._purge)

    async def _purge(self, now: datetime) -> None:
        services = self._bot.services
        await services.history.purge(now)
        await services.reminders.purge(now)

    async def run_delivery(self) -> None:
        """Works the outbox off once. Never raises."""
        await self._supervised("delivery", self.delivery_health, lambda _now: self._bot.deliverer.deliver_once())

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A permission given back mends what failed for the lack of it."""
        if before.permissions != after.permissions:
            await self._bot.deliverer.wake(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        if before.overwrites != after.overwrites:
            await self._bot.deliverer.wake(after.guild.id)

    async def _supervised(self, name: str, health: Health, run: Callable[[datetime], Awaitable[object]]) -> None:
        try:
            await run(self._bot.clock())
        except Exception as error:
            incident = secrets.token_hex(3)
            text = f"{type(error).__name__}: {error}"
            if health.failed(self._bot.clock(), text, incident):
                trace = None if isinstance(error, OperatorError) else error
                log.error("%s failed, incident %s: %s", name, incident, text, exc_info=trace)  # noqa: TRY400 -- as above
        else:
            if health.succeeded(self._bot.clock()):
                log.info("%s works again", name)


async def setup(bot: Herold) -> None:
    await bot.add_cog(Worker(bot))
