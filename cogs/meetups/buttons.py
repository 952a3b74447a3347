"""The buttons under a meetup: abstracts, remind me, add to calendar; and the offer to be told of the next one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.custom_ids import ButtonName, template
from bot.errors import UserError
from bot.i18n import _, tr
from bot.meetups.calendar import google_calendar_url
from cogs.acting import actor_of, language_of
from cogs.meetups.asking import asked_by
from cogs.meetups.paging import abstracts_answer
from cogs.proposals.modals import ProposalModal
from cogs.reminders.answers import noted_answer
from cogs.reminders.missed import say_missed
from cogs.row_button import RowButton

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.meetups.model import Meetup


class MeetupButton(RowButton, template=r"herold:meetup:never:(?P<id>[0-9]+)"):
    """A button under a meetup."""

    async def meetup(self, interaction: discord.Interaction[Herold]) -> Meetup:
        """The meetup as it stands now. Raises UserError when it is not known any more."""
        return await interaction.client.services.meetups.get(self.row_id)


class AbstractsButton(MeetupButton, template=template(ButtonName.ABSTRACTS)):
    """Shows the talks' abstracts to the one who pressed."""

    name = ButtonName.ABSTRACTS

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        answer = abstracts_answer(await asked_by(interaction), await self.meetup(interaction))
        await interaction.followup.send(**answer.as_kwargs(), ephemeral=True)


class RemindButton(MeetupButton, template=template(ButtonName.REMIND)):
    """Notes that the person wants a direct message before the meetup."""

    name = ButtonName.REMIND

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        asked = await asked_by(interaction)
        meetup = await self.meetup(interaction)
        reminders = interaction.client.services.reminders
        reminder = await reminders.remind(meetup, user_id=interaction.user.id, guild_id=asked.guild_id)
        leads = await reminders.leads(meetup, interaction.user.id)
        answer = noted_answer(reminder, leads, asked.language, now=asked.now)
        await interaction.followup.send(**answer.as_kwargs(), ephemeral=True)
        await say_missed(interaction)


class ForgetButton(MeetupButton, template=template(ButtonName.FORGET)):
    """Takes all wishes to be reminded of the meetup back."""

    name = ButtonName.FORGET

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        meetup = await self.meetup(interaction)
        had = await interaction.client.services.reminders.forget(meetup, user_id=interaction.user.id)
        text = _("All right, no reminder.") if had else _("There was no reminder.")
        await interaction.followup.send(tr(language, text), ephemeral=True)


class CalendarButton(MeetupButton, template=template(ButtonName.CALENDAR)):
    """Gives the meetup as an .ics file and as a Google Calendar link."""

    name = ButtonName.CALENDAR

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        asked = await asked_by(interaction)
        meetup = await self.meetup(interaction)
        if meetup.date is None:
            raise UserError(_("The date is not confirmed yet."))
        data = await interaction.client.services.calendars.single(asked.guild_id, meetup.id)
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Google Calendar", url=google_calendar_url(meetup)))
        view.stop()
        await interaction.followup.send(
            asked.say(_("Open the file to add the meetup to your calendar, or use the link.")),
            file=discord.File(io.BytesIO(data), filename=f"meetup-{meetup.date}.ics"),
            view=view,
            ephemeral=True,
        )


class TellMeButton(RowButton, template=template(ButtonName.TELL_ME)):
    """Notes that the person wants to hear of the guild's next meetup."""

    name = ButtonName.TELL_ME

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        await interaction.client.services.reminders.tell_me(user_id=interaction.user.id, guild_id=self.row_id)
        text = _("I will send you a direct message when the next meetup is announced.")
        await interaction.followup.send(f"🔔 {tr(language, text)}", ephemeral=True)
        await say_missed(interaction)


class ProposeButton(RowButton, template=template(ButtonName.PROPOSE)):
    """Opens the form for a talk proposal."""

    name = ButtonName.PROPOSE

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        if interaction.guild_id is None:
            raise UserError(_("Use {command} in your group's guild, please."), command="`/propose`")
        await interaction.client.services.proposals.check_may_propose(await actor_of(interaction))
        await interaction.response.send_modal(ProposalModal(await language_of(interaction)))


BUTTONS: Final = (AbstractsButton, RemindButton, ForgetButton, CalendarButton, TellMeButton, ProposeButton)
