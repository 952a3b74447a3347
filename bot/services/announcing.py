"""What organizers decide about announcements, and what becomes of posts when their time comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.errors import UserError
from bot.i18n import _
from bot.services.deciding import NO_CHANNEL
from bot.services.guilds import settings_of
from bot.services.queuing import Queue
from bot.services.settling import locked
from bot.services.views import meetup_of
from bot.store import announcements, audit, guilds, meetups, posts, sources, trail
from bot.store.announcements import NewAnnouncement
from bot.store.tables import AnnouncementState, Step
from bot.store.trail import Note

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.clock import Clock
    from bot.proposals.model import Actor
    from bot.services.guilds import GuildSettings
    from bot.services.settling import Settling
    from bot.store.base import Sessions
    from bot.store.tables import AnnouncementRow, PostRow

_STANDS: Final = {
    AnnouncementState.QUEUED: _("“{title}” is already announced."),
    AnnouncementState.IGNORED: _("“{title}” was already set aside."),
    AnnouncementState.WAITING: _("“{title}” is not published yet. It is announced when it is."),
    AnnouncementState.SKIPPED: _("“{title}” no longer waits for a decision. /organizer announce still can."),
    AnnouncementState.SILENT: _("“{title}” no longer waits for a decision. /organizer announce still can."),
}
_DECIDED: Final = {
    AnnouncementState.QUEUED: _("“{title}” was already announced by {who}."),
    AnnouncementState.IGNORED: _("“{title}” was already set aside by {who}."),
}
_STEPS: Final = {AnnouncementState.QUEUED: Step.RELEASED, AnnouncementState.IGNORED: Step.IGNORED}


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

    async def _decide_held(self, announcement_id: int, to: AnnouncementState, by: Actor) -> None:
        by.require_organizer()
        now = self._now()
        async with self._sessions.begin() as session:
            row = await announcements.get(session, announcement_id)
            if row is None or row.guild_id != by.guild_id:
                raise UserError(_("I do not know that post any more."))
            guild, post = await self._guild_and_post(session, by.guild_id, row.post_id, by)
            row = await announcements.get(session, announcement_id) or row
            if row.state is not AnnouncementState.HELD:
                raise _too_late(row, post)
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

    async def _say(self, session: AsyncSession, guild: GuildSettings, post: PostRow, queue: Queue) -> None:
        now = self._now()
        if guild.announcement_channel_id is None:
            raise UserError(_("Choose an announcement channel first: /organizer setup."))
        if post.gone_at is not None:
            raise UserError(_("“{title}” is no longer on the blog."), title=post.title)
        told = [meetup_of(row) for row in await meetups.of_source(session, post.source_id) if row.gone_at is None]
        told = [meetup for meetup in told if any(ref.path == post.path for ref in meetup.posts)]
        queue.announcement(guild, post, told, now)
        queue.tell_waiting(guild, post.kind, told, now)
        await queue.put(session, now)


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
