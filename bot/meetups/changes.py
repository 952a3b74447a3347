"""What changed for those who come to a meetup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.meetups.model import Meetup

TOLD: Final = ("status", "date", "start_time", "end_time", "venue", "address", "online", "talks")
"""The fields whose change people are told of, the gravest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a meetup that is not what it was. None and () stand for what was or is not known."""

    field: str
    old: object
    new: object


def changes(before: Meetup, after: Meetup) -> tuple[Change, ...]:
    """The changes that people are told of, in the order of TOLD; a talk's abstract alone is no change."""
    told = (Change(name, _told(before, name), _told(after, name)) for name in TOLD)
    return tuple(change for change in told if change.old != change.new)


def _told(meetup: Meetup, name: str) -> object:
    if name == "talks":
        return tuple((talk.heading, talk.speakers) for talk in meetup.talks)
    return getattr(meetup, name)
