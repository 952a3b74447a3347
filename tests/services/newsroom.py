"""A group's blog, its guilds and the services over a real database: to tell stories of posts in, without Discord."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.proposals.model import Actor, Role
from bot.services.all import services_of
from bot.settings import Settings
from bot.store.states import AnnouncementState, OutboxState
from bot.store.tables import AnnouncementRow, AuditRow, MeetupRow, OutboxRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.services.all import Services
    from bot.services.sync import SyncResult
    from bot.store.base import Sessions

GUILD = 500
OLA, EWA, JAN = 11, 12, 13
CHANNEL, ORGANIZERS = 71, 72
START = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
CONFIG = "url: https://jug.example.org\ntimezone: Europe/Warsaw\npermalink: /blog/:year/:month/:day/:title/\n"

ANNOUNCEMENT = """
    Zapraszamy na kolejne spotkanie naszej grupy! Spotykamy się {when} o godzinie {hour} w Klubie Proza.
    <!-- more -->

    ### Agenda

    **Jan Kowalski – Wątki wirtualne w praktyce**

    Abstrakt: opowiem o wątkach wirtualnych i o tym, kiedy pomagają, a kiedy szkodzą.

    Zapisy: https://www.meetup.com/przyklad/events/50/
"""
CANCELLATION = "Niestety, spotkanie zaplanowane na {when} zostało odwołane z powodu choroby prelegenta. Przepraszamy!"


@dataclass
class Newsroom:
    """`now` moves only by `later`; the guild GUILD has its channels chosen once `set_up` ran."""

    folder: Path
    sessions: Sessions
    now: datetime = START
    services: Services = field(init=False)

    def __post_init__(self) -> None:
        (self.folder / "_posts").mkdir(parents=True)
        (self.folder / "_config.yml").write_text(CONFIG, "utf-8")
        self.restart()

    def restart(self) -> None:
        """A new process over the same database and blog."""
        settings = Settings(_env_file=None, blog=self.folder, max_post_bytes=20_000)
        self.services = services_of(self.sessions, lambda: self.now, settings)

    async def set_up(self, guild_id: int = GUILD, **changes: Any) -> None:
        # Reminders would wait in every story's outbox; tests/services/test_channel_reminders.py tells theirs.
        chosen = {"announcement_channel_id": CHANNEL, "organizers_channel_id": ORGANIZERS, "reminder_leads": ()}
        chosen |= changes
        await self.services.guilds.joined(guild_id)
        await self.services.guilds.change(guild_id, by=organizer(OLA, guild_id), **chosen)

    async def opened(self) -> None:
        """The usual beginning: a guild that is set up, and a first, silent sync."""
        await self.set_up()
        await self.sync()

    def later(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def write(
        self, name: str, body: str, *, title: str = "Spotkanie #50", date: str | None = None, **front: Any
    ) -> Path:
        """A post file; `name` is its file name without the extension, its publish date `now` unless given."""
        lines = {"title": f'"{title}"', "date": date or f"{self.now:%Y-%m-%d %H:%M:%S} +0000", **front}
        head = "\n".join(f"{key}: {value}" for key, value in lines.items())
        return self.write_raw(name, f"---\n{head}\n---\n{textwrap.dedent(body).strip()}\n")

    def write_raw(self, name: str, text: str) -> Path:
        path = self.path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def path(self, name: str) -> Path:
        return self.folder / (name if "/" in name else f"_posts/{name}").__add__(".markdown")

    def announce(
        self,
        name: str = "2026-01-10-spotkanie-50",
        *,
        when: str = "22 stycznia 2026",
        hour: str = "18:00",
        **front: Any,
    ) -> Path:
        """A post that announces meetup 50, sure of kind and date."""
        return self.write(name, ANNOUNCEMENT.format(when=when, hour=hour), **front)

    async def sync(self) -> SyncResult:
        return await self.services.sync.sync_once(self.now)

    async def post(self, title: str = "Spotkanie #50") -> PostRow:
        async with self.sessions() as session:
            return (await session.scalars(select(PostRow).where(PostRow.title == title))).one()

    async def states(self, guild_id: int = GUILD) -> dict[str, AnnouncementState]:
        """What became of each post, by title."""
        async with self.sessions() as session:
            found = await session.execute(
                select(PostRow.title, AnnouncementRow.state)
                .join(AnnouncementRow, AnnouncementRow.post_id == PostRow.id)
                .where(AnnouncementRow.guild_id == guild_id)
            )
            return {title: state for title, state in found}  # noqa: C416 -- rows are no pairs to mypy

    async def announcement(self, title: str = "Spotkanie #50", guild_id: int = GUILD) -> AnnouncementRow:
        async with self.sessions() as session:
            return (
                await session.scalars(
                    select(AnnouncementRow)
                    .join(PostRow, PostRow.id == AnnouncementRow.post_id)
                    .where(AnnouncementRow.guild_id == guild_id, PostRow.title == title)
                )
            ).one()

    async def meetups(self) -> Sequence[MeetupRow]:
        async with self.sessions() as session:
            return (await session.scalars(select(MeetupRow).order_by(MeetupRow.id))).all()

    async def outbox(self, guild_id: int = GUILD) -> list[tuple[str, str, int]]:
        """What waits to be said: purpose, subject and revision, in the order it was queued."""
        async with self.sessions() as session:
            rows = await session.scalars(
                select(OutboxRow)
                .where(OutboxRow.guild_id == guild_id, OutboxRow.state == OutboxState.PENDING)
                .order_by(OutboxRow.id)
            )
            return [(row.purpose, row.subject, row.revision) for row in rows]

    async def payloads(self, purpose: str) -> list[dict[str, Any]]:
        async with self.sessions() as session:
            rows = await session.scalars(select(OutboxRow).where(OutboxRow.purpose == purpose).order_by(OutboxRow.id))
            return [row.payload for row in rows]

    async def deliver(self) -> list[tuple[str, str, int]]:
        """Says everything that is due, as the deliverer would, and gives what that was."""
        said = []
        async with self.sessions.begin() as session:
            rows = await session.scalars(
                select(OutboxRow)
                .where(OutboxRow.state == OutboxState.PENDING, OutboxRow.due_at <= self.now)
                .order_by(OutboxRow.id)
            )
            for row in rows:
                row.state = OutboxState.SENT
                said.append((row.purpose, row.subject, row.revision))
        return said

    async def acts(self) -> list[tuple[str, str, int]]:
        """The audit without the setting up: act, subject, actor."""
        async with self.sessions() as session:
            rows = await session.scalars(select(AuditRow).where(AuditRow.act != "setup").order_by(AuditRow.id))
            return [(row.act, row.subject, row.actor_id) for row in rows]


def organizer(user_id: int = OLA, guild_id: int = GUILD) -> Actor:
    return Actor(user_id=user_id, guild_id=guild_id, roles=frozenset({Role.SPEAKER, Role.ORGANIZER}))


def member(user_id: int = JAN, guild_id: int = GUILD) -> Actor:
    return Actor(user_id=user_id, guild_id=guild_id)
