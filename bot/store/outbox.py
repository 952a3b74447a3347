"""The outbox: outward acts, queued in the transaction that caused them; `bot.store.claims` takes them out."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select, update
from sqlalchemy.orm import aliased

from bot.store import deliveries, trail
from bot.store.base import DIALECTS, table_of
from bot.store.states import OutboxState, Step
from bot.store.tables import OutboxRow
from bot.store.trail import Note

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

MOVES: Final[Mapping[OutboxState, frozenset[OutboxState]]] = MappingProxyType(
    {
        # A due row is taken in hand, or nobody wants it said any more, or a newer revision says it instead.
        OutboxState.PENDING: frozenset({OutboxState.SENDING, OutboxState.RETRACTED}),
        # Back to PENDING when it is certain that nothing was said; UNKNOWN when it is not.
        OutboxState.SENDING: frozenset(
            {
                OutboxState.PENDING,
                OutboxState.SENT,
                OutboxState.UNKNOWN,
                OutboxState.FAILED,
                OutboxState.RETRACTED,
            }
        ),
        OutboxState.UNKNOWN: frozenset({OutboxState.SENDING, OutboxState.RETRACTED}),
        # A retry queues a new revision (a new nonce) and retracts the failed one.
        OutboxState.FAILED: frozenset({OutboxState.RETRACTED}),
        OutboxState.SENT: frozenset(),
        OutboxState.RETRACTED: frozenset(),
    }
)
"""Where a row may go from each state. SENT and RETRACTED are final."""

_ROWS: Final = 500
"""How many rows a statement names."""
OPEN: Final = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN)
"""The states in which a row still has something to do."""

_TABLE: Final = table_of(OutboxRow)
_INSERT: Final = {
    name: dialect.insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.revision)
    for name, dialect in DIALECTS.items()
}


async def put(
    session: AsyncSession,
    *,
    guild_id: int,
    subject: str,
    purpose: str,
    due_at: datetime,
    now: datetime,
    user_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
    noted: bool = True,
) -> int:
    """Queues the next revision of (guild, subject, purpose) and gives its number.

    One that still waits and was never tried is used again, with the new due time, person and payload: what is said is
    rendered only when it is sent. One that was tried keeps its time, from which on it is looked for in Discord. Two
    transactions that put the same at once queue it once. `noted` false keeps it out of the history.
    """
    values = {
        "user_id": user_id,
        "payload": dict(payload or {}),
        "due_at": due_at,
        "created_at": now,
        "changed_at": now,
        "error": None,
    }
    if noted and trail.is_told(subject, purpose, user_id):
        await trail.put(session, Note(subject, Step.QUEUED, {"purpose": purpose}, guild_id), now)
    while True:
        newest = await _newest(session, guild_id, subject, purpose)
        if newest is not None and newest.state is OutboxState.PENDING and not newest.attempts:
            revision = await _reuse(session, newest.id, values)
        else:
            next_one = 1 if newest is None else newest.revision + 1
            thing = {"guild_id": guild_id, "subject": subject, "purpose": purpose, "revision": next_one}
            revision = await _insert(session, state=OutboxState.PENDING, attempts=0, **thing, **values)
        if revision is not None:
            return revision


async def put_after(
    session: AsyncSession,
    *,
    guild_id: int,
    subject: str,
    purpose: str,
    revision: int,
    due_at: datetime,
    now: datetime,
) -> None:
    """Queues what follows the revision that is being said, outside of the history.

    Where somebody queued a newer revision meanwhile that still waits, that one is left as it is.
    """
    values = {
        "state": OutboxState.PENDING,
        "attempts": 0,
        "payload": {},
        "due_at": due_at,
        "created_at": now,
        "changed_at": now,
    }
    thing: dict[str, Any] = {"guild_id": guild_id, "subject": subject, "purpose": purpose}
    if await _insert(session, **thing, revision=revision + 1, **values) is None:
        newest = await _newest(session, guild_id, subject, purpose)
        if newest is None or newest.state not in OPEN:
            await put(session, **thing, due_at=due_at, now=now, noted=False)


async def retract(session: AsyncSession, *, guild_id: int, subject: str, purpose: str, now: datetime) -> None:
    """Takes back what was not said yet. What is being said this moment is not stopped."""
    taken = await session.scalars(
        update(OutboxRow)
        .where(
            of_thing(OutboxRow, guild_id, subject, purpose),
            OutboxRow.state.in_((OutboxState.PENDING, OutboxState.FAILED)),
        )
        .values(state=OutboxState.RETRACTED, changed_at=now)
        .returning(OutboxRow.user_id)
        .execution_options(synchronize_session=False)
    )
    if any(trail.is_told(subject, purpose, user_id) for user_id in taken):
        await trail.put(session, Note(subject, Step.DROPPED, {"purpose": purpose}, guild_id), now)


async def retract_person(session: AsyncSession, *, user_id: int, purposes: Sequence[str], now: datetime) -> None:
    """Takes back what was not yet said to a person, in all guilds."""
    await session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.user_id == user_id,
            OutboxRow.purpose.in_(purposes),
            OutboxRow.state.in_((OutboxState.PENDING, OutboxState.FAILED)),
        )
        .values(state=OutboxState.RETRACTED, changed_at=now)
        .execution_options(synchronize_session=False)
    )


async def waiting_about(session: AsyncSession, purpose: str, meetup_ids: Sequence[int]) -> Sequence[OutboxRow]:
    """What of that purpose was not said yet about the meetups, in all guilds: rows that wait, or failed."""
    if not meetup_ids:
        return []
    about = or_(*(OutboxRow.subject.like(f"%:meetup:{meetup_id}") for meetup_id in meetup_ids))
    rows = await session.scalars(
        select(OutboxRow)
        .where(OutboxRow.state.in_((OutboxState.PENDING, OutboxState.FAILED)), OutboxRow.purpose == purpose, about)
        .order_by(OutboxRow.id)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def retract_rows(session: AsyncSession, row_ids: Sequence[int], now: datetime) -> None:
    """Takes rows back that were not said yet."""
    for start in range(0, len(row_ids), _ROWS):
        await session.execute(
            update(OutboxRow)
            .where(
                OutboxRow.id.in_(row_ids[start : start + _ROWS]),
                OutboxRow.state.in_((OutboxState.PENDING, OutboxState.FAILED)),
            )
            .values(state=OutboxState.RETRACTED, changed_at=now)
            .execution_options(synchronize_session=False)
        )


async def said_in(session: AsyncSession, guild_ids: Collection[int], subject: str, purpose: str) -> set[int]:
    """Those of the guilds in which any revision of the thing was said, whatever became of it since."""
    rows = await session.scalars(
        select(OutboxRow.guild_id).where(
            OutboxRow.guild_id.in_(guild_ids),
            OutboxRow.subject == subject,
            OutboxRow.purpose == purpose,
            OutboxRow.state == OutboxState.SENT,
        )
    )
    return set(rows)


async def open_subjects(session: AsyncSession, guild_id: int, subjects: Sequence[str], purpose: str) -> set[str]:
    """Those of the subjects of which something of that purpose is still to be said in the guild."""
    rows = await session.scalars(
        select(OutboxRow.subject).where(
            OutboxRow.guild_id == guild_id,
            OutboxRow.subject.in_(subjects),
            OutboxRow.purpose == purpose,
            OutboxRow.state.in_(OPEN),
        )
    )
    return set(rows)


async def queued_for(session: AsyncSession, subjects: Sequence[str], purpose: str) -> set[tuple[int, str]]:
    """The guilds, each with the subject, in which something of that purpose was ever queued."""
    if not subjects:
        return set()
    rows = await session.execute(
        select(OutboxRow.guild_id, OutboxRow.subject)
        .where(OutboxRow.subject.in_(subjects), OutboxRow.purpose == purpose)
        .distinct()
    )
    return {(guild_id, subject) for guild_id, subject in rows}


async def retry(session: AsyncSession, outbox_id: int, now: datetime) -> int | None:
    """Queues a failed row again, as a new revision due at once, and gives its number; None when it is not failed.

    What somebody deleted in Discord is said anew.
    """
    failed = await session.get(OutboxRow, outbox_id, populate_existing=True)
    if failed is None or not await give_up(session, outbox_id, now):
        return None
    await deliveries.forget_gone(session, failed.guild_id, failed.subject, failed.purpose)
    return await _again(session, failed, now)


async def give_up(session: AsyncSession, outbox_id: int, now: datetime) -> bool:
    """Retracts a failed row; False when it is not failed, or somebody was faster."""
    won = await session.scalar(
        update(OutboxRow)
        .where(OutboxRow.id == outbox_id, OutboxRow.state == OutboxState.FAILED)
        .values(state=OutboxState.RETRACTED, changed_at=now)
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return won is not None


async def newest_like(session: AsyncSession, outbox_id: int, now: datetime) -> OutboxRow | None:
    """The newest revision of the thing that a row is about, without one whose time is still to come.

    One that failed still waits for a decision when newer ones come to nothing, as edits of what somebody deleted do.
    """
    row = await session.get(OutboxRow, outbox_id, populate_existing=True)
    if row is None:
        return None
    failed = aliased(OutboxRow)
    of_failed = of_thing(failed, row.guild_id, row.subject, row.purpose)
    waits = exists().where(of_failed, failed.state == OutboxState.FAILED, failed.revision < OutboxRow.revision)
    standing = await deliveries.get(session, row.guild_id, row.subject, row.purpose)
    deleted = standing is not None and standing.digest == deliveries.GONE
    pointless = (OutboxState.RETRACTED, *OPEN) if deleted else (OutboxState.RETRACTED,)
    newest: OutboxRow | None = await session.scalar(
        select(OutboxRow)
        .where(
            of_thing(OutboxRow, row.guild_id, row.subject, row.purpose),
            not_(to_come(now)),
            or_(OutboxRow.state.not_in(pointless), ~waits),
        )
        .order_by(OutboxRow.revision.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return newest


async def look_again(
    session: AsyncSession, guild_id: int, subject: str, purpose: str, now: datetime, **payload: Any
) -> None:
    """Queues an edit of what stands in Discord, with the payload it was last queued with and more; else nothing."""
    newest = await _newest(session, guild_id, subject, purpose)
    if newest is None or await deliveries.get(session, guild_id, subject, purpose) is None:
        return
    await put(
        session,
        guild_id=guild_id,
        subject=subject,
        purpose=purpose,
        due_at=now,
        now=now,
        payload={**newest.payload, **payload},
    )


async def wake(session: AsyncSession, guild_id: int, now: datetime, *, deleted_too: bool = False) -> int:
    """Tries at once what waited for a setting or failed in a channel, as after a change of settings; gives how many.

    Direct messages stay as they are: no setting of the guild opens them. So does what failed more than 30 days ago,
    and what somebody deleted in Discord, save with `deleted_too`, when organizers ask for it by hand.
    """
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.guild_id == guild_id, OutboxRow.state == OutboxState.PENDING, OutboxRow.error.is_not(None))
        .values(due_at=now, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    failed = await session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.guild_id == guild_id,
            OutboxRow.state == OutboxState.FAILED,
            OutboxRow.user_id.is_(None),
            OutboxRow.changed_at > now - timedelta(days=30),
        )
        .order_by(OutboxRow.id)
    )
    count = 0
    for row in failed.all():
        delivery = await deliveries.get(session, row.guild_id, row.subject, row.purpose)
        if delivery is not None and delivery.digest == deliveries.GONE:
            if not deleted_too:
                continue
            await session.delete(delivery)
        if await give_up(session, row.id, now):
            await _again(session, row, now)
            count += 1
    return count


def of_thing(row: type[OutboxRow], guild_id: int, subject: str, purpose: str) -> ColumnElement[bool]:
    """The rows of one thing: all revisions of (guild, subject, purpose)."""
    return and_(row.guild_id == guild_id, row.subject == subject, row.purpose == purpose)


def to_come(now: datetime) -> ColumnElement[bool]:
    """The rows that wait for their time."""
    return and_(OutboxRow.state == OutboxState.PENDING, OutboxRow.attempts == 0, OutboxRow.due_at > now)


async def _again(session: AsyncSession, failed: OutboxRow, now: datetime) -> int:
    return await put(
        session,
        guild_id=failed.guild_id,
        subject=failed.subject,
        purpose=failed.purpose,
        due_at=now,
        now=now,
        user_id=failed.user_id,
        payload=failed.payload,
    )


async def _newest(session: AsyncSession, guild_id: int, subject: str, purpose: str) -> OutboxRow | None:
    return await session.scalar(
        select(OutboxRow)
        .where(of_thing(OutboxRow, guild_id, subject, purpose))
        .order_by(OutboxRow.revision.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _reuse(session: AsyncSession, row_id: int, values: Mapping[str, Any]) -> int | None:
    """Gives the revision of a row that still waits; None when it was claimed this very moment."""
    revision: int | None = await session.scalar(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.state == OutboxState.PENDING)
        .values(**values)
        .returning(OutboxRow.revision)
        .execution_options(synchronize_session=False)
    )
    return revision


async def _insert(session: AsyncSession, **values: Any) -> int | None:
    """Gives the revision; None when another transaction was first with it."""
    revision: int | None = await session.scalar(_INSERT[session.get_bind().dialect.name], values)
    return revision
