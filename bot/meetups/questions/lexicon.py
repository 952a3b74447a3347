"""The words of questions, ready to be looked up: with typos forgiven, in all languages at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz.distance import OSA

from bot.meetups.questions.model import Intent
from bot.meetups.words import LANGUAGES, lexicon, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROLES: Final = ("anchors", "next", "soon", "last", "past_tense", "future", "number", "filler")
NEAR: Final = 3
"""Between two words of a cue, at most two others may stand."""
FAR: Final = 12
_ANY_WORDS: Final = ".."
TYPO: Final = 0.85
"""What a word with a typo counts."""
_SHORTEST_WITH_TYPO: Final = 4
_SHORTEST_SWAPPED: Final = 3
"""A word this short is only recognized with two letters swapped."""
_LONG_FILLER: Final = 7
_TWO_TYPOS: Final = 9
"""From this length on, a word may have two typos."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A sequence of patterns that speaks for an intent, or says what role its words have."""

    patterns: tuple[int, ...]
    gaps: tuple[int, ...]
    """For each pattern, how many words further than the one before it may stand."""
    weight: float
    intent: Intent | None
    role: str
    language: str


@dataclass(slots=True)
class Vocabulary:
    """Every pattern of the lexicons by number, and the cues by their first pattern."""

    exact: dict[str, int] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)
    cues: defaultdict[int, list[Cue]] = field(default_factory=lambda: defaultdict(list))
    languages: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    fuzzy: defaultdict[str, list[tuple[str, int, bool]]] = field(default_factory=lambda: defaultdict(list))
    telling: set[int] = field(default_factory=set)
    """The patterns that are more than filler."""
    size: int = 0

    def add(self, cue: str, weight: float, intent: Intent | None, role: str, language: str) -> None:
        parts = list(_parts(cue))
        patterns = tuple(self._pattern(part, language) for part, _ in parts)
        gaps = tuple(gap for _, gap in parts)
        if role != "filler":
            self.telling.update(patterns)
        self.cues[patterns[0]].append(Cue(patterns, gaps, weight, intent, role, language))

    def lookup(self, word: str) -> Mapping[int, float]:
        """The patterns that a folded word fits, each with what it counts; empty for an unknown word."""
        found = {self.exact[word]: 1.0} if word in self.exact else {}
        for length in range(2, len(word) + 1):
            if (number := self.stems.get(word[:length])) is not None:
                found[number] = 1.0
        return found or self._mistyped(word)

    def _mistyped(self, word: str) -> Mapping[int, float]:
        if len(word) < _SHORTEST_SWAPPED or word.isdigit():
            return {}
        best: dict[int, int] = {}
        swapped = (
            [entry for entry in self.fuzzy.get(word[1], ()) if entry[0][1] == word[0]] if word[0] != word[1] else []
        )
        for terms in (self.fuzzy.get(word[0], ()), swapped):
            for term, number, is_stem in terms:
                distance = _distance(word, term, is_stem=is_stem)
                if distance is not None and (number in self.telling or _surely(word, term)):
                    best[number] = min(distance, best.get(number, distance))
        nearest = min(best.values(), default=0)
        return {number: TYPO for number, distance in best.items() if distance == nearest}

    def _pattern(self, part: str, language: str) -> int:
        known, term = (self.stems, part[:-1]) if part.endswith("*") else (self.exact, part)
        if term not in known:
            known[term] = self.size
            self.size += 1
            if len(term) >= _SHORTEST_SWAPPED:
                self.fuzzy[term[0]].append((term, known[term], part.endswith("*")))
        self.languages[known[term]].add(language)
        return known[term]


@cache
def vocabulary() -> Vocabulary:
    """The words of every language together; a question may mix them."""
    made = Vocabulary()
    for language in LANGUAGES:
        data: Mapping[str, Any] = lexicon(language)["questions"]
        for role in ROLES:
            for cue in data[role]:
                made.add(cue, 0.0, None, role, language)
        for intent, weights in data["intents"].items():
            for weight, cues in weights.items():
                for cue in cues:
                    made.add(cue, float(weight), Intent(intent), "", language)
    return made


def _parts(cue: str) -> Iterable[tuple[str, int]]:
    """The patterns of a cue, folded, a star staying with its word; each with the gap allowed before it."""
    gap = 0
    for part in cue.split():
        if part == _ANY_WORDS:
            gap = FAR
            continue
        pieces = words(part)
        for piece in pieces[:-1]:
            yield piece, gap
            gap = NEAR
        yield pieces[-1] + ("*" if part.endswith("*") else ""), gap
        gap = NEAR


def _surely(word: str, term: str) -> bool:
    """True for a mistyped filler that is hardly anything else: "teh", but not "shirt" for "short"."""
    return sorted(word) == sorted(term) or len(term) >= _LONG_FILLER


def _distance(word: str, term: str, *, is_stem: bool) -> int | None:
    """How many typos part a word from a term; None for too many. Two letters swapped are one typo."""
    allowed = 2 if len(term) >= _TWO_TYPOS else 1
    if len(word) < _SHORTEST_WITH_TYPO or len(term) < _SHORTEST_WITH_TYPO:
        return 1 if not is_stem and sorted(word) == sorted(term) and OSA.distance(word, term) == 1 else None
    if not is_stem:
        if abs(len(word) - len(term)) > allowed:
            return None
        distance = OSA.distance(word, term, score_cutoff=allowed)
        return distance if distance <= allowed else None
    if len(word) < len(term) - allowed:
        return None
    # A letter lost or doubled in the stem moves its end.
    ends = (len(term), len(term) - 1, len(term) + 1)
    if OSA.distance(word[: ends[0]], term, score_cutoff=allowed + 1) > allowed + 1:
        return None
    distance = min(OSA.distance(word[:end], term, score_cutoff=allowed) for end in ends)
    return distance if distance <= allowed else None
