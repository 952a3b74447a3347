"""What is next, what was last, what was called off, as of a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from bot.meetups.folding import fold
from bot.meetups.model import Meetup, MeetupStatus, MeetupTalk
from bot.meetups.timeline import Timeline
from tests.meetups.builders import announcement, facts, instant, reading, talk

FEBRUARY = Meetup("feb", 1, 75, "Spotkanie lutowe", date=date(2025, 2, 27), start_time=time(19), venue="Piekarnia")
MAY = Meetup(
    "may",
    2,
    77,
    date=date(2025, 5, 22),
    start_time=time(19),
    talks=(
        MeetupTalk("Blue/Green Deployment w zarządzaniu klastrem Kubernetes", speakers=("Jędrzej Andrykowski",)),
        MeetupTalk("Z pamiętniczka programisty - wolontariusza", speakers=("Marcin Stożek",)),
    ),
)
JUNE = Meetup("jun", 3, 78, date=date(2025, 6, 25))
ALL = Timeline([JUNE, FEBRUARY, MAY])


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("2025-02-01", FEBRUARY, id="ahead"),
        pytest.param("2025-05-22 21:59", MAY, id="under-way"),
        pytest.param("2025-05-22 22:00", JUNE, id="over-after-three-hours"),
        pytest.param("2025-06-25 23:59", JUNE, id="a-day-without-an-hour-lasts-the-day"),
        pytest.param("2025-06-26 00:00", None, id="nothing-ahead"),
    ],
)
def test_next(now: str, expected: Meetup | None) -> None:
    assert ALL.next(instant(now)) == expected


def test_past_is_newest_first() -> None:
    assert ALL.past(instant("2025-06-01")) == [MAY, FEBRUARY]
    assert ALL.last(instant("2025-06-01")) == MAY
    assert ALL.last(instant("2025-01-01")) is None


@pytest.mark.parametrize("status", [MeetupStatus.CANCELLED, MeetupStatus.POSTPONED])
def test_what_was_called_off_is_neither_next_nor_past(status: MeetupStatus) -> None:
    off = replace(MAY, status=status)
    timeline = Timeline([FEBRUARY, off, JUNE])
    assert timeline.next(instant("2025-05-20")) == JUNE
    assert timeline.past(instant("2025-05-30")) == [FEBRUARY]
    assert timeline.called_off(instant("2025-05-20")) == [off]
    assert timeline.called_off(instant("2025-06-04")) == [off]
    assert timeline.called_off(instant("2025-06-06")) == []


def test_a_meetup_without_a_date_is_next_only_while_it_is_news() -> None:
    undated = announcement("2025-11-20", "Spotkanie #79", facts(number=79))
    (meetup,) = fold([undated])
    assert Timeline([meetup]).next(instant("2025-12-19")) == meetup
    assert Timeline([meetup]).next(instant("2025-12-21")) is None
    assert Timeline([meetup]).past(instant("2025-12-21")) == [meetup]
    assert Timeline([meetup]).next(instant("2025-11-19")) is None
    recap = reading("recap", "2025-12-05", "Podsumowanie spotkania")
    (meetup,) = fold([undated, recap])
    assert Timeline([meetup]).next(instant("2025-12-06")) is None


def test_a_dated_meetup_comes_before_an_undated_one() -> None:
    undated = announcement("2025-11-20", "Spotkanie #79", facts(number=79))
    dated = announcement("2025-11-21", "Warsztat", facts(number=80, date="2025-12-17"))
    timeline = Timeline(fold([undated, dated]))
    assert [meetup.number for meetup in timeline.upcoming(instant("2025-11-25"))] == [80, 79]


def test_lookup_by_id_key_and_number() -> None:
    assert ALL.by_id(2) is ALL.by_key("may") is ALL.by_number(77)
    assert ALL.by_id(0) is ALL.by_key("") is ALL.by_number(1) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("77", [MAY]),
        ("#77", [MAY]),
        ("nr 75", [FEBRUARY]),
        ("maj", [MAY]),
        ("majowe", [MAY]),
        ("spotkanie majowe", [MAY]),
        ("luty 2025", [FEBRUARY]),
        ("February", [FEBRUARY]),
        ("stozek", [MAY]),
        ("Marcin Stożek", [MAY]),
        ("stożka", [MAY]),
        ("jedrzej", [MAY]),
        ("kubernets", [MAY]),
        ("kube", [MAY]),
        ("wolontariusz", [MAY]),
        ("piekarnia", [FEBRUARY]),
        ("2025", [JUNE, MAY, FEBRUARY]),
        ("spotkanie", [FEBRUARY]),
        ("haskell", []),
        ("maj 2019", []),
        ("", [JUNE, MAY, FEBRUARY]),
        ("???", []),
    ],
)
def test_search(text: str, expected: list[Meetup]) -> None:
    assert ALL.search(text, instant("2025-06-01")) == expected


def test_search_gives_no_more_than_asked_for() -> None:
    assert ALL.search("2025", instant("2025-06-01"), limit=2) == [JUNE, MAY]


def test_talks_of_the_fold_are_searchable() -> None:
    timeline = Timeline(fold([announcement("2021-02-03", "Luty", facts(talks=[talk("Observability", "Ala Kot")]))]))
    assert [meetup.key for meetup in timeline.search("observabilty", instant("2021-02-04"))] == ["2021-02-03-luty"]
