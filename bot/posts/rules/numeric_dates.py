"""Dates in numbers alone: "27.09.2023", "24-25.10.2023", "2014-08-27", "27.09", "3/15/2016"."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found
from bot.posts.rules.days import Day, calendar_day, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.posts.lexicon import Lexicon, Words

_ISO: Final = re.compile(
    r"(?<![\w./-])(?P<year>20\d\d)[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?=t\d\d:|(?![\w/-]))"
)
_NUMBERS: Final = re.compile(
    r"(?<![\w.:/#$€-])(?P<day>\d{1,2})(?:\.?\s?[-–]\s?(?P<until>\d{1,2}))?"
    r"(?P<mark>[./-])\s?(?P<month>\d{1,2})(?:(?P=mark)\s?(?P<year>20\d\d|\d\d)(?!\d)|(?![\d:]))(?=r\b|(?![\w/%°]))"
)
_HOUR: Final = (
    r"(?:(?:o|od|at|from|start)\s(?:\d|\w{4,14}ej\b)|(?:o\s)?godz"
    r"|\d{1,2}(?::\d\d|h\b|\.(?:00|[1-5]\d)(?!\d|\.\d)(?<!\.1[0-2])))"
)
_THEN_AN_HOUR: Final = re.compile(rf"\.?(?:r\.?)?[^\w\n.]{{1,5}}(?:\w{{2,12}}\.?[),]{{0,2}}\s)?{_HOUR}")
_AFTER_AN_HOUR: Final = re.compile(r"\d:\d\d[\s,|]{1,3}$")
_STOP_AND_HOUR: Final = re.compile(rf"\.,?\s(?:\(?\w{{2,12}}\.?\)?,?\s)?{_HOUR}")
"""After the month in "18.3. o 18:30"."""
_MONTHS: Final = 12
_DAYS: Final = 31


def numeric(words: Words, lexicon: Lexicon, *, published: date, american: bool = False) -> Iterator[Found[Day]]:
    """Yields dates in numbers; `american` reads "3/4/2016" as 4 March unless only 3 April is soon."""
    for hit in words.with_number(_ISO):
        value = calendar_day(int(hit["year"]), int(hit["month"]), int(hit["day"]))
        if value is not None:
            yield Found(Day(value, year_given=True), *hit.span(), rule="numeric")
    for hit in words.with_number(_NUMBERS):
        year = _year(hit["year"])
        if year is None and not (_introduced(words, lexicon, hit) or (american and _one_way(hit, published))):
            continue
        first, second = int(hit["day"]), int(hit["month"])
        until = int(hit["until"]) if hit["until"] else None
        as_written = resolved(first, second, year, published, until) if second <= _MONTHS else None
        swapped = resolved(second, first, year, published) if hit["mark"] == "/" and first <= _MONTHS else None
        found, other = (swapped, as_written) if american else (as_written, swapped)
        british = american and other is not None and _soon(other, published)
        if found is None or (british and not _soon(found, published)):
            found, other = other, found
        if found is not None:
            if other is not None:
                found = Day(found.value, found.until, found.year_given, found.others, month_first=other.value)
            yield Found(found, *hit.span(), rule="numeric")


def _one_way(hit: re.Match[str], published: date) -> bool:
    """True for "4/14" and "29/11", which can only be one day, where that is soon."""
    month, day = sorted((int(hit["day"]), int(hit["month"])))
    if hit["mark"] != "/" or hit["until"] or day <= _MONTHS:
        return False
    found = resolved(day, month, None, published)
    return found is not None and _soon(found, published)


def _soon(day: Day, published: date) -> bool:
    """True for a day not long after publishing: a tenth of meetups are announced more than 36 days ahead."""
    return timedelta(0) <= day.value - published <= _AHEAD


_AHEAD: Final = timedelta(days=60)


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)  # noqa: PLR2004 -- four digits, or two


def _introduced(words: Words, lexicon: Lexicon, hit: re.Match[str]) -> bool:
    """True where a day and a month without a year cannot be a version or an hour: "w środę 27.09", not "Scala 2.12"."""
    if hit["mark"] == "-" or int(hit["day"]) > _DAYS:
        return False
    before = words.folded[max(0, hit.start() - 30) : hit.start()].rstrip(" (,:–-*").rsplit(maxsplit=1)
    word = before[-1].strip(".,:;()") if before else ""
    padded = len(hit["month"]) == 2  # noqa: PLR2004 -- digits
    told = any(lexicon.matches(name, word) for name in ("dates.introducing", "dates.weekday"))
    led_in = padded or (hit["mark"] == "." and told)
    if led_in and int(hit["day"]) > 0 and _THEN_AN_HOUR.match(words.text, hit.end()) is not None:
        return True
    if lexicon.matches("times.at", word):
        return False
    if hit["mark"] != "." and not hit["until"]:
        return any(lexicon.matches(name, word) for name in ("dates.weekday", "dates.label"))
    return _with_its_hour(words, hit, padded=padded) or _led_in(words, lexicon, hit, word, padded=padded)


def _with_its_hour(words: Words, hit: re.Match[str], *, padded: bool) -> bool:
    if hit["mark"] != ".":
        return False
    after_it = _AFTER_AN_HOUR.search(words.text, max(0, hit.start() - 9), hit.start())
    return (padded and after_it is not None) or _STOP_AND_HOUR.match(words.text, hit.end()) is not None


def _led_in(words: Words, lexicon: Lexicon, hit: re.Match[str], word: str, *, padded: bool) -> bool:
    """True after a word that leads dates in, and where a line or a picture character stands before."""
    before_it = words.text[max(0, hit.start() - 3) : hit.start()].rstrip(" *_\ufe0f")
    if padded and words.text[hit.start() - 1 : hit.start()] + words.text[hit.end() : hit.end() + 1] in {"()", "[]"}:
        return True
    begins = before_it[-1:] in {".", "!", "?"} and words.text[hit.end() : hit.end() + 1] in {",", " ", ")"}
    starts_a_line = (
        begins or not before_it or before_it[-1] == "\n" or not (before_it[-1].isascii() or before_it[-1].isalnum())
    )
    introduced = any(
        lexicon.matches(name, word)
        for name in ("dates.introducing", "dates.weekday", "dates.label", "dates.coming", "kinds.future")
    )
    return (introduced and (padded or hit["until"] is not None)) or (starts_a_line and padded)
