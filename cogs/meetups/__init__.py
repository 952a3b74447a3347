"""What members ask about meetups: `/next`, `/abstracts`, `/meetups`, and the buttons under a meetup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.meetups.buttons import BUTTONS
from cogs.meetups.commands import Meetups
from cogs.meetups.paging import PAGERS

if TYPE_CHECKING:
    from bot.app import Herold


async def setup(bot: Herold) -> None:
    bot.add_dynamic_items(*BUTTONS, *PAGERS)
    await bot.add_cog(Meetups())
