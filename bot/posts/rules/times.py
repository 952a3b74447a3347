"""Hours of the day: "19:00", "o 19-tej", "godz. 18", "18.30", "7pm", "o dziewiętnastej", each with what begins then."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from bot.posts.language import language_of
from bot.posts.page import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit, Lexicon, Words

_CLOCK: Final = re.compile(
    r"(?<![\w:./#])(?P<hour>[01]?\d|2[0-4])(?P<mark>[:.^]|[hu](?=\d))(?P<minute>[0-5]\d)(?!\d|[:.]\d|%)"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?|(?P<short>[ap])\b)?"
)
_TWELVE: Final = re.compile(r"(?<![\w:./#])(?P<hour>1[0-2]|0?[1-9])\s?(?P<half>[ap])\.?\s?m\b\.?")
_TWELVE_RANGE: Final = re.compile(
    r"(?<![\w:./#])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s?(?:(?P<own>[ap])\.?m\.?\s?)?"
    r"(?:-|–|—|to|until|till)\s?"
    r"(?P<until>1[0-2]|0?[1-9])(?:[:.](?P<until_minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
)
_start_of = attrgetter("start")
_PM: Final = re.compile(r"\d\s?p\.?\s?m\b")
_BARE: Final = re.compile(r"(?P<hour>[01]?\d|2[0-4])(?P<minute>[0-5]\d)?(?:h|ta|tej|ej)?")
_RANGE: Final = re.compile(r"\s?(?:-|–|—|do|to|until|till)\s?")
_DAY_BEFORE: Final = 16
_THEN_AN_HOUR: Final = re.compile(r"\.?[\s,|]{1,4}(?:o\s|godz|at\s)?\.?\s?\d{1,2}[:.]\d\d")
_QUARTERS: Final = frozenset(("00", "15", "30", "45"))
_PADDED_MONTH: Final = re.compile(r"(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Hour:
    """A wall-clock time; `end` is where a range of hours ends."""

    value: time
    end: time | None = None


def clock(words: Words, lexicon: Lexicon) -> Iterator[Found[Hour]]:
    """Yields "19:00", "7:30 PM"; "18.30" only where nothing says that it is a date or a number."""
    previous: Found[Hour] | None = None
    for hit in words.with_number(_CLOCK):
        if hit["mark"] in {".", "^"} and not _hour_with_a_stop(words, lexicon, hit):
            continue
        half = hit["half"] or hit["short"] or _evening(words, lexicon, hit)
        value = _time(int(hit["hour"]), int(hit["minute"]), half)
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
    if previous is not None:
        yield previous


def twelve_hours(words: Words) -> Iterator[Found[Hour]]:
    """Yields "7pm", "7 p.m."."""
    for hit in words.with_number(_TWELVE):
        value = _time(int(hit["hour"]), 0, hit["half"])
        if value is not None:
            yield Found(Hour(value), *hit.span(), rule="twelve_hours")


def twelve_hours_range(words: Words) -> Iterator[Found[Hour]]:
    """Yields "6-9pm", "6:30 to 9 p.m.", "10-2pm": the half of the day said once, at the end."""
    for hit in words.with_number(_TWELVE_RANGE):
        end = _time(int(hit["until"]), int(hit["until_minute"] or 0), hit["half"])
        same_half = int(hit["hour"]) % 12 <= int(hit["until"]) % 12
        half = hit["own"] or (hit["half"] if same_half or hit["half"] == "a" else "a")
        start = _time(int(hit["hour"]), int(hit["minute"] or 0), half)
        if start is not None and end is not None:
            yield Found(Hour(start, end), *hit.span(), rule="twelve_hours")


def introduced(words: Words, lexicon: Lexicon) -> Iterator[Found[Hour]]:
    """Yields hours that a word announces: "o 19-tej", "godz. 18", "od 18 do 21", "godzinie 1830"."""
    for hit in words.hits("times.at", "times.from"):
        at, word = hit.last, words.words[hit.last]
        if at + 1 >= len(words.words):
            return
        named = lexicon.matches("times.at", word.text)
        number = words.words[at + 1]
        written = _BARE.fullmatch(number.text)
        if written is None or not re.fullmatch(r"[\s.:~]{1,3}", words.text[word.end : number.start]):
            continue
        after = words.text[number.end : number.end + 2]
        if re.match(r"[:.,]\d|%|\$", after) or _counts(words, lexicon, at + 1, strict=not word.text.startswith("godz")):
            continue
        end = _range_end(words, lexicon, at + 1)
        if (
            not named
            and end is None
            and not words.any(hit.start - _DAY_BEFORE, hit.start, "dates.month", "dates.weekday")
        ):
            continue
        evening = _is_twelve(words, lexicon, hit.last, int(written["hour"])) or _then_evening(words, at + 1)
        half = "p" if evening else None
        minute, after_it = _minutes_apart(words, at + 1) if word.text.startswith("godz") else (0, None)
        value = _time(int(written["hour"]), int(written["minute"] or minute), half)
        if value is not None and after_it is not None:
            yield Found(Hour(value), number.start, after_it, "introduced")
        elif value is not None:
            last = words.words[end[1]].end if end else number.end
            yield Found(Hour(value, end[0] if end else None), number.start, last, "introduced")


def spoken(words: Words, lexicon: Lexicon) -> Iterator[Found[Hour]]:
    """Yields "o dziewiętnastej", "osiemnasta trzydzieści", "kwadrans po szóstej", "from seven"."""
    for hit in words.hits("times.half_past"):
        yield Found(Hour(time(hit.value, 30)), hit.start, hit.end, "spoken")
    for hit in words.hits("times.full_hour"):
        yield Found(Hour(time(hit.value)), hit.start, hit.end, "spoken")
    for hit in words.hits("times.spoken", "times.spoken_twelve"):
        twelve = hit.value < 12 and lexicon.matches("times.spoken_twelve", words.words[hit.last].text)  # noqa: PLR2004
        quarter = _quarter_before(words, hit)
        minute, last = _spoken_minutes(words, lexicon, hit)
        if not (quarter or minute or _introduces(words, lexicon, hit)) or _names_a_thing(words, lexicon, hit, last):
            continue
        hour = _half_of_day(words, hit, last) if twelve else hit.value
        at = hour * 60 + (quarter or minute)
        until = _spoken_end(words, lexicon, last)
        start = time(at // 60 % 24, at % 60)
        if until is not None and until[0] <= start:
            until = None
        last = until[1] if until is not None else last
        yield Found(Hour(start, until[0] if until else None), hit.start, words.words[last].end, "spoken")


def _spoken_end(words: Words, lexicon: Lexicon, last: int) -> tuple[time, int] | None:
    """Where "od dziewiątej do siedemnastej" ends, and its last word."""
    if last + 2 >= len(words.words) or not lexicon.matches("times.until", words.words[last + 1].text):
        return None
    for hit in words.between(words.words[last + 2].start, words.words[last + 2].end, "times.spoken"):
        return time(hit.value), hit.last
    for hit in words.between(words.words[last + 2].start, words.words[last + 2].end, "times.spoken_twelve"):
        return time(_half_of_day(words, hit, hit.last) % 24), hit.last
    return None


def _introduces(words: Words, lexicon: Lexicon, hit: Hit) -> bool:
    """True for "o", "godzina", "from" right before a spoken hour."""
    if hit.first == 0:
        return False
    before = words.words[hit.first - 1]
    near = words.text[before.end : hit.start].strip(" .:") == ""
    return near and any(lexicon.matches(n, before.text) for n in ("times.at", "times.from", "times.towards"))


def _names_a_thing(words: Words, lexicon: Lexicon, hit: Hit, last: int) -> bool:
    """True for "at nine companies", "o siódmej edycji": the number counts what follows it."""
    if (
        last != hit.last
        or last + 1 >= len(words.words)
        or not lexicon.matches("times.spoken_twelve", words.words[hit.last].text)
    ):
        return False
    following = words.words[last + 1]
    if words.text[words.words[last].end : following.start] != " " or words.text[following.start].isupper():
        return False
    return not (_may_follow(words, last + 1) or any(h.first == last + 1 for h in words.hits("times.morning")))


def _spoken_minutes(words: Words, lexicon: Lexicon, hit: Hit) -> tuple[int, int]:
    """The minutes of "osiemnastej trzydzieści", and the last word of the hour."""
    after = words.words[hit.last + 1] if hit.last + 1 < len(words.words) else None
    if after is not None and words.text[hit.end : after.start] == " ":
        if lexicon.matches("times.half", after.text):
            return 30, hit.last + 1
        if any(h.first == hit.last + 1 for h in words.between(after.start, after.end + 15, "times.for_half_past")):
            return 30, hit.last + 3
        if lexicon.matches("times.quarter", after.text):
            return 15, hit.last + 1
    return 0, hit.last


def _quarter_before(words: Words, hit: Hit) -> int:
    """15 for "kwadrans po szóstej", -15 for "quarter to seven", 0 where no quarter stands before the hour."""
    for name, minutes in (("times.quarter_past", 15), ("times.quarter_to", -15)):
        if any(h.last == hit.first - 1 for h in words.between(hit.start - 20, hit.start, name)):
            return minutes
    return 0


def _half_of_day(words: Words, hit: Hit, last: int) -> int:
    """The hour of "piąta" by the words around it; where nothing is said, people meet from nine to eight."""
    start, end = words.words[max(0, hit.first - 2)].start, words.words[min(len(words.words) - 1, last + 3)].end
    hour: int = hit.value
    if words.any(start, end, "times.evening"):
        return hour + 12
    return hour if words.any(start, end, "times.morning") or hour >= _NIGHT else hour + 12


@lru_cache(maxsize=16)
def all_hours(words: Words, lexicon: Lexicon) -> list[Found[Hour]]:
    """Every hour of a text in reading order, none within another."""
    found: list[Found[Hour]] = []
    everything = [*clock(words, lexicon), *twelve_hours(words)]
    everything += [*twelve_hours_range(words), *introduced(words, lexicon), *spoken(words, lexicon)]
    for one in sorted(everything, key=lambda f: (f.start - f.end, f.start)):
        at = bisect_left(found, one.end, key=_start_of)  # those kept lie apart, so that only the last one can overlap
        if not at or found[at - 1].end <= one.start:
            found.insert(at, one)
    return found


def _time(hour: int, minute: int, half: str | None) -> time | None:
    if half == "p" and hour < 12:  # noqa: PLR2004 -- the clock's own number
        hour += 12
    elif half == "a" and hour == 12:  # noqa: PLR2004
        hour = 0
    return time(hour % 24, minute) if hour <= 24 else None  # noqa: PLR2004


def _is_twelve(words: Words, lexicon: Lexicon, at: int, hour: int) -> bool:
    """True for "at 7": where the clock has twelve hours and nobody says which half, it is the evening."""
    return _MORNING < hour < _NIGHT and lexicon.matches("times.twelve", words.words[at].text)


_MORNING: Final = 4
_NIGHT: Final = 9


def _then_evening(words: Words, at: int) -> bool:
    """True for the number of "o 6 wieczorem"."""
    after = words.words[at].end
    return any(hit.first == at + 1 for hit in words.between(after, after + 20, "times.evening"))


def _evening(words: Words, lexicon: Lexicon, hit: re.Match[str]) -> str | None:
    if not _MORNING < int(hit["hour"]) < _NIGHT or hit["hour"].startswith("0"):
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
    return "p" if _is_twelve(words, lexicon, before, int(hit["hour"])) else None


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
    if hit["mark"] == "^":
        return True
    if _PADDED_MONTH.fullmatch(hit["minute"]) and _THEN_AN_HOUR.match(words.folded, hit.end()):
        return False
    if hit["half"] or lexicon.matches("times.at", word) or lexicon.matches("times.label", word):
        return True
    if lexicon.matches("times.from", word) and not _PADDED_MONTH.fullmatch(hit["minute"]):
        return int(hit["hour"]) > 6  # noqa: PLR2004 -- nobody meets before seven
    if _PADDED_MONTH.fullmatch(hit["minute"]):
        return False
    english = language_of(words, hit.start() - _AROUND, hit.end() + _AROUND) == "en"
    evening = hit["minute"] in _QUARTERS and _MORNING < int(hit["hour"]) < _NIGHT and word.endswith(",") and english
    starts = hit.start() == 0 or words.text[hit.start() - 1] in "\n(" or word.endswith((",", "-", "–"))
    late = int(hit["hour"]) >= 8  # noqa: PLR2004
    return evening or (late and (starts or lexicon.matches("dates.weekday", word.rstrip(","))))


def _counts(words: Words, lexicon: Lexicon, at: int, *, strict: bool) -> bool:
    """True where the number counts something or is part of a date: "o 10 osób", "o 3 marca"."""
    if at + 1 >= len(words.words):
        return False
    following = words.words[at + 1]
    gap = words.text[words.words[at].end : following.start]
    if any(hit.first in (at + 1, at + 2) for hit in words.hits("dates.month")):
        return True
    if lexicon.matches("times.hour_suffix", following.text) or _then_evening(words, at) or not strict:
        return False
    said = words.words[at].text
    twelve = _is_twelve(words, lexicon, at - 1, int(re.match(r"\d+", said)[0]))  # type: ignore[index] # callers saw digits
    if not twelve and int(re.match(r"\d+", said)[0]) < 7:  # type: ignore[index] # noqa: PLR2004
        return True
    return gap == " " and following.text.isalpha() and not _may_follow(words, at + 1)


def _may_follow(words: Words, at: int) -> bool:
    word = words.words[at].text
    if len(word) <= 3:  # noqa: PLR2004 -- prepositions and conjunctions
        return True
    return any(hit.first == at for hit in words.hits(*_AFTER_AN_HOUR))


_AFTER_AN_HOUR: Final = (
    "times.start",
    "times.before",
    "times.evening",
    "times.morning",
    "places.in",
    "places.kind",
    "places.online",
    "places.place_word",
    "dates.weekday",
    "kinds.meeting",
    "kinds.future",
    "rsvp.signup",
    "times.after",
    "times.sharp",
    "dates.habit",
    "places.filler",
)


def _range_end(words: Words, lexicon: Lexicon, at: int) -> tuple[time, int] | None:
    """Where "od 18 do 21", "18-21" ends."""
    if at + 1 >= len(words.words):
        return None
    following = at + 1
    gap = words.text[words.words[at].end : words.words[following].start].strip()
    if lexicon.matches("times.hour_suffix", words.words[following].text):
        return None
    if not gap and lexicon.matches("times.until", words.words[following].text):
        following += 1
    elif gap not in {"-", "–", "—"}:
        return None
    if following >= len(words.words):
        return None
    written = _BARE.fullmatch(words.words[following].text)
    value = _time(int(written["hour"]), int(written["minute"] or 0), None) if written else None
    return (value, following) if value is not None else None
