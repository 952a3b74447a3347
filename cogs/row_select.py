"""What all selects with a row's number in their name share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import discord

from bot.delivery.custom_ids import PREFIX
from cogs.answering import answering

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence
    from typing import Self

    from bot.app import Herold


class RowSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=rf"{PREFIX}:never:(?P<id>[0-9]{{1,20}})"):
    """A select that outlives the process: its row's number is in its custom_id, the rest is read afresh.

    A subclass gives its `name`, `select_template` of that name, and `choose`.
    """

    name: ClassVar[str]

    def __init__(self, row_id: int, select: discord.ui.Select[Any] | None = None) -> None:
        self.row_id = row_id
        super().__init__(select or discord.ui.Select(custom_id=f"{PREFIX}:{self.name}:{row_id}"))

    @classmethod
    def offering(
        cls, row_id: int, options: Sequence[discord.SelectOption], placeholder: str, *, at_least: int = 0
    ) -> Self:
        """Any number of the options may be chosen, `at_least` so many."""
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"{PREFIX}:{cls.name}:{row_id}",
            placeholder=placeholder,
            options=list(options),
            min_values=at_least,
            max_values=len(options),
        )
        return cls(row_id, select)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["id"]), item if isinstance(item, discord.ui.Select) else None)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with answering(interaction):
            await self.choose(interaction, self.item.values)

    async def choose(self, interaction: discord.Interaction[Herold], values: Sequence[str]) -> None:
        """What the choice does. What it raises is answered: a UserError with its sentence."""
        raise NotImplementedError


def select_template(name: str) -> str:
    """The pattern a select is registered with; its group `id` is the row id."""
    return rf"{PREFIX}:{name}:(?P<id>[0-9]{{1,20}})"
