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
    own = min(asyncio.run(_longest_stall_ms(reader_process=True)) for _round in range(ROUNDS))
    thread = min(asyncio.run(_longest_stall_ms(reader_process=False)) for _round in range(ROUNDS))
    what = f"longest stall of the event loop at the first sync of {POSTS} posts"
    return [Figure("loop", what, f"{own:.0f} ms", f"bar: 20 ms; read in a thread: {thread:.0f} ms")]


async def _longest_stall_ms(*, reader_process: bool) -> float:
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
    return max(stalls) * 1000


def _large_blog(folder: Path) -> Path:
    posts = folder / "blog" / "_posts"
    posts.mkdir(parents=True)
    for number, (name, text) in enumerate(islice(cycle(sources().items()), POSTS)):
        (posts / f"{name[:10]}-{number}-{name[11:]}").write_text(f"{text}\n<!-- {number} -->\n", "utf-8")
    return posts.parent


@asynccontextmanager
async def _heartbeat() -> AsyncIterator[list[float]]:
    """Collects how late each beat came, in seconds, while the block runs."""
    stalls: list[float] = []

    async def beat() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(BEAT_S)
            stalls.append(time.perf_counter() - before - BEAT_S)

    beating = asyncio.create_task(beat())
    try:
        yield stalls
    finally:
        beating.cancel()
