"""What the words beside a name say of it: the case that it stands in, and that it names a street or a school."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.talks.mentions import UNBENT

if TYPE_CHECKING:
    from bot.posts.talks.view import View

_ABBREVIATED: Final = 3
"""Letters of the longest word that a full stop cuts short rather than ends a sentence."""


def names_a_place(view: View, start: int, end: int) -> bool:
    """True after "ul.", "plac", "im." and before "Building", "Street": streets and schools bear people's names."""
    after = _AFTER.match(view.text, end, end + 40)
    if after and view.lexicon.matches("talks.not_a_person_before", after[1]):
        return True
    before = _word_before(view, start)
    return bool(before) and view.lexicon.matches("talks.not_a_person", before)


def cases_at(view: View, start: int) -> frozenset[str] | None:
    """The cases that a name there may stand in; None for any. English bends none: "Lucy Hale" is no form of "Hała"."""
    return UNBENT if view.language_at(start) not in {None, _BENDING} else _cases_before(view, start)


_BENDING: Final = "pl"


def before_honorific(view: View, start: int, end: int) -> int:
    """Where the titles right before a name begin, which begins at `end`; none of them stands before `start`."""
    for hit in reversed(view.hits("talks.honorific", max(start, end - 24), end)):
        if not any(c.isalnum() for c in view.text[hit.end : end]):
            end = hit.start
    return end


def _cases_before(view: View, start: int) -> frozenset[str] | None:
    """The cases that the word before a name asks for ("z" the instrumental, "dla" the genitive); None for any."""
    start = before_honorific(view, view.start, start)
    hits = view.hits("talks.governs", max(view.start, start - 24), start)
    if not hits or view.text[hits[-1].end : start].strip(' \u00a0"„“('):
        return None
    return frozenset(str(hits[-1].value).split())


def _word_before(view: View, start: int) -> str:
    """The word right before a place on its line; "" after the end of a sentence."""
    found = _BEFORE.search(view.text, max(view.start, start - 40), start)
    if not found or (found[2] and len(found[1]) > _ABBREVIATED):
        return ""
    return found[1]


_AFTER: Final = re.compile(r"[ \u00a0]([^\W\d_]+)")
_BEFORE: Final = re.compile(r"([^\W_]+)(\.?)[ \u00a0]+[\"„“(]?$")
