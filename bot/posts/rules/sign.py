"""A sign of what a post is for, and where its first sentences end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from bot.posts.page import Page

_HEAD: Final = 3


class Sign(NamedTuple):
    """A feature of a post: how often it was seen, and where first, in the body or in the title."""

    name: str
    times: int
    start: int
    end: int
    in_title: bool = False


def head_of(page: Page) -> int:
    """Where the first sentences end, which say what a post is about."""
    return page.sentences[min(_HEAD, len(page.sentences)) - 1].end if page.sentences else 0
