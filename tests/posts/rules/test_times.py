from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posts.lexicon import lexicon_for
from bot.posts.rules.times import all_hours

LEXICON = lexicon_for("pl")


def hours_in(text: str) -> list[tuple[str, time, time | None]]:
    return [(text[f.start : f.end], f.value.value, f.value.end) for f in all_hours(LEXICON.read(text), LEXICON)]


@pytest.mark.parametrize(
    ("text", "quoted", "expected"),
    [
        ("o 19:00 w", "19:00", time(19)),
        ("o 19-tej w klubie", "19", time(19)),
        ("o 18 w klubie", "18", time(18)),
        ("godz. 18", "18", time(18)),
        ("o godzinie 18:30", "18:30", time(18, 30)),
        ("godz. 18.30", "18.30", time(18, 30)),
        ("godzinie 1830", "1830", time(18, 30)),
        ("o 18.10 zaczynamy", "18.10", time(18, 10)),
        ("czwartek, 19.00", "19.00", time(19)),
        ("o dziewiętnastej", "dziewiętnastej", time(19)),
        ("o osiemnastej trzydzieści", "osiemnastej trzydzieści", time(18, 30)),
        ("wtorek, osiemnasta trzydzieści", "osiemnasta trzydzieści", time(18, 30)),
        ("godzina szósta wieczorem", "szósta", time(18)),
        ("o piątej po południu otwieramy", "piątej", time(17)),
        ("kwadrans po szóstej", "szóstej", time(18, 15)),
        ("sobota, zaczynamy o 9, kończymy", "9", time(9)),
        ("początek punkt 18, wejście", "18", time(18)),
        ("upstairs, from seven", "seven", time(19)),
        ("the first talk's at 9.45, and", "9.45", time(9, 45)),
        ("at 7pm", "7pm", time(19)),
        ("at 7:30 PM", "7:30 PM", time(19, 30)),
        ("from 6 p.m. on", "6 p.m.", time(18)),
        ("12 am", "12 am", time(0)),
        ("18h30", "18h30", time(18, 30)),
    ],
)
def test_one_hour(text: str, quoted: str, expected: time) -> None:
    assert hours_in(text) == [(quoted, expected, None)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("w godzinach 18:00-21:00", time(18), time(21)),
        ("10:00 - 16:00", time(10), time(16)),
        ("od 18 do 21", time(18), time(21)),
        ("6:00 PM - 8:00 PM", time(18), time(20)),
    ],
)
def test_a_range_of_hours(text: str, first: time, last: time) -> None:
    assert [(start, end) for _quoted, start, end in hours_in(text)] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    ["27.09 o Javie", "Java 1.8", "o 10 osób", "o 3 marca", "99:99", "3.14", "12.05.2016", "o 5 zł", "wersja 2.10.1", "ratio 16:9:1"],
)  # fmt: skip
def test_no_hour(text: str) -> None:
    assert hours_in(text) == []


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), before=st.text(), after=st.text())
def test_what_is_quoted_is_what_was_read(hour: int, minute: int, before: str, after: str) -> None:
    written = f"{hour}:{minute:02}"
    text = f"{before} | {written} | {after}"
    on_either_clock = {(written, time(hour, minute), None), (written, time((hour + 12) % 24, minute), None)}
    assert on_either_clock & set(hours_in(text))
