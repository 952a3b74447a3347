"""How long the event loop stands still while a large blog is read for the first time."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.reading import sources
from benchmarks.report import Figure
from bot.services.all import services_of
from bot.settings import Settings
from bot.store import migrate
from bot.store.base import open_engine, sessions_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

POSTS: Final = 500
ROUNDS: Final = 3
BEAT_S: Final = 0.001


def figures() -> list[Figure]:
    """The longest stall of a first sync, of the best round: what else the machine does is not Herold's fault."""
    own = [asyncio.run(_longest_stall_ms(reader_process=True)) for _round in range(ROUNDS)]
    stall, work = (min(figures) for figures in zip(*own, strict=True))
    thread, _work = min(asyncio.run(_longest_stall_ms(reader_process=False)) for _round in range(ROUNDS))
    what = f"longest stall of the event loop at the first sync of {POSTS} posts"
    return [
        Figure("loop", what, f"{stall:.0f} ms", f"bar: 20 ms; read in a thread: {thread:.0f} ms"),
        Figure("loop", "the loop's own work in one turn of it, at most", f"{work:.0f} ms", "processor time"),
    ]


async def _longest_stall_ms(*, reader_process: bool) -> tuple[float, float]:
    """The longest time between two turns, and the most processor time that the loop's own thread took in one."""
    with tempfile.TemporaryDirectory() as folder:
        blog = _large_blog(Path(folder))
        settings = Settings(
            _env_file=None,
            blog=blog,
            database_url=f"sqlite+aiosqlite:///{folder}/herold.sqlite3",
            reader_process=reader_process,
        )
        engine = open_engine(settings.database_url)
        await migrate.upgrade(engine)
        services = services_of(sessions_of(engine), lambda: datetime.now(UTC), settings)
        await services.guilds.joined(1)
        async with _heartbeat() as stalls:
            await services.sync.sync_once(datetime.now(UTC))
        await engine.dispose()
    return max(stall for stall, _work in stalls) * 1000, max(work for _stall, work in stalls) * 1000


def _large_blog(folder: Path) -> Path:
    posts = folder / "blog" / "_posts"
    posts.mkdir(parents=True)
    for number, (name, text) in enumerate(islice(cycle(sources().items()), POSTS)):
        (posts / f"{name[:10]}-{number}-{name[11:]}").write_text(f"{text}\n<!-- {number} -->\n", "utf-8")
    return posts.parent


@asynccontextmanager
async def _heartbeat() -> AsyncIterator[list[tuple[float, float]]]:
    """Collects how late each beat came and what the loop worked until then, in seconds, while the block runs."""
    stalls: list[tuple[float, float]] = []

    async def beat() -> None:
        while True:
            before, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(BEAT_S)
            stalls.append((time.perf_counter() - before - BEAT_S, time.thread_time() - worked))

    beating = asyncio.create_task(beat())
    try:
        yield stalls
    finally:
        beating.cancel()
