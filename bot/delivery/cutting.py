"""Cuts Discord Markdown to a length and into pages, without tearing what stands in it apart."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ELLIPSIS: Final = "…"
BLANK: Final = "\u200b"
"""A zero-width space: Discord trims white space and refuses what is then empty, but takes this."""

_SHORTEST_PAGE: Final = 64
_LOOKAHEAD: Final = 4_000
_LONGEST_CLUSTER: Final = 64
_WHOLE, _FENCE, _DELIMITER, _LINK = "whole", "fence", "delimiter", "link"

_DROPPED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_INVISIBLE: Final = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff]*"
)
_TOKEN: Final = re.compile(
    r"""
      (?P<escape>\\.)
    | (?P<fence>```.*?```|`[^`\n]+`)
    | (?P<link>\[(?:[^\[\]\\\n]|\\.)*\]\(<?(?:[^()\s\\]|\\.|\([^()\s]*\))*(?:[ ]"[^"\n]*")?>?\))
    | (?P<url>https?://[^\s<>]+)
    | (?P<angle><[^<>\s][^<>\n]{0,200}>)
    | (?P<entity>&(?:\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});)
    | (?P<delimiter>\*{1,3}|_{1,3}|~~|\|\|)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# A full stop ends no sentence after an initial or an abbreviation that a name or number follows.
_SENTENCE_END: Final = re.compile(
    r"""
      (?: [!?…]
        | (?<!\b\w) (?<!\b(?:al|dr|im|nr|np|ok|os|pl|ul|vs|św)) (?<!\b(?:inż|mgr|tzn|tzw)) (?<!\b(?:godz|prof)) \. )
      ["'”’»)*_~|]* (?=\s)
    | (?<=\S) (?=\s*\n\s*\n)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD_END: Final = re.compile(r"(?<=\S)(?=\s)")


def clean(text: str) -> str:
    """The text without control characters, lone surrogates and marks that would turn the text around it backwards."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _DROPPED.sub("", whole.replace("\r\n", "\n").replace("\r", "\n"))


def units(text: str) -> int:
    """The length in UTF-16 code units, never less than in code points: what Discord's clients count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_blank(text: str) -> bool:
    """True when nothing of the text would be seen."""
    return _INVISIBLE.fullmatch(text) is not None


def cut(text: str, limit: int, *, markdown: bool = True) -> str:
    """The text, if need be its beginning and "…", in at most `limit` UTF-16 units.

    It ends after a sentence if that keeps at least half, else after a word. With `markdown`, no link, address,
    mention or escape is torn apart, and bold, spoilers and code that are open at the cut are closed.
    """
    text = clean(text)
    if units(text) <= limit:
        return text
    if limit < 1:
        return ""
    piece = _Piece.of(text, limit, markdown=markdown)
    for end in piece.ends(limit - 1, least=limit // 2):
        head = text[:end].rstrip()
        after_whole = any(stop == len(head) for _start, stop in piece.whole)
        head = head if after_whole else head.rstrip(",;:–—-")
        # an address would swallow an ellipsis that touches it
        gap = " " if after_whole or head.endswith((".", "!", "?")) else ""
        closed = f"{head}{'' if head.endswith(ELLIPSIS) else gap + ELLIPSIS}{piece.closers(end)}"
        if head and units(closed) <= limit:
            return closed
    return _of_a_long_link(text, limit) or ELLIPSIS


def pages(text: str, limit: int) -> list[str]:
    """The whole text in pages of at most `limit` (at least 64) UTF-16 units, broken at paragraphs, sentences or words.

    What is bold, hidden or code over a page's end is closed there and opened again; only what is longer than a whole
    page is torn. At least one page, BLANK for a blank text.
    """
    if limit < _SHORTEST_PAGE:
        raise ValueError(f"a page holds at least {_SHORTEST_PAGE}")
    rest = clean(text).strip()
    if is_blank(rest):
        return [BLANK]
    found = []
    while units(rest) > limit:
        page, rest = _first_page(rest, limit)
        found.append(page)
    return [page for page in [*found, rest] if not is_blank(page)]


def _first_page(text: str, limit: int) -> tuple[str, str]:
    piece = _Piece.of(text, limit, markdown=True)
    for end in piece.ends(limit, least=limit // 2):
        page = text[:end].rstrip() + piece.closers(end)
        openers = piece.openers(end)
        # what is opened again must be less than what was said, or the pages would never end
        if page.strip() and units(page) <= limit and end > len(openers):
            return page, openers + text[end:].lstrip()
    end = _grapheme_end(text, _within(text, limit))
    return text[:end], text[end:]


def _of_a_long_link(text: str, limit: int) -> str | None:
    """What a text that begins with an endless link comes to: the link's words alone."""
    first = _TOKEN.match(text)
    if first is None or first.lastgroup != _LINK:
        return None
    words = first[0][1 : first[0].rindex("](")]
    return cut(words + ELLIPSIS, limit) if words.strip() else None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """The part of a text that a cut can be in, and what must not be torn in it."""

    text: str
    whole: Sequence[tuple[int, int]]
    """Stretches that a cut may not be inside of, in order; none overlaps another."""
    pairs: Sequence[tuple[int, int, str, str]]
    """Where a formatting holds, between its marks; its opening and its closing mark."""

    @classmethod
    def of(cls, text: str, limit: int, *, markdown: bool) -> _Piece:
        window = text[: limit + _LOOKAHEAD]
        if not markdown:
            return cls(window, (), ())
        tokens = list(_tokens(window))
        pairs = list(_pairs(window, tokens))
        fences = [token for token in tokens if token.kind == _FENCE]
        for fence in fences:
            mark = "```" if fence.text.startswith("```") else "`"
            newline = "\n" if len(mark) == 3 else ""  # noqa: PLR2004 -- a fence's own length
            pairs.append((fence.start + len(mark), fence.end - len(mark), mark + newline, newline + mark))
        marks = [(fence.start, fence.start + len(fence.text) - len(fence.text.lstrip("`"))) for fence in fences]
        ends = [(fence.end - len(fence.text) + len(fence.text.rstrip("`")), fence.end) for fence in fences]
        whole = [(token.start, token.end) for token in tokens if token.kind != _FENCE]
        return cls(window, sorted([*whole, *marks, *ends]), sorted(pairs))

    def ends(self, room: int, *, least: int) -> Iterator[int]:
        """Places to cut at, best first; each keeps at most `room` UTF-16 units."""
        last = _within(self.text, room)
        sentences = self._boundaries(_SENTENCE_END, last)
        yield from (end for end in sentences if units(self.text[:end]) >= least)
        words = self._boundaries(_WORD_END, last)
        yield from words
        end = _grapheme_end(self.text, self._outside(last))
        while end > 0:
            yield end
            end = _grapheme_end(self.text, self._outside(end - max(1, end // 16)))

    def closers(self, end: int) -> str:
        return "".join(close for start, stop, _open, close in reversed(self.pairs) if start <= end < stop)

    def openers(self, end: int) -> str:
        return "".join(open_ for start, stop, open_, _close in self.pairs if start <= end < stop)

    def _boundaries(self, pattern: re.Pattern[str], last: int) -> list[int]:
        """The last few places up to `last` that are in nothing whole, the furthest first."""
        # right behind an opening mark, closing it would leave an empty pair
        opened = {start for start, _stop, _open, _close in self.pairs}
        found = [match.end() for match in pattern.finditer(self.text, 0, last + 1) if match.end() <= last]
        return [end for end in reversed(found[-200:]) if end not in opened and self._outside(end) == end]

    def _outside(self, end: int) -> int:
        before = bisect_left(self.whole, (end, 0)) - 1
        return self.whole[before][0] if before >= 0 and end < self.whole[before][1] else end


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup if found.lastgroup in {_FENCE, _DELIMITER, _LINK} else _WHOLE
        yield _Token(str(kind), found.start(), found.end(), found[0])


def _pairs(text: str, tokens: Sequence[_Token]) -> Iterator[tuple[int, int, str, str]]:
    """Formatting that is opened and closed again, by CommonMark's flanking rule, which Discord roughly keeps."""
    opened: list[_Token] = []
    for token in tokens:
        if token.kind != _DELIMITER:
            continue
        before, after = text[token.start - 1 : token.start], text[token.end : token.end + 1]
        closes = bool(before.strip()) and not (token.text[0] == "_" and after.isalnum())
        begins = next((n for n in range(len(opened) - 1, -1, -1) if opened[n].text == token.text), None)
        if closes and begins is not None:
            yield opened[begins].end, token.start, token.text, token.text
            del opened[begins:]
        elif after.strip() and not (token.text[0] == "_" and before.isalnum()):
            opened.append(token)


def _within(text: str, room: int) -> int:
    """How many code points of the text fit into `room` UTF-16 units."""
    room = max(room, 0)
    end = min(len(text), room)
    while units(text[:end]) > room:
        end -= max(1, (units(text[:end]) - room) // 2)
    return end


def _grapheme_end(text: str, end: int) -> int:
    """The place at or before `end` that parts no accent from its letter and no emoji from its skin, flag or family."""
    for place in range(end, max(0, end - _LONGEST_CLUSTER), -1):
        if place == len(text) or not _belong_together(text, place):
            return place
    return end


def _belong_together(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if "\u200d" in (before, after) or unicodedata.category(after) in {"Mn", "Me", "Mc"}:
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if not (_is_flag_half(before) and _is_flag_half(after)):
        return False
    flags = next((n for n in range(1, place) if not _is_flag_half(text[place - 1 - n])), place)
    return flags % 2 == 1


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
