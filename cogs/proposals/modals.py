"""The forms: a talk proposal, and the reason for a decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.delivery.fitting import Limit, line
from bot.delivery.proposal_card import LANGUAGE_NAMES, proposal_embed, speaker_view
from bot.errors import UserError
from bot.i18n import Language, Msgid, _, tr
from bot.proposals.model import Proposal, ProposalState, TalkLanguage
from bot.proposals.texts import ABSTRACT_MAX, LENGTHS_MINUTES, NOTES_MAX, TITLE_MAX, ProposalText
from cogs.acting import actor_of, language_of
from cogs.answering import answering

if TYPE_CHECKING:
    from bot.app import Herold

REASON_MAX: Final = 500


class ProposalModal(discord.ui.Modal):
    """Asks for a talk: a new one, or the new text of one that nobody has decided on."""

    def __init__(
        self, language: Language, *, text: ProposalText | None = None, editing: Proposal | None = None
    ) -> None:
        super().__init__(
            title=line(tr(language, _("Edit your proposal") if editing else _("Propose a talk")), Limit.MODAL_TITLE)
        )
        self._language = language
        self._editing = editing
        text = text or _text_of(editing)
        self._title: discord.ui.TextInput[Any] = discord.ui.TextInput(
            max_length=TITLE_MAX,
            default=text.title or None,
            placeholder=tr(language, _("What is the talk called?"))[:100],
        )
        self._abstract: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            max_length=ABSTRACT_MAX,
            default=text.abstract or None,
            placeholder=tr(language, _("A few sentences: what is it about, and for whom?"))[:100],
        )
        self._spoken = _spoken_select(language, text.language)
        self._length = _length_select(language, text.length_minutes)
        self._notes: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            max_length=NOTES_MAX,
            required=False,
            default=text.notes or None,
            placeholder=tr(language, _("When can you come? What do you need?"))[:100],
        )
        for name, component in (
            (_("Title"), self._title),
            (_("Abstract"), self._abstract),
            (_("Language of the talk"), self._spoken),
            (_("Length"), self._length),
            (_("Notes to organizers"), self._notes),
        ):
            self.add_item(discord.ui.Label(text=line(tr(language, name), Limit.INPUT_LABEL), component=component))

    async def on_submit(self, interaction: discord.Interaction[Herold], /) -> None:  # type: ignore[override]
        """Stores the text before it confirms; a text that does not fit comes back, so that nothing is lost."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True)
            text = ProposalText(
                title=self._title.value,
                abstract=self._abstract.value,
                language=TalkLanguage(self._spoken.values[0]),
                length_minutes=int(self._length.values[0]),
                notes=self._notes.value,
            )
            try:
                await self._store(interaction, text)
            except UserError as refusal:
                view = TryAgain(self._language, text, self._editing)
                sentence = refusal.text(self._language)
                kept = tr(self._language, _("Your text is kept for a quarter of an hour: press the button to go on."))
                await interaction.followup.send(f"⚠️ {sentence}\n{kept}", view=view, ephemeral=True)

    async def _store(self, interaction: discord.Interaction[Herold], text: ProposalText) -> None:
        service = interaction.client.services.proposals
        actor = await actor_of(interaction)
        if self._editing is not None:
            by = replace(actor, guild_id=self._editing.guild_id)
            proposal = await service.edit(self._editing.id, text, by=by, version=self._editing.version)
            sentence = _("Changed. The organizers see the new text.")
        else:
            submitted = await service.submit(text, by=actor)
            proposal = submitted.proposal
            sentence = (
                _("You have already proposed this talk; here is how it stands.")
                if submitted.again
                else _("Thank you! The organizers have your proposal and will answer you by direct message.")
            )
        await show_to_speaker(interaction, proposal, self._language, sentence)


class TryAgain(discord.ui.View):
    """Opens the form again with the refused text in it, for as long as Discord lets us answer: 15 minutes."""

    def __init__(self, language: Language, text: ProposalText, editing: Proposal | None) -> None:
        super().__init__(timeout=15 * 60)
        self._again = (language, text, editing)
        button: discord.ui.Button[Any] = discord.ui.Button(
            label=tr(language, _("Correct the text")), style=discord.ButtonStyle.primary
        )
        button.callback = self._open  # type: ignore[method-assign]
        self.add_item(button)

    async def _open(self, interaction: discord.Interaction[Any]) -> None:
        language, text, editing = self._again
        async with answering(interaction):
            await interaction.response.send_modal(ProposalModal(language, text=text, editing=editing))


class ReasonModal(discord.ui.Modal):
    """Asks an organizer why a talk is rejected or canceled; the speaker reads it."""

    def __init__(self, language: Language, proposal_id: int, to: ProposalState) -> None:
        title = _("Reject proposal #{id}") if to is ProposalState.REJECTED else _("Cancel the talk #{id}")
        super().__init__(title=line(tr(language, title, id=proposal_id), Limit.MODAL_TITLE))
        self._proposal_id = proposal_id
        self._to = to
        self._reason: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            max_length=REASON_MAX,
            placeholder=tr(language, _("The speaker will read this."))[:100],
        )
        self.add_item(discord.ui.Label(text=line(tr(language, _("Reason")), Limit.INPUT_LABEL), component=self._reason))

    async def on_submit(self, interaction: discord.Interaction[Herold], /) -> None:  # type: ignore[override]
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True)
            service = interaction.client.services.proposals
            by = await actor_of(interaction)
            proposal = await service.decide(self._proposal_id, self._to, by=by, reason=self._reason.value)
            await confirm_decision(interaction, proposal)


async def show_to_speaker(
    interaction: discord.Interaction[Any], proposal: Proposal, language: Language, sentence: Msgid
) -> None:
    """Shows a speaker their own proposal and what they can do with it, after the interaction was deferred."""
    view = speaker_view(proposal, language)
    await interaction.followup.send(
        tr(language, sentence),
        embed=proposal_embed(proposal, language),
        view=view or discord.utils.MISSING,
        ephemeral=True,
    )


async def confirm_decision(interaction: discord.Interaction[Any], proposal: Proposal) -> None:
    """Tells an organizer what their decision did; the card itself is edited through the outbox."""
    language = await language_of(interaction)
    sentences: dict[ProposalState, str] = {
        ProposalState.ACCEPTED: _("Accepted #{id}. The speaker is asked to confirm."),
        ProposalState.REJECTED: _("Rejected #{id}. The speaker is told, with your reason."),
        ProposalState.CANCELED: _("Canceled #{id}. The speaker is told, with your reason."),
    }
    await interaction.followup.send(tr(language, sentences[proposal.state], id=proposal.id), ephemeral=True)


def _text_of(proposal: Proposal | None) -> ProposalText:
    if proposal is None:
        return ProposalText(title="", abstract="")
    return ProposalText(
        title=proposal.title,
        abstract=proposal.abstract,
        language=proposal.language,
        length_minutes=proposal.length_minutes,
        notes=proposal.notes,
    )


def _spoken_select(language: Language, chosen: TalkLanguage) -> discord.ui.Select[Any]:
    options = [
        discord.SelectOption(label=tr(language, name), value=value, default=value == chosen)
        for value, name in LANGUAGE_NAMES.items()
    ]
    return discord.ui.Select(options=options)


def _length_select(language: Language, chosen_minutes: int) -> discord.ui.Select[Any]:
    options = [
        discord.SelectOption(
            label=tr(language, _length_name(minutes), minutes=minutes),
            value=str(minutes),
            default=minutes == chosen_minutes,
        )
        for minutes in LENGTHS_MINUTES
    ]
    return discord.ui.Select(options=options)


def _length_name(minutes: int) -> Msgid:
    if minutes == LENGTHS_MINUTES[0]:
        return _("{minutes} min (lightning talk)")
    if minutes == LENGTHS_MINUTES[-1]:
        return _("{minutes} min (workshop)")
    return _("{minutes} min")
