"""Keeps a scheduled event true: made once, patched in place so that nobody's interest is lost, called off at last."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.asking import answered, times_sent
from bot.delivery.messages import CLOCK_SKEW, Said
from bot.delivery.outgoing import CANCELLED, ENDED
from bot.delivery.permissions import EVENTS
from bot.delivery.problems import FINISHED_EVENT, DeliveryError, GoneError, NotSaidError, RefusedError, judged
from bot.i18n import _
from bot.store import deliveries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.delivery.outgoing import Event
    from bot.store.base import Sessions
    from bot.store.claims import Claimed
    from bot.store.tables import DeliveryRow

_OPEN: Final = frozenset({discord.EventStatus.scheduled, discord.EventStatus.active})


class ScheduledEvents:
    """External events in a guild's list."""

    def __init__(self, bot: discord.Client, sessions: Sessions) -> None:
        self._bot = bot
        self._sessions = sessions

    async def say(self, row: Claimed, event: Event, standing: DeliveryRow | None) -> Said | None:
        """Brings the guild's list to what `event` says; None when there is nothing to show. Raises DeliveryError."""
        guild = self._bot.get_guild(row.guild_id)
        if guild is None:
            raise NotSaidError(_("Discord has not told me about this guild yet."))
        try:
            return await self._bring_about(guild, row, event, standing)
        except DeliveryError:
            raise
        except Exception as error:
            raise _judged(error, guild) from error

    async def _bring_about(
        self, guild: discord.Guild, row: Claimed, event: Event, standing: DeliveryRow | None
    ) -> Said | None:
        if standing is not None and standing.digest == event.digest() and not row.tried_before:
            return Said(None, standing.object_id, standing.digest)
        present = await self._present(guild, event, standing)
        if present is not None and present.status in _OPEN:
            return await self._patch(guild, present, event)
        if row.tried_before and (made := await self._find(guild, row, event)) is not None:
            return replace(await self._patch(guild, made, event), found=True)
        if event.cancelled or event.ended:
            return None if standing is None else Said(None, standing.object_id, event.digest())
        if present is not None and present.status is discord.EventStatus.cancelled:
            raise GoneError(_("Somebody called the scheduled event off, so I no longer update it."))
        return await self._create(guild, event)  # also after one that took place: completed is final in Discord

    @staticmethod
    async def _present(
        guild: discord.Guild, event: Event, standing: DeliveryRow | None
    ) -> discord.ScheduledEvent | None:
        if standing is None or standing.digest == CANCELLED:
            return None  # called off by us; cancelled is final in Discord, so what is on again gets a new event
        try:
            cached = guild.get_scheduled_event(standing.object_id)
            return cached or await answered(guild.fetch_scheduled_event(standing.object_id, with_counts=False))
        except discord.NotFound:
            if event.cancelled or event.ended:
                return None
            raise

    async def _find(self, guild: discord.Guild, row: Claimed, event: Event) -> discord.ScheduledEvent | None:
        """Our own event, made by a try whose end we do not know."""
        since = row.first_created_at - CLOCK_SKEW
        ours = [found for found in await self._unknown(guild) if discord.utils.snowflake_time(found.id) >= since]
        alike = sorted(ours, key=lambda found: -_likeness(found, event))
        if not alike or not _likeness(alike[0], event):
            return None
        await self._remove_doubles(alike[0], ours)
        return alike[0]

    async def _unknown(self, guild: discord.Guild) -> list[discord.ScheduledEvent]:
        """The guild's events that are ours, are still ahead, and belong to nothing that we know of."""
        me = self._bot.user
        ours = [
            found
            for found in await answered(guild.fetch_scheduled_events(with_counts=False))
            if me is not None and found.creator_id == me.id and found.status in _OPEN
        ]
        async with self._sessions() as session:
            known = await deliveries.known(session, [found.id for found in ours])
        return [found for found in ours if found.id not in known]

    async def _create(self, guild: discord.Guild, event: Event) -> Said:
        if missing := _missing(guild):
            raise RefusedError(_("I may not make scheduled events: I lack {permissions}."), permissions=missing)
        made = await answered(
            guild.create_scheduled_event(
                name=event.name,
                description=event.description,
                location=event.location,
                start_time=event.start,
                end_time=event.end,
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
            )
        )
        if times_sent() > 1:  # an event has no nonce, so what discord.py sent again may have been made twice
            await self._remove_doubles(made, await self._unknown(guild))
        return Said(None, made.id, event.digest())

    @staticmethod
    async def _remove_doubles(kept: discord.ScheduledEvent, ours: Iterable[discord.ScheduledEvent]) -> None:
        """Deletes what was made by the same request as `kept`: nobody can have meant both."""
        for found in ours:
            if found.id != kept.id and _looks(found) == _looks(kept):
                with suppress(discord.NotFound):
                    await answered(found.delete())

    async def _patch(self, guild: discord.Guild, present: discord.ScheduledEvent, event: Event) -> Said:
        if missing := _missing(guild):
            raise RefusedError(_("I may not change scheduled events: I lack {permissions}."), permissions=missing)
        if event.ended or event.cancelled:
            await self._close(present, event)
            return Said(None, present.id, ENDED if event.ended else CANCELLED)
        if present.status is discord.EventStatus.active:
            change = present.edit(
                name=event.name, description=event.description, location=event.location, end_time=event.end
            )
        else:
            change = present.edit(
                name=event.name,
                description=event.description,
                location=event.location,
                start_time=event.start,
                end_time=event.end,
            )
        await answered(change)
        return Said(None, present.id, event.digest())

    @staticmethod
    async def _close(present: discord.ScheduledEvent, event: Event) -> None:
        """Ends an event that took place, or calls one off. What has begun can be ended only, and nothing else can."""
        try:
            if event.ended and present.status is discord.EventStatus.scheduled:
                present = await answered(present.start())  # the cache learns of it later, if at all
            active = present.status is discord.EventStatus.active
            await answered(present.end() if active else present.cancel())
        except discord.HTTPException as error:
            if error.code != FINISHED_EVENT:  # that one was done by an earlier try; the cache did not know yet
                raise


def _looks(found: discord.ScheduledEvent) -> tuple[object, ...]:
    return found.name, found.description, found.location, found.start_time, found.end_time


def _likeness(found: discord.ScheduledEvent, event: Event) -> int:
    """How sure it is that `event` was made as `found`, perhaps in an older wording; 0 when nothing says so."""
    address = event.mark and event.mark in (found.description or "")
    return 2 * (found.start_time == event.start) + (found.name == event.name) + 2 * bool(address)


def _missing(guild: discord.Guild) -> list[str]:
    held = guild.me.guild_permissions
    return [] if held.manage_events else [name for name in EVENTS if not getattr(held, name)]


def _judged(error: Exception, guild: discord.Guild) -> DeliveryError:
    if isinstance(error, discord.HTTPException) and error.code == FINISHED_EVENT:
        return GoneError(_("Somebody called the scheduled event off, so I no longer update it."))
    return judged(error, missing=_missing(guild))
