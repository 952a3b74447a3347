"""The audit: who did what, written in the act's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.store.tables import AuditRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


def put(
    session: AsyncSession,
    *,
    guild_id: int,
    actor_id: int,
    act: str,
    at: datetime,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Notes an act; `details` must be JSON."""
    session.add(
        AuditRow(guild_id=guild_id, actor_id=actor_id, act=act, subject=subject, details=dict(details or {}), at=at)
    )


async def newest(session: AsyncSession, guild_id: int, *, limit: int, offset: int = 0) -> Sequence[AuditRow]:
    """The guild's acts, newest first."""
    rows = await session.scalars(
        select(AuditRow)
        .where(AuditRow.guild_id == guild_id)
        .order_by(AuditRow.at.desc(), AuditRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return rows.all()
