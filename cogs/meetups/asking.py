"""The circumstances of a question: whose meetups, which language, what time it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.i18n import _
from cogs.acting import language_of
from cogs.meetups.answers import Asked, nothing_ahead
from cogs.meetups.choosing import chosen

if TYPE_CHECKING:
    import discord

    from bot.app import Herold
    from bot.i18n import Language
    from bot.meetups.model import Meetup


async def asked_by(interaction: discord.Interaction[Herold], *, guild_id: int | None = None) -> Asked:
    """The circumstances of an interaction; in a direct message the guild is the person's last one."""
    bot = interaction.client
    guild_id = guild_id or interaction.guild_id
    if guild_id is None:
        guild_id = await guild_in_mind(bot, interaction.user.id)
    else:
        await bot.services.people.talked_in(interaction.user.id, guild_id)
    return await asked_in(bot, guild_id, await language_of(interaction))


async def meetup_meant(interaction: discord.Interaction[Herold], value: str | None) -> tuple[Asked, Meetup | None]:
    """The circumstances, and the meetup that an option names; None when there is none ahead, which is then answered.

    The interaction was deferred. Raises UserError when nothing fits what was typed.
    """
    asked = await asked_by(interaction)
    found = chosen(asked, value)
    if found is None:
        await interaction.followup.send(**nothing_ahead(asked).as_kwargs(), ephemeral=True)
    return asked, found


async def asked_in(bot: Herold, guild_id: int, language: Language) -> Asked:
    """The circumstances of a question about a guild's meetups."""
    timeline = await bot.services.meetups.timeline(guild_id)
    return Asked(timeline, language, guild_id, bot.clock())


async def guild_in_mind(bot: Herold, user_id: int) -> int:
    """The guild a person means in a direct message: the one they last used Herold in, or the only one there is.

    Raises UserError when it can't be told.
    """
    known = await bot.services.people.guild(user_id)
    guilds = {guild.id for guild in bot.guilds}
    if known in guilds and known is not None:
        return known
    if len(guilds) == 1:
        return next(iter(guilds))
    raise UserError(_("Ask me once in your group's own channels, so that I know which group you mean."))
