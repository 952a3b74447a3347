"""The beginning of a post, short enough for a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.fitting import cut, plain
from bot.posts import document_of
from bot.posts.document import BlockKind

if TYPE_CHECKING:
    from bot.services.views import PostView


def excerpt(post: PostView, limit: int) -> str:
    """The post's first paragraphs as Markdown, up to its excerpt separator, cut at a sentence; "" for an empty one."""
    document = document_of(post.post, post.site)
    end = len(document.text) if document.excerpt_end is None else document.excerpt_end
    blocks = [
        document.text[block.start : min(block.end, end)].strip()
        for block in document.blocks
        if block.start < end and block.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE}
    ]
    text = ""
    for block in blocks:
        text = f"{text}\n\n{block}".strip()
        if len(text) >= limit // 2:
            break
    return cut(plain(text), limit)
