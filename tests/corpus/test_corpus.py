"""The shared corpus: figures of its own score.py, and how far confidence can be believed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.posts.as_json import reading_as_json
from bot.posts.front_matter import parse_post
from bot.posts.model import Reading, Site
from bot.posts.reader import read_post

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
GROUP = CORPUS / "zielona-gora-jug"

pytestmark = pytest.mark.skipif(not GROUP.is_dir(), reason="the shared corpus is not here")

FLOORS = {
    "kind": 0.98,
    "meetups": 0.98,
    "date": 0.98,
    "time": 0.98,
    "venue": 0.96,
    "rsvp": 0.98,
    "number": 1.0,
    "sponsors": 0.95,
}


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    site = Site()
    return {
        path.name: read_post(parse_post(path.name, path.read_text("utf-8"), site), site)
        for path in sorted((GROUP / "_posts").iterdir())
    }


def test_accuracy(readings: dict[str, Reading], tmp_path: Path) -> None:
    lines = [json.dumps(reading_as_json(reading), ensure_ascii=False) for reading in readings.values()]
    (tmp_path / "read.jsonl").write_text("\n".join(lines), "utf-8")
    command = [sys.executable, str(CORPUS / "score.py"), str(GROUP / "labels.json"), str(tmp_path / "read.jsonl")]
    done = subprocess.run(
        [*command, "--posts", str(GROUP / "_posts"), "--misses"], capture_output=True, text=True, check=True
    )
    figures = json.loads(done.stdout)
    low = {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor}
    assert low == {}, done.stderr


def test_facts_that_are_sure_are_right(readings: dict[str, Reading]) -> None:
    right = wrong = 0
    for label in json.loads((GROUP / "labels.json").read_text("utf-8")):
        for sure, correct in _judged(readings[label["file"]], label):
            right += sure >= 0.9 and correct
            wrong += sure >= 0.9 and not correct
    assert right / (right + wrong) >= 0.98


def _judged(reading: Reading, label: dict[str, Any]) -> list[tuple[float, bool]]:
    judged = [(reading.kind.confidence, reading.kind.value == label["kind"])]
    if len(label["meetups"]) != 1 or len(reading.meetups) != 1:
        return judged
    facts, wanted = reading.meetups[0], label["meetups"][0]
    if facts.date:
        judged.append((facts.date.confidence, facts.date.value.isoformat() == wanted["date"]))
    if facts.start_time:
        judged.append((facts.start_time.confidence, f"{facts.start_time.value:%H:%M}" == wanted["start_time"]))
    if facts.rsvp_url:
        judged.append((facts.rsvp_url.confidence, facts.rsvp_url.value == wanted["rsvp_url"]))
    if facts.number:
        judged.append((facts.number.confidence, facts.number.value == wanted["number"]))
    return judged
