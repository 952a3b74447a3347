"""Which role members may take on themselves: one that lets nobody do anything, and that Herold may give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.permissions import SUBSCRIPTIONS, missing_in_guild
from bot.i18n import Msgid, _

if TYPE_CHECKING:
    from bot.services.guilds import GuildSettings

ELEVATED: Final = discord.Permissions.elevated() | discord.Permissions(
    create_events=True,
    deafen_members=True,
    manage_events=True,
    manage_nicknames=True,
    mention_everyone=True,
    moderate_members=True,
    move_members=True,
    mute_members=True,
    priority_speaker=True,
    view_audit_log=True,
    view_guild_insights=True,
)
"""A role that holds any of these is nobody's to take: it has a say over other people or over the guild."""


def unfit(role: discord.Role, settings: GuildSettings) -> Msgid | None:
    """Why nobody may take the role on themselves, as a sentence for organizers; None when anybody may."""
    if role.is_default():
        return _("Everybody has that role anyway. Choose one that members take on themselves.")
    if role.id == settings.organizer_role_id:
        return _("Whoever takes that role would be an organizer. Choose another one.")
    if role.managed:
        return _("That role belongs to an app or to Discord, so nobody else can give it. Choose another one.")
    if (role.permissions.value & ELEVATED.value) != 0:
        return _("That role lets its members do more than others. Choose one without such permissions.")
    return None


def out_of_reach(role: discord.Role, me: discord.Member) -> Msgid | None:
    """Why Herold may not give or take the role, as a sentence for organizers; None when it may."""
    if missing_in_guild(me, SUBSCRIPTIONS):
        return _("I may not give roles: I lack **Manage Roles** in this guild.")
    if role >= me.top_role:
        return _("That role stands above mine in the guild's list of roles. Drag mine above it.")
    return None
