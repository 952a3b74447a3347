"""What one post says of one meetup, with what ties it to others: links, and the month or weekday it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from bot.meetups.words import Named, calendar_words, named_in_body, named_in_title, words
from bot.posts.model import MeetupFacts, PostKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from bot.posts.model import Post, Reading

_ADDRESS: Final = re.compile(r"[^\s\"'<>()\[\]{}|]+")
_OPENING: Final = 2000
"""A post that does not say within so many characters which meetup it is about does not say it later."""
_NOTHING_SAID: Final = MeetupFacts()


@dataclass(frozen=True, slots=True)
class Mention:
    """One post's words about one meetup. `index` counts the meetups of the post."""

    reading: Reading
    facts: MeetupFacts
    index: int
    named: Named
    links: frozenset[str]
    """The paths of the posts that this one links to."""

    @property
    def kind(self) -> PostKind:
        return self.reading.kind.value

    @property
    def published_at(self) -> datetime:
        return self.reading.post.published_at

    @property
    def day(self) -> date:
        """The day of publishing, in the site's zone."""
        return self.reading.post.published_at.date()

    @property
    def calls_for_new_date(self) -> bool:
        """A move to another date, however the post was classed."""
        facts = self.facts
        if self.kind is PostKind.CANCELLATION:
            return facts.date is not None and facts.previous_date is not None and _differ(facts)
        return self.kind is PostKind.RESCHEDULE

    @property
    def named_anywhere(self) -> Named:
        """The month and weekday it names in its title, else in its opening."""
        if self.named.months:
            return self.named
        return named_in_body(self.reading.post.body[:_OPENING])

    @property
    def of_a_meeting(self) -> bool:
        """True if the title has a word for a meeting, which a recap of some other event has not."""
        meeting = calendar_words().meeting
        return any(word in meeting for word in words(self.reading.post.title))

    @property
    def dates(self) -> frozenset[date]:
        """Every date by which the post knows the meetup."""
        return frozenset(fact.value for fact in (self.facts.date, self.facts.previous_date) if fact is not None)


def mentions_of(readings: Iterable[Reading]) -> list[list[Mention]]:
    """The mentions of each post that speaks of own meetups, oldest post first, whatever order they came in."""
    told = [r for r in readings if not r.post.hidden and r.kind.value not in {PostKind.EXTERNAL, PostKind.OTHER}]
    told.sort(key=lambda reading: (reading.post.published_at, reading.post.path))
    addresses = _addresses(told)
    return [_mentions(reading, _links(reading.post, addresses)) for reading in told]


def _mentions(reading: Reading, links: frozenset[str]) -> list[Mention]:
    told: Sequence[MeetupFacts] = reading.meetups
    if not told or reading.kind.value is PostKind.RECAP:
        # A recap looks back at one meetup; what it says of the coming one is in passing.
        told = told[:1] or (_NOTHING_SAID,)
    named = _named(reading)
    return [Mention(reading, facts, index, named, links) for index, facts in enumerate(told)]


def _named(reading: Reading) -> Named:
    title = named_in_title(reading.post.title)
    # An announcement's body also speaks of other meetups ("as at the February meetup"); its title does not.
    if (title.months and title.weekday is not None) or reading.kind.value is PostKind.ANNOUNCEMENT:
        return title
    body = named_in_body(reading.post.body[:_OPENING])
    weekday = title.weekday if title.weekday is not None else body.weekday
    return Named(title.months or body.months, weekday)


def _addresses(readings: Iterable[Reading]) -> Mapping[str, str]:
    """Post paths by everything that a link to the post can look like."""
    found: dict[str, str] = {}
    for reading in readings:
        post = reading.post
        found[PurePosixPath(post.path).stem.casefold()] = post.path  # Liquid's {% post_url 2023-03-26-slug %}
        if address := _address(post.url):
            found[address] = post.path
    return found


def _links(post: Post, addresses: Mapping[str, str]) -> frozenset[str]:
    tokens = (_address(token) for token in _ADDRESS.findall(post.body) if "/" in token or "-" in token)
    return frozenset(addresses[token] for token in tokens if token in addresses) - {post.path}


def _address(url: str) -> str:
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:  # an address with broken brackets or a broken port
        return ""
    return path.casefold().removesuffix("index.html").removesuffix(".html").rstrip("/.,")


def _differ(facts: MeetupFacts) -> bool:
    return facts.date is not None and facts.previous_date is not None and facts.date.value != facts.previous_date.value
