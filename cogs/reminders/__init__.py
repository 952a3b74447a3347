"""Personal reminders: `/remind`, `/reminders`, their lists and buttons, and what direct messages could not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.reminders.commands import Reminders
from cogs.reminders.components import COMPONENTS

if TYPE_CHECKING:
    from bot.app import Herold


async def setup(bot: Herold) -> None:
    bot.add_dynamic_items(*COMPONENTS)
    await bot.add_cog(Reminders())
