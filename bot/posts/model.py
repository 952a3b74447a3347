"""What a post says: the values that reading gives, each with its confidence and its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time

T = TypeVar("T")
Day: TypeAlias = "date"  # `date` itself is hidden by the field of that name
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class PostKind(StrEnum):
    """What a post is for. Stored by value, so renaming one is a migration."""

    ANNOUNCEMENT = "announcement"
    UPDATE = "update"
    RESCHEDULE = "reschedule"
    CANCELLATION = "cancellation"
    RECAP = "recap"
    EXTERNAL = "external"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 -- the field's word; the builtin is never wanted here
    """Something in a post that its author or an organizer should look at.

    `code` is a stable short name ("no-date", "weekday-disagrees"); `message` is an English sentence (a msgid) whose
    `{named}` places `values` fill; `line` counts from 1 in the file.
    """

    code: str
    message: str
    values: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """The facts of a Jekyll or Octopress site that reading needs, as its `_config.yml` states them."""

    url: str = ""
    root: str = "/"
    permalink: str = "/blog/:year/:month/:day/:title/"
    timezone: str = "Europe/Warsaw"
    source: str = "."
    excerpt_separator: str = "<!-- more -->"
    language: str = "pl"
    title: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class Post:
    """One post file, its front matter understood and its body untouched."""

    path: str
    """Where it lies below the posts folder, with forward slashes."""
    source: str
    """The whole file as text, front matter included, newlines as "\\n"; evidence is quoted from it by offset."""
    body_start: int
    """Where in `source` the body begins, in code points."""
    front_matter: Mapping[str, Any]
    title: str
    slug: str
    published_at: datetime
    """The publish date, aware, in the site's zone."""
    url: str
    """The public address, built from the site's permalink pattern; "" where the site names no address."""
    hidden: bool = False
    """True for `published: false` and for drafts. A date in the future does not hide a post here."""
    warnings: tuple[Warning, ...] = ()

    @property
    def body(self) -> str:
        return self.source[self.body_start :]

    def is_published(self, now: datetime) -> bool:
        """True once the site shows the post. `now` is an aware instant."""
        return not self.hidden and self.published_at <= now


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a fact was read from: code points of `Post.source`, half-open, and the rule that read them."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value read from a post. `confidence` is between 0 and 1, calibrated: of facts at 0.9, nine in ten are right."""

    value: T
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk as one post tells it. `topic` holds a few words where the post gives no title."""

    title: Fact[str] | None = None
    topic: Fact[str] | None = None
    speakers: tuple[Fact[str], ...] = ()
    abstract: Fact[str] | None = None
    """Plain text; blocks are parted by an empty line. No bio."""


@dataclass(frozen=True, slots=True)
class MeetupFacts:
    """What one post says of one own meetup. None and () stand for what the post does not say."""

    number: Fact[int] | None = None
    title: Fact[str] | None = None
    date: Fact[Day] | None = None
    start_time: Fact[time] | None = None
    """Wall-clock time in the site's zone."""
    end_time: Fact[time] | None = None
    venue: Fact[str] | None = None
    address: Fact[str] | None = None
    online: Fact[bool] | None = None
    rsvp_url: Fact[str] | None = None
    sponsors: tuple[Fact[str], ...] = ()
    talks: tuple[Talk, ...] = ()
    logo_url: Fact[str] | None = None
    """The sponsor's logo, or the post's first picture; absolute."""
    likely_venues: tuple[Fact[str], ...] = ()
    """What was looked at for the venue, likeliest first, each as likely as it is against no venue at all; () where
    none was chosen from the prose. `bot.posts.blog` looks among them for places that the group is known to meet at."""
    previous_date: Fact[Day] | None = None
    """In a reschedule or a cancellation: the date that no longer holds, where the post names it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one post."""

    post: Post
    kind: Fact[PostKind]
    meetups: tuple[MeetupFacts, ...] = ()
    warnings: tuple[Warning, ...] = ()
