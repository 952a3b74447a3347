"""Due rows of the outbox in the hands of one process: taken, worked on, and moved to what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from bot.errors import HeroldError
from bot.store import trail
from bot.store.base import table_of
from bot.store.outbox import MOVES, OPEN, of_thing
from bot.store.states import OutboxState, Step
from bot.store.tables import GuildRow, OutboxRow
from bot.store.trail import Note

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy.ext.asyncio import AsyncSession

_STEPS: Final = {
    OutboxState.PENDING: Step.POSTPONED,
    OutboxState.SENT: Step.SENT,
    OutboxState.UNKNOWN: Step.UNKNOWN,
    OutboxState.FAILED: Step.FAILED,
    OutboxState.RETRACTED: Step.DROPPED,
}
"""What a move is called in the history, where the caller does not know better."""
ASIDE: Final = frozenset({"crosspost"})
"""The purposes that may have to wait for an hour, and are taken in hand beside a guild's other rows."""
_LOOK_AHEAD: Final = 20
"""How many due rows a claim looks at when the first ones are in other hands."""

_TABLE: Final = table_of(OutboxRow)
_MOVE: Final = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("row"),
        _TABLE.c.state == OutboxState.SENDING,
        _TABLE.c.claimed_by == bindparam("holder"),
    )
    .values(
        state=bindparam("to"),
        error=bindparam("error"),
        due_at=bindparam("due_at"),
        attempts=bindparam("attempts"),
        claimed_by=None,
        claimed_until=None,
        changed_at=bindparam("now"),
    )
    .returning(_TABLE.c.id)
)


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
    """When it was last asked for."""
    attempts: int
    """This one included."""
    tried_before: bool
    """True when an earlier attempt, of this or of an older revision, may have reached Discord."""
    first_created_at: datetime
    """When the oldest revision that may have been said was queued."""
    first_revision: int
    """The oldest revision that may have been said since the last one of which we know; this one when there is none."""
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject_id(self) -> int:
        """The last number of the subject: 12 of "post:12", 7 of "user:3:meetup:7"."""
        return int(self.subject.rpartition(":")[2])


async def claim(
    session: AsyncSession,
    *,
    holder: str,
    now: datetime,
    lease: timedelta,
    guild_id: int,
    exclusive: bool = False,
    aside: bool = False,
) -> Claimed | None:
    """Takes the guild's next due thing in hand until `now + lease`; None when nothing is due. `aside` asks for ASIDE's.

    Of several revisions of a thing only the newest due one is taken, the older ones are retracted; nothing is taken
    while a revision of it is in somebody's hands. `exclusive` says that no other process may be sending: what another
    one had in its hands was then left behind by a crash.
    """
    for first in await _first_due(session, now, holder, guild_id, exclusive=exclusive, aside=aside):
        rows = await _lock_thing(session, first)
        if not rows or any(_in_hand(row, now, holder, exclusive=exclusive) for row in rows):
            continue
        newest = [row for row in rows if row.due_at <= now or row.state is OutboxState.SENDING][-1:]
        if newest and (claimed := await _take(session, newest[0], holder, now, now + lease)):
            return claimed
    return None


async def claim_each(
    session: AsyncSession,
    guild_ids: Collection[int],
    *,
    holder: str,
    now: datetime,
    lease: timedelta,
    exclusive: bool = False,
    aside: bool = False,
) -> list[Claimed]:
    """Does for each guild what `claim` does for one.

    What was never tried, and is the only open revision of its thing, is taken in two statements for all guilds.
    """
    due = _due(now, holder, exclusive=exclusive, aside=aside)
    claimed = await _take_untried(session, guild_ids, holder, now, now + lease, is_due=due)
    for guild_id in sorted(set(guild_ids) - {row.guild_id for row in claimed}):
        row = await claim(
            session, holder=holder, now=now, lease=lease, guild_id=guild_id, exclusive=exclusive, aside=aside
        )
        if row is not None:
            claimed.append(row)
    return claimed


async def due_guilds(
    session: AsyncSession, now: datetime, holder: str, *, exclusive: bool = False, aside: bool = False
) -> list[int]:
    """The guilds that have something due, the longest waiting first. Guilds that removed the bot are left out."""
    left = select(GuildRow.id).where(GuildRow.left_at.is_not(None))
    rows = await session.scalars(
        select(OutboxRow.guild_id)
        .where(_due(now, holder, exclusive=exclusive, aside=aside), OutboxRow.guild_id.not_in(left))
        .group_by(OutboxRow.guild_id)
        .order_by(func.min(OutboxRow.due_at), OutboxRow.guild_id)
    )
    return list(rows.all())


async def let_go(session: AsyncSession, holder: str, now: datetime) -> None:
    """Makes unknown what `holder` had in its hands, to be looked into at once: its work on them ended midway."""
    left = await session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == OutboxState.SENDING, OutboxRow.claimed_by == holder)
        .values(state=OutboxState.UNKNOWN, claimed_by=None, claimed_until=None, due_at=now, changed_at=now)
        .returning(OutboxRow.guild_id, OutboxRow.subject, OutboxRow.purpose, OutboxRow.user_id)
        .execution_options(synchronize_session=False)
    )
    notes = [_interrupted(*row) for row in left if trail.is_told(*row[1:])]
    await trail.put_all(session, notes, now)


async def move(
    session: AsyncSession,
    row: Claimed,
    to: OutboxState,
    *,
    holder: str,
    now: datetime,
    error: str | None = None,
    due_at: datetime | None = None,
    attempted: bool = True,
    step: Step | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Notes what became of a row in `holder`'s hands; `attempted` false gives the attempt back.

    `step` and `details` (JSON) go into the history of the post.

    Raises MoveLostError when the row is no longer in these hands, or MOVES does not allow the move.
    """
    if to not in MOVES[OutboxState.SENDING]:
        raise MoveLostError(f"a row does not go from {OutboxState.SENDING} to {to}")
    became = {
        "to": to,
        "error": error,
        "due_at": due_at or row.due_at,
        "attempts": row.attempts if attempted else row.attempts - 1,
        "now": now,
    }
    moved = await session.scalar(_MOVE, {"row": row.id, "holder": holder, **became})
    if moved is None:
        raise MoveLostError(f"outbox row {row.id} is no longer in the hands of {holder}")
    if to is OutboxState.SENT:
        await retract_failed(session, row, now)
    if trail.is_told(row.subject, row.purpose, row.user_id):
        why = {} if error is None else {"error": error}
        note = Note(row.subject, step or _STEPS[to], {"purpose": row.purpose, **why, **(details or {})}, row.guild_id)
        await (trail.put if attempted else trail.put_new)(session, note, now)


async def retract_failed(session: AsyncSession, row: Claimed, now: datetime) -> None:
    """Lets older revisions rest that failed: a newer one was said, or nobody wants any of them said any more."""
    if row.revision > 1:
        await _retract_older(session, row, now, (OutboxState.FAILED,))


def _due(now: datetime, holder: str, *, exclusive: bool, aside: bool) -> ColumnElement[bool]:
    abandoned: ColumnElement[bool] = OutboxRow.claimed_until <= now
    if exclusive:
        abandoned = or_(abandoned, OutboxRow.claimed_by != holder)
    due = or_(
        and_(OutboxRow.state.in_((OutboxState.PENDING, OutboxState.UNKNOWN)), OutboxRow.due_at <= now),
        and_(OutboxRow.state == OutboxState.SENDING, abandoned),
    )
    return and_(due, OutboxRow.purpose.in_(ASIDE) if aside else OutboxRow.purpose.not_in(ASIDE))


def _in_hand(row: OutboxRow, now: datetime, holder: str, *, exclusive: bool) -> bool:
    if row.state is not OutboxState.SENDING or row.claimed_until is None:
        return False
    return row.claimed_until > now and not (exclusive and row.claimed_by != holder)


async def _first_due(
    session: AsyncSession, now: datetime, holder: str, guild_id: int, *, exclusive: bool, aside: bool
) -> Sequence[OutboxRow]:
    rows = await session.scalars(
        select(OutboxRow)
        .where(OutboxRow.guild_id == guild_id, _due(now, holder, exclusive=exclusive, aside=aside))
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(_LOOK_AHEAD)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def _take_untried(
    session: AsyncSession,
    guild_ids: Collection[int],
    holder: str,
    now: datetime,
    until: datetime,
    *,
    is_due: ColumnElement[bool],
) -> list[Claimed]:
    """The first due row of each guild where that one is new: nothing to look into, nothing to retract."""
    order = func.row_number().over(partition_by=OutboxRow.guild_id, order_by=(OutboxRow.due_at, OutboxRow.id))
    due = select(OutboxRow.id, order.label("place")).where(OutboxRow.guild_id.in_(guild_ids), is_due).subquery()
    other = aliased(OutboxRow)
    this = and_(
        other.guild_id == OutboxRow.guild_id, other.subject == OutboxRow.subject, other.purpose == OutboxRow.purpose
    )
    ended = and_(this, other.revision == OutboxRow.revision - 1, other.state == OutboxState.SENT)
    new = select(OutboxRow.id).where(
        OutboxRow.id.in_(select(due.c.id).where(due.c.place == 1)),
        OutboxRow.state == OutboxState.PENDING,
        OutboxRow.attempts == 0,
        or_(OutboxRow.revision == 1, exists().where(ended)),
        ~exists().where(this, other.id != OutboxRow.id, other.state.in_(OPEN)),
    )
    ids = (await session.scalars(new.with_for_update(of=OutboxRow, skip_locked=True))).all()
    if not ids:
        return []
    taken = await session.scalars(
        update(OutboxRow)
        .where(OutboxRow.id.in_(ids), OutboxRow.state == OutboxState.PENDING)
        .values(state=OutboxState.SENDING, attempts=1, claimed_by=holder, claimed_until=until, changed_at=now)
        .returning(OutboxRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return [_as_claimed(row) for row in taken]


async def _lock_thing(session: AsyncSession, row: OutboxRow) -> Sequence[OutboxRow]:
    """The open rows of the thing that `row` is about, oldest revision first; [] when another process is at it.

    The oldest open row serves as the thing's lock: two processes that claimed different revisions of one thing would
    say it twice.
    """
    this = of_thing(OutboxRow, row.guild_id, row.subject, row.purpose)
    is_open = OutboxRow.state.in_(OPEN)
    older = aliased(OutboxRow)
    oldest = ~exists().where(
        of_thing(older, row.guild_id, row.subject, row.purpose),
        older.state.in_(OPEN),
        older.revision < OutboxRow.revision,
    )
    lock = await session.scalar(select(OutboxRow.id).where(this, is_open, oldest).with_for_update(skip_locked=True))
    if lock is None:
        return []
    rows = await session.scalars(
        select(OutboxRow)
        .where(this, is_open)
        .order_by(OutboxRow.revision)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return rows.all()


def _interrupted(guild_id: int, subject: str, purpose: str, _user_id: int | None) -> Note:
    return Note(subject, Step.UNKNOWN, {"purpose": purpose}, guild_id)


async def _take(session: AsyncSession, row: OutboxRow, holder: str, now: datetime, until: datetime) -> Claimed | None:
    abandoned = row.state is OutboxState.SENDING
    this = of_thing(OutboxRow, row.guild_id, row.subject, row.purpose)
    last_sent = select(func.max(OutboxRow.revision)).where(this, OutboxRow.state == OutboxState.SENT).scalar_subquery()
    oldest = (
        await session.execute(
            select(OutboxRow.created_at, OutboxRow.revision)
            .where(
                this,
                OutboxRow.attempts > 0,
                OutboxRow.revision <= row.revision,
                OutboxRow.revision > func.coalesce(last_sent, 0),
            )
            .order_by(OutboxRow.revision)
            .limit(1)
        )
    ).one_or_none()
    taken = await session.scalar(
        update(OutboxRow)
        .where(OutboxRow.id == row.id, OutboxRow.state == row.state)
        .values(
            state=OutboxState.SENDING,
            attempts=OutboxRow.attempts + 1,
            claimed_by=holder,
            claimed_until=until,
            changed_at=now,
        )
        .returning(OutboxRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if taken is None:
        return None
    if abandoned and trail.is_told(row.subject, row.purpose, row.user_id):
        await trail.put(session, _interrupted(row.guild_id, row.subject, row.purpose, row.user_id), now)
    claimed = _as_claimed(taken) if oldest is None else _as_claimed(taken, *oldest)
    await _retract_older(session, claimed, now, OPEN)
    return claimed


def _as_claimed(row: OutboxRow, tried_at: datetime | None = None, first_revision: int | None = None) -> Claimed:
    """`tried_at` is when the oldest revision that may have been said was queued; None when there is none."""
    return Claimed(
        id=row.id,
        guild_id=row.guild_id,
        subject=row.subject,
        purpose=row.purpose,
        revision=row.revision,
        user_id=row.user_id,
        due_at=row.due_at,
        created_at=row.created_at,
        attempts=row.attempts,
        tried_before=tried_at is not None,
        first_created_at=tried_at or row.created_at,
        first_revision=first_revision or row.revision,
        payload=dict(row.payload),
    )


async def _retract_older(session: AsyncSession, row: Claimed, now: datetime, states: Collection[OutboxState]) -> None:
    await session.execute(
        update(OutboxRow)
        .where(
            of_thing(OutboxRow, row.guild_id, row.subject, row.purpose),
            OutboxRow.revision < row.revision,
            OutboxRow.state.in_(states),
        )
        .values(state=OutboxState.RETRACTED, claimed_by=None, claimed_until=None, changed_at=now)
        .execution_options(synchronize_session=False)
    )
