"""How figures are shown: a table in the terminal, a page in the docs."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "performance.md"

HOW_FANOUT: Final = (
    "The fan-out is one new post for guilds of a loopback Discord in a process of its own, over real HTTP and gateway,",
    "while a member uses `/next` ten times a second. Processor time is that of the bot's process, all its threads, by",
    "`time.process_time`: it says more than the wall clock, which waits for Discord's limit and for others' work.",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `floor` says what it is measured against, where there is something."""

    room: str
    what: str
    value: str
    floor: str = ""


def print_table(room: str, figures: Sequence[Figure]) -> None:
    """The figures of one room."""
    table = Table("what", "figure", "against", title=room, title_justify="left")
    for figure in figures:
        table.add_row(figure.what, figure.value, figure.floor)
    Console().print(table)


def machine() -> str:
    """What it was measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{os.cpu_count()} cores of {model}, {platform.system()}, Python {platform.python_version()}"


def renew_page(figures: Sequence[Figure]) -> None:
    """Renews the rows of these figures in docs/reference/performance.md; a row that is new follows the one before."""
    lines = PAGE.read_text("utf-8").splitlines()
    place = lines.index("| --- | --- | --- |")
    for figure in figures:
        known = [number for number, line in enumerate(lines) if line.startswith(f"| {figure.what} |")]
        place = known[0] if known else place + 1
        lines[place : place + len(known)] = [_row(figure)]
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")


def write_page(figures: Sequence[Figure], where: str) -> None:
    """Writes docs/reference/performance.md."""
    lines = [
        "<!-- Written by `make bench ARGS=--write`; measure again instead of changing this page. -->",
        "",
        "# Performance",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with `make bench ARGS=--write`: {where}.",
        "Such machines are shared and noisy: medians and ratios say more than single times.",
        "",
        "| what | figure | against |",
        "| --- | --- | --- |",
        *map(_row, figures),
        "",
        "Posts are those of `examples/blog` and, where it is there, of a corpus of real posts beside the checkout.",
        "The floor of reading, which nobody can leave out, is front matter and Markdown parsing alone. The other is",
        "`dateparser.search.search_dates`, a well-known library that only looks for dates, on the same texts.",
        "Answers are measured through SimCord, so the network and Discord itself are not in them.",
        *HOW_FANOUT,
        "",
    ]
    PAGE.write_text("\n".join(lines), "utf-8")


def _row(figure: Figure) -> str:
    return f"| {figure.what} | {figure.value} | {figure.floor} |"
