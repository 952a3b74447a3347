"""The same act for many guilds is queued as `outbox.put` queues one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.store import outbox
from bot.store.base import CHUNK
from bot.store.fanout import Act, put_all
from bot.store.states import OutboxState
from bot.store.tables import OutboxRow

if TYPE_CHECKING:
    from bot.store.base import Sessions

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
MANY = range(1, CHUNK + 3)


async def _rows(sessions: Sessions) -> list[tuple[int, str, int, OutboxState]]:
    async with sessions() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.guild_id, OutboxRow.revision))
        return [(row.guild_id, row.subject, row.revision, row.state) for row in rows]


async def _put(sessions: Sessions, *acts: Act, now: datetime = NOW) -> None:
    async with sessions.begin() as session:
        await put_all(session, acts, now)


def _acts(guilds: range = MANY) -> list[Act]:
    return [Act(guild_id, "post:1", "announcement") for guild_id in guilds]


async def test_many_guilds_each_get_their_row(sessions: Sessions) -> None:
    await _put(sessions, *_acts())
    assert await _rows(sessions) == [(guild, "post:1", 1, OutboxState.PENDING) for guild in MANY]


async def test_what_waits_is_used_again_and_what_was_said_gets_a_revision(sessions: Sessions) -> None:
    await _put(sessions, *_acts(range(1, 5)))
    async with sessions.begin() as session:
        await session.execute(update(OutboxRow).where(OutboxRow.guild_id <= 2).values(state=OutboxState.SENT))
    later = NOW + timedelta(hours=1)
    await _put(sessions, *_acts(range(1, 6)), now=later)
    pending, sent = OutboxState.PENDING, OutboxState.SENT
    assert [(guild, revision, state) for guild, _, revision, state in await _rows(sessions)] == [
        (1, 1, sent),
        (1, 2, pending),
        (2, 1, sent),
        (2, 2, pending),
        (3, 1, pending),
        (4, 1, pending),
        (5, 1, pending),
    ]
    async with sessions() as session:
        due = await session.scalars(select(OutboxRow.due_at).where(OutboxRow.state == pending))
        assert set(due) == {later}


async def test_payloads_stay_with_their_guilds(sessions: Sessions) -> None:
    await _put(sessions, *[Act(guild, "post:1", "warning", {"values": {"n": guild % 2}}) for guild in range(1, 6)])
    async with sessions() as session:
        rows = await session.scalars(select(OutboxRow))
        assert {row.guild_id: row.payload["values"]["n"] for row in rows} == {1: 1, 2: 0, 3: 1, 4: 0, 5: 1}


async def test_the_same_at_once_is_queued_once(sessions: Sessions) -> None:
    async def one() -> None:
        async with sessions.begin() as session:
            await outbox.put(session, guild_id=3, subject="post:1", purpose="announcement", due_at=NOW, now=NOW)

    await asyncio.gather(_put(sessions, *_acts(range(1, 9))), one(), _put(sessions, *_acts(range(1, 9))))
    assert await _rows(sessions) == [(guild, "post:1", 1, OutboxState.PENDING) for guild in range(1, 9)]


async def test_what_was_tried_is_not_used_again(sessions: Sessions) -> None:
    await _put(sessions, *_acts(range(1, 3)))
    async with sessions.begin() as session:
        await session.execute(update(OutboxRow).where(OutboxRow.guild_id == 1).values(attempts=1))
    await _put(sessions, *_acts(range(1, 3)))
    assert [(guild, revision) for guild, _subject, revision, _state in await _rows(sessions)] == [
        (1, 1),
        (1, 2),
        (2, 1),
    ]
