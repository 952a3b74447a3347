"""Two processes over one PostgreSQL: each thing is said by one of them, and a dead one's work is taken over."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.delivery.deliverer import Deliverer
from bot.delivery.outgoing import Message, Renderer
from bot.delivery.renderers import RENDERERS
from bot.delivery.waiting import CLAIM
from bot.services.all import services_of
from bot.store import claims, outbox
from bot.store.base import open_engine, sessions_of
from tests.delivery.conftest import texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.delivery.outgoing import Context
    from bot.store.base import Sessions
    from bot.store.claims import Claimed
    from tests.databases import Databases
    from tests.world import World

pytestmark = pytest.mark.postgres


@pytest.fixture
async def shared(postgres_databases: Databases) -> AsyncIterator[Sessions]:
    """A database that both processes use."""
    url = await postgres_databases.fresh()
    engine = open_engine(url)
    yield sessions_of(engine)
    await engine.dispose()
    await postgres_databases.drop(url)


@pytest.fixture(autouse=True)
def _notes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def render(_context: Context, row: Claimed) -> Message:
        return Message(channel_id=world.announcements.id, content=row.subject)

    monkeypatch.setitem(RENDERERS, "note", Renderer(render))


def process(world: World, sessions: Sessions, holder: str) -> Deliverer:
    bot = world.bot
    return Deliverer(bot, sessions, services_of(sessions, bot.clock, bot.settings), bot.clock, holder=holder)


async def queue(world: World, sessions: Sessions, *subjects: str) -> None:
    async with sessions.begin() as session:
        for subject in subjects:
            await outbox.put(
                session, guild_id=world.guild.id, subject=subject, purpose="note", due_at=world.now, now=world.now
            )


async def test_each_thing_is_said_by_one_of_them(world: World, shared: Sessions) -> None:
    subjects = [f"post:{number:02}" for number in range(12)]
    await queue(world, shared, *subjects)
    one, two = process(world, shared, "one"), process(world, shared, "two")
    said = await asyncio.gather(one.deliver_once(world.now), two.deliver_once(world.now))
    assert sum(said) == 12
    assert sorted(texts(world.announcements)) == subjects
    assert (one.standing_by, two.standing_by) == (False, False)


async def test_a_dead_ones_row_is_taken_over_after_its_claim(world: World, shared: Sessions) -> None:
    await queue(world, shared, "post:1")
    async with shared.begin() as session:
        await claims.claim(session, holder="dead", now=world.now, lease=CLAIM, guild_id=world.guild.id)
    alive = process(world, shared, "alive")
    assert await alive.deliver_once(world.now) == 0
    assert await alive.deliver_once(world.now + CLAIM) == 1
    assert texts(world.announcements) == ["post:1"]
