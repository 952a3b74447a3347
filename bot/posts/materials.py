"""What a recap gives to those who missed the meetup: links to slides, recordings and code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.posts.lexicon import lexicon_for
from bot.posts.markup import document_of
from bot.posts.page import Page

if TYPE_CHECKING:
    from bot.posts.model import Post, Site
    from bot.posts.page import Link

MOST: Final = 20
_SLIDES_FILE: Final = re.compile(r"\.(pdf|pptx?|odp|key)$", re.IGNORECASE)
_CHANNEL: Final = re.compile(r"^/?$|^/(channel|c|user|playlists?|@)", re.IGNORECASE)
"""Whose channel it is, not what was recorded."""
_REPOSITORY: Final = re.compile(r"^/[^/]+/[^/]+")
"""A person's page on a code host is no code."""


class MaterialKind(StrEnum):
    """What a link leads to."""

    SLIDES = "slides"
    RECORDING = "recording"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Material:
    """A link worth keeping; `label` is what the author called it, "" for a bare address."""

    kind: MaterialKind
    url: str
    label: str


def materials_of(post: Post, site: Site) -> tuple[Material, ...]:
    """The materials that a post links to, in reading order, each once. The words and hosts are the lexicon's."""
    page = Page(post, site, document_of(post, site), lexicon_for(site.language))
    found: dict[str, Material] = {}
    for link in page.links:
        kind = _kind(link, page)
        if kind is not None and link.target not in found:
            label = "" if link.bare else " ".join(page.text[link.start : link.end].split())
            found[link.target] = Material(kind, link.target, "" if "://" in label else label)
    return tuple(found.values())[:MOST]


def _kind(link: Link, page: Page) -> MaterialKind | None:
    try:
        parts = urlsplit(link.target)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    by_host = _by_host(f"{parts.netloc}{parts.path}"[:200], page)
    if by_host is MaterialKind.RECORDING and _CHANNEL.match(parts.path):
        return None
    if by_host is MaterialKind.CODE and not _REPOSITORY.match(parts.path):
        return None
    if by_host is not None or _SLIDES_FILE.search(parts.path):
        return by_host or MaterialKind.SLIDES
    said = page.words
    return next((kind for kind in MaterialKind if said.any(link.start, link.end, f"materials.{kind}")), None)


def _by_host(address: str, page: Page) -> MaterialKind | None:
    read = page.lexicon.read(address)
    return next((kind for kind in MaterialKind if read.hits(f"materials.{kind}_host")), None)
