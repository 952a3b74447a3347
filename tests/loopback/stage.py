"""A stage for delivery over real HTTP: acts of the tests' own, an instant that tests move, and no waiting."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import discord
from sqlalchemy import select

from bot.delivery import asking
from bot.delivery.outgoing import Renderer
from bot.delivery.pace import SIMULATED
from bot.delivery.renderers import RENDERERS
from bot.proposals.model import Actor, Role
from bot.settings import Settings
from bot.store import outbox
from bot.store.tables import OutboxRow
from tests.loopback import LoopbackDiscord
from tests.loopback.bots import connected
from tests.world import new_blog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import pytest

    from bot.app import Herold
    from bot.delivery.outgoing import Context, Outgoing
    from bot.store.claims import Claimed
    from bot.store.states import OutboxState

NOW: Final = datetime(2026, 1, 10, 12, tzinfo=UTC)
GUILD: Final = 1 << 22
CHANNEL, ORGANIZERS = GUILD + 10, GUILD + 11
ALA: Final = 77
OLA: Final = Actor(user_id=1, guild_id=GUILD, roles=frozenset({Role.ORGANIZER}))
SUBJECT: Final = "note:1"
IMPATIENT_S: Final = 0.3
"""In place of a minute, for the answers that never come."""


class Unhurried:
    """The asyncio that discord.py sees: it notes how long it was to sleep, and does not."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.really = False

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(seconds if self.really else 0)


@dataclass
class Stage:
    """`says` is what the one note says; queueing it again is an edit."""

    served: LoopbackDiscord
    bot: Herold
    asyncio: Unhurried
    monkeypatch: pytest.MonkeyPatch
    says: Outgoing | None = None
    hooks: list[str] = field(default_factory=list)

    async def say(self, outgoing: Outgoing, *, user_id: int | None = None) -> None:
        self.says = outgoing
        async with self.bot.sessions.begin() as session:
            await outbox.put(
                session,
                guild_id=GUILD,
                subject=SUBJECT,
                purpose="note",
                due_at=self.now,
                now=self.now,
                user_id=user_id,
            )

    def impatient(self) -> None:
        """Answers that never come are given up soon."""
        self.monkeypatch.setattr(asking, "REQUEST_S", IMPATIENT_S)

    async def run(self) -> OutboxState:
        """One round; gives the state of the note's newest revision."""
        await self.bot.deliverer.deliver_once(self.now)
        await self.served.told()
        return (await self.row()).state

    async def finish(self) -> OutboxState:
        """Rounds until nothing of the note is left to do, each when it is due."""
        for _round in range(30):
            state = await self.run()
            if state not in outbox.OPEN:
                return state
            self.served.now = max(self.now, (await self.row()).due_at)
        raise AssertionError("the note never came to an end")

    async def row(self) -> OutboxRow:
        async with self.bot.sessions() as session:
            rows = await session.scalars(
                select(OutboxRow).where(OutboxRow.purpose == "note").order_by(OutboxRow.revision.desc())
            )
            return rows.all()[0]

    def later(self, **duration: float) -> None:
        self.served.now += timedelta(**duration)

    @property
    def now(self) -> datetime:
        return self.served.now

    async def render(self, _context: Context, _row: Claimed) -> Outgoing:
        assert self.says is not None
        return self.says

    async def on_sent(self, _context: Context, _row: Claimed) -> None:
        self.hooks.append("sent")

    async def on_unreachable(self, _context: Context, _row: Claimed) -> None:
        self.hooks.append("unreachable")


@asynccontextmanager
async def open_stage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """The real bot in one guild of a loopback Discord; its channels are chosen."""
    unhurried = Unhurried()
    async with LoopbackDiscord(NOW) as served:
        served.add_guild(GUILD, "ogłoszenia", "organizatorzy")
        served.lead(monkeypatch)
        url = f"sqlite+aiosqlite:///{folder / 'herold.sqlite3'}"
        settings = Settings(_env_file=None, blog=new_blog(folder), database_url=url, requests_per_second=SIMULATED)
        async with connected(settings, lambda: served.now, guilds=1) as bot:
            await bot.services.guilds.change(
                GUILD, by=OLA, announcement_channel_id=CHANNEL, organizers_channel_id=ORGANIZERS
            )
            stage = Stage(served, bot, unhurried, monkeypatch)
            renderer = Renderer(stage.render, on_sent=stage.on_sent, on_unreachable=stage.on_unreachable)
            monkeypatch.setitem(RENDERERS, "note", renderer)
            monkeypatch.setattr(discord.http, "asyncio", unhurried)
            yield stage
            served.release()
        assert served.wrong == []
