"""Calendar programs read the files, Discord takes the links."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, quote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar, Timezone

from bot.meetups.calendar import Entry, google_calendar_url, ics_of
from bot.meetups.model import Meetup, MeetupStatus, MeetupTalk, PostRef
from bot.meetups.timeline import is_called_off
from bot.posts.model import PostKind
from tests.delivery.hostile import hostile
from tests.meetups.strategies import meetups

NOW = datetime(2025, 5, 10, 12, tzinfo=UTC)
texts = st.none() | hostile
hostile_meetups = st.builds(
    replace,
    meetups,
    title=texts,
    venue=texts,
    address=texts,
    talks=st.lists(
        st.builds(MeetupTalk, title=texts, speakers=st.lists(hostile, max_size=2).map(tuple), abstract=texts)
    ).map(tuple),
    rsvp_url=texts,
)
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


def entries(*some: Meetup, revision: int = 0) -> list[Entry]:
    return [Entry(meetup, revision, NOW) for meetup in some]


def events(*some: Meetup, revision: int = 0) -> list[dict[str, object]]:
    file = ics_of(entries(*some, revision=revision), calendar_name="Zielona Góra JUG", domain="herold.example")
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
    assert events(MAY, revision=2) == [
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
    file = ics_of(entries(MAY), calendar_name="JUG", domain="herold.example").decode()
    assert "TZID:Europe/Warsaw" in file
    assert "DTSTART;TZID=Europe/Warsaw:20250522T190000" in file
    assert "DTSTAMP:20250510T120000Z" in file
    assert "LAST-MODIFIED:20250510T120000Z" in file


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
    file = ics_of(entries(*some), calendar_name=name, domain="herold.example")
    assert len(Calendar.from_ical(file).walk("VEVENT")) == sum(meetup.date is not None for meetup in some)


@settings(max_examples=50)
@given(st.lists(hostile_meetups, max_size=4, unique_by=lambda meetup: meetup.key), hostile, st.integers(0, 10**6))
def test_whatever_a_post_says_the_file_keeps_rfc_5545(some: list[Meetup], name: str, revision: int) -> None:
    """Told by a second library, which refuses what the first one may have written wrongly."""
    file = ics_of(entries(*some, revision=revision), calendar_name=name, domain="500.herold")
    assert file == ics_of(entries(*some, revision=revision), calendar_name=name, domain="500.herold")
    assert file.endswith(b"END:VCALENDAR\r\n")
    for line in file.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(line) <= 75
        assert all(byte >= 0x20 and byte != 0x7F for byte in line)
    text = file.decode()
    read = IcsCalendarStream.calendar_from_ics(text)
    dated = {f"{quote(meetup.key)}@500.herold": meetup for meetup in some if meetup.date is not None}
    assert {event.uid for event in read.events} == set(dated)
    for event in read.events:
        meetup = dated[str(event.uid)]
        assert meetup.date is not None
        assert event.sequence == revision
        assert event.dtstamp == event.last_modified == NOW
        assert (event.status == "CANCELLED") is is_called_off(meetup)
        if meetup.start_time is None:
            assert (event.dtstart, event.dtend) == (meetup.date, meetup.date + timedelta(days=1))
            continue
        assert isinstance(event.dtstart, datetime)
        assert isinstance(event.dtend, datetime)
        assert event.dtstart.replace(tzinfo=None) == datetime.combine(meetup.date, meetup.start_time)
        assert event.dtstart.astimezone(UTC) <= event.dtend.astimezone(UTC)


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28), date(2026, 7, 1), date(2026, 12, 1)])
def test_the_zone_in_the_file_tells_the_same_instants_as_ours(day: date) -> None:
    """Whoever reads only the file, and knows no zones, comes at the right hour too."""
    meetup = replace(MAY, date=day, start_time=time(18))
    file = ics_of(entries(meetup, replace(MAY, key="other")), calendar_name="JUG", domain="500.herold")
    (zone,) = Calendar.from_ical(file).walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    local = datetime.combine(day, time(18), zone.to_tz(lookup_tzid=False))
    assert local.astimezone(UTC) == meetup.starts_at
    assert {str(part["TZNAME"]) for part in zone.subcomponents} == {"CET", "CEST"}
