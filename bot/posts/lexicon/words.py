"""A text as words that know their place, and the lexicon's terms found among them in one pass."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_WORDS: Final = re.compile(r"(\w+)")
_NUMBER: Final = re.compile(r"\d(?<!\w\d)")
_NOT_ASCII: Final = re.compile(r"([^\x00-\x7f]+)")
_text_of_word, _start_of_word, _start_of_hit = attrgetter("text"), attrgetter("start"), attrgetter("start")
_LONGEST: Final = 40
"""Characters of a word; what is longer is none."""
_REMEMBERED: Final = 16_384
"""Words whose terms are remembered."""
_COMBINING: Final = re.compile(r"[\u0300-\u036f]+")


class _Folds(dict[int, str]):
    """Code points to one folded character each, so that a folded text keeps its offsets."""

    def __missing__(self, point: int) -> str:
        plain = {"ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ø": "o", "Ø": "o"}.get(chr(point))
        if plain is None:
            parts = unicodedata.normalize("NFKD", chr(point))
            plain = next((c for c in parts if not unicodedata.combining(c)), chr(point)).casefold()[:1] or chr(point)
        self[point] = plain
        return plain


_FOLDS: Final = _Folds()


def fold(text: str) -> str:
    """The text without capitals and diacritics, as long as it was: offsets into one are offsets into the other."""
    pieces = _NOT_ASCII.split(text)
    pieces[::2] = [piece.lower() for piece in pieces[::2]]
    pieces[1::2] = [piece.translate(_FOLDS) for piece in pieces[1::2]]
    return "".join(pieces)


class Word(NamedTuple):
    """A word or number of a text, folded, with its half-open place in code points."""

    text: str
    start: int
    end: int


class Hit(NamedTuple):
    """A term found: its half-open place in code points, the words `first`..`last` (inclusive), and what it means."""

    start: int
    end: int
    first: int
    last: int
    value: Any


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a text in order, and where the lexicon's terms stand among them. Equal only to itself."""

    text: str
    folded: str
    words: Sequence[Word]
    numbers: Sequence[int]
    """The places of the folded text where a number begins, in order; no letter or sign of a word stands before it."""
    _hits: dict[str, list[Hit]]

    def hits(self, name: str, *more: str) -> list[Hit]:
        """Where terms of these lists stand, in reading order; of terms that begin at one word the longest."""
        if not more:
            return self._hits.get(name, [])
        lists = [self._hits[name] for name in (name, *more) if name in self._hits]
        if len(lists) <= 1:
            return lists[0] if lists else []
        return sorted((hit for hits in lists for hit in hits), key=lambda hit: hit[:4])

    def between(self, start: int, end: int, *names: str) -> list[Hit]:
        """The hits that lie wholly in the stretch."""
        found = [hit for name in names for hit in self.within(name, start, end)]
        return found if len(names) == 1 else sorted(found, key=lambda hit: hit[:4])

    def any(self, start: int, end: int, *names: str) -> bool:
        """True if a term of these lists lies wholly in the stretch."""
        for name in names:
            if name not in self._hits:
                continue
            hits = self._hits[name]
            if hits[-1].start < start or hits[0].start >= end:
                continue
            for at in range(bisect_left(hits, start, key=_start_of_hit), len(hits)):
                if hits[at].start >= end:
                    break
                if hits[at].end <= end:
                    return True
        return False

    def at(self, place: int) -> int:
        """The first word that begins at or after a place of the text."""
        return bisect_left(self.words, place, key=_start_of_word)

    def beginning_at(self, places: Iterable[int]) -> Iterator[int]:
        """The words that begin at these places."""
        for place in places:
            at = self.at(place)
            if at < len(self.words) and self.words[at].start == place:
                yield at

    def with_number(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """As `pattern.finditer(folded)` for a pattern that begins with a number, which is looked for nowhere else."""
        end = 0
        for place in self.numbers:
            if place >= end and (hit := pattern.match(self.folded, place)) is not None:
                yield hit
                end = hit.end()

    def within(self, name: str, start: int, end: int) -> list[Hit]:
        """As `between`, for one list."""
        if name not in self._hits:
            return []
        hits = self._hits[name]
        if hits[-1].start < start or hits[0].start >= end:
            return []
        first = bisect_left(hits, start, key=_start_of_hit)
        return [hit for hit in hits[first : bisect_left(hits, end, first, key=_start_of_hit)] if hit.end <= end]


class _Term(NamedTuple):
    list_name: str
    rest: tuple[str, ...]
    value: Any


class _Starting(NamedTuple):
    """The terms that a word begins: those of one word, and the longer ones by the word that must follow."""

    alone: tuple[tuple[Any, tuple[str, ...]], ...]
    """What the word means, and the lists that know it so; each list once."""
    by_second: dict[str, tuple[_Term, ...]]
    by_stem: tuple[tuple[str, _Term], ...]
    stems: tuple[str, ...]
    """Those of `by_stem`, to ask after all of them at once."""


_NOTHING: Final = _Starting((), {}, (), ())
_made: Final = tuple.__new__
"""Makes a Word or a Hit without the checks of its constructor, which most of the reading would wait for."""


class Lexicon:
    """Named lists of terms."""

    def __init__(self) -> None:
        self._exact: defaultdict[str, list[_Term]] = defaultdict(list)
        self._stems: defaultdict[str, list[_Term]] = defaultdict(list)
        self._names: set[str] = set()
        self._starting = _StartingWith(self._look_up)
        self.matches = lru_cache(maxsize=32_768)(self._matches)
        """True if the word alone is a term of the list: `matches("dates.month", "marca")`."""
        self.read = lru_cache(maxsize=16)(self._read)
        """The words of a text and the terms among them; remembered for the texts read last."""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._names)

    def add(self, name: str, terms: Iterable[tuple[str, Any]]) -> None:
        """Adds terms, each with what it means, to the list of this name."""
        self._names.add(name)
        for term, value in terms:
            if term.isascii() and term.isalpha():
                self._exact[term.lower()].append(_Term(name, (), value))
                continue
            first, *rest = _parts(term)
            stem, table = (first[:-1], self._stems) if first.endswith("*") else (first, self._exact)
            table[stem].append(_Term(name, tuple(rest), value))

    def _matches(self, name: str, word: str) -> bool:
        return any(name in lists for _value, lists in self._starting[fold(word)].alone)

    def _look_up(self, word: str) -> _Starting:
        found = list(self._exact.get(word, ()))
        for length in range(1, min(len(word), _LONGEST) + 1):
            found.extend(self._stems.get(word[:length], ()))
        if not found:
            return _NOTHING
        longer = sorted((term for term in found if term.rest), key=lambda term: len(term.rest))
        by_second: defaultdict[str, list[_Term]] = defaultdict(list)
        for term in longer:
            if not term.rest[0].endswith("*"):
                by_second[term.rest[0]].append(term)
        by_stem = tuple((term.rest[0][:-1], term) for term in longer if term.rest[0].endswith("*"))
        return _Starting(
            _by_value({term.list_name: term.value for term in found if not term.rest}),
            {second: tuple(terms) for second, terms in by_second.items()},
            by_stem,
            tuple(stem for stem, _term in by_stem),
        )

    def _read(self, text: str) -> Words:
        folded = fold(text)
        words = _words_of(folded)
        texts = [*map(_text_of_word, words), ""]
        hits: defaultdict[str, list[Hit]] = defaultdict(list)
        for at, starting in enumerate(map(self._starting.__getitem__, texts)):
            if starting is _NOTHING:
                continue
            following = texts[at + 1]
            longer: list[_Term] = []
            if following in starting.by_second or (starting.stems and following.startswith(starting.stems)):
                longer = _going_on(starting, words, at)
            _text, start, end = words[at]
            if not longer:
                for value, names in starting.alone:
                    hit = _made(Hit, (start, end, at, at, value))
                    for name in names:
                        hits[name].append(hit)
                continue
            longest = {name: (at, value) for value, names in starting.alone for name in names}
            longest.update((term.list_name, (at + len(term.rest), term.value)) for term in longer)
            for name, (last, value) in longest.items():
                hits[name].append(Hit(start, words[last].end, at, last, value))
        numbers = [hit.start() for hit in _NUMBER.finditer(folded)]
        return Words(text, folded, words, numbers, dict(hits))


class _StartingWith(dict[str, _Starting]):
    """The terms that words begin, looked up once; when it is full it begins anew."""

    def __init__(self, look_up: Callable[[str], _Starting]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> _Starting:
        if len(word) > _LONGEST:
            return self[word[:_LONGEST]]
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = found = self._look_up(word)
        return found


def _words_of(folded: str) -> list[Word]:
    if _COMBINING.search(folded):
        return [_made(Word, (_COMBINING.sub("", hit[0]), *hit.span())) for hit in _WORD.finditer(folded)]
    pieces = _WORDS.split(folded.replace("_", " "))  # what parts words, and words, by turns
    ends = list(accumulate(map(len, pieces)))
    return list(map(_made, repeat(Word), zip(pieces[1::2], ends[::2], ends[1::2], strict=False)))


def _by_value(meaning: Mapping[str, Any]) -> tuple[tuple[Any, tuple[str, ...]], ...]:
    lists: list[tuple[Any, list[str]]] = []
    for name, value in meaning.items():
        same = next((names for known, names in lists if known == value and type(known) is type(value)), None)
        if same is None:
            lists.append((value, [name]))
        else:
            same.append(name)
    return tuple((value, tuple(names)) for value, names in lists)


def _parts(term: str) -> list[str]:
    folded = fold(term)
    parts = [m[0] + ("*" if folded[m.end() : m.end() + 1] == "*" else "") for m in _WORD.finditer(folded)]
    if not parts:
        raise ValueError(f"a term without a word: {term!r}")
    return parts


def _going_on(starting: _Starting, words: Sequence[Word], at: int) -> list[_Term]:
    """The terms of several words that stand at a word, shorter ones first."""
    second = words[at + 1].text
    able = (
        *starting.by_second.get(second, ()),
        *(term for stem, term in starting.by_stem if second.startswith(stem)),
    )
    found = [term for term in able if _goes_on(words, at + 2, term.rest[1:])]
    return sorted(found, key=lambda term: len(term.rest)) if len(found) > 1 else found


def _goes_on(words: Sequence[Word], at: int, rest: Sequence[str]) -> bool:
    if at + len(rest) > len(words):
        return False
    for offset, wanted in enumerate(rest):
        word = words[at + offset].text
        if not (word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted):
            return False
    return True
