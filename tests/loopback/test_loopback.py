"""The loopback Discord itself: an unmodified discord.py gets ready, writes, reads, and reconnects."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord
import pytest

from bot.settings import Settings
from tests.loopback import Answer, Fault, LoopbackDiscord, Then
from tests.loopback.bots import connected
from tests.world import new_blog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.app import Herold

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
GUILD = 1 << 22
CHANNEL = GUILD + 10


@pytest.fixture
async def served(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(NOW) as served:
        served.add_guild(GUILD, "ogłoszenia", "organizatorzy")
        served.lead(monkeypatch)
        yield served
        assert served.wrong == []


@pytest.fixture
async def herold(served: LoopbackDiscord, tmp_path: Path) -> AsyncIterator[Herold]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'herold.sqlite3'}"
    settings = Settings(_env_file=None, blog=new_blog(tmp_path), database_url=url)
    async with connected(settings, lambda: served.now, guilds=1) as bot:
        yield bot


async def test_the_bot_knows_its_guild_and_told_its_commands(served: LoopbackDiscord, herold: Herold) -> None:
    (guild,) = herold.guilds
    assert [channel.name for channel in guild.text_channels] == ["ogłoszenia", "organizatorzy"]
    assert guild.me.guild_permissions.administrator
    assert "next" in {command["name"] for command in served.commands}


async def test_a_nonce_holds_for_minutes(served: LoopbackDiscord, herold: Herold) -> None:
    channel = herold.get_partial_messageable(CHANNEL)
    first = await channel.send("raz", nonce="n")
    again = await channel.send("dwa", nonce="n")
    assert (again.id, again.content) == (first.id, "raz")
    served.now += timedelta(minutes=10)
    assert (await channel.send("dwa", nonce="n")).id != first.id
    assert [message["content"] for message in served.messages(CHANNEL)] == ["raz", "dwa"]


async def test_history_is_paged_as_discord_pages_it(served: LoopbackDiscord, herold: Herold) -> None:
    for number in range(120):
        served.somebody_says(CHANNEL, str(number))
    channel = herold.get_partial_messageable(CHANNEL)
    assert [message.content async for message in channel.history(limit=None)] == [str(n) for n in range(119, -1, -1)]
    after = discord.Object(int(served.messages(CHANNEL)[110]["id"]))
    assert [message.content async for message in channel.history(after=after)] == [str(n) for n in range(111, 120)]


@pytest.mark.parametrize("then", [Then.DROP, Then.RESET])
@pytest.mark.parametrize("effect", [False, True])
async def test_a_connection_ends_without_an_answer(
    served: LoopbackDiscord,
    herold: Herold,
    then: Then,
    effect: bool,  # noqa: FBT001 -- from the table
) -> None:
    served.faults.append(Fault("POST", "/channels/*/messages", then, effect=effect))
    with pytest.raises((aiohttp.ClientError, OSError)):
        await herold.get_partial_messageable(CHANNEL).send("raz")
    assert len(served.messages(CHANNEL)) == effect


async def test_an_answer_that_never_comes(served: LoopbackDiscord, herold: Herold) -> None:
    served.faults.append(Fault("POST", "/channels/*/messages", Then.HANG, effect=True))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await herold.get_partial_messageable(CHANNEL).send("raz")
    assert len(served.messages(CHANNEL)) == 1


async def test_an_error_with_a_code(served: LoopbackDiscord, herold: Herold) -> None:
    served.faults.append(Fault("POST", "/channels/*/messages", Answer(403, 50007)))
    with pytest.raises(discord.Forbidden) as refused:
        await herold.get_partial_messageable(CHANNEL).send("raz")
    assert refused.value.code == 50007


async def test_scheduled_events_are_kept_and_told_to_the_gateway(served: LoopbackDiscord, herold: Herold) -> None:
    (guild,) = herold.guilds
    made = await guild.create_scheduled_event(
        name="Spotkanie",
        location="Kawka",
        start_time=NOW + timedelta(days=1),
        end_time=NOW + timedelta(days=1, hours=2),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    await served.told()
    await made.cancel()
    assert [event["status"] for event in served.guilds[GUILD].events.values()] == [4]
    with pytest.raises(discord.HTTPException) as refused:
        await made.edit(name="Inaczej")
    assert refused.value.code == 180000


async def test_a_lost_line_is_resumed(served: LoopbackDiscord, herold: Herold) -> None:
    resumed = asyncio.create_task(herold.wait_for("shard_resumed"))
    await asyncio.sleep(0)
    await served.break_lines()
    async with asyncio.timeout(120):
        await resumed
    assert served.resumed == 1
