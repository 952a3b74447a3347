"""Names in posts that are written without capitals: "asyncio od zera / magda wrzosek"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import PersonName, analyses, is_surname
from bot.posts.talks.mentions import UNBENT, Mention
from bot.posts.talks.name_words import known_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.talks.view import View

_MOST: Final = 40
_PAIR: Final = re.compile(
    r"(?<=[-–—/(:|,\n])(?:[ \u00a0]*(?P<title>(?:(?:dr|mgr|inż|prof)\.?[ \u00a0])*)|(?<=\n))"
    r"(?P<first>[^\W\d_]{3,20}) (?P<last>[^\W\d_]{3,20}(?:-[^\W\d_]{2,20})?)(?=[ \u00a0]*(?:[-–—/):|,(\n]|\.?$))"
)
"""Two words of which a dash, a bracket or the line's ends set off both sides."""


def small_names(view: View) -> Iterator[Mention]:
    """The names that are set off on both sides and begin with a first name that is no other word besides."""
    for number, hit in enumerate(_PAIR.finditer(view.text, view.start, view.end)):
        if number >= _MOST:
            return
        first, last = hit["first"].title(), hit["last"].title()
        if hit["first"].islower() and known_first(first, view.lexicon) and _is_last(hit["last"], last):
            person = PersonName(first, last, None, UNBENT, first_known=True, last_known=is_surname(last))
            yield Mention(hit.start("first"), hit.end("last"), person, 0.9)


def _is_last(written: str, last: str) -> bool:
    """True for a surname that a dictionary knows, and for a word that none knows."""
    return is_surname(last) or all(analysis.pos == "ign" for analysis in analyses(written))
