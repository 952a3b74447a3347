"""People's names in the nominative: "Tomka Powchowicza" → "Tomek Powchowicz"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final, Literal

from bot.posts.morphology.words import CASES, CONSONANT, SHORT, analyses, is_first_name, is_name, is_surname, like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Gender = Literal["m", "f"]
PARTICLES: Final = frozenset(
    (
        *("van", "von", "der", "den", "ter", "de", "da", "di", "del", "della", "la", "le", "das", "dos", "du", "af"),
        *("el", "al", "bin", "binti", "ibn", "ap", "mac", "nic", "giolla", "Ó", "ó", "Ní", "ní"),
    )
)
"""Words between a first name and a surname, in the names of many nations."""
_GENDERS: Final[dict[str, Gender]] = {"m1": "m", "m2": "m", "m3": "m", "f": "f"}
_NOM: Final = frozenset(("nom",))


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name as it stands in the nominative, and how well it was understood."""

    first: str
    last: str
    """"" where the first name stands alone."""
    gender: Gender | None
    cases: frozenset[str]
    """The cases that the words may stand in."""
    first_known: bool
    last_known: bool

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()


def nominative_person(words: Sequence[str], *, cases: frozenset[str] | None = None) -> PersonName | None:
    """The name that `words` (a first name, further first names, surnames) are a form of; None for no words.

    `cases` narrows the case down where the sentence is known to ask for one ("z" → instrumental).
    First name and surname agree in gender and case; names that no dictionary knows are bent back by their endings,
    and left alone where nothing shows that they are bent.
    """
    return _person(tuple(words), cases) if words else None


@dataclass(frozen=True, slots=True)
class _Bent:
    """One way to read a name's word: its nominative, who may bear it and in which cases the word may stand."""

    nominative: str
    gender: Gender | None
    cases: frozenset[str]
    weight: float
    """How much this way is trusted, from 0 to 1; from 0.9 up it is the dictionary's."""


_KNOWN: Final = 0.9
_ENDINGS: Final[tuple[tuple[str, str, Gender | None, str, float], ...]] = (
    (r"(s|c|dz)kiego$", r"\1ki", "m", "gen acc", 0.85),
    (r"(s|c|dz)kiemu$", r"\1ki", "m", "dat", 0.85),
    (r"(s|c|dz)kim$", r"\1ki", "m", "inst loc", 0.85),
    (r"(s|c|dz)ki$", r"\1ki", "m", "nom", 0.85),
    (r"(s|c|dz)kiej$", r"\1ka", "f", "gen dat loc", 0.85),
    (r"(s|c|dz)ką$", r"\1ka", "f", "acc inst", 0.85),
    (r"(s|c|dz)ka$", r"\1ka", "f", "nom", 0.85),
    (r"['’](a|ego)$", "", "m", "gen acc", 0.8),
    (r"['’](owi|emu)$", "", "m", "dat", 0.8),
    (r"['’](em|m)$", "", "m", "inst", 0.8),
    (r"ow(ej)$", "owa", "f", "gen dat loc", 0.6),
    (r"ową$", "owa", "f", "acc inst", 0.6),
    (r"ego$", "y", "m", "gen acc", 0.4),
    (r"([kg])iem$", r"\1", "m", "inst", 0.6),
    (rf"({CONSONANT})em$", r"\1", "m", "inst", 0.6),
    (rf"({CONSONANT})owi$", r"\1", "m", "dat", 0.6),
    (rf"({CONSONANT})a$", r"\1", "m", "gen acc", 0.5),
    (rf"({CONSONANT})ą$", r"\1a", None, "acc inst", 0.6),
    (rf"({CONSONANT})ę$", r"\1a", None, "acc", 0.6),
    (rf"({CONSONANT})[yi]$", r"\1a", None, "gen", 0.4),
)


@lru_cache(maxsize=1 << 14)
def _person(words: tuple[str, ...], cases: frozenset[str] | None) -> PersonName | None:
    if len(words) == 1:
        return _first_alone(words[0], cases)
    best: tuple[float, PersonName] | None = None
    for ways in product(_ways(words[0], "imię"), _surname_ways(words[1:])):
        judged = _judge(*ways, cases)
        if judged and (best is None or judged[0] > best[0]):
            best = judged
    return best[1] if best else _as_written(words)


def _judge(first: _Bent, last: _Bent, cases: frozenset[str] | None) -> tuple[float, PersonName] | None:
    """How well two readings go together, and the name they give; None where they contradict each other."""
    if first.gender and last.gender and first.gender != last.gender:
        return None
    shared = first.cases & last.cases
    wanted = shared & cases if cases else shared
    if not shared:
        return None
    score = first.weight + last.weight + 0.15 * ("nom" in wanted) - 0.8 * (not wanted)
    gender = first.gender or last.gender
    name = PersonName(
        first.nominative, last.nominative, gender, wanted or shared, first.weight >= _KNOWN, last.weight >= _KNOWN
    )
    return score, name


def _as_written(words: tuple[str, ...]) -> PersonName:
    """A name whose words contradict each other: its known first name in the nominative, the rest untouched."""
    first = max(_ways(words[0], "imię"), key=lambda way: way.weight + 0.1 * ("nom" in way.cases))
    known = all(is_surname(word) for word in words[1:])
    return PersonName(first.nominative, " ".join(words[1:]), first.gender, first.cases, first.weight >= _KNOWN, known)


def _first_alone(word: str, cases: frozenset[str] | None) -> PersonName:
    ways = _ways(word, "imię")

    def rank(way: _Bent) -> float:
        return way.weight + 0.15 * ("nom" in way.cases) - 0.8 * bool(cases and not way.cases & cases)

    best = max(ways, key=rank)
    return PersonName(best.nominative, "", best.gender, best.cases, best.weight >= _KNOWN, last_known=False)


def _surname_ways(words: tuple[str, ...]) -> tuple[_Bent, ...]:
    """Readings of all words after the first one as one surname: further first names, particles, double surnames."""
    if len(words) == 1:
        return _ways(words[0], "nazwisko")
    parts = [
        (_Bent(word, None, CASES, 1.0),)
        if word.casefold() in PARTICLES
        else _ways(word, "nazwisko") + (_ways(word, "imię") if word is not words[-1] and is_first_name(word) else ())
        for word in words[:3]
    ]
    return tuple(_joined(parts, " "))


def _joined(parts: Iterable[tuple[_Bent, ...]], glue: str) -> Iterator[_Bent]:
    for ways in product(*(part[:8] for part in parts)):
        genders = {way.gender for way in ways if way.gender}
        cases = frozenset.intersection(*(way.cases for way in ways))
        if len(genders) <= 1 and cases:
            name = glue.join(way.nominative for way in ways)
            yield _Bent(name, next(iter(genders), None), cases, min(way.weight for way in ways))


@lru_cache(maxsize=1 << 14)
def _ways(word: str, label: str) -> tuple[_Bent, ...]:
    """Readings of one word as a name of that label, the dictionary's first; never ()."""
    if "-" in word.strip("-"):
        halves = [_ways(half, label) for half in word.split("-")[:3] if half]
        return tuple(_joined(halves, "-")) or (_Bent(word, None, CASES, 0.3),)
    known: dict[_Bent, None] = {}
    for analysis in analyses(word):
        if is_name(analysis, label) and analysis.cases:  # none but the vocative is another name: "Mariko"
            for gender in sorted({_GENDERS[tag] for tag in analysis.genders if tag in _GENDERS}):
                known[_Bent(like(analysis.lemma, word), gender, analysis.cases, 1.0)] = None
    if known:
        if label == "nazwisko" and word[-1:] in "eéio":  # "Lange", "Verdi": many of them are never bent
            known[_Bent(word, "m", CASES, 0.4)] = None
        return tuple(known)
    guesses = [
        _Bent(like(re.sub(pattern, replacement, word), word), gender, frozenset(cases.split()), weight)
        for pattern, replacement, gender, cases, weight in _ENDINGS
        if len(word) > SHORT and re.search(pattern, word)
    ]
    return (*guesses, *_unbent(word))


def _unbent(word: str) -> tuple[_Bent, ...]:
    """An unknown name as it is written: a nominative, or a woman's name that ends in a consonant and never bends."""
    if word[-1:].casefold() in "aeiouyąęó":
        return _Bent(word, None, _NOM, 0.6), _Bent(word, None, CASES, 0.3)
    return _Bent(word, None, _NOM, 0.6), _Bent(word, "f", CASES, 0.5)
