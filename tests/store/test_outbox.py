"""The outbox: queued once, claimed by one, moved by the table, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.store import claims, deliveries, guilds, leases, outbox, overview
from bot.store.claims import Claimed, MoveLostError
from bot.store.outbox import MOVES
from bot.store.states import OutboxState
from bot.store.tables import OutboxRow

if TYPE_CHECKING:
    from bot.store.base import Sessions

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
GUILD = 1
LEASE = timedelta(minutes=5)


async def put(
    sessions: Sessions, subject: str = "post:1", *, due_in: float = 0, guild_id: int = GUILD, **more: Any
) -> int:
    async with sessions.begin() as session:
        return await outbox.put(
            session,
            guild_id=guild_id,
            subject=subject,
            purpose="announcement",
            due_at=NOW + timedelta(seconds=due_in),
            now=NOW,
            **more,
        )


async def claim(sessions: Sessions, *, holder: str = "a", after: float = 0, exclusive: bool = False) -> Claimed | None:
    async with sessions.begin() as session:
        return await claims.claim(
            session,
            holder=holder,
            now=NOW + timedelta(seconds=after),
            lease=LEASE,
            guild_id=GUILD,
            exclusive=exclusive,
        )


async def move(sessions: Sessions, row: Claimed, to: OutboxState, *, holder: str = "a", **more: Any) -> None:
    async with sessions.begin() as session:
        await claims.move(session, row, to, holder=holder, now=NOW, **more)


async def states(sessions: Sessions) -> list[tuple[str, int, OutboxState]]:
    async with sessions() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.subject, OutboxRow.revision))
        return [(row.subject, row.revision, row.state) for row in rows]


async def test_what_still_waits_is_used_again(sessions: Sessions) -> None:
    assert await put(sessions, payload={"n": 1}) == 1
    assert await put(sessions, due_in=-60, payload={"n": 2}) == 1
    assert await states(sessions) == [("post:1", 1, OutboxState.PENDING)]

    row = await claim(sessions)
    assert row is not None
    assert (row.due_at, row.payload, row.attempts, row.tried_before) == (NOW - timedelta(minutes=1), {"n": 2}, 1, False)


async def test_what_is_being_said_gets_a_revision_after_it(sessions: Sessions) -> None:
    await put(sessions)
    first = await claim(sessions)
    assert first is not None
    assert await put(sessions) == 2
    assert await claim(sessions, holder="b") is None  # strictly one after the other

    await move(sessions, first, OutboxState.SENT)
    second = await claim(sessions, holder="b")
    assert second is not None
    assert second.revision == 2


async def test_putting_the_same_at_once_queues_it_once(sessions: Sessions) -> None:
    assert await asyncio.gather(*(put(sessions) for _ in range(5))) == [1] * 5
    assert await states(sessions) == [("post:1", 1, OutboxState.PENDING)]


async def test_a_transaction_that_fails_queues_nothing(sessions: Sessions) -> None:
    async with sessions() as session:
        await outbox.put(session, guild_id=GUILD, subject="post:1", purpose="announcement", due_at=NOW, now=NOW)
        await session.rollback()
    assert await states(sessions) == []


async def test_due_rows_come_in_order_of_their_due_time(sessions: Sessions) -> None:
    await put(sessions, "post:1", due_in=-1)
    await put(sessions, "post:2", due_in=-2)
    await put(sessions, "post:3", due_in=60)
    await put(sessions, "post:4", due_in=-1)
    claimed = [await claim(sessions) for _ in range(4)]
    assert [row and row.subject for row in claimed] == ["post:2", "post:1", "post:4", None]


async def test_only_the_newest_revision_matters(sessions: Sessions) -> None:
    await put(sessions)
    first = await claim(sessions)
    assert first is not None
    await put(sessions)
    await move(sessions, first, OutboxState.UNKNOWN, due_at=NOW + timedelta(hours=1))

    second = await claim(sessions)
    assert second is not None
    assert (second.revision, second.tried_before, second.first_created_at) == (2, True, first.created_at)
    assert await states(sessions) == [("post:1", 1, OutboxState.RETRACTED), ("post:1", 2, OutboxState.SENDING)]


async def test_two_processes_never_take_the_same_thing(sessions: Sessions) -> None:
    for number in range(20):
        await put(sessions, f"post:{number}")
        await put(sessions, f"post:{number}")

    async def work(holder: str) -> list[str]:
        return [row.subject for _ in range(40) if (row := await claim(sessions, holder=holder)) is not None]

    taken = chain.from_iterable(await asyncio.gather(work("a"), work("b"), work("c")))
    assert sorted(taken) == sorted(f"post:{number}" for number in range(20))


async def test_what_a_dead_process_held_is_taken_again_after_its_lease(sessions: Sessions) -> None:
    await put(sessions)
    assert await claim(sessions, holder="dead") is not None
    assert await claim(sessions, holder="b", after=299) is None

    row = await claim(sessions, holder="b", after=300)
    assert row is not None
    assert (row.attempts, row.tried_before) == (2, True)


async def test_where_one_process_sends_the_next_one_takes_over_at_once(sessions: Sessions) -> None:
    await put(sessions)
    assert await claim(sessions, holder="dead") is not None
    assert await claim(sessions, holder="b", after=1, exclusive=True) is not None


async def test_a_process_lets_go_of_what_it_left_midway(sessions: Sessions) -> None:
    await put(sessions)
    row = await claim(sessions, holder="a")
    assert row is not None
    async with sessions.begin() as session:
        await claims.let_go(session, "a", NOW)
    assert await states(sessions) == [("post:1", 1, OutboxState.UNKNOWN)]
    with pytest.raises(MoveLostError):
        await move(sessions, row, OutboxState.SENT)


@pytest.mark.parametrize("to", list(OutboxState))
async def test_moves_follow_the_table(sessions: Sessions, to: OutboxState) -> None:
    await put(sessions)
    row = await claim(sessions)
    assert row is not None
    if to in MOVES[OutboxState.SENDING]:
        await move(sessions, row, to)
        assert await states(sessions) == [("post:1", 1, to)]
        with pytest.raises(MoveLostError):
            await move(sessions, row, to)
    else:
        with pytest.raises(MoveLostError):
            await move(sessions, row, to)


async def test_only_the_holder_may_note_what_became_of_a_row(sessions: Sessions) -> None:
    await put(sessions)
    row = await claim(sessions, holder="a")
    assert row is not None
    with pytest.raises(MoveLostError):
        await move(sessions, row, OutboxState.SENT, holder="b")


async def test_retracting_takes_back_what_waits_and_leaves_what_was_said(sessions: Sessions) -> None:
    await put(sessions)
    sent = await claim(sessions)
    assert sent is not None
    await move(sessions, sent, OutboxState.SENT)
    await put(sessions)
    async with sessions.begin() as session:
        await outbox.retract(session, guild_id=GUILD, subject="post:1", purpose="announcement", now=NOW)
    assert await states(sessions) == [("post:1", 1, OutboxState.SENT), ("post:1", 2, OutboxState.RETRACTED)]
    assert await claim(sessions) is None


async def failed(sessions: Sessions, **more: Any) -> Claimed:
    await put(sessions, **more)
    row = await claim(sessions)
    assert row is not None
    await move(sessions, row, OutboxState.FAILED, error="no permission")
    return row


async def test_a_retry_is_a_new_revision(sessions: Sessions) -> None:
    row = await failed(sessions)
    async with sessions.begin() as session:
        assert await outbox.retry(session, row.id, NOW) == 2
        assert await outbox.retry(session, row.id, NOW) is None
    assert await states(sessions) == [("post:1", 1, OutboxState.RETRACTED), ("post:1", 2, OutboxState.PENDING)]


async def test_changed_settings_wake_what_waits_and_what_failed_in_channels(sessions: Sessions) -> None:
    await failed(sessions)
    await failed(sessions, subject="user:5:meetup:1", user_id=5)
    await put(sessions, "post:2")
    waiting = await claim(sessions)
    assert waiting is not None
    await move(sessions, waiting, OutboxState.PENDING, error="no channel", due_at=NOW + LEASE, attempted=False)

    async with sessions.begin() as session:
        assert await outbox.wake(session, GUILD, NOW) == 1
    claimed = [await claim(sessions) for _ in range(3)]
    assert [row and (row.subject, row.revision, row.attempts) for row in claimed] == [
        ("post:2", 1, 1),
        ("post:1", 2, 1),
        None,
    ]


async def test_what_somebody_deleted_is_woken_only_by_hand(sessions: Sessions) -> None:
    row = await failed(sessions)
    async with sessions.begin() as session:
        await deliveries.save(
            session,
            guild_id=GUILD,
            subject=row.subject,
            purpose=row.purpose,
            revision=1,
            channel_id=2,
            object_id=3,
            digest="0" * 64,
            now=NOW,
        )
        await deliveries.mark(session, GUILD, row.subject, row.purpose, NOW, digest=deliveries.GONE)
    async with sessions.begin() as session:
        assert await outbox.wake(session, GUILD, NOW) == 0
    async with sessions.begin() as session:
        assert await outbox.wake(session, GUILD, NOW, deleted_too=True) == 1
        assert await deliveries.get(session, GUILD, row.subject, row.purpose) is None


async def test_counts_and_troubles_for_the_status(sessions: Sessions) -> None:
    await failed(sessions)
    await put(sessions, "post:2", due_in=-30)
    await put(sessions, "post:3", due_in=90)
    unknown = await claim(sessions)
    assert unknown is not None
    await move(sessions, unknown, OutboxState.UNKNOWN, error="timeout", due_at=NOW + timedelta(seconds=5))
    async with sessions() as session:
        expected = overview.QueueCounts(pending=0, unknown=1, failed=1, oldest_due_at=NOW + timedelta(seconds=5))
        assert await overview.counts(session, GUILD, NOW) == expected  # the third is not due yet
        assert await overview.counts(session, GUILD, NOW + timedelta(seconds=90)) == replace(expected, pending=1)
        assert {row.error for row in await overview.troubled(session, GUILD)} == {"no permission", "timeout"}


async def test_guilds_that_wait_longest_come_first_and_those_left_never(sessions: Sessions) -> None:
    await put(sessions, guild_id=1, due_in=-10)
    await put(sessions, guild_id=2, due_in=-20)
    await put(sessions, guild_id=3, due_in=-30)
    await put(sessions, guild_id=4, due_in=30)
    async with sessions.begin() as session:
        row = await guilds.get_or_add(session, 3, {"kinds": []}, NOW)
        row.left_at = NOW
    async with sessions() as session:
        assert await claims.due_guilds(session, NOW, "a") == [2, 1]


async def test_a_lease_keeps_others_out_until_it_runs_out(sessions: Sessions) -> None:
    async def hold(holder: str, after: float) -> bool:
        now = NOW + timedelta(seconds=after)
        async with sessions.begin() as session:
            return await leases.hold(session, "deliverer", holder, now=now, until=now + timedelta(seconds=30))

    assert await hold("a", 0)
    assert not await hold("b", 29)
    assert await hold("a", 29)  # renewed
    assert not await hold("b", 58)
    assert await hold("b", 59)
    assert not await hold("a", 60)

    async with sessions.begin() as session:
        await leases.release(session, "deliverer", "b")
    assert await hold("a", 61)


async def test_what_was_tried_is_not_used_again(sessions: Sessions) -> None:
    """Its own time of queueing tells from when on it is looked for in Discord."""
    await put(sessions)
    tried = await claim(sessions)
    assert tried is not None
    await move(sessions, tried, OutboxState.PENDING, due_at=NOW)
    assert await put(sessions, due_in=60) == 2
    assert [revision for _subject, revision, _state in await states(sessions)] == [1, 2]


async def follow(sessions: Sessions, row: Claimed, *, due_in: float) -> None:
    """Queues what follows the row, as `put_after` does, with the move."""
    async with sessions.begin() as session:
        await outbox.put_after(
            session,
            guild_id=row.guild_id,
            subject=row.subject,
            purpose=row.purpose,
            revision=row.revision,
            due_at=NOW + timedelta(seconds=due_in),
            now=NOW,
        )
        await claims.move(session, row, OutboxState.SENT, holder="a", now=NOW)


async def newest_due(sessions: Sessions) -> tuple[int, datetime]:
    async with sessions() as session:
        row = (await session.scalars(select(OutboxRow).order_by(OutboxRow.revision.desc()))).all()[0]
        return row.revision, row.due_at


async def test_what_is_said_is_looked_at_again_later(sessions: Sessions) -> None:
    await put(sessions)
    row = await claim(sessions)
    assert row is not None
    await follow(sessions, row, due_in=3600)
    assert await newest_due(sessions) == (2, NOW + timedelta(hours=1))


async def test_a_change_queued_while_it_was_said_is_not_put_off(sessions: Sessions) -> None:
    await put(sessions)
    row = await claim(sessions)
    assert row is not None
    await put(sessions)
    await follow(sessions, row, due_in=3600)
    assert await newest_due(sessions) == (2, NOW)


async def test_a_change_taken_back_while_it_was_said_keeps_nothing_from_following(sessions: Sessions) -> None:
    await put(sessions)
    row = await claim(sessions)
    assert row is not None
    await put(sessions)
    async with sessions.begin() as session:
        await outbox.retract(session, guild_id=GUILD, subject="post:1", purpose="announcement", now=NOW)
    await follow(sessions, row, due_in=3600)
    assert await newest_due(sessions) == (3, NOW + timedelta(hours=1))
