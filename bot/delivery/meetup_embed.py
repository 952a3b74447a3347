"""A meetup as people see it: the embed and the buttons that `/next`, announcements and reminders share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import discord
from babel.dates import format_date

from bot.delivery.custom_ids import ButtonName, custom_id
from bot.delivery.fitting import cut, fit_embed, label, line, plain, safe_url
from bot.i18n import N_, Language, Msgid, _, tr, tr_n
from bot.meetups.model import MeetupStatus
from bot.meetups.timeline import is_called_off

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.meetups.model import Meetup, MeetupTalk

GREEN: Final = discord.Colour(0x2ECC71)
AMBER: Final = discord.Colour(0xF1C40F)
RED: Final = discord.Colour(0xE74C3C)
GREY: Final = discord.Colour(0x95A5A6)

FATES: Final[dict[MeetupStatus, tuple[str, Msgid]]] = {
    MeetupStatus.CANCELLED: ("❌", _("Cancelled")),
    MeetupStatus.POSTPONED: ("⏸️", _("Postponed")),
    MeetupStatus.RESCHEDULED: ("🔁", _("New date")),
    MeetupStatus.MOVED_ONLINE: ("💻", _("Moved online")),
}
"""What is said before the title when a meetup is not simply going to happen."""

_WHEN: Final = _("When")
_LOCALES: Final = {Language.POLISH: "pl", Language.ENGLISH: "en_GB"}
_TALKS: Final = 1_000
"""How long the list of talks may grow before the last ones give way to a count."""


def meetup_embed(meetup: Meetup, language: Language, *, now: datetime) -> discord.Embed:
    """When, where, who speaks about what, thanks to whom; a fate such as "cancelled" stands before the title.

    `now` is an aware instant: a meetup that is over is shown in grey.
    """
    embed = discord.Embed(
        title=marked_title("", None, meetup_title(meetup, language), language, meetup=meetup),
        url=post_url(meetup),
        colour=colour_of(meetup, now=now),
    )
    add_facts(embed, meetup, language)
    add_logo(embed, meetup)
    host = urlsplit(embed.url or "").hostname
    if host:
        embed.set_footer(text=host)
    return fit_embed(embed)


def meetup_view(
    meetup: Meetup, language: Language, *, now: datetime | None = None, remind: bool = True
) -> discord.ui.View:
    """The buttons under a meetup: register, abstracts, remind me, add to calendar, as far as each makes sense.

    They work for ever, the cogs answer them by custom_id. With `now`, a meetup that is over keeps only its abstracts;
    announcements leave it out, for they are not sent anew when time has passed.
    """
    view = discord.ui.View(timeout=None)
    ahead = not is_called_off(meetup) and not (now is not None and meetup.is_over(now))
    if ahead and (url := safe_url(meetup.rsvp_url)):
        view.add_item(discord.ui.Button(label=label(tr(language, _("Register"))), emoji="📝", url=url))
    wanted = [
        (any(talk.abstract for talk in meetup.talks), ButtonName.ABSTRACTS, "📄", _("Abstracts")),
        (ahead and remind, ButtonName.REMIND, "🔔", _("Remind me")),
        (ahead and meetup.date is not None, ButtonName.CALENDAR, "📅", _("Add to calendar")),
    ]
    for makes_sense, name, emoji, msgid in wanted:
        if makes_sense and meetup.id:
            view.add_item(
                discord.ui.Button(label=label(tr(language, msgid)), emoji=emoji, custom_id=custom_id(name, meetup.id))
            )
    view.stop()  # answered by custom_id, so discord.py need not keep the view for ever
    return view


def add_facts(embed: discord.Embed, meetup: Meetup, language: Language) -> None:
    """Adds when, where, talks and sponsors as fields; of a cancelled meetup only when it would have been."""
    if meetup.cancelled:
        embed.add_field(name=f"🗓️ {tr(language, _WHEN)}", value=_when_field(meetup, language), inline=False)
        return
    sponsor = tr_n(language, *N_("Sponsor", "Sponsors"), len(meetup.sponsors))
    facts = [
        ("🗓️", tr(language, _WHEN), _when_field(meetup, language)),
        ("📍", tr(language, _("Where")), where_text(meetup, language, parted="\n") or _no_place(language)),
        ("🎤", tr(language, _("Talks")), _talks_field(meetup.talks, language)),
        ("💛", sponsor, ", ".join(map(plain, meetup.sponsors))),
    ]
    for sign, name, value in facts:
        if value:
            embed.add_field(name=f"{sign} {name}", value=value, inline=False)


def add_logo(embed: discord.Embed, meetup: Meetup) -> None:
    """Shows the sponsor's logo in the corner, unless the meetup was cancelled."""
    if not meetup.cancelled and (logo := safe_url(meetup.logo_url)):
        embed.set_thumbnail(url=logo)


def meetup_title(meetup: Meetup, language: Language) -> str:
    """The meetup's name as plain text: its title, else "Meetup #77", else the day it is on."""
    if meetup.title:
        return meetup.title
    if meetup.number is not None:
        return tr(language, _("Meetup #{number}"), number=meetup.number)
    if meetup.date is not None:
        return tr(language, _("Meetup on {day}"), day=_day(meetup.date, language, "long"))
    return tr(language, _("Meetup"))


def marked_title(
    sign: str, msgid: Msgid | None, title: str, language: Language, *, meetup: Meetup | None = None
) -> str:
    """An embed's title as Markdown: "❌ Cancelled: ~~Meetup #77~~". A meetup's own fate wins over `msgid`."""
    if meetup is not None and meetup.status in FATES:
        sign, msgid = FATES[meetup.status]
    struck = meetup is not None and meetup.cancelled
    name = plain(line(title, 200))
    shown = f"~~{name}~~" if struck else name
    mark = f"{sign} {tr(language, msgid)}: " if msgid else ""
    return f"{mark}{shown}"


def when_text(meetup: Meetup, language: Language, *, short: bool = False) -> str:
    """The date in one line, in the reader's own zone where the hour is known; "" without a date."""
    if meetup.date is None:
        return ""
    start = meetup.starts_at
    if start is None:
        return _day(meetup.date, language, "long" if short else "full")
    if short:
        return discord.utils.format_dt(start, "D")
    return f"{discord.utils.format_dt(start, 'F')} ({discord.utils.format_dt(start, 'R')})"


def where_text(meetup: Meetup, language: Language, *, parted: str = ", ") -> str:
    """The place as Markdown: the venue in bold, then its address; "" when nothing is known of it."""
    online = tr(language, _("online")) if meetup.online else ""
    venue = f"**{plain(meetup.venue)}**" if meetup.venue else ""
    address = plain(meetup.address) if meetup.address else ""
    return parted.join(part for part in (venue, address, online) if part)


def post_url(meetup: Meetup) -> str | None:
    """The address of the newest post that tells about the meetup ahead; recaps only when there is nothing else."""
    urls = [(post.kind.value != "recap", post.published_at, post.url) for post in meetup.posts if post.url]
    return max(urls)[2] if urls else None


def colour_of(meetup: Meetup, *, now: datetime | None = None) -> discord.Colour:
    """Green for what is going to happen, amber for what changed, red for cancelled, grey for what is over."""
    if meetup.cancelled:
        return RED
    if now is not None and meetup.is_over(now):
        return GREY
    return GREEN if meetup.status is MeetupStatus.SCHEDULED else AMBER


def _when_field(meetup: Meetup, language: Language) -> str:
    lines = []
    start = meetup.starts_at
    if start is not None:
        moment = discord.utils.format_dt(start, "F")
        lines.append(f"~~{moment}~~" if is_called_off(meetup) else f"**{moment}**")
        if not is_called_off(meetup):
            lines.append(discord.utils.format_dt(start, "R"))
    elif meetup.date is not None:
        day = _day(meetup.date, language, "full")
        lines.append(f"~~{day}~~" if is_called_off(meetup) else f"**{day}**")
        if not is_called_off(meetup):
            lines.append(tr(language, _("the hour is not known yet")))
    if meetup.status is MeetupStatus.POSTPONED:
        lines.append(tr(language, _("the new date is not known yet")))
    elif meetup.date is None:
        lines.append(tr(language, _("Date to be confirmed")))
    former = [day for day in meetup.previous_dates if day != meetup.date]
    if former and not is_called_off(meetup):
        lines.append(tr(language, _("moved from {day}"), day=f"~~{_day(former[-1], language, 'full')}~~"))
    return "\n".join(lines)


def _no_place(language: Language) -> str:
    return tr(language, _("Place to be confirmed"))


def _talks_field(talks: Iterable[MeetupTalk], language: Language) -> str:
    shown = [text for text in map(_talk_text, talks) if text]
    kept: list[str] = []
    for text in shown:
        if sum(map(len, kept)) + len(text) > _TALKS and kept:
            left = len(shown) - len(kept)
            kept.append(tr_n(language, *N_("… and {n} more", "… and {n} more"), left))
            break
        kept.append(text)
    return "\n".join(kept)


def _talk_text(talk: MeetupTalk) -> str:
    """The title in bold, the speakers on a line below, which a phone breaks well."""
    speakers = ", ".join(map(plain, talk.speakers))
    heading = talk.title or talk.topic
    if not heading:
        return f"• {cut(speakers, 300)}" if speakers else ""
    title = f"• **{plain(line(heading, 300))}**"
    return f"{title}\n  {cut(speakers, 300)}" if speakers else title


def _day(day: date, language: Language, form: str) -> str:
    return format_date(day, form, locale=_LOCALES[language])
