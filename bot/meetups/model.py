"""What the group does: a meetup as it stands after all posts that speak of it were folded together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.posts.model import PostKind

Day: TypeAlias = date  # `date` itself is hidden by the field of that name
DEFAULT_LENGTH: Final = timedelta(hours=3)
"""How long a meetup is taken to last when no post gives its end."""

_NO_CONFIDENCE: Mapping[str, float] = MappingProxyType({})


class MeetupStatus(StrEnum):
    """A meetup's fate in schema.org's words (https://schema.org/EventStatusType). Stored by value."""

    SCHEDULED = "EventScheduled"
    RESCHEDULED = "EventRescheduled"
    POSTPONED = "EventPostponed"
    CANCELLED = "EventCancelled"
    MOVED_ONLINE = "EventMovedOnline"


@dataclass(frozen=True, slots=True)
class MeetupTalk:
    """A talk of a meetup. `topic` stands in where no post gives a title."""

    title: str | None = None
    topic: str | None = None
    speakers: tuple[str, ...] = ()
    abstract: str | None = None

    @property
    def heading(self) -> str:
        """The title, else the topic, else the speakers; "" for a talk of which nothing is known."""
        return self.title or self.topic or ", ".join(self.speakers)


@dataclass(frozen=True, slots=True)
class PostRef:
    """A post that a meetup was folded from, and which facts it gave."""

    path: str
    title: str
    url: str
    kind: PostKind
    published_at: datetime
    contributed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meetup:
    """One meetup of the group. Wall-clock time and zone are kept, UTC is derived.

    `key` is its stable identity among the meetups of one source (it survives edits of its posts); `id` is the
    database's, 0 before it was stored. A meetup without `date` is "date to be confirmed".
    """

    key: str
    id: int = 0
    number: int | None = None
    title: str | None = None
    status: MeetupStatus = MeetupStatus.SCHEDULED
    date: Day | None = None
    start_time: time | None = None
    end_time: time | None = None
    timezone: str = "Europe/Warsaw"
    venue: str | None = None
    address: str | None = None
    online: bool = False
    rsvp_url: str | None = None
    sponsors: tuple[str, ...] = ()
    talks: tuple[MeetupTalk, ...] = ()
    logo_url: str | None = None
    previous_dates: tuple[Day, ...] = ()
    """Dates it was moved away from, oldest first."""
    posts: tuple[PostRef, ...] = ()
    """The posts it was folded from, oldest first."""
    confidence: Mapping[str, float] = field(default_factory=lambda: _NO_CONFIDENCE)
    """How sure the reading of each field is, between 0 and 1; 1 for what an organizer corrected."""
    corrected: frozenset[str] = frozenset()
    """The fields that an organizer corrected."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def cancelled(self) -> bool:
        return self.status is MeetupStatus.CANCELLED

    @property
    def starts_at(self) -> datetime | None:
        """The start as a UTC instant; None without a date or an hour (a date without an hour stays a date)."""
        if self.date is None or self.start_time is None:
            return None
        return datetime.combine(self.date, self.start_time, self.zone).astimezone(UTC)

    @property
    def ends_at(self) -> datetime | None:
        """When it is over, as a UTC instant: its end, else three hours after the start, else midnight after its day."""
        if self.date is None:
            return None
        if self.start_time is None:
            return datetime.combine(self.date + timedelta(days=1), time(), self.zone).astimezone(UTC)
        begin = datetime.combine(self.date, self.start_time, self.zone).astimezone(UTC)
        if self.end_time is None:
            return begin + DEFAULT_LENGTH
        end = datetime.combine(self.date, self.end_time, self.zone).astimezone(UTC)
        return end if end > begin else end + timedelta(days=1)

    def is_over(self, now: datetime) -> bool:
        """True once its end has passed. A meetup without a date is never over. `now` is an aware instant."""
        ends_at = self.ends_at
        return ends_at is not None and ends_at <= now
