"""Setting a fact of a meetup right: by command, or by a form from a held card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.delivery.fitting import Limit, choice, line
from bot.delivery.meetup_embed import meetup_embed
from bot.i18n import Language, Msgid, _, tr
from bot.meetups.corrections import CORRECTABLE, correction_text
from cogs.acting import actor_of, language_of
from cogs.answering import answering

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.meetups.model import Meetup

FIELD_NAMES: Final[dict[str, Msgid]] = {
    "number": _("number"),
    "title": _("title"),
    "status": _("status"),
    "date": _("date"),
    "start_time": _("start"),
    "end_time": _("end"),
    "venue": _("venue"),
    "address": _("address"),
    "online": _("online"),
    "rsvp_url": _("registration link"),
    "sponsors": _("sponsors"),
    "talks": _("talks"),
    "logo_url": _("logo"),
}
"""The fields an organizer may correct, as they are called in front of people."""


def field_name(field: str, language: Language) -> str:
    """What a field is called in front of people."""
    return tr(language, FIELD_NAMES[field]) if field in FIELD_NAMES else field


class CorrectionModal(discord.ui.Modal):
    """Asks which fact of a meetup is wrong, and what is right."""

    def __init__(self, language: Language, meetup: Meetup) -> None:
        super().__init__(title=line(tr(language, _("Correct a fact")), Limit.MODAL_TITLE))
        self._meetup = meetup
        self._field: discord.ui.Select[Any] = discord.ui.Select(
            options=[
                discord.SelectOption(
                    label=choice(field_name(field, language)),
                    value=field,
                    description=choice(correction_text(field, getattr(meetup, field)) or "–"),
                )
                for field in CORRECTABLE
            ]
        )
        self._value: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=2000,
            placeholder=line(tr(language, _("22.05.2026 · 19:00 · talks: one a line, “Title — Speaker”")), 100),
        )
        for name, component in ((_("What is wrong?"), self._field), (_("What is right?"), self._value)):
            text = line(tr(language, name), Limit.INPUT_LABEL)
            self.add_item(discord.ui.Label(text=text, component=component))

    async def on_submit(self, interaction: discord.Interaction[Herold], /) -> None:  # type: ignore[override]
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True)
            await correct(interaction, self._meetup.id, self._field.values[0], self._value.value)


async def correct(interaction: discord.Interaction[Herold], meetup_id: int, field: str, text: str) -> None:
    """Corrects and shows the meetup as it stands now, after the interaction was deferred. Raises UserError."""
    by = await actor_of(interaction)
    meetup = await interaction.client.services.meetups.correct(meetup_id, field, text, by)
    await show_corrected(interaction, meetup, _("Corrected. It stays so, also when the post is edited."))


async def uncorrect(interaction: discord.Interaction[Herold], meetup_id: int, field: str) -> None:
    """Takes a correction back: what the posts say holds again. Raises UserError."""
    by = await actor_of(interaction)
    meetup = await interaction.client.services.meetups.uncorrect(meetup_id, field, by)
    await show_corrected(interaction, meetup, _("Taken back: what the posts say holds again."))


async def show_corrected(interaction: discord.Interaction[Herold], meetup: Meetup, sentence: Msgid) -> None:
    """Shows an organizer the meetup after a correction."""
    language = await language_of(interaction)
    embed = meetup_embed(meetup, language, now=interaction.client.clock())
    await interaction.followup.send(tr(language, sentence), embed=embed, ephemeral=True)
