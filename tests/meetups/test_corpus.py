"""The real posts of a group fold into the meetups that a careful reader counted."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.meetups.folding import fold, fold_as_of
from bot.meetups.model import MeetupStatus
from bot.meetups.timeline import Timeline, is_called_off
from bot.posts.front_matter import parse_post
from bot.posts.model import PostKind, Site
from bot.posts.reader import read_post

if TYPE_CHECKING:
    from bot.meetups.model import Meetup
    from bot.posts.model import Reading

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "zielona-gora-jug"
OWN = {"announcement", "update", "reschedule", "cancellation"}
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real posts is not here")


@cache
def readings() -> list[Reading]:
    site = Site(url="https://jug.example")
    files = sorted((CORPUS / "_posts").iterdir())
    return [read_post(parse_post(file.name, file.read_text("utf-8"), site), site) for file in files]


@cache
def labels() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads((CORPUS / "labels.json").read_text("utf-8"))
    return told


def by_post(meetups: tuple[Meetup, ...]) -> dict[str, list[Meetup]]:
    found: dict[str, list[Meetup]] = {}
    for meetup in meetups:
        for post in meetup.posts:
            found.setdefault(post.path, []).append(meetup)
    return found


def test_every_labelled_meeting_is_one_meetup_of_its_date() -> None:
    found = by_post(fold(readings()))
    wanted = right = 0
    for label in labels():
        if label["kind"] in OWN:
            mine = [{meetup.date, *meetup.previous_dates} for meetup in found.get(label["file"], [])]
            days = [datetime.fromisoformat(told["date"]).date() if told["date"] else None for told in label["meetups"]]
            wanted += max(len(days), len(mine))
            right += sum(any(day in known for known in mine) for day in days)
    assert right / wanted >= 0.97


def test_cancellations_cancel_and_a_new_date_moves() -> None:
    found = by_post(fold(readings()))
    statuses = {
        label["file"]: [meetup.status for meetup in found.get(label["file"], [])]
        for label in labels()
        if label["kind"] in {"cancellation", "reschedule"}
    }
    assert statuses == {
        "2020-03-17-spotkanie-marcowe-2020-zmiana.markdown": [MeetupStatus.RESCHEDULED],
        "2020-04-14-przerwa-pandemiczna.markdown": [MeetupStatus.CANCELLED],
        "2023-03-26-spotkanie-marcowe-odwolane.markdown": [MeetupStatus.CANCELLED],
    }
    (march,) = found["2020-03-17-spotkanie-marcowe-2020-zmiana.markdown"]
    assert [post.path for post in march.posts] == [
        "2020-03-03-spotkanie-marcowe-2020-mikroserwisy-i-kotlin.markdown",
        "2020-03-17-spotkanie-marcowe-2020-zmiana.markdown",
    ]
    assert (march.online, march.venue, len(march.talks)) == (True, None, 1)


def test_no_meetup_comes_from_a_recap() -> None:
    assert all(meetup.posts[0].kind is not PostKind.RECAP for meetup in fold(readings()))
    assert fold([reading for reading in readings() if reading.kind.value is PostKind.RECAP]) == ()


def test_at_every_moment_next_is_ahead_and_on_and_the_same_in_any_order() -> None:
    order = random.Random(2025)
    for number, told in enumerate(readings()):
        now = told.post.published_at + timedelta(hours=1)
        known = fold_as_of(readings(), now)
        timeline = Timeline(known)
        if number % 10 == 0:
            shuffled = order.sample(readings(), len(readings()))
            assert fold_as_of(shuffled, now) == known
        for moment in (now, now + timedelta(days=15), *(m.ends_at for m in known if m.ends_at)):
            coming = timeline.next(moment)
            assert coming is None or not (is_called_off(coming) or coming.is_over(moment))


def test_the_customers_own_post_is_next_until_it_is_over() -> None:
    timeline = Timeline(fold(readings()))
    coming = timeline.next(datetime(2025, 5, 22, 19, 59, tzinfo=UTC))
    assert coming is not None
    assert coming.number == 77
    over = datetime(2025, 5, 22, 20, 0, tzinfo=UTC)
    assert timeline.next(over) is None
    assert [meetup.number for meetup in timeline.past(over)[:2]] == [77, 75]
    assert timeline.search("stozek", over)[0] == coming
