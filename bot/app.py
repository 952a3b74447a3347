"""The bot: puts the rooms together, loads the cogs, and tells Discord the commands."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import discord
from discord.ext import commands

from bot.clock import Clock, system_clock
from bot.delivery import asking
from bot.delivery.commands_i18n import CommandTranslator
from bot.delivery.deliverer import Deliverer
from bot.delivery.pace import Pace
from bot.process import process_name
from bot.services.all import Services, services_of
from bot.store import facts, leases, migrate
from bot.store.base import open_engine, sessions_of
from bot.web import WebServer
from bot.web.calendar import calendar_routes
from bot.web.webhook import webhook_routes
from cogs.answering import HeroldTree

if TYPE_CHECKING:
    from bot.delivery.health import Health
    from bot.settings import Settings

log = logging.getLogger(__name__)

COGS: Final[tuple[str, ...]] = (
    "cogs.guilds",
    "cogs.people",
    "cogs.meetups",
    "cogs.reminders",
    "cogs.calendar",
    "cogs.subscribing",
    "cogs.ask",
    "cogs.proposals",
    "cogs.organizer",
    "cogs.held",
    "cogs.letters",
    "cogs.worker",
)
"""Every capability; one that fails to load stops the start."""


TELLING: Final = timedelta(seconds=30)
"""How long one process may take to tell Discord the commands; others that start meanwhile wait for it."""


class Herold(commands.AutoShardedBot):
    """The real bot. The demo and the tests run this same class against a simulated Discord.

    `workers` false keeps the background loops off: a test then calls `sync_once` and `deliver_once` itself.
    """

    services: Services
    deliverer: Deliverer

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = system_clock,
        workers: bool = True,
        shard_count: int | None = None,
    ) -> None:
        intents = discord.Intents.none()
        # No privileged intents: mentions and direct messages arrive with their text without the message-content one.
        intents.guilds = intents.guild_messages = intents.dm_messages = intents.guild_scheduled_events = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            intents=intents,
            help_command=None,
            tree_cls=HeroldTree,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=asking.LONGEST_LIMIT_S,
            http_trace=asking.counting(),
            shard_count=settings.shard_count or shard_count,
            shard_ids=list(settings.shard_ids) or None,  # type: ignore[arg-type]  # None is its default
        )
        self.settings = settings
        self.clock = clock
        self.workers = workers
        self.worker_health: dict[str, Health] = {}
        self.engine = open_engine(settings.database_url)
        self.sessions = sessions_of(self.engine)
        self.web = WebServer(settings.http_host, settings.http_port)

    async def setup_hook(self) -> None:
        """Migrates, loads every cog, opens the HTTP server, and syncs the commands if they changed."""
        await migrate.upgrade(self.engine)
        await self.assemble()
        await self.web.start()
        await self.sync_commands()

    async def assemble(self) -> None:
        """Puts services and cogs together, without a word to Discord or the database."""
        self.services = services_of(self.sessions, self.clock, self.settings)
        pace = Pace(self.settings.requests_per_second * self.settings.share)
        self.deliverer = Deliverer(self, self.sessions, self.services, self.clock, pace=pace)
        self.web.add(webhook_routes(self.settings.webhook_secret, self.services.sync.wake))
        self.web.add(calendar_routes(self.settings.calendar_base, self.services.calendars))
        for cog in COGS:
            await self.load_extension(cog)
        await self.tree.set_translator(CommandTranslator())

    async def sync_commands(self, *, force: bool = False) -> bool:
        """Tells Discord the commands if they differ from the last ones told (it counts 200 creations a day)."""
        digest = await self._commands_digest()
        if not force and await self._told(digest):
            return False
        me = process_name()
        for _second in range(int(TELLING.total_seconds())):  # of processes that start together one tells them
            async with self.sessions.begin() as session:
                if await leases.hold(session, "commands", me, now=self.clock(), until=self.clock() + TELLING):
                    break
            await asyncio.sleep(1.0)
        try:
            if not force and await self._told(digest):
                return False
            await self.tree.sync()
            async with self.sessions.begin() as session:
                await facts.put(session, "commands.digest", digest)
        finally:
            async with self.sessions.begin() as session:
                await leases.release(session, "commands", me)
        return True

    async def _told(self, digest: str) -> bool:
        async with self.sessions() as session:
            return await facts.get(session, "commands.digest") == digest

    async def on_message(self, message: discord.Message, /) -> None:
        """Keeps discord.py from looking for prefix commands: there are none; cogs listen for mentions."""

    async def close(self) -> None:
        """Disconnects, lets the cogs end their work, and closes the database."""
        await self.web.stop()
        await super().close()
        await self.engine.dispose()

    async def _commands_digest(self) -> str:
        translator = self.tree.translator
        payload: list[Any] = [
            await command.get_translated_payload(self.tree, translator) if translator else command.to_dict(self.tree)
            for command in self.tree.get_commands()
        ]
        identity = [self.application_id, payload]
        return hashlib.sha256(json.dumps(identity, sort_keys=True, default=str).encode()).hexdigest()
