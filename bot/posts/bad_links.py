"""Finds addresses that lead nowhere: "6https://…", "http:/…", a port that is none, a link shown as text."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from bot.posts.document import BlockKind, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.page import Page

_LOOKED_AT: Final = 500
_MOST: Final = 100
_SLIP: Final = re.compile(
    r"\w(?<!/)https?:/|^https?:/{1,2}https?:?/|^https?/{1,2}\w|^(?:htp|htps|hhttps?|ttps?|htttps?):", re.IGNORECASE
)
_PLAIN: Final = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s:]*)?")
"""An address in which nothing can be wrong, as most are: small letters, and a colon only behind "http"."""
_GLUED: Final = re.compile(r"(?<![^\W_])[^\W_]{1,60}https?://[^\s<>\"'()\[\]]{1,200}", re.IGNORECASE)
_SHOWN_LINK: Final = re.compile(r"!?\[[^\[\]\n]{0,200}\][ ]?\(\s{0,3}(?:https?:|www\.)[^()\n]{0,200}\)", re.IGNORECASE)


class BadLink(NamedTuple):
    """What the author wrote, where in the post's source it begins, and whether readers see it as plain text."""

    written: str
    place: int
    shown: bool = False


def bad_links(page: Page) -> list[BadLink]:
    """The malformed links and images of a post, in the order of its source."""
    return sorted([*_shown(page), *_targets(page)], key=lambda bad: bad.place)


def is_malformed(target: str) -> bool:
    """True for "6https://…", "http://https://…", a bad port, an address without a host."""
    if _PLAIN.fullmatch(target):
        return False
    if _SLIP.search(target[:_LOOKED_AT]):
        return True
    try:
        parts = urlsplit(target)
        parts.port  # noqa: B018 -- raises for a bad one
    except ValueError:
        return True
    if parts.scheme not in {"http", "https"}:
        return False
    return not parts.hostname or " " in parts.netloc or ".." in parts.hostname


def _targets(page: Page) -> Iterator[BadLink]:
    for link in page.links:
        if not link.bare and is_malformed(link.target):
            yield BadLink(link.target, page.document.source_span(link.start, link.end)[0])
    source = page.post.source
    searched: dict[str, int] = {}
    for image in page.images:
        if image.target and is_malformed(image.target):
            # A picture is an empty stretch of the text, so that its own place tells no line.
            place = source.find(image.target, searched.get(image.target, page.post.body_start))
            searched[image.target] = max(place, 0) + 1
            yield BadLink(image.target, place if place >= 0 else page.document.source_span(image.start, image.end)[0])


def _shown(page: Page) -> Iterator[BadLink]:
    """What readers see as text although it was meant as a link."""
    code = [(block.start, block.end) for block in page.document.blocks if block.kind is BlockKind.CODE]
    code += [(mark.start, mark.end) for mark in page.document.marks_of(MarkKind.CODE)]
    for pattern, sign, shown in ((_GLUED, "://", False), (_SHOWN_LINK, "[", True)):
        if sign not in page.text:
            continue
        for hit in islice(pattern.finditer(page.text), _MOST):
            if not any(start <= hit.start() < end for start, end in code):
                yield BadLink(hit[0], page.document.source_span(hit.start(), hit.end())[0], shown)
