"""What organizers do beside setting up: block, look into the log, and see how everything stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.errors import UserError
from bot.i18n import _
from bot.services.visibility import NOT_OUT
from bot.store import audit, deliveries, guilds, outbox, overview, posts, proposals, sources
from bot.store.overview import QueueCounts
from bot.store.states import AnnouncementState, OutboxState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.clock import Clock
    from bot.proposals.model import Actor
    from bot.store.base import Sessions


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row of the outbox that failed or waits. `error` is a sentence; `failed` ones can be tried again."""

    outbox_id: int
    purpose: str
    subject: str
    error: str
    failed: bool


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A post whose newest version could not be read; its last good version stays in force."""

    path: str
    line: int | None
    cause: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """How everything stands in a guild. Instants are aware UTC; None for what never happened."""

    source: str | None = None
    last_synced_at: datetime | None = None
    source_error: str | None = None
    source_error_at: datetime | None = None
    posts: int = 0
    broken: tuple[BrokenFile, ...] = ()
    held: int = 0
    waiting: int = 0
    """All that wait, `awaited` among them."""
    awaited: int = 0
    """Published, but not to be seen on the site yet."""
    last_announced_at: datetime | None = None
    queue: QueueCounts = field(default_factory=QueueCounts)
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An act of an organizer."""

    at: datetime
    actor_id: int
    act: str
    subject: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """A member who may not propose."""

    user_id: int
    reason: str
    by_user_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """Something that could not be said, and how it stands by now."""

    outbox_id: int
    """Of its newest row."""
    guild_id: int
    purpose: str
    subject: str
    state: OutboxState
    gone: bool
    """True when somebody deleted it in Discord."""


Settle: TypeAlias = "Callable[[AsyncSession, int, datetime], Awaitable[object]]"
_NOT_FAILED: Final = {
    OutboxState.SENT: _("It went well meanwhile."),
    OutboxState.RETRACTED: _("Somebody left it as it is."),
}


def warning_subject(purpose: str, subject: str) -> str:
    """One card a thing: failing again in the same way is no news, failing after it went well is."""
    return f"{purpose}:{subject}"[:80]


class OrganizingService:
    """Every method asks again whether the actor is an organizer, and raises UserError when not."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._now = clock

    async def block(self, user_id: int, reason: str, *, by: Actor) -> None:
        """Keeps a member from proposing talks. Raises UserError when they are blocked already."""
        by.require_organizer()
        if user_id == by.user_id:
            raise UserError(_("You can't block yourself."))
        now = self._now()
        async with self._sessions.begin() as session:
            await guilds.get(session, by.guild_id)
            done = await proposals.block(
                session, guild_id=by.guild_id, user_id=user_id, reason=reason.strip(), by_user_id=by.user_id, at=now
            )
            if not done:
                raise UserError(_("This member is blocked already."))
            self._note(session, by, "block", f"user:{user_id}", {"reason": reason.strip()})

    async def unblock(self, user_id: int, *, by: Actor) -> None:
        """Lets a member propose again. Raises UserError when they were not blocked."""
        by.require_organizer()
        async with self._sessions.begin() as session:
            if not await proposals.unblock(session, guild_id=by.guild_id, user_id=user_id):
                raise UserError(_("This member is not blocked."))
            self._note(session, by, "unblock", f"user:{user_id}", {})

    async def blocks(self, *, by: Actor) -> list[Block]:
        """Who is blocked in the guild, newest first."""
        by.require_organizer()
        async with self._sessions() as session:
            rows = await proposals.blocks_of(session, by.guild_id)
            return [Block(row.user_id, row.reason, row.by_user_id, row.at) for row in rows]

    async def log(self, *, by: Actor, limit: int, offset: int = 0) -> list[LogEntry]:
        """The guild's acts, newest first."""
        by.require_organizer()
        async with self._sessions() as session:
            rows = await audit.newest(session, by.guild_id, limit=limit, offset=offset)
            return [LogEntry(row.at, row.actor_id, row.act, row.subject, row.details) for row in rows]

    async def retry(self, *, by: Actor) -> int:
        """Tries again what failed in the guild's channels; gives how many rows that are."""
        by.require_organizer()
        async with self._sessions.begin() as session:
            count = await outbox.wake(session, by.guild_id, self._now(), deleted_too=True)
            self._note(session, by, "retry", "", {"count": count})
        return count

    async def letter(self, outbox_id: int) -> Letter | None:
        """How a thing stands that could not be said, by any of its rows; None when it is not known."""
        async with self._sessions() as session:
            row = await outbox.newest_like(session, outbox_id, self._now())
            if row is None:
                return None
            standing = await deliveries.get(session, row.guild_id, row.subject, row.purpose)
            gone = standing is not None and standing.digest == deliveries.GONE
            return Letter(row.id, row.guild_id, row.purpose, row.subject, row.state, gone=gone)

    async def try_again(self, outbox_id: int, *, by: Actor) -> None:
        """Tries again what failed; says anew what somebody deleted. Raises UserError when it is too late."""
        await self._settle(outbox_id, by, "retry", outbox.retry)

    async def leave(self, outbox_id: int, *, by: Actor) -> None:
        """Lets what failed be. Raises UserError when somebody else was faster."""
        await self._settle(outbox_id, by, "leave", outbox.give_up)

    async def _settle(self, outbox_id: int, by: Actor, act: str, do: Settle) -> None:
        by.require_organizer()
        now = self._now()
        async with self._sessions.begin() as session:
            row = await outbox.newest_like(session, outbox_id, now)
            if row is None or row.guild_id != by.guild_id or row.user_id is not None:
                raise UserError(_("I do not know any more what that was."))
            if not await do(session, row.id, now):
                row = await outbox.newest_like(session, outbox_id, now) or row
                raise UserError(_NOT_FAILED.get(row.state, _("I am trying it again already.")))
            card = warning_subject(row.purpose, row.subject)
            await outbox.look_again(session, by.guild_id, card, "warning", now, by=by.user_id)
            self._note(session, by, act, row.subject, {"purpose": row.purpose})

    async def status(self, *, by: Actor) -> Status:
        """How everything stands in the guild."""
        by.require_organizer()
        async with self._sessions() as session:
            guild = await guilds.get(session, by.guild_id)
            source = None
            if guild is not None and guild.source_id is not None:
                source = await sources.get(session, guild.source_id)
            files = [] if source is None else list(await posts.outlines(session, source.id))
            states = await overview.announcements(session, by.guild_id)
            troubles = await overview.troubled(session, by.guild_id)
            return Status(
                source=None if source is None else source.location,
                last_synced_at=None if source is None else source.last_synced_at,
                source_error=None if source is None else source.last_error,
                source_error_at=None if source is None else source.last_error_at,
                posts=sum(1 for post in files if post.gone_at is None),
                broken=tuple(_broken(post.path, post.broken) for post in files if post.broken and post.gone_at is None),
                held=_count(states, AnnouncementState.HELD),
                waiting=_count(states, AnnouncementState.WAITING),
                awaited=await overview.waiting_for(session, by.guild_id, NOT_OUT),
                last_announced_at=states[AnnouncementState.QUEUED][1] if AnnouncementState.QUEUED in states else None,
                queue=await overview.counts(session, by.guild_id, self._now()),
                troubles=tuple(
                    Trouble(row.id, row.purpose, row.subject, row.error or "", row.state is OutboxState.FAILED)
                    for row in troubles
                ),
            )

    def _note(self, session: Any, by: Actor, act: str, subject: str, details: Mapping[str, Any]) -> None:
        audit.put(
            session,
            guild_id=by.guild_id,
            actor_id=by.user_id,
            act=act,
            subject=subject,
            details=details,
            at=self._now(),
        )


def _broken(path: str, broken: Mapping[str, Any]) -> BrokenFile:
    return BrokenFile(path, broken.get("line"), str(broken.get("cause", "")), broken.get("values") or {})


def _count(states: Mapping[AnnouncementState, tuple[int, datetime]], state: AnnouncementState) -> int:
    return states[state][0] if state in states else 0
