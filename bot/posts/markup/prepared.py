"""Gives a body as Markdown reads it, Liquid carried out, with the place in the source of every character."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from bot.posts.markup.stream import Events

if TYPE_CHECKING:
    from bot.posts.markup.stream import Event


class Prepared:
    """Text made of stretches of the source and of what stands in for others; built front to back."""

    __slots__ = ("_length", "_pieces", "_sources", "_starts", "_steps", "events")

    def __init__(self) -> None:
        self.events = Events()
        self._pieces: list[str] = []
        self._length = 0
        self._starts: list[int] = []
        self._sources: list[int] = []
        self._steps: list[int] = []

    def keep(self, text: str, source: int) -> None:
        """Adds text that stands in the source at `source`."""
        if text:
            self._put(text, source, 1)

    def replace(self, text: str, source: int) -> None:
        """Adds text that stands in for something at `source`."""
        if text:
            self._put(text, source, 0)

    def act(self, event: Event, source: int, *, alone: bool = False) -> None:
        """Adds an event in the place of something at `source`; `alone` makes it a paragraph of its own."""
        sentinel = self.events.sentinel(event)
        self._put(f"\n\n{sentinel}\n\n" if alone else sentinel, source, 0)

    def text(self) -> str:
        return "".join(self._pieces)

    def stretches(self, start: int, end: int) -> list[tuple[int, int, int, int]]:
        """The stretches of text[start:end]: its start and end, the source's place of its first character, the step."""
        found = []
        at = bisect_right(self._starts, start) - 1
        while start < end:
            stop = self._starts[at + 1] if at + 1 < len(self._starts) else end
            stop = min(stop, end)
            source = self._sources[at] + (start - self._starts[at]) * self._steps[at]
            found.append((start, stop, source, self._steps[at]))
            start = stop
            at += 1
        return found

    def _put(self, text: str, source: int, step: int) -> None:
        self._pieces.append(text)
        self._starts.append(self._length)
        self._sources.append(source)
        self._steps.append(step)
        self._length += len(text)
