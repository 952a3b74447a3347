"""Counts for `/organizer status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.store.states import AnnouncementState, OutboxState
from bot.store.tables import AnnouncementRow, OutboxRow

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


async def next_due(session: AsyncSession, after: datetime) -> datetime | None:
    """The next instant at which a waiting post or something in the outbox is due; None when nothing is."""
    posts = select(func.min(AnnouncementRow.due_at)).where(
        AnnouncementRow.state == AnnouncementState.WAITING, AnnouncementRow.due_at > after
    )
    acts = select(func.min(OutboxRow.due_at)).where(OutboxRow.state == OutboxState.PENDING, OutboxRow.due_at > after)
    found = [await session.scalar(posts), await session.scalar(acts)]
    return min((due for due in found if due is not None), default=None)
