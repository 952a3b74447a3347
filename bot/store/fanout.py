"""Queues acts for many guilds in a few statements: one post may be announced in a thousand of them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import outbox, trail
from bot.store.base import chunks
from bot.store.states import OutboxState, Step
from bot.store.tables import OutboxRow
from bot.store.trail import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Act:
    """Something to be said in a guild; see `OutboxRow`. It is due at once unless `due_at` says when."""

    guild_id: int
    subject: str
    purpose: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


async def put_all(session: AsyncSession, acts: Iterable[Act], now: datetime) -> None:
    """Does for each act what `outbox.put` does for one. The same act twice is queued once."""
    groups: defaultdict[tuple[str, str, str, datetime | None], dict[int, Act]] = defaultdict(dict)
    for act in acts:
        payload = json.dumps(act.payload, sort_keys=True, default=str)
        groups[act.subject, act.purpose, payload, act.due_at][act.guild_id] = act
    for same in groups.values():
        for chunk in chunks(list(same.values())):
            queued = await _put_same(session, chunk, now) if len(chunk) > 1 else set()
            for act in chunk:
                if act.guild_id not in queued:
                    await outbox.put(
                        session,
                        guild_id=act.guild_id,
                        subject=act.subject,
                        purpose=act.purpose,
                        due_at=act.due_at or now,
                        now=now,
                        payload=act.payload,
                    )


async def _put_same(session: AsyncSession, acts: Sequence[Act], now: datetime) -> set[int]:
    """Queues acts that differ in their guilds only; gives the guilds where nobody interfered."""
    payload = dict(acts[0].payload)
    due_at = acts[0].due_at or now
    values = {
        "user_id": None,
        "payload": payload,
        "due_at": due_at,
        "created_at": now,
        "changed_at": now,
        "error": None,
    }
    revisions, pending = await _newest(session, acts)
    queued: set[int] = set()
    if pending:
        reused = await session.scalars(
            update(OutboxRow)
            .where(OutboxRow.id.in_(pending.values()), OutboxRow.state == OutboxState.PENDING)
            .values(**values)
            .returning(OutboxRow.guild_id)
            .execution_options(synchronize_session=False)
        )
        queued |= set(reused)
    rows = [
        {
            "guild_id": act.guild_id,
            "subject": act.subject,
            "purpose": act.purpose,
            "revision": revisions.get(act.guild_id, 0) + 1,
            "state": OutboxState.PENDING,
            "attempts": 0,
            **values,
        }
        for act in acts
        if act.guild_id not in pending
    ]
    if rows:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        added = await session.scalars(
            dialect.insert(OutboxRow).values(rows).on_conflict_do_nothing().returning(OutboxRow.guild_id)
        )
        queued |= set(added)
    if trail.is_told(acts[0].subject, acts[0].purpose, None):
        told = {"purpose": acts[0].purpose}
        notes = [Note(acts[0].subject, Step.QUEUED, told, guild_id) for guild_id in sorted(queued)]
        await trail.put_all(session, notes, now)
    return queued


async def _newest(session: AsyncSession, acts: Sequence[Act]) -> tuple[dict[int, int], dict[int, int]]:
    """By guild: the newest revision, and the row that still waits and was never tried."""
    found = await session.execute(
        select(OutboxRow.guild_id, OutboxRow.id, OutboxRow.revision, OutboxRow.state, OutboxRow.attempts)
        .where(
            OutboxRow.guild_id.in_([act.guild_id for act in acts]),
            OutboxRow.subject == acts[0].subject,
            OutboxRow.purpose == acts[0].purpose,
        )
        .order_by(OutboxRow.revision)
    )
    revisions: dict[int, int] = {}
    pending: dict[int, int] = {}
    for guild_id, row_id, revision, state, attempts in found:
        revisions[guild_id] = revision
        pending.pop(guild_id, None)
        if state is OutboxState.PENDING and not attempts:
            pending[guild_id] = row_id
    return revisions, pending
