"""Noun phrases in the nominative: "Piekarni Cichej Kobiety" → "Piekarnia Cichej Kobiety"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.posts.morphology.words import CONSONANT, SHORT, Analysis, analyses, expand, like, morfeusz

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase in the nominative; `sure` is False where the dictionary did not know its head."""

    name: str
    sure: bool


def nominative_phrase(words: Sequence[str], *, cases: frozenset[str] | None = None) -> NounPhrase | None:
    """The noun phrase that `words` are a form of: "Piekarni Cichej Kobiety" → "Piekarnia Cichej Kobiety".

    `cases` are those that the word before asks for: {"loc"} after "w" and "na", {"gen"} after "do".
    """
    return _phrase(tuple(words), cases or _OBLIQUE) if words else None


_STEM: Final = 3
_OBLIQUE: Final = frozenset(("loc", "gen", "dat", "inst"))


_LOCATIVE_ENDINGS: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern), replacement, case)
    for pattern, replacement, case in (
        (r"[-'’](u|ie|a|owi|em|e|ze)$", "", "loc gen dat inst"),
        (r"ście$", "st", "loc"),
        (r"nie$", "n", "loc"),
        (r"zie$", "d", "loc"),
        (r"cie$", "t", "loc"),
        (r"rze$", "r", "loc"),
        (r"le$", "l", "loc"),
        (r"([bfmpsvw])ie$", r"\1", "loc"),
        (r"ce$", "ka", "loc dat"),
        (r"([kg])iem$", r"\1", "inst"),
        (rf"({CONSONANT})em$", r"\1", "inst"),
        (rf"({CONSONANT})owi$", r"\1", "dat"),
        (rf"({CONSONANT})[ua]$", r"\1", "gen loc"),
        (rf"({CONSONANT})[yi]$", r"\1a", "gen"),
    )
)


@lru_cache(maxsize=1 << 12)
def _phrase(words: tuple[str, ...], cases: frozenset[str]) -> NounPhrase:
    written = " ".join(words)
    at = _head(words, cases)
    if at is None:
        return _guessed_phrase(words, cases)
    head = _nouns(words[at], cases)[0]
    nominative = _nominative_of(head, words[at])
    out = [_agreeing(word, head, cases) or word for word in words[:at]] + [nominative]
    for place, word in enumerate(words[at + 1 :], at + 1):
        bent = None if _belongs_to_next(words, place) else _agreeing(word, head, cases)
        if bent is None:
            out.extend(words[place:])
            break
        out.append(bent)
    name = " ".join(out)
    return NounPhrase(name[:1].upper() + name[1:] if written[:1].isupper() else name, sure=True)


def _head(words: tuple[str, ...], cases: frozenset[str]) -> int | None:
    """Where the noun stands that the case is put on: after its adjectives, or after an unbent first word."""
    for place, word in enumerate(words[:5]):
        if place and _preposition(word):
            return None
        nouns = _nouns(word, cases)
        following = words[place + 1] if place + 1 < len(words) else ""
        if _adjective(word, cases) and _described_noun(words, place, cases):
            continue
        unbent = _nominative_noun(word) and not _is_alike(word, nouns)
        if nouns and not (unbent and _is_singular_noun(following, cases)):
            return place
        if not nouns and not _adjective(word, cases) and not _nominative_noun(word) and _bent_back(word, cases):
            return None
    return None


def _described_noun(words: tuple[str, ...], place: int, cases: frozenset[str]) -> bool:
    """True where an adjective goes with the noun after it, further adjectives between them aside."""
    at = place + 1
    while at < min(len(words), place + 4):
        if any(_agreeing(words[place], noun, cases) for noun in _nouns(words[at], cases)[:1]):
            return True
        if not _adjective(words[at], cases):
            return False
        at += 1
    return False


def _is_alike(word: str, nouns: list[Analysis]) -> bool:
    """True for "Centrum", which is the same in every case: nothing says that it is not the one that was asked for."""
    return any(a.number == "sg" and a.lemma.casefold() == word.casefold() for a in nouns)


def _nouns(word: str, cases: frozenset[str]) -> list[Analysis]:
    if word.isupper() and 1 < len(word) <= SHORT:  # "IT" is no form of "Ita"
        return [a for a in analyses(word) if a.lemma.isupper() and a.cases & cases]
    found = [a for a in analyses(word) if a.pos in {"subst", "ger"} and a.cases & cases]
    plain = [a for a in found if not a.labels & {"imię", "nazwisko"}] or found
    return sorted(plain, key=lambda a: (a.number != "sg", "nazwa_pospolita" not in a.labels, len(a.lemma)))


def _adjective(word: str, cases: frozenset[str]) -> bool:
    return any(a.pos in {"adj", "pact", "ppas"} and a.cases & cases for a in analyses(word))


def _preposition(word: str) -> bool:
    """True for "w", "dla": the noun after it stands in a case that the preposition asks for."""
    return any(a.pos == "prep" for a in analyses(word))


def _nominative_noun(word: str) -> bool:
    return any(a.pos == "subst" and "nom" in a.cases and a.number == "sg" for a in analyses(word))


def _is_singular_noun(word: str, cases: frozenset[str]) -> bool:
    return any(noun.number == "sg" for noun in _nouns(word, cases)) and not _nominative_noun(word)


def _agreeing(word: str, head: Analysis, cases: frozenset[str]) -> str | None:
    """An adjective in the nominative of the head's gender and number; None for a word that does not agree with it."""
    first, dash, second = word.partition("-")
    if dash and not analyses(word):  # of "Naukowo-Technologicznym" only the second half is bent
        bent = _agreeing(second, head, cases)
        return None if bent is None else f"{first}-{bent}"
    for analysis in analyses(word):
        if (
            analysis.pos in {"adj", "pact", "ppas"}
            and analysis.number == head.number
            and analysis.genders & head.genders
            and analysis.cases & head.cases & cases
        ):
            return _generated(analysis, word, head.genders)
    return None


def _belongs_to_next(words: tuple[str, ...], place: int) -> bool:
    """True for an adjective that opens a genitive of its own, as "Cichej" does in "Piekarni Cichej Kobiety"."""
    if place + 1 >= len(words):
        return False
    genitive = frozenset(("gen",))
    return any(
        _agreeing(words[place], noun, genitive) for noun in _nouns(words[place + 1], genitive) if "gen" in noun.cases
    )


def _nominative_of(noun: Analysis, written: str) -> str:
    if noun.number == "sg":
        return like(noun.lemma, written)
    return _generated(noun, written, noun.genders)


def _generated(analysis: Analysis, written: str, genders: frozenset[str]) -> str:
    stem = written.casefold()[:_STEM]
    compared = analysis.pos == "adj" and not analysis.lemma.casefold().startswith(stem)  # "Wyższej" of "wysoki"
    for form, _lemma, tag, _labels, _style in morfeusz().generate(analysis.lemma):
        for other in expand(analysis.lemma, tag, analysis.labels):
            if (
                other.pos == analysis.pos
                and other.number == analysis.number
                and "nom" in other.cases
                and other.genders & genders
                and tag.endswith((":com", ":sup")) == compared
                and (not compared or form.casefold().startswith(stem))
            ):
                return like(form, written)
    return like(analysis.lemma, written)


def _guessed_phrase(words: tuple[str, ...], cases: frozenset[str]) -> NounPhrase:
    """A phrase whose first word no dictionary knows: bent back by its ending; left alone where it is not bent."""
    first = _bent_back(words[0], cases) or words[0]
    return NounPhrase(" ".join((first, *words[1:])), sure=False)


def _bent_back(word: str, cases: frozenset[str]) -> str | None:
    """The nominative of a word that no dictionary knows, by its ending; None for a word that is not bent."""
    if len(word) <= SHORT or any(analysis.pos != "ign" for analysis in analyses(word)):
        return None
    for pattern, replacement, endings in _LOCATIVE_ENDINGS:
        if cases & set(endings.split()) and pattern.search(word):
            return like(pattern.sub(replacement, word), word)
    return None
