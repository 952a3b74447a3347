"""Analyses of single Polish word forms, by Morfeusz 2 and its dictionary SGJP."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES: Final = frozenset(("nom", "gen", "dat", "acc", "inst", "loc"))
CONSONANT: Final = r"[bcćdfghjklłmnńprsśtvwxzźż]"
SHORT: Final = 3
"""Words up to this length are never bent by their endings alone."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way to understand a word form; tags as in the Morfeusz 2 (SGJP) tag set."""

    lemma: str
    pos: str
    """"subst", "adj", "fin", "praet", …; "ign" for a word no dictionary knows."""
    number: str
    """"sg", "pl" or "" where the word has none; a form that serves as both gives an analysis for each."""
    cases: frozenset[str]
    genders: frozenset[str]
    labels: frozenset[str]
    """What the word names: "imię", "nazwisko", "nazwa_geograficzna", "nazwa_organizacji", …"""


@lru_cache(maxsize=1 << 16)
def analyses(word: str) -> tuple[Analysis, ...]:
    """All ways to understand one word form; () for the empty word and for more than one word."""
    if not word or len(word) > _LONGEST or not word.isprintable():
        return ()
    found: dict[Analysis, None] = {}
    rows = morfeusz().analyse(word)
    if len({start for start, _end, _row in rows}) != 1:
        return ()
    for _start, _end, (_form, lemma, tag, labels, _style) in rows:
        for analysis in expand(lemma, tag, frozenset(labels)):
            found[analysis] = None
    return tuple(found)


def lemmas(word: str) -> frozenset[str]:
    """The casefolded dictionary forms of a word; the word itself where no dictionary knows it."""
    return frozenset(analysis.lemma.casefold() for analysis in analyses(word)) or frozenset((word.casefold(),))


def is_first_name(word: str) -> bool:
    """True for a form of a first name that the Polish dictionary knows ("Michałem")."""
    return word[:1].isupper() and any(is_name(analysis, "imię") for analysis in analyses(word))


def is_surname(word: str) -> bool:
    """True for a form of a surname that the Polish dictionary knows ("Staruchem")."""
    return word[:1].isupper() and any(is_name(analysis, "nazwisko") for analysis in analyses(word))


def warm_up() -> None:
    """Loads the dictionary, which otherwise the first word does (about a tenth of a second)."""
    analyses("dom")


def like(nominative: str, written: str) -> str:
    """The nominative in the capitals of the written form: "wyspa" as in "WySPie" is "WySPa"."""
    shared = 0
    for a, b in zip(nominative, written, strict=False):
        if a.casefold() != b.casefold():
            break
        shared += 1
    rest = nominative[shared:]
    return written[:shared] + (rest.upper() if written.isupper() and len(written) > 1 else rest)


@cache
def morfeusz() -> Any:
    import morfeusz2  # noqa: PLC0415 -- loads its dictionary, which commands that read no post should not wait for

    return morfeusz2.Morfeusz(expand_tags=False, whitespace=morfeusz2.KEEP_WHITESPACES)


def expand(lemma: str, tag: str, labels: frozenset[str]) -> Iterator[Analysis]:
    pos, *rest = tag.split(":")
    lemma = lemma.split(":", 1)[0] or lemma
    numbers: tuple[str, ...] = ("",)
    cases: frozenset[str] = frozenset()
    genders: frozenset[str] = frozenset()
    for part in rest:
        values = frozenset(part.split("."))
        if values <= {"sg", "pl"}:
            numbers = tuple(sorted(values, reverse=True))
        elif values & CASES:
            cases = values & CASES
        elif values & {"m1", "m2", "m3", "f", "n"}:
            genders = values
    for number in numbers:
        yield Analysis(lemma, pos, number, cases, genders, labels)


def is_name(analysis: Analysis, label: str) -> bool:
    return label in analysis.labels and analysis.pos == "subst" and analysis.number == "sg"


_LONGEST: Final = 60
