"""Who acts, and in which language they read: read off an interaction or a message, at every call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.i18n import Language, language_of_locale
from bot.proposals.model import Actor, Role

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.services.guilds import GuildSettings


async def actor_of(interaction: discord.Interaction[Herold]) -> Actor:
    """The person behind an interaction, with the roles they hold in its guild right now."""
    settings = await interaction.client.services.guilds.settings(interaction.guild_id or 0)
    return actor_in(interaction.user, settings)


def actor_in(user: discord.User | discord.Member, settings: GuildSettings) -> Actor:
    """The person as an actor in a guild. Organizers hold the organizer role or may manage the guild."""
    roles = {Role.SPEAKER}
    if isinstance(user, discord.Member) and user.guild.id == settings.guild_id and _organizes(user, settings):
        roles.add(Role.ORGANIZER)
    return Actor(user_id=user.id, guild_id=settings.guild_id, name=user.display_name, roles=frozenset(roles))


async def language_of(interaction: discord.Interaction[Any]) -> Language:
    """The language to answer in: the person's own choice, else the one their Discord is set to."""
    chosen: Language | None = await interaction.client.services.people.language(interaction.user.id)
    return chosen or language_of_locale(str(interaction.locale))


def _organizes(member: discord.Member, settings: GuildSettings) -> bool:
    if member.guild_permissions.manage_guild:
        return True
    return settings.organizer_role_id is not None and member.get_role(settings.organizer_role_id) is not None
