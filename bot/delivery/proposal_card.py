"""A talk proposal as people see it: the organizers' card, the speaker's own view, and the notice of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.custom_ids import ButtonName, custom_id
from bot.delivery.fitting import cut, fit_embed, plain
from bot.delivery.outgoing import Drop, Message, Wait
from bot.i18n import Language, Msgid, _, tr
from bot.proposals.model import Proposal, ProposalState, TalkLanguage
from bot.proposals.states import EDITABLE, MOVES, NAMES
from bot.store.proposals import NoSuchProposal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.delivery.outgoing import Context, Outgoing
    from bot.store.claims import Claimed

LANGUAGE_NAMES: Final = {
    TalkLanguage.POLISH: _("Polish"),
    TalkLanguage.ENGLISH: _("English"),
    TalkLanguage.EITHER: _("Polish or English"),
}
COLOURS: Final = {
    ProposalState.SUBMITTED: discord.Colour.blurple(),
    ProposalState.ACCEPTED: discord.Colour.gold(),
    ProposalState.CONFIRMED: discord.Colour.green(),
    ProposalState.REJECTED: discord.Colour.red(),
    ProposalState.WITHDRAWN: discord.Colour.light_grey(),
    ProposalState.CANCELED: discord.Colour.dark_grey(),
}
SIGNS: Final = {
    ProposalState.SUBMITTED: "📨",
    ProposalState.ACCEPTED: "👍",
    ProposalState.CONFIRMED: "✅",
    ProposalState.REJECTED: "🚫",
    ProposalState.WITHDRAWN: "↩️",
    ProposalState.CANCELED: "✖️",
}


def proposal_embed(proposal: Proposal, language: Language, *, for_organizers: bool = False) -> discord.Embed:
    """Title, abstract, language, length and state; for organizers also the speaker, the notes and who decided."""
    embed = discord.Embed(
        title=f"#{proposal.id} {plain(proposal.title)}",
        description=cut(plain(proposal.abstract), 3500),
        colour=COLOURS[proposal.state],
        timestamp=proposal.created_at,
    )
    if for_organizers:
        embed.set_author(name=proposal.speaker_name)  # a mention of somebody who left the guild shows only a number
        embed.add_field(name=tr(language, _("Speaker")), value=f"<@{proposal.speaker_id}>")
    embed.add_field(name=tr(language, _("Language")), value=tr(language, LANGUAGE_NAMES[proposal.language]))
    length = tr(language, _("{minutes} min"), minutes=proposal.length_minutes)
    embed.add_field(name=tr(language, _("Length")), value=length)
    if proposal.notes:
        embed.add_field(name=tr(language, _("Notes to organizers")), value=plain(proposal.notes), inline=False)
    embed.add_field(name=tr(language, _("State")), value=_state_line(proposal, language), inline=False)
    if proposal.reason:
        embed.add_field(name=tr(language, _("Reason")), value=plain(proposal.reason), inline=False)
    if for_organizers and proposal.speaker_reached is False:
        unreached = tr(language, _("not reached: the speaker takes no direct messages and will see it at the next use"))
        embed.add_field(name=tr(language, _("Notice")), value=f"⚠️ {unreached}", inline=False)
    return fit_embed(embed)


def card_view(proposal: Proposal, language: Language) -> discord.ui.View:
    """The organizers' buttons: what may be decided now, and the discussion."""
    buttons = []
    if proposal.state is ProposalState.SUBMITTED:
        buttons += [
            (ButtonName.ACCEPT, _("Accept"), discord.ButtonStyle.success),
            (ButtonName.REJECT, _("Reject"), discord.ButtonStyle.danger),
        ]
    if (proposal.state, ProposalState.CANCELED) in MOVES:
        buttons.append((ButtonName.CANCEL, _("Cancel the talk"), discord.ButtonStyle.danger))
    buttons.append((ButtonName.DISCUSS, _("Discuss"), discord.ButtonStyle.secondary))
    return _view(proposal, language, buttons)


def speaker_view(proposal: Proposal, language: Language) -> discord.ui.View | None:
    """The speaker's buttons: confirm, edit, withdraw, as far as they are open; None when nothing is."""
    buttons = []
    if (proposal.state, ProposalState.CONFIRMED) in MOVES:
        buttons.append((ButtonName.CONFIRM, _("I confirm"), discord.ButtonStyle.success))
    if proposal.state in EDITABLE:
        buttons.append((ButtonName.EDIT, _("Edit"), discord.ButtonStyle.primary))
    if (proposal.state, ProposalState.WITHDRAWN) in MOVES:
        buttons.append((ButtonName.WITHDRAW, _("Withdraw"), discord.ButtonStyle.secondary))
    return _view(proposal, language, buttons) if buttons else None


def notice_text(proposal: Proposal, guild_name: str, language: Language) -> str:
    """The sentence that opens the direct message about a decision."""
    sentences: dict[ProposalState, str] = {
        ProposalState.ACCEPTED: _("**{guild}** would like to hear your talk! Please confirm that you will give it."),
        ProposalState.REJECTED: _("**{guild}** can't take your talk this time. Thank you for proposing it."),
        ProposalState.CANCELED: _("**{guild}** had to cancel your talk."),
    }
    msgid = sentences.get(proposal.state, _("Your proposal at **{guild}** has changed."))
    return tr(language, msgid, guild=plain(guild_name))


async def render_card(context: Context, row: Claimed) -> Outgoing:
    """The card in the organizers' channel."""
    if context.settings.organizers_channel_id is None:
        return Wait(_("No organizers' channel is chosen yet."))
    language = context.language
    mark = custom_id(ButtonName.DISCUSS, row.subject_id)
    try:
        proposal = await context.services.proposals.get(row.subject_id)
    except NoSuchProposal:
        why_not = "" if context.delivered else "the proposal was erased before it was shown"
        if why_not and not row.tried_before:
            return Drop(why_not)
        erased = tr(language, _("Proposal #{id} was erased at its speaker's wish."), id=row.subject_id)
        channel_id = context.settings.organizers_channel_id
        return Message(channel_id=channel_id, content=f"🗑️ {erased}", mark=mark, only_found=why_not)
    return Message(
        channel_id=context.settings.organizers_channel_id,
        embed=proposal_embed(proposal, language, for_organizers=True),
        view=card_view(proposal, language),
        mark=mark,
    )


async def render_notice(context: Context, row: Claimed) -> Outgoing:
    """The direct message that tells the speaker about a decision, with what they can do now."""
    try:
        proposal = await context.services.proposals.get(row.subject_id)
    except NoSuchProposal:
        return Drop("the proposal was erased")
    language = await context.language_of(proposal.speaker_id)
    return Message(
        user_id=proposal.speaker_id,
        content=notice_text(proposal, context.guild_name, language),
        embed=proposal_embed(proposal, language),
        view=speaker_view(proposal, language),
    )


async def notice_sent(context: Context, row: Claimed) -> None:
    await context.services.proposals.notice_outcome(row.subject_id, reached=True)


async def notice_unreachable(context: Context, row: Claimed) -> None:
    await context.services.proposals.notice_outcome(row.subject_id, reached=False)


def _state_line(proposal: Proposal, language: Language) -> str:
    line = f"{SIGNS[proposal.state]} {tr(language, NAMES[proposal.state])}"
    decided = proposal.state in {ProposalState.ACCEPTED, ProposalState.REJECTED, ProposalState.CANCELED}
    if decided and proposal.decided_by is not None:
        line += f" · <@{proposal.decided_by}>"
    return line


def _view(
    proposal: Proposal, language: Language, buttons: Sequence[tuple[ButtonName, Msgid, discord.ButtonStyle]]
) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for name, label, style in buttons:
        view.add_item(discord.ui.Button(label=tr(language, label), style=style, custom_id=custom_id(name, proposal.id)))
    view.stop()  # answered by custom_id (cogs/proposals/buttons.py); discord.py need not keep the view
    return view
