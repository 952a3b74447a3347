"""Days told from the day of publishing: "jutro", "w najbliższą środę", "za dwa tygodnie", "the last Tuesday of May"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found
from bot.posts.rules.days import Day, nth_weekday

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.posts.lexicon import Hit, Words

_WEEK: Final = 7


def near_days(words: Words, *, published: date) -> Iterator[Found[Day]]:
    """Yields "dziś", "jutro", "pojutrze", but not "od dziś"."""
    since = {hit.last + 1 for hit in words.hits("dates.since")}
    for name, ahead in (("dates.today", 0), ("dates.tomorrow", 1), ("dates.overmorrow", 2)):
        for hit in words.hits(name):
            if hit.first in since:
                continue
            yield Found(Day(published + timedelta(days=ahead), year_given=True), hit.start, hit.end, "near_days")


def weekday_ahead(words: Words, *, published: date) -> Iterator[Found[Day]]:
    """Yields "w środę", "w najbliższy czwartek", "next Tuesday", "środowe spotkanie": the first such day ahead.

    A weekday that is said to be gone, or that belongs to every week or month, gives nothing.
    """
    if not words.hits("dates.weekday", "dates.weekday_adjective"):
        return
    nths = {hit.last for hit in words.hits("dates.nth")}
    habits = {hit.last for hit in words.hits("dates.habit")} | {hit.last for hit in words.hits("dates.gone")}
    coming = {hit.last for hit in words.hits("dates.coming", "dates.next_week")}
    next_week = {hit.last for hit in words.hits("dates.next_week")}
    then_next_week = {hit.first - 1 for hit in words.hits("dates.then_next_week")}
    for name in ("dates.weekday", "dates.weekday_adjective"):
        for hit in words.hits(name):
            before = hit.first - 1
            if before in nths or before in habits or hit.first - 2 in habits:
                continue
            ahead = (hit.value - published.weekday()) % _WEEK or _WEEK
            further = before in next_week or hit.last in then_next_week
            if further and published.weekday() + ahead < _WEEK:
                ahead += _WEEK  # "next Wednesday", said on a Tuesday, is not tomorrow
            start = words.words[before].start if before in coming else hit.start
            day = Day(published + timedelta(days=ahead), year_given=True, adjective=name.endswith("adjective"))
            yield Found(day, start, hit.end, "weekday_ahead")


def in_days(words: Words, *, published: date) -> Iterator[Found[Day]]:
    """Yields "za dwa tygodnie", "in 10 days", on the weekday that is named beside it, if one is; "a week today"."""
    for exactly in words.hits("dates.weeks_ahead"):
        yield Found(Day(published + timedelta(days=exactly.value), year_given=True), *exactly[:2], rule="in_days")
    if not words.hits("dates.unit_days"):
        return
    numerals = {hit.first: hit for hit in words.hits("dates.numeral")}
    weekdays = words.hits("dates.weekday")
    introduced = {hit.last for hit in words.hits("dates.in_time")}
    for unit in words.hits("dates.unit_days"):
        at = unit.first - 1
        if at in introduced:
            number, first = 1, at
        elif at in numerals and at - 1 in introduced:
            number, first = numerals[at].value, at - 1
        elif at > 0 and words.words[at].text.isdecimal() and len(words.words[at].text) < 3 and at - 1 in introduced:  # noqa: PLR2004
            number, first = int(words.words[at].text), at - 1
        else:
            continue
        value = published + timedelta(days=number * unit.value)
        weekday = _beside(weekdays, unit)
        if unit.value == _WEEK:
            if weekday is None:
                continue
            value += timedelta(days=(weekday.value - value.weekday() + 3) % _WEEK - 3)
        end = max(unit.end, weekday.end) if weekday else unit.end
        yield Found(Day(value, year_given=True), words.words[first].start, end, "in_days")


def nth_of_month(words: Words, *, published: date) -> Iterator[Found[Day]]:
    """Yields "w trzecią środę lutego", "ostatni czwartek miesiąca", "the first Tuesday of March"."""
    months = words.hits("dates.month")
    for hit in words.hits("dates.weekday"):
        nth = next((n for n in words.hits("dates.nth") if n.last == hit.first - 1), None)
        if nth is None or any(habit.last in (nth.first - 1, nth.first - 2) for habit in words.hits("dates.habit")):
            continue
        month = next((m for m in months if 1 <= m.first - hit.last <= 3), None)  # noqa: PLR2004 -- "of", "the"
        here = next((m for m in words.hits("dates.this_month") if 1 <= m.first - hit.last <= 2), None)  # noqa: PLR2004
        value: date | None = None
        end = hit.end
        if month is not None:
            year = published.year + (1 if (month.value - published.month) < -3 else 0)  # noqa: PLR2004
            value, end = nth_weekday(year, month.value, hit.value, nth.value), month.end
        elif here is not None:
            value, end = nth_weekday(published.year, published.month, hit.value, nth.value), here.end
        if value is not None:
            yield Found(Day(value, year_given=True), nth.start, end, "nth_of_month")


def _beside(weekdays: list[Hit], unit: Hit) -> Hit | None:
    near = [hit for hit in weekdays if 1 <= hit.first - unit.last <= 4 or 1 <= unit.first - hit.last <= 4]  # noqa: PLR2004
    return min(near, key=lambda hit: abs(hit.first - unit.first), default=None)
