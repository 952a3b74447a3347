"""Crossposts over real HTTP: whatever goes wrong, the message is published once, and nothing else waits for it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.delivery import deliverer
from bot.delivery.outgoing import Crosspost, Message, Renderer
from bot.delivery.renderers import RENDERERS
from bot.services.telling import Place
from bot.store import outbox
from bot.store.states import OutboxState
from bot.store.tables import OutboxRow
from tests.loopback import Answer, Fault, Then
from tests.loopback.stage import CHANNEL, GUILD, SUBJECT, open_stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.delivery.outgoing import Context, Outgoing
    from bot.store.claims import Claimed
    from tests.loopback.stage import Stage

PATH = "/channels/*/messages/*/crosspost"
HOUR = 3_600


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A message stands in the channel, and is to be published."""
    async with open_stage(tmp_path, monkeypatch) as stage:
        await stage.say(Message(channel_id=CHANNEL, content="Spotkanie #78"))
        await stage.run()
        (message,) = stage.served.messages(CHANNEL)

        async def render(_context: Context, _row: Claimed) -> Outgoing:
            return Crosspost(Place(CHANNEL, int(message["id"])), "Spotkanie #78")

        monkeypatch.setitem(RENDERERS, "crosspost", Renderer(render))
        async with stage.bot.sessions.begin() as session:
            await outbox.put(
                session, guild_id=GUILD, subject=SUBJECT, purpose="crosspost", due_at=stage.now, now=stage.now
            )
        yield stage


async def crosspost(stage: Stage) -> OutboxRow:
    async with stage.bot.sessions() as session:
        return (await session.scalars(select(OutboxRow).where(OutboxRow.purpose == "crosspost"))).one()


def published(stage: Stage) -> bool:
    return bool(stage.served.messages(CHANNEL)[0]["flags"] & 1)


def asked(stage: Stage) -> int:
    return sum(one.path.endswith("/crosspost") for one in stage.served.asked)


@pytest.mark.parametrize("effect", [False, True])
@pytest.mark.parametrize("then", [Then.DROP, Then.RESET, Answer(503)], ids=["dropped", "reset", "503"])
async def test_after_an_unclear_end_it_is_published_and_done(stage: Stage, then: Then | Answer, effect: bool) -> None:  # noqa: FBT001
    stage.served.faults = [Fault("POST", PATH, then, effect=effect)]
    await stage.run()
    assert (await crosspost(stage)).state is OutboxState.UNKNOWN
    stage.later(seconds=30)
    await stage.run()
    assert (await crosspost(stage)).state is OutboxState.SENT
    assert published(stage)
    assert asked(stage) == 2


async def test_the_limit_of_an_hour_puts_it_back_until_then(stage: Stage) -> None:
    stage.served.faults = [Fault("POST", PATH, Answer(429, retry_after=HOUR))]
    await stage.run()
    row = await crosspost(stage)
    assert row.state is OutboxState.PENDING
    assert row.due_at >= stage.now + timedelta(seconds=HOUR)
    assert row.attempts == 0
    assert not any(stage.asyncio.slept)
    await stage.say(Message(channel_id=CHANNEL, content="Spotkanie #79", fresh=True))
    assert await stage.run() is OutboxState.SENT  # meanwhile everything else goes on
    assert asked(stage) == 1
    stage.later(seconds=HOUR * 1.3)
    await stage.run()
    assert (await crosspost(stage)).state is OutboxState.SENT
    assert published(stage)


async def test_while_discord_thinks_about_it_the_guilds_messages_go_out(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliverer, "RENEW_S", 0.01)
    stage.served.faults = [Fault("POST", PATH, Then.HANG, effect=True)]
    running = asyncio.create_task(stage.bot.deliverer.deliver_once(stage.now))
    async with asyncio.timeout(30):
        while not asked(stage):  # noqa: ASYNC110 -- the other end of a connection sets no event
            await asyncio.sleep(0.001)
        await stage.say(Message(channel_id=CHANNEL, content="Spotkanie #79", fresh=True))
        while len(stage.served.messages(CHANNEL)) < 2:  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0.001)
    assert (await crosspost(stage)).state is OutboxState.SENDING
    stage.served.release()
    await running
    assert (await crosspost(stage)).state is OutboxState.SENT
    assert published(stage)


@pytest.mark.parametrize("code", [50024, 50068, 10008])
async def test_what_cannot_be_published_is_dropped_without_a_word(stage: Stage, code: int) -> None:
    status = 404 if code == 10008 else 400
    stage.served.faults = [Fault("POST", PATH, Answer(status, code, "no"), times=None)]
    await stage.run()
    assert (await crosspost(stage)).state is OutboxState.RETRACTED
    assert stage.served.messages(CHANNEL + 1) == []


async def test_a_refusal_is_told_to_organizers(stage: Stage) -> None:
    stage.served.faults = [Fault("POST", PATH, Answer(403, 50013, "Missing Permissions"), times=None)]
    await stage.run()
    assert (await crosspost(stage)).state is OutboxState.FAILED
    (warning,) = stage.served.messages(CHANNEL + 1)
    assert "Spotkanie" in warning["content"]
