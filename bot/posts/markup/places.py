"""Gives the places in a text of what markdown-it hands out without its indent, its signs and its blanks."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Places:
    """The lines of one text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines = [0, *(hit.end() for hit in re.finditer("\n", source)), len(source) + 1]
        self._cell = 0

    def line(self, number: int) -> int:
        """Where a line (from 0) begins."""
        return self._lines[min(number, len(self._lines) - 1)]

    def of_line_end(self, number: int, content: str) -> int:
        """Where `content` begins, which is what is left of a line when markup in front of it is taken away."""
        number = min(number, len(self._lines) - 2)
        start, end = self._lines[number], self._lines[number + 1] - 1
        if not self._source.endswith(content, start, end):
            content = content.rstrip()
            end = start + len(self._source[start:end].rstrip())
        return max(start, end - len(content))

    def of_content(self, first: int, content: str) -> Callable[[int], int]:
        """Gives, for a place in `content`, read from the line `first` on, its place in the text."""
        number = min(first, len(self._lines) - 2)
        start, end = self._lines[number], self._lines[number + 1] - 1
        head, more, _rest = content.partition("\n")
        if not more:
            if not self._source[start:end].rstrip().endswith(content):  # a heading with #s behind it
                return max(start, self._source.find(content, start, end)).__add__
            return self.of_line_end(number, content).__add__
        at = self.of_line_end(number, head)
        if self._source.startswith(content, at):
            return at.__add__
        rows = [0, *(hit.end() for hit in re.finditer("\n", content))]
        ats = [self.of_line_end(number + row, line) for row, line in enumerate(content.split("\n"))]
        return lambda place: ats[(row := bisect_right(rows, place) - 1)] + place - rows[row]

    def of_cell(self, number: int, content: str) -> Callable[[int], int]:
        """As `of_content`, for a table's cells, asked for in reading order."""
        number = min(number, len(self._lines) - 2)
        self._cell = max(self._cell, self._lines[number])
        end = self._lines[number + 1] - 1
        found = self._source.find(content, self._cell, end)
        if found < 0:  # in a cell, "\|" stands for "|"
            found = self._source.find(content.partition("|")[0], self._cell, end)
        found = max(found, self._cell)
        self._cell = min(found + len(content), end)
        return found.__add__
