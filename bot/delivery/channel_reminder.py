"""A channel's reminder of a meetup that was announced in it: when, where, who speaks, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.change_reply import change_lines
from bot.delivery.fitting import label, safe_url
from bot.delivery.meetup_embed import meetup_embed, meetup_title, meetup_view, post_url
from bot.delivery.outgoing import Drop, Erase, Message, Wait
from bot.delivery.reminder import LATE, TOO_LATE, ahead, is_due, reminder_text
from bot.errors import UserError
from bot.i18n import Language, _, tr
from bot.meetups.changes import ChangeKind, changes
from bot.meetups.leads import due_at, minutes_of
from bot.meetups.serialize import meetup_from_json
from bot.services.channel_reminders import lead_of, subject_of
from bot.services.telling import told_of
from bot.store import deliveries

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery.outgoing import Context, Outgoing
    from bot.meetups.model import Meetup
    from bot.store.claims import Claimed
    from bot.store.tables import DeliveryRow

QUIET: Final = timedelta(hours=1)
"""For how long after an announcement nobody needs to be reminded of what it says."""
_TEXT: Final = "text"
"""Names, in what is noted with the sending, the words that were said."""
_UNTRUE: Final = frozenset({ChangeKind.CALLED_OFF, ChangeKind.DATE, ChangeKind.HOUR})
"""The changes that make the words untrue."""
_WORTH_A_LINE: Final = _UNTRUE | {ChangeKind.PLACE}


async def render_channel_reminder(context: Context, row: Claimed) -> Outgoing:
    """The reminder, from the meetup as it stands now; dropped when it would tell nothing new, or nothing true.

    One that was said is kept true until the meetup is over, and goes with the meetup's last announcement.
    """
    if await context.services.announcing.all_retracted(row.guild_id, row.subject_id):
        if context.delivered or row.tried_before:
            return Erase(Message(channel_id=context.settings.announcement_channel_id))  # known by its first button
        return Drop("the announcement was taken back")
    if context.delivered:
        return await _kept_true(context, row)
    meetup = await ahead(context, row)
    first = meetup if isinstance(meetup, Drop) else await _first(context, row, meetup)
    known_by_its_button = Message(channel_id=context.settings.announcement_channel_id)
    return replace(first, unsaid=known_by_its_button) if isinstance(first, Drop) else first


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
    text = "🔔 " + reminder_text(meetup, "", context.language, now=context.now)
    text += "\n" + tr(context.language, TOO_LATE) if late else ""
    message = reminder_message(
        meetup, context.language, now=context.now, text=text, lead=lead, link=_link(announcement)
    )
    told = {**told_of([meetup]), _TEXT: text}
    return replace(message, told=told).to(context.settings.announcement_channel_id, ping_role_id=pinged)


async def _kept_true(context: Context, row: Claimed) -> Outgoing:
    """The reminder as it was said, struck through when the meetup moved or was called off, with what is true now."""
    try:
        meetup = await context.services.meetups.get(row.subject_id)
    except UserError:
        return Drop("the meetup is not known any more")
    told = context.told or {}
    if meetup.is_over(context.now) or str(meetup.id) not in told.get("meetups", {}):
        return Drop("the meetup is over")
    text = kept_text(told[_TEXT], meetup_from_json(told["meetups"][str(meetup.id)]), meetup, context.language)
    announcement = await _announcement(context, meetup)
    link = None if announcement is None else _link(announcement)
    lead = lead_of(row.subject)
    message = reminder_message(meetup, context.language, now=context.now, text=text, lead=lead, link=link)
    return message.to(context.settings.announcement_channel_id)


def kept_text(said: str, before: Meetup, after: Meetup, language: Language) -> str:
    """What was said of a meetup as it was `before`, with what is otherwise since; talks are in the embed."""
    found = [change for change in changes(before, after) if change.kind in _WORTH_A_LINE]
    if not found:
        return said
    if any(change.kind in _UNTRUE for change in found):
        sentence, *rest = said.removeprefix("🔔 ").split("\n")
        said = "\n".join([f"🔔 ~~{sentence}~~", *rest])
    return "\n".join([said, *change_lines(before, after, found, language)])


def reminder_message(
    meetup: Meetup, language: Language, *, now: datetime, text: str, lead: timedelta, link: str | None
) -> Message:
    """The message without its addressee; `link` leads to the announcement."""
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
