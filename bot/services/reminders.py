"""Personal reminders of a meetup, and being told of the next one: wishes of members, direct messages in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.errors import UserError
from bot.i18n import _
from bot.meetups.leads import DAY, HOUR, due_at, minutes_of, moment_of
from bot.meetups.timeline import is_called_off
from bot.services.views import meetup_of
from bot.store import meetups, outbox
from bot.store import reminders as store
from bot.store.purging import purge_reminders

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.clock import Clock
    from bot.meetups.model import Meetup
    from bot.store.base import Sessions
    from bot.store.tables import ReminderRow

REMINDER: Final = "reminder"
MOVED: Final = "moved"
"""The purpose of the word that a meetup has another date; it goes to whoever wants to be reminded of it."""
KEPT: Final = timedelta(days=90)
"""For how long after a meetup its reminders are kept."""
_PURPOSES: Final = (REMINDER, MOVED, "told")


@dataclass(frozen=True, slots=True)
class Reminder:
    """A wish that is noted. `due_at` is an aware UTC instant; None while the meetup has no date."""

    id: int
    meetup: Meetup
    lead: timedelta
    due_at: datetime | None
    again: bool = False
    """True when it was noted before."""


class ReminderService:
    """Notes who wants to be reminded; what is due is sent by the deliverer, from the meetup as it stands then."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._now = clock

    async def remind(self, meetup: Meetup, *, user_id: int, guild_id: int, lead: timedelta | None = None) -> Reminder:
        """Reminds the person that long before; without `lead` a day before, or an hour before when that is past.

        Asking twice is one reminder, and any that there is will do when no lead is named. Raises UserError when the
        meetup is over, called off, or so near that the moment is past.
        """
        now = self._now()
        _check_ahead(meetup, now)
        async with self._sessions.begin() as session:
            noted = [_reminder(row, meetup, again=True) for row in await store.of_person(session, user_id, meetup.id)]
            for one in noted:
                if lead == one.lead or (lead is None and not _is_past(meetup, one.lead, now)):
                    return one
            chosen = _usual_lead(meetup, now) if lead is None else _checked(meetup, lead, now)
            return await _note(session, meetup, chosen, user_id=user_id, guild_id=guild_id, now=now)

    async def choose(
        self, meetup: Meetup, leads: Collection[timedelta], *, user_id: int, guild_id: int
    ) -> list[Reminder]:
        """Reminds the person at exactly these moments, of those still to come; none takes all of them back.

        Raises UserError when the meetup is over, called off, or one of the moments is past.
        """
        now = self._now()
        _check_ahead(meetup, now)
        async with self._sessions.begin() as session:
            rows = await store.of_person(session, user_id, meetup.id)
            kept = {timedelta(minutes=row.lead_minutes) for row in rows}
            for row in rows:
                lead = timedelta(minutes=row.lead_minutes)
                if lead not in leads and not _is_past(meetup, lead, now):
                    await _take_back(session, row, now)
            for lead in sorted(set(leads) - kept, reverse=True):
                await _note(session, meetup, _checked(meetup, lead, now), user_id=user_id, guild_id=guild_id, now=now)
            noted = [_reminder(row, meetup) for row in await store.of_person(session, user_id, meetup.id)]
            return [one for one in noted if not _is_past(meetup, one.lead, now)]

    async def leads(self, meetup: Meetup, user_id: int) -> frozenset[timedelta]:
        """How long before the meetup the person wants to be reminded of it."""
        async with self._sessions() as session:
            rows = await store.of_person(session, user_id, meetup.id)
            return frozenset(timedelta(minutes=row.lead_minutes) for row in rows)

    async def mine(self, user_id: int) -> list[Reminder]:
        """The person's reminders that are still to come, the next one first, those without a date last."""
        now = self._now()
        async with self._sessions() as session:
            rows = await store.all_of_person(session, user_id)
            found = []
            for row in rows:
                meetup_row = await meetups.get(session, row.meetup_id)
                if meetup_row is None:
                    continue
                one = _reminder(row, meetup_of(meetup_row))
                if not (is_called_off(one.meetup) or _is_past(one.meetup, one.lead, now)):
                    found.append(one)
        return sorted(found, key=lambda one: (one.due_at is None, one.due_at or now, one.id))

    async def cancel(self, reminder_id: int, *, user_id: int) -> bool:
        """Takes one reminder back; False when the person has no such one."""
        async with self._sessions.begin() as session:
            row = await store.get(session, reminder_id)
            if row is None or row.user_id != user_id:
                return False
            await _take_back(session, row, self._now())
        return True

    async def forget(self, meetup: Meetup, *, user_id: int) -> bool:
        """Takes back all the person's reminders of a meetup; False when there was none."""
        async with self._sessions.begin() as session:
            rows = await store.of_person(session, user_id, meetup.id)
            for row in rows:
                await _take_back(session, row, self._now())
        return bool(rows)

    async def tell_me(self, *, user_id: int, guild_id: int) -> bool:
        """Notes that the person wants to hear of the next announced meetup; False when that was noted already."""
        async with self._sessions.begin() as session:
            return await store.wish(session, guild_id=guild_id, user_id=user_id, now=self._now())

    async def missed(self, meetup_id: int, user_id: int) -> None:
        """Notes that a direct message about the meetup did not reach the person, to be said at their next use."""
        async with self._sessions.begin() as session:
            for row in await store.of_person(session, user_id, meetup_id):
                row.missed_at = self._now()

    async def untold(self, meetup_id: int, *, user_id: int, guild_id: int) -> None:
        """Notes that the word of the next meetup did not reach the person, to be said at their next use."""
        async with self._sessions.begin() as session:
            await store.miss(session, guild_id=guild_id, user_id=user_id, meetup_id=meetup_id, now=self._now())

    async def take_missed(self, user_id: int) -> list[Meetup]:
        """The meetups about which no direct message could reach the person; they count as told once this was called."""
        async with self._sessions() as session:
            if not await store.any_missed(session, user_id):
                return []
        async with self._sessions.begin() as session:
            found = await store.take_missed(session, user_id)
            rows = [await meetups.get(session, meetup_id) for meetup_id in found]
            return [meetup_of(row) for row in rows if row is not None]

    async def kept(self, user_id: int) -> dict[str, list[dict[str, object]]]:
        """Everything that is kept of a person's reminders and wishes, as plain data."""
        async with self._sessions() as session:
            reminders: list[dict[str, object]] = [
                {
                    "guild_id": row.guild_id,
                    "meetup_id": row.meetup_id,
                    "lead_minutes": row.lead_minutes,
                    "missed_at": row.missed_at,
                }
                for row in await store.all_of_person(session, user_id)
            ]
            return {
                "reminders": reminders,
                "waits_for_next": [{"guild_id": row.guild_id} for row in await store.wishes_of(session, user_id)],
                "missed": [
                    {"guild_id": row.guild_id, "meetup_id": row.meetup_id, "at": row.created_at}
                    for row in await store.missed_by(session, user_id)
                ],
            }

    async def purge(self, now: datetime) -> int:
        """Forgets the reminders, a channel's too, of meetups that were over `KEPT` ago; gives how many rows went."""
        async with self._sessions.begin() as session:
            return await purge_reminders(session, now - KEPT)

    async def erase(self, user_id: int) -> int:
        """Deletes a person's reminders and wishes, also those already queued; gives how many there were."""
        async with self._sessions.begin() as session:
            await outbox.retract_person(session, user_id=user_id, purposes=_PURPOSES, now=self._now())
            return await store.erase_person(session, user_id)


async def rearm(session: AsyncSession, before: Meetup, after: Meetup, now: datetime) -> None:
    """Moves everybody's reminders along with a meetup that changed, and tells them of its new date.

    One called off is reminded of no more. Part of the transaction that changes the meetup.
    """
    moved = moment_of(before) != moment_of(after)
    if not moved and before.status == after.status:
        return
    rows = await store.of_meetup(session, after.id)
    if not rows:
        return
    queued = [
        row.id for purpose in (REMINDER, MOVED) for row in await outbox.waiting_about(session, purpose, [after.id])
    ]
    await outbox.retract_rows(session, queued, now)
    if is_called_off(after) or after.is_over(now):
        return
    for row in rows:
        await _queue(session, row, after, now)
    people = {row.user_id: row.guild_id for row in reversed(rows)}
    for user_id, guild_id in people.items() if moved and after.date is not None else ():
        subject = f"user:{user_id}:at:{moment_of(after)}:meetup:{after.id}"
        await outbox.put(
            session, guild_id=guild_id, subject=subject, purpose=MOVED, due_at=now, now=now, user_id=user_id
        )


async def tell_waiting(session: AsyncSession, meetup: Meetup, *, guild_id: int, now: datetime) -> Sequence[int]:
    """Queues the word to everybody who waits for the guild's next meetup; part of the announcing transaction."""
    waiting = await store.take_wishes(session, guild_id)
    for user_id in waiting:
        subject = f"user:{user_id}:meetup:{meetup.id}"
        await outbox.put(
            session, guild_id=guild_id, subject=subject, purpose="told", due_at=now, now=now, user_id=user_id
        )
    return waiting


def subject_of(meetup: Meetup, lead: timedelta, user_id: int) -> str:
    """Names a reminder. The day and hour are part of it: a meetup that moved is reminded of anew."""
    return _subject(meetup, minutes_of(lead), user_id)


def _subject(meetup: Meetup, minutes: int, user_id: int) -> str:
    return f"user:{user_id}:at:{moment_of(meetup)}:lead:{minutes}:meetup:{meetup.id}"


def _check_ahead(meetup: Meetup, now: datetime) -> None:
    if meetup.is_over(now):
        raise UserError(_("This meetup is over."))
    if is_called_off(meetup):
        raise UserError(_("This meetup was called off."))


def _usual_lead(meetup: Meetup, now: datetime) -> timedelta:
    lead = next((lead for lead in (DAY, HOUR) if not _is_past(meetup, lead, now)), None)
    if lead is None:
        raise UserError(_("It starts so soon that a reminder makes no sense any more. See you there!"))
    return lead


def _checked(meetup: Meetup, lead: timedelta, now: datetime) -> timedelta:
    if _is_past(meetup, lead, now):
        raise UserError(_("That moment is past already. Choose one nearer to the meetup."))
    return lead


def _is_past(meetup: Meetup, lead: timedelta, now: datetime) -> bool:
    due = due_at(meetup, lead)
    return due is not None and due <= now


def _reminder(row: ReminderRow, meetup: Meetup, *, again: bool = False) -> Reminder:
    lead = timedelta(minutes=row.lead_minutes)
    return Reminder(row.id, meetup, lead, due_at(meetup, lead), again=again)


async def _note(
    session: AsyncSession, meetup: Meetup, lead: timedelta, *, user_id: int, guild_id: int, now: datetime
) -> Reminder:
    row = await store.add(
        session, guild_id=guild_id, user_id=user_id, meetup_id=meetup.id, lead_minutes=minutes_of(lead), now=now
    )
    await _queue(session, row, meetup, now)
    return _reminder(row, meetup)


async def _queue(session: AsyncSession, row: ReminderRow, meetup: Meetup, now: datetime) -> None:
    due = due_at(meetup, timedelta(minutes=row.lead_minutes))
    if due is not None and due > now:
        await outbox.put(
            session,
            guild_id=row.guild_id,
            subject=_subject(meetup, row.lead_minutes, row.user_id),
            purpose=REMINDER,
            due_at=due,
            now=now,
            user_id=row.user_id,
        )


async def _take_back(session: AsyncSession, row: ReminderRow, now: datetime) -> None:
    about = f":lead:{row.lead_minutes}:meetup:{row.meetup_id}"
    queued = await outbox.waiting_about(session, REMINDER, [row.meetup_id])
    ours = [one.id for one in queued if one.user_id == row.user_id and one.subject.endswith(about)]
    await outbox.retract_rows(session, ours, now)
    await store.remove(session, row)
