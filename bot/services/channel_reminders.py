"""A channel's reminders of the meetups that were announced in it: one outbox row a guild, meetup and lead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.meetups.leads import due_at, minutes_of, moment_of
from bot.meetups.timeline import is_called_off
from bot.services.views import meetup_of
from bot.store import announcements, deliveries, fanout, meetups, outbox
from bot.store.fanout import Act
from bot.store.states import OutboxState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.meetups.model import Meetup
    from bot.services.guilds import GuildSettings

PURPOSE: Final = "channel_reminder"


async def arm(
    session: AsyncSession, wanted: Mapping[tuple[int, int], tuple[GuildSettings, Meetup | None]], now: datetime
) -> None:
    """Queues the reminders that are still to come, takes back those that no longer hold, looks after those that stand.

    `wanted` gives by guild and meetup the guild's settings and the meetup as it stands; None for one that no announced
    post speaks of any more. A lead whose moment is past is left out: what was just announced needs no reminder. Part of
    the transaction that changes the meetup or the settings.
    """
    holds = {
        (guild_id, subject): due
        for (guild_id, _meetup_id), (guild, meetup) in wanted.items()
        for subject, due in _moments(guild, meetup)
    }
    coming = {key: due for key, due in holds.items() if due > now}
    stale = []
    for row in await outbox.waiting_about(session, PURPOSE, sorted({meetup_id for _guild_id, meetup_id in wanted})):
        if (row.guild_id, _meetup_id_of(row.subject)) not in wanted:
            continue
        if (row.guild_id, row.subject) not in holds:
            stale.append(row.id)
        elif row.state is OutboxState.PENDING:  # one that is late is still to be said
            coming.pop((row.guild_id, row.subject), None)
    await outbox.retract_rows(session, stale, now)
    acts = [Act(guild_id, subject, PURPOSE, due_at=due) for (guild_id, subject), due in coming.items()]
    await fanout.put_all(session, [*acts, *await _standing(session, wanted, now)], now)


async def _standing(
    session: AsyncSession, wanted: Mapping[tuple[int, int], tuple[GuildSettings, Meetup | None]], now: datetime
) -> list[Act]:
    """What stands of meetups that are not over, to be compared with what is true now."""
    open_ones = {key for key, (_guild, meetup) in wanted.items() if meetup is None or not meetup.is_over(now)}
    guild_ids, meetup_ids = ({key[part] for key in open_ones} for part in (0, 1))
    rows = await deliveries.about_meetups(session, PURPOSE, guild_ids, meetup_ids)
    return [
        Act(row.guild_id, row.subject, PURPOSE)
        for row in rows
        if (row.guild_id, _meetup_id_of(row.subject)) in open_ones
    ]


async def arm_guild(session: AsyncSession, guild: GuildSettings, now: datetime) -> None:
    """Does the same for all meetups ahead that were announced in a guild, as after a change of its settings."""
    if guild.source_id is None:
        return
    paths = await announcements.announced_paths(session, guild.guild_id, guild.source_id)
    ahead = [meetup_of(row) for row in await meetups.of_source(session, guild.source_id) if row.gone_at is None]
    wanted = {
        (guild.guild_id, meetup.id): (guild, meetup)
        for meetup in ahead
        if not meetup.is_over(now) and any(post.path in paths for post in meetup.posts)
    }
    await arm(session, wanted, now)


def subject_of(meetup: Meetup, lead: timedelta) -> str:
    """Names the reminder. The day and hour are part of it: a meetup that moved is reminded of anew."""
    return f"at:{moment_of(meetup)}:lead:{minutes_of(lead)}:meetup:{meetup.id}"


def lead_of(subject: str) -> timedelta:
    """How long before the meetup a reminder came."""
    return timedelta(minutes=int(subject.split(":")[3]))


def _moments(guild: GuildSettings, meetup: Meetup | None) -> Iterator[tuple[str, datetime]]:
    if meetup is None or is_called_off(meetup):
        return
    for lead in guild.reminder_leads:
        due = due_at(meetup, lead)
        if due is not None:
            yield subject_of(meetup, lead), due


def _meetup_id_of(subject: str) -> int:
    return int(subject.rpartition(":")[2])
