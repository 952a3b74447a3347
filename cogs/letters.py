"""The buttons of a card about something that could not be said, or that somebody deleted in Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.delivery.custom_ids import ButtonName, template
from bot.i18n import _, tr
from cogs.acting import actor_of, language_of
from cogs.row_button import RowButton

if TYPE_CHECKING:
    from bot.app import Herold


class AgainButton(RowButton, template=template(ButtonName.AGAIN)):
    """Tries again what failed, or says anew what was deleted."""

    name = ButtonName.AGAIN

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        await interaction.client.services.organizing.try_again(self.row_id, by=await actor_of(interaction))
        await interaction.followup.send(tr(language, _("I am trying again.")), ephemeral=True)


class LeaveButton(RowButton, template=template(ButtonName.LEAVE)):
    """Lets it be."""

    name = ButtonName.LEAVE

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        await interaction.client.services.organizing.leave(self.row_id, by=await actor_of(interaction))
        await interaction.followup.send(tr(language, _("All right, it stays as it is.")), ephemeral=True)


class LostEvents(commands.Cog):
    """Notices when somebody deletes or calls off a scheduled event of ours; nothing is made again without a word."""

    def __init__(self, bot: Herold) -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        await self._bot.deliverer.event_lost(event.guild_id, event.id)

    @commands.Cog.listener()
    async def on_scheduled_event_update(self, _before: discord.ScheduledEvent, after: discord.ScheduledEvent) -> None:
        if after.status is discord.EventStatus.cancelled:
            await self._bot.deliverer.event_lost(after.guild_id, after.id)


async def setup(bot: Herold) -> None:
    bot.add_dynamic_items(AgainButton, LeaveButton)
    await bot.add_cog(LostEvents(bot))
