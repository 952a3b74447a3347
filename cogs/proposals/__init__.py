"""Talk proposals in Discord: `/propose`, `/proposals`, the organizers' cards and the speaker's buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.proposals.buttons import BUTTONS
from cogs.proposals.commands import Proposals, ProposalsGroup

if TYPE_CHECKING:
    from bot.app import Herold


async def setup(bot: Herold) -> None:
    bot.add_dynamic_items(*BUTTONS)
    await bot.add_cog(Proposals())
    await bot.add_cog(ProposalsGroup())
