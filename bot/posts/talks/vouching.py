"""Names that no dictionary knows: where the words around them show that they are people's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.view import View

_CAPITAL: Final = r"[A-ZĄĆĘŁŃÓŚŹŻÀ-ÖØ-ÞČĎĚŇŘŠŤŮŽĐŐŰĀĒĪŌŪĞİŞА-ЯІЇЄҐ]"
_APOSTROPHE: Final = r"['’](?!s\b)[^\W\d_]+"
"""Within a name ("O'Connor", "Fowler'a"); English "'s" is no part of one."""
_SYLLABLES: Final = rf"{_CAPITAL}[^\W\d_]{{1,4}}-[a-z]{{2,5}}\b"
"""A name of two syllables, of which only the first has a capital: "Ji-hoon"."""
WORD: Final = (
    rf"(?:{_SYLLABLES}|{_CAPITAL}(?:[^\W\d_]+(?:{_APOSTROPHE})*|['’]{_CAPITAL}[^\W\d_]+|\.)(?:-{_CAPITAL}[^\W\d_]+)?)"
)
_CLOSE: Final = 2
_AGAIN: Final = 6


def places_of(view: View) -> dict[str, list[Span]]:
    """Where each capitalised word stands, the first few times."""
    places: dict[str, list[Span]] = {}
    for match in _CAPITALISED.finditer(view.text, view.start, view.end):
        found = places.setdefault(match[1], [])
        if len(found) < _AGAIN:
            found.append(Span(*match.span()))
    return places


_CAPITALISED: Final = re.compile(rf"\b({WORD})(?:['’]s\b)?")


def is_vouched_for(view: View, mention: Mention, again: dict[str, list[Span]]) -> bool:
    """True where the text treats a name that no dictionary knows as a person's.

    A title or "speaker" stands before it, a handle or "who" after it, or the first name alone does something later on.
    """
    before = view.hits("talks.role", max(view.start, mention.start - 24), mention.start)
    before += view.hits("talks.honorific", max(view.start, mention.start - 12), mention.start)
    if any(not view.text[hit.end : mention.start].strip(' \u00a0.:"„“*') for hit in before):
        return True
    if _HANDLE.match(view.text, mention.end) or _is_somebody(view, mention.end):
        return True
    if _is_spoken_of(view, mention):
        return True
    first = view.text[mention.start : mention.end].split(maxsplit=1)[0]
    return any(
        _is_somebody(view, place.end) or _speaks_later(view, place.end)
        for place in again.get(first, ())
        if place.start != mention.start
    )


_HANDLE: Final = re.compile(r"\s*\(@\w+\)")
_SPOKEN_OF: Final = 160
"""So far after a name a word such as "she" or "her" still speaks of its owner."""


def _is_spoken_of(view: View, mention: Mention) -> bool:
    """True where a name opens its sentence or clause and the next words say "he", "her": no thing is a she."""
    limit = min(view.end, mention.end + _SPOKEN_OF)
    stop = view.text.find("\n", mention.end, limit)
    limit = stop if stop >= 0 else limit
    opens = _OPENS.search(view.text, max(0, mention.start - 8), mention.start) is not None
    hits = view.hits("talks.he_or_she", mention.end, limit)
    return bool(hits) and (opens or hits[0].start <= mention.end + 2)


_OPENS: Final = re.compile(r"(?:^|\n|[.!?:][\"”*)]*\s+|\b[Aa]nd |\b[Tt]hen |, )[\"*]*$")


def _is_somebody(view: View, at: int) -> bool:
    """True where the words right after a name say what its owner does or is."""
    for name in ("talks.copula", "talks.bio", "talks.speak", "talks.says"):
        if any(hit.start <= at + _CLOSE for hit in view.hits(name, at, min(view.end, at + 40))):
            return True
    return False


def _speaks_later(view: View, at: int) -> bool:
    """True where the sentence says further on that its subject will speak, and names nobody and nothing before that."""
    hit = next(iter(view.hits("talks.speak", at, min(view.end, at + _SPOKEN_OF))), None)
    return hit is not None and _BREAK.search(view.text, at, hit.start) is None


_BREAK: Final = re.compile(rf"\n|\b{_CAPITAL}")
