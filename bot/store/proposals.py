"""Proposal rows, and who may not propose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import UserError
from bot.i18n import _
from bot.proposals.model import Proposal
from bot.proposals.states import OPEN
from bot.store.tables import BlockRow, ProposalRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.proposals.model import ProposalState


class StaleProposal(UserError):
    """Somebody else changed the proposal first."""

    def __init__(self, proposal_id: int) -> None:
        super().__init__(_("Somebody was faster: proposal #{id} has just changed. Look at it again."), id=proposal_id)


class NoSuchProposal(UserError):
    """There is no such proposal in this guild, or not any more."""

    def __init__(self, proposal_id: int) -> None:
        super().__init__(_("There is no proposal #{id} here."), id=proposal_id)


async def get(session: AsyncSession, proposal_id: int) -> Proposal:
    """The proposal. Raises NoSuchProposal."""
    row = await session.get(ProposalRow, proposal_id, populate_existing=True)
    if row is None:
        raise NoSuchProposal(proposal_id)
    return _proposal(row)


async def add(session: AsyncSession, proposal: Proposal, fingerprint: str) -> Proposal | None:
    """Stores a new proposal and gives it back with its id; None when the same text by the same speaker is there."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {name: getattr(proposal, name) for name in _COLUMNS}
    new_id = await session.scalar(
        insert(ProposalRow)
        .values(**values, fingerprint=fingerprint)
        .on_conflict_do_nothing(index_elements=["guild_id", "speaker_id", "fingerprint"])
        .returning(ProposalRow.id)
    )
    return None if new_id is None else await get(session, new_id)


async def same_text(session: AsyncSession, guild_id: int, speaker_id: int, fingerprint: str) -> Proposal | None:
    """The speaker's proposal with the same text, whatever became of it."""
    row = await session.scalar(
        select(ProposalRow).where(
            ProposalRow.guild_id == guild_id,
            ProposalRow.speaker_id == speaker_id,
            ProposalRow.fingerprint == fingerprint,
        )
    )
    return None if row is None else _proposal(row)


async def free_text(session: AsyncSession, proposal_id: int) -> None:
    """Lets the text of a proposal be proposed anew; the row itself stays."""
    await session.execute(
        update(ProposalRow).where(ProposalRow.id == proposal_id).values(fingerprint=f"free:{proposal_id}")
    )


async def save(session: AsyncSession, before: Proposal, after: Proposal, fingerprint: str | None = None) -> None:
    """Writes `after` if the row still stands where `before` saw it. Raises StaleProposal otherwise."""
    values = {name: getattr(after, name) for name in _COLUMNS}
    if fingerprint is not None:
        values["fingerprint"] = fingerprint
    won = await session.scalar(
        update(ProposalRow)
        .where(ProposalRow.id == before.id, ProposalRow.version == before.version, ProposalRow.state == before.state)
        .values(**values)
        .returning(ProposalRow.id)
    )
    if won is None:
        raise StaleProposal(before.id)


async def set_reached(session: AsyncSession, proposal_id: int, *, reached: bool) -> None:
    """Notes whether the speaker got the last notice; no change of the proposal itself."""
    await session.execute(update(ProposalRow).where(ProposalRow.id == proposal_id).values(speaker_reached=reached))


async def thread_of(session: AsyncSession, proposal_id: int) -> int | None:
    """The id of the thread in which organizers discuss it; None before somebody opened one."""
    return await session.scalar(select(ProposalRow.thread_id).where(ProposalRow.id == proposal_id))


async def set_thread(session: AsyncSession, proposal_id: int, thread_id: int) -> None:
    await session.execute(update(ProposalRow).where(ProposalRow.id == proposal_id).values(thread_id=thread_id))


async def lock_speaker(session: AsyncSession, guild_id: int, speaker_id: int) -> None:
    """Makes other submissions of the same person wait for this transaction, so that the cap is counted once.

    SQLite has one writer at a time anyway; PostgreSQL takes an advisory lock that ends with the transaction.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{guild_id}:{speaker_id}", 0))))
    else:
        # The first write takes SQLite's write lock; without it two readers could both count before either writes.
        await session.execute(delete(ProposalRow).where(ProposalRow.id == 0))


async def count_open(session: AsyncSession, guild_id: int, speaker_id: int) -> int:
    count = await session.scalar(
        select(func.count())
        .select_from(ProposalRow)
        .where(ProposalRow.guild_id == guild_id, ProposalRow.speaker_id == speaker_id, ProposalRow.state.in_(OPEN))
    )
    return count or 0


async def of_speaker(session: AsyncSession, speaker_id: int, guild_id: int | None = None) -> list[Proposal]:
    """A person's proposals, newest first; of all guilds when none is named (as in a direct message)."""
    query = select(ProposalRow).where(ProposalRow.speaker_id == speaker_id)
    if guild_id is not None:
        query = query.where(ProposalRow.guild_id == guild_id)
    rows = await session.scalars(query.order_by(ProposalRow.created_at.desc(), ProposalRow.id.desc()))
    return [_proposal(row) for row in rows]


async def of_guild(
    session: AsyncSession, guild_id: int, states: Iterable[ProposalState] | None = None
) -> list[Proposal]:
    """A guild's proposals, newest first, of all states or of some."""
    query = select(ProposalRow).where(ProposalRow.guild_id == guild_id)
    if states is not None:
        query = query.where(ProposalRow.state.in_(list(states)))
    rows = await session.scalars(query.order_by(ProposalRow.created_at.desc(), ProposalRow.id.desc()))
    return [_proposal(row) for row in rows]


async def erase_speaker(session: AsyncSession, speaker_id: int) -> int:
    """Deletes all of a person's proposals in all guilds; a block outlives it. Gives how many there were."""
    gone = await session.scalars(
        delete(ProposalRow).where(ProposalRow.speaker_id == speaker_id).returning(ProposalRow.id)
    )
    return len(gone.all())


async def blocked(session: AsyncSession, guild_id: int, user_id: int) -> BlockRow | None:
    """The block that keeps a person from proposing in a guild."""
    return await session.scalar(select(BlockRow).where(BlockRow.guild_id == guild_id, BlockRow.user_id == user_id))


async def blocks_of(session: AsyncSession, guild_id: int) -> list[BlockRow]:
    rows = await session.scalars(select(BlockRow).where(BlockRow.guild_id == guild_id).order_by(BlockRow.at.desc()))
    return list(rows)


async def block(
    session: AsyncSession, *, guild_id: int, user_id: int, reason: str, by_user_id: int, at: datetime
) -> bool:
    """Blocks a person; False when they were blocked already."""
    if await blocked(session, guild_id, user_id) is not None:
        return False
    session.add(BlockRow(guild_id=guild_id, user_id=user_id, reason=reason, by_user_id=by_user_id, at=at))
    await session.flush()
    return True


async def unblock(session: AsyncSession, *, guild_id: int, user_id: int) -> bool:
    """Lifts a block; False when there was none."""
    row = await blocked(session, guild_id, user_id)
    if row is None:
        return False
    await session.delete(row)
    return True


_COLUMNS = (
    "guild_id", "speaker_id", "speaker_name", "title", "abstract", "language", "length_minutes", "notes", "state",
    "created_at", "changed_at", "version", "reason", "decided_by", "speaker_reached",
)  # fmt: skip


def _proposal(row: ProposalRow) -> Proposal:
    return Proposal(id=row.id, **{name: getattr(row, name) for name in _COLUMNS})
