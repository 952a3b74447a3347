"""Calendar programs read the files, Discord takes the links."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.meetups.calendar import google_calendar_url, ics_of
from bot.meetups.model import Meetup, MeetupStatus, MeetupTalk, PostRef
from bot.posts.model import PostKind
from tests.meetups.builders import instant
from tests.meetups.strategies import meetups

NOW = datetime(2025, 5, 10, 12, tzinfo=UTC)
MAY = Meetup(
    "2025-05-09-spotkanie",
    1,
    77,
    date=date(2025, 5, 22),
    start_time=time(19),
    venue="Piekarnia Cichej Kobiety",
    address="ul. Fabryczna 13",
    rsvp_url="https://www.meetup.com/jug/events/307000001/",
    talks=(
        MeetupTalk("Blue/Green", speakers=("Jędrzej Andrykowski",), abstract="O wdrożeniach."),
        MeetupTalk("Wolontariusz"),
    ),
    posts=(PostRef("a.md", "Spotkanie", "https://example.org/a/", PostKind.ANNOUNCEMENT, NOW),),
)


def events(*some: Meetup, revisions: dict[str, int] | None = None) -> list[dict[str, object]]:
    file = ics_of(some, calendar_name="Zielona Góra JUG", now=NOW, domain="herold.example", revisions=revisions or {})
    calendar = Calendar.from_ical(file)
    assert str(calendar["X-WR-CALNAME"]) == "Zielona Góra JUG"
    return [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "start": event.decoded("DTSTART"),
            "end": event.decoded("DTEND"),
            "status": str(event["STATUS"]),
            "sequence": event.decoded("SEQUENCE"),
            "location": str(event.get("LOCATION", "")),
            "description": str(event.get("DESCRIPTION", "")),
            "url": str(event.get("URL", "")),
        }
        for event in calendar.walk("VEVENT")
    ]


def test_an_event_of_three_hours() -> None:
    warsaw = ZoneInfo("Europe/Warsaw")
    assert events(MAY, revisions={MAY.key: 2}) == [
        {
            "uid": "2025-05-09-spotkanie@herold.example",
            "summary": "Zielona Góra JUG #77",
            "start": datetime(2025, 5, 22, 19, tzinfo=warsaw),
            "end": datetime(2025, 5, 22, 22, tzinfo=warsaw),
            "status": "CONFIRMED",
            "sequence": 2,
            "location": "Piekarnia Cichej Kobiety, ul. Fabryczna 13",
            "description": "Blue/Green — Jędrzej Andrykowski\nO wdrożeniach.\n\nWolontariusz\n\n"
            "https://www.meetup.com/jug/events/307000001/\nhttps://example.org/a/",
            "url": "https://example.org/a/",
        }
    ]


def test_the_file_brings_its_zone_along() -> None:
    file = ics_of([MAY], calendar_name="JUG", now=NOW, domain="herold.example").decode()
    assert "TZID:Europe/Warsaw" in file
    assert "DTSTART;TZID=Europe/Warsaw:20250522T190000" in file
    assert "DTSTAMP:20250510T120000Z" in file


def test_a_day_without_an_hour_is_a_whole_day_and_no_day_is_no_event() -> None:
    (event,) = events(replace(MAY, start_time=None), replace(MAY, key="other", date=None))
    assert (event["start"], event["end"]) == (date(2025, 5, 22), date(2025, 5, 23))


def test_a_meetup_called_off_is_cancelled_in_the_calendar() -> None:
    off = [replace(MAY, key="a", status=MeetupStatus.CANCELLED), replace(MAY, key="b", status=MeetupStatus.POSTPONED)]
    assert [event["status"] for event in events(*off)] == ["CANCELLED", "CANCELLED"]


def test_googles_link() -> None:
    link = google_calendar_url(MAY, calendar_name="Zielona Góra JUG")
    assert link is not None
    assert parse_qs(urlsplit(link).query) == {
        "action": ["TEMPLATE"],
        "dates": ["20250522T190000/20250522T220000"],
        "ctz": ["Europe/Warsaw"],
        "text": ["Zielona Góra JUG #77"],
        "location": ["Piekarnia Cichej Kobiety, ul. Fabryczna 13"],
        "details": ["https://www.meetup.com/jug/events/307000001/\nBlue/Green — Jędrzej Andrykowski\nWolontariusz"],
    }
    all_day = google_calendar_url(replace(MAY, start_time=None), calendar_name="JUG")
    assert all_day is not None
    assert parse_qs(urlsplit(all_day).query)["dates"] == ["20250522/20250523"]
    assert google_calendar_url(replace(MAY, date=None)) is None


@given(meetups, st.text(max_size=300))
def test_every_link_fits_a_button(meetup: Meetup, long: str) -> None:
    link = google_calendar_url(replace(meetup, title=long * 3, venue=long), calendar_name=long)
    assert link is None or (len(link) <= 512 and link.isascii())


@given(st.lists(meetups, max_size=3), st.text(max_size=20))
def test_every_file_reads_back(some: list[Meetup], name: str) -> None:
    file = ics_of(some, calendar_name=name, now=instant("2025-05-10"), domain="herold.example")
    assert len(Calendar.from_ical(file).walk("VEVENT")) == sum(meetup.date is not None for meetup in some)
