"""What organizers decide about announcements, and what becomes of posts when their time comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.errors import UserError
from bot.i18n import _
from bot.posts.model import PostKind
from bot.services.deciding import NO_CHANNEL
from bot.services.guilds import settings_of
from bot.services.queuing import Queue
from bot.services.settling import locked
from bot.services.telling import place_of
from bot.services.views import meetup_of
from bot.store import announcements, audit, deliveries, guilds, meetups, outbox, posts, sources, trail
from bot.store.announcements import NewAnnouncement
from bot.store.states import AnnouncementState, Step
from bot.store.trail import Note

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.clock import Clock
    from bot.meetups.model import Meetup
    from bot.proposals.model import Actor
    from bot.services.guilds import GuildSettings
    from bot.services.settling import Settling
    from bot.store.announcements import Fate
    from bot.store.base import Sessions
    from bot.store.tables import AnnouncementRow, PostRow

_STANDS: Final = {
    AnnouncementState.QUEUED: _("“{title}” is already announced."),
    AnnouncementState.IGNORED: _("“{title}” was already set aside."),
    AnnouncementState.WAITING: _("“{title}” is not published yet. It is announced when it is."),
    AnnouncementState.SKIPPED: _("“{title}” no longer waits for a decision. /organizer announce still can."),
    AnnouncementState.SILENT: _("“{title}” no longer waits for a decision. /organizer announce still can."),
    AnnouncementState.RETRACTED: _("“{title}” was already taken back. /organizer announce can announce it again."),
}
UNDO: Final = timedelta(minutes=10)
"""For how long an announcement that was taken back can be brought back by a button."""
_DECIDED: Final = {
    AnnouncementState.QUEUED: _("“{title}” was already announced by {who}."),
    AnnouncementState.IGNORED: _("“{title}” was already set aside by {who}."),
    AnnouncementState.RETRACTED: _("“{title}” was already taken back by {who}."),
}
_STEPS: Final = {AnnouncementState.QUEUED: Step.RELEASED, AnnouncementState.IGNORED: Step.IGNORED}


@dataclass(frozen=True, slots=True)
class Retractable:
    """What could be taken back: a post's announcement, and perhaps its scheduled event."""

    title: str
    has_event: bool
    taken_back_by: int | None = None
    """The organizer who took it back already; None while it stands."""


class AnnouncingService:
    """Decides on announcements; each decision is one transaction that queues what follows and leaves an audit row."""

    def __init__(self, sessions: Sessions, clock: Clock, settling: Settling) -> None:
        self._sessions = sessions
        self._now = clock
        self._settling = settling

    async def decide_due(self, now: datetime) -> int:
        """Decides on posts whose time has come or that only waited for a channel; gives how many are announced."""
        queued = 0
        async with self._sessions() as session:
            due = [row.id for row in await sources.everything(session)]
            due = [one for one in due if await announcements.anything_due(session, one, now, NO_CHANNEL)]
        for source_id in due:
            await self._settling.warm_up(source_id)
            async with self._sessions.begin() as session:
                source = await locked(session, source_id)
                queued += (await self._settling.settle(session, source, now)).tally.queued
        return queued

    async def announce(self, announcement_id: int, by: Actor) -> None:
        """Announces a held post. Raises UserError when somebody else was faster, or no channel is chosen."""
        await self._decide_held(announcement_id, AnnouncementState.QUEUED, by)

    async def ignore(self, announcement_id: int, by: Actor) -> None:
        """Sets a held post aside. Raises UserError when somebody else was faster."""
        await self._decide_held(announcement_id, AnnouncementState.IGNORED, by)

    async def pick(self, guild_id: int, post_id: int, by: Actor) -> int:
        """Announces a post by hand, whatever was decided before, and gives the announcement's id.

        Raises UserError when it is announced already, not published, gone, or no channel is chosen.
        """
        by.require_organizer()
        now = self._now()
        async with self._sessions.begin() as session:
            guild, post = await self._guild_and_post(session, guild_id, post_id, by)
            if post.hidden or post.published_at is None or post.published_at > now:
                raise UserError(_STANDS[AnnouncementState.WAITING], title=post.title)
            row = await announcements.of_post(session, guild_id, post_id)
            queue = Queue()
            if row is None:
                new = NewAnnouncement(guild_id, post_id, AnnouncementState.QUEUED, decided_by=by.user_id)
                ((_key, picked),) = (await announcements.add(session, [new], now)).items()
                await _trace(session, by, post, new.state, now)
            elif row.state is AnnouncementState.QUEUED:
                raise _too_late(row, post)
            else:
                picked = row.id
                await self._decide(session, post, row, to=AnnouncementState.QUEUED, by=by)
                if row.state is AnnouncementState.HELD:
                    queue.card(guild, picked)
            await self._say(session, guild, post, queue)
            _note(session, by, "announce", post, now)
            return picked

    async def retract(self, post_id: int, by: Actor, *, with_event: bool) -> int:
        """Takes an announcement back: its message goes with all replies, as do reminders, and the event may go.

        Gives the announcement's id. Raises UserError when it is not announced, or somebody else was faster.
        """
        by.require_organizer()
        now = self._now()
        async with self._sessions.begin() as session:
            guild, post = await self._guild_and_post(session, by.guild_id, post_id, by)
            row = await announcements.of_post(session, by.guild_id, post_id)
            if row is None or row.state is not AnnouncementState.QUEUED:
                raise UserError(_("“{title}” is not announced, so there is nothing to take back."), title=post.title)
            retracted = AnnouncementState.RETRACTED
            if not await announcements.move(
                session,
                row.id,
                seen=row.state,
                to=retracted,
                now=now,
                decided_by=by.user_id,
                without_event=with_event,
            ):
                raise _too_late(await announcements.get(session, row.id) or row, post)
            queue = Queue()
            standing = await deliveries.get(session, guild.guild_id, f"post:{post.id}", "announcement")
            told = await self._told(session, post)
            queue.erase(guild, post, place_of(standing), await self._recaps(session, guild, post, told))
            if post.gone_at is not None:
                queue.gone_card(guild, post)
            for meetup in told:
                fates = await _fates(session, guild.guild_id, post.source_id, meetup)
                if with_event:
                    queue.event(guild, meetup)
                stands = any(fate.state is AnnouncementState.QUEUED for fate in fates)
                queue.reminders(guild, meetup.id, meetup if stands else None)
            await trail.put(session, Note(f"post:{post.id}", Step.WITHDRAWN, {"by": by.user_id}, by.guild_id), now)
            await queue.put(session, now)
            _note(session, by, "retract", post, now)
            return row.id

    async def undo(self, announcement_id: int, by: Actor) -> None:
        """Says again what was taken back less than `UNDO` ago, without a second ping. Raises UserError when late."""
        by.require_organizer()
        now = self._now()
        async with self._sessions.begin() as session:
            row, guild, post = await self._in_state(session, announcement_id, AnnouncementState.RETRACTED, by)
            if now - row.changed_at > UNDO:
                raise UserError(_("That was more than ten minutes ago. /organizer announce can still say it again."))
            queued = AnnouncementState.QUEUED
            if not await announcements.move(session, row.id, seen=row.state, to=queued, now=now, decided_by=by.user_id):
                raise _too_late(await announcements.get(session, row.id) or row, post)
            await trail.put(session, Note(f"post:{post.id}", Step.RESTORED, {"by": by.user_id}, by.guild_id), now)
            queue = Queue()
            if post.gone_at is not None:
                queue.gone_card(guild, post)
            await self._say(session, guild, post, queue, gone_too=True)
            after = Queue()  # a recap's reply stands below the announcement
            for subject in await self._recaps(session, guild, post, await self._told(session, post)):
                after.recap_of(guild, subject)
            await after.put(session, now)
            _note(session, by, "undo", post, now)

    async def retractable(self, post_id: int, by: Actor) -> Retractable:
        """What there is to take back. Raises UserError when the post is not announced."""
        by.require_organizer()
        found = await self.announced(by.guild_id, post_id)
        if found.taken_back_by is not None:
            raise UserError(_("“{title}” is not announced, so there is nothing to take back."), title=found.title)
        return found

    async def announced(self, guild_id: int, post_id: int) -> Retractable:
        """The announcement of a post that stands, or was taken back. Raises UserError where there was none."""
        async with self._sessions() as session:
            post = await posts.get(session, post_id)
            row = await announcements.of_post(session, guild_id, post_id)
            if post is None or row is None:
                raise UserError(_("I do not know that post any more."))
            if row.state is AnnouncementState.RETRACTED:
                return Retractable(post.title, has_event=False, taken_back_by=row.decided_by)
            if row.state is not AnnouncementState.QUEUED:
                raise UserError(_("“{title}” is not announced, so there is nothing to take back."), title=post.title)
            told = [meetup for meetup in await self._told(session, post) if not meetup.is_over(self._now())]
            subjects = [f"meetup:{meetup.id}" for meetup in told]
            standing = await deliveries.of_subjects(session, [guild_id], subjects, ["event"])
            unsaid = set(subjects) - {one.subject for one in standing}
            coming = await outbox.open_subjects(session, guild_id, sorted(unsaid), "event")
            there = any(one.digest != deliveries.GONE for one in standing)
            return Retractable(post.title, has_event=there or bool(coming))

    async def is_retracted(self, guild_id: int, post_id: int) -> bool:
        """True when organizers took the post's announcement back."""
        return guild_id in await self.retracted_in([guild_id], post_id)

    async def retracted_in(self, guild_ids: Collection[int], post_id: int) -> AbstractSet[int]:
        """Those of the guilds in which organizers took the post's announcement back."""
        async with self._sessions() as session:
            return await announcements.retracted_in(session, guild_ids, post_id)

    async def event_retracted_in(self, guild_ids: Collection[int], meetup_id: int) -> AbstractSet[int]:
        """Those in which a meetup's scheduled event was taken back, and nothing about it was announced since."""
        async with self._sessions() as session:
            row = await meetups.get(session, meetup_id)
            if row is None:
                return frozenset()
            paths = [ref.path for ref in meetup_of(row).posts]
            fates = await announcements.fates_in(session, guild_ids, row.source_id, paths)
        return {guild_id for guild_id in guild_ids if _event_is_off(fates[guild_id])}

    async def all_retracted(self, guild_id: int, meetup_id: int) -> bool:
        """True when every announcement of a meetup was taken back."""
        async with self._sessions() as session:
            row = await meetups.get(session, meetup_id)
            if row is None:
                return False
            states = {fate.state for fate in await _fates(session, guild_id, row.source_id, meetup_of(row))}
        return AnnouncementState.RETRACTED in states and AnnouncementState.QUEUED not in states

    async def said_in(self, guild_ids: Collection[int], post_id: int) -> AbstractSet[int]:
        """Those of the guilds in which the post's announcement was said before, also when it was deleted since."""
        async with self._sessions() as session:
            return await outbox.said_in(session, guild_ids, f"post:{post_id}", "announcement")

    async def _told(self, session: AsyncSession, post: PostRow) -> list[Meetup]:
        """The meetups that a post speaks of."""
        told = [meetup_of(row) for row in await meetups.of_source(session, post.source_id) if row.gone_at is None]
        return [meetup for meetup in told if any(ref.path == post.path for ref in meetup.posts)]

    @staticmethod
    async def _recaps(
        session: AsyncSession, guild: GuildSettings, post: PostRow, told: Iterable[Meetup]
    ) -> Sequence[str]:
        """The subjects of the recaps of meetups; the guild's own announcement of one is no reply."""
        paths = {ref.path for meetup in told for ref in meetup.posts if ref.kind is PostKind.RECAP} - {post.path}
        if not paths:
            return []
        return [fate.subject for fate in await announcements.fates(session, guild.guild_id, post.source_id, paths)]

    async def _in_state(
        self, session: AsyncSession, announcement_id: int, state: AnnouncementState, by: Actor
    ) -> tuple[AnnouncementRow, GuildSettings, PostRow]:
        """The announcement, its guild and post once the source is held. Raises UserError when it left that state."""
        row = await announcements.get(session, announcement_id)
        if row is None or row.guild_id != by.guild_id:
            raise UserError(_("I do not know that post any more."))
        guild, post = await self._guild_and_post(session, by.guild_id, row.post_id, by)
        row = await announcements.get(session, announcement_id) or row
        if row.state is not state:
            raise _too_late(row, post)
        return row, guild, post

    async def _decide_held(self, announcement_id: int, to: AnnouncementState, by: Actor) -> None:
        by.require_organizer()
        now = self._now()
        async with self._sessions.begin() as session:
            row, guild, post = await self._in_state(session, announcement_id, AnnouncementState.HELD, by)
            await self._decide(session, post, row, to=to, by=by)
            queue = Queue()
            queue.card(guild, row.id)
            if to is AnnouncementState.QUEUED:
                await self._show(session, post)
                await self._say(session, guild, post, queue)
            else:
                await queue.put(session, now)
            _note(session, by, "announce" if to is AnnouncementState.QUEUED else "ignore", post, now)

    async def _guild_and_post(
        self, session: AsyncSession, guild_id: int, post_id: int, by: Actor
    ) -> tuple[GuildSettings, PostRow]:
        """Both as they stand once the post's source is held. Raises UserError for what is gone or not the actor's."""
        post = await posts.get(session, post_id)
        if post is not None:
            await locked(session, post.source_id)
            post = await posts.get(session, post_id)
        guild = await guilds.get(session, guild_id)
        if post is None or guild is None or guild_id != by.guild_id or guild.source_id != post.source_id:
            raise UserError(_("I do not know that post any more."))
        return settings_of(guild), post

    async def _decide(
        self, session: AsyncSession, post: PostRow, row: AnnouncementRow, *, to: AnnouncementState, by: Actor
    ) -> None:
        now = self._now()
        moved = await announcements.move(session, row.id, seen=row.state, to=to, now=now, decided_by=by.user_id)
        if not moved:
            raise _too_late(await announcements.get(session, row.id) or row, post)
        await _trace(session, by, post, to, now)

    async def _show(self, session: AsyncSession, post: PostRow) -> None:
        """A post whose page never came counts as out once organizers announce it, with all that it says."""
        if post.awaited:
            post.awaited = False
            await self._settling.settle(session, await locked(session, post.source_id), self._now())

    async def _say(
        self, session: AsyncSession, guild: GuildSettings, post: PostRow, queue: Queue, *, gone_too: bool = False
    ) -> None:
        now = self._now()
        if guild.announcement_channel_id is None:
            raise UserError(_("Choose an announcement channel first: /organizer setup."))
        if post.gone_at is not None and not gone_too:
            raise UserError(_("“{title}” is no longer on the blog."), title=post.title)
        await deliveries.forget_gone(session, guild.guild_id, f"post:{post.id}", "announcement")
        told = await self._told(session, post)
        queue.announcement(guild, post, told, now)
        queue.tell_waiting(guild, post.kind, told, now)
        await queue.put(session, now)


def _event_is_off(fates: Iterable[Fate]) -> bool:
    decided = [
        fate
        for fate in fates
        if fate.state is AnnouncementState.QUEUED or (fate.state is AnnouncementState.RETRACTED and fate.without_event)
    ]
    last = max(decided, key=lambda fate: fate.moved_at, default=None)
    return last is not None and last.state is AnnouncementState.RETRACTED


async def _fates(session: AsyncSession, guild_id: int, source_id: int, meetup: Meetup) -> Sequence[Fate]:
    return await announcements.fates(session, guild_id, source_id, [ref.path for ref in meetup.posts])


def _too_late(row: AnnouncementRow, post: PostRow) -> UserError:
    if row.decided_by is not None and row.state in _DECIDED:
        return UserError(_DECIDED[row.state], title=post.title, who=f"<@{row.decided_by}>")
    return UserError(_STANDS.get(row.state, _("“{title}” waits for a decision.")), title=post.title)


async def _trace(session: AsyncSession, by: Actor, post: PostRow, to: AnnouncementState, now: datetime) -> None:
    await trail.put(session, Note(f"post:{post.id}", _STEPS[to], {"by": by.user_id}, by.guild_id), now)


def _note(session: AsyncSession, by: Actor, act: str, post: PostRow, now: datetime) -> None:
    details = {"title": post.title}
    audit.put(
        session, guild_id=by.guild_id, actor_id=by.user_id, act=act, at=now, subject=f"post:{post.id}", details=details
    )
