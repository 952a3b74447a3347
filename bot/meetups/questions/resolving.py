"""Finds the meetup that a question is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.meetups.questions.model import Intent, Question, Reference, ReferenceKind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.meetups.model import Meetup
    from bot.meetups.timeline import Timeline

_SHORTEST_WORD: Final = 4
_KNOWN_WORD: Final = 0.2
"""How much surer a question is whose stray words turn out to be a speaker or a title."""
_ABOUT_TALKS: Final = frozenset({Intent.WHAT, Intent.WHO, Intent.ABSTRACTS, Intent.WHEN, Intent.WHERE})


def resolve(about: Reference, timeline: Timeline, now: datetime) -> Meetup | None:
    """The meetup meant, None where the group has no such one. `now` is an aware instant."""
    if about.kind is ReferenceKind.NUMBER and about.number is not None:
        return timeline.by_number(about.number)
    if about.kind is ReferenceKind.MONTH:
        return _of_month(about, timeline, now)
    if about.kind is ReferenceKind.LAST:
        return timeline.last(now)
    if about.kind is ReferenceKind.TEXT and (found := _by_words(about.text, timeline, now)) is not None:
        return found
    return _of_weekday(about.weekday, timeline, now) or timeline.next(now)


def settled(question: Question, timeline: Timeline, now: datetime) -> Question:
    """The question once the group's meetups are known.

    Words of no lexicon that name a speaker or a title are a sign that it is on topic; where they name none, the
    question stays as doubtful as it was.
    """
    if question.about.kind is not ReferenceKind.TEXT or question.intent not in _ABOUT_TALKS:
        return question
    if _by_words(question.about.text, timeline, now) is None:
        return replace(question, about=replace(question.about, kind=ReferenceKind.NEXT))
    return replace(question, confidence=round(min(1.0, question.confidence + _KNOWN_WORD), 3))


def _by_words(text: str, timeline: Timeline, now: datetime) -> Meetup | None:
    for query in (text, *(word for word in text.split() if len(word) >= _SHORTEST_WORD)):
        if found := timeline.search(query, now, limit=1):
            return found[0]
    return None


def _of_month(about: Reference, timeline: Timeline, now: datetime) -> Meetup | None:
    """The meetup of a month and year: the soonest ahead, else the latest."""

    def fits(meetup: Meetup) -> bool:
        day = meetup.date
        return day is not None and about.month in {None, day.month} and about.year in {None, day.year}

    ahead = next((meetup for meetup in timeline.upcoming(now) if fits(meetup)), None)
    off = next((meetup for meetup in timeline.called_off(now) if fits(meetup)), None)
    return ahead or off or next((meetup for meetup in timeline.past(now) if fits(meetup)), None)


def _of_weekday(weekday: int | None, timeline: Timeline, now: datetime) -> Meetup | None:
    upcoming = timeline.upcoming(now)
    return next((m for m in upcoming if weekday is not None and m.date and m.date.weekday() == weekday), None)
