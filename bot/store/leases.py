"""Jobs that only one process may do at a time: whoever holds the lease does them, until it runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import LeaseRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


def one_process_only(session: AsyncSession) -> bool:
    """True on SQLite, which cannot lock single rows: one process sends, and a lease keeps a second one out."""
    return session.get_bind().dialect.name == "sqlite"


async def hold(session: AsyncSession, name: str, holder: str, *, now: datetime, until: datetime) -> bool:
    """Takes or renews the lease; False when somebody else holds it. Instants are aware."""
    taken = await session.scalar(
        update(LeaseRow)
        .where(LeaseRow.name == name, or_(LeaseRow.holder == holder, LeaseRow.until <= now))
        .values(holder=holder, until=until)
        .returning(LeaseRow.name)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        dialect = sqlite if one_process_only(session) else postgresql
        taken = await session.scalar(
            dialect.insert(LeaseRow)
            .values(name=name, holder=holder, until=until)
            .on_conflict_do_nothing()
            .returning(LeaseRow.name)
        )
    return taken is not None


async def get(session: AsyncSession, name: str) -> LeaseRow | None:
    return await session.get(LeaseRow, name, populate_existing=True)


async def release(session: AsyncSession, name: str, holder: str) -> None:
    """Gives the lease back, so that the next process need not wait for it to run out."""
    await session.execute(delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder))
