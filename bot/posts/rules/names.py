"""Runs of words that are a name: capitalised, quoted, linked or bold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.document import MarkKind
from bot.posts.page import Span

if TYPE_CHECKING:
    from bot.posts.lexicon import Words
    from bot.posts.page import Page

_QUOTED: Final = re.compile(r"[„“\"”'‘«»](?P<name>[^„“\"”'‘’«»\n]{2,60})[”\"“'’«»]")
_JOINTS: Final = frozenset(
    ("i", "&", "and", "of", "the", "de", "la", "le", "u", "nad", "pod", "für", "und", "im", "sw")
)
_GAP: Final = re.compile(r"\s|-|\s?&\s?|\.|['’]|\s?/\s?|\+\+?|\s?@\s?|\.\s|!")
_COMMA: Final = re.compile(r"[,;(]|\s[-–—]\s")
_LONGEST: Final = 7
LEGAL_FORM: Final = re.compile(r",?\s(?:[Ss]p\.?(?:\s?z\s?o\.?\s?o\.?)?|S\.?[AC]|Ltd|Inc|GmbH|HQ|Offices?)\.?$")
"""What stands behind a firm's name in law: "Sp. z o.o.", "S.A."."""
_IN_LAW: Final = re.compile(
    r",?\s(?:[Ss]p\.?\s?z\s?o\.?\s?o\b\.?|[Ss]p\.\s?[jkp]\b\.?|[Ss]\.\s?[cC]\b\.?|S\.?A\b\.?|B\.?V\b\.?|N\.?V\b\.?"
    r"|Ltd\b\.?|Inc\b\.?|GmbH\b|AG\b|PLC\b|plc\b|LLC\b|LLP\b|Oy\b|AB\b|Pvt\.?\sLtd\b\.?)"
)


def name_at(page: Page, place: int, *, joints: bool = True) -> Span | None:
    """The name that begins at a place: quoted, marked, or capitalised words; None where no name begins."""
    text = page.text
    quoted = _QUOTED.match(text, place)
    if quoted:
        return Span(*quoted.span("name"))
    first = page.words.at(place)
    if first >= len(page.words.words) or page.words.words[first].start - place > 1:
        return None
    start = page.words.words[first].start
    if not (text[start].isupper() or text[start].isdigit()):
        return None
    marked = _marked(page, start)
    end = capitalised_end(page.words, first, joints=joints, ceiling=marked.end if marked else None)
    if marked is not None and end is not None and marked.end >= end and _short(text[marked.start : marked.end]):
        whole = Span(max(marked.start, start), marked.end)
        return Span(whole.start, _until_comma(text, whole))
    return Span(start, end) if end is not None else None


def capitalised_end(words: Words, first: int, *, joints: bool = True, ceiling: int | None = None) -> int | None:
    """Where the run of capitalised words beginning with word `first` ends; None where that word is not capitalised."""
    end: int | None = None
    pending = False
    for at in range(first, min(first + _LONGEST, len(words.words))):
        word = words.words[at]
        if ceiling is not None and word.start >= ceiling:
            break
        if at > first and not _GAP.fullmatch(words.text, words.words[at - 1].end, word.start):
            break
        if at > first and words.text[words.words[at - 1].end : word.start] in {". ", ".\n"}:
            break
        written = words.text[word.start : word.end]
        if written[0].isupper() or (at > first and (written[0].isdigit() or _glued(words, at))):
            end, pending = word.end, False
        elif joints and at > first and word.text in _JOINTS and not pending:
            pending = True
        elif at == first and written[0].isdigit() and any(c.isupper() for c in written):
            end = word.end
        else:
            break
    return end


def with_legal_form(text: str, start: int, name: str) -> str:
    """The `name` that begins at `start` with the whole of its "Sp. z o.o.", of which names hold but a part."""
    bare = LEGAL_FORM.sub("", name).strip(" .")
    form = _IN_LAW.match(text, start + len(bare))
    if form is None:
        return bare
    ends = text[form.end() : form.end() + 1] in {"", "\n"} or text[form.end() :][:2].strip()[:1].isupper()
    written = text[start : form.end()]
    return written.rstrip(".") if ends and written.count(".") == 1 else written


def stands_in_law(text: str, place: int) -> bool:
    """True where a "Ltd" or the like stands behind a name that ends at `place`."""
    return _IN_LAW.match(text, place) is not None


def without_legal_form(name: str) -> str:
    """The name alone: "Kompilator" of "Kompilator Sp. z o.o."."""
    form = next((hit for hit in _IN_LAW.finditer(name) if hit.end() == len(name)), None)
    return name[: form.start()] if form else name


def _glued(words: Words, at: int) -> bool:
    """True for the "pl" of "Cinkciarz.pl"."""
    gap = words.text[words.words[at - 1].end : words.words[at].start]
    return gap in {".", "'", "’", "-", "@"}


def _marked(page: Page, place: int) -> Span | None:
    for mark in page.marks_near(place):
        if mark.kind in (MarkKind.LINK, MarkKind.STRONG, MarkKind.EMPHASIS) and mark.start <= place < mark.end:
            return Span(mark.start, mark.end)
    return None


def _short(text: str) -> bool:
    return len(text) <= 60 and "\n" not in text  # noqa: PLR2004


def _until_comma(text: str, span: Span) -> int:
    comma = _COMMA.search(text, span.start, span.end)
    return comma.start() if comma else span.end
