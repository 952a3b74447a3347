"""Dates in numbers alone: "27.09.2023", "24-25.10.2023", "2014-08-27", "27.09", "3/15/2016"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found
from bot.posts.rules.days import Day, calendar_day, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.posts.lexicon import Lexicon, Words

_ISO: Final = re.compile(r"(?<![\w./-])(?P<year>20\d\d)[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?![\w/-])")
_NUMBERS: Final = re.compile(
    r"(?<![\w.:/#$€-])(?P<day>\d{1,2})(?:\.?\s?[-–]\s?(?P<until>\d{1,2}))?"
    r"(?P<mark>[./-])\s?(?P<month>\d{1,2})(?:(?P=mark)\s?(?P<year>20\d\d|\d\d)(?!\d)|(?![\d:]))(?![\w/%°])"
)
_THEN_AN_HOUR: Final = re.compile(r"(?:r\.?)?[\s,(]{1,3}(?:\w{2,12}\)?,?\s)?(?:o\s|godz|at\s|\d{1,2}:\d\d)")
_MONTHS: Final = 12


def numeric(words: Words, lexicon: Lexicon, *, published: date, american: bool = False) -> Iterator[Found[Day]]:
    """Yields dates in numbers; `american` reads "3/4/2016" as 4 March where nothing speaks against it."""
    for hit in _ISO.finditer(words.folded):
        value = calendar_day(int(hit["year"]), int(hit["month"]), int(hit["day"]))
        if value is not None:
            yield Found(Day(value, year_given=True), *hit.span(), rule="numeric")
    for hit in _NUMBERS.finditer(words.folded):
        year = _year(hit["year"])
        if year is None and not _introduced(words, lexicon, hit):
            continue
        first, second = int(hit["day"]), int(hit["month"])
        until = int(hit["until"]) if hit["until"] else None
        as_written = resolved(first, second, year, published, until) if second <= _MONTHS else None
        swapped = resolved(second, first, year, published) if hit["mark"] == "/" and first <= _MONTHS else None
        found = swapped or as_written if american else as_written or swapped
        if found is not None:
            other = as_written if found is swapped else swapped
            if other is not None:
                found = Day(found.value, found.until, found.year_given, found.others, month_first=other.value)
            yield Found(found, *hit.span(), rule="numeric")


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)  # noqa: PLR2004 -- four digits, or two


def _introduced(words: Words, lexicon: Lexicon, hit: re.Match[str]) -> bool:
    """True where a day and a month without a year cannot be a version or an hour: "w środę 27.09", not "Scala 2.12"."""
    if hit["mark"] == "-" or (hit["mark"] == "/" and not hit["until"]):
        return False
    before = words.folded[max(0, hit.start() - 30) : hit.start()].rstrip(" (,:–-*").rsplit(maxsplit=1)
    word = before[-1].strip(".,:;()") if before else ""
    if lexicon.matches("times.at", word):
        return False
    starts_a_line = hit.start() == 0 or words.text[hit.start() - 1] == "\n"
    padded = len(hit["month"]) == 2  # noqa: PLR2004 -- digits
    introduced = any(
        lexicon.matches(name, word) for name in ("dates.introducing", "dates.weekday", "dates.label", "dates.coming")
    )
    if padded and _THEN_AN_HOUR.match(words.folded, hit.end()):
        return True
    return (introduced and (padded or hit["until"] is not None)) or (starts_a_line and padded)
