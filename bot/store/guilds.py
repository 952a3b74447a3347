"""Guild rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.leases import one_process_only
from bot.store.tables import GuildRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def get(session: AsyncSession, guild_id: int) -> GuildRow | None:
    return await session.get(GuildRow, guild_id)


async def of_ids(session: AsyncSession, guild_ids: Collection[int]) -> Sequence[GuildRow]:
    """Those of the guilds that are known."""
    rows = await session.scalars(select(GuildRow).where(GuildRow.id.in_(guild_ids)))
    return rows.all()


async def get_or_add(session: AsyncSession, guild_id: int, columns: Mapping[str, Any], now: datetime) -> GuildRow:
    """The guild's row, made from `columns` when there is none; two that make it at once make it once."""
    row = await session.get(GuildRow, guild_id)
    if row is not None:
        return row
    dialect = sqlite if one_process_only(session) else postgresql
    made = dialect.insert(GuildRow).values(id=guild_id, created_at=now, **columns)
    await session.execute(made.on_conflict_do_nothing())
    return await session.get_one(GuildRow, guild_id)


async def by_calendar_token(session: AsyncSession, token: str) -> GuildRow | None:
    """The guild whose calendar is subscribed at that secret address, while the bot is there."""
    row: GuildRow | None = await session.scalar(
        select(GuildRow).where(GuildRow.calendar_token == token, GuildRow.left_at.is_(None))
    )
    return row


async def calendar_token(session: AsyncSession, guild_id: int, fresh: str) -> str | None:
    """The guild's token, `fresh` becoming it where there is none; None for a guild that is not known."""
    await session.execute(
        update(GuildRow)
        .where(GuildRow.id == guild_id, GuildRow.calendar_token.is_(None))
        .values(calendar_token=fresh)
        .execution_options(synchronize_session=False)
    )
    token: str | None = await session.scalar(select(GuildRow.calendar_token).where(GuildRow.id == guild_id))
    return token


async def set_calendar_token(session: AsyncSession, guild_id: int, token: str) -> None:
    await session.execute(
        update(GuildRow)
        .where(GuildRow.id == guild_id)
        .values(calendar_token=token)
        .execution_options(synchronize_session=False)
    )


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
