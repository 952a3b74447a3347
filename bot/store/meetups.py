"""Rows of meetups, and of what organizers set right in them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import CorrectionRow, MeetupRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def get(session: AsyncSession, meetup_id: int) -> MeetupRow | None:
    return await session.get(MeetupRow, meetup_id)


async def of_source(session: AsyncSession, source_id: int) -> Sequence[MeetupRow]:
    """All meetups of a source, gone ones too."""
    rows = await session.scalars(
        select(MeetupRow)
        .where(MeetupRow.source_id == source_id)
        .order_by(MeetupRow.id)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def version(session: AsyncSession, source_id: int) -> tuple[int, int]:
    """Two numbers that change whenever any meetup of the source does: revisions only rise, rows only join."""
    counted = await session.execute(
        select(func.count(), func.coalesce(func.sum(MeetupRow.revision), 0)).where(MeetupRow.source_id == source_id)
    )
    count, revisions = counted.one()
    return int(count), int(revisions)


async def corrections_of(session: AsyncSession, source_id: int) -> Mapping[str, Mapping[str, Any]]:
    """The JSON values that organizers set, by meetup key and field."""
    found = await session.execute(
        select(MeetupRow.key, CorrectionRow.field, CorrectionRow.value)
        .join(MeetupRow, MeetupRow.id == CorrectionRow.meetup_id)
        .where(MeetupRow.source_id == source_id)
    )
    corrections: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for key, field, value in found:
        corrections[key][field] = value
    return corrections


async def correct(
    session: AsyncSession, meetup_id: int, field: str, value: Any, *, by_user_id: int, at: datetime
) -> None:
    """Keeps a correction, over an older one of the same field; `value` must be JSON."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {"value": value, "by_user_id": by_user_id, "at": at}
    await session.execute(
        dialect.insert(CorrectionRow)
        .values(meetup_id=meetup_id, field=field, **values)
        .on_conflict_do_update(index_elements=["meetup_id", "field"], set_=values)
    )


async def uncorrect(session: AsyncSession, meetup_id: int, field: str) -> bool:
    """Lets the posts speak again; False when the field was not corrected."""
    gone = await session.scalar(
        delete(CorrectionRow)
        .where(CorrectionRow.meetup_id == meetup_id, CorrectionRow.field == field)
        .returning(CorrectionRow.id)
    )
    return gone is not None
