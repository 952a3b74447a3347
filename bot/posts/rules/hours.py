"""Hours as rules find them, and the words around a number that make it one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.posts.lexicon import Lexicon, Words

MORNING: Final = 4
NIGHT: Final = 9
"""Between the two an hour of the clock of twelve is one of the evening, where nobody says which half it is."""


@dataclass(frozen=True, slots=True)
class Hour:
    """A wall-clock time; `end` is where a range of hours ends."""

    value: time
    end: time | None = None


def clock_time(hour: int, minute: int, half: str | None) -> time | None:
    if half == "p" and hour < 12:  # noqa: PLR2004 -- the clock's own number
        hour += 12
    elif half == "a" and hour == 12:  # noqa: PLR2004
        hour = 0
    return time(hour % 24, minute) if hour <= 24 else None  # noqa: PLR2004


def is_twelve(words: Words, lexicon: Lexicon, at: int, hour: int) -> bool:
    """True for "at 7": where the clock has twelve hours and nobody says which half, it is the evening."""
    return MORNING < hour < NIGHT and lexicon.matches("times.twelve", words.words[at].text)


def then_evening(words: Words, at: int) -> bool:
    """True for the number of "o 6 wieczorem"."""
    after = words.words[at].end
    return any(hit.first == at + 1 for hit in words.between(after, after + 20, "times.evening"))


def may_follow(words: Words, at: int) -> bool:
    word = words.words[at].text
    if len(word) <= 3:  # noqa: PLR2004 -- prepositions and conjunctions
        return True
    start = words.words[at].start
    return any(hit.start == start for hit in words.between(start, start + _LONGEST, *_AFTER_AN_HOUR))


_LONGEST: Final = 40
_AFTER_AN_HOUR: Final = (
    "times.start",
    "times.before",
    "times.evening",
    "times.morning",
    "places.in",
    "places.kind",
    "places.online",
    "places.place_word",
    "dates.weekday",
    "kinds.meeting",
    "kinds.future",
    "rsvp.signup",
    "times.after",
    "times.until",
    "times.sharp",
    "dates.habit",
    "places.filler",
)
