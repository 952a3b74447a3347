"""The buttons under proposals; they work on messages sent before the last restart, for as long as the row is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.custom_ids import ButtonName, template
from bot.delivery.fitting import Limit, line
from bot.i18n import _, tr
from bot.proposals.model import ProposalState
from bot.proposals.states import EDITABLE, NAMES, MoveRefused, may, move
from cogs.acting import actor_of, language_of
from cogs.proposals.modals import ProposalModal, ReasonModal, confirm_decision, show_to_speaker
from cogs.row_button import RowButton

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.proposals.model import Proposal


class AcceptButton(RowButton, template=template(ButtonName.ACCEPT)):
    """Accepts for the guild; the speaker is then asked to confirm."""

    name = ButtonName.ACCEPT

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        by = await actor_of(interaction)
        proposal = await interaction.client.services.proposals.decide(self.row_id, ProposalState.ACCEPTED, by=by)
        await confirm_decision(interaction, proposal)


class RejectButton(RowButton, template=template(ButtonName.REJECT)):
    """Rejects, after asking for the reason."""

    name = ButtonName.REJECT

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await _ask_reason(interaction, self.row_id, ProposalState.REJECTED)


class CancelButton(RowButton, template=template(ButtonName.CANCEL)):
    """Cancels an accepted talk, after asking for the reason."""

    name = ButtonName.CANCEL

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await _ask_reason(interaction, self.row_id, ProposalState.CANCELED)


class DiscussButton(RowButton, template=template(ButtonName.DISCUSS)):
    """Opens a thread under the card, or points to the one that is there."""

    name = ButtonName.DISCUSS

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        (await actor_of(interaction)).require_organizer()
        language = await language_of(interaction)
        service = interaction.client.services.proposals
        proposal = await service.get(self.row_id)
        thread_id = await service.thread_id(self.row_id)
        if thread_id is None:
            assert interaction.message is not None
            # A thread started from a message gets that message's id: a second press can never open a second thread.
            thread_id = interaction.message.id
            if not interaction.message.flags.has_thread:
                await _open_thread(interaction, interaction.message, proposal)
            await service.keep_thread(self.row_id, thread_id)
        await interaction.followup.send(
            tr(language, _("Discuss it here: {thread}"), thread=f"<#{thread_id}>"), ephemeral=True
        )


class ConfirmButton(RowButton, template=template(ButtonName.CONFIRM)):
    """Lets the speaker confirm an accepted talk."""

    name = ButtonName.CONFIRM

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        by = await actor_of(interaction)
        proposal = await interaction.client.services.proposals.confirm(self.row_id, by=by)
        await show_to_speaker(interaction, proposal, language, _("Confirmed. See you at the meetup!"))


class WithdrawButton(RowButton, template=template(ButtonName.WITHDRAW)):
    """Lets the speaker take a talk back, also after it was accepted."""

    name = ButtonName.WITHDRAW

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        by = await actor_of(interaction)
        proposal = await interaction.client.services.proposals.withdraw(self.row_id, by=by)
        await show_to_speaker(interaction, proposal, language, _("Withdrawn. You can propose it again at any time."))


class EditButton(RowButton, template=template(ButtonName.EDIT)):
    """Opens the form with the present text in it."""

    name = ButtonName.EDIT

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        # A modal must be the first answer, so it is refused here before anybody types.
        proposal = await interaction.client.services.proposals.get(self.row_id)
        if proposal.speaker_id != interaction.user.id:
            raise MoveRefused(_("Only the speaker may do that."))
        if proposal.state not in EDITABLE:
            raise MoveRefused(
                _("Proposal #{id} can't be edited any more: it is {state}."),
                id=proposal.id,
                state=NAMES[proposal.state],
            )
        await interaction.response.send_modal(ProposalModal(await language_of(interaction), editing=proposal))


BUTTONS: Final = (
    AcceptButton,
    RejectButton,
    CancelButton,
    DiscussButton,
    ConfirmButton,
    WithdrawButton,
    EditButton,
)


async def _ask_reason(interaction: discord.Interaction[Herold], proposal_id: int, to: ProposalState) -> None:
    by = await actor_of(interaction)
    proposal = await interaction.client.services.proposals.get(proposal_id)
    if not may(by, proposal, to):
        move(proposal, to, by=by, at=proposal.changed_at)  # raises the sentence that says why not
    await interaction.response.send_modal(ReasonModal(await language_of(interaction), proposal_id, to))


async def _open_thread(interaction: discord.Interaction[Herold], message: discord.Message, proposal: Proposal) -> None:
    settings = await interaction.client.services.guilds.settings(proposal.guild_id)
    title = tr(settings.language, _("Proposal #{id}: {title}"), id=proposal.id, title=proposal.title)
    await message.create_thread(name=line(title, Limit.THREAD_NAME))
