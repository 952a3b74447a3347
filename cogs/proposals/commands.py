"""`/propose` and `/proposals`: thin doors to the proposal service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.delivery.fitting import cut, fit_embed, plain
from bot.delivery.proposal_card import SIGNS, card_view, proposal_embed, speaker_view
from bot.errors import UserError
from bot.i18n import _, tr
from bot.proposals.model import Proposal, ProposalState
from bot.proposals.states import NAMES
from cogs.acting import actor_of, language_of
from cogs.proposals.modals import ProposalModal

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.i18n import Language

SHOWN_AT_ONCE = 10
"""How many proposals one answer lists; the rest are found by number."""


class Proposals(commands.Cog):
    """Members propose talks."""

    @app_commands.command(name=locale_str("propose"), description=locale_str("Propose a talk to the organizers"))
    @app_commands.guild_only()
    async def propose(self, interaction: discord.Interaction[Herold]) -> None:
        """Opens the form; a person who may not propose is told so before they write."""
        await interaction.client.services.proposals.check_may_propose(await actor_of(interaction))
        await interaction.response.send_modal(ProposalModal(await language_of(interaction)))


class ProposalsGroup(
    commands.GroupCog,
    group_name=locale_str("proposals"),
    group_description=locale_str("Talk proposals: yours, and for organizers everybody's"),
):
    """Members see and change their own proposals; organizers list all of them."""

    @app_commands.command(name=locale_str("mine"), description=locale_str("Your proposals: state, edit, withdraw"))
    async def mine(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        service = interaction.client.services.proposals
        missed = {proposal.id for proposal in await service.unseen_decisions(interaction.user.id)}
        found = await service.mine(interaction.user.id, interaction.guild_id)
        if not found:
            await interaction.followup.send(
                tr(language, _("You have not proposed anything yet. {command} takes a minute."), command="`/propose`"),
                ephemeral=True,
            )
            return
        for proposal in found[:SHOWN_AT_ONCE]:
            view = speaker_view(proposal, language)
            await interaction.followup.send(
                tr(language, _("News about this one:")) if proposal.id in missed else "",
                embed=proposal_embed(proposal, language),
                view=view or discord.utils.MISSING,
                ephemeral=True,
            )

    @app_commands.command(name=locale_str("list"), description=locale_str("For organizers: everybody's proposals"))
    @app_commands.rename(state=locale_str("state"))
    @app_commands.describe(state=locale_str("Only those in this state"))
    @app_commands.choices(
        state=[app_commands.Choice(name=locale_str(str(NAMES[state])), value=state.value) for state in ProposalState]
    )
    @app_commands.guild_only()
    async def list_all(self, interaction: discord.Interaction[Herold], state: str | None = None) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        by = await actor_of(interaction)
        found = await interaction.client.services.proposals.of_guild(by, ProposalState(state) if state else None)
        await interaction.followup.send(embed=_list_embed(found, language), ephemeral=True)

    @app_commands.command(name=locale_str("show"), description=locale_str("One proposal, with its buttons"))
    @app_commands.rename(number=locale_str("number"))
    @app_commands.describe(number=locale_str("The proposal's number"))
    @app_commands.guild_only()
    async def show(self, interaction: discord.Interaction[Herold], number: app_commands.Range[int, 1]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        by = await actor_of(interaction)
        proposal = await interaction.client.services.proposals.get(number)
        if by.is_organizer and proposal.guild_id == by.guild_id:
            embed = proposal_embed(proposal, language, for_organizers=True)
            await interaction.followup.send(embed=embed, view=card_view(proposal, language), ephemeral=True)
        elif proposal.speaker_id == by.user_id:
            view: Any = speaker_view(proposal, language) or discord.utils.MISSING
            await interaction.followup.send(embed=proposal_embed(proposal, language), view=view, ephemeral=True)
        else:
            raise UserError(_("There is no proposal #{id} here."), id=number)


def _list_embed(found: list[Proposal], language: Language) -> discord.Embed:
    embed = discord.Embed(title=tr(language, _("Talk proposals")), colour=discord.Colour.blurple())
    if not found:
        embed.description = tr(language, _("There are none."))
    for proposal in found[:SHOWN_AT_ONCE]:
        embed.add_field(
            name=f"{SIGNS[proposal.state]} #{proposal.id} {cut(plain(proposal.title), 200)}",
            value=f"<@{proposal.speaker_id}> · {tr(language, NAMES[proposal.state])}",
            inline=False,
        )
    if len(found) > SHOWN_AT_ONCE:
        rest = len(found) - SHOWN_AT_ONCE
        embed.set_footer(
            text=tr(language, _("and {count} older ones; see one by {command}"), count=rest, command="/proposals show")
        )
    return fit_embed(embed)
