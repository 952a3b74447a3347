"""Queues what is to be said about posts and meetups, within somebody's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.i18n import _, tr
from bot.meetups.timeline import is_called_off
from bot.posts.model import PostKind
from bot.services import channel_reminders, reminders, telling
from bot.store import fanout, trail
from bot.store import reminders as reminder_rows
from bot.store.base import storable
from bot.store.fanout import Act
from bot.store.trail import Note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.meetups.model import Meetup
    from bot.services.guilds import GuildSettings
    from bot.services.telling import Place
    from bot.store.states import Step
    from bot.store.tables import PostRow

_TOLD_OF: Final = frozenset({PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE})
"""The kinds of posts that bring the next meetup to those who asked to be told."""
RECAP_REPLY: Final = "recap_reply"


class Queue:
    """What is to be said, gathered guild by guild and put into the outbox at once."""

    def __init__(self) -> None:
        self._acts: list[Act] = []
        self._told: dict[int, Meetup] = {}
        self._notes: list[Note] = []
        self._reminded: dict[tuple[int, int], tuple[GuildSettings, Meetup | None]] = {}

    def announcement(self, guild: GuildSettings, post: PostRow, meetups: Iterable[Meetup], now: datetime) -> None:
        """A post's announcement, or its edit, and the scheduled events and the channel's reminders of its meetups."""
        self._put(guild, f"post:{post.id}", "announcement")
        for meetup in meetups:
            if meetup.date is not None and not meetup.is_over(now):
                self.event(guild, meetup)
                self.reminders(guild, meetup.id, meetup)

    def erase(self, guild: GuildSettings, post: PostRow, below: Place | None, recaps: Iterable[str]) -> None:
        """The end of an announcement that was taken back and of all replies to it, which stand `below` it.

        `recaps` are the subjects of recaps that may have brought one. The replies go first: they are known by it.
        """
        payload = {} if below is None else below.payload()
        self._put(guild, f"post:{post.id}", telling.PURPOSE, **payload)
        for subject in recaps:
            self._put(guild, subject, RECAP_REPLY, **payload)
        self._put(guild, f"post:{post.id}", "announcement")

    def change(self, guild: GuildSettings, post: PostRow, now: datetime) -> None:
        """The reply below a post's announcement that tells what changed; not at once, see `CALM`."""
        self._acts.append(Act(guild.guild_id, f"post:{post.id}", telling.PURPOSE, due_at=now + telling.CALM))

    def recap(self, guild: GuildSettings, post: PostRow) -> None:
        """The reply with a recap's slides and recordings, below the announcement of its meetup, or its edit."""
        self.recap_of(guild, f"post:{post.id}")

    def recap_of(self, guild: GuildSettings, subject: str) -> None:
        """The same for a recap that is known by its subject."""
        self._put(guild, subject, RECAP_REPLY)

    def event(self, guild: GuildSettings, meetup: Meetup) -> None:
        """A meetup's scheduled event, or its edit, where the guild wants any."""
        if guild.scheduled_events:
            self._put(guild, f"meetup:{meetup.id}", "event")

    def reminders(self, guild: GuildSettings, meetup_id: int, meetup: Meetup | None) -> None:
        """The channel's reminders of an announced meetup as it stands now; None for one that no post speaks of."""
        self._reminded[guild.guild_id, meetup_id] = (guild, meetup)

    def card(self, guild: GuildSettings, announcement_id: int) -> None:
        """The organizers' card of a held post, or its edit."""
        self._put(guild, f"announcement:{announcement_id}", "held_card")

    def post_check(self, guild: GuildSettings, post: PostRow) -> None:
        """The organizers' card with what readers of a post will stumble over, or its edit."""
        self._put(guild, f"post:{post.id}", "post_check")

    def tell_waiting(self, guild: GuildSettings, kind: PostKind, meetups: Iterable[Meetup], now: datetime) -> None:
        """The word to those who asked to be told of the next meetup, when a post brings one."""
        ahead = (meetup for meetup in meetups if not is_called_off(meetup) and not meetup.is_over(now))
        if kind in _TOLD_OF and (meetup := next(ahead, None)) is not None:
            self._told.setdefault(guild.guild_id, meetup)

    def warn_of_broken(self, guild: GuildSettings, post: PostRow) -> None:
        """A word to the organizers about a post that cannot be read."""
        self._warn(guild, post, *_broken_text(post, guild))

    def gone_card(self, guild: GuildSettings, post: PostRow) -> None:
        """The organizers' card about a post that went after it was announced, or the card's edit when it is back."""
        self._put(guild, f"post:{post.id}", "gone_card")

    def note(self, guild: GuildSettings, post: PostRow, what: Step, **details: object) -> None:
        """A step in the history of a post; `details` must be JSON."""
        self._notes.append(Note(f"post:{post.id}", what, details, guild.guild_id))

    async def put(self, session: AsyncSession, now: datetime) -> None:
        """Queues all that was gathered, in the transaction that caused it."""
        await trail.put_all(session, self._notes, now)
        await fanout.put_all(session, self._acts, now)
        await channel_reminders.arm(session, self._reminded, now)
        waiting = await reminder_rows.guilds_with_wishes(session) if self._told else set()
        for guild_id in sorted(waiting & set(self._told)):
            await reminders.tell_waiting(session, self._told[guild_id], guild_id=guild_id, now=now)

    def _put(self, guild: GuildSettings, subject: str, purpose: str, **payload: object) -> None:
        self._acts.append(Act(guild.guild_id, subject, purpose, payload))

    def _warn(self, guild: GuildSettings, post: PostRow, msgid: str, values: dict[str, object]) -> None:
        self._put(guild, f"post:{post.id}", "warning", msgid=str(msgid), values=storable(values))


def _broken_text(post: PostRow, guild: GuildSettings) -> tuple[str, dict[str, object]]:
    broken = post.broken or {}
    values = {
        "file": broken.get("file", post.path),
        "line": broken.get("line"),
        "cause": tr(guild.language, broken.get("cause", ""), **broken.get("values", {})),
    }
    if post.content and broken.get("line"):
        return _("{file}, line {line}: {cause} Until that is mended, the last good version counts."), values
    if post.content:
        return _("{file}: {cause} Until that is mended, the last good version counts."), values
    if broken.get("line"):
        return _("{file}, line {line}: {cause} Until that is mended, I cannot announce this post."), values
    return _("{file}: {cause} Until that is mended, I cannot announce this post."), values
