"""A channel's reminder of a meetup that was announced in it: when, where, who speaks, and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.fitting import label, safe_url
from bot.delivery.meetup_embed import meetup_embed, meetup_title, meetup_view, post_url
from bot.delivery.outgoing import Drop, Erase, Message, Wait
from bot.delivery.reminder import LATE, TOO_LATE, ahead, is_due, reminder_text
from bot.i18n import Language, _, tr
from bot.meetups.leads import due_at, minutes_of
from bot.services.channel_reminders import subject_of
from bot.store import deliveries

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery.outgoing import Context, Outgoing
    from bot.meetups.model import Meetup
    from bot.store.claims import Claimed
    from bot.store.tables import DeliveryRow

QUIET: Final = timedelta(hours=1)
"""For how long after an announcement nobody needs to be reminded of what it says."""


async def render_channel_reminder(context: Context, row: Claimed) -> Outgoing:
    """The reminder, from the meetup as it stands now; dropped when it would tell nothing new, or nothing true.

    It goes with the last announcement of its meetup.
    """
    if await context.services.announcing.all_retracted(row.guild_id, row.subject_id):
        if context.delivered or row.tried_before:
            return Erase(Message(channel_id=context.settings.announcement_channel_id))  # known by its first button
        return Drop("the announcement was taken back")
    if context.delivered:
        return Drop("it stands as it was said")
    meetup = await ahead(context, row)
    return meetup if isinstance(meetup, Drop) else await _first(context, row, meetup)


async def _first(context: Context, row: Claimed, meetup: Meetup) -> Outgoing:
    leads = context.settings.reminder_leads
    lead = next((one for one in leads if subject_of(meetup, one) == row.subject), None)
    due = None if lead is None else due_at(meetup, lead)
    if lead is None or due is None:
        return Drop("the meetup moved, or organizers chose other reminders")
    if any(one < lead and is_due(meetup, one, context.now) for one in leads):
        return Drop("a nearer reminder is due as well")
    announcement = await _announcement(context, meetup)
    if announcement is None or due < announcement.sent_at + QUIET:
        return Drop("the meetup was announced just before, or not at all")
    if context.settings.announcement_channel_id is None:
        return Wait(_("No announcement channel is chosen yet."))
    pinged = context.settings.ping_role_id if context.settings.reminder_ping else None
    late = context.now - due >= LATE
    message = reminder_message(
        meetup, context.language, now=context.now, late=late, lead=lead, link=_link(announcement)
    )
    return message.to(context.settings.announcement_channel_id, ping_role_id=pinged)


def reminder_message(
    meetup: Meetup, language: Language, *, now: datetime, late: bool, lead: timedelta, link: str | None
) -> Message:
    """The message without its addressee; `link` leads to the announcement."""
    text = "🔔 " + reminder_text(meetup, "", language, now=now)
    if late:
        text += "\n" + tr(language, TOO_LATE)
    embed = meetup_embed(meetup, language, now=now)
    # The announcement is known by the same address, so the fragment tells the two apart in the channel's history.
    mark = _marked(post_url(meetup), f"herold-{meetup.id}-{minutes_of(lead)}")
    if mark is not None:
        embed.url = mark
    view = meetup_view(meetup, language, now=now)
    if link is not None:
        view.add_item(discord.ui.Button(label=label(tr(language, _("Announcement"))), emoji="📣", url=link))
    return Message(
        content=text,
        embed=embed,
        view=view,
        mark=mark or "",
        about=tr(language, _("Reminder: {title}"), title=meetup_title(meetup, language)),
    )


async def _announcement(context: Context, meetup: Meetup) -> DeliveryRow | None:
    if context.settings.source_id is None:
        return None
    paths = [post.path for post in meetup.posts]
    async with context.sessions() as session:
        return await deliveries.newest_announcement(
            session, context.settings.guild_id, context.settings.source_id, paths
        )


def _link(announcement: DeliveryRow) -> str | None:
    if announcement.channel_id is None:
        return None
    return f"https://discord.com/channels/{announcement.guild_id}/{announcement.channel_id}/{announcement.object_id}"


def _marked(url: str | None, mark: str) -> str | None:
    return safe_url(f"{url.partition('#')[0]}#{mark}", 2048) if url else None
