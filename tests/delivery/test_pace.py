"""Delivery's share of Discord's limit, and who is served first."""

from __future__ import annotations

import asyncio
import heapq
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import Pace
from bot.delivery.waiting import CLAIM, LOOK_SOON, Waiting
from bot.store import claims
from bot.store.fanout import Act, put_all
from bot.store.states import OutboxState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.base import Sessions

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


def times_of_leave(pauses: Sequence[float], per_second: float) -> list[float]:
    """When each request goes out that is wanted so many seconds after the one before was wanted."""
    clock = 0.0
    out: list[float] = []
    waits: list[float] = []

    async def _waited(seconds: float) -> None:
        waits.append(seconds)

    pace = Pace(per_second, now=lambda: clock, sleep=_waited)

    async def go() -> None:
        nonlocal clock
        for pause in pauses:
            clock += pause
            waits.clear()
            await pace.leave()
            heapq.heappush(out, clock + sum(waits))

    asyncio.run(go())
    return out


@given(st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.001, 0.03, 0.5, 3.0]), max_size=300), st.sampled_from([1, 10, 40]))
def test_no_second_sees_more_than_a_fifth_above_the_rate(pauses: list[float], per_second: int) -> None:
    out = times_of_leave(pauses, per_second)
    most = max(int(per_second * 1.1), 2)
    for first, last in zip(out, out[most:], strict=False):
        assert last - first > 1.0 - 0.002
    assert all(before <= after for before, after in pairwise(out))


async def test_a_loop_that_stood_still_lets_no_crowd_out() -> None:
    """A hundred wait while the event loop stands still for half a second: what was missed is not made up for."""
    clock = 0.0
    asleep: list[tuple[float, asyncio.Event]] = []
    out: list[float] = []

    async def sleep(seconds: float) -> None:
        awake = asyncio.Event()
        asleep.append((clock + seconds, awake))
        await awake.wait()

    pace = Pace(40, now=lambda: clock, sleep=sleep)

    async def go() -> None:
        await pace.leave()
        out.append(clock)

    waiting = asyncio.gather(*(go() for _ in range(100)))
    while not waiting.done():
        for _turn in range(5):
            await asyncio.sleep(0)
        clock += 0.5 if clock == 0.0 else 0.005
        for at, awake in asleep:
            if at <= clock:
                awake.set()
    for first, last in zip(out, out[44:], strict=False):
        assert last - first > 1.0 - 0.002


def test_nobody_waits_after_a_quiet_time() -> None:
    assert times_of_leave([1.0] * 5, 40) == [1.0, 2.0, 3.0, 4.0, 5.0]


async def queue(sessions: Sessions, *acts: tuple[int, str]) -> None:
    async with sessions.begin() as session:
        await put_all(session, [Act(guild, subject, "announcement") for guild, subject in acts], NOW)


async def served(sessions: Sessions, *, most: int, sees: range = range(100)) -> list[list[int]]:
    """The guilds of each batch, every row being done before the next batch."""
    waiting = Waiting(sessions, "a", lambda guild_id: guild_id in sees)
    batches = []
    while batch := await waiting.claim(NOW, most, set(), exclusive=False):
        batches.append([row.guild_id for row in batch])
        async with sessions.begin() as session:
            for row in batch:
                await claims.move(session, row, OutboxState.SENT, holder="a", now=NOW)
    return batches


async def test_a_guild_with_much_to_say_holds_no_other_up(sessions: Sessions) -> None:
    await queue(sessions, *((1, f"post:{number}") for number in range(5)), (2, "post:1"), (3, "post:1"))
    assert [sorted(batch) for batch in await served(sessions, most=2)] == [[1, 2], [3], [1], [1], [1], [1]]


async def test_guilds_of_other_processes_shards_are_left_alone(sessions: Sessions) -> None:
    await queue(sessions, (1, "post:1"), (2, "post:1"), (3, "post:1"))
    assert await served(sessions, most=5, sees=range(2, 3)) == [[2]]


async def test_while_rows_end_all_the_time_it_is_looked_for_more_only_now_and_then(sessions: Sessions) -> None:
    waiting = Waiting(sessions, "a", lambda _guild_id: True)
    assert await waiting.claim(NOW, 1, set(), exclusive=False, hurried=True) == []
    await queue(sessions, (1, "post:1"))
    assert await waiting.claim(NOW, 1, set(), exclusive=False, hurried=True) == []
    assert len(await waiting.claim(NOW + LOOK_SOON, 1, set(), exclusive=False, hurried=True)) == 1
    await queue(sessions, (2, "post:1"))
    assert await waiting.claim(NOW + LOOK_SOON, 1, {1}, exclusive=False) != []  # in no hurry, at once


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.FAILED])
async def test_a_batch_takes_what_single_claims_would(sessions: Sessions, state: OutboxState) -> None:
    """New rows, edits of what was said, and rows with a past, in one batch."""
    await queue(sessions, *((guild, "post:1") for guild in range(1, 5)))
    async with sessions.begin() as session:
        (row,) = await claims.claim_each(session, [1], holder="a", now=NOW, lease=CLAIM)
        await claims.move(session, row, state, holder="a", now=NOW)
    await queue(sessions, (1, "post:1"))
    async with sessions.begin() as session:
        taken = await claims.claim_each(session, range(1, 5), holder="b", now=NOW, lease=CLAIM)
        again = await claims.claim_each(session, range(1, 5), holder="c", now=NOW, lease=CLAIM)
    assert again == []
    by_guild = {row.guild_id: row for row in taken}
    assert sorted(by_guild) == [1, 2, 3, 4]
    first = by_guild[1]
    tried = state is not OutboxState.SENT
    assert (first.revision, first.attempts, first.tried_before) == (2, 1, tried)
    assert first.first_revision == (1 if tried else 2)
    assert {(row.revision, row.attempts, row.tried_before) for row in taken if row is not first} == {(1, 1, False)}
