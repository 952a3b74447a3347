"""The buttons offered when a question was not understood, or somebody just says hello."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.delivery.custom_ids import PREFIX
from bot.delivery.fitting import label
from bot.i18n import Language, Msgid, _, tr
from bot.meetups.questions import Intent, Reference
from cogs.answering import answering
from cogs.ask.replies import reply
from cogs.meetups.asking import asked_by

if TYPE_CHECKING:
    import re
    from typing import Self

    from bot.app import Herold

OFFERED: Final[dict[Intent, tuple[str, Msgid]]] = {
    Intent.NEXT: ("📅", _("Next meetup")),
    Intent.WHERE: ("📍", _("Where?")),
    Intent.WHAT: ("🎤", _("What about?")),
    Intent.ABSTRACTS: ("📄", _("Abstracts")),
    Intent.REGISTER: ("📝", _("Sign up")),
    Intent.PROPOSE: ("💡", _("Propose a talk")),
}
"""What the buttons offer, in their order."""


def choices_view(language: Language, *, first: tuple[Intent, ...] = ()) -> discord.ui.View:
    """A button for each question; the likeliest ones first and in colour. Five fit a row of Discord's."""
    order = [*dict.fromkeys(intent for intent in first if intent in OFFERED)]
    order += [intent for intent in OFFERED if intent not in order]
    view = discord.ui.View(timeout=None)
    for place, intent in enumerate(order):
        emoji, msgid = OFFERED[intent]
        likely = place == 0 and intent in first
        view.add_item(
            discord.ui.Button(
                label=label(tr(language, msgid)),
                emoji=emoji,
                style=discord.ButtonStyle.primary if likely else discord.ButtonStyle.secondary,
                custom_id=f"{PREFIX}:ask:{intent}",
            )
        )
    view.stop()  # answered by custom_id; discord.py need not keep the view
    return view


class AskButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"{PREFIX}:ask:(?P<intent>[a-z]{{1,20}})"):
    """Asks what its label says, for the one who pressed."""

    def __init__(self, intent: str) -> None:
        self.intent = intent
        super().__init__(discord.ui.Button(custom_id=f"{PREFIX}:ask:{intent}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["intent"])

    async def callback(self, interaction: discord.Interaction[Herold]) -> None:  # type: ignore[override]
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True)
            intent = Intent(self.intent) if self.intent in {each.value for each in Intent} else Intent.HELP
            answer = reply(await asked_by(interaction), intent, Reference())
            await interaction.followup.send(**answer.as_kwargs(), ephemeral=True)
