"""Words as people write them made comparable, and the months, seasons and weekdays by which a meetup is named."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import yaml

from bot.posts.lexicon import terms_by_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LEXICONS: Final = files("bot.meetups") / "lexicon"
LANGUAGES: Final = tuple(sorted(file.name.removesuffix(".yaml") for file in _LEXICONS.iterdir()))
"""The languages that have a lexicon: one file each, and no other file, in `bot/meetups/lexicon`."""
_WORD: Final = re.compile(r"[^\W_]+")
_ASCII_LETTERS: Final = str.maketrans({"ł": "l", "Ł": "l", "ß": "ss", "đ": "d", "ø": "o"})


def fold(text: str) -> str:
    """The text in lower case without diacritics, so that "Środę" and "srode" are the same."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_ASCII_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order."""
    return _WORD.findall(fold(text))


class Terms:
    """Folded words, and beginnings of words written with a "*", each of which stands for some numbers."""

    def __init__(self) -> None:
        self._exact: defaultdict[str, set[int]] = defaultdict(set)
        self._stems: defaultdict[str, set[int]] = defaultdict(set)
        self._shortest = 0

    def add(self, term: str, meanings: Iterable[int]) -> None:
        if term.endswith("*"):
            stem = fold(term[:-1])
            self._stems[stem].update(meanings)
            self._shortest = min(self._shortest or len(stem), len(stem))
        else:
            self._exact[fold(term)].update(meanings)

    def meanings(self, word: str) -> frozenset[int]:
        """What a folded word stands for; empty for an unknown one."""
        if word in self._exact:
            return frozenset(self._exact[word])
        if self._shortest:
            for length in range(len(word), self._shortest - 1, -1):
                if (stem := word[:length]) in self._stems:
                    return frozenset(self._stems[stem])
        return frozenset()

    def __contains__(self, word: str) -> bool:
        return bool(self.meanings(word))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The words of all languages that name a month, a season, a weekday or a meeting."""

    meeting: Terms = field(default_factory=Terms)
    month_names: Terms = field(default_factory=Terms)
    month_adjectives: Terms = field(default_factory=Terms)
    """Months and seasons, as the months they cover."""
    month_beside: Terms = field(default_factory=Terms)
    """The same, with the words that mean a month or a season only beside a word for a meeting."""
    weekday_names: Terms = field(default_factory=Terms)
    weekday_adjectives: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Named:
    """The months and the weekday by which a text names a meetup; empty and None where it names none."""

    months: frozenset[int] = frozenset()
    weekday: int | None = None


@cache
def lexicon(language: str) -> Mapping[str, Any]:
    """A language's lexicon as its file has it."""
    text = (_LEXICONS / f"{language}.yaml").read_text("utf-8")
    # The base loader takes every scalar for a word; to the others "no" and "on" are booleans.
    data: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 -- safe
    return data


@cache
def calendar_words() -> Calendar:
    """The calendar words of every language, together."""
    calendar = Calendar()
    for data in map(lexicon, LANGUAGES):
        for term in data["meeting"]:
            calendar.meeting.add(term, [1])
        for month, forms in data["months"].items():
            _add(calendar.month_names, forms["names"], [int(month)])
            _add_adjectives(calendar, forms, [int(month)])
        for season in data["seasons"]:
            _add_adjectives(calendar, season, [int(month) for month in season["months"]])
        for weekday, forms in data["weekdays"].items():
            _add(calendar.weekday_names, forms["names"], [int(weekday)])
            _add(calendar.weekday_adjectives, forms["adjectives"], [int(weekday)])
    for language, lists in terms_by_language().items():
        if language not in LANGUAGES:
            _add_from_reading(calendar, lists)
    return calendar


def named_in_title(title: str) -> Named:
    """The months and weekday by which a title names its meetup: "Spotkanie lutowe", "Luty '23", not "14 lutego"."""
    calendar, tokens = calendar_words(), words(title)
    beside = _beside_a_meeting(tokens)
    names: set[int] = set()
    adjectives: set[int] = set(beside.months)
    for before, word in zip(["", *tokens], tokens, strict=False):
        if not before.isdigit():
            names |= calendar.month_names.meanings(word)
            adjectives |= calendar.month_adjectives.meanings(word)
    # "Spotkanie lutowe w marcu" is the February meetup, whenever it takes place.
    return Named(frozenset(adjectives or names), beside.weekday)


def named_in_body(body: str) -> Named:
    """The months and weekday that stand beside a word for a meeting: "musimy odwołać środowe spotkanie"."""
    return _beside_a_meeting(words(body))


def _beside_a_meeting(tokens: list[str]) -> Named:
    calendar = calendar_words()
    months: frozenset[int] = frozenset()
    weekday: int | None = None
    for at, word in enumerate(tokens):
        if word not in calendar.meeting:
            continue
        for near in (at - 1, at + 1):
            if not 0 <= near < len(tokens) or (near and tokens[near - 1].isdigit()):
                continue
            months = months or calendar.month_beside.meanings(tokens[near])
            if weekday is None:
                weekday = next(iter(calendar.weekday_adjectives.meanings(tokens[near])), None)
    return Named(months, weekday)


def _add_adjectives(calendar: Calendar, forms: Mapping[str, Any], months: list[int]) -> None:
    adjectives = forms.get("adjectives", [])
    _add(calendar.month_adjectives, adjectives, months)
    _add(calendar.month_beside, [*adjectives, *forms.get("beside", [])], months)


def _add_from_reading(calendar: Calendar, lists: Mapping[str, list[tuple[str, Any]]]) -> None:
    """The words of a language that posts are read in, but members are not understood in yet."""
    places = (
        ("dates.month", (calendar.month_names,)),
        ("dates.month_adjective", (calendar.month_adjectives, calendar.month_beside)),
        ("dates.weekday", (calendar.weekday_names,)),
        ("dates.weekday_adjective", (calendar.weekday_adjectives,)),
        ("kinds.meeting_only", (calendar.meeting,)),
    )
    for name, tables in places:
        for term, value in lists.get(name, ()):
            if " " not in term:
                for terms in tables:
                    terms.add(term, [1 if value is None else value])


def _add(terms: Terms, new: Iterable[str], meanings: Iterable[int]) -> None:
    for term in new:
        terms.add(term, meanings)
