"""What feeds or houses people at a meeting: food and drinks, a room or a bus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.posts.page import once

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit
    from bot.posts.page import Page

_EATEN_OR_PAID: Final = ("sponsors.fare", "sponsors.paid_for")


@once
def given(page: Page) -> list[Hit]:
    """What a sponsor may give, in reading order. Books and licences to be drawn are none of it."""
    return sorted(page.words.hits(*_EATEN_OR_PAID), key=lambda hit: hit[:4])


def names_given(page: Page, start: int, end: int) -> bool:
    """True if something that is given lies wholly in the stretch."""
    return page.words.any(start, end, *_EATEN_OR_PAID)
