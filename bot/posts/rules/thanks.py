"""Who is named behind what they are thanked for: "za kawę dziękuję X, za ciastka firmie Y"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.rules.firms import joined
from bot.posts.rules.given import given
from bot.posts.rules.giver_names import giver_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Found, Page, Span
    from bot.posts.rules.firms import Sponsor

_MOST: Final = 40
_STEPS: Final = 5
_GAP: Final = re.compile(r"\*{0,2}\)?:?\s\*{0,2}")
_ASIDE: Final = re.compile(r"\s\([^()\n]{1,40}\)")


def thanked_for(page: Page) -> Iterator[Found[Sponsor]]:
    """Yields X of "za kawę dziękuję X" and of "za ciastka pierwszy raz firmie X": small words alone stand between."""
    for fare in [*given(page), *page.words.hits("sponsors.deed")][:_MOST]:
        if not _is_thanked_for(page, fare):
            continue
        sentence = page.sentence_at(fare.start)
        if not page.words.any(*sentence, "sponsors.thanking"):
            continue
        named = _named_behind(page, fare, sentence)
        if named is not None:
            yield named
            yield from joined(page, named, sentence)


def _is_thanked_for(page: Page, fare: Hit) -> bool:
    """True behind "for", over one small word: "za pyszną kawę"."""
    words = page.words.words
    for at in (fare.first - 1, fare.first - 2):
        if at >= 0 and page.lexicon.matches("sponsors.for_what", words[at].text):
            return True
        if at < 0 or page.text[words[at].end] != " " or not page.text[words[at].start].islower():
            return False
    return False


def _named_behind(page: Page, fare: Hit, sentence: Span) -> Found[Sponsor] | None:
    words = page.words.words
    bracket = _ASIDE.match(page.text, fare.end)
    at = fare.last + 1 if bracket is None else page.words.at(bracket.end())
    while at + 1 < len(words) and page.lexicon.matches("talks.together", words[at].text):
        if not page.words.any(words[at + 1].start, words[at + 1].end, "sponsors.fare", "sponsors.paid_for"):
            return None
        at += 2
    for place in range(at, min(at + _STEPS, len(words))):
        word = words[place]
        if word.start >= sentence.end or not _GAP.fullmatch(page.text, words[place - 1].end, word.start):
            return None
        if page.text[word.start].isupper():
            labelled = ":" in page.text[words[place - 1].end : word.start]
            return giver_at(page, place) if place > at or labelled else None  # "for pizza T-shirts" names no giver
        if any(page.lexicon.matches(name, word.text) for name in ("places.in", "sponsors.no_giver", "talks.together")):
            return None
    return None
