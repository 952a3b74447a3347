"""What changed for those who come to a meetup: its day, hour, place or talks, or whether it takes place at all.

A change is told to people; a mended typo, another word order of the agenda, an abstract or a more exact name is not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bot.meetups.alike import same_people, same_place, same_text
from bot.meetups.model import MeetupStatus, MeetupTalk
from bot.meetups.serialize import meetup_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.meetups.model import Meetup

OFF: Final = frozenset({MeetupStatus.CANCELLED, MeetupStatus.POSTPONED})


class ChangeKind(StrEnum):
    """What changed; the gravest first."""

    CALLED_OFF = "called off"
    """Cancelled or postponed; nothing else matters then."""
    ON_AGAIN = "on again"
    DATE = "date"
    HOUR = "hour"
    PLACE = "place"
    TALK_ADDED = "talk added"
    TALK_DROPPED = "talk dropped"
    TALK_TITLE = "talk title"
    TALK_SPEAKER = "talk speaker"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is not what it was. Talks are given as such, for the rest both meetups tell old and new."""

    kind: ChangeKind
    old: MeetupTalk | None = None
    new: MeetupTalk | None = None


def changes(before: Meetup, after: Meetup) -> tuple[Change, ...]:
    """The changes that people are told of, in the order of `ChangeKind`."""
    if after.status in OFF:
        return () if before.status is after.status else (Change(ChangeKind.CALLED_OFF),)
    found = []
    if before.status in OFF:
        found.append(Change(ChangeKind.ON_AGAIN))
    if before.date != after.date:
        found.append(Change(ChangeKind.DATE))
    if before.start_time != after.start_time:
        found.append(Change(ChangeKind.HOUR))
    if not _same_whereabouts(before, after):
        found.append(Change(ChangeKind.PLACE))
    return (*found, *_of_talks(before.talks, after.talks))


def snapshot(meetup: Meetup) -> dict[str, Any]:
    """The meetup as far as `changes` looks at it, for `meetup_from_json`."""
    talks = tuple(replace(talk, abstract=None) for talk in meetup.talks)
    return meetup_to_json(replace(meetup, talks=talks, posts=(), confidence={}, corrected=frozenset()))


def _same_whereabouts(before: Meetup, after: Meetup) -> bool:
    if (before.online and not before.venue) != (after.online and not after.venue):
        return False
    if bool(before.venue) != bool(after.venue) or not same_place(before.venue, after.venue):
        return bool(before.address and same_place(before.address, after.address) and not after.venue)
    if before.venue and not (before.address and after.address):
        return True  # the address of a known place was filled in, or left out
    return bool(before.address) == bool(after.address) and same_place(before.address, after.address)


def _of_talks(before: tuple[MeetupTalk, ...], after: tuple[MeetupTalk, ...]) -> Iterator[Change]:
    old, new = [talk for talk in before if talk.heading], [talk for talk in after if talk.heading]
    _matched(old, new, lambda a, b: _same_title(a, b) and same_people(a.speakers, b.speakers))
    respoken = _matched(old, new, _same_title)
    retitled = _matched(old, new, lambda a, b: bool(a.speakers) and same_people(a.speakers, b.speakers))
    yield from (Change(ChangeKind.TALK_ADDED, None, talk) for talk in new)
    yield from (Change(ChangeKind.TALK_DROPPED, talk, None) for talk in old)
    yield from (Change(ChangeKind.TALK_TITLE, *pair) for pair in retitled)
    yield from (Change(ChangeKind.TALK_SPEAKER, *pair) for pair in respoken)


def _matched(
    old: list[MeetupTalk], new: list[MeetupTalk], same: Callable[[MeetupTalk, MeetupTalk], bool]
) -> list[tuple[MeetupTalk, MeetupTalk]]:
    """The pairs that are the same in some sense; they are taken out of both lists."""
    pairs = []
    for one in list(old):
        other = next((talk for talk in new if same(one, talk)), None)
        if other is not None:
            old.remove(one)
            new.remove(other)
            pairs.append((one, other))
    return pairs


def _same_title(one: MeetupTalk, other: MeetupTalk) -> bool:
    ours, theirs = one.title or one.topic, other.title or other.topic
    return bool(ours and theirs) and same_text(ours, theirs)
