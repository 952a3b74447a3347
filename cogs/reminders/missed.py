"""Says at the next use of Herold what a direct message could not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.acting import language_of
from cogs.reminders.answers import missed_text

if TYPE_CHECKING:
    import discord

    from bot.app import Herold


async def say_missed(interaction: discord.Interaction[Herold]) -> None:
    """Tells the person, after their interaction was answered, about which meetups no direct message reached them."""
    missed = await interaction.client.services.reminders.take_missed(interaction.user.id)
    if missed:
        await interaction.followup.send(missed_text(missed, await language_of(interaction)), ephemeral=True)
