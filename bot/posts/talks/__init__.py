"""Talks in a post: titles or topics, speakers in the nominative, abstracts without bios."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def find_talks(
    post: Post, document: Document, lexicon: Lexicon, start: int = 0, end: int | None = None
) -> tuple[Talk, ...]:
    """The talks that `document.text[start:end]` names, in reading order. Never raises; talks struck through are not among them."""
    view = View(post, document, lexicon, start, len(document.text) if end is None else end)
    people = People(view)
    outline = outline_of(view, people)
    return assembled(view, people, outline, drafts_of(view, people, outline.story))
