"""Talks in a post: titles or topics, speakers in the nominative, abstracts without bios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.posts.talks.assembly import assembled
from bot.posts.talks.outline import outline_of
from bot.posts.talks.people import People
from bot.posts.talks.story import drafts_of
from bot.posts.talks.view import View

if TYPE_CHECKING:
    from bot.posts.document import Document
    from bot.posts.lexicon import Lexicon
    from bot.posts.model import Post, Talk

__all__ = ["find_talks"]


LONGEST: Final = 200_000
"""Characters that are read for talks, from the start of the stretch; a hundred times a long announcement."""


def find_talks(
    post: Post, document: Document, lexicon: Lexicon, start: int = 0, end: int | None = None
) -> tuple[Talk, ...]:
    """The talks that `document.text[start:end]` names, in reading order. Never raises.

    Talks that are struck through are not among them; speakers are in the nominative; abstracts hold no bio.
    """
    stop = min(len(document.text) if end is None else end, start + LONGEST)
    view = View(post, document, lexicon, start, stop)
    people = People(view)
    outline = outline_of(view, people)
    return assembled(view, people, outline, drafts_of(view, people, outline.story, outline.drafts))
