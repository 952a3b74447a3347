"""A meetup as people see it: the embed and the buttons that `/next` and announcements share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from datetime import datetime

    from bot.i18n import Language
    from bot.meetups.model import Meetup


def meetup_embed(meetup: Meetup, language: Language, *, now: datetime) -> discord.Embed:  # noqa: ARG001
    """When, where, who speaks about what, thanks to whom. `now` is an aware instant."""
    return discord.Embed(title=meetup.title)


def meetup_view(meetup: Meetup, language: Language) -> discord.ui.View | None:  # noqa: ARG001
    """The buttons under a meetup; None when there is nothing to press. Persistent: the cogs answer by custom_id."""
    return None
