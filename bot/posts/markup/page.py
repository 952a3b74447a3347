"""Gives a builder what libxml2 finds in a stream: the author's HTML, and the places and events sown into the text."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Final

from lxml import etree

from bot.posts.document import BlockKind, MarkKind
from bot.posts.markup.builder import DocumentBuilder
from bot.posts.markup.stream import SENTINEL, without_sentinels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.posts.markup.addresses import Addresses
    from bot.posts.markup.stream import Event, Events

_MARKS: Final = {
    **dict.fromkeys(("b", "strong"), MarkKind.STRONG),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), MarkKind.EMPHASIS),
    **dict.fromkeys(("s", "strike", "del"), MarkKind.STRIKE),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), MarkKind.CODE),
}
_CONTAINERS: Final = {
    **dict.fromkeys(("ul", "ol", "menu", "dir", "dl", "table"), None),
    **dict.fromkeys(("p", "div", "center", "section", "article", "aside", "header", "footer", "main", "nav"), None),
    **dict.fromkeys(("figure", "figcaption", "fieldset", "legend", "form", "details", "summary", "address"), None),
    **dict.fromkeys(("dt", "dd", "caption", "body"), None),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING),
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
    "tr": BlockKind.TABLE_ROW,
}
_UNSEEN: Final = frozenset(
    [
        *("script", "style", "template", "head", "title", "noscript", "textarea", "select"),
        *("iframe", "object", "embed", "video", "audio", "svg", "math", "canvas", "map"),
    ]
)


def report_page(stream: str, events: Events, builder: DocumentBuilder, addresses: Addresses) -> None:
    """Tells `builder` what a reader of the page sees, in order."""
    reporter = _Reporter(events, builder, addresses)
    parser = etree.HTMLParser(target=reporter, encoding="utf-8", huge_tree=True)
    # libxml2 closes at the end whatever is open, but the builder has to know what the author left open.
    end = events.sentinel(DocumentBuilder.close_all)
    # Inside <body> from the start, libxml2 adds no paragraphs of its own.
    parser.feed(b"<html><body>" + (stream + end).encode())
    parser.close()
    builder.close_all()


class _Reporter:
    """libxml2's events, as lxml's parser target interface gives them."""

    def __init__(self, events: Events, builder: DocumentBuilder, addresses: Addresses) -> None:
        self._events = events
        self._builder = builder
        self._addresses = addresses
        self._data: list[str] = []
        self._place = 0
        self._step = 0
        self._unseen = 0
        self._numbers: list[int] = []

    def data(self, data: str) -> None:
        self._data.append(data)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._data:
            self._flush()
        if self._unseen or tag in _UNSEEN:
            self._unseen += 1
        elif tag in _MARKS:
            self._builder.open_mark(tag, _MARKS[tag])
        elif tag in _CONTAINERS:
            kind = _CONTAINERS[tag]
            self._builder.open(tag, kind, level=int(tag[1]) if kind is BlockKind.HEADING else 0)
        else:
            self._point(tag, attributes)

    def end(self, tag: str) -> None:
        if self._data:
            self._flush()
        if self._unseen:
            self._unseen -= 1
        elif tag in _MARKS or tag == "a":
            self._builder.close_mark(tag)
        elif tag in {"td", "th"}:
            self._builder.close_cell()
        elif tag in _CONTAINERS:
            self._builder.close(tag)

    def close(self) -> None:
        self._flush()

    def _point(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "a" and (href := attributes.get("href")) is not None:
            self._builder.open_mark("a", MarkKind.LINK, self._address(href))
        elif tag == "img":
            self._builder.image(self._address(attributes.get("src", "")), without_sentinels(attributes.get("alt", "")))
        elif tag == "br":
            self._builder.line_break(self._place)
        elif tag == "hr":
            self._builder.block_break()
        elif tag in {"td", "th"}:
            self._builder.open_cell()

    def _flush(self) -> None:
        pieces = SENTINEL.split("".join(self._data))
        self._data.clear()
        for at, piece in enumerate(pieces):
            if at % 2:
                self._event(self._events.get(piece))
            elif piece:
                if not self._unseen:
                    self._builder.text(piece, self._place, self._step)
                self._place += len(piece) * self._step

    def _event(self, event: Event | None) -> None:
        if isinstance(event, int):
            self._place, self._step = (event, 1) if event >= 0 else (~event, 0)
        elif event is not None and not self._unseen:
            event(self._builder)

    def _address(self, written: str) -> str:
        return self._addresses.absolute(without_sentinels(written))


# lxml asks for this signature at every post; worked out once, it need not be worked out then.
_Reporter.start.__signature__ = inspect.signature(_Reporter.start)  # type: ignore[attr-defined]
