"""A meetup as one of the guild's scheduled events."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.delivery.fitting import Limit, event_description, line, plain, safe_url
from bot.delivery.meetup_embed import meetup_title, post_url
from bot.delivery.outgoing import Drop, Event
from bot.errors import UserError
from bot.i18n import Language, _, tr
from bot.meetups.timeline import is_called_off

if TYPE_CHECKING:
    from bot.delivery.outgoing import Context, Outgoing
    from bot.meetups.model import Meetup
    from bot.store.claims import Claimed


GRACE: Final = timedelta(minutes=30)
"""How long after its end a meetup's scheduled event is looked at once more: Discord ends external events at their end
time, and what is left then, we end."""


async def render_event(context: Context, row: Claimed) -> Outgoing:
    """The scheduled event of a meetup that lies ahead; called off when the meetup is, or when no hour is known."""
    try:
        meetup = await context.once(context.services.meetups.get, row.subject_id)
    except UserError:
        return Drop("the meetup is not known any more")
    timeline = await context.once(context.services.meetups.timeline_of, context.settings.source_id)
    event = event_of(meetup, context.language) if timeline.by_id(meetup.id) is not None else None
    if context.delivered and meetup.is_over(context.now):
        return _nothing(meetup, context, ended=True)
    if row.guild_id in await context.once(context.services.announcing.event_retracted_in, context.guild_ids, meetup.id):
        event = None
    if event is None:
        if context.delivered or row.tried_before:
            return _nothing(meetup, context, cancelled=True)
        return Drop("no scheduled event without day and hour")
    if not context.delivered and not context.settings.scheduled_events:
        return Drop("the guild wants no scheduled events")
    return Drop("the meetup has begun") if event.start <= context.now else event


def event_of(meetup: Meetup, language: Language) -> Event | None:
    """The event of a meetup that is on; None without a day and an hour, and when it was called off."""
    start, end = meetup.starts_at, meetup.ends_at
    if start is None or end is None or is_called_off(meetup):
        return None
    return Event(
        name=line(meetup_title(meetup, language), Limit.EVENT_NAME),
        description=_description(meetup, language),
        location=line(_location(meetup, language), Limit.EVENT_LOCATION),
        start=start,
        end=end,
        mark=safe_url(post_url(meetup)) or "",
        about=_about(meetup, language),
        again_at=end + GRACE,
    )


def _nothing(meetup: Meetup, context: Context, *, cancelled: bool = False, ended: bool = False) -> Event:
    start = meetup.starts_at or context.now
    return Event(
        name=line(meetup_title(meetup, context.language), Limit.EVENT_NAME),
        description="",
        location="",
        start=start,
        end=start,
        cancelled=cancelled,
        ended=ended,
        mark=safe_url(post_url(meetup)) or "",
        about=_about(meetup, context.language),
    )


def _about(meetup: Meetup, language: Language) -> str:
    return tr(language, _("Scheduled event: {title}"), title=meetup_title(meetup, language))


def _location(meetup: Meetup, language: Language) -> str:
    place = ", ".join(part for part in (meetup.venue, meetup.address) if part)
    if place:
        return place
    return tr(language, _("Online")) if meetup.online else tr(language, _("Place to be confirmed"))


def _description(meetup: Meetup, language: Language) -> str:
    talks = []
    for talk in meetup.talks:
        speakers = ", ".join(talk.speakers)
        title = talk.title or talk.topic
        if title or speakers:
            talks.append("• " + " – ".join(plain(line(part, 200)) for part in (title, speakers) if part))
    parts = ["\n".join(talks)]
    if url := safe_url(meetup.rsvp_url):
        parts.append(tr(language, _("Registration: {url}"), url=url))
    if url := safe_url(post_url(meetup)):
        parts.append(tr(language, _("More: {url}"), url=url))
    return event_description("\n\n".join(part for part in parts if part))
