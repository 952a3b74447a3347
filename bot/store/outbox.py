"""The outbox: outward acts queued in the transaction that caused them, claimed one by one, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import HeroldError
from bot.store.tables import OutboxRow, OutboxState

if TYPE_CHECKING:
    from collections.abc import Mapping
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

OPEN: Final = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN)
"""The states in which a row still has something to do."""


class MoveLostError(HeroldError):
    """The row is no longer where it was seen: another process took it, or MOVES has no such move."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in the hands of this process, as a value that outlives its session. Instants are aware UTC."""

    id: int
    guild_id: int
    subject: str
    purpose: str
    revision: int
    user_id: int | None
    due_at: datetime
    created_at: datetime
    attempts: int
    """This one included."""
    tried_before: bool
    """True when an earlier attempt, of this or of an older revision, may have reached Discord."""
    first_created_at: datetime
    """When the oldest revision that may have been said was queued."""
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject_id(self) -> int:
        """The last number of the subject: 12 of "post:12", 7 of "user:3:meetup:7"."""
        return int(self.subject.rpartition(":")[2])


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How a guild's outbox stands."""

    pending: int = 0
    unknown: int = 0
    failed: int = 0
    oldest_due_at: datetime | None = None
    """The due time of the oldest row that still waits; None when nothing waits."""


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
) -> int:
    """Queues the next revision of (guild, subject, purpose) and gives its number.

    One that still waits is used again, with the new due time, person and payload: what is said is rendered only when it
    is sent. Two transactions that put the same at once queue it once.
    """
    values = {"user_id": user_id, "payload": dict(payload or {}), "due_at": due_at, "changed_at": now, "error": None}
    while True:
        newest = await _newest(session, guild_id, subject, purpose)
        if newest is not None and newest.state is OutboxState.PENDING:
            reused = await session.scalar(
                update(OutboxRow)
                .where(OutboxRow.id == newest.id, OutboxRow.state == OutboxState.PENDING)
                .values(**values)
                .returning(OutboxRow.revision)
                .execution_options(synchronize_session=False)
            )
            if reused is not None:
                return reused
            continue  # it was claimed this very moment
        revision = await _insert(
            session,
            guild_id=guild_id,
            subject=subject,
            purpose=purpose,
            revision=1 if newest is None else newest.revision + 1,
            state=OutboxState.PENDING,
            attempts=0,
            created_at=now,
            **values,
        )
        if revision is not None:
            return revision


async def retract(session: AsyncSession, *, guild_id: int, subject: str, purpose: str, now: datetime) -> None:
    """Takes back what was not said yet. What is being said this moment is not stopped."""
    await session.execute(
        update(OutboxRow)
        .where(
            _of(OutboxRow, guild_id, subject, purpose),
            OutboxRow.state.in_((OutboxState.PENDING, OutboxState.FAILED)),
        )
        .values(state=OutboxState.RETRACTED, changed_at=now)
        .execution_options(synchronize_session=False)
    )


async def _newest(session: AsyncSession, guild_id: int, subject: str, purpose: str) -> OutboxRow | None:
    return await session.scalar(
        select(OutboxRow)
        .where(_of(OutboxRow, guild_id, subject, purpose))
        .order_by(OutboxRow.revision.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _insert(session: AsyncSession, **values: Any) -> int | None:
    """Gives the revision; None when another transaction was first with it."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    revision: int | None = await session.scalar(
        dialect.insert(OutboxRow).values(**values).on_conflict_do_nothing().returning(OutboxRow.revision)
    )
    return revision


def _of(row: type[OutboxRow], guild_id: int, subject: str, purpose: str) -> ColumnElement[bool]:
    return and_(row.guild_id == guild_id, row.subject == subject, row.purpose == purpose)
