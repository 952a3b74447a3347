"""Hours that only their place tells from other numbers: "18 March, 7 till 10", "Time: 1830", "6.30 for 7"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found
from bot.posts.rules.hours import MORNING, NIGHT, Hour, clock_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Lexicon, Words

_NUMBER: Final = r"(?:(?:[01]\d|2[0-3])[0-5]\d|(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?(?:\s?p\.?m\.?)?)"
_COMES: Final = re.compile(rf"(?<![\w.:/-]){_NUMBER}\s$")
_BEGINS: Final = re.compile(rf"\s(?:a\s)?({_NUMBER})(?=\s?(?:$|[,;:)\n]|\.(?!\d))|\s(?:start|sharp|prompt|at|in|on)\b)")
_PARTS: Final = re.compile(r"(?P<hour>[01]?\d|2[0-4])[:.]?(?P<minute>[0-5]\d)?")
_BEHIND_A_DAY: Final = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])(?:[:.]?(?P<minute>[0-5]\d))?(?:(?:h|-?ta|-?tej)\b|\s?(?:-|–|—|do|to|till|until)\s?"
    r"(?P<until>[01]?\d|2[0-4])(?:[:.]?(?P<until_minute>[0-5]\d))?(?![\w:-]|\.\d))(?=\s?(?:$|[,;.:)|\n])|\s\w{1,3}\b)"
)
_BEHIND_A_LABEL: Final = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])(?P<minute>[0-5]\d)?(?:\s?[-–—]\s?(?P<until>[01]\d|2[0-3])(?P<until_minute>[0-5]\d)?)?"
    r"(?=\s?(?:$|[,;()\n|]|\.(?!\d)))"
)
_OF_THE_CLOCK: Final = re.compile(
    r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:h|hrs|hours)\b(?!\sof\b)(?P<until>)(?P<until_minute>)"
)
_BEHIND_AN_AT: Final = re.compile(
    r"\s?@\s?(?P<hour>[01]?\d|2[0-3])(?P<minute>)(?P<until>)(?P<until_minute>)(?![\w:]|\.\d)(?!\s?[ap]\.?m)"
)
_COLON: Final = re.compile(r"\**\s?:[\s*]{1,4}|\s\|\s")
_COMMA: Final = re.compile(r"(?:[,;|(]|\s[|(–-])[\s*]{0,3}")
_YEAR: Final = re.compile(r"20\d\d")
_AT_MOST: Final = 75
"""Minutes between people's coming and the beginning; what lies further apart are no two hours."""


def bare_hours(words: Words, lexicon: Lexicon) -> Iterator[Found[Hour]]:
    """Every such hour of a text."""
    if not words.numbers:
        return
    yield from gathering(words)
    yield from behind_a_day(words, lexicon)
    yield from behind_a_label(words)
    yield from behind_an_at(words)
    yield from of_the_clock(words)
    yield from with_its_half(words)
    yield from of_a_timestamp(words)


def gathering(words: Words) -> Iterator[Found[Hour]]:
    """Yields both hours of "7 for 7.30", "1730 for 1800": people come at the first, it begins at the second."""
    for hit in words.hits("times.gathering_for"):
        comes = _COMES.search(words.folded, max(0, hit.start - 10), hit.start)
        begins = _BEGINS.match(words.folded, hit.end) if comes is not None else None
        if comes is None or begins is None:
            continue
        first, second = _of_evening(comes[0]), _of_evening(begins[1])
        if first is not None and second is not None and 0 < _minutes(second) - _minutes(first) <= _AT_MOST:
            yield Found(Hour(first), comes.start(), comes.end() - 1, "gathering")
            yield Found(Hour(second), *begins.span(1), rule="gathering")


def behind_a_day(words: Words, lexicon: Lexicon) -> Iterator[Found[Hour]]:
    """Yields "18 March, 7 till 10", "środa, 18-21", "18 March, 19h": hours set off right behind a day."""
    for at in words.beginning_at(words.numbers):
        hit = _BEHIND_A_DAY.match(words.folded, words.words[at].start) if at else None
        if hit is None or not _COMMA.fullmatch(words.text, words.words[at - 1].end, hit.start()):
            continue
        if _is_day(words, lexicon, at - 1) and not _YEAR.match(hit[0]):
            yield from _read(hit, "behind_a_day")


def behind_a_label(words: Words) -> Iterator[Found[Hour]]:
    """Yields "Time: 1830", "Start: 19", "Czas: 18-20": a number alone behind a word for the hour and a colon."""
    for label in words.hits("times.label"):
        colon = _COLON.match(words.text, label.end)
        hit = _BEHIND_A_LABEL.match(words.folded, colon.end()) if colon is not None else None
        if hit is not None and not _YEAR.match(hit[0]):
            yield from _read(hit, "behind_a_label")


def of_the_clock(words: Words) -> Iterator[Found[Hour]]:
    """Yields "1900 hrs", "1800 hours" behind a comma, a colon or a preposition."""
    for hit in words.with_number(_OF_THE_CLOCK):
        if words.folded[max(0, hit.start() - 5) : hit.start()].endswith((", ", ": ", "at ", "from ")):
            yield from _read(hit, "of_the_clock")


def behind_an_at(words: Words) -> Iterator[Found[Hour]]:
    """Yields "Thursday @ 7"."""
    if "@" not in words.folded:
        return
    for hit in _BEHIND_AN_AT.finditer(words.folded):
        for found in _read(hit, "behind_an_at"):
            yield replace(found, start=hit.start("hour"))


def with_its_half(words: Words) -> Iterator[Found[Hour]]:
    """Yields "10 in the morning", "7 wieczorem", "6 po południu" whatever stands before."""
    for name, later in (("times.morning", 0), ("times.evening", _TWELVE)):
        for half in words.hits(name):
            number = words.words[half.first - 1] if half.first else None
            if number is None or not _ON_TWELVE.fullmatch(number.text) or half.start - number.end != 1:
                continue
            if words.folded[number.start - 1 : number.start] not in _PARTS_OF_NUMBERS or number.start == 0:
                yield Found(Hour(time(int(number.text) + later)), number.start, half.end, "with_its_half")


def of_a_timestamp(words: Words) -> Iterator[Found[Hour]]:
    """Yields the hour of "2026-03-18T18:30"."""
    for hit in words.with_number(_TIMESTAMP):
        value = clock_time(int(hit["hour"]), int(hit["minute"]), None)
        if value is not None:
            yield Found(Hour(value), hit.start("hour"), hit.end("minute"), "of_a_timestamp")


_TIMESTAMP: Final = re.compile(r"20\d\d-\d\d-\d\dt(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)")
_ON_TWELVE: Final = re.compile(r"[1-9]|1[01]")
_PARTS_OF_NUMBERS: Final = ":./-#"


def _read(hit: re.Match[str], rule: str) -> Iterator[Found[Hour]]:
    """The hour, and where it ends; of the evening where both could be, and nobody says which."""
    hour, until = int(hit["hour"]), int(hit["until"]) if hit["until"] else None
    evening = MORNING < hour < NIGHT and not hit["hour"].startswith("0") and (until is None or until <= _TWELVE)
    start = clock_time(hour, int(hit["minute"] or 0), "p" if evening else None)
    after_noon = until is not None and (evening or until < hour)
    end = clock_time(until, int(hit["until_minute"] or 0), "p" if after_noon else None) if until is not None else None
    if start is not None and (end is None or start < end):
        yield Found(Hour(start, end), *hit.span(), rule=rule)


_TWELVE: Final = 12


def _of_evening(written: str) -> time | None:
    parts = _PARTS.match(written)
    if parts is None:
        return None
    hour = int(parts["hour"])
    evening = "p" in written or (MORNING < hour < NIGHT and not parts["hour"].startswith("0"))
    return clock_time(hour, int(parts["minute"] or 0), "p" if evening else None)


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def _is_day(words: Words, lexicon: Lexicon, at: int) -> bool:
    """True for a weekday, a month, a year, and for the number of a day behind its month."""
    word = words.words[at].text
    if _YEAR.fullmatch(word) or lexicon.matches("dates.weekday", word) or lexicon.matches("dates.month", word):
        return True
    if not word[:1].isdigit() or not at:
        return False
    if lexicon.matches("dates.month", words.words[at - 1].text):
        return True
    return _IN_NUMBERS.fullmatch(words.text, words.words[at - 1].start, words.words[at].end) is not None


_IN_NUMBERS: Final = re.compile(r"(?:[0-2]?\d|3[01])[./](?:0[1-9]|1[0-2])")
