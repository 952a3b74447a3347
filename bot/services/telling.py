"""What people in a guild were told of meetups, what is news to them, and below which message it belongs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.meetups.changes import changes, snapshot
from bot.meetups.serialize import meetup_from_json
from bot.meetups.timeline import is_called_off
from bot.posts.model import PostKind
from bot.store import announcements, deliveries, outbox
from bot.store.base import storable
from bot.store.states import AnnouncementState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.meetups.changes import Change
    from bot.meetups.model import Meetup, PostRef
    from bot.services.meetups import MeetupService
    from bot.services.views import PostView
    from bot.store.announcements import Fate
    from bot.store.base import Sessions
    from bot.store.tables import DeliveryRow

PURPOSE: Final = "change"
CALM: Final = timedelta(minutes=5)
"""A change is told when nothing more changed for this long: authors mend what they have just published."""
_ANNOUNCEMENT: Final = "announcement"
_UNSAID: Final = frozenset({AnnouncementState.SKIPPED, AnnouncementState.SILENT})
"""What is left out by the guild's rules, without anybody's decision."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of our messages."""

    channel_id: int
    message_id: int

    def payload(self) -> dict[str, Any]:
        """As an outbox row carries it, for what is below that message and may outlast it; see `below`."""
        return {"below": [self.channel_id, self.message_id]}

    @classmethod
    def below(cls, payload: Mapping[str, Any]) -> Place | None:
        """The place that a payload carries; None for none."""
        return cls(*payload["below"]) if "below" in payload else None


@dataclass(frozen=True, slots=True)
class MeetupNews:
    """A meetup as people know it and as it is, and the post that tells why, where that is not announced here."""

    before: Meetup
    after: Meetup
    changes: Sequence[Change]
    cause: PostRef | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What people do not know yet of the meetups that an announcement speaks of."""

    items: Sequence[MeetupNews] = ()
    several: bool = False
    """True when the announcement speaks of more than one meetup."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """What people know once this is told."""
    below: Place | None = None
    """The announcement that still stands; None when there is none any more."""
    awaited: str | None = None
    """The title of a post that is about to tell the same news itself: it is being sent, or held for organizers."""


@dataclass(frozen=True, slots=True)
class Recap:
    """A recap, the meetup it looks back on, and the announcement of that meetup that still stands."""

    post: PostView
    meetup: Meetup | None = None
    below: Place | None = None
    home: str = ""
    """The subject of that announcement."""
    coming: bool = False
    """True when no announcement of the meetup stands yet, and one is on its way."""
    announced: bool = False
    """True when the recap is announced itself, or organizers are to decide on that, or decided against it."""


class TellingService:
    """Compares meetups with what was said of them, message by message."""

    def __init__(self, sessions: Sessions, meetups: MeetupService) -> None:
        self._sessions = sessions
        self._meetups = meetups

    async def news(self, guild_id: int, post_id: int, now: datetime) -> News:
        """What a reply below the post's announcement would tell at `now`. Raises UserError for an unknown post."""
        view = await self._meetups.post(post_id)
        fates, rows = await self._said(guild_id, view, view.meetups)
        standing = {row.subject: row for row in rows if row.purpose == _ANNOUNCEMENT and row.digest != deliveries.GONE}
        items = []
        for meetup in view.meetups:
            told_at, before = _known(rows, meetup)
            found = () if before is None or meetup.is_over(now) else changes(before, meetup)
            if before is not None and told_at is not None and found:
                cause = _cause(meetup, [fate for fate in fates if fate.subject not in standing], told_at, view)
                items.append(MeetupNews(before, meetup, found, cause))
        own = standing.get(f"post:{post_id}") or next(reversed(standing.values()), None)
        return News(
            items=items,
            several=len(view.meetups) > 1,
            told=told_of(view.meetups),
            below=place_of(own),
            awaited=await self._awaited(guild_id, [item.after for item in items], fates, standing),
        )

    async def threads(self, guild_ids: Collection[int], post_id: int, now: datetime) -> Mapping[int, Place | None]:
        """The messages that first announced the meetup of a post that is about to be announced too, by guild."""
        view = await self._meetups.post(post_id)
        meetup = view.soonest(now)
        if meetup is None:
            return {}
        paths = {ref.path for ref in meetup.posts}
        async with self._sessions() as session:
            fates = await announcements.fates_in(session, guild_ids, view.source_id, paths)
            others = {fate.subject for found in fates.values() for fate in found} - {f"post:{post_id}"}
            rows = await deliveries.of_subjects(session, guild_ids, others, (_ANNOUNCEMENT,)) if others else []
        standing = [row for row in rows if row.digest != deliveries.GONE]
        return {row.guild_id: place_of(row) for row in reversed(standing)}  # the first one sent stays

    async def recap(self, guild_id: int, post_id: int, now: datetime) -> Recap:
        """A recap's newest begun meetup, where it can an announced one. Raises UserError for an unknown post."""
        view = await self._meetups.post(post_id)
        async with self._sessions() as session:
            own = await announcements.of_post(session, guild_id, post_id)
        announced = own is not None and own.state not in _UNSAID
        begun = [one for one in reversed(view.meetups) if not is_called_off(one) and _has_begun(one, now)]
        for meetup in begun:
            fates, rows = await self._said(guild_id, view, [meetup])
            recaps = {ref.path for ref in meetup.posts if ref.kind is PostKind.RECAP}
            telling = {fate.subject for fate in fates if fate.path not in recaps}
            standing = (row for row in rows if row.purpose == _ANNOUNCEMENT and row.digest != deliveries.GONE)
            row = next((row for row in standing if row.subject in telling), None)
            if row is not None and (below := place_of(row)) is not None:
                return Recap(view, meetup, below, row.subject, announced=announced)
            queued = [one.subject for one in fates if one.state is AnnouncementState.QUEUED and one.subject in telling]
            async with self._sessions() as session:
                if await outbox.open_subjects(session, guild_id, queued, _ANNOUNCEMENT):
                    return Recap(view, meetup, coming=True, announced=announced)
        return Recap(view, begun[0] if begun else None, announced=announced)

    async def _said(
        self, guild_id: int, view: PostView, meetups: Iterable[Meetup]
    ) -> tuple[Sequence[Fate], Sequence[DeliveryRow]]:
        """What became of all posts of the meetups, and what stands in Discord of them, first sent first."""
        paths = {ref.path for meetup in meetups for ref in meetup.posts}
        async with self._sessions() as session:
            fates = await announcements.fates(session, guild_id, view.source_id, paths)
            subjects = [fate.subject for fate in fates]
            return fates, await deliveries.of_subjects(session, [guild_id], subjects, (_ANNOUNCEMENT, PURPOSE))

    async def _awaited(
        self, guild_id: int, meetups: Sequence[Meetup], fates: Sequence[Fate], standing: Mapping[str, DeliveryRow]
    ) -> str | None:
        titles = {ref.path: ref.title for meetup in meetups for ref in meetup.posts}
        silent = [fate for fate in fates if fate.path in titles and fate.subject not in standing]
        async with self._sessions() as session:
            coming = await outbox.open_subjects(session, guild_id, [one.subject for one in silent], _ANNOUNCEMENT)
        for fate in silent:
            on_its_way = fate.state is AnnouncementState.QUEUED and fate.subject in coming
            if on_its_way or fate.state is AnnouncementState.HELD:
                return titles[fate.path]
        return None


def told_of(meetups: Iterable[Meetup]) -> dict[str, Any]:
    """What people know of meetups once a message tells how they stand, as `DeliveryRow.told` keeps it."""
    told: dict[str, Any] = storable({"meetups": {str(meetup.id): snapshot(meetup) for meetup in meetups}})
    return told


def home_of(meetup: Meetup, announced: Iterable[str]) -> str | None:
    """The post below whose announcement news of a meetup are told: the first announced one, by its path."""
    paths = set(announced)
    telling = [ref for ref in meetup.posts if ref.path in paths and ref.kind is not PostKind.RECAP]
    first = [ref for ref in telling if ref.kind is PostKind.ANNOUNCEMENT] or telling
    return first[0].path if first else None


def _known(rows: Iterable[DeliveryRow], meetup: Meetup) -> tuple[datetime | None, Meetup | None]:
    """The meetup as the last message told it, and when that was."""
    telling = [
        (row.told_at, row.told["meetups"][str(meetup.id)])
        for row in rows
        if row.told is not None and row.told_at is not None and str(meetup.id) in row.told.get("meetups", {})
    ]
    if not telling:
        return None, None
    told_at, data = max(telling, key=lambda pair: pair[0])
    return told_at, meetup_from_json(data)


def _has_begun(meetup: Meetup, now: datetime) -> bool:
    """True from its day on; also without a date, for nobody looks back on what lies ahead."""
    return meetup.date is None or meetup.date <= now.astimezone(meetup.zone).date()


def _cause(meetup: Meetup, silent: Sequence[Fate], told_at: datetime, view: PostView) -> PostRef | None:
    """The newest post that came or changed after people were told, and is not announced itself."""
    paths = {fate.path for fate in silent if fate.changed_at > told_at and fate.path != view.post.path}
    return next((ref for ref in reversed(meetup.posts) if ref.path in paths and ref.kind is not PostKind.RECAP), None)


def place_of(row: DeliveryRow | None) -> Place | None:
    """Where it stands; None where nothing does."""
    return None if row is None or row.channel_id is None else Place(row.channel_id, row.object_id)
