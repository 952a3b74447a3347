"""The stretch of a document that is read for talks: its lines, its words of meaning and its markup, by place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.posts.document import BlockKind, Mark, MarkKind
from bot.posts.language import language_of
from bot.posts.talks.rows import goes_on_in_item, heading_mark, soft_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.document import Document
    from bot.posts.lexicon import Hit, Lexicon, Words
    from bot.posts.model import Post

SENTENCE_END: Final = re.compile(
    r"[.!?…:\n](?:(?<=\n)\n*+|(?<=:)[ \t]*+(?=\n|$)"
    r"|(?<=[.!?…])(?<![.!?…]{2})[.!?…]*+[\"”’»)\]]*+(?=\s++[\"“„«(\[]?[^\W_a-ząćęłńóśźż]))"
)
QUOTED: Final = re.compile(r"[\"„“«‘](?:(?<!‘)([^\"„“”«»\n]{2,170})[\"”“»]|(?<=‘)([^‘’\n]{4,170})’)")
_DAY_BESIDE: Final = re.compile(r"\d{1,2}\W{0,3}(?:\w{1,3}\W{1,2})?(?:of )?$")
_DAY_AFTER: Final = re.compile(r"\W{1,2}\d{1,2}\b")
_start_of, _end_of = attrgetter("start"), attrgetter("end")
_TOLD_BY: Final = 4000
"""Characters that show how a text is written."""
_MOST_CAPITALS: Final = 0.015
_MARKED_LONGEST: Final = 170
_ABBREVIATED: Final = re.compile(r"[^\W\d_]+(?=\.$)")


class Span(NamedTuple):
    """A half-open stretch of the document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block: a hard line break ends it, and so does the block."""

    start: int
    end: int
    kind: BlockKind
    level: int
    block: int
    opens: bool
    """True for the first line of its block."""
    row: int = 0
    """Counts from 1 the lines of a paragraph that are rows of their own."""
    inside: bool = False
    """True for a further paragraph of a list's item, which is no item of its own."""


class View:
    """A document's stretch with fast look-ups by place; nothing struck through is in it."""

    def __init__(self, post: Post, document: Document, lexicon: Lexicon, start: int, end: int) -> None:
        self.post = post
        self.document = document
        self.lexicon = lexicon
        self.text = document.text
        self.start, self.end = start, end
        self.words: Words = lexicon.read(document.text)
        self.struck = [Span(m.start, m.end) for m in document.marks if m.kind is MarkKind.STRIKE and m.end > m.start]
        self.bold = self._marks(MarkKind.STRONG)
        self.emphasis = self._marks(MarkKind.EMPHASIS)
        self.links = self._marks(MarkKind.LINK)
        self._sentences: dict[tuple[int, int], list[Span]] = {}
        self._languages: dict[int, str | None] = {}

    @cached_property
    def in_small_letters(self) -> bool:
        """True for a stretch in which next to nothing has a capital."""
        text = self.text[self.start : min(self.end, self.start + _TOLD_BY)]
        return sum(map(str.isupper, text)) <= len(text) * _MOST_CAPITALS

    def lines(self) -> Iterator[Line]:
        """The visible lines in reading order."""
        for number, block in enumerate(self.document.blocks):
            if block.end <= self.start or block.start >= self.end:
                continue
            closing = number == len(self.document.blocks) - 1
            if closing and block.kind is BlockKind.PARAGRAPH and self.text.startswith(("-- ", "— "), block.start):
                return  # a signature
            if rows := soft_rows(self.post, self.document, block):
                yield from self._rows(rows, number)
                continue
            opens = True
            at = max(block.start, self.start)
            last = min(block.end, self.end)
            while at < last:
                stop = self.text.find("\n", at, last)
                stop = last if stop < 0 else stop
                line = self.trim(Span(at, stop))
                if line.end > line.start and not self.is_struck(line):
                    start = heading_mark(self.text, *line) if opens else line.start
                    kind = BlockKind.HEADING if start > line.start else block.kind
                    if kind is BlockKind.LIST_ITEM and goes_on_in_item(self.post, self.document, block.start):
                        yield Line(line.start, line.end, BlockKind.PARAGRAPH, block.level, number, opens, inside=True)
                    else:
                        yield Line(start, line.end, kind, block.level, number, opens)
                    opens = False
                at = stop + 1

    def _rows(self, rows: list[tuple[int, int]], block: int) -> Iterator[Line]:
        for place, row in enumerate(rows):
            line = self.trim(Span(max(row[0], self.start), min(row[1], self.end)))
            if line.end > line.start and not self.is_struck(line):
                yield Line(line.start, line.end, BlockKind.LIST_ITEM, 1, block, opens=True, row=place + 1)

    def hits(self, name: str, start: int, end: int) -> list[Hit]:
        """The terms of that list that lie wholly in the stretch."""
        return self.words.within(name, start, end)

    def has(self, name: str, start: int, end: int) -> bool:
        """True where a term of that list lies wholly in the stretch."""
        return self.words.any(start, end, name)

    def language_at(self, place: int) -> str | None:
        """The language of the block around a place; of the whole text where the block does not tell."""
        blocks = self.document.blocks
        at = bisect_right(blocks, place, key=_end_of)
        if at not in self._languages:
            told = language_of(self.words, blocks[at].start, blocks[at].end) if at < len(blocks) else None
            self._languages[at] = told or language_of(self.words, 0, len(self.text))
        return self._languages[at]

    def quote(self, span: Span) -> str:
        """The visible words of the stretch on one line, without what is struck through."""
        return " ".join(self._unstruck(span).split())

    def is_struck(self, span: tuple[int, int]) -> bool:
        """True where all words of the stretch are struck through."""
        return bool(self.struck) and not any(c.isalnum() for c in self._unstruck(span))

    def trim(self, span: Span) -> Span:
        """The stretch without white space around it."""
        start, end = max(0, span[0]), min(span[1], len(self.text))
        if start >= end:
            return Span(start, end)
        begun = self.text[start:end].lstrip()
        start = end - len(begun)
        return Span(start, start + len(begun.rstrip()))

    def mark_at(self, marks: list[Mark], start: int) -> Mark | None:
        """The mark that begins at this place or just before it, quotes and blanks aside."""
        for mark in self.marks_in(marks, start - 3, start + 3):
            if not any(c.isalnum() for c in self.text[min(mark.start, start) : max(mark.start, start)]):
                return mark
        return None

    def marks_in(self, marks: list[Mark], start: int, end: int) -> list[Mark]:
        """The marks that begin in the stretch."""
        if not marks or marks[-1].start < start or marks[0].start >= end:
            return []
        low = bisect_left(marks, start, key=_start_of)
        return marks[low : bisect_left(marks, end, key=_start_of)]

    def covered(self, marks: list[Mark], start: int, end: int) -> bool:
        """True where one mark covers all words of the stretch."""
        at = bisect_right(marks, start + 2, key=_start_of)
        return any(
            mark.end > start
            and not any(c.isalnum() for c in self.text[start : max(mark.start, start)])
            and not any(c.isalnum() for c in self.text[min(mark.end, end) : end])
            for mark in marks[max(0, at - 4) : at]
        )

    def names_a_day(self, span: Span) -> bool:
        """True where a month follows a number, as in "27. sierpnia" or "April 27"."""
        return any(
            _DAY_BESIDE.search(self.text, max(span.start, hit.start - 8), hit.start)
            or _DAY_AFTER.match(self.text, hit.end, span.end)
            for hit in self.hits("dates.month", *span)
        )

    def soft_break(self, start: int, end: int) -> int | None:
        """Where in the stretch the source breaks its line though the page does not; authors begin a thought there."""
        origins, source = self.document.origins, self.post.source
        start, end = max(start, 1), min(end, len(origins))
        if start >= end or source.find("\n", origins[start - 1], origins[end - 1] + 1) < 0:
            return None
        for at in range(start, end):
            if self.text[at] in " \u00a0" and "\n" in source[origins[at - 1] + 1 : origins[at] + 1]:
                return at
        return None

    def sentences(self, start: int, end: int) -> list[Span]:
        """The sentences of the stretch, trimmed; to be read only, since they are remembered."""
        if (start, end) not in self._sentences:
            self._sentences[start, end] = self._parted(start, end)
        return self._sentences[start, end]

    def _parted(self, start: int, end: int) -> list[Span]:
        found = []
        at = start
        whole = [m.span() for m in QUOTED.finditer(self.text, start, end)]
        whole += [(m.start, m.end) for m in self.marks_in(self.bold, start, end) if m.end - m.start <= _MARKED_LONGEST]
        whole.sort()
        inner = 0
        for match in SENTENCE_END.finditer(self.text, start, end):
            if match[0] == "." and self.is_abbreviated(match.start(), at):
                continue
            while inner < len(whole) and whole[inner][1] <= match.start() + 1:
                inner += 1
            if inner < len(whole) and whole[inner][0] < match.start() and match.end() < whole[inner][1]:
                continue
            found.append(self.trim(Span(at, match.end())))
            at = match.end()
        found.append(self.trim(Span(at, end)))
        return [span for span in found if span.end > span.start]

    def is_abbreviated(self, stop: int, start: int = 0) -> bool:
        """True for a full stop, at `stop`, that cuts a word short ("vs.", "J."); no word begins before `start`."""
        word = _ABBREVIATED.search(self.text, max(start, stop - 12), stop + 1)
        if word is None:
            return False
        return (len(word[0]) == 1 and word[0].isupper()) or self.lexicon.matches("text.abbreviation", word[0])

    def _marks(self, kind: MarkKind) -> list[Mark]:
        return sorted(
            (m for m in self.document.marks if m.kind is kind and m.start < self.end and m.end > self.start),
            key=_start_of,
        )

    def _unstruck(self, span: tuple[int, int]) -> str:
        start, end = span
        if not self.struck:
            return self.text[start:end]
        kept = []
        for at in range(bisect_left(self.struck, start, key=_end_of), len(self.struck)):
            struck = self.struck[at]
            if struck.start >= end:
                break
            kept.append(self.text[start : max(start, struck.start)])
            start = max(start, min(end, struck.end))
        return "".join((*kept, self.text[start:end]))
