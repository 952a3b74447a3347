from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posts.lexicon import lexicon_for
from bot.posts.rules.days import Day, nth_weekday, resolved
from bot.posts.rules.numeric_dates import numeric
from bot.posts.rules.relative_dates import in_days, near_days, nth_of_month, weekday_ahead
from bot.posts.rules.written_dates import (
    day_alone,
    day_and_month,
    day_and_roman_month,
    last_of_month,
    month_and_day,
    spoken_alone,
)

if TYPE_CHECKING:
    from bot.posts.page import Found

LEXICON = lexicon_for("pl")
THURSDAY = date(2016, 3, 3)
MONTHS = ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"]  # fmt: skip


def found_in(text: str, published: date, *, american: bool = False) -> list[Found[Day]]:
    words = LEXICON.read(text)
    return sorted(
        [
            *day_and_month(words, LEXICON, published=published),
            *month_and_day(words, LEXICON, published=published),
            *day_and_roman_month(words, LEXICON, published=published),
            *day_alone(words, LEXICON, published=published),
            *last_of_month(words, published=published),
            *spoken_alone(words, lexicon=LEXICON, published=published),
            *numeric(words, LEXICON, published=published, american=american),
        ],
        key=lambda found: found.start,
    )


@pytest.mark.parametrize(
    ("text", "quoted", "expected"),
    [
        ("już 14 marca o 18", "14 marca", date(2016, 3, 14)),
        ("14 marca 2017 r.", "14 marca 2017", date(2017, 3, 14)),
        ("26. listopada", "26. listopada", date(2016, 11, 26)),
        ("27-ego kwietnia", "27-ego kwietnia", date(2016, 4, 27)),
        ("4-go maja", "4-go maja", date(2016, 5, 4)),
        ("(25 marzec)", "25 marzec", date(2016, 3, 25)),
        ("29 III marca", "29 III marca", date(2016, 3, 29)),
        ("31 V spotykamy się", "31 V", date(2016, 5, 31)),
        ("w czwartek 12 IX, w", "12 IX", date(2016, 9, 12)),
        ("5.I.2017", "5.I.2017", date(2017, 1, 5)),
        ("dwudziestego ósmego marca", "dwudziestego ósmego marca", date(2016, 3, 28)),
        ("drugi kwietnia, ulica", "drugi kwietnia", date(2016, 4, 2)),
        ("ostatniego dnia kwietnia", "ostatniego dnia kwietnia", date(2016, 4, 30)),
        ("Przesuwamy na dwudziestego trzeciego.", "dwudziestego trzeciego", date(2016, 3, 23)),
        ("on Thursday week, the 17th, at", "17th", date(2016, 3, 17)),
        ("tydzień później, 21.03, o tej porze", "21.03", date(2016, 3, 21)),
        ("W kwietniu spotykamy się 25-tego, o 19-tej", "25-tego", date(2016, 4, 25)),
        ("12.03.2016", "12.03.2016", date(2016, 3, 12)),
        ("12.3.16", "12.3.16", date(2016, 3, 12)),
        ("2016-03-12", "2016-03-12", date(2016, 3, 12)),
        ("w środę 16.03 o 18:00", "16.03", date(2016, 3, 16)),
        ("spotykamy się 29.05 o 18:00", "29.05", date(2016, 5, 29)),
        ("on March 15th, 7pm", "March 15th", date(2016, 3, 15)),
        ("May 5, 2017", "May 5, 2017", date(2017, 5, 5)),
        ("the 23rd of March", "23rd of March", date(2016, 3, 23)),
        ("April's meetup is on Wednesday the 20th from 7pm", "20th", date(2016, 4, 20)),
        ("9 lutego", "9 lutego", date(2016, 2, 9)),
        ("30 września", "30 września", date(2016, 9, 30)),
    ],
)
def test_one_date(text: str, quoted: str, expected: date) -> None:
    assert [(text[f.start : f.end], f.value.value) for f in found_in(text, THURSDAY)] == [(quoted, expected)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("26-27 listopada 2016", date(2016, 11, 26), date(2016, 11, 27)),
        ("25 i 26 listopada", date(2016, 11, 25), date(2016, 11, 26)),
        ("Od 27 do 31 marca", date(2016, 3, 27), date(2016, 3, 31)),
        ("24-25.10.2016", date(2016, 10, 24), date(2016, 10, 25)),
        ("October 11-12th", date(2016, 10, 11), date(2016, 10, 12)),
    ],
)
def test_a_range_of_days(text: str, first: date, last: date) -> None:
    assert [(f.value.value, f.value.until) for f in found_in(text, THURSDAY)] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "31 lutego to żart", "Maja i Ala opowiedzą", "przy ul. 3 Maja 12", "Java 1.8 i Scala 2.12", "o 18.30", "Luty '23",
        "w wersji 3.10", "99 marca", "się 1", "10.00-12.00", "tel. 68 320 10 11", "Marta May talks", "V edycja", "C# 8 I",
    ],
)  # fmt: skip
def test_no_date(text: str) -> None:
    assert found_in(text, THURSDAY) == []


def test_americans_write_the_month_first() -> None:
    assert [f.value.value for f in found_in("on 4/5/2016", THURSDAY, american=True)] == [date(2016, 4, 5)]
    assert [f.value.value for f in found_in("4/5/2016", THURSDAY)] == [date(2016, 5, 4)]
    assert [f.value.value for f in found_in("3/15/2016", THURSDAY)] == [date(2016, 3, 15)]


@pytest.mark.parametrize(
    ("published", "day", "month", "expected"),
    [
        (date(2030, 12, 20), 9, 1, date(2031, 1, 9)),
        (date(2031, 1, 3), 30, 12, date(2030, 12, 30)),
        (date(2031, 1, 3), 1, 9, date(2031, 9, 1)),
        (date(2031, 3, 1), 29, 2, date(2032, 2, 29)),
    ],
)
def test_the_missing_year(published: date, day: int, month: int, expected: date) -> None:
    found = resolved(day, month, None, published)
    assert found is not None
    assert found.value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Już jutro!", [date(2016, 3, 4)]),
        ("dzisiaj o 18", [date(2016, 3, 3)]),
        ("pojutrze", [date(2016, 3, 5)]),
        ("w najbliższą środę", [date(2016, 3, 9)]),
        ("we wtorek", [date(2016, 3, 8)]),
        ("środowe spotkanie", [date(2016, 3, 9)]),
        ("next Tuesday", [date(2016, 3, 8)]),
        ("za dwa tygodnie, we wtorek", [date(2016, 3, 15), date(2016, 3, 8)]),
        ("za 10 dni", [date(2016, 3, 13)]),
        ("in two weeks, on Saturday", [date(2016, 3, 19), date(2016, 3, 5)]),
        ("ostatni czwartek miesiąca", [date(2016, 3, 31)]),
        ("w trzecią środę kwietnia", [date(2016, 4, 20)]),
        ("the first Tuesday of May", [date(2016, 5, 3)]),
        ("w zeszłą środę", []),
        ("w każdą środę", []),
        ("last Thursday", []),
        ("środowisko", []),
        ("za tydzień", []),
    ],
)
def test_days_told_from_the_publish_date(text: str, expected: list[date]) -> None:
    words = LEXICON.read(text)
    found = [
        *near_days(words, published=THURSDAY),
        *in_days(words, published=THURSDAY),
        *weekday_ahead(words, published=THURSDAY),
        *nth_of_month(words, published=THURSDAY),
    ]
    assert [f.value.value for f in found] == expected


def test_the_last_weekday_but_one() -> None:
    assert nth_weekday(2017, 11, 2, -2) == date(2017, 11, 22)
    assert nth_weekday(2016, 2, 0, 5) == date(2016, 2, 29)
    assert nth_weekday(2015, 2, 0, 5) is None


@given(day=st.dates(date(1990, 1, 1), date(2090, 12, 31)), before=st.text(), after=st.text())
def test_what_is_quoted_is_what_was_read(day: date, before: str, after: str) -> None:
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    text = f"{before} | {written} | {after}"
    assert written in {text[f.start : f.end] for f in found_in(text, day) if f.value.value == day}
