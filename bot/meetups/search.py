"""Finds meetups by the words somebody typed, with typos and without diacritics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from bot.meetups.words import LANGUAGES as _LANGUAGES
from bot.meetups.words import calendar_words, lexicon, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.meetups.model import Meetup

_EXACT, _BEGINS, _FUZZY_FLOOR = 100.0, 95.0, 78.0
_SHORTEST_FUZZY: Final = 4
_SHORTEST_BEGINNING: Final = 2
_LONGEST_QUERY: Final = 200


@dataclass(frozen=True, slots=True)
class _Entry:
    meetup: Meetup
    words: frozenset[str]
    numbers: frozenset[str]
    months: frozenset[int]


class SearchIndex:
    """The words of meetups, ready to be searched."""

    def __init__(self, meetups: Sequence[Meetup]) -> None:
        self._entries = [_entry(meetup) for meetup in meetups]

    def search(self, text: str) -> list[tuple[Meetup, float]]:
        """The meetups that fit every telling word of the text, each with a score up to 100."""
        asked = _telling(words(text[:_LONGEST_QUERY]))
        if not asked:
            return []
        found = []
        for entry in self._entries:
            scores = [_score(word, entry) for word in asked]
            if min(scores) > 0:
                found.append((entry.meetup, sum(scores) / len(scores)))
        return found


def _telling(asked: list[str]) -> list[str]:
    """The words without those that every meetup has ("meetup", "nr")."""
    calendar = calendar_words()
    empty = {word for language in _LANGUAGES for word in lexicon(language)["empty"]}
    return [word for word in asked if word not in calendar.meeting and word not in empty] or asked


def _score(word: str, entry: _Entry) -> float:
    if word.isdigit():
        return _EXACT if word in entry.numbers else 0.0
    if word in entry.words:
        return _EXACT
    calendar = calendar_words()
    months = calendar.month_names.meanings(word) | calendar.month_beside.meanings(word)
    if months & entry.months:
        return _EXACT
    if len(word) >= _SHORTEST_BEGINNING and any(known.startswith(word) for known in entry.words):
        return _BEGINS
    if len(word) < _SHORTEST_FUZZY:
        return 0.0
    # The beginning of a longer word may be mistyped too: "kubernts" while "kubernetes" is being typed.
    best = max((fuzz.ratio(word, known, score_cutoff=_FUZZY_FLOOR) for known in entry.words), default=0.0)
    return min(best, _BEGINS - 1)


def _entry(meetup: Meetup) -> _Entry:
    texts = [meetup.title or "", meetup.venue or "", meetup.address or "", *meetup.sponsors]
    texts += [post.title for post in meetup.posts]
    for talk in meetup.talks:
        texts += [talk.title or "", talk.topic or "", *talk.speakers]
    known = frozenset(word for text in texts for word in words(text))
    numbers = {word for word in known if word.isdigit()}
    months: frozenset[int] = frozenset()
    if meetup.number is not None:
        numbers.add(str(meetup.number))
    for day in (meetup.date, *meetup.previous_dates):
        if day is not None:
            numbers |= {str(day.year), str(day.day), str(day.month)}
            months |= {day.month}
    return _Entry(meetup, known, frozenset(numbers), months)
