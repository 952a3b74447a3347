"""Announcing a post by hand: preview first, then the button that sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import discord

from bot.delivery.custom_ids import ButtonName, custom_id, template
from bot.delivery.fitting import label
from bot.i18n import _, tr
from cogs.acting import actor_of, language_of
from cogs.row_button import RowButton

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.i18n import Language


def preview_view(post_id: int, language: Language) -> discord.ui.View:
    """The button under a preview."""
    view = discord.ui.View(timeout=None)
    view.add_item(
        discord.ui.Button(
            label=tr(language, _("Announce")),
            emoji="📣",
            style=discord.ButtonStyle.success,
            custom_id=custom_id(ButtonName.SEND, post_id),
        )
    )
    view.stop()
    return view


class SendButton(RowButton, template=template(ButtonName.SEND)):
    """Announces the post that was previewed."""

    name = ButtonName.SEND

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        by = await actor_of(interaction)
        await interaction.client.services.announcing.pick(by.guild_id, self.row_id, by)
        await interaction.followup.send(tr(language, _("It goes out now.")), ephemeral=True)


class RetryButton(RowButton, template=template(ButtonName.RETRY)):
    """Tries again what could not be said."""

    name = ButtonName.RETRY

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        await interaction.client.services.organizing.retry(by=await actor_of(interaction))
        await interaction.followup.send(tr(language, _("I am trying again.")), ephemeral=True)


class RetractButton(RowButton, template=template(ButtonName.RETRACT)):
    """Takes an announcement back; its scheduled event stays."""

    name = ButtonName.RETRACT
    with_event: ClassVar[bool] = False

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        announcement_id = await interaction.client.services.announcing.retract(
            self.row_id, await actor_of(interaction), with_event=self.with_event
        )
        await interaction.followup.send(
            tr(language, _("Taken back. For ten minutes you can undo that; nobody is pinged again.")),
            view=_undo_view(announcement_id, language),
            ephemeral=True,
        )


class RetractAllButton(RetractButton, template=template(ButtonName.RETRACT_ALL)):
    """Takes an announcement back, and its scheduled event with it."""

    name = ButtonName.RETRACT_ALL
    with_event = True


class UndoButton(RowButton, template=template(ButtonName.UNDO)):
    """Says again what was just taken back."""

    name = ButtonName.UNDO

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        await interaction.client.services.announcing.undo(self.row_id, await actor_of(interaction))
        await interaction.followup.send(tr(language, _("It goes out again, without a ping.")), ephemeral=True)


def _undo_view(announcement_id: int, language: Language) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    undo = custom_id(ButtonName.UNDO, announcement_id)
    view.add_item(discord.ui.Button(label=label(tr(language, _("Undo"))), emoji="↪️", custom_id=undo))
    view.stop()
    return view


BUTTONS: Final = (SendButton, RetryButton, RetractButton, RetractAllButton, UndoButton)
