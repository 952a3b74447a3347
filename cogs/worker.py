"""The background work: looks through the blog, and works off the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    from bot.app import Herold


class Worker(commands.Cog):
    """Runs the loops."""


async def setup(bot: Herold) -> None:
    await bot.add_cog(Worker())
