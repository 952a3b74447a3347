"""Hours in words: "o dziewiętnastej", "osiemnasta trzydzieści", "kwadrans po szóstej", "from seven"."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found
from bot.posts.rules.hours import NIGHT, Hour, may_follow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit, Lexicon, Words


def spoken(words: Words, lexicon: Lexicon) -> Iterator[Found[Hour]]:
    """Yields "o dziewiętnastej", "osiemnasta trzydzieści", "kwadrans po szóstej", "from seven"."""
    for hit in words.hits("times.half_past"):
        yield Found(Hour(time(hit.value, 30)), hit.start, hit.end, "spoken")
    for hit in words.hits("times.full_hour"):
        yield Found(Hour(time(hit.value)), hit.start, hit.end, "spoken")
    halves = {hit.last for hit in words.hits("times.half_past", "times.full_hour")}
    for hit in words.hits("times.spoken", "times.spoken_twelve"):
        if hit.first in halves:
            continue
        twelve = hit.value < 12 and lexicon.matches("times.spoken_twelve", words.words[hit.last].text)  # noqa: PLR2004
        quarter = _quarter_before(words, hit)
        minute, last = _spoken_minutes(words, lexicon, hit)
        alone = not twelve and _stands_alone(words, hit)
        told = quarter or last != hit.last or alone or _introduces(words, lexicon, hit) or _of_evening(words, hit)
        if not told or _names_a_thing(words, lexicon, hit, last):
            continue
        hour = _half_of_day(words, hit, last) if twelve else hit.value
        at = hour * 60 + (quarter or minute)
        until = _spoken_end(words, lexicon, last)
        start = time(at // 60 % 24, at % 60)
        if until is not None and until[0] <= start:  # "from six until nine"
            late = until[0].hour + 12
            until = (time(late), until[1]) if start.hour < late < 24 else None  # noqa: PLR2004 -- hours of a day
        last = until[1] if until is not None else last
        yield Found(Hour(start, until[0] if until else None), hit.start, words.words[last].end, "spoken")


def _of_evening(words: Words, hit: Hit) -> bool:
    """True for "siódma wieczorem", "seven pm"."""
    half = words.between(hit.end, hit.end + _HALF_PAST, "times.evening")
    return bool(half) and half[0].first == hit.last + 1


def _stands_alone(words: Words, hit: Hit) -> bool:
    """True for "godzina bez zmian, osiemnasta.", where the number counts nothing."""
    before = words.text[max(0, hit.start - 2) : hit.start]
    return before in {", ", ": ", "- ", "– ", ". "} and words.text[hit.end : hit.end + 1] in {
        ".",
        ",",
        ")",
        ";",
        "\n",
        "",
    }


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
    """True for "o", "godzina", "from", and for "12" and "half six for", right before a spoken hour."""
    if hit.first == 0:
        return False
    before = words.words[hit.first - 1]
    if before.text == str(hit.value):
        return True  # "12 noon"
    if lexicon.matches("times.gathering_for", before.text):
        return words.any(before.start - _HALF_PAST, before.start, "times.half_past", "times.quarter_past", "times.at")
    near = words.text[before.end : hit.start].strip(" .:") == ""
    return near and any(lexicon.matches(n, before.text) for n in ("times.at", "times.from", "times.towards"))


_HALF_PAST: Final = 20


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
    return not (may_follow(words, last + 1) or any(h.first == last + 1 for h in words.hits("times.morning")))


def _spoken_minutes(words: Words, lexicon: Lexicon, hit: Hit) -> tuple[int, int]:
    """The minutes of "osiemnastej trzydzieści", and the last word of the hour."""
    after = words.words[hit.last + 1] if hit.last + 1 < len(words.words) else None
    if after is not None and words.text[hit.end : after.start] in {" ", "-"} and words.text[after.end :][:1] != "-":
        if lexicon.matches("times.half", after.text):
            return 30, hit.last + 1
        if sharp := [h for h in words.between(after.start, after.end + 10, "times.sharp") if h.first == hit.last + 1]:
            return 0, sharp[0].last
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
    return hour if words.any(start, end, "times.morning") or hour >= NIGHT else hour + 12
