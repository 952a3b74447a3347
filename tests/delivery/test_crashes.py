"""The process is killed at every step; after the restart Discord stands as if nothing had happened.

Steps are counted, not named: each commit of the process, and the effect of each request. A real process (SIGKILL), a real database, real HTTP.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest

from bot.store.states import OutboxState
from tests.delivery.crash_stories import FAILING, STORIES
from tests.loopback.bed import Kill, open_bed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.databases import Databases
    from tests.loopback.bed import Bed, Kept

    Known: TypeAlias = tuple[Path, dict[str, Kept]]

EVERY: Final = 12
"""Which part of the steps is tried on a database, but in the long profile; on the other one those halfway between."""


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Known]:
    """The blog's folder for all stories on a database, and how things stand where several of them begin."""
    return {postgres: (tmp_path_factory.mktemp("bed"), {}) for postgres in (True, False)}


@pytest.fixture
async def bed(databases: Databases, known: dict[bool, Known]) -> AsyncIterator[Bed]:
    folder, beginnings = known[databases.postgres is not None]
    async with open_bed(folder, databases, beginnings) as bed:
        yield bed


def steps(bed: Bed) -> list[Kill]:
    """Between any two steps: before the first, and after each commit and each effect."""
    commits = [Kill("commit", number, "after") for number in range(bed.commits)]
    effects = [Kill("request", number, when) for number in range(bed.effects) for when in ("before", "after")]
    return [Kill("commit", 0, "before"), *commits, *effects]


def chosen(kills: list[Kill], story: str, databases: Databases) -> list[Kill]:
    """All in the long profile; else every twelfth, of each story and on each database beginning elsewhere."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "long":
        return kills
    first = list(STORIES).index(story) + (0 if databases.postgres is None else EVERY // 2)
    return kills[first % EVERY :: EVERY]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("story", STORIES)
async def test_killed_at_every_step(story: str, bed: Bed, record_property: Callable[[str, object], None]) -> None:
    await STORIES[story](bed)
    kept = await bed.keep()
    assert await bed.work()
    expected, left = bed.standing(), await bed.left()
    assert bed.effects
    assert {state for _purpose, _subject, state in left} == ({OutboxState.FAILED} if story in FAILING else set())
    kills, killed = chosen(steps(bed), story, bed.databases), 0
    for kill in kills:
        await bed.go_back(kept)
        # A slower process may have had one commit more: it notes its guilds two seconds after it heard of them.
        killed += not await bed.work(kill=kill)
        await bed.recover()
        assert bed.standing() == expected, kill
        assert await bed.left() == left, kill
    await bed.databases.drop(kept.url)
    assert killed >= len(kills) - 2
    assert bed.served.wrong == []
    record_property("crashes", killed)
    record_property("steps", len(kills))
