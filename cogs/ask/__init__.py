"""Answers questions in plain words: in a direct message, or where somebody mentions Herold. Never anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.ask.choices import AskButton
from cogs.ask.listener import Ask

if TYPE_CHECKING:
    from bot.app import Herold


async def setup(bot: Herold) -> None:
    bot.add_dynamic_items(AskButton)
    await bot.add_cog(Ask(bot))
