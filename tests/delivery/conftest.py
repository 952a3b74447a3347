"""A purpose of the tests' own: what is said is whatever the test says it is, so that only delivery is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.delivery.deliverer import Deliverer
from bot.delivery.outgoing import Message, Renderer
from bot.delivery.renderers import RENDERERS
from bot.store import outbox
from bot.store.tables import DeliveryRow, OutboxRow
from tests.discord_description import invalid_requests

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import discord
    from simcord.types import HttpLogEntry

    from bot.delivery.outgoing import Context, Outgoing
    from bot.store.claims import Claimed
    from bot.store.states import OutboxState
    from tests.world import World


@dataclass
class Desk:
    """Where tests put things to be said."""

    world: World
    says: dict[str, Outgoing] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    async def say(
        self, subject: str, outgoing: Outgoing | str, *, user_id: int | None = None, due_in: float = 0
    ) -> None:
        """Queues it; a text is a message to the announcement channel."""
        if isinstance(outgoing, str):
            outgoing = Message(channel_id=self.world.announcements.id, content=outgoing, about=f"Note {subject}")
        self.says[subject] = outgoing
        async with self.world.bot.sessions.begin() as session:
            await outbox.put(
                session,
                guild_id=self.world.guild.id,
                subject=subject,
                purpose="note",
                due_at=self.world.now + timedelta(seconds=due_in),
                now=self.world.now,
                user_id=user_id,
            )

    async def run(self) -> int:
        """One round of the deliverer."""
        return await self.world.bot.deliverer.deliver_once(self.world.now)

    def another_process(self, holder: str) -> Deliverer:
        bot = self.world.bot
        return Deliverer(bot, bot.sessions, bot.services, bot.clock, holder=holder)

    async def state(self, subject: str) -> OutboxState:
        """Of the newest revision."""
        return (await self.row(subject)).state

    async def row(self, subject: str) -> OutboxRow:
        async with self.world.bot.sessions() as session:
            rows = await session.scalars(
                select(OutboxRow).where(OutboxRow.subject == subject).order_by(OutboxRow.revision.desc())
            )
            return rows.all()[0]

    async def delivery(self, subject: str) -> DeliveryRow | None:
        async with self.world.bot.sessions() as session:
            found: DeliveryRow | None = await session.scalar(select(DeliveryRow).where(DeliveryRow.subject == subject))
            return found

    def requests(self, method: str, path: str = "") -> list[HttpLogEntry]:
        return [entry for entry in self.world.env.http_requests if entry.method == method and path in entry.path]

    async def _render(self, _context: Context, row: Claimed) -> Outgoing:
        return self.says[row.subject]

    async def _on_sent(self, _context: Context, row: Claimed) -> None:
        self.sent.append(row.subject)

    async def _on_unreachable(self, _context: Context, row: Claimed) -> None:
        self.unreachable.append(row.subject)

    @property
    def renderer(self) -> Renderer:
        return Renderer(self._render, on_sent=self._on_sent, on_unreachable=self._on_unreachable)


def texts(channel: Any) -> list[str]:
    messages: list[discord.Message] = channel.history()
    return [message.content for message in messages]


@pytest.fixture
async def desk(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    desk = Desk(world)
    monkeypatch.setitem(RENDERERS, "note", desk.renderer)
    yield desk
    assert invalid_requests(one for one in world.env.http_requests if "/commands" not in one.path) == []
