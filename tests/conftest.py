"""Fixtures that every room's tests share; the builders behind them are in `tests/world.py`."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.errors import UserError
from tests.discord_description import invalid_requests
from tests.world import World, database_file, new_blog, new_herold

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import simcord

    from bot.app import Herold
    from tests.databases import Databases


# No assertion on wall-clock time, so no deadline either; HYPOTHESIS_PROFILE=long looks a thousand times longer.
settings.register_profile("usual", deadline=None)
settings.register_profile("long", deadline=None, max_examples=100_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))

pytest_plugins = ("tests.databases",)
# A test reads few posts: a thread has them before a process has started (tests/services/test_reading.py starts some).
os.environ.setdefault("HEROLD_READER_PROCESS", "false")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests that wait for a process, a database or a browser leave theirs to others."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


def pytest_collection_finish() -> None:
    """All that is loaded by now stays: looking through it again and again took a sixth of some files' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture
def simcord_bot(tmp_path: Path, sqlite_databases: Databases, request: pytest.FixtureRequest) -> Herold:
    """The bot that SimCord's `simcord_env` starts; `@pytest.mark.workers` turns its background loops on."""
    new_blog(tmp_path)
    sqlite_databases.copy_to(database_file(tmp_path))
    return new_herold(tmp_path, workers=request.node.get_closest_marker("workers") is not None)


@pytest.fixture
async def bare_world(simcord_env: simcord.Env, tmp_path: Path) -> AsyncIterator[World]:
    """A guild that Herold has just joined: nothing is set up."""
    world = await World.build(simcord_env, tmp_path)
    yield world
    await world.bot.engine.dispose()
    assert invalid_requests(simcord_env.http_requests) == []
    # A UserError was answered with its sentence: that is no failure of the bot. Anything else is.
    failures = [error for error in simcord_env.errors if not isinstance(getattr(error, "original", error), UserError)]
    if failures:
        raise BaseExceptionGroup("the bot raised", failures)


@pytest.fixture
async def world(bare_world: World) -> World:
    """A guild whose organizers chose their channels, and whose (still empty) blog was synced once."""
    await bare_world.set_up()
    await bare_world.tick()
    return bare_world
