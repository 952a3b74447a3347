"""Folds a source's meetups anew and writes down which of them changed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.meetups.folding import refold
from bot.meetups.serialize import facts_from_json, meetup_from_json, meetup_to_json
from bot.services.turns import in_turns
from bot.store import announcements, meetups
from bot.store.base import storable
from bot.store.tables import MeetupRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.meetups.model import Meetup
    from bot.posts.model import Reading
    from bot.store.tables import PostRow


@dataclass(frozen=True, slots=True)
class MeetupChange:
    """A meetup before and after: None before for a new one, None after for one that no post speaks of any more."""

    before: Meetup | None
    after: Meetup | None

    @property
    def paths(self) -> list[str]:
        """The posts that speak of it or spoke of it."""
        return list(dict.fromkeys(post.path for one in (self.after, self.before) if one for post in one.posts))

    @property
    def matters(self) -> bool:
        """True when more changed than the list of its posts and how sure the reading was."""
        return _told(self.before) != _told(self.after)

    def is_history(self, now: datetime) -> bool:
        """True when the meetup was over before the change and still is: what was said of it may rest."""
        return all(meetup is None or meetup.is_over(now) for meetup in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class Folded:
    """All meetups of a source as they stand now, and what just changed in them."""

    meetups: Sequence[Meetup]
    changes: Sequence[MeetupChange]

    def of_post(self, path: str) -> list[Meetup]:
        """The meetups that the post speaks of, oldest first."""
        return [meetup for meetup in self.meetups if any(post.path == path for post in meetup.posts)]


async def refold_source(
    session: AsyncSession,
    source_id: int,
    posts: Sequence[PostRow],
    readings: Mapping[int, Reading],
    now: datetime,
) -> Folded:
    """Writes the meetups as the published posts and the organizers' corrections tell them at `now`.

    Keys and ids stay; a revision rises only when something changed. The source is locked by the caller.
    """
    rows = await meetups.of_source(session, source_id)
    corrections = await meetups.corrections_of(session, source_id)
    before = {row.id: replace(meetup_from_json(row.data), id=row.id, key=row.key) for row in rows}
    # Twelve years of posts take a fifth of a second to fold; in a thread, the event loop gets its turns meanwhile.
    folded = await asyncio.to_thread(
        refold,
        list(before.values()),
        await _in_force(session, posts, readings, now),
        {key: facts_from_json(values) for key, values in corrections.items()},
    )
    by_id = {row.id: row for row in rows}
    keys = {row.key for row in rows}
    changes: list[MeetupChange] = []
    now_standing: list[Meetup] = []
    new = {meetup.key: _new_row(source_id, _unused(meetup.key, keys), now) for meetup in folded if not meetup.id}
    session.add_all(new.values())
    await session.flush()
    async for meetup in in_turns(folded):
        row = by_id.pop(meetup.id) if meetup.id else new[meetup.key]
        known = before[row.id] if meetup.id and row.gone_at is None else None
        after = replace(meetup, id=row.id, key=row.key)
        if _write(row, after, now):
            changes.append(MeetupChange(known, after))
        now_standing.append(after)
    for row in by_id.values():
        if row.gone_at is None:
            row.gone_at = row.changed_at = now
            row.revision += 1
            changes.append(MeetupChange(before[row.id], None))
    return Folded(now_standing, changes)


async def _in_force(
    session: AsyncSession, posts: Sequence[PostRow], readings: Mapping[int, Reading], now: datetime
) -> list[Reading]:
    """What the published posts say; also one that was said and then deleted, for a deletion retracts nothing."""
    gone = [row.id for row in posts if row.gone_at is not None]
    said = await announcements.said_anywhere(session, gone)
    return [
        reading
        for row in posts
        if (reading := readings.get(row.id)) is not None
        and reading.post.is_published(now)
        and (row.gone_at is None or row.id in said)
    ]


def _new_row(source_id: int, key: str, now: datetime) -> MeetupRow:
    return MeetupRow(source_id=source_id, key=key, status="", data={}, revision=0, changed_at=now)


def _unused(key: str, keys: set[str]) -> str:
    free, copy = key, 1
    while free in keys:
        copy += 1
        free = f"{key}~{copy}"
    keys.add(free)
    return free


def _write(row: MeetupRow, meetup: Meetup, now: datetime) -> bool:
    data = storable(meetup_to_json(meetup))
    if row.data == data and row.gone_at is None:
        return False
    row.number, row.date, row.status = meetup.number, meetup.date, meetup.status.value
    row.data = data
    row.revision += 1
    row.changed_at = now
    row.gone_at = None
    return True


def _told(meetup: Meetup | None) -> Meetup | None:
    return None if meetup is None else replace(meetup, posts=(), confidence={}, corrected=frozenset())
