"""What rows that were claimed together look at: post, meetup and settings are read once for all of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from bot.delivery.outgoing import Context
from bot.store import deliveries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    import discord

    from bot.services.all import Services
    from bot.store.base import Sessions
    from bot.store.claims import Claimed
    from bot.store.tables import DeliveryRow

P = ParamSpec("P")
T = TypeVar("T")


class Batch:
    """Rows just claimed, each of another guild.

    Everything is read after the claim, so whatever changes later queues the rows again; and nothing outlives the batch.
    `now` is the time of the claim.
    """

    def __init__(
        self, bot: discord.Client, sessions: Sessions, services: Services, rows: Sequence[Claimed], now: datetime
    ) -> None:
        self._bot = bot
        self._sessions = sessions
        self._services = services
        self._rows = rows
        self._now = now
        self._guild_ids = tuple(row.guild_id for row in rows)
        self._turn = asyncio.Lock()
        self._answers: dict[tuple[object, ...], Any] = {}

    async def once(self, ask: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `ask` answers, which is asked by the first row that wants to know. An error is not kept."""
        question = (ask, args, *sorted(kwargs.items()))
        async with self._turn:
            if question not in self._answers:
                self._answers[question] = await ask(*args, **kwargs)
            answer: T = self._answers[question]
            return answer

    async def context(self, row: Claimed) -> tuple[Context, DeliveryRow | None]:
        """What the row's renderer may look at, and what stands in Discord of it."""
        settings = await self.once(self._services.guilds.settings_in, self._guild_ids)
        standing = (await self.once(self._standing)).get((row.guild_id, row.subject, row.purpose))
        guild = self._bot.get_guild(row.guild_id)
        context = Context(
            services=self._services,
            sessions=self._sessions,
            settings=settings[row.guild_id],
            guild_name="" if guild is None else guild.name,
            now=self._now,
            delivered=standing is not None,
            guild_ids=self._guild_ids,
            once=self.once,
            told=None if standing is None else standing.told,
            guild=guild,
        )
        return context, standing

    async def _standing(self) -> Mapping[tuple[int, str, str], DeliveryRow]:
        async with self._sessions() as session:
            return await deliveries.of_each(session, [(row.guild_id, row.subject, row.purpose) for row in self._rows])
