"""What the gateway tells the bot when somebody uses a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from tests.loopback import payloads
from tests.loopback.payloads import ME, Json

if TYPE_CHECKING:
    from tests.loopback.discord import LoopbackDiscord


def slash_payload(served: LoopbackDiscord, guild_id: int, name: str, *, person: int = 77) -> Json:
    """INTERACTION_CREATE of a member's slash command without options, in the guild's first channel."""
    guild = served.guilds[guild_id]
    channel = next(iter(guild.channels.values()))
    everything = str(discord.Permissions.all().value)
    serial = served.snowflake()
    return {
        "id": str(serial),
        "application_id": str(ME),
        "type": 2,
        "token": f"token-{serial}",
        "version": 1,
        "data": {"id": "500", "name": name, "type": 1},
        "guild_id": str(guild_id),
        "guild": {"id": str(guild_id), "locale": "pl", "features": []},
        "channel_id": channel["id"],
        "channel": channel,
        "member": {
            "user": payloads.user(person, "ala", bot=False),
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": everything,
        },
        "locale": "pl",
        "guild_locale": "pl",
        "app_permissions": everything,
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 0,
        "attachment_size_limit": 10_000_000,
    }
