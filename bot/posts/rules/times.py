"""Hours of the day: "19:00", "o 19-tej", "godz. 18", "18.30", "7pm", "o dziewiętnastej", each with what begins then."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from bot.posts.language import language_of
from bot.posts.page import Found
from bot.posts.rules.bare_hours import bare_hours
from bot.posts.rules.hours import MORNING, NIGHT, Hour, clock_time, is_twelve, may_follow, then_evening
from bot.posts.rules.spoken_hours import spoken
from bot.posts.rules.told_hours import is_behind_its_label, told_hours

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import time

    from bot.posts.lexicon import Lexicon, Words

_CLOCK: Final = re.compile(
    r"(?<![\w:./#+])(?P<hour>[01]?\d|2[0-4])(?P<mark>[:.^,]|[hu](?=\d))(?P<minute>[0-5]\d)(?!\d|[:.]\d|%)"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?|(?P<short>[ap])\b)?"
)
_TWELVE: Final = re.compile(
    r"(?<![\w:./#])(?P<hour>1[0-2]|0?[1-9])(?:\s?(?P<half>[ap])\.?\s?m\b\.?|\s?o['’]\s?clock\b)"
)
_TWELVE_RANGE: Final = re.compile(
    r"(?<![\w:./#])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s?(?:(?P<own>[ap])\.?m\.?\s?)?"
    r"(?:-|–|—|to|until|till)\s?"
    r"(?P<until>1[0-2]|0?[1-9])(?:[:.](?P<until_minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
)
_start_of = attrgetter("start")
_PM: Final = re.compile(r"\d\s?p\.?\s?m\b")
_BARE: Final = re.compile(r"(?P<hour>[01]?\d|2[0-4])(?P<minute>[0-5]\d)?(?:h|s?ta|s?tej|ej|s?ta)?")
_RANGE: Final = re.compile(r"\s?(?:-|–|—|do|to|until|till)\s?")
_HALF_BARE: Final = re.compile(r"(?<![\w:./-])(1\d|2[0-3])\s?[-–—]\s?$")
"""Where the end has minutes and the beginning has none: "18-20:30"."""
_DAY_BEFORE: Final = 16
_THEN_AN_HOUR: Final = re.compile(
    r"\.?[\s,|]{1,4}(?:\(?\w{2,12}\.?\)?[\s,|]{1,3})?(?:o\s|godz|g\.|at\s)?\.?\s?\d{1,2}[:.]\d\d"
)
_IN_NUMBERS: Final = re.compile(r"(?:[0-2]?\d|3[01])\.(?:0[1-9]|1[0-2])(?:\.20\d\d)?")
_QUARTERS: Final = frozenset(("00", "15", "30", "45"))
_PADDED_MONTH: Final = re.compile(r"(?:0[1-9]|1[0-2])")


def clock(words: Words, lexicon: Lexicon) -> Iterator[Found[Hour]]:
    """Yields "19:00", "7:30 PM"; "18.30" only where nothing says that it is a date or a number."""
    previous: Found[Hour] | None = None
    for hit in words.with_number(_CLOCK):
        if hit["mark"] in {".", "^", ","} and not _hour_with_a_stop(words, lexicon, hit):
            continue
        half = hit["half"] or hit["short"] or _evening(words, lexicon, hit)
        value = clock_time(int(hit["hour"]), int(hit["minute"]), half)
        if value is None:
            continue
        if previous is not None and _RANGE.fullmatch(words.folded, previous.end, hit.start()):
            start = previous.value.value
            if (
                hit["half"] == "p"
                and start.hour + 12 <= value.hour
                and "m" not in words.folded[previous.start : previous.end]
            ):
                start = start.replace(hour=start.hour + 12)
            yield Found(Hour(start, value), previous.start, hit.end(), "clock")
            previous = None
            continue
        if previous is not None:
            yield previous
        previous = Found(Hour(value), *hit.span(), rule="clock")
        if (bare := _HALF_BARE.search(words.folded, max(0, hit.start() - 6), hit.start())) and not hit["half"]:
            begins = clock_time(int(bare[1]), 0, None)
            if begins is not None and begins < value and int(bare[1]) > NIGHT:
                yield Found(Hour(begins, value), bare.start(), hit.end(), "clock")
                previous = None
    if previous is not None:
        yield previous


def twelve_hours(words: Words) -> Iterator[Found[Hour]]:
    """Yields "7pm", "7 p.m.", and "7 o'clock" in the evening."""
    for hit in words.with_number(_TWELVE):
        evening = "p" if MORNING < int(hit["hour"]) < NIGHT else None
        value = clock_time(int(hit["hour"]), 0, hit["half"] or evening)
        if value is not None:
            yield Found(Hour(value), *hit.span(), rule="twelve_hours")


def twelve_hours_range(words: Words) -> Iterator[Found[Hour]]:
    """Yields "6-9pm", "6:30 to 9 p.m.", "10-2pm": the half of the day said once, at the end."""
    for hit in words.with_number(_TWELVE_RANGE):
        end = clock_time(int(hit["until"]), int(hit["until_minute"] or 0), hit["half"])
        same_half = int(hit["hour"]) % 12 <= int(hit["until"]) % 12
        half = hit["own"] or (hit["half"] if same_half or hit["half"] == "a" else "a")
        start = clock_time(int(hit["hour"]), int(hit["minute"] or 0), half)
        if start is not None and end is not None:
            yield Found(Hour(start, end), *hit.span(), rule="twelve_hours")


def introduced(words: Words, lexicon: Lexicon) -> Iterator[Found[Hour]]:
    """Yields hours that a word announces: "o 19-tej", "godz. 18", "od 18 do 21", "godzinie 1830"."""
    for hit in words.hits("times.at", "times.from", "times.between", "times.towards"):
        at, word = hit.last, words.words[hit.last]
        if at + 1 >= len(words.words):
            return
        named = lexicon.matches("times.at", word.text)
        number = words.words[at + 1]
        written = _BARE.fullmatch(number.text)
        if written is None or not re.fullmatch(r"[\s.:~]{1,3}", words.text[word.end : number.start]):
            continue
        after = words.text[number.end : number.end + 2]
        dated = words.any(hit.start - _DAY_BEFORE, hit.start, "dates.month", "dates.weekday")
        sure = word.text.startswith("godz") or (dated and named and int(written["hour"]) >= NIGHT)
        if re.match(r"[:.,]\d|%|\$", after) or _counts(words, lexicon, at + 1, strict=not sure):
            continue
        end = _range_end(words, lexicon, at + 1)
        if not named and end is None and not dated:
            continue
        evening = is_twelve(words, lexicon, hit.last, int(written["hour"])) or then_evening(words, at + 1)
        half = "p" if evening else None
        minute, after_it = _minutes_apart(words, at + 1) if word.text.startswith("godz") else (0, None)
        value = clock_time(int(written["hour"]), int(written["minute"] or minute), half)
        if value is not None and after_it is not None:
            yield Found(Hour(value), number.start, after_it, "introduced")
        elif value is not None:
            last = words.words[end[1]].end if end else number.end
            until = end[0] if end else None
            if until is not None and half == "p" and until <= value:  # "between 6 and 9"
                until = until.replace(hour=until.hour + 12) if until.hour < 12 else None  # noqa: PLR2004
            yield Found(Hour(value, until), number.start, last, "introduced")


@lru_cache(maxsize=16)
def all_hours(words: Words, lexicon: Lexicon) -> list[Found[Hour]]:
    """Every hour of a text in reading order, none within another."""
    found: list[Found[Hour]] = []
    everything = [*bare_hours(words, lexicon), *clock(words, lexicon), *twelve_hours(words)]
    everything += [*twelve_hours_range(words), *introduced(words, lexicon), *spoken(words, lexicon), *told_hours(words)]
    for one in sorted(everything, key=lambda f: (f.start - f.end, f.start)):
        at = bisect_left(found, one.end, key=_start_of)  # those kept lie apart, so that only the last one can overlap
        if not at or found[at - 1].end <= one.start:
            found.insert(at, one)
    return found


def _evening(words: Words, lexicon: Lexicon, hit: re.Match[str]) -> str | None:
    if not MORNING < int(hit["hour"]) < NIGHT or hit["hour"].startswith("0"):
        return None
    before = words.at(hit.start()) - 1
    if _says_pm(words) and "m" not in words.folded[hit.end() : hit.end() + 3]:
        return "p"
    if before < 0:
        return None
    told = any(lexicon.matches(f"times.{role}", words.words[before].text) for role in ("before", "start"))
    told = told or lexicon.matches("dates.weekday", words.words[before].text) or _is_only_evening(words)
    if told and language_of(words, hit.start() - _AROUND, hit.end() + _AROUND) == "en":
        return "p"
    return "p" if is_twelve(words, lexicon, before, int(hit["hour"])) else None


_AROUND: Final = 200


@lru_cache(maxsize=16)
def _says_pm(words: Words) -> bool:
    return _PM.search(words.folded) is not None


@lru_cache(maxsize=16)
def _is_only_evening(words: Words) -> bool:
    """True where the text names no hour of the morning and none of the clock of 24: "6:30" is in the evening then."""
    return _LATE.search(words.folded) is None


_LATE: Final = re.compile(r"\b(?:9|1\d|2[0-3])[:.][0-5]\d\b|\d\s?a\.?m\b|\bmorning\b")


def _minutes_apart(words: Words, at: int) -> tuple[int, int | None]:
    """The minutes of "godz. 18 30", and where they end."""
    following = words.words[at + 1] if at + 1 < len(words.words) else None
    if (
        following is not None
        and following.text in {"00", "15", "30", "45"}
        and words.text[words.words[at].end : following.start] == " "
    ):
        return int(following.text), following.end
    return 0, None


def _hour_with_a_stop(words: Words, lexicon: Lexicon, hit: re.Match[str]) -> bool:
    """True for "o 18.30", "godz. 18.30", "18.30-20.00"; False for "27.09" and "Java 1.8"."""
    before = words.folded[max(0, hit.start() - 20) : hit.start()].rstrip(" .:(").rsplit(maxsplit=1)
    word = before[-1].lstrip("(") if before else ""
    if hit["mark"] in {"^", ","}:
        return hit["mark"] == "^" or lexicon.matches("times.at", word)
    padded = _PADDED_MONTH.fullmatch(hit["minute"]) is not None
    if padded and (_THEN_AN_HOUR.match(words.folded, hit.end()) or lexicon.matches("dates.asks_day", word)):
        return False
    if hit["half"] or lexicon.matches("times.at", word) or lexicon.matches("times.label", word):
        return True
    if padded or lexicon.matches("times.from", word):
        return not padded and int(hit["hour"]) > 6  # noqa: PLR2004 -- nobody meets before seven
    told = hit["minute"] in _QUARTERS and int(hit["hour"]) > MORNING and _told(words, lexicon, hit, word)
    starts = hit.start() == 0 or words.text[hit.start() - 1] in "\n(" or word.endswith((",", "-", "–"))
    late = int(hit["hour"]) >= 8  # noqa: PLR2004
    return told or (late and (starts or lexicon.matches("dates.weekday", word.rstrip(","))))


def _told(words: Words, lexicon: Lexicon, hit: re.Match[str], before: str) -> bool:
    """True for the hours of "7.30 start", "też 18.30", and of "Thursday, 7.30" in English."""
    at = words.at(hit.end())
    if at < len(words.words) and words.words[at].start == hit.end() + 1 and words.words[at].text.startswith("start"):
        return True
    if any(lexicon.matches(name, before) for name in ("times.as_ever", "times.towards", "times.before", "times.start")):
        return True
    if is_behind_its_label(words, hit.start()):
        return True
    if _IN_NUMBERS.fullmatch(before):
        return True
    early = int(hit["hour"]) < NIGHT and before.endswith(",")
    return early and language_of(words, hit.start() - _AROUND, hit.end() + _AROUND) == "en"


def _counts(words: Words, lexicon: Lexicon, at: int, *, strict: bool) -> bool:
    """True where the number counts something or is part of a date: "o 10 osób", "o 3 marca"."""
    if at + 1 >= len(words.words):
        return False
    following = words.words[at + 1]
    gap = words.text[words.words[at].end : following.start]
    if any(hit.first in (at + 1, at + 2) for hit in words.hits("dates.month")):
        return True
    between = lexicon.matches("times.between", words.words[at - 1].text)
    if (lexicon.matches("times.hour_suffix", following.text) and not between) or then_evening(words, at) or not strict:
        return False
    said = words.words[at].text
    twelve = is_twelve(words, lexicon, at - 1, int(re.match(r"\d+", said)[0]))  # type: ignore[index] # callers saw digits
    if not twelve and int(re.match(r"\d+", said)[0]) < 7:  # type: ignore[index] # noqa: PLR2004
        return True
    if any(hit.last == at - 2 for hit in words.hits(*_DAYS)):
        return False  # "jutro o 18 Java przy kawie"
    return gap == " " and following.text.isalpha() and not may_follow(words, at + 1)


_DAYS: Final = ("dates.today", "dates.tomorrow", "dates.weekday", "dates.month")


def _range_end(words: Words, lexicon: Lexicon, at: int) -> tuple[time, int] | None:
    """Where "od 18 do 21", "18-21" ends."""
    if at + 1 >= len(words.words):
        return None
    following = at + 1
    gap = words.text[words.words[at].end : words.words[following].start].strip()
    between = at > 0 and lexicon.matches("times.between", words.words[at - 1].text)
    if not between and lexicon.matches("times.hour_suffix", words.words[following].text):
        return None
    if not gap and lexicon.matches("times.between_and" if between else "times.until", words.words[following].text):
        following += 1
    elif gap not in {"-", "–", "—"}:
        return None
    if following >= len(words.words):
        return None
    written = _BARE.fullmatch(words.words[following].text)
    value = clock_time(int(written["hour"]), int(written["minute"] or 0), None) if written else None
    return (value, following) if value is not None else None
