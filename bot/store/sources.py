"""Rows of sources. Whoever writes posts, meetups or announcements of a source holds its row first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import SourceRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


async def get(session: AsyncSession, source_id: int) -> SourceRow | None:
    return await session.get(SourceRow, source_id)


async def everything(session: AsyncSession) -> Sequence[SourceRow]:
    """All sources there ever were, oldest first."""
    return (await session.scalars(select(SourceRow).order_by(SourceRow.id))).all()


async def by_location(session: AsyncSession, location: str) -> SourceRow | None:
    return await session.scalar(select(SourceRow).where(SourceRow.location == location))


async def others(session: AsyncSession, location: str) -> Sequence[SourceRow]:
    """The sources of every other location."""
    return (await session.scalars(select(SourceRow).where(SourceRow.location != location))).all()


async def get_or_add(session: AsyncSession, location: str) -> SourceRow:
    """The row of the source at `location`; two processes that add it at once add it once."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    await session.execute(dialect.insert(SourceRow).values(location=location, site={}).on_conflict_do_nothing())
    return (await session.scalars(select(SourceRow).where(SourceRow.location == location))).one()


async def lock(session: AsyncSession, source_id: int) -> SourceRow | None:
    """The row, held until the transaction ends: others who call this wait. Call it first in a transaction.

    A write, for that is what SQLite locks by; rows read after it are the newest.
    """
    await session.execute(
        update(SourceRow)
        .where(SourceRow.id == source_id)
        .values(id=SourceRow.id)
        .execution_options(synchronize_session=False)
    )
    return await session.get(SourceRow, source_id, populate_existing=True)


async def move(session: AsyncSession, row: SourceRow, onto: SourceRow) -> None:
    """Gives `row` the location of `onto`, an empty row, which goes."""
    location = onto.location
    await session.execute(delete(SourceRow).where(SourceRow.id == onto.id))
    row.location = location
    await session.flush()
