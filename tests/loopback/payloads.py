"""What Discord's objects look like on the wire, as far as discord.py reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    import discord

Json: TypeAlias = dict[str, Any]

ME: Final = 100
"""The bot's own user, and its application."""


def user(user_id: int, name: str = "herold", *, bot: bool = True) -> Json:
    return {
        "id": str(user_id),
        "username": name,
        "discriminator": "0",
        "avatar": None,
        "bot": bot,
        "global_name": None,
    }


def application() -> Json:
    return {
        "id": str(ME),
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
        "owner": user(1, "ola", bot=False),
    }


def role(role_id: int, permissions: discord.Permissions) -> Json:
    return {
        "id": str(role_id),
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


def channel(channel_id: int, guild_id: int, name: str, *, kind: int = 0) -> Json:
    """A channel of a guild; 0 is a text channel, 5 an announcement channel, 11 a public thread."""
    return {
        "id": str(channel_id),
        "type": kind,
        "guild_id": str(guild_id),
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "nsfw": False,
        "parent_id": None,
        "topic": None,
        "rate_limit_per_user": 0,
    }


def thread(thread_id: int, parent: Json, name: str, at: str) -> Json:
    return {
        **channel(thread_id, int(parent["guild_id"]), name, kind=11),
        "parent_id": parent["id"],
        "owner_id": str(ME),
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": at,
            "locked": False,
        },
    }


def direct_channel(channel_id: int, person: int) -> Json:
    return {"id": str(channel_id), "type": 1, "recipients": [user(person, "ala", bot=False)], "last_message_id": None}


def guild(guild_id: int, name: str, roles: list[Json]) -> Json:
    return {
        "id": str(guild_id),
        "name": name,
        "icon": None,
        "owner_id": "1",
        "roles": roles,
        "emojis": [],
        "stickers": [],
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


def member(member_roles: list[int]) -> Json:
    return {
        "user": user(ME),
        "roles": [str(one) for one in member_roles],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def message(message_id: int, channel: Json, body: Json, at: str, author: Json | None = None) -> Json:
    """A message made of what a request asked for; components get the ids that Discord gives them."""
    reference = body.get("message_reference")
    return {
        "id": str(message_id),
        "channel_id": channel["id"],
        "author": author or user(ME),
        "content": body.get("content") or "",
        "timestamp": at,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [{"type": "rich", **embed} for embed in body.get("embeds") or []],
        "components": _numbered(body.get("components") or []),
        "pinned": False,
        "type": 19 if reference else 0,
        "flags": body.get("flags") or 0,
        **({"message_reference": {"channel_id": channel["id"], **reference}} if reference else {}),
    }


def edited(old: Json, body: Json, at: str) -> Json:
    """The message after an edit: only what the request names changes."""
    changed = message(int(old["id"]), {"id": old["channel_id"]}, body, at)
    named = {"content", "embeds", "components", "flags"} & body.keys()
    return {**old, **{name: changed[name] for name in named}, "edited_timestamp": at}


def event(event_id: int, guild_id: int, body: Json) -> Json:
    return {
        "id": str(event_id),
        "guild_id": str(guild_id),
        "channel_id": None,
        "creator_id": str(ME),
        "creator": user(ME),
        "name": "",
        "description": "",
        "status": 1,
        "entity_id": None,
        "user_count": 0,
        "image": None,
        "recurrence_rule": None,
        **body,
    }


def _numbered(rows: list[Json]) -> list[Json]:
    """Discord numbers the components of a message that have no id of their own, in reading order from 1."""
    taken = {one["id"] for row in rows for one in (row, *row.get("components", ())) if one.get("id")}
    free = (number for number in range(1, 1000) if number not in taken)
    numbered = []
    for row in rows:
        row_id = row.get("id") or next(free)
        children = [{**one, "id": one.get("id") or next(free)} for one in row.get("components", ())]
        numbered.append({**row, "id": row_id, "components": children})
    return numbered
