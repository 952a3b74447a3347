"""What all buttons with a row's number in their name share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import discord

from bot.delivery.custom_ids import ButtonName, custom_id
from cogs.answering import answering

if TYPE_CHECKING:
    import re
    from typing import Self

    from bot.app import Herold


class RowButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"herold:never:(?P<id>[0-9]+)"):
    """A button that outlives the process: its row's number is in its custom_id, the rest is read afresh.

    A subclass gives its `name`, the template of that name, and `press`.
    """

    name: ClassVar[ButtonName]

    def __init__(self, row_id: int) -> None:
        self.row_id = row_id
        super().__init__(discord.ui.Button(custom_id=custom_id(self.name, row_id)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["id"]))  # parse only: discord.py logs and drops what fails here

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with answering(interaction):
            await self.press(interaction)

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        """What the button does. What it raises is answered: a UserError with its sentence."""
        raise NotImplementedError
