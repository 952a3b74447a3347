"""What people choose for themselves: `/language`; and their data: `/mydata show` and `/mydata delete`."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.i18n import N_, Language, _, tr, tr_n
from cogs.acting import language_of
from cogs.answering import answering

if TYPE_CHECKING:
    from bot.app import Herold


class People(commands.Cog):
    """A person's own language; it wins over the one their Discord is set to."""

    @app_commands.command(name=locale_str("language"), description=locale_str("Choose the language I answer you in"))
    @app_commands.rename(language=locale_str("language"))
    @app_commands.describe(language=locale_str("Polish, English, or what your Discord is set to"))
    @app_commands.choices(
        language=[
            app_commands.Choice(name="Polski", value="pl"),
            app_commands.Choice(name="English", value="en"),
            app_commands.Choice(name=locale_str("As in Discord"), value="discord"),
        ]
    )
    async def language(self, interaction: discord.Interaction[Herold], language: str) -> None:
        await interaction.response.defer(ephemeral=True)
        chosen = None if language == "discord" else Language(language)
        await interaction.client.services.people.choose_language(interaction.user.id, chosen)
        answer = tr(await language_of(interaction), _("All right, I answer you in English from now on."))
        await interaction.followup.send(answer, ephemeral=True)


class MyData(
    commands.GroupCog,
    group_name=locale_str("mydata"),
    group_description=locale_str("What I keep about you: see it, take it along, have it deleted"),
):
    """Members' data is theirs."""

    @app_commands.command(name=locale_str("show"), description=locale_str("Everything I keep about you, as a file"))
    async def show(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        kept = await _kept(interaction.client, interaction.user.id)
        data = json.dumps(kept, ensure_ascii=False, indent=2, default=str).encode()
        text = tr(language, _("This is everything I keep about you. {command} deletes it."), command="`/mydata delete`")
        file = discord.File(io.BytesIO(data), filename="herold-my-data.json")
        await interaction.followup.send(text, file=file, ephemeral=True)

    @app_commands.command(
        name=locale_str("delete"), description=locale_str("Delete your proposals, reminders and choices for good")
    )
    async def delete(self, interaction: discord.Interaction[Herold]) -> None:
        language = await language_of(interaction)
        proposals = await interaction.client.services.proposals.mine(interaction.user.id)
        text = tr_n(
            language,
            *N_(
                "This deletes {n} proposal, your reminders and your choice of language, for good.",
                "This deletes {n} proposals, your reminders and your choice of language, for good.",
            ),
            len(proposals),
        )
        await interaction.response.send_message(text, view=_Sure(language), ephemeral=True)


class _Sure(discord.ui.View):
    """Asks once more; the question is void after five minutes."""

    def __init__(self, language: Language) -> None:
        super().__init__(timeout=300)
        button: discord.ui.Button[Any] = discord.ui.Button(
            label=tr(language, _("Delete everything")), style=discord.ButtonStyle.danger
        )
        button.callback = self._delete  # type: ignore[method-assign, assignment]
        self.add_item(button)

    async def _delete(self, interaction: discord.Interaction[Herold]) -> None:
        async with answering(interaction):
            await interaction.response.defer()
            language = await language_of(interaction)
            services = interaction.client.services
            await services.proposals.erase(interaction.user.id)
            await services.reminders.erase(interaction.user.id)
            await services.people.erase(interaction.user.id)
            self.stop()
            text = tr(language, _("Deleted. A block by organizers, if there is one, stays."))
            await interaction.edit_original_response(content=text, view=None)


async def setup(bot: Herold) -> None:
    await bot.add_cog(People())
    await bot.add_cog(MyData())


async def _kept(bot: Herold, user_id: int) -> dict[str, Any]:
    language = await bot.services.people.language(user_id)
    return {
        "user_id": user_id,
        "language": language,
        "guild_id": await bot.services.people.guild(user_id),
        "proposals": [asdict(proposal) for proposal in await bot.services.proposals.mine(user_id)],
        **await bot.services.reminders.kept(user_id),
    }
