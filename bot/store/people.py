"""Rows of people's own choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

from bot.store.leases import one_process_only
from bot.store.tables import PersonRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def get(session: AsyncSession, user_id: int) -> PersonRow | None:
    return await session.get(PersonRow, user_id)


async def get_or_add(session: AsyncSession, user_id: int) -> PersonRow:
    """The person's row, a new one when there is none; two that make it at once make it once."""
    row = await session.get(PersonRow, user_id)
    if row is not None:
        return row
    dialect = sqlite if one_process_only(session) else postgresql
    await session.execute(dialect.insert(PersonRow).values(user_id=user_id).on_conflict_do_nothing())
    return await session.get_one(PersonRow, user_id)
