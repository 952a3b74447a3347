"""The doctor asks Discord: an unmodified discord.py over real HTTP, against a small Discord on the loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import discord
import pytest
from aiohttp import web

from bot.doctor import Finding, Verdict, examine
from bot.proposals.model import Actor, Role
from bot.services.guilds import GuildService
from bot.settings import Settings
from bot.store import migrate
from bot.store.base import open_engine, sessions_of
from tests.test_doctor import TOKEN
from tests.world import new_blog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

ME, GUILD, ANNOUNCEMENTS, ORGANIZERS, BOT_ROLE = "100", "200", "300", "301", "400"
APPLICATION: dict[str, Any] = {
    "id": ME,
    "name": "Herold",
    "description": "",
    "icon": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "summary": "",
    "rpc_origins": [],
    "flags": 0,
    "team": None,
}
OLA = Actor(user_id=1, guild_id=int(GUILD), roles=frozenset({Role.ORGANIZER}))


def user(user_id: str) -> dict[str, Any]:
    return {"id": user_id, "username": "herold", "discriminator": "0", "avatar": None, "bot": True, "global_name": None}


def role(role_id: str, permissions: discord.Permissions) -> dict[str, Any]:
    return {
        "id": role_id,
        "name": "role",
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 0,
        "permissions": str(permissions.value),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def channel(channel_id: str, denied: discord.Permissions | None = None) -> dict[str, Any]:
    overwrites = [] if denied is None else [{"id": ME, "type": 1, "allow": "0", "deny": str(denied.value)}]
    return {
        "id": channel_id,
        "type": 0,
        "guild_id": GUILD,
        "name": f"kanal-{channel_id}",
        "position": 0,
        "permission_overwrites": overwrites,
        "nsfw": False,
        "parent_id": None,
    }


class SmallDiscord:
    """Answers what the doctor asks. `token_known` false makes it refuse the token."""

    def __init__(self) -> None:
        self.token_known = True
        self.permissions = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
        self.channels = [channel(ANNOUNCEMENTS), channel(ORGANIZERS)]

    def app(self) -> web.Application:
        app = web.Application()
        for path, answer in {
            "/users/@me": lambda: user(ME),
            "/oauth2/applications/@me": lambda: APPLICATION | {"owner": user("1")},
            "/users/@me/guilds": lambda: [self.guild()],
            f"/guilds/{GUILD}": self.guild,
            f"/guilds/{GUILD}/channels": lambda: self.channels,
            f"/guilds/{GUILD}/members/{ME}": lambda: {
                "user": user(ME),
                "roles": [BOT_ROLE],
                "joined_at": "2026-01-01T00:00:00+00:00",
                "deaf": False,
                "mute": False,
                "flags": 0,
            },
        }.items():
            app.router.add_get(path, self._handler(answer))
        return app

    def guild(self) -> dict[str, Any]:
        return {
            "id": GUILD,
            "name": "Przykładowy JUG",
            "icon": None,
            "owner_id": "1",
            "roles": [role(GUILD, discord.Permissions.none()), role(BOT_ROLE, self.permissions)],
            "emojis": [],
            "features": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_flags": 0,
            "afk_timeout": 300,
            "preferred_locale": "pl",
            "permissions": "0",
            "owner": False,
        }

    def _handler(self, answer: Any) -> Any:
        async def handle(_request: web.Request) -> web.Response:
            status, body = (200, answer()) if self.token_known else (401, {"code": 0, "message": "401: Unauthorized"})
            # As bytes: discord.py reads JSON only under a bare "application/json", without a charset.
            return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")

        return handle


@pytest.fixture
async def small_discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SmallDiscord]:
    served = SmallDiscord()
    runner = web.AppRunner(served.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{port}")
    yield served
    await runner.cleanup()


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A guild whose organizers chose their channels."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'herold.sqlite3'}"
    engine = open_engine(url)
    await migrate.upgrade(engine)
    service = GuildService(sessions_of(engine), _now)
    await service.change(
        int(GUILD), by=OLA, announcement_channel_id=int(ANNOUNCEMENTS), organizers_channel_id=int(ORGANIZERS)
    )
    await engine.dispose()
    return Settings(_env_file=None, token=TOKEN, blog=new_blog(tmp_path), database_url=url)


def _now() -> datetime:
    return discord.utils.utcnow()


async def found(settings: Settings) -> dict[str, Finding]:
    return {finding.what: finding for finding in await examine(settings, online=True)}


async def test_missing_permissions_are_named_where_they_are_missing(
    small_discord: SmallDiscord, settings: Settings
) -> None:
    small_discord.channels[0] = channel(ANNOUNCEMENTS, discord.Permissions(embed_links=True))
    findings = await found(settings)
    assert findings["Discord"].text == "signed in as herold"
    assert findings["Przykładowy JUG: announcement channel"].text == (
        "#kanal-300: lacks Embed Links, Read Message History"
    )
    assert findings["Przykładowy JUG: organizers' channel"].text == (
        "#kanal-301: lacks Read Message History, Create Public Threads, Send Messages in Threads"
    )
    assert findings["Przykładowy JUG: scheduled events"].text == "the guild: lacks Create Events"
    assert all(finding.mend for finding in findings.values() if finding.failed)


async def test_everything_is_there(small_discord: SmallDiscord, settings: Settings) -> None:
    small_discord.permissions = discord.Permissions.all()
    findings = await found(settings)
    assert {what for what, finding in findings.items() if finding.verdict is Verdict.BAD} == set()


async def test_a_channel_that_is_gone_is_named(small_discord: SmallDiscord, settings: Settings) -> None:
    small_discord.permissions = discord.Permissions.all()
    del small_discord.channels[0]
    finding = (await found(settings))["Przykładowy JUG: announcement channel"]
    assert (finding.verdict, finding.text) == (Verdict.BAD, "is gone, or hidden from the bot")
    assert finding.mend == "choose it with /organizer setup"


async def test_a_token_that_discord_does_not_know(small_discord: SmallDiscord, settings: Settings) -> None:
    small_discord.token_known = False
    finding = (await found(settings))["Discord"]
    assert (finding.verdict, finding.text) == (Verdict.BAD, "does not know this token")
