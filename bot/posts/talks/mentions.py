"""A person named in a text, where it is; and whom front matter lists as speakers."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import PersonName
from bot.posts.rules.stated import stated_speakers

if TYPE_CHECKING:
    from bot.posts.talks.view import View

UNBENT: Final = frozenset(("nom",))
"""The case of a name that stands as it is."""
_MOST: Final = 40
"""Speakers that are looked for; who lists more lists no speakers."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in the text, in the nominative; `certainty` says how surely it is a person's name at all."""

    start: int
    end: int
    person: PersonName
    certainty: float

    @property
    def name(self) -> str:
        return self.person.name


def stated_mentions(view: View) -> list[Mention]:
    """Where the text names those whom front matter lists as speakers, whatever their names look like."""
    names = [name for name in stated_speakers(view.post.front_matter)[:_MOST] if " " in name]
    if not names:
        return []
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")
    return [
        Mention(*hit.span(), PersonName(first, last, None, UNBENT, first_known=True, last_known=True), 1.0)
        for hit in pattern.finditer(view.text, view.start, view.end)
        for first, _blank, last in (hit[0].partition(" "),)
    ]


def within_words(mention: Mention, quoted: list[tuple[int, int]], view: View) -> bool:
    """True for capitalised words within a longer quotation: "What the Optimiser Did to My Benchmark"."""
    at = bisect_right(quoted, mention.start, key=lambda span: span[0]) - 1
    if at < 0 or mention.end > quoted[at][1]:
        return False
    return len(view.text[slice(*quoted[at])].split()) > len(view.text[mention.start : mention.end].split()) + 1
