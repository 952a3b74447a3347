"""One post for a thousand guilds: how long it takes, what Discord thinks of it, and who has to wait meanwhile."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil  # type: ignore[import-untyped]

from benchmarks.report import Figure
from bot.proposals.model import Actor, Role
from bot.settings import Settings
from tests.loopback.apart import Apart, limit, open_guilds, slash
from tests.loopback.bots import connected
from tests.loopback.server import lead_to
from tests.services.newsroom import ANNOUNCEMENT, CONFIG

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.app import Herold
    from tests.loopback.discord import LoopbackDiscord

GUILDS: Final = 1_000
MONTHS: Final = "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
BREATH_S: Final = 0.1


def figures() -> list[Figure]:
    return asyncio.run(_measured())


async def _measured() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        async with open_herold(Path(folder), GUILDS) as (bot, discord, guilds):
            calm = [await discord.run(slash, guild, "next") for guild in guilds[:50]]
            write_post(Path(folder) / "blog", datetime.now(UTC))
            await discord.run(limit)
            memory = _memory()
            before = time.process_time()
            started = time.perf_counter()
            await bot.services.sync.sync_once(bot.clock())
            synced = time.perf_counter() - started
            reading_s = time.process_time() - before
            delivering = asyncio.create_task(bot.deliverer.deliver_once())
            busy: list[float] = []
            while not delivering.done():
                busy.append(await discord.run(slash, guilds[len(busy) % GUILDS], "next"))
                await asyncio.sleep(BREATH_S)
            rows = await delivering
            took = time.perf_counter() - started
            busy_s = time.process_time() - before
            grown = _memory()
            seen = await discord.run(_seen)
    writes = seen["messages"] + seen["events"]
    ideal = f"{writes} requests at 50/s: {writes / 50:.0f} s"
    return [
        Figure("fanout", f"one post to {GUILDS} guilds", f"{took:.1f} s", ideal),
        Figure("fanout", "of it: reading the post and queueing it", f"{synced:.2f} s", ""),
        Figure("fanout", "messages, events, rows", f"{seen['messages']}, {seen['events']}, {rows}", f"{GUILDS} each"),
        Figure("fanout", "busiest second", f"{seen['busiest']} requests", "Discord's limit: 50"),
        Figure("fanout", "requests refused for being too fast (429)", f"{seen['refused']}", "bar: 0"),
        Figure("fanout", "processor time of the bot", f"{busy_s:.1f} s", f"{busy_s / took:.0%} of a core"),
        Figure(
            "fanout",
            "of it a row, once all is queued",
            f"{(busy_s - reading_s) / rows * 1000:.1f} ms",
            f"bar: 12 ms; {len(busy)} answers to `/next` among it",
        ),
        Figure("fanout", "`/next` before the fan-out, median and slowest", _spread(calm), "over HTTP and gateway"),
        Figure("fanout", "`/next` during the fan-out, median and slowest", _spread(busy), "Discord waits 3 s"),
        Figure("fanout", "memory of the bot after it", f"{grown:.0f} MB", f"{memory:.0f} MB before"),
    ]


def _memory() -> float:
    return float(psutil.Process().memory_info().rss / 1e6)


def _spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{ordered[len(ordered) // 2] * 1000:.0f} ms, {ordered[-1] * 1000:.0f} ms"


@asynccontextmanager
async def open_herold(folder: Path, count: int) -> AsyncIterator[tuple[Herold, Apart, list[int]]]:
    """The bot in so many guilds, whose channels are chosen; it looked at its blog once."""
    (folder / "blog" / "_posts").mkdir(parents=True, exist_ok=True)
    (folder / "blog" / "_config.yml").write_text(CONFIG, "utf-8")
    settings = Settings(
        _env_file=None, blog=folder / "blog", database_url=f"sqlite+aiosqlite:///{folder}/herold.sqlite3"
    )
    async with Apart(datetime.now(UTC)) as discord:
        guilds = await discord.run(open_guilds, count)
        lead_to(discord.port)
        async with connected(settings, lambda: datetime.now(UTC), guilds=count) as bot:
            for guild in guilds:
                organizer = Actor(user_id=1, guild_id=guild, roles=frozenset({Role.ORGANIZER}))
                chosen = {"announcement_channel_id": guild + 10, "organizers_channel_id": guild + 11}
                await bot.services.guilds.change(guild, by=organizer, **chosen)
            await bot.services.sync.sync_once(bot.clock())
            yield bot, discord, guilds


def write_post(folder: Path, now: datetime, number: int = 0) -> None:
    """Writes the announcement of a meetup, in twenty days and `number` more, as published a minute ago."""
    day = now + timedelta(days=20 + number)
    when = f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}"
    head = f'title: "Spotkanie #{50 + number}"\ndate: {now - timedelta(minutes=1):%Y-%m-%d %H:%M:%S} +0000'
    body = ANNOUNCEMENT.format(when=when, hour="18:00").replace("\n    ", "\n")
    name = f"{now:%Y-%m-%d}-spotkanie-{50 + number}.markdown"
    (folder / "_posts" / name).write_text(f"---\n{head}\n---\n{body}", "utf-8")


def _seen(served: LoopbackDiscord) -> dict[str, Any]:
    assert served.limits is not None
    return {
        "messages": sum(len(room.messages) for room in served.rooms.values()),
        "events": sum(len(guild.events) for guild in served.guilds.values()),
        "busiest": served.limits.busiest_second,
        "refused": sum(served.limits.exceeded.values()),
        "wrong": served.wrong,
    }
