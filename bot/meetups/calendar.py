"""Meetups for people's calendars: an iCalendar file and Google Calendar's link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus

from icalendar import Calendar, Event

from bot.meetups.model import DEFAULT_LENGTH, MeetupStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.meetups.model import Meetup

LONGEST_LINK: Final = 512
"""Discord refuses a longer address on a link button."""
_PRODUCT: Final = "-//Herold//Meetups//EN"
_REFRESH: Final = timedelta(hours=6)
_GOOGLE: Final = "https://calendar.google.com/calendar/render"
_LONGEST_PART: Final = 120
_STATUS: Final[Mapping[MeetupStatus, str]] = MappingProxyType(
    {
        MeetupStatus.CANCELLED: "CANCELLED",
        # Its date does not hold, and a calendar has no other word for that.
        MeetupStatus.POSTPONED: "CANCELLED",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A meetup as a calendar keeps it: its `revision` must rise with every change; `changed_at` is an aware instant."""

    meetup: Meetup
    revision: int
    changed_at: datetime


def ics_of(entries: Iterable[Entry], *, calendar_name: str, domain: str) -> bytes:
    """An iCalendar file (RFC 5545) of the meetups that have a date; one without an hour takes the whole day.

    An event's UID is its key at `domain`, so that a later file moves it instead of doubling it. The same entries give
    the same bytes whenever they are asked for: without a METHOD, DTSTAMP is the instant of the last change.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.calendar_name = _line(calendar_name)
    calendar.refresh_interval = _REFRESH
    dated = [entry for entry in entries if entry.meetup.date is not None]
    for entry in dated:
        calendar.add_component(_event(entry, calendar_name, domain))
    days = [(entry.meetup.date, entry.meetup.start_time) for entry in dated]
    if timed := [day for day, hour in days if hour is not None and day is not None]:
        year = timedelta(days=366)
        calendar.add_missing_timezones(min(timed) - year, max(timed) + year)
    return bytes(calendar.to_ical())


def google_calendar_url(meetup: Meetup, *, calendar_name: str = "", limit: int = LONGEST_LINK) -> str | None:
    """The link that opens Google Calendar with the meetup filled in, at most `limit` characters; None without a date.

    What does not fit is cut, the details first.
    """
    if meetup.date is None:
        return None
    fixed = f"{_GOOGLE}?action=TEMPLATE&dates={_google_dates(meetup)}"
    if meetup.start_time is not None:
        fixed += f"&ctz={quote(meetup.timezone, safe='/')}"
    for name, value, most in (
        ("text", summary_of(meetup, calendar_name), _LONGEST_PART),
        ("location", location_of(meetup), _LONGEST_PART),
        ("details", description_of(meetup, brief=True), limit),
    ):
        fixed += _fitted(f"&{name}=", value, min(most, limit - len(fixed)))
    return fixed


def summary_of(meetup: Meetup, calendar_name: str) -> str:
    """What a calendar calls the meetup: its title, else the group's name and the number."""
    if meetup.title:
        return meetup.title
    return f"{calendar_name} #{meetup.number}".strip() if meetup.number is not None else calendar_name


def location_of(meetup: Meetup) -> str:
    """The place in one line; "online" without one."""
    place = ", ".join(part for part in (meetup.venue, meetup.address) if part)
    return place or ("online" if meetup.online else "")


def description_of(meetup: Meetup, *, brief: bool = False) -> str:
    """Talks, the registration link and the post's address, as plain text.

    The brief one has no abstracts and begins with the link, so that it can be cut at its end.
    """
    talks = []
    for talk in meetup.talks:
        line = " — ".join(part for part in (talk.title or talk.topic, ", ".join(talk.speakers)) if part)
        talks.append(f"{line}\n{talk.abstract}" if talk.abstract and not brief else line)
    links = [link for link in (meetup.rsvp_url, _post_url(meetup)) if link]
    if brief:
        return "\n".join(part for part in (*links[:1], *talks) if part)
    return "\n\n".join(part for part in (*talks, "\n".join(dict.fromkeys(links))) if part)


def _event(entry: Entry, calendar_name: str, domain: str) -> Event:
    meetup, changed_at = entry.meetup, entry.changed_at.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"{quote(meetup.key)}@{domain}")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", entry.revision)
    event.add("summary", _line(summary_of(meetup, calendar_name)))
    event.add("status", _STATUS.get(meetup.status, "CONFIRMED"))
    _add_times(event, meetup)
    description = "\n".join(map(_line, description_of(meetup).splitlines()))
    for name, text in (("location", _line(location_of(meetup))), ("description", description)):
        if text:
            event.add(name, text)
    if address := _post_url(meetup) or meetup.rsvp_url:
        event.add("url", _line(address))
    return event


def _add_times(event: Event, meetup: Meetup) -> None:
    day = meetup.date
    assert day is not None
    if meetup.start_time is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        return
    start = datetime.combine(day, meetup.start_time, meetup.zone)
    event.add("dtstart", start)
    event.add("dtend", _end(meetup))


def _end(meetup: Meetup) -> datetime:
    ends_at = meetup.ends_at
    assert ends_at is not None
    return ends_at.astimezone(meetup.zone)


def _google_dates(meetup: Meetup) -> str:
    day = meetup.date
    assert day is not None
    if meetup.start_time is None:
        return f"{day:%Y%m%d}/{day + timedelta(days=1):%Y%m%d}"
    start = datetime.combine(day, meetup.start_time)
    end = _end(meetup).replace(tzinfo=None) if meetup.ends_at else start + DEFAULT_LENGTH
    return f"{start:%Y%m%dT%H%M%S}/{end:%Y%m%dT%H%M%S}"


def _fitted(prefix: str, value: str, room: int) -> str:
    """The parameter, its value cut so that it takes at most `room` characters once quoted; "" if nothing fits."""
    whole = quote_plus(value)
    room -= len(prefix)
    if not value or room <= 0:
        return ""
    if len(whole) <= room:
        return prefix + whole
    kept, used = "", len(quote_plus("…"))
    for character in value:
        used += len(quote_plus(character))
        if used > room:
            break
        kept += character
    kept = kept.rstrip()
    return f"{prefix}{quote_plus(kept)}{quote_plus('…')}" if kept else ""


def _line(text: str) -> str:
    """The text on one line; control characters, which RFC 5545 does not allow, become blanks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _post_url(meetup: Meetup) -> str:
    return next((post.url for post in meetup.posts if post.url), "")
