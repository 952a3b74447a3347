"""A post's body as its readers see it: visible text, its blocks and its markup, each traceable to the source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class MarkKind(StrEnum):
    """Inline markup that carries meaning for reading."""

    STRONG = "strong"
    EMPHASIS = "emphasis"
    STRIKE = "strike"
    LINK = "link"
    IMAGE = "image"
    CODE = "code"


class BlockKind(StrEnum):
    """Blocks of a post, outermost meaning wins: a paragraph inside a list item is a LIST_ITEM block."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CODE = "code"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch of `Document.text`, half-open; an image is an empty stretch where it stands."""

    kind: MarkKind
    start: int
    end: int
    target: str | None = None
    """The absolute address of a link or image."""
    alt: str | None = None
    """An image's alternative text."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of `Document.text`, half-open. `level` is a heading's level or a list item's depth, from 1."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    r"""The visible text of a body. Blocks are parted by "\n\n"; a hard line break is "\n".

    `origins[i]` is the code point of `Post.source` that text[i] came from (for an entity, where it begins), so that
    evidence can be quoted by offset. Comments, Liquid tags, scripts and styles are not visible and not in `text`.
    """

    text: str
    origins: Sequence[int]
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    excerpt_end: int | None = None
    """Where in `text` the site's excerpt separator stood; None without one."""

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that text[start:end] was read from. An empty stretch gives an empty one."""
        if not self.origins:
            return 0, 0
        if start >= end:
            at = self.origins[min(start, len(self.origins) - 1)]
            return at, at
        return self.origins[start], self.origins[end - 1] + 1

    def marks_of(self, *kinds: MarkKind) -> Iterator[Mark]:
        return (mark for mark in self.marks if mark.kind in kinds)


def may_hold_address(text: str) -> bool:
    """False for a text in which no address of the web can stand."""
    return "://" in text or "www." in text.lower()
