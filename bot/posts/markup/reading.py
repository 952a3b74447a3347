"""Gives a post's body as its readers see it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.posts.document import Document, Mark, MarkKind, may_hold_address
from bot.posts.markup.addresses import without_punctuation
from bot.posts.markup.builder import DocumentBuilder
from bot.posts.markup.liquid import Liquid
from bot.posts.markup.mail import without_mail
from bot.posts.markup.markdown import markdown_stream
from bot.posts.markup.page import report_page
from bot.posts.markup.stream import cleared
from bot.posts.markup.values import LiquidValues

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.posts.model import Post, Site

_MORE: Final = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_BARE_ADDRESS: Final = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"„”“«»]+", re.IGNORECASE)
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_SIGNS: Final = "*_[]<`~&\\!{>|"
_COSTLY: Final = 60_000
"""Markup signs, and a fifth of it lines, from which on a text is not parsed: it is no post, and parsing would take
seconds. A long post of the corpus has two hundred."""


def document_of(post: Post, site: Site) -> Document:
    """The body as its readers see it, every character with its place in `post.source`. Takes any text whatever."""
    return numbered_document(post, site)[0]


def numbered_document(post: Post, site: Site) -> tuple[Document, Mapping[int, int]]:
    """As `document_of`, with the number (0 for a bullet) of each block that begins a list item."""
    builder = _built(post, site)
    return with_bare_addresses(builder.document(separator_at(post, site))), builder.numbers


def first_image(document: Document) -> str | None:
    """The address of the first picture, None without one."""
    return next((mark.target for mark in document.marks_of(MarkKind.IMAGE) if mark.target), None)


def separator_at(post: Post, site: Site) -> int | None:
    """Where in `post.source` the excerpt ends: at the site's separator, or at Octopress's own."""
    if (at := post.source.find(site.excerpt_separator, post.body_start)) >= 0:
        return at
    hit = _MORE.search(post.source, post.body_start)
    return hit.start() if hit else None


def _built(post: Post, site: Site) -> DocumentBuilder:
    values = LiquidValues(post, site)
    source = without_mail(cleared(post.source), post.body_start)
    if _is_overloaded(source):
        return _unparsed(source, post.body_start)
    prepared = Liquid(source, post.body_start, values).prepared()
    stream = markdown_stream(prepared, values.addresses)
    builder = DocumentBuilder()
    report_page(stream, prepared.events, builder, values.addresses)
    return builder


def _is_overloaded(source: str) -> bool:
    return len(source) > _COSTLY // 5 and sum(map(source.count, _SIGNS)) + 5 * source.count("\n") > _COSTLY


def _unparsed(source: str, start: int) -> DocumentBuilder:
    """The source's paragraphs as they are written."""
    builder = DocumentBuilder()
    for paragraph in _PARAGRAPH.finditer(source, start):
        builder.text(paragraph[0], paragraph.start())
        builder.block_break()
    builder.close_all()
    return builder


def with_bare_addresses(document: Document) -> Document:
    """The document with the addresses that stand in its text as links, where they are not part of one yet."""
    taken = sorted((mark.start, mark.end) for mark in document.marks_of(MarkKind.LINK, MarkKind.CODE))
    found = tuple(_bare_addresses(document.text, taken)) if may_hold_address(document.text) else ()
    if not found:
        return document
    marks = sorted((*document.marks, *found), key=lambda mark: (mark.start, -mark.end))
    return replace(document, marks=tuple(marks))


def _bare_addresses(text: str, taken: list[tuple[int, int]]) -> Iterator[Mark]:
    at = 0
    reach = 0
    for hit in _BARE_ADDRESS.finditer(text):
        address = without_punctuation(hit[0])
        end = hit.start() + len(address)
        while at < len(taken) and taken[at][0] < end:
            reach = max(reach, taken[at][1])
            at += 1
        if reach <= hit.start() and "." in address[4:]:
            target = address if address.lower().startswith("http") else "https://" + address
            yield Mark(MarkKind.LINK, hit.start(), end, target)
