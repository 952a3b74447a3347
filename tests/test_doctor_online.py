"""The doctor asks Discord: an unmodified discord.py over real HTTP, against a small Discord on the loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
import pytest

from bot.doctor import Finding, Verdict, examine
from bot.proposals.model import Actor, Role
from bot.services.guilds import GuildService
from bot.settings import Settings
from bot.store import migrate
from bot.store.base import open_engine, sessions_of
from tests.loopback import LoopbackDiscord
from tests.loopback.payloads import ME
from tests.test_doctor import TOKEN
from tests.world import new_blog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

GUILD, ANNOUNCEMENTS, ORGANIZERS = 200, 210, 211
OLA = Actor(user_id=1, guild_id=GUILD, roles=frozenset({Role.ORGANIZER}))
LACKING: Final = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)


@pytest.fixture
async def served(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(_now()) as served:
        served.add_guild(GUILD, "ogłoszenia", "organizatorzy", permissions=discord.Permissions.all())
        served.lead(monkeypatch)
        yield served
        assert served.wrong == []


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A guild whose organizers chose their channels."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'herold.sqlite3'}"
    engine = open_engine(url)
    await migrate.upgrade(engine)
    service = GuildService(sessions_of(engine), _now)
    await service.change(GUILD, by=OLA, announcement_channel_id=ANNOUNCEMENTS, organizers_channel_id=ORGANIZERS)
    await engine.dispose()
    return Settings(_env_file=None, token=TOKEN, blog=new_blog(tmp_path), database_url=url)


def _now() -> datetime:
    return discord.utils.utcnow()


async def found(settings: Settings) -> dict[str, Finding]:
    return {finding.what: finding for finding in await examine(settings, online=True)}


async def test_missing_permissions_are_named_where_they_are_missing(
    served: LoopbackDiscord, settings: Settings
) -> None:
    guild = served.guilds[GUILD]
    guild.permissions = LACKING
    denied = str(discord.Permissions(embed_links=True).value)
    guild.channels["ogłoszenia"]["permission_overwrites"] = [{"id": str(ME), "type": 1, "allow": "0", "deny": denied}]
    findings = await found(settings)
    assert findings["Discord"].text == "signed in as herold"
    assert (
        findings[f"{guild.name}: announcement channel"].text == "#ogłoszenia: lacks Embed Links, Read Message History"
    )
    assert findings[f"{guild.name}: organizers' channel"].text == (
        "#organizatorzy: lacks Read Message History, Create Public Threads, Send Messages in Threads"
    )
    assert findings[f"{guild.name}: scheduled events"].text == "the guild: lacks Create Events"
    assert all(finding.mend for finding in findings.values() if finding.failed)


@pytest.mark.usefixtures("served")
async def test_everything_is_there(settings: Settings) -> None:
    findings = await found(settings)
    assert {what for what, finding in findings.items() if finding.verdict is Verdict.BAD} == set()


async def test_a_channel_that_is_gone_is_named(served: LoopbackDiscord, settings: Settings) -> None:
    guild = served.guilds[GUILD]
    del guild.channels["ogłoszenia"]
    finding = (await found(settings))[f"{guild.name}: announcement channel"]
    assert (finding.verdict, finding.text) == (Verdict.BAD, "is gone, or hidden from the bot")
    assert finding.mend == "choose it with /organizer setup"


async def test_a_token_that_discord_does_not_know(served: LoopbackDiscord, settings: Settings) -> None:
    served.token_known = False
    finding = (await found(settings))["Discord"]
    assert (finding.verdict, finding.text) == (Verdict.BAD, "does not know this token")
