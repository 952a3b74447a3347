"""What a member asks: the intent, and the meetup it is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.i18n import Language


class Intent(StrEnum):
    """What an answer must tell."""

    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    WHAT = "what"
    """The talks and topics."""
    ABSTRACTS = "abstracts"
    REGISTER = "register"
    PROPOSE = "propose"
    NEXT = "next"
    """The coming meetup in general."""
    PAST = "past"
    """A past meetup in general, or the list of them."""
    HELP = "help"
    THANKS = "thanks"
    GREETING = "greeting"
    UNKNOWN = "unknown"


class ReferenceKind(StrEnum):
    """How a question names the meetup it is about."""

    NEXT = "next"
    LAST = "last"
    NUMBER = "number"
    MONTH = "month"
    TEXT = "text"
    """By words that may be a speaker's name or of a title."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The meetup a question is about; the next one where it names none."""

    kind: ReferenceKind = ReferenceKind.NEXT
    number: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    """Monday is 0; "who speaks on Thursday"."""
    text: str = ""
    """Folded words of the question that are in no lexicon, in order; also where another kind was found."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood."""

    intent: Intent
    about: Reference
    language: Language | None
    """What it is written in; None where that cannot be told."""
    confidence: float
    """Between 0 and 1."""
    runners_up: tuple[Intent, ...] = ()
    """Other intents that it might have, likeliest first."""
