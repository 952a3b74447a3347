"""Gives posts as Discord Markdown, and plain text escaped for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.posts.document import Block, BlockKind
from bot.posts.markup.cuts import sentence_ends, word_ends
from bot.posts.markup.escaping import discord_length, escape, escaped_line_starts, without_mentions
from bot.posts.markup.inline import inline_markdown, usable_marks
from bot.posts.markup.reading import numbered_document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.posts.document import Document
    from bot.posts.model import Post, Site

__all__ = ["discord_length", "discord_markdown", "escape"]

_ELLIPSIS: Final = "…"
_DEEPEST_LIST: Final = 5
_LARGEST_HEADING: Final = 2
_SMALLEST_HEADING: Final = 3
_ENOUGH: Final = 0.4
"""A cut behind a sentence must keep this share of the limit, else it is made behind a word."""


def discord_markdown(post: Post, site: Site, *, limit: int, excerpt: bool = True) -> str:
    """The post as Discord Markdown in at most `limit` characters, by UTF-16 count; "" for a post without text.

    With `excerpt`, what stands above the site's separator, in a post without one as many paragraphs as fit; else the
    whole body. What does not fit is cut behind a sentence and ends in "…". Formatting is always closed, links are whole
    and lead where they say, nobody is mentioned; pictures are left out.
    """
    document, numbers = numbered_document(post, site)
    end = len(document.text)
    if excerpt and document.excerpt_end is not None:
        end = document.excerpt_end
    return _Page(document, numbers, end).fitted(limit)


class _Page:
    def __init__(self, document: Document, numbers: Mapping[int, int], end: int) -> None:
        self._text = document.text
        self._blocks = [block for block in document.blocks if block.start < end]
        self._numbers = numbers
        self._marks = usable_marks(document)
        self._end = end

    def fitted(self, limit: int) -> str:
        """What is shown, whole or up to the best place to cut it."""
        if limit < 1 or not self._blocks:
            return ""
        if self._end <= 2 * limit and discord_length(whole := self._shown(self._end)) <= limit:
            return whole
        horizon = min(self._end, limit)
        cut = self._longest(sentence_ends(self._text, self._blocks, self._marks, horizon), " " + _ELLIPSIS, limit)
        if discord_length(cut) < limit * _ENOUGH:
            shorter = self._longest(word_ends(self._text, self._marks, horizon), _ELLIPSIS, limit)
            cut = max(cut, shorter, key=discord_length)
        return cut or _ELLIPSIS

    def _longest(self, places: Sequence[int], tail: str, limit: int) -> str:
        """What is shown up to the last of `places` that fits."""
        low, high = 0, len(places)
        best = ""
        while low < high:
            middle = (low + high) // 2
            shown = self._shown(places[middle])
            if shown:
                shown += ("\n" + _ELLIPSIS) if shown.endswith("```") else tail
            if discord_length(shown) <= limit:
                best = shown or best
                low = middle + 1
            else:
                high = middle
        return best

    def _shown(self, end: int) -> str:
        pieces: list[str] = []
        before: Block | None = None
        for number, block in enumerate(self._blocks):
            if block.start >= end:
                break
            shown = self._block(number, block, min(block.end, end))
            if not shown:
                continue
            if before is not None:
                pieces.append(_between(before, block))
            pieces.append(shown)
            before = block
        return without_mentions("".join(pieces))

    def _block(self, number: int, block: Block, end: int) -> str:
        end = block.start + len(self._text[block.start : end].rstrip())
        if block.kind is BlockKind.CODE:
            code = self._text[block.start : end].replace("```", "ˋˋˋ")
            return f"```\n{code}\n```" if code else ""
        shown = escaped_line_starts(inline_markdown(self._text, block.start, end, self._marks))
        if not shown:
            return ""
        if block.kind is BlockKind.LIST_ITEM:
            return self._item(number, block.level, shown)
        return _framed(block, shown)

    def _item(self, number: int, level: int, shown: str) -> str:
        indent = "  " * (min(level, _DEEPEST_LIST) - 1)
        ordinal = self._numbers.get(number)
        sign = "  " if ordinal is None else f"{ordinal}. " if ordinal else "- "
        return indent + sign + shown.replace("\n", "\n  " + indent)


def _framed(block: Block, shown: str) -> str:
    if block.kind is BlockKind.HEADING:
        size = min(max(block.level, _LARGEST_HEADING), _SMALLEST_HEADING)
        return "#" * size + " " + " ".join(shown.split("\n"))
    if block.kind is BlockKind.QUOTE:
        return "> " + shown.replace("\n", "\n> ")
    if block.kind is BlockKind.TABLE_ROW:
        return " | ".join(cell.strip() for cell in shown.split("\t"))
    return shown


def _between(before: Block, block: Block) -> str:
    if before.kind is block.kind is BlockKind.QUOTE:
        return "\n> \n"
    together = {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}
    if (before.kind is block.kind and block.kind in together) or before.kind is BlockKind.HEADING:
        return "\n"
    return "\n\n"
