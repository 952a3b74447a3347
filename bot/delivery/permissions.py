"""Which of Discord's permissions Herold needs where, and which of them it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import discord

from bot.i18n import Language, _, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

ANNOUNCEMENTS: Final = ("view_channel", "send_messages", "embed_links", "read_message_history")
"""In the announcement channel; the history is read to find our own message after an unclear send."""
ORGANIZERS: Final = (*ANNOUNCEMENTS, "create_public_threads", "send_messages_in_threads")
"""In the organizers' channel; proposals are discussed in threads."""
CROSSPOSTS: Final = ("view_channel", "send_messages")
"""In an announcement channel, to publish our own message to its followers; MANAGE_MESSAGES is for others' ones."""
EVENTS: Final = ("create_events",)
"""In the guild, for scheduled events. What one created, one may edit: MANAGE_EVENTS is for others' events."""
SUBSCRIPTIONS: Final = ("manage_roles",)
"""In the guild, only where members subscribe to a role; so the invite link does not ask for it."""

INVITE: Final = discord.Permissions(**dict.fromkeys({*ANNOUNCEMENTS, *ORGANIZERS, *EVENTS}, True))
"""What the invite link asks for, and nothing more."""

NAMES: Final = {
    "view_channel": _("View Channel"),
    "send_messages": _("Send Messages"),
    "embed_links": _("Embed Links"),
    "read_message_history": _("Read Message History"),
    "create_public_threads": _("Create Public Threads"),
    "send_messages_in_threads": _("Send Messages in Threads"),
    "create_events": _("Create Events"),
    "manage_roles": _("Manage Roles"),
    "mention_everyone": _("Mention All Roles"),
}
"""The permissions' names as Discord's own settings show them."""


class _Channel(Protocol):
    def permissions_for(self, obj: discord.Member, /) -> discord.Permissions: ...


def missing_in(channel: _Channel, me: discord.Member, needed: Iterable[str]) -> list[str]:
    """The needed permissions that the bot lacks in a channel, by discord.py's names, in the order needed."""
    held = channel.permissions_for(me)
    return [name for name in needed if not getattr(held, name)]


def missing_in_guild(me: discord.Member, needed: Iterable[str]) -> list[str]:
    """The needed permissions that the bot lacks in the whole guild."""
    return [name for name in needed if not getattr(me.guild_permissions, name)]


def can_ping(role: discord.Role, channel: _Channel, me: discord.Member) -> bool:
    """True when a mention of the role notifies its members: the role allows it, or the bot may mention all roles."""
    return role.mentionable or channel.permissions_for(me).mention_everyone


def named(permissions: Iterable[str], language: Language) -> str:
    """The permissions as the reader's Discord names them, parted by commas."""
    return ", ".join(f"**{tr(language, NAMES[name])}**" for name in permissions)


def invite_url(application_id: int) -> str:
    """The address that adds the bot to a guild with the permissions above."""
    return discord.utils.oauth_url(application_id, permissions=INVITE, scopes=("bot", "applications.commands"))
