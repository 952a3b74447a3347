"""Notes the guilds that Herold joins and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.services.guilds import GuildService


class Guilds(commands.Cog):
    """Keeps the table of guilds true; `on_ready` can fire many times, so noting one twice is harmless."""

    def __init__(self, bot: Herold, guilds: GuildService) -> None:
        self._bot = bot
        self._guilds = guilds

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        for guild in self._bot.guilds:
            await self._guilds.joined(guild.id, guild.name)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._guilds.joined(guild.id, guild.name)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Back after an outage; it may have a new name."""
        await self._guilds.joined(guild.id, guild.name)

    @commands.Cog.listener()
    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        if before.name != after.name:
            await self._guilds.joined(after.id, after.name)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._guilds.left(guild.id)


async def setup(bot: Herold) -> None:
    await bot.add_cog(Guilds(bot, bot.services.guilds))
