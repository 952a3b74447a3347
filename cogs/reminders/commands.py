"""`/remind` and `/reminders`."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.meetups.leads import LEADS, minutes_of
from cogs.acting import language_of
from cogs.meetups.asking import asked_by, meetup_meant
from cogs.meetups.choosing import name_of
from cogs.reminders.answers import list_answer, noted_answer
from cogs.reminders.missed import say_missed

if TYPE_CHECKING:
    from bot.app import Herold

CHOICES = 25
"""How many choices Discord shows."""
log = logging.getLogger(__name__)


class Reminders(commands.Cog):
    """Members are reminded of meetups by direct message, when they want."""

    @app_commands.command(name=locale_str("remind"), description=locale_str("Be reminded of a meetup"))
    @app_commands.rename(meetup=locale_str("meetup"), lead=locale_str("lead"))
    @app_commands.describe(
        meetup=locale_str("Which meetup; the next one when left out"),
        lead=locale_str("How long before it; a day when left out"),
    )
    @app_commands.choices(
        lead=[app_commands.Choice(name=locale_str(str(name)), value=minutes_of(lead)) for lead, name in LEADS.items()]
    )
    async def remind(
        self, interaction: discord.Interaction[Herold], meetup: str | None = None, lead: int | None = None
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        asked, found = await meetup_meant(interaction, meetup)
        if found is None:
            return
        reminders = interaction.client.services.reminders
        reminder = await reminders.remind(
            found,
            user_id=interaction.user.id,
            guild_id=asked.guild_id,
            lead=None if lead is None else timedelta(minutes=lead),
        )
        leads = await reminders.leads(found, interaction.user.id)
        answer = noted_answer(reminder, leads, asked.language, now=asked.now)
        await interaction.followup.send(**answer.as_kwargs(), ephemeral=True)

    @remind.autocomplete("meetup")
    async def _meetups_ahead(
        self, interaction: discord.Interaction[Herold], typed: str
    ) -> list[app_commands.Choice[str]]:
        asked = await asked_by(interaction)
        ahead = {meetup.id for meetup in asked.timeline.upcoming(asked.now)}
        found = asked.timeline.search(typed, asked.now, len(asked.timeline.meetups))
        return [
            app_commands.Choice(name=name_of(meetup), value=str(meetup.id)) for meetup in found if meetup.id in ahead
        ][:CHOICES]

    @app_commands.command(
        name=locale_str("reminders"), description=locale_str("Your reminders: look at them, take them back")
    )
    async def reminders(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        found = await interaction.client.services.reminders.mine(interaction.user.id)
        answer = list_answer(found, await language_of(interaction))
        await interaction.followup.send(**answer.as_kwargs(), ephemeral=True)

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: discord.Interaction[Herold], _command: app_commands.Command[Any, ..., Any]
    ) -> None:
        try:
            await say_missed(interaction)
        except Exception:
            log.exception("what direct messages could not say was not said")
