"""Gives a stream of text and HTML sown with places, ready for an HTML parser."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.posts.markup.builder import DocumentBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.posts.markup.prepared import Prepared

_LANDMARK: Final = re.compile(r">|&(?:#[xX]?[0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?")
_INDENTED_HTML: Final = re.compile(
    r"\s*</?(?:li|ul|ol|p|div|center|t[rdh]|tbody|thead|table|d[ltd]|h[1-6]|blockquote|section|br|img|a|b|i)\b",
    re.IGNORECASE,
)
_SPECIAL: Final = re.compile("[&<>]")
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def looks_like_html(text: str) -> bool:
    """True where the text begins with a tag that people write at the start of a line."""
    return _INDENTED_HTML.match(text) is not None


class StreamWriter:
    """Writes the stream. Places are those of the prepared text; what is sown are the source's."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._sentinel = prepared.events.sentinel
        self._out: list[str] = []
        self._in_tag = False
        self._place = -1
        """The source's place of what would follow the last text if it went on; it needs to be sown only elsewhere."""

    def text(self) -> str:
        """All that was written."""
        return "".join(self._out)

    def act(self, event: Callable[[DocumentBuilder], None]) -> None:
        self._out.append(self._sentinel(event))
        self._place = -1

    def text_at(self, text: str, at: int) -> None:
        """Writes text that stands at `at`."""
        self._put(text.translate(_ESCAPES) if _SPECIAL.search(text) else text, at, text)

    def fixed(self, text: str, at: int) -> None:
        """Writes text that stands for something at `at`, such as an entity."""
        self.raw_fixed(text.translate(_ESCAPES), at)

    def line_break(self, at: int) -> None:
        self.act(partial(DocumentBuilder.line_break, origin=self._origin(at)))

    def tag(self, html: str) -> None:
        """Writes one whole tag."""
        self._out.append(html)
        self._place = -1

    def html(self, html: str, at: int) -> None:
        """Writes a stretch of the author's HTML that stands at `at`, places sown behind tags and around entities."""
        start = 0
        sown = not self._in_tag
        for landmark in _LANDMARK.finditer(html):
            is_entity = landmark[0] != ">"
            end = landmark.start() if is_entity else landmark.end()
            self._html_piece(html[start:end], at + start, sown=sown)
            if is_entity:
                self.raw_fixed(landmark[0], at + end)
            start = landmark.end()
            sown = True
        self._html_piece(html[start:], at + start, sown=sown)
        self._in_tag = html.rfind("<") > html.rfind(">") if "<" in html or ">" in html else self._in_tag

    def raw_fixed(self, html: str, at: int) -> None:
        self._out.append(self._sentinel(~self._origin(at)))
        self._out.append(html)
        self._place = -1

    def _html_piece(self, html: str, at: int, *, sown: bool) -> None:
        if sown:
            self._put(html, at, html)
        else:
            self._out.append(html)
        self._place = -1

    def _put(self, written: str, at: int, text: str) -> None:
        size = len(text)
        end = at + size
        for start, stop, origin, step in self._prepared.stretches(at, end):
            if not step or origin != self._place:
                self._out.append(self._sentinel(origin if step else ~origin))
            self._place = origin + stop - start if step else -1
            if stop - start == size:
                self._out.append(written)
            else:
                piece = text[start - at : stop - at]
                self._out.append(piece if written is text else piece.translate(_ESCAPES))

    def _origin(self, at: int) -> int:
        return next((origin for _start, _stop, origin, _step in self._prepared.stretches(at, at + 1)), 0)
