"""Counts for `/organizer status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.store.tables import AnnouncementRow, AnnouncementState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def announcements(session: AsyncSession, guild_id: int) -> dict[AnnouncementState, tuple[int, datetime]]:
    """How many of the guild's posts stand in each state, and when the last of them got there."""
    found = await session.execute(
        select(AnnouncementRow.state, func.count(), func.max(AnnouncementRow.changed_at))
        .where(AnnouncementRow.guild_id == guild_id)
        .group_by(AnnouncementRow.state)
    )
    return {state: (count, newest) for state, count, newest in found}


async def waiting_for(session: AsyncSession, guild_id: int, reason: str) -> int:
    """How many of the guild's posts wait for the reason."""
    found = await session.scalar(
        select(func.count())
        .select_from(AnnouncementRow)
        .where(
            AnnouncementRow.guild_id == guild_id,
            AnnouncementRow.state == AnnouncementState.WAITING,
            AnnouncementRow.reason == reason,
        )
    )
    return found or 0
