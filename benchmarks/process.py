"""What a process costs: time to load and memory held, each in a process of its own."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Final

from benchmarks.report import Figure

RUNS: Final = 5
_MEMORY: Final = "import psutil; print(psutil.Process().memory_info().rss)"
_READER: Final = """
from benchmarks.reading import sources, _site
from bot.posts import parse_post
from bot.posts.reader import read_post
site = _site()
for name, text in sources().items():
    read_post(parse_post(name, text, site), site)
"""
_BOT: Final = """
import asyncio
from bot.app import Herold
from bot.settings import Settings
async def main():
    bot = Herold(Settings(_env_file=None, database_url="sqlite+aiosqlite://"), workers=False, shard_count=1)
    await bot.assemble()
    await bot.engine.dispose()
asyncio.run(main())
"""


def figures() -> list[Figure]:
    """Memory above an idle interpreter, and the time until the command line and the bot stand."""
    idle = _memory_mb("")
    reader = _memory_mb(_READER) - idle
    bot = _memory_mb(_BOT + _READER) - idle
    return [
        Figure("process", "memory of the reader, above an idle interpreter", f"{reader:.0f} MB", "bar: 120 MB"),
        Figure(
            "process", "memory of the assembled bot that read the same posts", f"{bot:.0f} MB", f"idle: {idle:.0f} MB"
        ),
        Figure("process", "`herold --version`, whole process", f"{_wall_s(['-m', 'bot', '--version']):.2f} s", ""),
        Figure("process", "interpreter to assembled bot, whole process", f"{_wall_s(['-c', _BOT]):.2f} s", ""),
    ]


def _memory_mb(code: str) -> float:
    out = subprocess.run([sys.executable, "-c", code + "\n" + _MEMORY], capture_output=True, text=True, check=True)
    return int(out.stdout.split()[-1]) / 1e6


def _wall_s(arguments: list[str]) -> float:
    times = []
    for _run in range(RUNS):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)
