"""The group's meetups as they stand, the posts behind them, and what organizers set right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.errors import UserError
from bot.i18n import _
from bot.meetups.calendar import Entry
from bot.meetups.corrections import CORRECTABLE, parse_correction
from bot.meetups.serialize import value_to_json
from bot.meetups.timeline import Timeline
from bot.meetups.words import fold
from bot.services.library import site_of
from bot.services.settling import locked
from bot.services.views import AnnouncementView, PostChoice, PostView, meetup_of
from bot.store import announcements, audit, guilds, meetups, posts, sources, trail
from bot.store.base import storable
from bot.store.states import Step
from bot.store.trail import Note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.clock import Clock
    from bot.meetups.model import Meetup
    from bot.proposals.model import Actor
    from bot.services.settling import Settling
    from bot.store.base import Sessions
    from bot.store.tables import MeetupRow, PostRow

_EMPTY: Final = Timeline(())


class MeetupService:
    """Answers about meetups and posts, and keeps corrections. Always as true as the database."""

    def __init__(self, sessions: Sessions, clock: Clock, settling: Settling, location: str | None) -> None:
        self._sessions = sessions
        self._now = clock
        self._settling = settling
        self._location = location
        self._timelines: dict[int, tuple[tuple[int, int], Timeline]] = {}

    async def timeline(self, guild_id: int) -> Timeline:
        """The meetups of the guild's source; empty while there is none. Cached until any of them changes."""
        async with self._sessions() as session:
            source_id = await self._source_of(session, guild_id)
            return _EMPTY if source_id is None else await self._timeline(session, source_id)

    async def timeline_of(self, source_id: int | None) -> Timeline:
        """The meetups of a source, of the configured one for None."""
        async with self._sessions() as session:
            source_id = source_id or await self._configured(session)
            return _EMPTY if source_id is None else await self._timeline(session, source_id)

    async def get(self, meetup_id: int) -> Meetup:
        """The meetup, also one that no post speaks of any more. Raises UserError when there never was one."""
        async with self._sessions() as session:
            return meetup_of(await _meetup_row(session, meetup_id))

    async def entries(self, guild_id: int) -> tuple[list[Entry], datetime | None]:
        """The guild's meetups that have a date, for a calendar, also those called off; and when any of all changed."""
        async with self._sessions() as session:
            source_id = await self._source_of(session, guild_id)
            rows = [] if source_id is None else await meetups.of_source(session, source_id)
        stand = [row for row in rows if row.gone_at is None and row.date is not None]
        entries = [Entry(meetup_of(row), row.revision, row.changed_at) for row in stand]
        return entries, max((row.changed_at for row in rows), default=None)

    async def entry(self, meetup_id: int) -> Entry:
        """One meetup for a calendar. Raises UserError when there never was one."""
        async with self._sessions() as session:
            row = await _meetup_row(session, meetup_id)
            return Entry(meetup_of(row), row.revision, row.changed_at)

    async def post(self, post_id: int) -> PostView:
        """The post as it was last good. Raises UserError when there is none, or no version of it could be read."""
        async with self._sessions() as session:
            return await self._view(session, await posts.get(session, post_id))

    async def announcement(self, announcement_id: int) -> AnnouncementView:
        """What became of a post in a guild. Raises UserError when there is no such announcement."""
        async with self._sessions() as session:
            row = await announcements.get(session, announcement_id)
            if row is None:
                raise UserError(_("I do not know that post any more."))
            return AnnouncementView(
                id=row.id,
                guild_id=row.guild_id,
                state=row.state,
                reason=row.reason,
                due_at=row.due_at,
                decided_by=row.decided_by,
                changed_at=row.changed_at,
                post=await self._view(session, await posts.get(session, row.post_id)),
            )

    async def posts(self, guild_id: int, limit: int | None = 25, search: str = "") -> Sequence[PostChoice]:
        """The guild's newest posts whose titles hold all the words of `search`, whatever their case and diacritics."""
        wanted = fold(search).split()
        now = self._now()
        async with self._sessions() as session:
            source_id = await self._source_of(session, guild_id)
            found = [] if source_id is None else await posts.newest(session, source_id, guild_id)
        return [
            PostChoice(
                id=post.id,
                title=post.title,
                kind=post.kind,
                published_at=post.published_at,
                state=None if announcement is None else announcement.state,
                is_published=not post.hidden and post.published_at is not None and post.published_at <= now,
            )
            for post, announcement in found
            if all(word in fold(post.title) for word in wanted)
        ][:limit]

    async def correct(self, meetup_id: int, field: str, text: str, by: Actor) -> Meetup:
        """Sets a fact of a meetup right, over all posts, also over later edits of them; what was said follows.

        `field` is one of `bot.meetups.corrections.CORRECTABLE`, `text` what the organizer typed. Raises UserError when
        `by` is no organizer of a guild with that meetup, or the text cannot be read.
        """
        by.require_organizer()
        now = self._now()
        source_id = await self._ready(meetup_id, by)
        async with self._sessions.begin() as session:
            source = await locked(session, source_id)
            before = meetup_of(await _meetup_row(session, meetup_id))
            value = parse_correction(field, text, zone=before.zone, now=now, known_talks=before.talks)
            stored = storable(value_to_json(field, value))
            await meetups.correct(session, meetup_id, field, stored, by_user_id=by.user_id, at=now)
            await self._settling.settle(session, source, now)
            after = await _meetup_row(session, meetup_id)
            was = value_to_json(field, getattr(before, field))
            _note(session, by, "correct", meetup_id, {"field": field, "before": was, "after": stored}, now=now)
            await _trace(session, by, Step.CORRECTED, meetup_id, field, now=now)
            return meetup_of(after)

    async def uncorrect(self, meetup_id: int, field: str, by: Actor) -> Meetup:
        """Lets the posts speak again about a fact. Raises UserError when it was not corrected."""
        by.require_organizer()
        now = self._now()
        source_id = await self._ready(meetup_id, by)
        async with self._sessions.begin() as session:
            source = await locked(session, source_id)
            if field not in CORRECTABLE or not await meetups.uncorrect(session, meetup_id, field):
                raise UserError(_("That fact was not corrected."))
            await self._settling.settle(session, source, now)
            _note(session, by, "uncorrect", meetup_id, {"field": field}, now=now)
            await _trace(session, by, Step.UNCORRECTED, meetup_id, field, now=now)
            return meetup_of(await _meetup_row(session, meetup_id))

    async def _ready(self, meetup_id: int, by: Actor) -> int:
        """The source of the meetup, its posts read beforehand. Raises UserError for a meetup of other people."""
        async with self._sessions() as session:
            row = await _meetup_row(session, meetup_id)
            if row.source_id != await self._source_of(session, by.guild_id):
                raise _unknown_meetup()
        await self._settling.warm_up(row.source_id)
        return row.source_id

    async def _timeline(self, session: AsyncSession, source_id: int) -> Timeline:
        version = await meetups.version(session, source_id)
        cached = self._timelines.get(source_id)
        if cached is not None and cached[0] == version:
            return cached[1]
        rows = await meetups.of_source(session, source_id)
        timeline = Timeline(meetup_of(row) for row in rows if row.gone_at is None)
        self._timelines[source_id] = (version, timeline)
        return timeline

    async def _source_of(self, session: AsyncSession, guild_id: int) -> int | None:
        """The guild's source; the configured one for a guild that no sync has seen yet."""
        guild = await guilds.get(session, guild_id)
        if guild is not None and guild.source_id is not None:
            return guild.source_id
        return await self._configured(session)

    async def _configured(self, session: AsyncSession) -> int | None:
        source = None if self._location is None else await sources.by_location(session, self._location)
        return None if source is None else source.id

    async def _view(self, session: AsyncSession, row: PostRow | None) -> PostView:
        source = None if row is None else await sources.get(session, row.source_id)
        if row is None or source is None:
            raise UserError(_("I do not know that post any more."))
        site = site_of(source)
        reading = (await self._settling.library.readings([row], site)).get(row.id)
        if reading is None:
            raise UserError(_("No version of that post could be read so far."))
        told = (await self._timeline(session, row.source_id)).meetups
        return PostView(
            id=row.id,
            source_id=row.source_id,
            title=row.title,
            url=row.url,
            kind=row.kind,
            kind_confidence=row.kind_confidence,
            published_at=reading.post.published_at,
            reading=reading,
            site=site,
            meetups=[meetup for meetup in told if any(ref.path == row.path for ref in meetup.posts)],
            warnings=row.warnings,
            broken=row.broken,
            gone_at=row.gone_at,
        )


async def _meetup_row(session: AsyncSession, meetup_id: int) -> MeetupRow:
    row = await meetups.get(session, meetup_id)
    if row is None:
        raise _unknown_meetup()
    return row


def _unknown_meetup() -> UserError:
    return UserError(_("I do not know that meetup any more."))


async def _trace(session: AsyncSession, by: Actor, what: Step, meetup_id: int, field: str, *, now: datetime) -> None:
    details = {"by": by.user_id, "field": field}
    await trail.put(session, Note(f"meetup:{meetup_id}", what, details, by.guild_id), now)


def _note(
    session: AsyncSession, by: Actor, act: str, meetup_id: int, details: dict[str, object], *, now: datetime
) -> None:
    audit.put(
        session,
        guild_id=by.guild_id,
        actor_id=by.user_id,
        act=act,
        at=now,
        subject=f"meetup:{meetup_id}",
        details=details,
    )
