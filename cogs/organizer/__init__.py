"""`/organizer`: set up, look after, announce, correct, block; for organizers only, asked at every call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.organizer import reminding, setup_view
from cogs.organizer.announcing import BUTTONS
from cogs.organizer.commands import Organizer
from cogs.organizer.history import WhyPage

if TYPE_CHECKING:
    from bot.app import Herold


async def setup(bot: Herold) -> None:
    bot.add_dynamic_items(*BUTTONS, *setup_view.COMPONENTS, *reminding.COMPONENTS, WhyPage)
    await bot.add_cog(Organizer())
