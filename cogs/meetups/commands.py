"""`/next`, `/abstracts` and `/meetups`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.delivery.fitting import choice
from bot.errors import UserError
from bot.i18n import _
from cogs.meetups.answers import meetup_answer, next_answer
from cogs.meetups.asking import asked_by, meetup_meant
from cogs.meetups.choosing import chosen, name_of
from cogs.meetups.paging import abstracts_answer, meetups_answer

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.meetups.model import Meetup

CHOICES = 25
"""How many choices Discord shows."""


class Meetups(commands.Cog):
    """Answers about meetups. The next one is told to the whole channel; long lists only to the one who asked."""

    @app_commands.command(name=locale_str("next"), description=locale_str("When and where is the next meetup?"))
    async def next(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer()
        await interaction.followup.send(**next_answer(await asked_by(interaction)).as_kwargs())

    @app_commands.command(name=locale_str("abstracts"), description=locale_str("The talks' abstracts, in full"))
    @app_commands.rename(meetup=locale_str("meetup"), talk=locale_str("talk"))
    @app_commands.describe(
        meetup=locale_str("Which meetup; the next one when left out"), talk=locale_str("Which talk; all when left out")
    )
    async def abstracts(
        self, interaction: discord.Interaction[Herold], meetup: str | None = None, talk: str | None = None
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        asked, found = await meetup_meant(interaction, meetup)
        if found is None:
            return
        answer = abstracts_answer(asked, found, talk=_talk_place(found, talk))
        await interaction.followup.send(**answer.as_kwargs(), ephemeral=True)

    @app_commands.command(name=locale_str("meetups"), description=locale_str("Upcoming and past meetups"))
    @app_commands.rename(search=locale_str("search"))
    @app_commands.describe(search=locale_str("One meetup: its number, month, speaker or title"))
    async def meetups(self, interaction: discord.Interaction[Herold], search: str | None = None) -> None:
        await interaction.response.defer(ephemeral=True)
        asked = await asked_by(interaction)
        if search is None:
            answer = meetups_answer(asked)
        else:
            found = chosen(asked, search)
            assert found is not None
            answer = meetup_answer(asked, found)
        await interaction.followup.send(**answer.as_kwargs(), ephemeral=True)

    @abstracts.autocomplete("meetup")
    @meetups.autocomplete("search")
    async def _meetup_choices(
        self, interaction: discord.Interaction[Herold], typed: str
    ) -> list[app_commands.Choice[str]]:
        asked = await asked_by(interaction)
        found = asked.timeline.search(typed, asked.now, CHOICES)
        return [app_commands.Choice(name=name_of(meetup), value=str(meetup.id)) for meetup in found]

    @abstracts.autocomplete("talk")
    async def _talk_choices(
        self, interaction: discord.Interaction[Herold], typed: str
    ) -> list[app_commands.Choice[str]]:
        asked = await asked_by(interaction)
        named = getattr(interaction.namespace, "meetup", None)
        try:
            meetup = chosen(asked, named)
        except UserError:
            meetup = None
        talks = [] if meetup is None else [(place, talk.heading) for place, talk in enumerate(meetup.talks)]
        fitting = [(place, name) for place, name in talks if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=choice(name), value=str(place)) for place, name in fitting[:CHOICES]]


def _talk_place(meetup: Meetup, value: str | None) -> int | None:
    if not value:
        return None
    if value.isdecimal() and int(value) < len(meetup.talks):
        return int(value)
    for place, talk in enumerate(meetup.talks):
        if value.casefold() in talk.heading.casefold():
            return place
    raise UserError(_("There is no talk like “{value}” at this meetup."), value=value[:100])
