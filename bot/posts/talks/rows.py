"""Lines of the source that a page runs together though each is a row: "Jan Kowalski - Title", "18:00 | Title"."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final
from unicodedata import category

from bot.posts.document import BlockKind

if TYPE_CHECKING:
    from bot.posts.document import Block, Document
    from bot.posts.model import Post

_LONGEST: Final = 160
_ROW: Final = re.compile(
    r"\W*\d{1,2}[:.]\d{2}(?:[ap]m)?\b|[^\n]{2,90}?(?:\s[-–—|/]{1,2}\s|:\s|\s?\|\s|\s[\"„“«(])", re.UNICODE
)
"""A time, or a few words and what sets them apart from the rest of their line."""
_HEADING: Final = re.compile(r"h([1-6])\.[ \u00a0]+")
"""What Textile leaves before a heading."""


def heading_mark(text: str, start: int, end: int) -> int:
    """Where a heading's words begin after Textile's "h3. ", which Markdown shows as it stands; `start` without one."""
    mark = _HEADING.match(text, start, end)
    return mark.end() if mark else start


def goes_on_in_item(post: Post, document: Document, start: int) -> bool:
    """True for a block of a list in Markdown that nothing but its indent begins: a further paragraph of an item."""
    if not document.origins:
        return False
    at = document.origins[start]
    indent = post.source[post.source.rfind("\n", 0, at) + 1 : at].strip('*_"„“')
    return len(indent) >= _INDENT and indent.isspace()


def item_number(post: Post, document: Document, at: int) -> int | None:
    """The number that the source's line begins with, as an item of a numbered list does; None without one."""
    if not document.origins:
        return None
    origin = document.origins[min(at, len(document.origins) - 1)]
    numbered = _NUMBERED.match(post.source, post.source.rfind("\n", 0, origin) + 1, origin)
    return int(numbered[1]) if numbered else None


_NUMBERED: Final = re.compile(r"[ \t]*+(\d{1,2})[.)]\s")


_INDENT: Final = 2
"""Blanks before a further paragraph of an item; emphasis may begin behind them."""


def soft_rows(post: Post, document: Document, block: Block) -> list[tuple[int, int]]:
    """The lines of a paragraph's source, if they are rows; () where they are running text that the author wrapped.

    Rows are short, none begins in the middle of a sentence, and most set one thing against another.
    """
    if block.kind is not BlockKind.PARAGRAPH or not document.origins:
        return []
    if document.text.find("\n", block.start, block.end) >= 0:  # the author breaks lines in a way that the page shows
        return []
    low, high = document.source_span(block.start, block.end)
    if post.source.find("\n", low, high) < 0:
        return []
    rows = _source_lines(post, document, block, low, high)
    told = sum(_ROW.match(document.text, *row) is not None for row in rows)
    told = max(told, len(rows) if all(_begins_marked(post, document, row[0]) for row in rows) else 0)
    told = max(told, len(rows) if all(_begins_pictured(document.text, row[0]) for row in rows) else 0)
    if told < _FEWEST or told * 2 < len(rows):
        return []
    return rows if all(_may_be_row(document.text[start:end]) for start, end in rows) else []


def _begins_pictured(text: str, at: int) -> bool:
    """True where a row begins with a picture, as "🎤 Jane Roe" does."""
    first = text[at : at + 3].lstrip()[:1]
    return bool(first) and category(first) == "So"


def _begins_marked(post: Post, document: Document, at: int) -> bool:
    """True where a row begins with bold or italic type: "**Title**", "*Jane Roe, Acme*"; its mark stands before it."""
    at += document.text[at : at + 1].isspace()
    origin = document.origins[at] if at < len(document.origins) else 0
    return post.source[max(0, origin - _MARK_LONGEST) : origin].endswith(_MARKS)


_MARKS: Final = ("*", "_", "<b>", "<i>", "<em>", "<strong>")
_MARK_LONGEST: Final = 8
_FEWEST: Final = 2


def _source_lines(post: Post, document: Document, block: Block, low: int, high: int) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    at, newline = block.start, post.source.find("\n", low, high)
    while newline >= 0:
        stop = bisect_left(document.origins, newline, at, block.end)
        if stop > at:
            rows.append((at, stop))
            at = stop
        newline = post.source.find("\n", newline + 1, high)
    rows.append((at, block.end))
    return [(start, end) for start, end in rows if document.text[start:end].strip()]


def _may_be_row(line: str) -> bool:
    words = line.strip().lstrip("*_-–—•·>#| ")
    if len(words) > _LONGEST or words[:1].islower() or words.endswith((",", ";")):
        return False
    while words and not words[-1].isascii() and category(words[-1]) in _PICTURES:
        words = words[:-1].rstrip()
    return not (words.endswith((".", "!")) and len(words) > _SENTENCE)


_PICTURES: Final = ("So", "Mn", "Sk")
_SENTENCE: Final = 80
