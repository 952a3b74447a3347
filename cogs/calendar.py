"""`/calendar`: all meetups for people's calendars, as a file and, where it is served, as an address to subscribe to."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.i18n import Language, _, tr
from bot.services.calendars import address_of
from cogs.meetups.asking import asked_by

if TYPE_CHECKING:
    from bot.app import Herold


class Calendar(commands.Cog):
    """The meetups in people's own calendars."""

    @app_commands.command(name=locale_str("calendar"), description=locale_str("All meetups for your calendar"))
    async def calendar(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        asked = await asked_by(interaction)
        calendars = interaction.client.services.calendars
        file = await calendars.whole(asked.guild_id)
        base = interaction.client.settings.calendar_base
        text = asked.say(_("Open the file to add all meetups to your calendar. It does not follow later changes."))
        if base is not None:
            text += "\n" + address_text(base, await calendars.token(asked.guild_id), asked.language)
        await interaction.followup.send(
            text, file=discord.File(io.BytesIO(file.data), filename="meetups.ics"), ephemeral=True
        )


def address_text(base: str, token: str, language: Language) -> str:
    """How to subscribe: the address for programs that open calendars by a link, and for those that want one typed."""
    url = address_of(base, token)
    webcal = "webcal" + url[url.index(":") :]
    text = tr(language, _("A calendar program that subscribes to this address follows all changes:"))
    advice = tr(language, _("It is meant for members of this group: whoever has it sees the meetups."))
    return f"{text}\n`{webcal}`\n`{url}`\n{advice}"


async def setup(bot: Herold) -> None:
    await bot.add_cog(Calendar())
