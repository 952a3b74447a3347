"""Which of a post's dates is the meetup's: every date found, weighed by the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.posts.language import language_of
from bot.posts.page import Span, once
from bot.posts.rules.given_up import (
    RELATIVE,
    before_the_new,
    is_given_up,
    is_given_up_in_title,
    is_void,
    moved_away,
)
from bot.posts.rules.numeric_dates import numeric
from bot.posts.rules.relative_dates import in_days, near_days, nth_of_month, weekday_ahead
from bot.posts.rules.written_dates import (
    day_alone,
    day_and_month,
    day_and_roman_month,
    day_of_this_month,
    last_of_month,
    month_and_day,
    month_then_day,
    spoken_alone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bot.posts.lexicon import Hit, Words
    from bot.posts.page import Found, Page
    from bot.posts.rules.days import Day

_BASE: Final = {
    "day_and_month": 2.6,
    "month_and_day": 2.6,
    "month_then_day": 2.2,
    "numeric": 2.4,
    "day_and_roman_month": 2.4,
    "day_alone": 1.8,
    "next_such_day": 1.0,
    "in_days": 1.6,
    "weekday_ahead": 1.0,
    "near_days": 0.8,
    "nth_of_month": 1.2,
}
_BESIDE: Final = 30
"""Characters between a date and the weekday, or the hour, that belongs to it."""
_LABEL_GAP: Final = re.compile(r"[\s:?\-–—*|]{1,8}")
_NO_MORE: Final = 3.0
"""What a date weighs less that no longer holds."""
_SOON: Final = 120
_FAR: Final = 330
_MOST: Final = 120
"""Dates that are weighed; a post that names more is no announcement."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A date and how much speaks for its being the meetup's. `weekday` is what the post says, Monday 0."""

    found: Found[Day]
    weight: float
    weekday: int | None = None
    past: bool = False
    instead: bool = False
    """True for a date that no longer holds: "przeniesione z 24 lutego"."""
    mentions: tuple[Found[Day], ...] = ()
    """Everywhere that the post names this day, the heaviest mention first."""

    @property
    def day(self) -> date:
        return self.found.value.value

    @property
    def in_body(self) -> Found[Day]:
        """The heaviest mention in the body, where there is one."""
        return next((found for found in self.mentions if not found.in_title), self.found)

    @property
    def agrees(self) -> bool | None:
        """Whether weekday and date agree; None where no weekday is named."""
        return None if self.weekday is None else self.day.weekday() == self.weekday


def all_days(page: Page) -> tuple[Weighed, ...]:
    """Every date of the post, the title's first, each weighed on its own."""
    in_title = [replace(f, in_title=True) for f in _written(page, page.title_words)]
    written = [found for found in _written(page, page.words) if not is_void(found, page)]
    in_body = _apart(sorted(written, key=lambda f: f.start)[:_MOST], page)
    weighed = [_weigh_title(found, page) for found in in_title]
    weighed += _later_ones([_weigh(found, page, in_body) for found in in_body], page)
    told = [one.found for one in weighed]
    gone = moved_away(told, page) | before_the_new(told, page)
    return tuple(_moved(one) if one.day in gone and not one.instead else one for one in weighed)


def _moved(one: Weighed) -> Weighed:
    return replace(one, weight=one.weight - _NO_MORE, instead=True)


def _later_ones(weighed: list[Weighed], page: Page) -> list[Weighed]:
    """The body's dates, lighter those of a meetup after the next one: "Wpiszcie sobie też 26 października"."""
    able = [one for one in weighed if not one.past and not one.instead]
    told = [one.found.start for one in able if _is_told(one, page)]
    first = min(told, default=len(page.text))
    return [
        replace(one, weight=one.weight - 2.0)
        if one.found.start > max(first, _LATE * len(page.text)) and _is_of_a_later_one(one.found, page)
        else one
        for one in weighed
    ]


_LATE: Final = 0.4


def _is_told(one: Weighed, page: Page) -> bool:
    return one.weekday is not None or one.found.rule == "weekday_ahead" or _hour_near(one.found, page)


def _is_of_a_later_one(found: Found[Day], page: Page) -> bool:
    return page.words.any(*page.sentence_at(found.start), "dates.later")


def by_day(weighed: Iterable[Weighed]) -> list[Weighed]:
    """One entry a calendar day, the heaviest of them, a little heavier for each further mention; heaviest first."""
    days: dict[date, list[Weighed]] = {}
    for one in weighed:
        days.setdefault(one.day, []).append(one)
    best: list[Weighed] = []
    for same in days.values():
        top = max(same, key=lambda w: (w.weight, not w.found.in_title))
        agreed = next((w.weekday for w in same if w.weekday is not None), None)
        extra = min(0.5 * (len(same) - 1), 1.0)
        mentions = tuple(w.found for w in sorted(same, key=lambda w: -w.weight))
        weekday = agreed if top.weekday is None else top.weekday
        best.append(replace(top, weight=top.weight + extra, weekday=weekday, mentions=mentions))
    return sorted(best, key=lambda w: (-w.weight, w.found.start))


def _written(page: Page, words: Words) -> Iterator[Found[Day]]:
    published = page.published
    yield from day_and_month(words, page.lexicon, published=published)
    yield from month_and_day(words, page.lexicon, published=published)
    yield from day_and_roman_month(words, page.lexicon, published=published)
    yield from day_alone(words, page.lexicon, published=published, months=page.title_words)
    yield from month_then_day(words, page.lexicon, published=published)
    yield from day_of_this_month(words, published=published)
    yield from last_of_month(words, published=published)
    yield from spoken_alone(words, lexicon=page.lexicon, published=published)
    yield from numeric(words, page.lexicon, published=published, american=_is_english(page))
    yield from near_days(words, published=published)
    yield from weekday_ahead(words, published=published)
    if words is page.words:
        yield from in_days(words, published=published)
        yield from nth_of_month(words, published=published)


@once
def _is_english(page: Page) -> bool:
    return "en" in {page.site.language, language_of(page.words, 0, len(page.text))}


def _apart(found: list[Found[Day]], page: Page) -> list[Found[Day]]:
    """Without dates that lie within another, and without weekdays that stand beside a date of their own."""
    kept: list[Found[Day]] = []
    for one in sorted(found, key=lambda f: (f.rule in RELATIVE, f.start - f.end, f.start)):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    absolute = [f for f in kept if f.rule not in RELATIVE]
    return sorted(
        (f for f in kept if f.rule not in RELATIVE or not any(_beside(f, other, page) for other in absolute)),
        key=lambda f: f.start,
    )


_ENDS: Final = re.compile(r"[.!?]\s|\n\n")
_HOUR: Final = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\bgodz|\bo \d|\d ?[ap]m\b")


def _beside(one: Found[Day], other: Found[Day], page: Page) -> bool:
    gap = page.text[one.end : other.start] if one.end <= other.start else page.text[other.end : one.start]
    return len(gap) <= _BESIDE and not _ENDS.search(gap)


def _weigh_title(found: Found[Day], page: Page) -> Weighed:
    weekday = _weekday_of(found, page.title_words, Span(0, len(page.post.title)))
    found = _as_the_weekday_says(found, weekday, page)
    weight = _BASE[found.rule] + (0.0 if found.rule == "weekday_ahead" else 1.5) + _when(found.value, page)
    if instead := is_given_up_in_title(found, page):
        weight -= _NO_MORE
    return Weighed(found, weight, weekday, past=found.value.value < page.published, instead=instead)


def _weigh(found: Found[Day], page: Page, others: list[Found[Day]]) -> Weighed:
    sentence = page.sentence_at(found.start)
    weekday = _weekday_of(found, page.words, sentence, others)
    found = _as_the_weekday_says(found, weekday, page)
    weight = _BASE[found.rule] + _when(found.value, page) + _context(found, page, sentence)
    if weekday is not None:
        weight += 1.0 if found.value.value.weekday() == weekday else -0.4
    instead = is_given_up(found, page, sentence, others)
    if weekday is None and found.rule in RELATIVE and page.words.any(*sentence, "kinds.cancel"):
        weight -= 1.5 if any(other.rule not in RELATIVE for other in others) else 0.0
    if instead:
        weight -= _NO_MORE
    return Weighed(found, weight, weekday, past=found.value.value < page.published, instead=instead)


def _when(day: Day, page: Page) -> float:
    """Meetups are announced days or weeks ahead; a range of days is a conference."""
    ahead = (day.value - page.published).days
    weight = -1.7 if ahead < -1 else (1.5 if ahead <= _SOON else -0.5)
    named = [hit.value for hit in page.title_words.hits("dates.month", "dates.month_adjective")]
    if named:
        weight += 0.8 if day.value.month in named else -0.3
    return weight - (0.7 if day.until is not None else 0)


def _context(found: Found[Day], page: Page, sentence: Span) -> float:
    words = page.words
    start, end = sentence
    weight = 0.8 if words.any(start, end, "kinds.meeting") else 0.0
    weight += 0.8 if words.any(start, end, "kinds.next_meeting", "kinds.future") else 0.0
    weight += 0.8 if _hour_near(found, page) else 0.0
    weight += (
        2.0 if _labelled(found, words.between(found.start - 2 * _BESIDE, found.start, "dates.label"), page) else 0.0
    )
    weight -= 1.2 if words.any(start, end, "kinds.past") else 0.0
    weight -= 1.0 if words.any(start, end, "kinds.external_event") else 0.0
    weight -= 1.0 if words.any(start, end, "dates.habit") and found.rule in RELATIVE else 0.0
    weight -= 2.0 if _deadline(found, page) or words.any(start, found.start, "dates.opening") else 0.0
    weight += 0.8 if found.rule == "nth_of_month" and words.any(found.start, found.end, "dates.month") else 0.0
    weight -= 1.0 if found.rule == "near_days" and not _hour_near(found, page) else 0.0
    return weight + 0.6 * (1 - found.start / max(len(page.text), 1))


def _hour_near(found: Found[Day], page: Page) -> bool:
    around = (
        page.words.folded[found.end : found.end + 40] + " " + page.words.folded[max(0, found.start - 25) : found.start]
    )
    return _HOUR.search(around) is not None


def _labelled(found: Found[Day], labels: list[Hit], page: Page) -> bool:
    """True after "Kiedy:" or "Termin spotkania -", with at most a weekday in between."""
    for label in labels:
        if label.end < found.start:
            gap = page.text[label.end : found.start]
            weekday = next((h for h in page.words.between(label.end, found.start, "dates.weekday")), None)
            if weekday is not None:
                gap = page.text[label.end : weekday.start] + page.text[weekday.end : found.start].lstrip(" ,(")
            if _LABEL_GAP.fullmatch(gap) and gap.strip(" "):
                return True
    return False


def _deadline(found: Found[Day], page: Page) -> bool:
    """True for "do 20 marca" that no "od" precedes."""
    before = page.words.folded[max(0, found.start - 30) : found.start].split()
    return bool(before) and page.lexicon.matches("dates.until", before[-1]) and "od" not in before[-4:]


def _weekday_of(found: Found[Day], words: Words, sentence: Span, others: Iterable[Found[Day]] = ()) -> int | None:
    """The weekday that stands beside a date, nearer to it than to any other."""
    if found.rule in RELATIVE:
        return None
    nearest, gap = None, _BESIDE
    start, end = max(sentence.start, found.start - 2 * _BESIDE), min(sentence.end, found.end + 2 * _BESIDE)
    for hit in words.between(start, end, "dates.weekday"):
        away = _away(hit.start, hit.end, found)
        if away < gap and all(_away(hit.start, hit.end, o) >= away for o in others if o.rule not in RELATIVE):
            nearest, gap = hit.value, away
    return nearest


def _away(start: int, end: int, found: Found[Day]) -> int:
    return max(start - found.end, found.start - end, 0)


def _as_the_weekday_says(found: Found[Day], weekday: int | None, page: Page) -> Found[Day]:
    """The month first, or another year that is not far ahead, where weekday and date agree only so."""
    day = found.value
    if weekday is None or day.value.weekday() == weekday:
        return found
    if day.month_first is not None and day.month_first.weekday() == weekday:
        return replace(found, value=replace(day, value=day.month_first))
    ahead = [d for d in day.others if d.weekday() == weekday and 0 <= (d - page.published).days <= _FAR]
    if not ahead or day.until is not None:
        return found
    return replace(found, value=replace(day, value=ahead[0], slip=day.value if day.year_given else None))
