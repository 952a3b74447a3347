"""Gives a Document from what parsers report, piece by piece, in reading order."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.posts.document import Block, BlockKind, Document, Mark, MarkKind

if TYPE_CHECKING:
    from collections.abc import Sequence

_INVISIBLE: Final = "\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Soft hyphens, zero-width blanks and what turns the direction of writing: unseen on the page, a trap in chat."""
_IRREGULAR: Final = re.compile(f"  |[\t\n\f{_INVISIBLE}]")
_DROPPED: Final = re.compile(f"[{_INVISIBLE}]")
_WORD: Final = f"[^ \t\n\f{_INVISIBLE}]+"
_RUNS: Final = re.compile(f"[ \t\n\f]+|[{_INVISIBLE}]+|{_WORD}(?: {_WORD})*")
_SPACES: Final = " \t\n\f"
_LINKABLE: Final = frozenset({MarkKind.LINK, MarkKind.IMAGE})
_DEEPEST: Final = 64
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})


@dataclass(slots=True, eq=False)
class _OpenMark:
    name: str
    kind: MarkKind
    target: str | None
    alt: str | None = None
    start: int = -1
    end: int = -1
    block: int = -1


@dataclass(slots=True, eq=False)
class _Container:
    name: str
    kind: BlockKind | None
    level: int = 0
    number: int = 0
    begun: bool = False


class DocumentBuilder:
    """Collects text with its places, blocks and marks; `close_all` and `document` end it.

    Acts are tolerant: closing what is not open does nothing, and what was never closed ends with its block.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._origins: list[int] = []
        self._last = " "
        self._block_start = -1
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._containers: list[_Container] = []
        self._outermost: _Container | None = None
        self._items: list[_Container] = []
        self._list_depth = 0
        self._open_marks: list[_OpenMark] = []
        self._waiting: list[_OpenMark] = []
        self._done_marks: list[_OpenMark] = []
        self._verbatim = 0
        self._cells = 0
        self.blocks: list[Block] = []
        self.numbers: dict[int, int] = {}
        """The number before a list item, 0 for a bullet, by the place in `blocks` of the item's first block."""

    # -- text

    def text(self, text: str, origin: int, step: int = 1) -> None:
        """Adds text read from `origin` on, or, with step 0, all of it from there. White space counts as in HTML."""
        if self._verbatim:
            self._add(text, origin, step)
        elif _IRREGULAR.search(text) is None:
            self._add_flowing(text, origin, step)
        else:
            for run in _RUNS.finditer(text):
                char = run[0][0]
                if char in _SPACES:
                    self._add_flowing(" ", origin + run.start() * step, 0)
                elif not _DROPPED.match(char):
                    self._add_flowing(run[0], origin + run.start() * step, step)

    def line_break(self, origin: int) -> None:
        """Ends the line; a second time in a row it ends the block, as people who write <br><br> mean it."""
        if self._block_start < 0:
            return
        self._trim(" \t")
        if len(self._origins) == self._block_start:
            return
        if self._last == "\n" and not self._cells:
            self.block_break()
        elif self._last != "\n":
            self._add("\n", origin, 0)

    # -- blocks

    def block_break(self) -> None:
        """Ends the block; inside a table's cell, only the line."""
        if self._cells and self._block_start >= 0:
            self.line_break(self._origins[-1] if self._origins else 0)
            return
        self._end_block()

    def open(self, name: str, kind: BlockKind | None = None, *, level: int = 0, number: int = 0) -> None:
        """Opens a container; blocks inside take the kind of the outermost one that has a kind."""
        self.block_break()
        container = _Container(name, kind, level, number)
        self._containers.append(container)
        self._list_depth += name in _LISTS
        if kind is BlockKind.LIST_ITEM:
            container.level = max(1, self._list_depth)
            self._items.append(container)
        if kind is BlockKind.CODE:
            self._verbatim += 1
        if kind is not None and self._outermost is None:
            self._outermost = container

    def close(self, name: str) -> None:
        """Closes the innermost container of that name."""
        self.block_break()
        at = _last_named(self._containers, name)
        if at is None:
            return
        container = self._containers.pop(at)
        self._list_depth -= name in _LISTS
        if container.kind is BlockKind.LIST_ITEM:
            _drop(self._items, container)
        if container.kind is BlockKind.CODE:
            self._verbatim -= 1
        if container is self._outermost:
            self._outermost = next((inner for inner in self._containers if inner.kind is not None), None)

    def open_cell(self) -> None:
        if self._block_start >= 0:
            self._trim(_SPACES)
            self._add("\t", self._origins[-1] if self._origins else 0, 0)
        self._cells += 1

    def close_cell(self) -> None:
        self._trim(" \n")
        self._cells = max(0, self._cells - 1)

    def code(self, text: str, origin: int) -> None:
        """Adds a whole code block."""
        self.open("code", BlockKind.CODE)
        self.text(text, origin)
        self.close("code")

    # -- marks

    def open_mark(self, name: str, kind: MarkKind, target: str | None = None) -> None:
        mark = _OpenMark(name, kind, target, block=len(self.blocks))
        self._open_marks.append(mark)
        self._waiting.append(mark)

    def close_mark(self, name: str) -> None:
        at = _last_named(self._open_marks, name)
        if at is not None:
            mark = self._open_marks.pop(at)
            mark.end = len(self._origins)
            self._done_marks.append(mark)

    def image(self, target: str, alt: str | None) -> None:
        at = len(self._origins)
        mark = _OpenMark("img", MarkKind.IMAGE, target, alt or None, start=at, end=at)
        if self._block_start < 0:
            self._waiting.append(mark)
        self._done_marks.append(mark)

    # -- the end

    def close_all(self) -> None:
        """Ends what is still open: an unclosed mark that began inside a block ends with it."""
        self._end_block()
        for mark in self._open_marks:
            inside = 0 <= mark.block < len(self.blocks) and mark.start > self.blocks[mark.block].start
            mark.end = self.blocks[mark.block].end if inside else len(self._origins)
            self._done_marks.append(mark)
        self._open_marks.clear()

    def document(self, separator_at: int | None) -> Document:
        """What was collected; `separator_at` is where in the source the excerpt's separator stands."""
        text = "".join(self._pieces)
        excerpt_end = None
        if separator_at is not None:
            excerpt_end = bisect_left(self._origins, separator_at)
            while excerpt_end and text[excerpt_end - 1].isspace():
                excerpt_end -= 1
        return Document(text, self._origins, tuple(self.blocks), self._marks(), excerpt_end)

    def _marks(self) -> tuple[Mark, ...]:
        length = len(self._origins)
        marks = []
        for mark in self._done_marks:
            start = min(mark.start, length) if mark.start >= 0 else length
            end = max(start, min(mark.end, length))
            if end > start or mark.kind in _LINKABLE:
                marks.append(Mark(mark.kind, start, end, mark.target, mark.alt))
        return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))

    def _add_flowing(self, text: str, origin: int, step: int) -> None:
        if self._block_start < 0:
            kept = text.lstrip()  # a paragraph of &nbsp; is none
            origin += (len(text) - len(kept)) * step
            text = kept
        elif text[0] == " " and self._last in _SPACES:
            text = text[1:]
            origin += step
        self._add(text, origin, step)

    def _add(self, text: str, origin: int, step: int) -> None:
        if not text:
            return
        if self._block_start < 0:
            self._begin_block()
        if self._waiting:
            for mark in self._waiting:
                mark.start = len(self._origins)
            self._waiting.clear()
        origins = self._origins
        if origins and origin < origins[-1]:
            origin, step = origins[-1], 0
        self._pieces.append(text)
        self._last = text[-1]
        origins.extend(range(origin, origin + len(text)) if step else [origin] * len(text))

    def _begin_block(self) -> None:
        if self._origins:
            self._pieces.append("\n\n")
            self._origins += [self._origins[-1]] * 2
        self._block_start = len(self._origins)
        outer = self._outermost
        self._kind = BlockKind.PARAGRAPH if outer is None or outer.kind is None else outer.kind
        self._level = 0 if outer is None else outer.level
        if self._kind is BlockKind.LIST_ITEM and self._items:
            item = self._items[-1]
            self._level = item.level
            if not item.begun:
                item.begun = True
                self.numbers[len(self.blocks)] = item.number

    def _end_block(self) -> None:
        for mark in self._waiting:
            if mark.end >= 0:
                mark.start = len(self._origins)
        self._waiting = [mark for mark in self._waiting if mark.end < 0]
        if self._block_start < 0:
            return
        self._trim(None)
        start, self._block_start = self._block_start, -1
        self._last = " "
        if len(self._origins) > start:
            self.blocks.append(Block(self._kind, start, len(self._origins), self._level))
        elif start:
            self._pieces.pop()
            del self._origins[start - 2 :]

    def _trim(self, chars: str | None) -> None:
        pieces = self._pieces
        while pieces and len(self._origins) > max(self._block_start, 0):
            kept = pieces[-1].rstrip(chars)
            dropped = len(pieces[-1]) - len(kept)
            if dropped:
                del self._origins[len(self._origins) - dropped :]
            if kept:
                pieces[-1] = kept
                self._last = kept[-1]
                return
            pieces.pop()


def _last_named(opened: Sequence[_OpenMark | _Container], name: str) -> int | None:
    # Nobody nests this deep; a post that tries must not make every closing tag look through all that is open.
    for at in range(len(opened) - 1, max(-1, len(opened) - 1 - _DEEPEST), -1):
        if opened[at].name == name:
            return at
    return None


def _drop(items: list[_Container], item: _Container) -> None:
    if items[-1] is item:
        items.pop()
    else:
        items.remove(item)
