"""Days that no longer hold: struck out, moved by a week, "zamiast 11 marca", "Was Monday 29 May"; and days of mails."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.posts.document import MarkKind
from bot.posts.page import Span, once

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.posts.page import Found, Page
    from bot.posts.rules.days import Day

RELATIVE: Final = frozenset(("near_days", "weekday_ahead", "in_days", "nth_of_month"))
_BESIDE: Final = 30
"""Characters between a word and the date that it is said of."""
_OFF: Final = ("kinds.move", "kinds.move_verb", "kinds.cancel")
_BEHIND_WAS: Final = re.compile(r"[\s:|*–—-]{1,8}")
_TO_THE_SECOND: Final = re.compile(r"\d{1,2}:\d\d:\d\d\b")
_SENT: Final = re.compile(r"\b(?:sent|wyslano): (?=.{0,60}\d)|\b(?:napisal(?:\(a\)|a)?|wrote)\s?:")
_OF_MAILS: Final = ("wrote", "napisal", "sent: ", "wyslano: ")
_HEAD_OF_MAIL: Final = 120


@once
def void(page: Page) -> tuple[Span, ...]:
    """What says nothing of the meetup: stretches struck out, and the heads of mails with the moment they were sent."""
    struck = [Span(mark.start, mark.end) for mark in page.document.marks_of(MarkKind.STRIKE)]
    folded = page.words.folded
    told = [*page.words.with_number(_TO_THE_SECOND)]
    if any(word in folded for word in _OF_MAILS):
        told += _SENT.finditer(folded)
    for sent in told:
        block = page.block_at(sent.start())
        line = page.lines.rfind("\n", 0, sent.start()) + 1 if sent[0][0].isdigit() else block.start
        end = page.lines.find("\n", sent.end()) if sent[0].endswith(" ") else sent.end()
        struck.append(Span(max(line, block.start, sent.start() - _HEAD_OF_MAIL), end if end >= 0 else block.end))
    return tuple(struck)


def is_void(found: Found[Any], page: Page) -> bool:
    """True for "~~czwartek, 10 marca~~" and "Date: Sat, 10 Oct 2009 12:58:41 +0200"."""
    return any(span.start <= found.start < span.end for span in void(page))


def is_given_up(found: Found[Day], page: Page, sentence: Span, others: list[Found[Day]]) -> bool:
    """True for a date that another one stands instead of."""
    return (
        _instead(found, page)
        or _is_what_was(found, page)
        or _called_off(found, page, sentence, others)
        or _was_planned(found, page, sentence, others)
        or _makes_way(found, page, sentence, others)
    )


def is_given_up_in_title(found: Found[Day], page: Page) -> bool:
    """True for the 18 April of "Zebranie z 18 kwietnia przeniesione"."""
    words = page.title_words
    before = words.between(found.start - _BESIDE, found.start, "dates.instead_of")
    adjacent = bool(before) and found.start - before[-1].end <= _MARKER
    return adjacent and words.any(0, len(words.text), *_OFF)


def moved_away(found: Sequence[Found[Day]], page: Page) -> frozenset[date]:
    """The days that the post moves by so long as lies between them and another one: "o tydzień", 14 and 21.

    The other one is told outright: "tydzień wcześniej, w czwartek 21 marca" doesn't move the 21st to the next Thursday.
    """
    days = {one.value.value for one in found}
    outright = {one.value.value for one in found if one.rule not in RELATIVE}
    gone: set[date] = set()
    for words in (page.title_words, page.words):
        for shift in words.hits("dates.moved_by"):
            if words is page.words and not _speaks_of_moving(page, shift.start, shift.end):
                continue
            gone.update(day for day in days if day + timedelta(days=shift.value) in outright)
    return frozenset(gone)


def before_the_new(found: Sequence[Found[Day]], page: Page) -> frozenset[date]:
    """The days told before the one that is told as new: "W środę 11 maja nie możemy. Nowy termin to 18 maja"."""
    new = [one for one in found if not one.in_title and _is_new(one, page)]
    if not new:
        return frozenset()
    first = min(one.start for one in new)
    gone = {one.value.value for one in found if one.in_title or one.start < first}
    return frozenset(gone - {one.value.value for one in new})


def _is_new(found: Found[Day], page: Page) -> bool:
    near = max(found.start - 2 * _BESIDE, page.sentence_at(found.start).start)
    told = page.words.between(near, found.start, "dates.new_day")
    return bool(told) and found.start - told[-1].end <= _BESIDE


def _speaks_of_moving(page: Page, start: int, end: int) -> bool:
    """True where more than the length of time itself says that something is moved."""
    if page.title_words.hits(*_OFF):
        return True
    said = page.words.hits(*_OFF, "kinds.delayed")
    return any(hit.end <= start or end <= hit.start for hit in said)


def _instead(found: Found[Day], page: Page) -> bool:
    for hit in page.words.between(found.start - 2 * _BESIDE, found.start, "dates.instead_of"):
        gap = found.start - hit.end
        rather = page.words.any(hit.start, hit.end, "dates.rather_than")
        if 0 < gap <= _BESIDE and (rather or page.words.any(*page.sentence_at(found.start), *_OFF)):
            between = [w for w in page.words.words[hit.last + 1 : hit.last + 5] if w.end <= found.start]
            weekdays = page.words.between(hit.end, found.start, "dates.weekday", "dates.introducing", "dates.coming")
            if len(between) <= len(weekdays):
                return True
    return False


def _is_what_was(found: Found[Day], page: Page) -> bool:
    """True for "Było: środa, 20 września", "Was Monday 29 May", where the label begins a line."""
    for label in page.words.between(found.start - 2 * _BESIDE, found.start, "dates.was"):
        line = page.lines[max(0, label.start - _MARKER) : label.start]
        begins = label.start == 0 or (not line.rpartition("\n")[2].strip(" *|~-") and "\n" in line)
        weekday = next(iter(page.words.between(label.end, found.start, "dates.weekday")), None)
        gap = page.text[label.end : weekday.start if weekday else found.start]
        beside = weekday is None or found.start - weekday.end <= _MARKER
        if begins and beside and _BEHIND_WAS.fullmatch(gap):
            return True
    return False


_MARKER: Final = 5


def _was_planned(found: Found[Day], page: Page, sentence: Span, others: list[Found[Day]]) -> bool:
    """True for the first date of "Zaplanowaliśmy spotkanie na 14 marca. Widzimy się tydzień później, 21.03."."""
    words = page.words
    if found.rule in RELATIVE or not words.any(sentence.start, found.start, "dates.was_planned"):
        return False
    later = [other for other in others if other.start > sentence.end and other.rule not in RELATIVE]
    return any(
        other.value.value != found.value.value
        and other.value.value >= page.published
        and words.any(*page.sentence_at(other.start), "kinds.delayed", "kinds.move", "kinds.move_verb")
        for other in later
    )


def _makes_way(found: Found[Day], page: Page, sentence: Span, others: list[Found[Day]]) -> bool:
    """True for the first date of "nie 11, a 18 marca", "the meeting of March 11 has been moved to March 18"."""
    if found.rule in RELATIVE:
        return False
    after = [one for one in others if found.end < one.start < sentence.end and one.rule not in RELATIVE]
    later = next((one for one in after if one.value.value != found.value.value), None)
    if later is None:
        return _gives_way_to_the_next(found, page, sentence, others)
    words = page.words
    first = words.at(found.start)
    if first and any(hit.last == first - 1 for hit in words.between(sentence.start, found.start, "dates.not")):
        return True
    between = (found.end, later.start)
    if words.any(*between, "dates.moved_to"):
        return True
    planned = words.any(sentence.start, found.start, "dates.was_planned")
    return planned and words.any(*between, "kinds.future", "kinds.move", "kinds.delayed")


def _gives_way_to_the_next(found: Found[Day], page: Page, sentence: Span, others: list[Found[Day]]) -> bool:
    """True for the first date of "11 marca spotkania nie będzie! Widzimy się 18 marca.": a new date is soon."""
    if not page.words.any(*sentence, "kinds.cancel", "kinds.no_meeting", "dates.called_off"):
        return False
    following = page.sentence_at(sentence.end + 1)
    return any(
        following.start <= one.start < following.end
        and one.rule not in RELATIVE
        and timedelta(0) < one.value.value - found.value.value <= _SOON
        and page.words.any(*following, "kinds.next_meeting", "dates.rather_than", "dates.instead_of")
        for one in others
    )


_SOON: Final = timedelta(days=14)
"""What is further ahead is the next meetup rather than this one's new date."""


def _called_off(found: Found[Day], page: Page, sentence: Span, others: list[Found[Day]]) -> bool:
    """True for the first date of "nie odbędzie się 11.10, tylko 18.10"."""
    if not any(found.end < other.start < sentence.end for other in others):
        return False
    offs = page.words.between(
        max(sentence.start, found.start - 2 * _BESIDE), found.start, "kinds.cancel", "dates.called_off"
    )
    return any(not re.search(r"[,;:]", page.text[off.end : found.start]) for off in offs)
