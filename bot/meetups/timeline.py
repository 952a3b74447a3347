"""A group's meetups in time: the next one, the past ones, those called off, and search among all."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.meetups.model import MeetupStatus
from bot.meetups.search import SearchIndex
from bot.posts.model import PostKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.meetups.model import Meetup

ANNOUNCED_RECENTLY: Final = timedelta(days=30)
"""For how long after its last post a meetup without a date is taken to be ahead."""
CALLED_OFF_RECENTLY: Final = timedelta(days=14)
"""For how long after its day (or the post that called it off) a meetup is still told to have been called off."""
_CALLED_OFF: Final = frozenset({MeetupStatus.CANCELLED, MeetupStatus.POSTPONED})


class Timeline:
    """The meetups of one group. Every `now` is an aware instant."""

    def __init__(self, meetups: Iterable[Meetup]) -> None:
        self.meetups: Sequence[Meetup] = tuple(sorted(meetups, key=_order))
        self._by_id = {meetup.id: meetup for meetup in self.meetups if meetup.id}
        self._by_key = {meetup.key: meetup for meetup in self.meetups}
        self._index: SearchIndex | None = None

    def by_id(self, meetup_id: int) -> Meetup | None:
        return self._by_id.get(meetup_id)

    def by_key(self, key: str) -> Meetup | None:
        return self._by_key.get(key)

    def by_number(self, number: int) -> Meetup | None:
        """The latest meetup of that number."""
        return next((meetup for meetup in reversed(self.meetups) if meetup.number == number), None)

    def next(self, now: datetime) -> Meetup | None:
        """The earliest meetup that is neither called off nor over; without one, the latest whose date is to come."""
        return next(iter(self.upcoming(now)), None)

    def upcoming(self, now: datetime) -> list[Meetup]:
        """The meetups ahead or under way, soonest first; then those without a date, last announced first."""
        ahead = [meetup for meetup in self.meetups if meetup.date and not is_called_off(meetup)]
        dated = [meetup for meetup in ahead if not meetup.is_over(now)]
        undated = [meetup for meetup in self.meetups if self._date_to_come(meetup, now)]
        return dated + sorted(undated, key=announced_at, reverse=True)

    def past(self, now: datetime) -> list[Meetup]:
        """The meetups that took place, newest first; one whose date was never told stands where it was announced."""
        held = [meetup for meetup in self.meetups if not is_called_off(meetup)]
        over = [m for m in held if (m.is_over(now) if m.date else not self._date_to_come(m, now))]
        return sorted((m for m in over if m.date or announced_at(m) <= now), key=_order, reverse=True)

    def last(self, now: datetime) -> Meetup | None:
        """The meetup that took place most recently."""
        return next(iter(self.past(now)), None)

    def called_off(self, now: datetime) -> list[Meetup]:
        """The meetups cancelled or postponed that would be ahead or were due lately, soonest first."""
        return [m for m in self.meetups if is_called_off(m) and _due(m) + CALLED_OFF_RECENTLY > now]

    def search(self, text: str, now: datetime, limit: int = 25) -> list[Meetup]:
        """The meetups that fit what somebody typed, best first: number, month, year, speaker, title or place.

        Diacritics do not matter and typos are forgiven. An empty text gives what is ahead, then what is past.
        """
        if self._index is None:
            self._index = SearchIndex(self.meetups)
        nearest = {meetup.key: place for place, meetup in enumerate(self._by_nearness(now))}
        if not text.strip():
            return sorted(self.meetups, key=lambda meetup: nearest[meetup.key])[:limit]
        found = self._index.search(text)
        found.sort(key=lambda hit: (-round(hit[1]), nearest[hit[0].key]))
        return [meetup for meetup, _ in found[:limit]]

    def _by_nearness(self, now: datetime) -> list[Meetup]:
        upcoming = self.upcoming(now)
        keys = {meetup.key for meetup in upcoming}
        return upcoming + [meetup for meetup in reversed(self.meetups) if meetup.key not in keys]

    def _date_to_come(self, meetup: Meetup, now: datetime) -> bool:
        """True for a meetup without a date that was announced lately, with no sign that it is over."""
        if meetup.date is not None or is_called_off(meetup) or not meetup.posts:
            return False
        told = [post.published_at for post in meetup.posts if post.kind is not PostKind.RECAP]
        recapped = any(post.kind is PostKind.RECAP and post.published_at <= now for post in meetup.posts)
        known = [moment for moment in told if moment <= now]
        if recapped or not known or now - max(known) > ANNOUNCED_RECENTLY:
            return False
        return not any(later.is_over(now) and announced_at(later) > max(known) for later in self.meetups)


def is_called_off(meetup: Meetup) -> bool:
    """True for a cancelled meetup and for one that waits for a new date."""
    return meetup.status in _CALLED_OFF


def announced_at(meetup: Meetup) -> datetime:
    """When the first post that speaks of it was published; the beginning of time for one without posts."""
    return meetup.posts[0].published_at if meetup.posts else datetime.min.replace(tzinfo=UTC)


def _due(meetup: Meetup) -> datetime:
    return meetup.ends_at or (meetup.posts[-1].published_at if meetup.posts else announced_at(meetup))


def _order(meetup: Meetup) -> tuple[datetime, str]:
    if meetup.date is None:
        return announced_at(meetup), meetup.key
    start = meetup.starts_at or datetime.combine(meetup.date, time(), meetup.zone).astimezone(UTC)
    return start, meetup.key
