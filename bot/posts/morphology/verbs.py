"""Tense and person of Polish verb forms, by Morfeusz 2."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from bot.posts.morphology.words import SHORT, morfeusz

PAST: Final = "past"
NOW: Final = "now"
AHEAD: Final = "ahead"
ORDER: Final = "order"
_VERBAL: Final = frozenset(("fin", "praet", "bedzie", "impt", "imps", "aglt", "inf", "ppas", "pact", "pcon", "pant"))
_TENSES: Final = {"praet": PAST, "imps": PAST, "bedzie": AHEAD, "impt": ORDER}
_LONGEST: Final = 40


class Verb(NamedTuple):
    """A verb form: its tense, `person` 1 to 3, and whether it speaks of several."""

    tense: str
    """PAST, NOW, AHEAD or ORDER: a present form of a verb that means a whole act ("opowie") speaks of what will be."""
    person: int
    many: bool


@lru_cache(maxsize=1 << 16)
def verb(word: str) -> Verb | None:
    """The verb that a word form is; None for other words, and for those that are more often something else."""
    if not SHORT <= len(word) <= _LONGEST or not word.isalpha():
        return None
    rows = [(start, tag.split(":")) for start, _end, (_form, _lemma, tag, _labels, _style) in morfeusz().analyse(word)]
    first = [tag for start, tag in rows if start == 0]
    told = next((tag for tag in first if tag[0] in _TENSES or tag[0] == "fin"), None)
    if told is None:
        return None
    sure = next((tag for tag in first if tag[0] == "praet" or {"fin", "pl", "pri"} <= set(tag)), None)
    if sure is None and any(tag[0] not in _VERBAL for tag in first):
        return None
    told = sure or told
    tense = _TENSES.get(told[0]) or (AHEAD if told[-1] == "perf" else NOW)
    ending = next((tag for start, tag in rows if start > 0 and tag[0] == "aglt"), told)
    return Verb(tense, 1 if "pri" in ending else 2 if "sec" in ending else 3, many="pl" in ending)
