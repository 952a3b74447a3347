"""Readings of a blog's posts seen together: whoever knows the group knows its places, and what every post ends with."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.posts.lexicon import fold, lexicon_for
from bot.posts.warn import NO_VENUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bot.posts.model import Day, MeetupFacts, Post, Reading, Talk

_KNOWN_AT: Final = 0.75
"""How sure a post's venue must be to count as a place of the group."""
_KNOWN: Final = 2.0
"""What it counts for a name that one other post has it as its venue."""
_MORE: Final = 0.7
"""What it counts, by the logarithm, that more posts have it."""
_HARDLY: Final = 0.001
_MOSTLY: Final = 0.45
_NO_TALK: Final = 4
"""Meetups of which one and the same talk is told when it is no talk."""
_ENDS: Final = 20
"""Characters that may stand below a signature."""
_WORD: Final = re.compile(r"[^\W_]+")
_STEM: Final = 5
Stems = frozenset[str]


def read_together(readings: Sequence[Reading]) -> list[Reading]:
    """The readings, in their order, each in the light of the others.

    A post that tells no venue but names a place where others say that the group meets is about that place; and a talk
    that is in the posts of many meetups is none: it is the author's signature. The outcome depends on which readings
    are given, not on their order.
    """
    known = _known(readings)
    standing = _standing(readings)
    return [_without(_in_the_light(reading, at, known), standing) for at, reading in enumerate(readings)]


def _standing(readings: Sequence[Reading]) -> AbstractSet[tuple[str, ...]]:
    """The talks that are told of so many meetups that they are none."""
    days: defaultdict[tuple[str, ...], set[Day]] = defaultdict(set)
    for reading in readings:
        for meetup in reading.meetups:
            for talk in meetup.talks:
                if meetup.date is not None and _may_sign(talk, reading.post):
                    days[_talk(talk)].add(meetup.date.value)
    return {talk for talk, seen in days.items() if len(seen) >= _NO_TALK}


def _may_sign(talk: Talk, post: Post) -> bool:
    """True for words and a name that end the post: a workshop that is held again and again is told of with more."""
    if talk.title is None or not talk.speakers or talk.abstract is not None:
        return False
    told = max((one.end for fact in (talk.title, *talk.speakers) for one in fact.evidence), default=0)
    return len(post.source[told:].strip()) <= _ENDS


def _talk(talk: Talk) -> tuple[str, ...]:
    return (talk.title.value if talk.title else "", *(speaker.value for speaker in talk.speakers))


def _without(reading: Reading, standing: AbstractSet[tuple[str, ...]]) -> Reading:
    if not standing or not any(_talk(talk) in standing for meetup in reading.meetups for talk in meetup.talks):
        return reading
    meetups = (
        replace(meetup, talks=tuple(talk for talk in meetup.talks if _talk(talk) not in standing))
        for meetup in reading.meetups
    )
    return replace(reading, meetups=tuple(meetups))


def _known(readings: Sequence[Reading]) -> Mapping[Stems, AbstractSet[int]]:
    """The group's places, by what is the same in every case, and which readings have one as their venue."""
    found: defaultdict[Stems, set[int]] = defaultdict(set)
    for at, reading in enumerate(readings):
        for meetup in reading.meetups:
            if meetup.venue is not None and meetup.venue.confidence >= _KNOWN_AT:
                found[stems_of(meetup.venue.value)].add(at)
    found.pop(frozenset(), None)
    return found


def _in_the_light(reading: Reading, at: int, known: Mapping[Stems, AbstractSet[int]]) -> Reading:
    meetups = tuple(_placed(meetup, at, known) for meetup in reading.meetups)
    if meetups == reading.meetups:
        return reading
    warnings = reading.warnings
    if all(meetup.venue is not None or (meetup.online and meetup.online.value) for meetup in meetups):
        warnings = tuple(warning for warning in warnings if warning.code != NO_VENUE)
    return replace(reading, meetups=meetups, warnings=warnings)


def _placed(meetup: MeetupFacts, at: int, known: Mapping[Stems, AbstractSet[int]]) -> MeetupFacts:
    """The meetup at a place that the group is known to meet at, if it has none and the post names one."""
    if meetup.venue is not None or (meetup.online is not None and meetup.online.value):
        return meetup
    best, most = None, 0.0
    for place in meetup.likely_venues:
        others = _others(place.value, at, known)
        if not others:
            continue
        chance = min(max(place.confidence, _HARDLY), 1 - _HARDLY)
        weight = math.log(chance / (1 - chance)) + _KNOWN + _MORE * math.log(others)
        if weight > most:
            best, most = place, weight
    if best is None:
        return meetup
    return replace(meetup, venue=replace(best, confidence=round(1 / (1 + math.exp(-most)), 3)))


def _others(name: str, at: int, known: Mapping[Stems, AbstractSet[int]]) -> int:
    own = stems_of(name)
    if not own or lexicon_for("").matches("places.kind", name):
        return 0  # "the hotel" may be any
    return len({post for stems, posts in known.items() if _is_same(own, stems) for post in posts if post != at})


def _is_same(one: Stems, other: Stems) -> bool:
    """True where the longer name is hardly more than the shorter: "Barka" is "Stara Barka", "The" is no "The Barge"."""
    shorter, longer = sorted(sum(map(len, stems)) for stems in (one, other))
    return (one <= other or other <= one) and shorter >= _MOSTLY * longer


def stems_of(name: str) -> Stems:
    """The beginnings of a name's words, which are the same in every case."""
    return frozenset(word[: max(3, min(_STEM, len(word) - 1))] for word in _WORD.findall(fold(name)))
