"""The buttons of a held card: a post that Herold was not sure of waits for an organizer's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.delivery.custom_ids import ButtonName, template
from bot.errors import UserError
from bot.i18n import _, tr
from cogs.acting import actor_of, language_of
from cogs.organizer.correcting import CorrectionModal
from cogs.row_button import RowButton

if TYPE_CHECKING:
    from bot.app import Herold


class AnnounceButton(RowButton, template=template(ButtonName.ANNOUNCE)):
    """Lets the held post be announced."""

    name = ButtonName.ANNOUNCE

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        await interaction.client.services.announcing.announce(self.row_id, await actor_of(interaction))
        await interaction.followup.send(tr(language, _("It goes out now.")), ephemeral=True)


class IgnoreButton(RowButton, template=template(ButtonName.IGNORE)):
    """Decides that the held post is not announced."""

    name = ButtonName.IGNORE

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        await interaction.client.services.announcing.ignore(self.row_id, await actor_of(interaction))
        text = _("All right, it is not announced. {command} can still do it.")
        await interaction.followup.send(tr(language, text, command="`/organizer announce`"), ephemeral=True)


class CorrectButton(RowButton, template=template(ButtonName.CORRECT)):
    """Opens the form that sets a fact of the held post's meetup right."""

    name = ButtonName.CORRECT

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        by = await actor_of(interaction)
        by.require_organizer()
        held = await interaction.client.services.meetups.announcement(self.row_id)
        meetup = held.post.soonest(interaction.client.clock())
        if held.guild_id != by.guild_id or meetup is None:
            raise UserError(_("This post speaks of no meetup that could be corrected."))
        await interaction.response.send_modal(CorrectionModal(await language_of(interaction), meetup))


async def setup(bot: Herold) -> None:
    bot.add_dynamic_items(AnnounceButton, IgnoreButton, CorrectButton)
