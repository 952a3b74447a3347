"""Personal reminders of a meetup, and being told of the next one: wishes of members, direct messages in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.errors import UserError
from bot.i18n import _
from bot.meetups.timeline import is_called_off
from bot.store import outbox
from bot.store import reminders as store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.clock import Clock
    from bot.meetups.model import Meetup
    from bot.store.base import Sessions

DAY_BEFORE: Final = timedelta(days=1)
HOUR_BEFORE: Final = timedelta(hours=1)
MORNING: Final = time(9)
"""When a reminder of a meetup without an hour is sent, on the day before: wall-clock time in the meetup's zone."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A wish that is noted. `due_at` is an aware UTC instant; None while the meetup has no date."""

    meetup: Meetup
    due_at: datetime | None
    again: bool = False


class ReminderService:
    """Notes who wants to be reminded; what is due is sent by the deliverer, from the meetup as it stands then."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._now = clock

    async def remind(self, meetup: Meetup, *, user_id: int, guild_id: int) -> Reminder:
        """Reminds the person a day before, or an hour before when that is past. Asking twice is one reminder.

        Raises UserError when the meetup is over, called off, or starts within the hour.
        """
        now = self._now()
        lead = _lead(meetup, now)
        async with self._sessions.begin() as session:
            row = await store.of_person(session, user_id, meetup.id)
            if row is not None:
                return Reminder(meetup, due_at(meetup, timedelta(minutes=row.lead_minutes)), again=True)
            minutes = int(lead.total_seconds() // 60)
            await store.add(
                session, guild_id=guild_id, user_id=user_id, meetup_id=meetup.id, lead_minutes=minutes, now=now
            )
            due = due_at(meetup, lead)
            if due is not None:
                await _queue(session, meetup, guild_id=guild_id, user_id=user_id, due=due, now=now)
        return Reminder(meetup, due)

    async def forget(self, meetup: Meetup, *, user_id: int) -> bool:
        """Takes the wish back; False when there was none."""
        async with self._sessions.begin() as session:
            row = await store.of_person(session, user_id, meetup.id)
            if row is None:
                return False
            await _retract(session, meetup, guild_id=row.guild_id, user_id=user_id, now=self._now())
            await store.remove(session, row)
        return True

    async def tell_me(self, *, user_id: int, guild_id: int) -> bool:
        """Notes that the person wants to hear of the next announced meetup; False when that was noted already."""
        async with self._sessions.begin() as session:
            return await store.wish(session, guild_id=guild_id, user_id=user_id, now=self._now())

    async def kept(self, user_id: int) -> list[dict[str, object]]:
        """Everything that is kept of a person's reminders, as plain data."""
        async with self._sessions() as session:
            return [
                {"guild_id": row.guild_id, "meetup_id": row.meetup_id, "lead_minutes": row.lead_minutes}
                for row in await store.all_of_person(session, user_id)
            ]

    async def erase(self, user_id: int) -> int:
        """Deletes a person's reminders and wishes, also those already queued; gives how many there were."""
        async with self._sessions.begin() as session:
            await outbox.retract_person(session, user_id=user_id, purposes=("reminder", "told"), now=self._now())
            return await store.erase_person(session, user_id)


async def rearm(session: AsyncSession, before: Meetup, after: Meetup, now: datetime) -> None:
    """Moves everybody's reminders along with a meetup that changed; one called off is reminded of no more.

    Part of the transaction that changes the meetup.
    """
    if before.date == after.date and before.start_time == after.start_time and before.status == after.status:
        return
    for row in await store.of_meetup(session, after.id):
        await _retract(session, before, guild_id=row.guild_id, user_id=row.user_id, now=now)
        due = due_at(after, timedelta(minutes=row.lead_minutes))
        if due is not None and not is_called_off(after) and not after.is_over(now):
            await _queue(session, after, guild_id=row.guild_id, user_id=row.user_id, due=max(due, now), now=now)


async def tell_waiting(session: AsyncSession, meetup: Meetup, *, guild_id: int, now: datetime) -> Sequence[int]:
    """Queues the word to everybody who waits for the guild's next meetup; part of the announcing transaction."""
    waiting = await store.take_wishes(session, guild_id)
    for user_id in waiting:
        subject = f"user:{user_id}:meetup:{meetup.id}"
        await outbox.put(
            session, guild_id=guild_id, subject=subject, purpose="told", due_at=now, now=now, user_id=user_id
        )
    return waiting


def due_at(meetup: Meetup, lead: timedelta) -> datetime | None:
    """When to remind: `lead` before the start, or on the morning of the day before; None without a date."""
    if meetup.starts_at is not None:
        return meetup.starts_at - lead
    if meetup.date is None:
        return None
    return datetime.combine(meetup.date - timedelta(days=1), MORNING, meetup.zone).astimezone(UTC)


def _lead(meetup: Meetup, now: datetime) -> timedelta:
    if meetup.is_over(now):
        raise UserError(_("This meetup is over."))
    if is_called_off(meetup):
        raise UserError(_("This meetup was called off."))
    due = due_at(meetup, DAY_BEFORE)
    if due is None or due > now:
        return DAY_BEFORE
    soon = due_at(meetup, HOUR_BEFORE)
    if meetup.starts_at is None or soon is None or soon <= now:
        raise UserError(_("It starts so soon that a reminder makes no sense any more. See you there!"))
    return HOUR_BEFORE


def _subject(meetup: Meetup, user_id: int) -> str:
    # The day and hour are part of it: a meetup that moved is reminded of anew, not by an edit of the old message.
    start = meetup.starts_at
    moment = f"{start:%Y%m%dT%H%M}" if start else f"{meetup.date:%Y%m%d}" if meetup.date else "undated"
    return f"user:{user_id}:at:{moment}:meetup:{meetup.id}"


async def _queue(
    session: AsyncSession, meetup: Meetup, *, guild_id: int, user_id: int, due: datetime, now: datetime
) -> None:
    subject = _subject(meetup, user_id)
    await outbox.put(
        session, guild_id=guild_id, subject=subject, purpose="reminder", due_at=due, now=now, user_id=user_id
    )


async def _retract(session: AsyncSession, meetup: Meetup, *, guild_id: int, user_id: int, now: datetime) -> None:
    subject = _subject(meetup, user_id)
    await outbox.retract(session, guild_id=guild_id, subject=subject, purpose="reminder", now=now)
