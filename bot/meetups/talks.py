"""Talks of several posts put together: the same talk told twice is one talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from bot.meetups.model import MeetupTalk
from bot.meetups.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.posts.model import Talk

_SAME_TITLE: Final = 85.0
_SHORTEST_TITLE: Final = 4


def merged_talks(known: Sequence[MeetupTalk], told: Sequence[Talk]) -> tuple[tuple[MeetupTalk, ...], float]:
    """The talks known before with what a later post tells of them and adds; and how sure that post is."""
    talks = list(known)
    taken: set[int] = set()
    for new in map(_plain, told):
        at = next((i for i in range(len(known)) if i not in taken and same_talk(talks[i], new)), None)
        if at is None:
            talks.append(new)
        else:
            taken.add(at)
            talks[at] = _merged(talks[at], new)
    return tuple(talks), min(map(_confidence, told), default=1.0)


def same_talk(one: MeetupTalk, other: MeetupTalk) -> bool:
    """True if both tell of one talk: by title or topic, else by a speaker where a title is missing."""
    if one.title and other.title:
        return titles_alike(one.title, other.title)
    if same_people(one.speakers, other.speakers):
        return True
    if one.speakers and other.speakers:
        return False
    return any(titles_alike(a, b) for a in (one.title, one.topic) if a for b in (other.title, other.topic) if b)


def titles_alike(one: str, other: str) -> bool:
    """True for titles that differ in a few letters or words, or where one is the beginning of the other."""
    first, second = " ".join(words(one)), " ".join(words(other))
    if min(len(first), len(second)) < _SHORTEST_TITLE:
        return first == second
    return fuzz.token_set_ratio(first, second) >= _SAME_TITLE


def same_people(some: Iterable[str], others: Iterable[str]) -> bool:
    """True if a person is in both: the same words in the name, or the first name alone where no more is told."""
    named = [set(words(name)) for name in others]
    return any(a and b and (a <= b or b <= a) for a in (set(words(name)) for name in some) for b in named)


def _plain(talk: Talk) -> MeetupTalk:
    return MeetupTalk(
        title=talk.title.value if talk.title else None,
        topic=talk.topic.value if talk.topic else None,
        speakers=tuple(speaker.value for speaker in talk.speakers),
        abstract=talk.abstract.value if talk.abstract else None,
    )


def _merged(old: MeetupTalk, new: MeetupTalk) -> MeetupTalk:
    # A reminder tells less than the announcement, so the fuller telling stands.
    return MeetupTalk(
        title=new.title or old.title,
        topic=new.topic or old.topic,
        speakers=_fuller_names(old.speakers, new.speakers),
        abstract=max(new.abstract or "", old.abstract or "", key=len) or None,
    )


def _fuller_names(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    def length(names: tuple[str, ...]) -> tuple[int, int]:
        return len(names), len(fold(" ".join(names)).split())

    return max(new, old, key=length)


def _confidence(talk: Talk) -> float:
    facts = [fact.confidence for fact in (talk.title, talk.topic, talk.abstract, *talk.speakers) if fact]
    return min(facts, default=1.0)
