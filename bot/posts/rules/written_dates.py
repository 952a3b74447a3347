"""Dates with the month's name: "14 marca", "27-ego lutego", "26. listopada 2015", "31 V", "March 3rd", "25-tego"."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.posts.page import Found
from bot.posts.rules.days import Day, calendar_day, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.posts.lexicon import Hit, Lexicon, Words

_DAY: Final = re.compile(r"(\d{1,2})(st|nd|rd|th|go|ego|tego|ty|szego|ciego)?")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_GLUE: Final = re.compile(r"[\s.,\-–—'’]{0,4}|/")
_YEAR_GLUE: Final = re.compile(r"[\s,.]{1,3}|[\s,.]{0,2}['’]|[-/]")
_ROMAN: Final = {
    n: i for i, n in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], start=1)
}
_LIKE_ROMAN: Final = re.compile(r"[ivx](?<![^\W_][ivx])[ivx]*(?![^\W_])")
_AWAY: Final = 3
"""Words between: "Thursday week, the 23rd"."""
_FURTHER: Final = 8
"""Words between in one sentence."""
_STREETS: Final = ("places.street", "places.square")


class _Day(NamedTuple):
    first: int
    """The word where the expression begins."""
    day: int
    until: int | None


def day_and_month(words: Words, lexicon: Lexicon, *, published: date) -> Iterator[Found[Day]]:
    """Yields days followed by a month's name, with or without a year, single or as a range."""
    for month in words.hits("dates.month"):
        at = _over_roman(words, month.first - 1)
        day = _day_ending_at(words, lexicon, at)
        if day is None or _names_a_street(words, day.first, month) or _of_the_month_before(words, day, month):
            continue
        yield from _dated(words, day, (month.value, month.last), published, "day_and_month")


def month_and_day(words: Words, lexicon: Lexicon, *, published: date) -> Iterator[Found[Day]]:
    """Yields months followed by a day, as in English: "March 3rd, 2016"."""
    for month in words.hits("dates.month_first"):
        before = _day_ending_at(words, lexicon, month.first - 1)
        if before is not None and not _of_the_month_before(words, before, month):
            continue
        at = month.last + 1
        if at < len(words.words) and words.words[at].text == "the":
            at += 1
        if at >= len(words.words) or not re.fullmatch(
            r"[\s.,]{1,3}", words.text[month.end : words.words[month.last + 1].start]
        ):
            continue
        written = _DAY.fullmatch(words.words[at].text)
        if written is None or words.text[words.words[at].end : words.words[at].end + 1] in {":", "h"}:
            continue
        until, last = _range_after(words, lexicon, at)
        day = _Day(month.first, int(written[1]), until)
        yield from _dated(words, day, (month.value, last), published, "month_and_day")


def _of_the_month_before(words: Words, day: _Day, month: Hit) -> bool:
    """True for the 11 of "March 11 March 18", which belongs to the first of the two."""
    at = month.last + 1
    if at >= len(words.words) or not _DAY.fullmatch(words.words[at].text) or words.text[month.end] != " ":
        return False
    start = words.words[day.first].start
    return any(hit.last == day.first - 1 for hit in words.between(start - _LONGEST, start, "dates.month_first"))


_LONGEST: Final = 12
"""Characters of a month's name, and the blank behind it."""


def month_then_day(words: Words, lexicon: Lexicon, *, published: date) -> Iterator[Found[Day]]:
    """Yields "marca 18" where a day stands alone behind the month: at a line's end, before a comma or an hour."""
    for month in words.hits("dates.month_before_day"):
        at = month.last + 1
        if at >= len(words.words) or _day_ending_at(words, lexicon, month.first - 1) is not None:
            continue
        written = _DAY.fullmatch(words.words[at].text)
        gap = words.text[month.end : words.words[at].start]
        if written is None or gap != " " or not _ALONE.match(words.text, words.words[at].end):
            continue
        yield from _dated(
            words, _Day(month.first, int(written[1]), None), (month.value, at), published, "month_then_day"
        )


_ALONE: Final = re.compile(r"\.?(?:[,;)]|\s?\(|\s*$|\s*\n|\so\s\d|\sgodz|\sod\s\d)")


def day_and_roman_month(words: Words, lexicon: Lexicon, *, published: date) -> Iterator[Found[Day]]:
    """Yields "31 V", "12 IX 2019": the month as a Roman numeral in capitals."""
    month_words = {hit.first for hit in words.hits("dates.month")}
    for at in words.beginning_at(hit.start() for hit in _LIKE_ROMAN.finditer(words.folded)):
        word = words.words[at]
        month = _ROMAN.get(word.text)
        if month is None or at == 0 or not words.text[word.start : word.end].isupper() or at + 1 in month_words:
            continue
        gap = words.text[words.words[at - 1].end : word.start]
        if gap not in {" ", ".", ". ", "\u00a0", "-", "/"} or words.text[word.end : word.end + 1] in {
            "'",
            "’",
            "-",
            "/",
        }:
            continue
        day = _day_ending_at(words, lexicon, at - 1)
        if day is None or (word.text == "i" and "." not in gap and _year_after(words, at)[0] is None):
            continue
        yield from _dated(words, day, (month, at), published, "day_and_roman_month")


def day_alone(words: Words, lexicon: Lexicon, *, published: date, months: Words | None = None) -> Iterator[Found[Day]]:
    """Yields "25-tego", "the 25th" whose month stands elsewhere in the text, or in `months`, the post's title."""
    if not words.numbers:
        return
    named = words.hits("dates.month", "dates.month_adjective")
    in_title = months.hits("dates.month", "dates.month_adjective") if months is not None else []
    for at in words.beginning_at(words.numbers):
        word = words.words[at]
        written = _DAY.fullmatch(word.text)
        if written is None:
            continue
        suffixed = written[2] is not None
        last = at
        if not suffixed and at + 1 < len(words.words):
            gap = words.text[word.end : words.words[at + 1].start]
            suffixed = gap in {"-", "–", ""} and lexicon.matches("dates.ordinal_suffix", words.words[at + 1].text)
            last = at + 1
        if not suffixed or any(hit.first in (last + 1, last + 2, at - 1, at - 2) for hit in named):
            continue
        months_near = [hit for hit in named if abs(hit.first - at) <= _NEAR] or in_title
        found, rule = None, "day_alone"
        if months_near:
            nearest = min(months_near, key=lambda hit: abs(hit.first - at))
            found = resolved(int(written[1]), nearest.value, None, published)
        if not months_near or (found is not None and not _falls_on_weekday(words, found, at)):
            # "off tomorrow (Wed 2nd), see you in April"
            near = _day_of_weekday(words, int(written[1]), (at, last), published)
            found = near or _day_of_weekday(words, int(written[1]), (at, last), published, _FURTHER) or found
        if found is None and not months_near and _is_led_in(words, lexicon, at):
            found, rule = _next_such_day(int(written[1]), published), "next_such_day"
        if found is not None:
            yield Found(found, word.start, words.words[last].end, rule)


def _is_led_in(words: Words, lexicon: Lexicon, at: int) -> bool:
    """True for "on the 18th", "na 18-go"."""
    before = at - 1 if at and words.words[at - 1].text != "the" else at - 2
    if not _SET_OFF.match(words.folded, words.words[at].end):
        return False  # "on the 2nd floor"
    return before >= 0 and lexicon.matches("dates.introducing", words.words[before].text)


_SET_OFF: Final = re.compile(r"(?:[-–]?(?:go|ego|tego))?\s?(?:$|[.,;!?)\n]|(?:at|from|o|od|w)\s)")


def _next_such_day(number: int, published: date) -> Day | None:
    for ahead in range(_MONTHS_AHEAD):
        month = published.month + ahead
        day = calendar_day(published.year + (month - 1) // 12, (month - 1) % 12 + 1, number)
        if day is not None and day >= published:
            return Day(day)
    return None


def day_of_this_month(words: Words, *, published: date) -> Iterator[Found[Day]]:
    """Yields "18 bm.", "18 tego miesiąca", "15 przyszłego miesiąca"."""
    for name, later in (("dates.this_month", 0), ("dates.next_month", 1)):
        for here in words.hits(name):
            at = here.first - 1
            written = _DAY.fullmatch(words.words[at].text) if at >= 0 else None
            months = published.month - 1 + later
            year, month = published.year + months // 12, months % 12 + 1
            if written is not None and (value := resolved(int(written[1]), month, year, published)):
                yield Found(value, words.words[at].start, here.end, "day_alone")


def last_of_month(words: Words, *, published: date) -> Iterator[Found[Day]]:
    """Yields "ostatniego dnia listopada", "the last day of March"."""
    ends = {hit.last + 1: hit for hit in words.hits("dates.last_day")}
    for month in words.hits("dates.month") if ends else ():
        before = ends.get(month.first)
        if before is None:
            continue
        near = resolved(_IN_EVERY_MONTH, month.value, None, published)
        if near is not None:
            last = monthrange(near.value.year, month.value)[1]
            yield Found(Day(near.value.replace(day=last)), before.start, month.end, "day_and_month")


_IN_EVERY_MONTH: Final = 28


def spoken_alone(words: Words, *, lexicon: Lexicon, published: date) -> Iterator[Found[Day]]:
    """Yields "na dwudziestego trzeciego": the next such day; a month beside it makes it another rule's."""
    ordinals = words.hits("dates.ordinal")
    months = {hit.first for hit in words.hits("dates.month")} if ordinals else set()
    for hit in ordinals:
        spoken = _spoken(words, hit.last)
        if spoken is None or months & {hit.last + 1, hit.last + 2}:
            continue
        beside = _day_of_weekday(words, spoken[1], (spoken[0], hit.last), published)
        if beside is not None and words.text[words.words[spoken[0]].start].islower():
            yield Found(beside, words.words[spoken[0]].start, hit.end, "day_alone")
            continue
        if spoken[0] in {0, hit.first}:
            continue
        if not lexicon.matches("dates.introducing", words.words[spoken[0] - 1].text):
            continue
        if (day := _next_such_day(spoken[1], published)) is not None:
            yield Found(day, words.words[spoken[0]].start, hit.end, "day_alone")


def _falls_on_weekday(words: Words, day: Day, at: int) -> bool:
    """False where a weekday right before a day's number is another than the day's own."""
    beside = words.between(words.words[at - 1].start, words.words[at - 1].end, "dates.weekday") if at else []
    return not beside or any(hit.value == day.value.weekday() for hit in beside)


def _day_of_weekday(words: Words, number: int, at: tuple[int, int], published: date, away: int = _AWAY) -> Day | None:
    """The next such day of a month, if it falls on the weekday beside it: "w środę 18-tego", "Wednesday the 18th"."""
    first, last = at
    beside = [
        hit
        for hit in words.hits("dates.weekday")
        if (1 <= first - hit.last <= away or 1 <= hit.first - last <= away)
        and (away == _AWAY or not _parted(words, at, hit))
    ]
    for ahead in range(_MONTHS_AHEAD):
        month = published.month + ahead
        day = calendar_day(published.year + (month - 1) // 12, (month - 1) % 12 + 1, number)
        if day is not None and day >= published and any(day.weekday() == hit.value for hit in beside):
            return Day(day)
    return None


def _parted(words: Words, at: tuple[int, int], weekday: Hit) -> bool:
    """False for "Wednesday in week 42, that is the 19th", "the 17th is the date, it's a Thursday": one sentence."""
    first, last = words.words[at[0]].start, words.words[at[1]].end
    between = words.text[weekday.end : first] if weekday.end <= first else words.text[last : weekday.start]
    return _STOP.search(between) is not None


_STOP: Final = re.compile(r"[.!?;\n]")
_MONTHS_AHEAD: Final = 3
_NEAR: Final = 15
"""Words between a day and the month that it belongs to."""


def _day_ending_at(words: Words, lexicon: Lexicon, at: int) -> _Day | None:
    """The day, or range of days, whose last word is `at`."""
    if at < 0:
        return None
    if not _GLUE.fullmatch(words.text, words.words[at].end, _start_of(words, at + 1)):
        return None
    if lexicon.matches("dates.before_month", words.words[at].text) and at > 0:
        at -= 1
    if at > 0 and lexicon.matches("dates.ordinal_suffix", words.words[at].text):
        at -= 1
    word = words.words[at].text
    written = _DAY.fullmatch(word)
    if written is None:
        spoken = _spoken(words, at)
        return _Day(spoken[0], spoken[1], None) if spoken else None
    day = int(written[1])
    if not 1 <= day <= 31 or words.text[words.words[at].start - 1 : words.words[at].start] in {":", "#"}:  # noqa: PLR2004
        return None
    earlier = _range_before(words, lexicon, at)
    if earlier is not None and earlier[1] < day:
        return _Day(earlier[0], earlier[1], day)
    return _Day(at, day, None)


def _range_before(words: Words, lexicon: Lexicon, at: int) -> tuple[int, int] | None:
    """The word and the day of a range's beginning, if `at` is its end: "26-27", "14 i 15", "od 27 do 31"."""
    if at == 0:
        return None
    gap = words.text[words.words[at - 1].end : words.words[at].start]
    if "\n" in gap:
        return None
    gap = gap.strip()
    before = at - 1
    if not gap and lexicon.matches("dates.range", words.words[before].text):
        if "," in words.text[words.words[max(0, before - 1)].end : words.words[before].start]:
            return None  # "nie 11, a 18 marca"
        before -= 1
    elif gap not in {"-", "–", "—", ",", ".-", ".–", "/", "&"}:
        return None
    if before > 0 and lexicon.matches("dates.ordinal_suffix", words.words[before].text):
        before -= 1
    written = _DAY.fullmatch(words.words[before].text) if before >= 0 else None
    if written is None or (before > 0 and words.text[words.words[before].start - 1] in ":.#"):
        return None
    return before, int(written[1])


def _range_after(words: Words, lexicon: Lexicon, at: int) -> tuple[int | None, int]:
    """The last day of "11-12th", and the word where it ends."""
    following = at + 1
    if following < len(words.words):
        gap = words.text[words.words[at].end : words.words[following].start].strip()
        if not gap and lexicon.matches("dates.range", words.words[following].text):
            following += 1
            gap = "-"
        if gap in {"-", "–", "—", "&"} and following < len(words.words):
            written = _DAY.fullmatch(words.words[following].text)
            if written and words.text[words.words[following].end : words.words[following].end + 1] != ":":
                return int(written[1]), following
    return None, at


def _spoken(words: Words, at: int) -> tuple[int, int] | None:
    """A day in words, "dwudziestego szóstego": where it begins and its number."""
    said = {hit.last: hit for hit in words.hits("dates.ordinal")}
    hit = said.get(at)
    if hit is None:
        return None
    tens = said.get(hit.first - 1)
    if tens is not None and tens.value in (20, 30) and hit.value < 10:  # noqa: PLR2004
        return tens.first, tens.value + hit.value
    return hit.first, hit.value


def _over_roman(words: Words, at: int) -> int:
    """Skips the numeral of "29 III marca"."""
    if at > 0 and words.words[at].text in _ROMAN and words.text[words.words[at].start : words.words[at].end].isupper():
        return at - 1
    return at


def _year_after(words: Words, at: int) -> tuple[int | None, int]:
    """The year that follows word `at`, and the word where it ends."""
    if at + 1 >= len(words.words):
        return None, at
    following = words.words[at + 1]
    gap = words.text[words.words[at].end : following.start]
    if _YEAR_GLUE.fullmatch(gap):
        if _YEAR.fullmatch(following.text):
            return int(following.text), at + 1
        if gap.endswith(("'", "’")) and len(following.text) == 2 and following.text.isdigit():  # noqa: PLR2004
            return 2000 + int(following.text), at + 1
    return None, at


def _dated(words: Words, day: _Day, month_at: tuple[int, int], published: date, rule: str) -> Iterator[Found[Day]]:
    month, last = month_at
    year, last = _year_after(words, last)
    found = resolved(day.day, month, year, published, day.until)
    if found is not None:
        yield Found(found, words.words[day.first].start, words.words[last].end, rule)


def _names_a_street(words: Words, first: int, month: Hit) -> bool:
    """True for "ul. 3 Maja", "plac 1 Maja 5"."""
    start = words.words[max(0, first - 2)].start
    return words.text[month.start : month.start + 1].isupper() and words.any(start, month.start, *_STREETS)


def _start_of(words: Words, at: int) -> int:
    return words.words[at].start if at < len(words.words) else len(words.text)
