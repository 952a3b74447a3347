"""When a reminder is due: days by the clock on the wall, hours as they pass, also over the nights of a clock change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetups.leads import DAY, HOUR, LEADS, MORNING, THREE_HOURS, WEEK, due_at, longest_first, minutes_of, moment_of
from bot.meetups.model import Meetup

WARSAW = ZoneInfo("Europe/Warsaw")
AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)
"""The days of Poland's clock changes: at three in the night back to two, at two on to three."""
leads = st.sampled_from(list(LEADS))
zones = st.sampled_from(["Europe/Warsaw", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])


def at(day: date, hour: time | None) -> Meetup:
    return Meetup("m", 1, date=day, start_time=hour)


def wall(due: datetime | None) -> str:
    assert due is not None
    return f"{due.astimezone(WARSAW):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("meetup", "lead", "expected"),
    [
        pytest.param(at(AUTUMN, time(18)), DAY, "2026-10-24 18:00", id="a-day-of-25-hours"),
        pytest.param(at(SPRING, time(18)), DAY, "2027-03-27 18:00", id="a-day-of-23-hours"),
        pytest.param(at(date(2026, 10, 27), time(18)), timedelta(days=3), "2026-10-24 18:00", id="three-days"),
        pytest.param(at(AUTUMN, time(4)), THREE_HOURS, "2026-10-25 02:00", id="hours-pass-over-the-night-back"),
        pytest.param(at(SPRING, time(4)), THREE_HOURS, "2027-03-28 00:00", id="hours-pass-over-the-night-on"),
        pytest.param(at(date(2027, 3, 29), time(2, 30)), DAY, "2027-03-28 03:30", id="an-hour-that-was-left-out"),
        pytest.param(at(AUTUMN, None), DAY, "2026-10-24 09:00", id="no-hour-yet"),
        pytest.param(at(AUTUMN, None), HOUR, "2026-10-25 09:00", id="hours-before-no-hour"),
    ],
)
def test_due(meetup: Meetup, lead: timedelta, expected: str) -> None:
    assert wall(due_at(meetup, lead)) == expected


def test_an_hour_that_comes_twice_counts_when_it_first_comes() -> None:
    assert due_at(at(date(2026, 10, 26), time(2, 30)), DAY) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_no_date_no_reminder() -> None:
    assert due_at(Meetup("m", 1), DAY) is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.times(), zones, leads)
def test_days_keep_the_clock_and_hours_the_distance(day: date, hour: time, zone: str, lead: timedelta) -> None:
    meetup = replace(at(day, hour.replace(second=0, microsecond=0)), timezone=zone)
    due, start = due_at(meetup, lead), meetup.starts_at
    assert due is not None
    assert start is not None
    if lead < DAY:
        assert start - due == lead
        return
    assert abs((start - due) - lead) <= timedelta(hours=1)
    local = due.astimezone(meetup.zone)
    exists = datetime.combine(day - lead, meetup.start_time or MORNING, meetup.zone)
    if exists.astimezone(UTC).astimezone(meetup.zone).replace(tzinfo=None) == exists.replace(tzinfo=None):
        assert (local.date(), local.time()) == (day - lead, meetup.start_time)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.none() | st.times(), zones)
def test_longer_leads_are_due_no_later(day: date, hour: time | None, zone: str) -> None:
    meetup = replace(at(day, hour), timezone=zone)
    dues = [due_at(meetup, lead) for lead in LEADS]
    assert dues == sorted(due for due in dues if due is not None)
    assert meetup.ends_at is not None
    assert all(due is not None and due < meetup.ends_at for due in dues)


@given(st.dates(), st.dates(), st.times(), st.times())
def test_another_day_or_hour_is_another_moment(day: date, other: date, hour: time, later: time) -> None:
    first, second = (
        replace(at(a, b.replace(second=0, microsecond=0)), timezone="UTC") for a, b in ((day, hour), (other, later))
    )
    assert (moment_of(first) == moment_of(second)) is (first.starts_at == second.starts_at)


def test_the_database_keeps_minutes() -> None:
    assert minutes_of(WEEK) == 10_080
    assert longest_first([60, 4320, 60]) == (timedelta(days=3), HOUR)
