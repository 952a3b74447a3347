"""The link by which people sign up, told by the words around it rather than by where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.posts.document import BlockKind
from bot.posts.page import Found, Span, once

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit
    from bot.posts.page import Link, Page

_NEAR: Final = 60
"""Characters between a link and the word that says what it is for."""
_TELLING: Final = 1.5
_PLAINLY: Final = 2.5
_EVENT_PATH: Final = re.compile(
    r"/(?:events?|e|rsvp|forms?|wydarzeni[ea]|spotkani[ea]|rejestracja|zapisy|register|tickets?)/\w", re.IGNORECASE
)
_TICKET: Final = re.compile("[🎟🎫✍]\ufe0f?\\s?$")
_POINTS: Final = re.compile(r"(?:->|→|👉)\s?$")
_LABELS: Final = re.compile(r"(?:\s\([^()\n]{1,30}\))?[\s*_]{0,3}[:→]|\s-?>")
_HEADING: Final = 60
"""Characters of a heading that says nothing but that people sign up below it."""
_QUESTION: Final = re.compile(r"\?[\s*_]{0,4}$")


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
    in_link = bool(_calls(page, link.start, link.end))
    weight = (3.0 if in_link else 0.0) + _near(link, page, sentence)
    if words.any(*sentence, "rsvp.event_page"):
        weight += 0.5
    if _TICKET.search(page.text, max(0, link.start - 4), link.start):
        weight += 3.0
    if any(section.start <= link.start < section.end for section in _sections(page)):
        weight += 2.0
    return weight - _against(link, page, Span(line.start, line.end), in_link=in_link)


def _near(link: Link, page: Page, sentence: Span) -> float:
    """What the words beside the link say, those of its own sentence more than those of the one before."""
    block = page.block_at(link.start)
    around = Span(max(block.start, link.start - _NEAR - _WORD), min(block.end, link.end + _NEAR + _WORD))
    near = [
        hit for hit in _calls(page, *around) if _gap(hit.start, hit.end, link) <= _NEAR and hit.start < sentence.end
    ]
    if not near:
        own = _calls(page, *sentence) or page.words.any(*block, "rsvp.signup")
        return 0.8 if own else 0.0
    nearest = min(near, key=lambda hit: _gap(hit.start, hit.end, link) + (0 if hit.start >= sentence.start else _NEAR))
    gap = _gap(nearest.start, nearest.end, link)
    earlier = nearest.start < sentence.start and not _POINTS.search(page.text, max(0, link.start - 4), link.start)
    weight = 3.0 - gap / _NEAR - (1.0 if earlier else 0.0)
    return weight - (1.5 if _another_between(link, page, gap, nearest.end) else 0.0)


def _calls(page: Page, start: int, end: int) -> list[Hit]:
    """The words in a stretch that call for signing up, those that say that seats are few, and labels: "Bilety: ..."."""
    words = page.words
    no_need = words.between(start, end, "rsvp.none")
    said = [h for h in words.between(start, end, "rsvp.signup") if not any(n.start <= h.start < n.end for n in no_need)]
    left = words.between(start, end, "rsvp.left")
    said += [h for h in words.between(start, end, "rsvp.seats") if any(_apart(h, n) <= _BESIDE for n in left)]
    labels = words.between(start, end, "rsvp.seats", "rsvp.tickets")
    return said + [h for h in labels if _LABELS.match(page.text, h.end)]


def _apart(one: Hit, other: Hit) -> int:
    return max(one.start - other.end, other.start - one.end)


_WORD: Final = 20
_BESIDE: Final = 20


def _against(link: Link, page: Page, line: Span, *, in_link: bool) -> float:
    """What the words around the link say for its leading elsewhere: to a stream, a map, a survey, a sponsor."""
    words = page.words
    lead = max(line.start, link.start - _NEAR)
    weight = 0.0
    before = page.sentence_at(max(line.start - 2, 0))
    asked = _QUESTION.search(page.text, before.start, before.end) and words.any(*before, "rsvp.survey")
    own = not in_link and words.any(link.start, link.end, "rsvp.survey")  # "dajcie znać w ankiecie"
    if asked or (own and _only_asks(page, line)):
        weight += 7.0
    elif words.any(*line, "rsvp.survey") and not (in_link or own):
        weight += 3.0
    if words.any(lead, link.end, "sponsors.firm", "sponsors.sponsor"):
        weight += 1.5
    away = words.any(link.start, link.end, "rsvp.elsewhere") or words.any(lead, link.end, "rsvp.other_link")
    return weight + (3.0 if away and not is_event_address(link.target, page) else 0.0)


def _only_asks(page: Page, line: Span) -> bool:
    """True for "dajcie znać w ankiecie", but not for "zaznaczcie obecność w ankiecie"."""
    tells = {hit.start for hit in page.words.between(*line, "rsvp.tell")}
    return all(hit.start in tells for hit in _calls(page, *line))


@once
def _sections(page: Page) -> tuple[Span, ...]:
    """What stands below headings like "Zapisy", each to the next heading."""
    heads = [block for block in page.blocks if block.kind is BlockKind.HEADING]
    ends = [*(head.start for head in heads[1:]), len(page.text)]
    return tuple(
        Span(head.end, end)
        for head, end in zip(heads, ends, strict=False)
        if head.end - head.start <= _HEADING and page.words.any(head.start, head.end, "rsvp.signup")
    )


def _line_of(link: Link, page: Page, sentence: Span) -> Span:
    """The part of the link's sentence that stands on its own line of the source."""
    start = page.lines.rfind("\n", sentence.start, link.start) + 1
    end = page.lines.find("\n", link.end, sentence.end)
    return Span(max(start, sentence.start), end if end >= 0 else max(sentence.end, link.end))


def _leads_to(link: Link, page: Page) -> float:
    """What the address says for signing up."""
    weight = 0.0
    if _is(link.target, page, "rsvp.platform"):
        of_group = _is(link.target, page, "rsvp.groups")
        weight += 3.0 if _EVENT_PATH.search(urlsplit_path(link.target)) else 0.9 if of_group else 1.5
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
