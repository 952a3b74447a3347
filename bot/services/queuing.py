"""Queues what is to be said about posts and meetups, within somebody's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.i18n import _, tr
from bot.meetups.timeline import is_called_off
from bot.posts.model import PostKind
from bot.services import reminders
from bot.store import outbox
from bot.store.base import storable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.meetups.model import Meetup
    from bot.services.guilds import GuildSettings
    from bot.store.tables import PostRow

_TOLD_OF: Final = frozenset({PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE})
"""The kinds of posts that bring the next meetup to those who asked to be told."""


async def queue_announcement(
    session: AsyncSession, guild: GuildSettings, post: PostRow, meetups: Iterable[Meetup], now: datetime
) -> None:
    """Queues a post's announcement, or its edit, and the scheduled events of its meetups."""
    await outbox.put(
        session, guild_id=guild.guild_id, subject=f"post:{post.id}", purpose="announcement", due_at=now, now=now
    )
    for meetup in meetups:
        await queue_event(session, guild, meetup, now)


async def queue_card(session: AsyncSession, guild: GuildSettings, announcement_id: int, now: datetime) -> None:
    """Queues the organizers' card of a held post, or its edit."""
    subject = f"announcement:{announcement_id}"
    await outbox.put(session, guild_id=guild.guild_id, subject=subject, purpose="held_card", due_at=now, now=now)


async def tell_waiting(
    session: AsyncSession, guild: GuildSettings, kind: PostKind, meetups: Iterable[Meetup], now: datetime
) -> None:
    """Queues the word to those who asked to be told of the next meetup, when a post brings one."""
    ahead = (meetup for meetup in meetups if not is_called_off(meetup) and not meetup.is_over(now))
    if kind in _TOLD_OF and (meetup := next(ahead, None)) is not None:
        await reminders.tell_waiting(session, meetup, guild_id=guild.guild_id, now=now)


async def queue_event(
    session: AsyncSession, guild: GuildSettings, meetup: Meetup, now: datetime, *, changed: bool = False
) -> None:
    """Queues a meetup's scheduled event, or its edit; one that is over or has no date gets none."""
    if not guild.scheduled_events or (not changed and (meetup.date is None or meetup.is_over(now))):
        return
    subject = f"meetup:{meetup.id}"
    await outbox.put(session, guild_id=guild.guild_id, subject=subject, purpose="event", due_at=now, now=now)


async def warn_of_broken(session: AsyncSession, guild: GuildSettings, post: PostRow, now: datetime) -> None:
    """Queues a word to the organizers about a post that cannot be read."""
    await _warn(session, guild, post, *_broken_text(post, guild), now=now)


async def warn_of_gone(session: AsyncSession, guild: GuildSettings, post: PostRow, now: datetime) -> None:
    """Queues a word to the organizers about a post that went after it was announced."""
    text = _("The post “{title}” is no longer on the blog. What was said about it stays as it is.")
    await _warn(session, guild, post, text, {"title": post.title}, now=now)


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


async def _warn(
    session: AsyncSession, guild: GuildSettings, post: PostRow, msgid: str, values: dict[str, object], *, now: datetime
) -> None:
    await outbox.put(
        session,
        guild_id=guild.guild_id,
        subject=f"post:{post.id}",
        purpose="warning",
        due_at=now,
        now=now,
        payload={"msgid": msgid, "values": storable(values)},
    )
