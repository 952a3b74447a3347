"""A reading as plain JSON values: what `herold posts read --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from bot.posts.model import Fact, MeetupFacts, Reading, Talk, Warning  # noqa: A004 -- the field's word

T = TypeVar("T")


def reading_as_json(reading: Reading) -> dict[str, Any]:
    """The reading with the keys that the documentation names; None for what the post does not say."""
    post = reading.post
    return {
        "file": post.path,
        "kind": reading.kind.value.value,
        "title": post.title,
        "published_at": post.published_at.isoformat(),
        "url": post.url or None,
        "meetups": [_meetup(meetup) for meetup in reading.meetups],
        "warnings": [_warning(warning) for warning in reading.warnings],
    }


def _meetup(meetup: MeetupFacts) -> dict[str, Any]:
    return {
        "number": _value(meetup.number),
        "title": _value(meetup.title),
        "date": meetup.date.value.isoformat() if meetup.date else None,
        "start_time": meetup.start_time.value.strftime("%H:%M") if meetup.start_time else None,
        "venue": _value(meetup.venue),
        "address": _value(meetup.address),
        "online": _value(meetup.online),
        "rsvp_url": _value(meetup.rsvp_url),
        "sponsors": [sponsor.value for sponsor in meetup.sponsors],
        "talks": [_talk(talk) for talk in meetup.talks],
    }


def _talk(talk: Talk) -> dict[str, Any]:
    return {
        "title": _value(talk.title),
        "topic": _value(talk.topic),
        "speakers": [speaker.value for speaker in talk.speakers],
        "abstract": _value(talk.abstract),
    }


def _warning(warning: Warning) -> dict[str, Any]:
    values = {name: value if isinstance(value, str | int) else str(value) for name, value in warning.values.items()}
    return {"code": warning.code, "line": warning.line, "message": warning.message.format_map(_Spared(values))}


class _Spared(dict[str, object]):
    """Leaves a place that has no value as it is."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _value(fact: Fact[T] | None) -> T | None:
    return fact.value if fact is not None else None
