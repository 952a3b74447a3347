"""How fast `/next` and a question in plain words are answered, through SimCord and a real SQLite file."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Final

import simcord

from benchmarks.report import Figure
from tests.cogs.test_meetups import publish
from tests.world import World, new_blog, new_herold

ANSWERS: Final = 200


def figures() -> list[Figure]:
    """Answers a second, one after the other, with a timeline of fifty meetups."""
    return asyncio.run(_measured())


async def _measured() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new_blog(folder)
        bot = new_herold(folder)
        env = simcord.Env(bot)
        started = time.perf_counter()
        await env.start()
        start_s = time.perf_counter() - started
        try:
            with env.time_context():
                world = await World.build(env, folder)
                await world.set_up()
                _fifty_meetups(world)
                started = time.perf_counter()
                await world.tick()
                sync_s = time.perf_counter() - started
                await publish(world)
                slash_s = await _repeated(world)
        finally:
            await env.shutdown()
            await bot.engine.dispose()
    return [
        Figure("answers", "`/next` answers a second", f"{ANSWERS / slash_s:.0f}", "one after the other"),
        Figure("answers", "`/next`, one answer", f"{slash_s / ANSWERS * 1000:.1f} ms", "Discord waits 3 s"),
        Figure("answers", "start of the bot: migrations, cogs, commands", f"{start_s:.2f} s", "without the network"),
        Figure("answers", "first sync of 50 posts", f"{sync_s:.2f} s", ""),
    ]


async def _repeated(world: World) -> float:
    started = time.perf_counter()
    for _time in range(ANSWERS):
        await world.ala.slash(world.general, "next")
    return time.perf_counter() - started


def _fifty_meetups(world: World) -> None:
    for number in range(50):
        year, month = 2021 + number // 12, number % 12 + 1
        world.write_post(
            f"{year}-{month:02}-03-spotkanie",
            f'title: "Spotkanie #{number}"\ndate: {year}-{month:02}-03 10:00:00 +0100',
            f"Zapraszamy na spotkanie {month + 10}.{month:02}.{year} o 18:00 w klubie Kawka. Wystąpi Anna Nowak.",
        )
