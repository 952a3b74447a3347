"""Guild rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.store.tables import GuildRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def get(session: AsyncSession, guild_id: int) -> GuildRow | None:
    return await session.get(GuildRow, guild_id)


async def get_or_add(session: AsyncSession, guild_id: int, columns: Mapping[str, Any], now: datetime) -> GuildRow:
    """The guild's row, made from `columns` when there is none."""
    row = await session.get(GuildRow, guild_id)
    if row is None:
        row = GuildRow(id=guild_id, created_at=now, **columns)
        session.add(row)
        await session.flush()
    return row


async def of_source(session: AsyncSession, source_id: int) -> Sequence[GuildRow]:
    """The guilds that follow a source and still have the bot, oldest first."""
    rows = await session.scalars(
        select(GuildRow)
        .where(GuildRow.source_id == source_id, GuildRow.left_at.is_(None))
        .order_by(GuildRow.created_at, GuildRow.id)
    )
    return rows.all()


async def astray(session: AsyncSession, source_id: int) -> Sequence[GuildRow]:
    """The guilds that have the bot and do not follow the source."""
    rows = await session.scalars(
        select(GuildRow)
        .where(GuildRow.source_id.is_distinct_from(source_id), GuildRow.left_at.is_(None))
        .order_by(GuildRow.created_at, GuildRow.id)
    )
    return rows.all()
