"""Gives a stretch of a Document as Discord's inline Markdown: bold, italic, struck, code and links, always closed."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.posts.document import Document, Mark, MarkKind
from bot.posts.markup.escaping import encoded_address, escape_inside

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIGNS: Final = {MarkKind.STRONG: "**", MarkKind.STRIKE: "~~", MarkKind.EMPHASIS: "*"}
_ORDER: Final = {
    kind: number
    for number, kind in enumerate(
        (
            MarkKind.LINK,
            MarkKind.STRONG,
            MarkKind.STRIKE,
            MarkKind.EMPHASIS,
            MarkKind.CODE,
        )  # of those with one extent, from the outside in
    )
}
# A name such as Backbone.js is no address; allegro.pl is.
_ADDRESS_LIKE: Final = re.compile(
    r"\s*(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://|(?=www\.))?(?P<host>[\w-]+(?:\.[\w-]+)*\.(?!(?:js|ts|py|rb|rs|cs|kt|md|sh|go)\b)"
    r"(?:[a-z]{2}|com|org|net|info|biz|edu|gov|dev|app|tech|live|online|site|xyz|link|club))(?:[/:?#]\S*)?\s*"
)
_LONGEST_ADDRESS: Final = 800
_ADDRESS_AT_END: Final = re.compile(r"(?<!\()https?://[^\s)]*\Z")
_BEHIND_ADDRESS: Final = frozenset(".,;:!?'\")]")
_PARTED: Final = "\u200b"


def usable_marks(document: Document) -> list[Mark]:
    """The marks that Discord can show, those of a kind apart from each other; no pictures, only links of the web."""
    marks: list[Mark] = []
    last: dict[MarkKind, int] = {}
    for mark in document.marks:
        if mark.end <= mark.start or mark.kind not in _ORDER:
            continue
        if mark.kind is MarkKind.LINK and not _is_of_the_web(mark.target):
            continue
        number = last.get(mark.kind)
        if number is None or marks[number].end < mark.start + (mark.kind is MarkKind.LINK):
            last[mark.kind] = len(marks)
            marks.append(mark)
        elif mark.kind is not MarkKind.LINK:
            marks[number] = replace(marks[number], end=max(marks[number].end, mark.end))
    return marks


def inline_markdown(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    """text[start:end] as inline Markdown. `marks` are usable ones, in order; newlines stay."""
    touching = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {start, end}
    for mark in touching:
        edges.update(at for at in (mark.start, mark.end) if start < at < end)
    out = _Inline()
    active: list[Mark] = []
    coming = iter([*touching, None])
    following = next(coming)
    for left, right in pairwise(sorted(edges)):
        active = [mark for mark in active if mark.end > left]
        while following is not None and following.start <= left:
            active.append(following)
            following = next(coming)
        out.put(text[left:right], sorted(active, key=_outside_in))
    return out.finished()


class _Inline:
    def __init__(self) -> None:
        self._out: list[str] = []
        self._words: list[str] = []
        self._open: list[tuple[Mark, int, int]] = []
        """What is open, with where it begins in `_out` and in `_words`."""

    def put(self, text: str, wanted: Sequence[Mark]) -> None:
        # Discord takes "** a**" for stars: blanks go outside of what they edge.
        body = text.lstrip()
        blank = text[: len(text) - len(body)]
        kept = 0
        while kept < min(len(self._open), len(wanted)) and self._open[kept][0] is wanted[kept]:
            kept += 1
        self._close_to(kept)
        self._say(blank, blank)
        if not body:
            return
        fresh = wanted[kept:]
        if not blank and self._ends_in_address() and (fresh or body[0] not in _BEHIND_ADDRESS):
            self._out.append(" ")  # Discord takes all up to the next blank for the address
        elif fresh and fresh[0].kind is not MarkKind.LINK and self._out and self._out[-1].endswith(("*", "~")):
            self._out.append(_PARTED)
        for mark in fresh:
            self._open.append((mark, len(self._out), len(self._words)))
        is_code = any(mark.kind is MarkKind.CODE for mark in wanted)
        self._say(body if is_code else escape_inside(body), body)

    def finished(self) -> str:
        self._close_to(0)
        return "".join(self._out)

    def _ends_in_address(self) -> bool:
        return bool(self._out) and "://" in self._out[-1] and _ADDRESS_AT_END.search(self._out[-1]) is not None

    def _say(self, shown: str, words: str) -> None:
        if shown:
            self._out.append(shown)
            self._words.append(words)

    def _close_to(self, depth: int) -> None:
        while len(self._open) > depth:
            mark, at, words_at = self._open.pop()
            inner = "".join(self._out[at:])
            body = inner.rstrip()
            del self._out[at:]
            if body:
                self._out.append(_marked(mark, body, "".join(self._words[words_at:]).strip()))
            if len(body) < len(inner):
                self._out.append(inner[len(body) :])


def _outside_in(mark: Mark) -> tuple[int, int, int]:
    return mark.start, -mark.end, _ORDER[mark.kind]


def _marked(mark: Mark, body: str, words: str) -> str:
    if mark.kind is MarkKind.LINK:
        return _link(body, words, mark.target or "")
    if mark.kind is MarkKind.CODE:
        return "`" + " ".join(body.replace("`", "ˋ").split()) + "`"
    sign = _SIGNS[mark.kind]
    return f"{sign}{body}{sign}"


def _link(body: str, words: str, target: str) -> str:
    if words == target:
        return encoded_address(target)
    looks = _ADDRESS_LIKE.fullmatch(words)
    if looks is not None and looks["scheme"] is not None:
        # Discord would show the words as an address of their own, whatever lies behind them.
        return encoded_address(target)
    label = " ".join(body.replace("\\[", "(").replace("\\]", ")").split())
    if "://" in words or (looks is not None and not _belongs_to(looks["host"], target)):
        return f"{label} ({encoded_address(target)} )"
    return f"[{label}]({encoded_address(target, masked=True)})"


def _belongs_to(host: str, target: str) -> bool:
    actual = "." + (urlsplit(target).hostname or "")
    return actual.endswith("." + host.lower().removeprefix("www."))


def _is_of_the_web(target: str | None) -> bool:
    if target is None or len(target) > _LONGEST_ADDRESS or not target.lower().startswith(("http://", "https://")):
        return False
    try:
        host = urlsplit(target).hostname
    except ValueError:
        return False
    return host is not None and re.fullmatch(r"[\w.:-]+", host) is not None
