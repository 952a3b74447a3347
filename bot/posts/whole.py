"""Gives the reading of a post file from its bytes or its text: decoded, parsed and read, or refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.i18n import _
from bot.posts.broken import BrokenPost
from bot.posts.decode import MAX_BYTES, decode_post, encoding_of
from bot.posts.front_matter import parse_post
from bot.posts.reader import read_post

if TYPE_CHECKING:
    from bot.posts.model import Reading, Site

YEARS: Final = range(1900, 2200)
"""What the instants around a day can be computed for, in every zone."""


def read_bytes(path: str, data: bytes, site: Site, *, max_bytes: int = MAX_BYTES) -> Reading:
    """What the post file says. Raises BrokenPost for one that cannot be read."""
    text = decode_post(data, path=path, max_bytes=max_bytes)
    return read_text(path, text, site, encoding=encoding_of(data), max_bytes=max_bytes)


def read_text(path: str, text: str, site: Site, *, encoding: str = "utf-8", max_bytes: int = MAX_BYTES) -> Reading:
    """What the text of a post file says; days that no calendar can hold are left out. Raises BrokenPost."""
    reading = read_post(parse_post(path, text, site, encoding=encoding, max_bytes=max_bytes), site)
    published_at = reading.post.published_at
    if published_at.year not in YEARS:
        raise BrokenPost(path, None, _("The post's date lies too far away: {date}."), date=published_at.date())
    meetups = tuple(
        facts if facts.date is None or facts.date.value.year in YEARS else replace(facts, date=None)
        for facts in reading.meetups
    )
    return reading if meetups == reading.meetups else replace(reading, meetups=meetups)
