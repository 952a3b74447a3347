"""Direct messages about a meetup: the reminder somebody asked for, and the word that one is announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.fitting import plain
from bot.delivery.meetup_embed import meetup_embed, meetup_title, meetup_view, when_text
from bot.delivery.outgoing import Drop, Message
from bot.errors import UserError
from bot.i18n import N_, Language, _, tr, tr_n
from bot.meetups.leads import due_at, moment_of
from bot.meetups.timeline import is_called_off
from bot.services.reminders import subject_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery.outgoing import Context, Outgoing
    from bot.meetups.model import Meetup
    from bot.store.claims import Claimed

LATE: Final = timedelta(minutes=30)
"""A reminder sent this much after its time says so."""
TOO_LATE: Final = _("(This comes late: I was not running. Sorry!)")
SOON: Final = timedelta(hours=3, minutes=30)
"""A meetup that begins within this time is said to begin in so many hours or minutes."""


async def render_reminder(context: Context, row: Claimed) -> Outgoing:
    """The reminder, from the meetup as it stands now; dropped when it would tell nothing new, or nothing true."""
    return _unsaid(await _reminder(context, row), row)


async def _reminder(context: Context, row: Claimed) -> Outgoing:
    meetup = await ahead(context, row)
    if isinstance(meetup, Drop):
        return meetup
    user_id = row.user_id or 0
    leads = await context.services.reminders.leads(meetup, user_id)
    lead = next((one for one in leads if subject_of(meetup, one, user_id) == row.subject), None)
    due = None if lead is None else due_at(meetup, lead)
    if lead is None or due is None:
        return Drop("the meetup moved, or the wish was taken back")
    if any(one < lead and is_due(meetup, one, context.now) for one in leads):
        return Drop("a nearer reminder is due as well")
    language = await context.language_of(row.user_id)
    text = "🔔 " + reminder_text(meetup, context.guild_name, language, now=context.now)
    if context.now - due >= LATE:
        text += "\n" + tr(language, TOO_LATE)
    return Message(
        user_id=row.user_id,
        content=text,
        embed=meetup_embed(meetup, language, now=context.now),
        view=meetup_view(meetup, language, remind=False),
    )


async def render_moved(context: Context, row: Claimed) -> Outgoing:
    """The word that a meetup somebody wants to be reminded of has another date, and when the reminders come now."""
    return _unsaid(await _moved(context, row), row, fresh=True)


async def _moved(context: Context, row: Claimed) -> Outgoing:
    meetup = await ahead(context, row)
    if isinstance(meetup, Drop):
        return meetup
    leads = await context.services.reminders.leads(meetup, row.user_id or 0)
    if f":at:{moment_of(meetup)}:" not in row.subject or not leads:
        return Drop("the meetup moved again, or the wish was taken back")
    language = await context.language_of(row.user_id)
    title = f"**{plain(meetup_title(meetup, language))}** ({plain(context.guild_name)})"
    text = "🔁 " + tr(language, _("{title} has a new date: {when}."), title=title, when=when_text(meetup, language))
    coming = [due_at(meetup, lead) for lead in sorted(leads, reverse=True) if not is_due(meetup, lead, context.now)]
    moments = " · ".join(discord.utils.format_dt(due, "F") for due in coming if due is not None)
    if moments:
        text += "\n" + tr(language, _("I will remind you: {moments}."), moments=moments)
    return Message(
        user_id=row.user_id,
        content=text,
        embed=meetup_embed(meetup, language, now=context.now),
        view=meetup_view(meetup, language, now=context.now),
        fresh=True,
    )


async def note_missed(context: Context, row: Claimed) -> None:
    """The person takes no direct messages: they are told when they next use Herold."""
    if row.user_id is not None:
        await context.services.reminders.missed(row.subject_id, row.user_id)


async def note_untold(context: Context, row: Claimed) -> None:
    """The same for somebody who asked to be told of the next meetup."""
    if row.user_id is not None:
        await context.services.reminders.untold(row.subject_id, user_id=row.user_id, guild_id=row.guild_id)


async def render_told(context: Context, row: Claimed) -> Outgoing:
    """The word to somebody who asked to be told of the next meetup."""
    meetup = await ahead(context, row)
    if isinstance(meetup, Drop):
        return _unsaid(meetup, row)
    language = await context.language_of(row.user_id)
    sentence = _("📣 **{guild}** has announced a meetup. You asked me to tell you.")
    return Message(
        user_id=row.user_id,
        content=tr(language, sentence, guild=plain(context.guild_name)),
        embed=meetup_embed(meetup, language, now=context.now),
        view=meetup_view(meetup, language),
    )


def _unsaid(outgoing: Outgoing, row: Claimed, *, fresh: bool = False) -> Outgoing:
    """What is dropped goes also when it was said already; it is known by its first button."""
    if isinstance(outgoing, Drop):
        return replace(outgoing, unsaid=Message(user_id=row.user_id, fresh=fresh))
    return outgoing


def reminder_text(meetup: Meetup, guild_name: str, language: Language, *, now: datetime) -> str:
    """The sentence on top: "Tomorrow at 19:00: Meetup #77 (Example JUG)"; the hour in the reader's own zone.

    The guild is left out where its name is "": in its own channels.
    """
    title = f"**{plain(meetup_title(meetup, language))}**" + (f" ({plain(guild_name)})" if guild_name else "")
    if meetup.date is None:
        return title
    days = (meetup.date - now.astimezone(meetup.zone).date()).days
    start = meetup.starts_at
    if start is None:
        near_days = {0: _("Today"), 1: _("Tomorrow")}
        day = tr(language, near_days[days]) if days in near_days else when_text(meetup, language)
        return f"{day}: {title}"
    at = discord.utils.format_dt(start, "t")
    if start <= now:
        return tr(language, _("It has begun at {at}: {title}"), at=at, title=title)
    if start - now <= SOON:
        return _soon_text(start - now, language, at=at, title=title)
    near = {0: _("Today at {at}: {title}"), 1: _("Tomorrow at {at}: {title}")}
    if days in near:
        return tr(language, near[days], at=at, title=title)
    return tr_n(language, *N_("In {n} day: {title}", "In {n} days: {title}"), days, title=title)


def _soon_text(left: timedelta, language: Language, **values: str) -> str:
    minutes = -(-left // timedelta(minutes=1))
    if minutes < 50:  # noqa: PLR2004 -- what people still call "an hour" is not much shorter
        return tr_n(
            language, *N_("In {n} minute, at {at}: {title}", "In {n} minutes, at {at}: {title}"), minutes, **values
        )
    hours = round(minutes / 60)
    return tr_n(language, *N_("In an hour, at {at}: {title}", "In {n} hours, at {at}: {title}"), hours, **values)


def is_due(meetup: Meetup, lead: timedelta, now: datetime) -> bool:
    """True when the moment that long before the meetup has come."""
    due = due_at(meetup, lead)
    return due is not None and due <= now


async def ahead(context: Context, row: Claimed) -> Meetup | Drop:
    """The meetup a row is about, while it is still to be reminded of."""
    try:
        meetup = await context.services.meetups.get(row.subject_id)
    except UserError:
        return Drop("the meetup is not known any more")
    if is_called_off(meetup):
        return Drop("the meetup was called off")
    if meetup.is_over(context.now):
        return Drop("the meetup is over")
    return meetup
