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
        ("środa, osiemnasta zero zero", "osiemnasta zero zero", time(18)),
        ("o 18 zero zero", "18", time(18)),
        ("godzina bez zmian, dziewiętnasta.", "dziewiętnasta", time(19)),
        ("w samo południe", "w samo południe", time(12)),
        ("o 19stej startujemy", "19stej", time(19)),
        ("czwartek, też 18.30.", "18.30", time(18, 30)),
        ("about 12 noon", "noon", time(12)),
        ("the usual hour of 10 in the morning", "10 in the morning", time(10)),
        ("the usual time is 7 o'clock", "7 o'clock", time(19)),
        ("Time: 1830", "1830", time(18, 30)),
        ("Start: 19", "19", time(19)),
        ("March 18, 1800 hours.", "1800 hours", time(18)),
        ("Thursday, 19h.", "19h", time(19)),
        ("Thursday @ 7.", "7", time(19)),
        ("Godzina i miejsce bez zmian: 18.00, klub", "18.00", time(18)),
        ("Godz. ta sama: 18.15", "18.15", time(18, 15)),
        ("O której? 19.00, klub stoi otworem", "19.00", time(19)),
        ("Godzina ta sama, czyli 18. Reszta", "18", time(18)),
        ("W czwartek, w Kotłowni, od 19.", "19", time(19)),
        ("w środę 21 stycznia o 17 robimy porządki", "17", time(17)),
        ("Kotłownia, siódma wieczorem.", "siódma", time(19)),
        ("nadal 19, nadal o Elixirze", "19", time(19)),
        ("początek przesuwamy na 9.30, żeby", "9.30", time(9, 30)),
        ("godz. 18,30", "18,30", time(18, 30)),
        ("when: 2026-03-18T18:30+01:00", "18:30", time(18, 30)),
        ("The hour remains 19h.", "19h", time(19)),
        ("on 17/07, 19h.", "19h", time(19)),
        ("doors 18.30", "18.30", time(18, 30)),
        ("from 7 till late", "7", time(19)),
        ("at half seven sharp", "half seven", time(19, 30)),
        ("half past 6 at the mill", "half past 6", time(18, 30)),
        ("six-thirty at the mill", "six-thirty", time(18, 30)),
        ("seven pm", "seven", time(19)),
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
        ("18 marca, 18-20:30, klub", time(18), time(20, 30)),
        ("środa, 18-21.", time(18), time(21)),
        ("między 18 a 21", time(18), time(21)),
        ("the 11th of March, 7 till 10, at the Yard", time(19), time(22)),
        ("Saturday, 10-4.", time(10), time(16)),
        ("Time: 1830-2100", time(18, 30), time(21)),
        ("from six until nine", time(18), time(21)),
        ("between 6 and 9", time(18), time(21)),
    ],
)
def test_a_range_of_hours(text: str, first: time, last: time) -> None:
    assert [(start, end) for _quoted, start, end in hours_in(text)] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    ["1800 hours of video", "godzina bez zmian, 30 osób", "Wstęp od 18.", "nadal 19 osób", "kiedy: 16.06 (środa)", "five thirty-minute talks", "Start: 2016", "18 marca, 7-9 kwietnia", "seven for eight people", "tables 5 for 6 people", "między 2 a 5 osób", "osiemnasta edycja", "wersja też 18.03", "27.09 o Javie", "Java 1.8", "o 10 osób", "o 3 marca", "99:99", "3.14", "12.05.2016", "o 5 zł", "wersja 2.10.1", "ratio 16:9:1"],
)  # fmt: skip
def test_no_hour(text: str) -> None:
    assert hours_in(text) == []


@pytest.mark.parametrize(
    ("text", "comes", "begins"),
    [
        ("7pm for a 7.30 start", time(19), time(19, 30)),
        ("6.30 for 7.", time(18, 30), time(19)),
        ("1730 for 1800, finish", time(17, 30), time(18)),
        ("half six for seven", time(18, 30), time(19)),
    ],
)
def test_one_hour_for_another(text: str, comes: time, begins: time) -> None:
    assert [value for _quoted, value, _end in hours_in(text)] == [comes, begins]


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), before=st.text(), after=st.text())
def test_what_is_quoted_is_what_was_read(hour: int, minute: int, before: str, after: str) -> None:
    written = f"{hour}:{minute:02}"
    text = f"{before} | {written} | {after}"
    on_either_clock = {(written, time(hour, minute), None), (written, time((hour + 12) % 24, minute), None)}
    assert on_either_clock & set(hours_in(text))
