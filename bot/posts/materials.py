"""What a recap leads to: slides, recordings and code, told by a link's words, by those before it, or by its host."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bot.posts.bad_links import is_malformed
from bot.posts.document import BlockKind
from bot.posts.lexicon import lexicon_for
from bot.posts.markup import document_of
from bot.posts.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.posts.model import Post, Site
    from bot.posts.page import Link

MOST: Final = 12
"""How many materials a recap has; a meetup rarely has more than four talks."""
ADDRESS: Final = 1_000
"""How long an address may be."""
_NEAR: Final = 80
"""Characters between a link that says nothing itself and the word that says what it is."""
_HEADING_WORDS: Final = 4
"""Of how many words a heading may be that speaks for all links below it."""


class MaterialKind(StrEnum):
    """What a link leads to; the meanings in the lexicon's `materials`."""

    SLIDES = "slides"
    RECORDING = "recording"
    CODE = "code"


_DEPTH: Final = {MaterialKind.SLIDES: 2, MaterialKind.RECORDING: 1, MaterialKind.CODE: 2}
"""How many parts the path has at a known host: with fewer it is somebody's profile."""
_AND: Final = re.compile(r"[\s,;:/|•·&+()–—-]*(?:\b(?:i|oraz|and|a)\b)?[\s,;:/|•·&+()–—-]*")


@dataclass(frozen=True, slots=True)
class Material:
    """Something that is left of a talk. `label` are the link's words, "" where they do not name it."""

    kind: MaterialKind
    url: str
    label: str
    around: str
    """The block in which it stands, by which its talk may be told."""


@dataclass(frozen=True, slots=True)
class _Told:
    kind: MaterialKind
    goes_on: bool = False
    """True when a list of links may follow: "Slides: [one], [two]"."""


def materials_of(post: Post, site: Site) -> tuple[Material, ...]:
    """The materials in reading order, each address once. Never raises."""
    page = Page(post, site, document_of(post, site), lexicon_for(site.language))
    found: dict[str, Material] = {}
    before: tuple[Link, _Told] | None = None
    for link in page.links:
        told = _told(link, page, before) if _may_be(link, page) else None
        before = None if told is None else (link, told)
        if told is not None and link.target not in found:
            block = page.block_at(link.start)
            found[link.target] = Material(
                told.kind, link.target, _label(link, page), page.text[block.start : block.end]
            )
    return tuple(found.values())[:MOST]


def _may_be(link: Link, page: Page) -> bool:
    """False for what cannot be followed, and for the blog's own pages: its files are materials, its posts are none."""
    if not link.target.startswith(("http://", "https://")) or len(link.target) > ADDRESS or is_malformed(link.target):
        return False
    own = page.site.url.rstrip("/")
    return not own or not link.target.startswith(own) or _of_file(link.target, page) is not None


def _told(link: Link, page: Page, before: tuple[Link, _Told] | None) -> _Told | None:
    """What kind of material a link is; None for none."""
    host = _of_host(link.target, page)
    if host is MaterialKind.RECORDING:
        return _Told(host)  # whatever they call it, "the recording of the slides" is one
    own_words = () if _is_bare(link, page) else page.words.between(link.start, link.end, "materials.kind")
    if own_words:
        return _Told(_first(own_words))
    if host is not None:
        return _Told(host)
    if (labelled := _of_label(link, page, before)) is not None:
        return _Told(labelled, goes_on=True)
    if _points(link, page) and (said := _said_near(link, page)) is not None:
        return _Told(said)
    return _of_heading(link, page) or _in_doubt(_of_file(link.target, page))


def _in_doubt(kind: MaterialKind | None) -> _Told | None:
    return None if kind is None else _Told(kind)


def _of_host(target: str, page: Page) -> MaterialKind | None:
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    host = parts.netloc.lower().removeprefix("www.").removeprefix("m.")
    words = page.lexicon.read(f"{host}{parts.path}"[:300])
    depth = len([part for part in parts.path.split("/") if part])
    for hit in words.hits("materials.host"):
        kind = MaterialKind(hit.value)
        if hit.first == 0 and hit.end >= len(host) and depth >= _DEPTH[kind]:
            return kind
    return None


def _of_file(target: str, page: Page) -> MaterialKind | None:
    try:
        name = urlsplit(target).path.rpartition("/")[2]
    except ValueError:
        return None
    suffix = name.rpartition(".")[2] if "." in name else ""
    hits = page.lexicon.read(suffix[:10]).hits("materials.file") if suffix else []
    return MaterialKind(hits[0].value) if hits else None


def _of_label(link: Link, page: Page, before: tuple[Link, _Told] | None) -> MaterialKind | None:
    """The word right before a colon, or what the link before is: "Slides: [one], [two]"."""
    block = page.block_at(link.start)
    goes_on = before is not None and before[1].goes_on and before[0].end >= block.start
    if goes_on and before is not None and _AND.fullmatch(page.text, before[0].end, link.start):
        return before[1].kind
    lead = page.text[max(block.start, link.start - _NEAR) : link.start].rstrip()
    if not lead.endswith(":"):
        return None
    hits = page.words.between(max(block.start, link.start - _NEAR), link.start, "materials.kind")
    close = [hit for hit in hits if page.words.at(link.start) - hit.last <= _HEADING_WORDS]
    return MaterialKind(close[-1].value) if close else None


def _points(link: Link, page: Page) -> bool:
    """True where the link says nothing itself: a bare address, "here", "at this link"."""
    if _is_bare(link, page):
        return True
    words = page.words.words[page.words.at(link.start) : page.words.at(link.end)]
    return all(page.lexicon.matches("materials.here", word.text) for word in words)


def _is_bare(link: Link, page: Page) -> bool:
    """True where readers see the address itself."""
    return link.bare or page.text.startswith(("http://", "https://", "www."), link.start)


def _said_near(link: Link, page: Page) -> MaterialKind | None:
    """What the nearest word before the link says it is, in its sentence; else the nearest one behind it."""
    sentence = page.sentence_at(link.start)
    before = page.words.between(max(sentence.start, link.start - _NEAR), link.start, "materials.kind")
    if before:
        return MaterialKind(before[-1].value)
    behind = page.words.between(link.end, min(sentence.end, link.end + _NEAR), "materials.kind")
    return MaterialKind(behind[0].value) if behind else None


def _of_heading(link: Link, page: Page) -> _Told | None:
    """A short heading speaks for the links that begin a block below it."""
    blocks = page.document.blocks
    at = bisect_right(blocks, link.start, key=lambda block: block.end)
    if at >= len(blocks) or (blocks[at].start != link.start and blocks[at].kind is not BlockKind.LIST_ITEM):
        return None
    heading = next((block for block in reversed(blocks[:at]) if block.kind is BlockKind.HEADING), None)
    if heading is None or page.words.at(heading.end) - page.words.at(heading.start) > _HEADING_WORDS:
        return None
    hits = page.words.between(heading.start, heading.end, "materials.kind")
    return _Told(_first(hits)) if hits else None


def _label(link: Link, page: Page) -> str:
    """The link's words, where they say more than that it is a link to slides."""
    if _is_bare(link, page):
        return ""
    idle = page.words.between(link.start, link.end, "materials.kind")
    words = page.words.words[page.words.at(link.start) : page.words.at(link.end)]
    naming = [
        word
        for word in words
        if not page.lexicon.matches("materials.here", word.text)
        and not any(hit.start <= word.start < hit.end for hit in idle)
    ]
    return " ".join(page.text[link.start : link.end].split()) if naming else ""


def _first(hits: Iterable[Any]) -> MaterialKind:
    return MaterialKind(next(iter(hits)).value)
