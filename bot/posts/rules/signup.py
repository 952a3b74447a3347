"""The link by which people sign up, told by the words around it rather than by where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.posts.page import Found, Span

if TYPE_CHECKING:
    from bot.posts.page import Link, Page

_NEAR: Final = 60
"""Characters between a link and the word that says what it is for."""
_TELLING: Final = 1.5
_PLAINLY: Final = 2.5
_EVENT_PATH: Final = re.compile(r"/(?:events?|e|rsvp|forms?|wydarzenie)/\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signup:
    """A link weighed as the way to sign up."""

    found: Found[str]
    weight: float


def signups(page: Page) -> list[Signup]:
    """The post's links that may be for signing up, the heaviest first."""
    weighed: dict[str, Signup] = {}
    for link in page.links:
        one = Signup(Found(link.target, link.start, link.end, "signup"), _weight(link, page))
        known = weighed.get(link.target)
        if one.weight > 0 and (known is None or one.weight > known.weight):
            weighed[link.target] = one
    return sorted(weighed.values(), key=lambda s: (-s.weight, s.found.start))


def is_event_address(target: str, page: Page) -> bool:
    """True for the address of one event on a platform for events."""
    return _is(target, page, "rsvp.platform") and _EVENT_PATH.search(urlsplit_path(target)) is not None


def urlsplit_path(target: str) -> str:
    """The path of an address; "" for one that is malformed."""
    try:
        return urlsplit(target).path
    except ValueError:
        return ""


def _weight(link: Link, page: Page) -> float:
    said = _said(link, page)
    weight = said + _leads_to(link, page)
    if said >= _PLAINLY and _is(link.target, page, "rsvp.social"):
        weight += 3.0  # "Zapisy: w issue #61": where people are told to sign up, whatever the site is for
    return weight - 1.2 if weight < _TELLING else weight


def _said(link: Link, page: Page) -> float:
    """What the words in and around the link say for signing up."""
    words = page.words
    sentence = page.sentence_at(link.start)
    line = _line_of(link, page, sentence)
    if words.any(*line, "rsvp.none"):
        return 0.0
    in_link = words.any(link.start, link.end, "rsvp.signup")
    weight = 3.0 if in_link else 0.0
    near = [h for h in words.between(*sentence, "rsvp.signup") if _gap(h.start, h.end, link) <= _NEAR]
    if near:
        nearest = min(_gap(h.start, h.end, link) for h in near)
        weight += 3.0 - nearest / _NEAR
        weight -= 1.5 if _another_between(link, page, nearest, near[0].end) else 0
    elif words.any(*sentence, "rsvp.signup") or words.any(*page.block_at(link.start), "rsvp.signup"):
        weight += 0.8
    if words.any(*sentence, "rsvp.event_page"):
        weight += 0.5
    if words.any(*line, "rsvp.survey") and not in_link:
        weight -= 3.0
    if words.any(max(sentence.start, link.start - _NEAR), link.end, "sponsors.firm", "sponsors.sponsor"):
        weight -= 1.5
    return weight


def _line_of(link: Link, page: Page, sentence: Span) -> Span:
    """The part of the link's sentence that stands on its own line of the source."""
    start = page.lines.rfind("\n", sentence.start, link.start) + 1
    end = page.lines.find("\n", link.end, sentence.end)
    return Span(max(start, sentence.start), end if end >= 0 else max(sentence.end, link.end))


def _leads_to(link: Link, page: Page) -> float:
    """What the address says for signing up."""
    weight = 0.0
    if _is(link.target, page, "rsvp.platform"):
        weight += 3.0 if _EVENT_PATH.search(urlsplit_path(link.target)) else 1.5
    if _is(link.target, page, "rsvp.social"):
        weight -= 4.0
    if not link.target.startswith(("http://", "https://")):
        weight -= 9.0
    return weight - 3.0 if _own_file(link.target, page) else weight


def _gap(start: int, end: int, link: Link) -> int:
    return max(link.start - end, start - link.end, 0)


def _another_between(link: Link, page: Page, nearest: int, said: int) -> bool:
    """True if a link stands between the word and this link."""
    return nearest > 0 and any(said <= other.start < link.start for other in page.links if other != link)


def _is(target: str, page: Page, name: str) -> bool:
    address = page.lexicon.read(target[:300])
    return bool(address.hits(name))


def _own_file(target: str, page: Page) -> bool:
    site = page.site.url.rstrip("/")
    path = urlsplit_path(target)
    return (bool(site) and target.startswith(site) and "event" not in path) or path.lower().endswith(
        (".pdf", ".ppt", ".pptx", ".zip", ".png", ".jpg")
    )
