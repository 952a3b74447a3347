"""The choice of moments, and the buttons that take a reminder back; all of them outlive the process."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.delivery.custom_ids import ButtonName, template
from bot.i18n import _, tr
from cogs.acting import language_of
from cogs.meetups.asking import asked_by
from cogs.reminders.answers import chosen_answer, list_answer
from cogs.reminders.missed import say_missed
from cogs.row_button import RowButton
from cogs.row_select import RowSelect, select_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.app import Herold


class LeadsSelect(RowSelect, template=select_template("lead")):
    """Chooses at which moments the person is reminded of a meetup. Its row is the meetup."""

    name = "lead"

    async def choose(self, interaction: discord.Interaction[Herold], values: Sequence[str]) -> None:
        await interaction.response.defer()
        asked = await asked_by(interaction)
        services = interaction.client.services
        meetup = await services.meetups.get(self.row_id)
        leads = [timedelta(minutes=int(value)) for value in values]
        reminders = await services.reminders.choose(meetup, leads, user_id=interaction.user.id, guild_id=asked.guild_id)
        answer = chosen_answer(meetup, reminders, asked.language, now=asked.now)
        await interaction.edit_original_response(content=answer.content, view=answer.view)
        await say_missed(interaction)


class UnremindButton(RowButton, template=template(ButtonName.UNREMIND)):
    """Takes one reminder back and shows the rest."""

    name = ButtonName.UNREMIND

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer()
        language = await language_of(interaction)
        reminders = interaction.client.services.reminders
        had = await reminders.cancel(self.row_id, user_id=interaction.user.id)
        answer = list_answer(await reminders.mine(interaction.user.id), language)
        await interaction.edit_original_response(content=answer.content, view=answer.view)
        text = _("All right, no reminder.") if had else _("There was no reminder.")
        await interaction.followup.send(tr(language, text), ephemeral=True)


COMPONENTS: Final = (LeadsSelect, UnremindButton)
