"""Counts and troubles for `/organizer status`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, not_, or_, select

from bot.store.outbox import OPEN, to_come
from bot.store.states import AnnouncementState, OutboxState
from bot.store.tables import AnnouncementRow, OutboxRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How a guild's outbox stands."""

    pending: int = 0
    unknown: int = 0
    failed: int = 0
    oldest_due_at: datetime | None = None
    """The due time of the oldest row that still waits; None when nothing waits."""


async def counts(session: AsyncSession, guild_id: int, now: datetime) -> QueueCounts:
    """How the guild's outbox stands. A person who takes no direct messages is no failure of the guild's.

    A reminder whose time has not come does not wait yet.
    """
    found = await session.execute(
        select(OutboxRow.state, func.count(), func.min(OutboxRow.due_at))
        .where(
            OutboxRow.guild_id == guild_id,
            or_(OutboxRow.state != OutboxState.FAILED, OutboxRow.user_id.is_(None)),
            not_(to_come(now)),
        )
        .group_by(OutboxRow.state)
    )
    of_state = {state: (count, oldest) for state, count, oldest in found}
    waiting = [of_state[state] for state in OPEN if state in of_state]
    return QueueCounts(
        pending=sum(of_state[state][0] for state in (OutboxState.PENDING, OutboxState.SENDING) if state in of_state),
        unknown=of_state.get(OutboxState.UNKNOWN, (0, None))[0],
        failed=of_state.get(OutboxState.FAILED, (0, None))[0],
        oldest_due_at=min((oldest for _count, oldest in waiting), default=None),
    )


async def troubled(session: AsyncSession, guild_id: int, *, limit: int = 10) -> Sequence[OutboxRow]:
    """What failed, is unknown or waits for a setting in the guild's channels, newest first; `error` says why.

    Direct messages are left out: who wanted to be reminded of what is nobody else's business.
    """
    rows = await session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.guild_id == guild_id,
            OutboxRow.user_id.is_(None),
            OutboxRow.state.in_((OutboxState.PENDING, OutboxState.UNKNOWN, OutboxState.FAILED)),
            OutboxRow.error.is_not(None),
        )
        .order_by(OutboxRow.changed_at.desc(), OutboxRow.id.desc())
        .limit(limit)
    )
    return rows.all()


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
