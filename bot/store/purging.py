"""Deletes what is kept of reminders once their meetup is long past: who wanted them, what was sent, where it stands.

Nothing is sent twice for want of it: a reminder is queued only while its moment is still to come, and the day and hour
of the meetup are part of its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, delete, not_, or_, select

from bot.store.base import chunks
from bot.store.states import OutboxState
from bot.store.tables import DeliveryRow, MeetupRow, MissedRow, OutboxRow, ReminderRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

PURPOSES: Final = ("reminder", "moved", "told", "channel_reminder")
"""Of the outbox and of deliveries; their subjects end in the meetup's id."""


async def purge_reminders(session: AsyncSession, before: datetime) -> int:
    """Forgets the reminders of meetups that took place before an instant and did not change since; gives how many rows.

    A meetup without a date is still to come. What is being sent this moment stays until the next time.
    """
    past = and_(
        or_(MeetupRow.date < before.date(), MeetupRow.gone_at < before),
        MeetupRow.changed_at < before,
    )
    kept = set(await session.scalars(select(MeetupRow.id).where(or_(not_(past), past.is_(None)))))
    said = await session.execute(
        select(OutboxRow.id, OutboxRow.subject).where(
            OutboxRow.purpose.in_(PURPOSES), OutboxRow.state != OutboxState.SENDING, OutboxRow.changed_at < before
        )
    )
    standing = await session.execute(
        select(DeliveryRow.id, DeliveryRow.subject).where(
            DeliveryRow.purpose.in_(PURPOSES), DeliveryRow.changed_at < before
        )
    )
    old_rows, old_deliveries = _of_others(said, kept), _of_others(standing, kept)
    for chunk in chunks(old_rows):
        await session.execute(delete(OutboxRow).where(OutboxRow.id.in_(chunk)))
    for chunk in chunks(old_deliveries):
        await session.execute(delete(DeliveryRow).where(DeliveryRow.id.in_(chunk)))
    count = len(old_rows) + len(old_deliveries)
    for wishes in (ReminderRow, MissedRow):
        deleted = await session.scalars(
            delete(wishes)
            .where(wishes.meetup_id.in_(select(MeetupRow.id).where(past)), wishes.created_at < before)
            .returning(wishes.id)
        )
        count += len(deleted.all())
    return count


def _of_others(rows: Iterable[tuple[int, str]], kept: set[int]) -> list[int]:
    """The ids of the rows that are about no meetup that is kept."""
    return [row_id for row_id, subject in rows if int(subject.rpartition(":")[2]) not in kept]
