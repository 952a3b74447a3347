"""People named in a text: full names in any case, foreign ones too, and first names that stand for them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import PARTICLES, SHORT, PersonName, analyses, is_first_name, is_surname, nominative_person
from bot.posts.talks.before_names import cases_at, names_a_place
from bot.posts.talks.mentions import UNBENT, Mention, stated_mentions, within_words
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
        word.endswith(ending) and word[: -len(ending)] in firsts for ending, _cases in _FOREIGN_ENDINGS
    )


def joined(view: View, end: int, start: int) -> bool:
    """True where nothing but a comma, "and", a company in brackets or a title stands between two names."""
    between = view.text[end:start]
    if len(between) > _JOINED_LONGEST or not between.strip(' *"”\u00a0'):
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


@lru_cache(maxsize=1 << 14)
def known_first(word: str, lexicon: Lexicon) -> bool:
    """True for a form of a first name, and not of something better known by that word (Ruby, Ada)."""
    return not lexicon.matches("names.not_first", word) and _names_people(word, lexicon)


@lru_cache(maxsize=1 << 14)
def _names_people(word: str, lexicon: Lexicon) -> bool:
    if is_first_name(_plain(word)) or lexicon.matches("names.first", word):
        return True
    first, dash, second = word.partition("-")
    if dash and second[:1].isupper():
        return _names_people(first, lexicon) and _names_people(second, lexicon)
    return _cases_of_foreign(word, lexicon) is not None


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
    return [[Span(*token.span()) for token in _TOKEN.finditer(view.text, *run.span())] for run in runs]


_VOUCHED: Final = 0.9


def _in_run(view: View, tokens: list[Span]) -> Iterator[Mention]:
    """The names in a row of capitalised words: as long as the words still look like names."""
    at = 0
    while at + 1 < len(tokens) and _leads_in(view, tokens[at], tokens[at + 1]):
        at += 1
    opening = at
    while at + 1 < len(tokens):
        length = _name_length(view, tokens[at:], foreign=at == opening)
        if not length:
            at += 1
            continue
        mention = _mention(view, tokens[at : at + length])
        if mention:
            yield mention
        at += length


def _leads_in(view: View, token: Span, following: Span) -> bool:
    """True for a capitalised word before a name: "Prelegent Jan Kowalski", "Speaker Jane Roe", "Then Jane Roe"."""
    word, after = view.text[slice(*token)], view.text[slice(*following)]
    if view.has("talks.honorific", *token):
        return True
    if _names_people(word, view.lexicon) and is_surname(_plain(after)):
        return False
    return any(view.has(name, *token) for name in ("talks.role", "talks.label", "talks.honorific", "names.not_surname"))


def _name_length(view: View, tokens: list[Span], *, foreign: bool) -> int:
    """How many words, from the first one on, make a name; 0 where the first one opens none."""
    words = [view.text[start:end] for start, end in tokens]
    known = known_first(words[0], view.lexicon) or (
        is_surname(_plain(words[1])) and _names_people(words[0], view.lexicon)
    )
    if not known:
        return _foreign_length(view, words) if foreign else 0
    length = names = 1
    for word in words[1:]:
        if _is_aside(word) or word in PARTICLES or _initial(word):
            length += 1
        elif (
            _surname_like(word, view.lexicon, strict=names > _PAIR - 1)
            or (length == 1 and _english_pair(words[0], word, view.lexicon))
            or (len(words) == _PAIR and _noun_as_surname(word, view.lexicon))
        ):
            length += 1
            names += 1
            if length >= _PAIR and not _is_first_between(word, view.lexicon):
                break
        else:
            break
    while length and (_is_aside(words[length - 1]) or words[length - 1] in PARTICLES):
        length -= 1
    return length if length >= _PAIR else 0


_PAIR: Final = 2


def _english(first: str, lexicon: Lexicon) -> bool:
    return lexicon.matches("names.first", first)


def _noun_as_surname(word: str, lexicon: Lexicon) -> bool:
    """True for a word that is a surname only because nothing but a first name stands beside it ("Ewa Trzpiotek")."""
    told = ("names.not_surname", "names.not_first", "names.title_word", "talks.not_a_person", "dates.month")
    return not word.isupper() and len(word) > _PAIR and not any(lexicon.matches(name, word) for name in told)


def _english_pair(first: str, word: str, lexicon: Lexicon) -> bool:
    """True after an English first name, where a surname may look like a Polish word ("Peter Pan")."""
    return (
        lexicon.matches("names.first", first)
        and not word.isupper()
        and not lexicon.matches("names.not_surname", word)
        and not lexicon.matches("names.title_word", word)
    )


def _foreign_length(view: View, words: list[str]) -> int:
    """Two or three words that no dictionary knows may be a foreign name, where the place they stand in says so."""
    usable = [w for w in words if not _is_aside(w) and w not in PARTICLES]
    if len(usable) not in {2, 3} or len(words) > _FOREIGN_LONGEST or _is_aside(words[0]):
        return 0
    if any(known_first(w, view.lexicon) for w in usable[1:-1]) or _after_preposition(usable, view.lexicon):
        return 0
    told = ("names.not_surname", "names.not_first", "names.title_word", "dates.month")
    if any(view.lexicon.matches(name, w) for w in usable for name in told) or _NO_FIRST.search(usable[0]):
        return 0
    if any(w.isupper() and not _initial(w) and len(w) <= _ACRONYM for w in usable):
        return 0
    unknown = [
        w
        for w in usable
        if _unknown(w) or is_surname(w) or known_first(w, view.lexicon) or (len(w) <= SHORT and w.istitle())
    ]
    if len(unknown) < len(usable):
        return 0
    return max(n for n, word in enumerate(words, 1) if not _is_aside(word) and word not in PARTICLES)


def _after_preposition(words: list[str], lexicon: Lexicon) -> bool:
    """True for the "Po Halinie" that begins a sentence."""
    return known_first(words[1], lexicon) and all(a.pos == "prep" for a in analyses(words[0]))


_FOREIGN_LONGEST: Final = 5
_NO_FIRST: Final = re.compile(r"(?<=\w{3})(?:ing|tions?|ments?|ness|ity|less|able|ware|iz(?:er|ed|es))$")
"""Endings of English words that begin no name: "Counting Recompositions"."""


def _mention(view: View, tokens: list[Span]) -> Mention | None:
    start, end = tokens[0].start, tokens[-1].end
    if names_a_place(view, start, end):
        return None
    words = [_plain(view.text[s:e]) for s, e in tokens if not _is_aside(view.text[s:e])]
    if len(words) < _PAIR:
        return None
    cases = cases_at(view, start)
    if cases is UNBENT:
        last = " ".join(words[1:])
        known = all(is_surname(word) for word in words[1:] if word not in PARTICLES)
        first_known = _names_people(words[0], view.lexicon)
        person: PersonName | None = PersonName(words[0], last, None, UNBENT, first_known, known)
    else:
        person = nominative_person(words, cases=cases or _cases_of_foreign(words[0], view.lexicon))
    if person is None:
        return None
    return Mention(start, end, person, _certainty(view, words, person))


_FOREIGN_ENDINGS: Final = (("owi", "dat"), ("iem", "inst"), ("em", "inst"), ("a", "gen acc"), ("u", "loc"))
_BENT: Final = tuple(ending for ending, _cases in _FOREIGN_ENDINGS)


def _cases_of_foreign(word: str, lexicon: Lexicon) -> frozenset[str] | None:
    """The cases that an English or other foreign first name stands in, told by its Polish ending ("Rasmusa")."""
    if lexicon.matches("names.first", word) or is_first_name(word):
        return None
    for ending, cases in _FOREIGN_ENDINGS:
        if word.endswith(ending) and lexicon.matches("names.first", word[: -len(ending)]):
            return frozenset(cases.split())
    return None


def _certainty(view: View, words: list[str], person: PersonName) -> float:
    if _names_people(words[0], view.lexicon):
        if person.last_known:
            return 1.0
        return 0.9 if _surname_like(words[-1], view.lexicon, strict=False) or _english(words[0], view.lexicon) else 0.5
    if person.last_known and not any(a.labels & _COMMON for a in analyses(words[-1])):
        return 0.5
    return 0.3


_COMMON: Final = frozenset(("nazwa_pospolita", "nazwa_geograficzna", "nazwa_organizacji"))


def _surname_like(word: str, lexicon: Lexicon, *, strict: bool) -> bool:
    if lexicon.matches("names.not_surname", word) or (word.isupper() and len(word) <= _ACRONYM):
        return False
    plain = _plain(word)
    if "-" in plain:
        halves = [half for half in plain.split("-") if half]
        return any(map(is_surname, halves)) or all(_surname_like(half, lexicon, strict=False) for half in halves)
    if lexicon.matches("names.title_word", word) and not is_surname(plain):
        return False
    return is_surname(plain) or (not strict and _unknown(plain)) or (strict and is_first_name(plain))


_ACRONYM: Final = 4


def _is_first_between(word: str, lexicon: Lexicon) -> bool:
    """True for a word that may be a second first name, so that a surname may still follow ("Anna Maria Nowak")."""
    return known_first(word, lexicon) or _initial(word)


def _unknown(word: str) -> bool:
    found = analyses(word.split("-", maxsplit=1)[0])
    return not found or all(analysis.pos == "ign" for analysis in found)


def _initial(word: str) -> bool:
    return len(word) == _PAIR and word.endswith(".")


def _is_aside(word: str) -> bool:
    return word[:1] in '"„“”('


def _plain(word: str) -> str:
    """A name written in capitals as one usually writes it ("KOWALSKI" → "Kowalski")."""
    return word.title() if word.isupper() and len(word) > _ACRONYM - 1 else word
