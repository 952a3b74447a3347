"""The history of posts and of what was said about them: steps, each written in the transaction that it tells of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, or_, select

from bot.store.base import chunks, table_of
from bot.store.tables import TrailRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.store.states import Step

_TOLD: Final = ("post:", "announcement:", "meetup:")
"""Of these there is a history. What is said to a person, or about a talk proposal, is nobody else's business."""
_UNTOLD: Final = frozenset({"warning", "post_check", "gone_card"})
"""The purposes that only repeat to organizers what the history holds anyway."""

_INSERT: Final = insert(table_of(TrailRow))


@dataclass(frozen=True, slots=True)
class Note:
    """A step to be written; `details` must be JSON. Without a guild it holds in all of them."""

    subject: str
    what: Step
    details: Mapping[str, Any] = field(default_factory=dict)
    guild_id: int | None = None


def is_told(subject: str, purpose: str, user_id: int | None) -> bool:
    """True for outbox rows whose steps belong to the history of a post."""
    return user_id is None and purpose not in _UNTOLD and subject.startswith(_TOLD)


async def put(session: AsyncSession, note: Note, at: datetime) -> None:
    """Writes one step."""
    await put_all(session, [note], at)


async def put_all(session: AsyncSession, notes: Iterable[Note], at: datetime) -> None:
    """Writes many steps, in their order."""
    for chunk in chunks(list(notes)):
        await session.execute(_INSERT, [_columns(note, at) for note in chunk])


async def put_new(session: AsyncSession, note: Note, at: datetime) -> None:
    """Writes a step unless the subject's newest one says the same: what waits is looked at again and again."""
    newest = await session.scalar(
        select(TrailRow)
        .where(TrailRow.subject == note.subject, TrailRow.guild_id == note.guild_id)
        .order_by(TrailRow.id.desc())
        .limit(1)
    )
    if newest is None or (newest.what, newest.details) != (note.what, dict(note.details)):
        await put(session, note, at)


async def count(session: AsyncSession, guild_id: int, subjects: Sequence[str]) -> int:
    """How many steps the guild sees of these subjects."""
    return await session.scalar(select(func.count()).where(_seen(guild_id, subjects))) or 0


async def steps(
    session: AsyncSession, guild_id: int, subjects: Sequence[str], *, limit: int, offset: int = 0
) -> Sequence[TrailRow]:
    """The steps that the guild sees of these subjects, oldest first."""
    rows = await session.scalars(
        select(TrailRow).where(_seen(guild_id, subjects)).order_by(TrailRow.at, TrailRow.id).limit(limit).offset(offset)
    )
    return rows.all()


async def purge(session: AsyncSession, before: datetime) -> None:
    """Forgets what happened before an instant."""
    await session.execute(delete(TrailRow).where(TrailRow.at < before))


def _columns(note: Note, at: datetime) -> dict[str, Any]:
    return {
        "guild_id": note.guild_id,
        "subject": note.subject,
        "what": note.what,
        "details": dict(note.details),
        "at": at,
    }


def _seen(guild_id: int, subjects: Sequence[str]) -> ColumnElement[bool]:
    return TrailRow.subject.in_(subjects) & or_(TrailRow.guild_id == guild_id, TrailRow.guild_id.is_(None))
