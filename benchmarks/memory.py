"""What the running bot holds in memory: in one guild, and in a thousand with five thousand reminders to come."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped]

from benchmarks.fanout import GUILDS, open_herold, write_post
from benchmarks.report import Figure

REMINDERS: Final = 5_000


def figures() -> list[Figure]:
    """Each in a process of its own, so that nothing of the one is left in the other."""
    alone, many = _apart(1, 0), _apart(GUILDS, REMINDERS)
    return [
        Figure("memory", "the connected bot in one guild", f"{alone:.0f} MB", "the reader's process not among it"),
        Figure(
            "memory", f"in {GUILDS} guilds with {REMINDERS} reminders", f"{many:.0f} MB", f"{many - alone:.0f} MB more"
        ),
    ]


def _apart(guilds: int, reminders: int) -> float:
    out = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory", str(guilds), str(reminders)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(out.stdout.split()[-1]) / 1e6


async def _held(guilds: int, reminders: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "blog" / "_posts").mkdir(parents=True)
        write_post(Path(folder) / "blog", datetime.now(UTC))  # there before the first look, so nothing is announced
        async with open_herold(Path(folder), guilds) as (bot, _discord, ids):
            (meetup,) = (await bot.services.meetups.timeline(ids[0])).meetups
            for person in range(reminders):
                await bot.services.reminders.remind(meetup, user_id=1_000 + person, guild_id=ids[person % guilds])
            await bot.deliverer.deliver_once(datetime.now(UTC))
            return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    print(asyncio.run(_held(int(sys.argv[1]), int(sys.argv[2]))))
