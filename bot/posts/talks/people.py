"""People named in a text: full names in any case, foreign ones too, and first names that stand for them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import PARTICLES, PersonName, nominative_person
from bot.posts.talks.before_names import cases_at
from bot.posts.talks.mentions import UNBENT, Mention, stated_mentions, within_words
from bot.posts.talks.name_words import FOREIGN_ENDINGS, known_first, leads_in, mention_of, name_length
from bot.posts.talks.small_letters import small_names
from bot.posts.talks.view import QUOTED, Span
from bot.posts.talks.vouching import WORD, is_vouched_for, places_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Lexicon
    from bot.posts.talks.view import View

_NICKNAME: Final = r"[ \u00a0]?(?:[\"„“”][^\"„“”()\n]{1,24}[\"”“]|\([^\"„“”()\s]{1,24}\))[ \u00a0]"
_LINK: Final = rf"(?:[ \u00a0](?:(?:{'|'.join(sorted(PARTICLES))})[ \u00a0])*|{_NICKNAME})"
_RUN: Final = re.compile(rf"{WORD}(?:{_LINK}{WORD})*")
_TOKEN: Final = re.compile(r"[\"„“”(][^\"„“”()\n]{1,24}[\"”“)]|[^\s\"„“”()]+")
_MOST: Final = 12
_start_of = attrgetter("start")


class People:
    """All people named in a view, in reading order."""

    def __init__(self, view: View) -> None:
        self._view = view
        stated = sorted([*stated_mentions(view), *couples(view)], key=_start_of)
        self._runs = _runs(view)
        full = [m for run in self._runs for m in _in_run(view, run[:_MOST]) if not _overlaps(m, stated)]
        if all(m.certainty < _VOUCHED for m in full) and view.in_small_letters:
            stated += small_names(view)
        full = [m for m in (*stated, *full) if not view.is_struck((m.start, m.end))]
        quoted = [m.span() for m in QUOTED.finditer(view.text, view.start, view.end)]
        unsure = [m for m in full if m.certainty < _VOUCHED and not within_words(m, quoted, view)]
        again = places_of(view) if unsure else {}
        vouched = {mention.name for mention in unsure if is_vouched_for(view, mention, again)}
        self.full = sorted(
            (replace(m, certainty=_VOUCHED) if m.name in vouched else m for m in full),
            key=lambda mention: mention.start,
        )
        self._starts = [mention.start for mention in self.full]

    def surely(self, start: int, end: int) -> list[Mention]:
        """The full names in the stretch that are people's beyond doubt."""
        return self.between(start, end, certainty=_VOUCHED)

    def between(self, start: int, end: int, *, certainty: float = 0.6) -> list[Mention]:
        """The full names that lie in the stretch, as sure as asked."""
        if not self.full or start > self._starts[-1] or end <= self._starts[0]:
            return []
        found = self.full[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [mention for mention in found if mention.end <= end and mention.certainty >= certainty]

    def first_names(self, start: int, end: int) -> Iterator[Mention]:
        """The first names that stand alone in the stretch ("Jędrek, który opowie")."""
        alone = self._first_names
        for at in range(bisect_left(alone, start, key=_start_of), len(alone)):
            if alone[at].start >= end:
                return
            if alone[at].end <= end:
                yield alone[at]

    @cached_property
    def _first_names(self) -> list[Mention]:
        return sorted(self._alone(), key=_start_of)

    def _alone(self) -> Iterator[Mention]:
        firsts = {mention.person.first for mention in self.full if mention.certainty >= _VOUCHED}
        for token in chain.from_iterable(self._runs):
            word = self._view.text[token.start : token.end]
            if not (word in firsts or known_first(word, self._view.lexicon) or _bent(word, firsts)):
                continue
            if self._in_full_name(token.start) or any(self._view.lexicon.matches(name, word) for name in _NO_NAMES):
                continue
            person = nominative_person((word,), cases=cases_at(self._view, token.start))
            if person:
                yield Mention(*token, person, 0.9)

    def _in_full_name(self, at: int) -> bool:
        place = bisect_right(self._starts, at) - 1
        return place >= 0 and at < self.full[place].end

    def first_keys(self, person: PersonName) -> list[str]:
        """What a first name can be looked up by: itself, then the names that go by each other."""
        return [person.first.casefold(), *sorted(f"={name}" for name in family(person.first, self._view.lexicon))]

    def same_first(self, one: PersonName, other: PersonName) -> bool:
        """True where the first names are equal, or one is short for the other."""
        return one.first.casefold() == other.first.casefold() or bool(
            family(one.first, self._view.lexicon) & family(other.first, self._view.lexicon)
        )


_NO_NAMES: Final = ("dates.month", "talks.honorific")


def _overlaps(mention: Mention, others: list[Mention]) -> bool:
    """True where one of the others, which are sorted and lie apart, shares a place with the mention."""
    at = bisect_left(others, mention.end, key=_start_of)
    return at > 0 and others[at - 1].end > mention.start


def _bent(word: str, firsts: set[str]) -> bool:
    """True for a Polish case of a first name that the text gives in full: "Eoghanem" after "Eoghan Roe"."""
    return word.endswith(_BENT) and any(
        word.endswith(ending) and word[: -len(ending)] in firsts for ending, _cases in FOREIGN_ENDINGS
    )


_BENT: Final = tuple(ending for ending, _cases in FOREIGN_ENDINGS)


def joined(view: View, end: int, start: int) -> bool:
    """True where nothing but a comma, "and", a company in brackets or a title stands between two names."""
    between = view.text[end:start]
    if len(between) > _JOINED_LONGEST or not between.strip(' *"”\u00a0') or between.lstrip('*"”').startswith(". "):
        return False
    bare = _ASIDE.sub(lambda aside: " " * len(aside[0]), between)
    for name in ("talks.together", "talks.honorific"):
        for hit in view.hits(name, end, start):
            low, high = hit.start - end, hit.end - end
            bare = bare[:low] + " " * (high - low) + bare[high:]
    return not bare.strip(' *"”\u00a0,.&+/')


_JOINED_LONGEST: Final = 90
_ASIDE: Final = re.compile(r"\([^()\n]{1,80}\)")


@lru_cache(maxsize=4096)
def family(first: str, lexicon: Lexicon) -> frozenset[str]:
    """What the first names that go by each other have in common; empty for one that is in no family."""
    return frozenset(str(hit.value) for hit in lexicon.read(first).hits("names.family"))


_COUPLE: Final = re.compile(rf"(?<!\w)({WORD}) (?:i|oraz) ({WORD}) ({WORD}(?:s|c|dz)cy)(?!\w)")


def couples(view: View) -> Iterator[Mention]:
    """Both of "Beata i Marcin Ostrowscy", who share a surname in the plural."""
    if not any(ending in view.text for ending in ("scy", "ccy", "dzcy")):
        return
    for match in _COUPLE.finditer(view.text, view.start, view.end):
        firsts = [nominative_person((match[at],)) for at in (1, 2) if known_first(match[at], view.lexicon)]
        spans = ((match.start(1), match.end(1)), (match.start(2), match.end(3)))
        for span, first in zip(spans, firsts, strict=True) if len(firsts) == len(spans) else ():
            if first is not None:
                last = match[3][:-2] + ("ka" if first.gender == "f" else "ki")
                person = PersonName(first.first, last, first.gender, UNBENT, first_known=True, last_known=True)
                yield Mention(*span, person, 1.0)


def _runs(view: View) -> list[list[Span]]:
    """The rows of capitalised words, word by word."""
    runs = _RUN.finditer(view.text, view.start, view.end)
    rows = ([Span(*token.span()) for token in _TOKEN.finditer(view.text, *run.span())] for run in runs)
    return [part for row in rows for part in _lines_of(view, row)]


def _lines_of(view: View, tokens: list[Span]) -> list[list[Span]]:
    """A row of words, parted where the source breaks its line behind two of them: a whole name stood there."""
    if len(tokens) <= _WHOLE or view.soft_break(tokens[0].end, tokens[-1].start) is None:
        return [tokens]
    lines = [tokens[:1]]
    for before, token in pairwise(tokens):
        if len(lines[-1]) >= _WHOLE and view.soft_break(before.end, token.start) is not None:
            lines.append([])
        lines[-1].append(token)
    return lines


_WHOLE: Final = 2


_VOUCHED: Final = 0.9


def _in_run(view: View, tokens: list[Span]) -> Iterator[Mention]:
    """The names in a row of capitalised words: as long as the words still look like names."""
    at = 0
    while at + 1 < len(tokens) and leads_in(view, tokens[at], tokens[at + 1]):
        at += 1
    opening = at
    while at + 1 < len(tokens):
        length = name_length(view, tokens[at:], foreign=at == opening)
        if not length:
            at += 1
            continue
        mention = mention_of(view, tokens[at : at + length])
        if mention:
            yield mention
        at += length
