"""Who is named behind what they are thanked for: "za kawę dziękuję X, za ciastka firmie Y"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.posts.rules.giver_names import giver_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Found, Page, Span
    from bot.posts.rules.firms import Sponsor

_MOST: Final = 40
_STEPS: Final = 5
_FEW: Final = 6


def thanked_for(page: Page) -> Iterator[Found[Sponsor]]:
    """Yields X of "za kawę dziękuję X" and of "za ciastka pierwszy raz firmie X": small words alone stand between."""
    for fare in page.words.hits("sponsors.fare", "sponsors.paid_for")[:_MOST]:
        if not _is_thanked_for(page, fare):
            continue
        sentence = page.sentence_at(fare.start)
        if not page.words.any(*sentence, "sponsors.thanking") or page.words.any(*sentence, "sponsors.prize"):
            continue
        named = _named_behind(page, fare, sentence)
        if named is not None:
            yield named


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
    at = fare.last + 1
    further = page.words.between(*sentence, "sponsors.fare")
    if not any(_is_thanked_for(page, one) for one in further[:_FEW]):
        return None  # "za salę dziękujemy X" alone: the host
    while at + 1 < len(words) and page.lexicon.matches("talks.together", words[at].text):
        if not page.words.any(words[at + 1].start, words[at + 1].end, "sponsors.fare", "sponsors.paid_for"):
            return None
        at += 2
    for place in range(at, min(at + _STEPS, len(words))):
        word = words[place]
        if word.start >= sentence.end or page.text[words[place - 1].end : word.start].strip("*") != " ":
            return None
        if page.text[word.start].isupper():
            return giver_at(page, place) if place > at else None  # "for pizza T-shirts" names no giver
        if any(page.lexicon.matches(name, word.text) for name in ("places.in", "sponsors.no_giver", "talks.together")):
            return None
    return None
