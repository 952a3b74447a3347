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
from cogs.meetups.answers import meetup_answer, next_answer, nothing_ahead
from cogs.meetups.asking import asked_by
from cogs.meetups.paging import abstracts_answer, meetups_answer

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.meetups.model import Meetup
    from cogs.meetups.answers import Asked

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
        asked = await asked_by(interaction)
        chosen = _chosen(asked, meetup)
        if chosen is None:
            await interaction.followup.send(**nothing_ahead(asked).as_kwargs(), ephemeral=True)
            return
        answer = abstracts_answer(asked, chosen, talk=_talk_place(chosen, talk))
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
            found = _chosen(asked, search)
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
        return [app_commands.Choice(name=choice(_name(meetup)), value=str(meetup.id)) for meetup in found]

    @abstracts.autocomplete("talk")
    async def _talk_choices(
        self, interaction: discord.Interaction[Herold], typed: str
    ) -> list[app_commands.Choice[str]]:
        asked = await asked_by(interaction)
        named = getattr(interaction.namespace, "meetup", None)
        try:
            meetup = _chosen(asked, named)
        except UserError:
            meetup = None
        talks = [] if meetup is None else [(place, talk.heading) for place, talk in enumerate(meetup.talks)]
        fitting = [(place, name) for place, name in talks if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=choice(name), value=str(place)) for place, name in fitting[:CHOICES]]


def _chosen(asked: Asked, value: str | None) -> Meetup | None:
    """The meetup of a choice, or the best fit to what was typed without choosing; the next one for nothing at all.

    Raises UserError when nothing fits.
    """
    if not value:
        return asked.timeline.next(asked.now)
    known = asked.timeline.by_id(int(value)) if value.isdecimal() else None
    if known is not None:
        return known
    found = asked.timeline.search(value, asked.now, 1)
    if not found:
        raise UserError(_("I know of no meetup like “{value}”."), value=value[:100])
    return found[0]


def _talk_place(meetup: Meetup, value: str | None) -> int | None:
    if not value:
        return None
    if value.isdecimal() and int(value) < len(meetup.talks):
        return int(value)
    for place, talk in enumerate(meetup.talks):
        if value.casefold() in talk.heading.casefold():
            return place
    raise UserError(_("There is no talk like “{value}” at this meetup."), value=value[:100])


def _name(meetup: Meetup) -> str:
    day = f"{meetup.date:%d.%m.%Y} · " if meetup.date else ""
    return f"{day}{meetup.title or meetup.key}"
