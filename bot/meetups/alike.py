"""Whether two texts say the same, or one is the other with a typo mended."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz.distance import OSA

from bot.meetups.words import fold

_WORD: Final = re.compile(r"[^\W_]+[+#]*")
"""A word, or a language's name such as "C++" or "C#"."""
_LONG: Final = 8
"""From this length on two letters of a word may be wrong, below it one; the shortest words are exact."""
_SHORT: Final = 4
_STEM: Final = 4
"""How many first letters two forms of an inflected name share at least ("Klub", "Klubie")."""


def same_text(one: str | None, other: str | None) -> bool:
    """True when only case, diacritics, punctuation, spacing or a typo differ. Numbers and versions are never typos."""
    ones, others = _words(one), _words(other)
    if "".join(ones) == "".join(others):
        return True
    if not ones or not others or _numbers(ones) != _numbers(others):
        return False
    if len(ones) == len(others):
        return all(_same_word(a, b) for a, b in zip(ones, others, strict=True))
    # A word written together or apart, or a short one lost ("w praktyce", "praktyce").
    joined = "".join(ones), "".join(others)
    allowed = min(2, min(map(len, joined)) // 12)
    return OSA.distance(*joined, score_cutoff=allowed) <= allowed


def same_place(one: str | None, other: str | None) -> bool:
    """True for the same name in another grammatical form, or told more exactly; another number is another place."""
    ones, others = _words(one), _words(other)
    if same_text(one, other):
        return True
    if not ones or not others or _numbers(ones) != _numbers(others):
        return False
    few, many = sorted((ones, others), key=len)
    return all(any(_same_form(a, b) for b in many) for a in few)


def same_people(ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """True for the same people in any order, with or without a title or a first name."""
    if len(ones) != len(others):
        return False
    left = list(others)
    for person in ones:
        found = next((other for other in left if _same_person(person, other)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _same_person(one: str, other: str) -> bool:
    few, many = sorted((_words(one), _words(other)), key=len)
    return same_text(one, other) or (bool(few) and all(any(_same_word(a, b) for b in many) for a in few))


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < _SHORT or not (one.isalpha() and other.isalpha()):
        return False
    allowed = 2 if shorter >= _LONG else 1
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _same_form(one: str, other: str) -> bool:
    stem = max(_STEM, min(len(one), len(other)) - 2)
    return _same_word(one, other) or (one[:stem] == other[:stem] and len(one) >= _STEM <= len(other))


def _words(text: str | None) -> list[str]:
    return _WORD.findall(fold(text or ""))


def _numbers(words: list[str]) -> list[str]:
    return [word for word in words if not word.isalpha()]
