"""Names and titles that bold or italic type sets side by side in a sentence: "**Jane Roe** came with *Title*"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.posts.talks.view import Span
from bot.posts.talks.whom import named_by_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.document import Mark
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View

_BETWEEN: Final = re.compile(r"[*_]*(?:,\s|\s(?:[a-z']{1,10}\s){0,3}(?:with|z|ze)\s|:\s)[*_]*")
_FEW: Final = 2
_MOST: Final = 20


def paired(view: View, people: People, sentence: Span) -> Iterator[tuple[list[Mention], Span]]:
    """Yields who speaks and the title, where the name is in bold or italic type as a whole, and the title behind it."""
    marks = _apart((*view.marks_in(view.bold, *sentence), *view.marks_in(view.emphasis, *sentence)))
    for name, title in pairwise(marks) if len(marks) > 1 else ():
        if not _BETWEEN.fullmatch(view.text, name.end, title.start):
            continue
        known = people.between(name.start, name.end, certainty=0.3)
        named = known or named_by_shape(view, name.start, name.end)
        if not known and (other := named_by_shape(view, title.start, title.end)) and other[-1].end >= title.end - 1:
            continue  # "**Acme Labs**, **Copper Leaf Cakes**": two names, whatever they are of
        whole = bool(named) and named[0].start <= name.start + 1 and named[-1].end >= name.end - 1
        words = view.quote(Span(title.start, title.end)).split()
        if whole and len(words) >= _FEW and not people.between(title.start, title.end, certainty=0.6):
            yield named, Span(title.start, title.end)


def _apart(marks: tuple[Mark, ...]) -> list[Mark]:
    """The marks in reading order, without those that lie in another one, as bold italics do."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end))[:_MOST]:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
