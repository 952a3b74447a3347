"""Whether a post is announced now, waits, goes to the organizers first, or is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.i18n import _
from bot.meetups.timeline import is_called_off
from bot.posts.model import PostKind

if TYPE_CHECKING:
    from bot.meetups.model import Meetup
    from bot.posts.model import Reading

OLD_NEWS: Final = timedelta(days=30)
"""A post about no dated meetup is announced no later than this after it was published."""
_NEEDS_A_DATE: Final = frozenset({PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE})
_OF_A_MEETUP: Final = _NEEDS_A_DATE | {PostKind.CANCELLATION}


class Verdict(StrEnum):
    """What becomes of a post."""

    ANNOUNCE = "announce"
    HOLD = "hold"
    """Shown to the organizers, who announce, correct or ignore it."""
    WAIT = "wait"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, and why: `reason` is a msgid without places, "" for an announcement."""

    verdict: Verdict
    reason: str = ""
    due_at: datetime | None = None
    """For WAIT: the instant at which the post is published."""


_ANNOUNCE: Final = Decision(Verdict.ANNOUNCE)


def decide(
    reading: Reading, meetup: Meetup | None, *, kinds: frozenset[PostKind], now: datetime, min_confidence: float
) -> Decision:
    """What becomes of a post at `now`, an aware instant.

    `meetup` is the folded one that the post speaks of (of several the soonest), None for none. `kinds` are those that
    the guild announces; below `min_confidence` in kind or date the organizers are asked first.
    """
    post, kind = reading.post, reading.kind
    if post.hidden:
        return Decision(Verdict.SKIP, _("The post is not published."))
    if post.published_at > now:
        return Decision(Verdict.WAIT, _("The post is not published yet."), post.published_at)
    doubtful = kind.confidence < min_confidence
    if kind.value not in kinds and not (doubtful and _of_a_meetup_ahead(reading, meetup, kinds, now)):
        return Decision(Verdict.SKIP, _("This post is not of a kind that is announced here."))
    if (stale := _stale(reading, meetup, now)) is not None:
        return stale
    if doubtful:
        return Decision(Verdict.HOLD, _("I am not sure what kind of post this is."))
    return _about_the_date(kind.value, meetup, min_confidence) if kind.value in _OF_A_MEETUP else _ANNOUNCE


def _stale(reading: Reading, meetup: Meetup | None, now: datetime) -> Decision | None:
    """Why a post comes too late; None if it does not."""
    published_at, kind = reading.post.published_at, reading.kind.value
    if meetup is None or meetup.date is None:
        return Decision(Verdict.SKIP, _("The post is old news.")) if now - published_at > OLD_NEWS else None
    if kind not in _OF_A_MEETUP:
        return Decision(Verdict.SKIP, _("The post is old news.")) if now - published_at > OLD_NEWS else None
    if meetup.is_over(published_at):
        # Over before the post was out: the day was misread, or the post is belated. Somebody should look.
        return Decision(Verdict.HOLD, _("The date I read was past when the post was published."))
    if meetup.is_over(now):
        return Decision(Verdict.SKIP, _("The meetup is already over."))
    if kind in _NEEDS_A_DATE and is_called_off(meetup) and not _is_last_word(reading, meetup):
        return Decision(Verdict.SKIP, _("The meetup was called off meanwhile."))
    return None


def _about_the_date(kind: PostKind, meetup: Meetup | None, min_confidence: float) -> Decision:
    if meetup is None:
        return Decision(Verdict.HOLD, _("The post speaks of no meetup that I know."))
    if kind is PostKind.CANCELLATION or is_called_off(meetup):
        return _ANNOUNCE
    if meetup.date is None:
        return Decision(Verdict.HOLD, _("I found no date in the post."))
    if meetup.confidence.get("date", 1.0) < min_confidence:
        return Decision(Verdict.HOLD, _("I am not sure about the date."))
    return _ANNOUNCE


def _of_a_meetup_ahead(reading: Reading, meetup: Meetup | None, kinds: frozenset[PostKind], now: datetime) -> bool:
    """True where a doubtful kind may hide the announcement of a meetup: worth a look before it is left out."""
    if not kinds & _OF_A_MEETUP:
        return False
    if meetup is not None and meetup.date is not None:
        return not meetup.is_over(now)
    today = now.astimezone(reading.post.published_at.tzinfo).date()
    return any(facts.date is not None and facts.date.value >= today for facts in reading.meetups)


def _is_last_word(reading: Reading, meetup: Meetup) -> bool:
    return bool(meetup.posts) and meetup.posts[-1].path == reading.post.path
