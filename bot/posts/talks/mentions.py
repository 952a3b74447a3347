"""A person named in a text, where it is; and whom front matter lists as speakers."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import PersonName
from bot.posts.rules.stated import stated_speakers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.talks.view import View

_UNBENT: Final = frozenset(("nom",))


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


def stated_mentions(view: View) -> Iterator[Mention]:
    """Where the text names those whom front matter lists as speakers, whatever their names look like."""
    for name in stated_speakers(view.post.front_matter):
        first, _blank, last = name.partition(" ")
        for hit in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", view.text) if last else ():
            if view.start <= hit.start() and hit.end() <= view.end:
                person = PersonName(first, last, None, _UNBENT, first_known=True, last_known=True)
                yield Mention(*hit.span(), person, 1.0)


def within_words(mention: Mention, quoted: list[tuple[int, int]], view: View) -> bool:
    """True for capitalised words within a longer quotation: "What the Optimiser Did to My Benchmark"."""
    at = bisect_right(quoted, mention.start, key=lambda span: span[0]) - 1
    if at < 0 or mention.end > quoted[at][1]:
        return False
    return len(view.text[slice(*quoted[at])].split()) > len(view.text[mention.start : mention.end].split()) + 1
