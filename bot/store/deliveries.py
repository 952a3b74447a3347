"""Which message or scheduled event in Discord a subject and purpose stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, cast, delete, literal, or_, select

from bot.store.base import DIALECTS, chunks, table_of
from bot.store.tables import DeliveryRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

GONE: Final = "gone"
"""The digest of what somebody deleted in Discord: it is neither edited nor sent again unless organizers ask."""
LEAVING: Final = "leaving"
"""The digest of what Herold itself is deleting: whether it still stands there shows only when it is wanted again."""

_TABLE: Final = table_of(DeliveryRow)
_ADD: Final = {
    name: dialect.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id) for name, dialect in DIALECTS.items()
}


async def get(session: AsyncSession, guild_id: int, subject: str, purpose: str) -> DeliveryRow | None:
    row: DeliveryRow | None = await session.scalar(
        select(DeliveryRow).where(
            DeliveryRow.guild_id == guild_id, DeliveryRow.subject == subject, DeliveryRow.purpose == purpose
        )
    )
    return row


async def of_each(
    session: AsyncSession, things: Collection[tuple[int, str, str]]
) -> Mapping[tuple[int, str, str], DeliveryRow]:
    """What stands in Discord of several things, by guild, subject and purpose."""
    guild_ids, subjects, purposes = (set(parts) for parts in zip(*things, strict=True))
    rows = await session.scalars(
        select(DeliveryRow).where(
            DeliveryRow.guild_id.in_(guild_ids), DeliveryRow.subject.in_(subjects), DeliveryRow.purpose.in_(purposes)
        )
    )
    return {(row.guild_id, row.subject, row.purpose): row for row in rows}


async def save(
    session: AsyncSession,
    *,
    guild_id: int,
    subject: str,
    purpose: str,
    revision: int,
    channel_id: int | None,
    object_id: int,
    digest: str,
    now: datetime,
    told: Mapping[str, Any] | None = None,
    follows: bool = False,
    expected: bool = True,
) -> bool:
    """Notes what stands in Discord now; a new object takes the place of the old one. `told`: see `DeliveryRow`.

    `follows` says that the old one still stands beside it, `expected` that there may be an old one: without it a first
    one takes one statement. True when it is the first of the subject and purpose.
    """
    row = await get(session, guild_id, subject, purpose) if expected else None
    if row is None:
        thing = {"guild_id": guild_id, "subject": subject, "purpose": purpose, "revision": revision}
        stands = {"channel_id": channel_id, "object_id": object_id, "digest": digest}
        if await _add(session, now, told, **thing, **stands):
            return True
        row = await get(session, guild_id, subject, purpose)
        assert row is not None
    if row.object_id != object_id:
        if follows and row.channel_id is not None:
            row.earlier = [*(row.earlier or ()), [row.channel_id, row.object_id]]
        row.object_id, row.sent_at = object_id, now
    row.channel_id, row.digest, row.revision, row.changed_at = channel_id, digest, revision, now
    if told is not None:
        row.told, row.told_at = dict(told), now
    await session.flush()
    return False


async def of_subjects(
    session: AsyncSession, guild_ids: Collection[int], subjects: Collection[str], purposes: Collection[str]
) -> Sequence[DeliveryRow]:
    """What stands in the guilds of several subjects, first sent first."""
    rows = await session.scalars(
        select(DeliveryRow)
        .where(
            DeliveryRow.guild_id.in_(guild_ids), DeliveryRow.subject.in_(subjects), DeliveryRow.purpose.in_(purposes)
        )
        .order_by(DeliveryRow.sent_at, DeliveryRow.id)
    )
    return rows.all()


async def about_meetups(
    session: AsyncSession, purpose: str, guild_ids: Collection[int], meetup_ids: Collection[int]
) -> Sequence[DeliveryRow]:
    """What of that purpose stands in the guilds about the meetups, by subjects that end in the meetup's id."""
    if not meetup_ids:
        return []
    about = or_(*(DeliveryRow.subject.like(f"%:meetup:{meetup_id}") for meetup_id in meetup_ids))
    found: list[DeliveryRow] = []
    for chunk in chunks(sorted(guild_ids)):
        rows = await session.scalars(
            select(DeliveryRow)
            .where(DeliveryRow.guild_id.in_(chunk), DeliveryRow.purpose == purpose, DeliveryRow.digest != GONE, about)
            .order_by(DeliveryRow.id)
        )
        found += rows.all()
    return found


async def mark(session: AsyncSession, guild_id: int, subject: str, purpose: str, now: datetime, *, digest: str) -> None:
    """Notes that somebody deleted it in Discord (GONE), or that Herold is about to (LEAVING)."""
    row = await get(session, guild_id, subject, purpose)
    if row is not None:
        row.digest, row.changed_at = digest, now


async def forget_gone(session: AsyncSession, guild_id: int, subject: str, purpose: str) -> None:
    """Lets what somebody deleted be said anew: organizers asked for it."""
    await session.execute(
        delete(DeliveryRow).where(
            DeliveryRow.guild_id == guild_id,
            DeliveryRow.subject == subject,
            DeliveryRow.purpose == purpose,
            DeliveryRow.digest == GONE,
        )
    )


async def forget(session: AsyncSession, guild_id: int, subject: str, purpose: str) -> None:
    """Leaves a message be: what is said next of this subject and purpose is a new message."""
    await session.execute(
        delete(DeliveryRow).where(
            DeliveryRow.guild_id == guild_id, DeliveryRow.subject == subject, DeliveryRow.purpose == purpose
        )
    )


async def of_object(session: AsyncSession, guild_id: int, object_id: int, purpose: str) -> DeliveryRow | None:
    """What a message or a scheduled event stands for."""
    row: DeliveryRow | None = await session.scalar(
        select(DeliveryRow).where(
            DeliveryRow.guild_id == guild_id, DeliveryRow.object_id == object_id, DeliveryRow.purpose == purpose
        )
    )
    return row


async def known(session: AsyncSession, object_ids: Collection[int]) -> set[int]:
    """Which of these messages or events are written down already."""
    rows = await session.scalars(select(DeliveryRow.object_id).where(DeliveryRow.object_id.in_(object_ids)))
    return set(rows.all())


async def newest_announcement(
    session: AsyncSession, guild_id: int, source_id: int, paths: Collection[str]
) -> DeliveryRow | None:
    """The last sent of the announcements of these posts that still stand in the guild's channel."""
    subject = literal("post:").concat(cast(PostRow.id, String))
    row: DeliveryRow | None = await session.scalar(
        select(DeliveryRow)
        .join(PostRow, subject == DeliveryRow.subject)
        .where(
            DeliveryRow.guild_id == guild_id,
            DeliveryRow.purpose == "announcement",
            DeliveryRow.digest != GONE,
            PostRow.source_id == source_id,
            PostRow.path.in_(paths),
        )
        .order_by(DeliveryRow.sent_at.desc(), DeliveryRow.id.desc())
        .limit(1)
    )
    return row


async def _add(session: AsyncSession, now: datetime, told: Mapping[str, Any] | None, **columns: Any) -> bool:
    """False when there is one already."""
    known = {} if told is None else {"told": dict(told), "told_at": now}
    added = await session.scalar(
        _ADD[session.get_bind().dialect.name], {**columns, **known, "sent_at": now, "changed_at": now}
    )
    return added is not None
