"""Calendar days as rules find them: a day or a range, its year said or reckoned from the publish date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_BACK = 45
"""Days that a post without a year plausibly looks back; beyond that it means the year to come."""


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day that a post names. `until` is a range's last day; `others` are the same day in other years."""

    value: date
    until: date | None = None
    year_given: bool = False
    others: tuple[date, ...] = ()
    month_first: date | None = None
    """What a numeric date means if its first number is the month, as Americans write."""
    adjective: bool = False
    slip: date | None = None
    """The day as it is written, where its year is a slip of the pen: in another its weekday fits, and it lies ahead."""


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def resolved(day: int, month: int, year: int | None, published: date, until: int | None = None) -> Day | None:
    """The day that is meant. A missing year is the one that brings it nearest to `published`, rather ahead than back.

    `until` is the last day of a range in the same month. None for a day that does not exist.
    """
    if year is not None:
        value = calendar_day(year, month, day)
        meant = (published.year, published.year + 1) if abs(year - published.year) == 1 else ()
        others = tuple(d for y in meant if y != year and (d := calendar_day(y, month, day)))
    else:
        near = [d for y in (-1, 0, 1) if (d := calendar_day(published.year + y, month, day))]
        value = min(near, key=lambda d: _distance(d, published), default=None)
        others = tuple(d for d in near if d != value)
    if value is None:
        return None
    last = calendar_day(value.year, month, until) if until is not None and until > day else None
    return Day(value, last, year_given=year is not None, others=others)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month; -1 is the last one, -2 the last but one. `weekday` counts from Monday, 0."""
    first = date(year, month, 1)
    if nth > 0:
        found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        return found if found.month == month else None
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    found = last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
    return found if found.month == month else None


def _distance(day: date, published: date) -> int:
    ahead = (day - published).days
    return ahead if ahead >= 0 else (-ahead if -ahead <= _BACK else -ahead + 365)
