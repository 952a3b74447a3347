"""What changed in a meetup, told once below its announcement: "Hour: 18:30 → 19:00"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.fitting import line, plain, safe_url
from bot.delivery.meetup_embed import meetup_title, when_text
from bot.delivery.outgoing import REPLY, Drop, Erase, Message, Wait
from bot.errors import UserError
from bot.i18n import N_, Language, Msgid, _, tr, tr_n
from bot.meetups.changes import ChangeKind
from bot.meetups.model import MeetupStatus
from bot.services.telling import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.delivery.outgoing import Context, Outgoing
    from bot.meetups.changes import Change
    from bot.meetups.model import Meetup, MeetupTalk
    from bot.services.telling import MeetupNews, News
    from bot.store.claims import Claimed

PATIENCE: Final = timedelta(days=1)
"""For how long a change waits for a post that would tell it itself, and that organizers have not decided upon."""
LINES: Final = 10
"""How many changes of a meetup are told one by one."""

_OFF: Final = {
    True: ("❌", _("This meetup will not take place.")),
    False: ("⏸️", _("Postponed: the new date is not known yet.")),
}
"""What is said of a meetup that was called off: cancelled, else put off."""
_TALKS: Final[dict[ChangeKind, tuple[str, Msgid]]] = {
    ChangeKind.TALK_ADDED: ("➕", _("New talk: {new}")),
    ChangeKind.TALK_DROPPED: ("➖", _("Dropped: {old}")),
    ChangeKind.TALK_TITLE: ("🎤", _("Talk: {old} → {new}")),
    ChangeKind.TALK_SPEAKER: ("🎤", _("Speaker: {old} → {new}")),
}


async def render_change(context: Context, row: Claimed) -> Outgoing:
    """The reply: all that people do not know yet. It never pings, and is not sent when another post tells the same."""
    try:
        news = await context.services.telling.news(row.guild_id, row.subject_id, context.now)
    except UserError:
        return Drop("the post is not known any more")
    if await context.services.announcing.is_retracted(row.guild_id, row.subject_id):
        return taken_back(context, row, REPLY)
    if news.below is None:
        return Drop("the announcement does not stand any more")
    if not news.items:
        reply = Message(mark=REPLY, fresh=True).to(news.below.channel_id, reply_to=news.below)
        return Drop("people know it already, or it was taken back", unsaid=reply)
    if news.awaited is not None and context.now - row.created_at < PATIENCE:
        return Wait(_("The post “{title}” tells the same and waits for its turn."), {"title": news.awaited})
    message = Message(
        content=change_text(news, context.language),
        mark=REPLY,
        about=tr(context.language, _("Note of what changed")),
        told=news.told,
        fresh=True,
    )
    return message.to(news.below.channel_id, reply_to=news.below)


def taken_back(context: Context, row: Claimed, mark: str) -> Outgoing:
    """The end of all replies of a row below an announcement that was taken back."""
    if not (context.delivered or row.tried_before):
        return Drop("its announcement was taken back")
    below = Place.below(row.payload)
    message = Message(mark=mark, fresh=mark == REPLY)
    return Erase(message if below is None else message.to(below.channel_id, reply_to=below))


def change_text(news: News, language: Language) -> str:
    """The text of the reply, as Markdown."""
    parts = []
    for item in news.items:
        name = [f"**{plain(line(meetup_title(item.after, language), 200))}**"] if news.several else []
        lines = change_lines(item.before, item.after, item.changes, language)
        if len(lines) > LINES:
            left = len(lines) - LINES
            lines = [*lines[:LINES], tr_n(language, *N_("… and {n} more", "… and {n} more"), left)]
        parts.append("\n".join([*name, *lines, *_why(item)]))
    return "\n\n".join(parts)


def change_lines(before: Meetup, after: Meetup, found: Iterable[Change], language: Language) -> list[str]:
    """Each change in a line of Markdown: "Hour: 18:30 → 19:00"."""
    return [_line(change, before, after, language) for change in found]


def _line(change: Change, before: Meetup, after: Meetup, language: Language) -> str:
    match change.kind:
        case ChangeKind.CALLED_OFF:
            sign, fate = _OFF[after.status is MeetupStatus.CANCELLED]
            return f"{sign} **{tr(language, fate)}**"
        case ChangeKind.ON_AGAIN:
            text = tr(language, _("This meetup takes place after all."))
            return f"✅ **{text}**"
        case ChangeKind.DATE:
            return _from_to("🗓️", _("Date"), _day(before, language), _day(after, language), language)
        case ChangeKind.HOUR:
            return _from_to("🕡", _("Hour"), _hour(before, language), _hour(after, language), language)
        case ChangeKind.PLACE:
            return _from_to("📍", _("Place"), _place(before, language), _place(after, language), language)
        case _:
            return _talk_line(change, language)


def _talk_line(change: Change, language: Language) -> str:
    sign, msgid = _TALKS[change.kind]
    of_speaker = change.kind is ChangeKind.TALK_SPEAKER
    old, new = (_speakers(talk) if of_speaker else _talk(talk) for talk in (change.old, change.new))
    text = tr(language, msgid, old=f"~~{old}~~" if change.new else f"**{old}**", new=f"**{new}**")
    title = _title(change.new) if of_speaker else ""
    return f"{sign} {text} ({title})" if title else f"{sign} {text}"


def _from_to(sign: str, name: Msgid, old: str, new: str, language: Language) -> str:
    return f"{sign} {tr(language, name)}: ~~{old}~~ → **{new}**"


def _day(meetup: Meetup, language: Language) -> str:
    return when_text(meetup, language, short=True) or tr(language, _("Date to be confirmed"))


def _hour(meetup: Meetup, language: Language) -> str:
    start = meetup.starts_at
    return tr(language, _("not known yet")) if start is None else discord.utils.format_dt(start, "t")


def _place(meetup: Meetup, language: Language) -> str:
    told = ", ".join(plain(line(part, 200)) for part in (meetup.venue, meetup.address) if part)
    return told or (tr(language, _("online")) if meetup.online else tr(language, _("Place to be confirmed")))


def _title(talk: MeetupTalk | None) -> str:
    title = talk and (talk.title or talk.topic)
    return plain(line(title, 200)) if title else ""


def _speakers(talk: MeetupTalk | None) -> str:
    return ", ".join(plain(line(name, 100)) for name in talk.speakers) if talk and talk.speakers else "–"


def _talk(talk: MeetupTalk | None) -> str:
    if talk is None:
        return "–"
    return " – ".join(part for part in (_title(talk), _speakers(talk) if talk.speakers else "") if part)


def _why(item: MeetupNews) -> Iterator[str]:
    """The post that brought the change, where it is another one: its link previews nothing."""
    if item.cause is not None and (url := safe_url(item.cause.url, 500)):
        yield f"↪️ [{plain(line(item.cause.title, 200))}](<{url}>)"
