"""Which meetup is meant by what somebody chose or typed, and what it is called in a list to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.fitting import choice
from bot.errors import UserError
from bot.i18n import _

if TYPE_CHECKING:
    from bot.meetups.model import Meetup
    from cogs.meetups.answers import Asked


def chosen(asked: Asked, value: str | None) -> Meetup | None:
    """The meetup of a choice, or the best fit to what was typed without choosing; the next one for nothing at all.

    Raises UserError when nothing fits.
    """
    if not value:
        return asked.timeline.next(asked.now)
    known = asked.timeline.by_id(int(value)) if value.isdecimal() else None
    if known is not None:
        return known
    found = asked.timeline.search(value, asked.now, 1)
    if not found:
        raise UserError(_("I know of no meetup like “{value}”."), value=value[:100])
    return found[0]


def name_of(meetup: Meetup) -> str:
    """The meetup in a list to choose from: its day and title."""
    day = f"{meetup.date:%d.%m.%Y} · " if meetup.date else ""
    return choice(f"{day}{meetup.title or meetup.key}")
