"""What is given at a meeting: food and drinks, a room or a bus, and what is drawn or handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.posts.page import once

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit
    from bot.posts.page import Page

_EATEN_OR_PAID: Final = ("sponsors.fare", "sponsors.paid_for")


@once
def given(page: Page) -> list[Hit]:
    """What somebody may give, in reading order: all that feeds or houses people, and gifts that are given away here."""
    hits = [*page.words.hits(*_EATEN_OR_PAID), *_gifts(page)]
    return sorted(hits, key=lambda hit: hit[:4])


def names_given(page: Page, start: int, end: int) -> bool:
    """True if something that is given lies wholly in the stretch."""
    return page.words.any(start, end, *_EATEN_OR_PAID) or any(
        start <= gift.start and gift.end <= end for gift in _gifts(page)
    )


def is_gift(page: Page, hit: Hit) -> bool:
    """True for what is drawn or handed out, rather than eaten or paid for."""
    return page.words.any(hit.start, hit.end, "sponsors.gift") and not page.words.any(
        hit.start, hit.end, *_EATEN_OR_PAID
    )


@once
def _gifts(page: Page) -> list[Hit]:
    """Books and licences only where the sentence tells that they are given away: talks speak of them, too."""
    return [
        gift
        for gift in page.words.hits("sponsors.gift")
        if gift.value == "always" or page.words.any(*page.sentence_at(gift.start), "sponsors.draw", "sponsors.donates")
    ]
