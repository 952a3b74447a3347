"""How long before a meetup people are reminded of it, and the instant that is.

A lead of whole days is meant by the clock on the wall: "a day before 18:00" is 18:00 of the day before in the meetup's
zone, also when a clock change makes that 23 or 25 hours. A lead of hours is time that passes.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.i18n import Msgid, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.meetups.model import Meetup

WEEK: Final = timedelta(days=7)
THREE_DAYS: Final = timedelta(days=3)
DAY: Final = timedelta(days=1)
THREE_HOURS: Final = timedelta(hours=3)
HOUR: Final = timedelta(hours=1)

LEADS: Final[Mapping[timedelta, Msgid]] = MappingProxyType(
    {
        WEEK: _("a week before"),
        THREE_DAYS: _("3 days before"),
        DAY: _("a day before"),
        THREE_HOURS: _("3 hours before"),
        HOUR: _("an hour before"),
    }
)
"""The leads that can be chosen, longest first, and what they are called."""
OF_A_CHANNEL: Final = (THREE_DAYS, DAY, HOUR)
"""When a channel is reminded unless organizers choose otherwise."""
MORNING: Final = time(9)
"""When a reminder of a meetup without an hour is due: wall-clock time in the meetup's zone."""
UNDATED: Final = "undated"


def due_at(meetup: Meetup, lead: timedelta) -> datetime | None:
    """The instant to remind at, aware UTC; None without a date.

    Without an hour it is a morning: of the day that many days before, of the day itself for a lead of hours. A
    wall-clock time that the night of a clock change leaves out is an hour later; of one that it brings twice the first
    counts. `lead` is hours, or whole days.
    """
    if meetup.date is None:
        return None
    if meetup.starts_at is not None and lead < DAY:
        return meetup.starts_at - lead
    day = meetup.date - timedelta(days=lead.days)
    return datetime.combine(day, meetup.start_time or MORNING, meetup.zone).astimezone(UTC)


def moment_of(meetup: Meetup) -> str:
    """The meetup's day and hour in a short form; another one means that it moved."""
    start = meetup.starts_at
    if start is not None:
        return f"{start:%Y%m%dT%H%M}"
    return f"{meetup.date:%Y%m%d}" if meetup.date else UNDATED


def minutes_of(lead: timedelta) -> int:
    """What the database keeps of a lead."""
    return int(lead.total_seconds()) // 60


def longest_first(minutes: Iterable[int]) -> tuple[timedelta, ...]:
    """The leads that the database kept as minutes."""
    return tuple(timedelta(minutes=one) for one in sorted(set(minutes), reverse=True))
