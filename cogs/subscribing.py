"""`/subscribe` and `/unsubscribe`: members take the role on themselves that announcements ping, and leave it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.delivery.custom_ids import ButtonName, template
from bot.delivery.roles import out_of_reach, unfit
from bot.errors import UserError
from bot.i18n import Msgid, _, tr
from cogs.acting import language_of
from cogs.row_button import RowButton

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.app import Herold

_TELL_ORGANIZERS: Final = _("{problem} Please tell the organizers.")


class Subscribing(commands.Cog):
    """The role is the guild's; Discord keeps who has it, Herold keeps nothing."""

    @app_commands.command(
        name=locale_str("subscribe"), description=locale_str("Be pinged when a meetup is announced here")
    )
    @app_commands.guild_only()
    async def subscribe(self, interaction: discord.Interaction[Herold]) -> None:
        await _subscribe(interaction)

    @app_commands.command(
        name=locale_str("unsubscribe"), description=locale_str("No longer be pinged when a meetup is announced")
    )
    @app_commands.guild_only()
    async def unsubscribe(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        role, member = await _role(interaction, joining=False)
        if member.get_role(role.id) is not None:
            await _ask_discord(member.remove_roles(role, reason="/unsubscribe"))
            text = _("🔕 You are no longer pinged as {role}. {command} brings it back.")
        else:
            text = _("🔕 You were not subscribed to {role}. {command} does that.")
        await _answer(interaction, text, role, "`/subscribe`")


class SubscribeButton(RowButton, template=template(ButtonName.SUBSCRIBE)):
    """Does the same as `/subscribe`, under an announcement. Its row is the guild."""

    name = ButtonName.SUBSCRIBE

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        if interaction.guild_id != self.row_id:  # where an announcement channel is followed
            raise UserError(_("This button works only in the guild that announced the meetup."))
        await _subscribe(interaction)


async def _subscribe(interaction: discord.Interaction[Herold]) -> None:
    await interaction.response.defer(ephemeral=True)
    role, member = await _role(interaction, joining=True)
    if member.get_role(role.id) is None:
        await _ask_discord(member.add_roles(role, reason="/subscribe"))
        text = _("🔔 From now on you are pinged as {role} when a meetup is announced. {command} ends that.")
    else:
        text = _("🔔 You are subscribed already, as {role}. {command} ends that.")
    await _answer(interaction, text, role, "`/unsubscribe`")


async def _role(interaction: discord.Interaction[Herold], *, joining: bool) -> tuple[discord.Role, discord.Member]:
    """The role to take or leave, and who does. Raises UserError with the reason why not.

    Leaving works also after organizers have switched subscribing off.
    """
    guild, member = interaction.guild, interaction.user
    if guild is None or not isinstance(member, discord.Member):
        raise UserError(_("This works only in a guild, not in direct messages."))
    settings = await interaction.client.services.guilds.settings(guild.id)
    if settings.ping_role_id is None or (joining and not settings.subscriptions):
        raise UserError(_("There is nothing to subscribe to here: the organizers have not switched it on."))
    role = guild.get_role(settings.ping_role_id)
    problem: Msgid | None = _("The role is gone.")
    if role is not None:
        problem = unfit(role, settings) or out_of_reach(role, guild.me)
    if role is None or problem is not None:
        raise UserError(_TELL_ORGANIZERS, problem=problem)
    return role, member


async def _ask_discord(change: Awaitable[None]) -> None:
    """Lets Discord give or take a role. Raises UserError with the reason why it did not."""
    try:
        await change
    except discord.Forbidden:
        problem = _("Discord does not let me give or take that role.")
    except discord.NotFound:
        problem = _("The role is gone.")
    except discord.HTTPException:
        raise UserError(_("Discord does not answer right now. Please try again in a minute.")) from None
    else:
        return
    raise UserError(_TELL_ORGANIZERS, problem=problem)


async def _answer(interaction: discord.Interaction[Herold], text: Msgid, role: discord.Role, command: str) -> None:
    answer = tr(await language_of(interaction), text, role=role.mention, command=command)
    await interaction.followup.send(answer, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())


async def setup(bot: Herold) -> None:
    bot.add_dynamic_items(SubscribeButton)
    await bot.add_cog(Subscribing())
