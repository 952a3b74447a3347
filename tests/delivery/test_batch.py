"""Rows that were claimed together ask once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.delivery.batch import Batch

if TYPE_CHECKING:
    from tests.world import World


def batch(world: World) -> Batch:
    return Batch(world.bot, world.bot.sessions, world.bot.services, [], world.now)


async def test_the_same_question_is_asked_once(world: World) -> None:
    asked: list[int] = []

    async def double(number: int) -> int:
        asked.append(number)
        await asyncio.sleep(0)
        return 2 * number

    one, other = batch(world), batch(world)
    answers = await asyncio.gather(*(one.once(double, number) for number in (1, 2, 1, 1)))
    assert answers == [2, 4, 2, 2]
    assert asked == [1, 2]
    assert await other.once(double, 1) == 2
    assert asked == [1, 2, 1]


async def test_an_error_is_not_kept(world: World) -> None:
    asked: list[int] = []

    async def answer() -> int:
        asked.append(7)
        if len(asked) == 1:
            raise ValueError("not yet")
        return 7

    one = batch(world)
    with pytest.raises(ValueError, match="not yet"):
        await one.once(answer)
    assert await one.once(answer) == 7
