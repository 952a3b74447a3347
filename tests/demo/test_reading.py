"""What Herold reads from the example blog, wherever in the year it is laid out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.cli_posts import app
from bot.demo.blog import examples, lay_out, publish_next

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = datetime(2026, 10, 8, 12, tzinfo=UTC)  # seven days before the newest meetup: nothing moves
TRUTH: dict[str, tuple[str, list[tuple[int | None, date, str | None]]]] = {
    "number-39": ("announcement", [(39, date(2025, 12, 4), "19:00")]),
    "number-40": ("announcement", [(40, date(2026, 1, 8), "19:00")]),
    "number-41": ("announcement", [(41, date(2026, 2, 12), "18:30")]),
    "number-42": ("announcement", [(42, date(2026, 3, 19), "19:00")]),
    "czwartkowe-spotkanie-odwolane": ("cancellation", [(None, date(2026, 3, 19), None)]),
    "number-43": ("announcement", [(43, date(2026, 4, 23), "19:00")]),
    "number-44-dostepnosc": ("announcement", [(44, date(2026, 5, 21), None)]),
    "number-44-nowy-termin": ("reschedule", [(44, date(2026, 5, 28), "18:30")]),
    "podsumowanie": ("recap", []),
    "zaproszenie": ("external", []),
    "number-45": ("announcement", [(45, date(2026, 7, 4), "10:00")]),
    "online": ("announcement", [(None, date(2026, 8, 6), "20:00")]),
    "number-48-zdarzenia": ("announcement", [(48, date(2026, 10, 15), "19:00")]),
    "number-48-aktualizacja": ("update", [(48, date(2026, 10, 15), None)]),
    "notatki": ("other", []),
    "number-50": ("announcement", [(50, date(2026, 12, 10), "18:00")]),
    "number-49-feature": ("announcement", [(49, date(2026, 11, 12), "18:00")]),
    "number-49-odwolane": ("cancellation", [(49, date(2026, 11, 12), None)]),
}


def read(blog: Path) -> dict[str, dict[str, object]]:
    done = CliRunner().invoke(app, ["read", str(blog), "--json"])
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["file"]: row for row in rows}


def test_the_checked_in_blog_is_read_as_it_lies() -> None:
    rows = read(examples() / "blog")
    assert len(rows) == len(list((examples() / "blog" / "_posts").iterdir()))
    assert {str(row["url"])[:26] for row in rows.values()} == {"https://jug-zalesin.exampl"}


@pytest.mark.parametrize("weeks", [0, 9, 17, 26, 36, 45, 52, 71])
def test_what_a_careful_reader_learns(tmp_path: Path, weeks: int) -> None:
    now = REFERENCE + timedelta(weeks=weeks)
    lay_out(tmp_path, now)
    for _step in range(3):
        publish_next(tmp_path, now)
    rows = read(tmp_path)
    wrong = []
    for part, (kind, meetups) in TRUTH.items():
        (row,) = (row for name, row in rows.items() if part in name)
        expected = [(number, f"{day + timedelta(weeks=weeks)}", hour) for number, day, hour in meetups]
        found = row["meetups"]
        assert isinstance(found, list)
        learnt = [(meetup["number"], meetup["date"], meetup["start_time"]) for meetup in found]
        wrong += [] if (row["kind"], learnt) == (kind, expected) else [(row["file"], row["kind"], learnt, expected)]
    assert wrong == []
