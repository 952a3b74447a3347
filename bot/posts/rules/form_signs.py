"""Signs of what a post is for that stand in its form: its front matter, its length and its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.posts.rules.number import numbers_in_title
from bot.posts.rules.sign import Sign
from bot.posts.rules.stated import event_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.page import Page

_STATED: Final = frozenset(("starts_at", "hour", "venue", "rsvp", "speakers", "sponsors"))
_LENGTHS: Final = ((160, "a line"), (300, "a few lines"), (700, "a paragraph"), (1400, "a page"))
"""Below so many characters a post is as long as that."""
_MOST: Final = 3


def form_signs(page: Page) -> Iterator[Sign]:
    """Every sign of the post's form."""
    yield from _of_fields(page)
    yield from _of_length(page)
    yield from _of_number(page)


def _of_fields(page: Page) -> Iterator[Sign]:
    stated = _STATED & event_of(page.post.front_matter).keys()
    if stated:
        yield Sign("event fields", min(len(stated), _MOST), 0, 0)


def _of_length(page: Page) -> Iterator[Sign]:
    """A notice takes a line or two; a story and a programme take more."""
    length = next((name for most, name in _LENGTHS if len(page.text) < most), "pages")
    yield Sign(f"length: {length}", 1, 0, 0)


def _of_number(page: Page) -> Iterator[Sign]:
    """The meetup's number in the title, however it is written: "XII spotkanie", "the fifth one"."""
    numbers = numbers_in_title(page)
    if numbers:
        yield Sign("title: counted", 1, numbers[0].start, numbers[0].end, in_title=True)
