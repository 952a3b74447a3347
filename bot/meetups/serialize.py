"""A meetup and organizers' corrections as JSON, for the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from bot.meetups.model import Meetup, MeetupStatus, MeetupTalk, PostRef
from bot.posts.model import PostKind

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN: Final = ("key", "id", "number", "title", "timezone", "venue", "address", "online", "rsvp_url", "logo_url")


def meetup_to_json(meetup: Meetup) -> dict[str, object]:
    """The meetup in JSON's types; days and hours in ISO 8601."""
    return {
        **{name: getattr(meetup, name) for name in _PLAIN},
        **{name: value_to_json(name, getattr(meetup, name)) for name in _FROM_JSON},
        "previous_dates": [day.isoformat() for day in meetup.previous_dates],
        "posts": [_post_to_json(post) for post in meetup.posts],
        "confidence": dict(meetup.confidence),
        "corrected": sorted(meetup.corrected),
    }


def meetup_from_json(data: Mapping[str, Any]) -> Meetup:
    """The meetup that `meetup_to_json` wrote. A field that an older version did not write has its default."""
    values: dict[str, Any] = {name: data[name] for name in _PLAIN if name in data}
    values |= {name: value_from_json(name, data[name]) for name in _FROM_JSON if name in data}
    return Meetup(
        **values,
        previous_dates=tuple(date.fromisoformat(day) for day in data.get("previous_dates", ())),
        posts=tuple(_post_from_json(post) for post in data.get("posts", ())),
        confidence=MappingProxyType(dict(data.get("confidence", {}))),
        corrected=frozenset(data.get("corrected", ())),
    )


def facts_to_json(values: Mapping[str, object]) -> dict[str, object]:
    """Corrections of one meetup (field and value) in JSON's types."""
    return {name: value_to_json(name, value) for name, value in values.items()}


def facts_from_json(data: Mapping[str, Any]) -> dict[str, object]:
    """The corrections that `facts_to_json` wrote."""
    return {name: value_from_json(name, value) for name, value in data.items()}


def value_to_json(field: str, value: object) -> object:
    """One field's value in JSON's types."""
    if isinstance(value, date | time):
        return value.isoformat()
    if field == "talks" and isinstance(value, Sequence):
        return [_talk_to_json(talk) for talk in value]
    if isinstance(value, tuple):
        return list(value)
    return value


def value_from_json(field: str, value: Any) -> object:
    """One field's value, as the meetup has it."""
    read = _FROM_JSON.get(field)
    return value if value is None or read is None else read(value)


def _talk_to_json(talk: MeetupTalk) -> dict[str, object]:
    return {
        "title": talk.title,
        "topic": talk.topic,
        "speakers": list(talk.speakers),
        "abstract": talk.abstract,
    }


def _talks(data: Sequence[Mapping[str, Any]]) -> tuple[MeetupTalk, ...]:
    return tuple(
        MeetupTalk(talk.get("title"), talk.get("topic"), tuple(talk.get("speakers", ())), talk.get("abstract"))
        for talk in data
    )


def _post_to_json(post: PostRef) -> dict[str, object]:
    return {
        "path": post.path,
        "title": post.title,
        "url": post.url,
        "kind": post.kind.value,
        "published_at": post.published_at.isoformat(),
        "contributed": list(post.contributed),
    }


def _post_from_json(data: Mapping[str, Any]) -> PostRef:
    return PostRef(
        data["path"],
        data["title"],
        data["url"],
        PostKind(data["kind"]),
        datetime.fromisoformat(data["published_at"]),
        tuple(data.get("contributed", ())),
    )


_FROM_JSON: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType(
    {
        "status": MeetupStatus,
        "date": date.fromisoformat,
        "start_time": time.fromisoformat,
        "end_time": time.fromisoformat,
        "sponsors": tuple,
        "talks": _talks,
    }
)
