"""Small things the process remembers between starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.store.tables import FactRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def get(session: AsyncSession, name: str) -> Any | None:
    row = await session.get(FactRow, name)
    return None if row is None else row.value


async def put(session: AsyncSession, name: str, value: Any) -> None:
    """Keeps a JSON value under a name, over an older one."""
    await session.merge(FactRow(name=name, value=value))
