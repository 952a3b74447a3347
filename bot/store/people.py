"""Rows of people's own choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.tables import PersonRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def get(session: AsyncSession, user_id: int) -> PersonRow | None:
    return await session.get(PersonRow, user_id)


async def get_or_add(session: AsyncSession, user_id: int) -> PersonRow:
    """The person's row, a new one when there is none."""
    row = await session.get(PersonRow, user_id)
    if row is None:
        row = PersonRow(user_id=user_id)
        session.add(row)
        await session.flush()
    return row
