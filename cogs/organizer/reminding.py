"""When the announcement channel is reminded of a meetup: shown, and chosen from a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.i18n import Language, _, tr
from bot.meetups.leads import LEADS, longest_first, minutes_of
from cogs.acting import actor_of, language_of
from cogs.row_select import RowSelect, select_template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from bot.app import Herold
    from bot.services.guilds import GuildSettings


def reminders_text(settings: GuildSettings, language: Language) -> str:
    """What is chosen, in words."""
    channel_id = settings.announcement_channel_id
    channel = tr(language, _("the announcement channel")) if channel_id is None else f"<#{channel_id}>"
    if not settings.reminder_leads:
        return tr(language, _("⏰ I remind {channel} of no meetup."), channel=channel)
    text = tr(
        language, _("⏰ I remind {channel} of a meetup: {leads}."), channel=channel, leads=named(settings, language)
    )
    if settings.reminder_ping and settings.ping_role_id is not None:
        pinged = tr(language, _("{role} is pinged."), role=f"<@&{settings.ping_role_id}>")
    elif settings.reminder_ping:
        pinged = tr(language, _("Nobody is pinged: choose a role in {command} first."), command="`/organizer setup`")
    else:
        pinged = tr(language, _("Nobody is pinged."))
    return f"{text} {pinged}"


def named(settings: GuildSettings, language: Language) -> str:
    """The leads in words, longest first; "off" for none."""
    names = [tr(language, name) for lead, name in LEADS.items() if lead in settings.reminder_leads]
    return ", ".join(names) or tr(language, _("off"))


def reminders_view(settings: GuildSettings, language: Language) -> discord.ui.View:
    """The choice of leads."""
    view = discord.ui.View(timeout=None)
    view.add_item(ChannelLeadsSelect.showing(settings, language))
    view.stop()
    return view


class ChannelLeadsSelect(RowSelect, template=select_template("leads")):
    """Chooses how long before a meetup the channel is reminded. Its row is the guild."""

    name = "leads"

    @classmethod
    def showing(cls, settings: GuildSettings, language: Language) -> Self:
        options = [
            discord.SelectOption(
                label=tr(language, name), value=str(minutes_of(lead)), default=lead in settings.reminder_leads
            )
            for lead, name in LEADS.items()
        ]
        return cls.offering(settings.guild_id, options, tr(language, _("No reminders in the channel")))

    async def choose(self, interaction: discord.Interaction[Herold], values: Sequence[str]) -> None:
        leads = longest_first(int(value) for value in values)
        by = await actor_of(interaction)
        settings = await interaction.client.services.guilds.change(by.guild_id, by=by, reminder_leads=leads)
        language = await language_of(interaction)
        await interaction.response.edit_message(
            content=reminders_text(settings, language), view=reminders_view(settings, language)
        )


COMPONENTS: Final = (ChannelLeadsSelect,)
