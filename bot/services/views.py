"""Posts and announcements as those see them who render them: values that outlive their session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.meetups.serialize import meetup_from_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.meetups.model import Meetup
    from bot.posts.model import Post, PostKind, Reading, Site
    from bot.store.states import AnnouncementState
    from bot.store.tables import MeetupRow


@dataclass(frozen=True, slots=True, eq=False)
class PostView:
    """A post's last good version, and the meetups it speaks of. Equal only to itself, so that it may be a key."""

    id: int
    source_id: int
    title: str
    url: str
    kind: PostKind
    kind_confidence: float
    published_at: datetime
    reading: Reading
    site: Site
    """What the post's markup needs to become Discord's: `bot.posts.document_of(view.post, view.site)`."""
    meetups: Sequence[Meetup]
    """As they stand after all posts and corrections, oldest first."""
    warnings: Sequence[Mapping[str, Any]] = ()
    """What its author should look at: "code", "message" (a msgid), "values", "line"."""
    broken: Mapping[str, Any] | None = None
    """Why its newest version cannot be read: "file", "line", "cause" (a msgid), "values"."""
    gone_at: datetime | None = None

    @property
    def post(self) -> Post:
        return self.reading.post

    def is_out(self, now: datetime) -> bool:
        """True while the blog shows it. `now` is an aware instant."""
        return self.gone_at is None and self.post.is_published(now)

    def soonest(self, now: datetime) -> Meetup | None:
        """The first of its meetups that is not over; when all are, the last. `now` is an aware instant."""
        ahead = (meetup for meetup in self.meetups if not meetup.is_over(now))
        return next(ahead, self.meetups[-1] if self.meetups else None)


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """What became of a post in a guild."""

    id: int
    guild_id: int
    state: AnnouncementState
    reason: str
    """Why it is held or skipped: a msgid; "" for none."""
    due_at: datetime | None
    decided_by: int | None
    """The organizer who announced or ignored it."""
    changed_at: datetime
    post: PostView

    @property
    def is_open(self) -> bool:
        """True while the organizers may still decide on its card."""
        return self.state == "held"


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post in a list to choose from; `state` is None where the guild has no word on it yet."""

    id: int
    title: str
    kind: PostKind
    published_at: datetime | None
    state: AnnouncementState | None
    is_published: bool


def meetup_of(row: MeetupRow) -> Meetup:
    """The row as a value."""
    return replace(meetup_from_json(row.data), id=row.id, key=row.key)
