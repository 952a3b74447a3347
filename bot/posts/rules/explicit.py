"""What front matter states outright (`event: {starts_at, venue, rsvp, talks, …}`): it wins over prose."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.posts.model import Evidence, Fact, MeetupFacts, Talk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.posts.model import Post, Site

T = TypeVar("T")
_RULE: Final = "front_matter"
_STARTS: Final = ("starts_at", "starts", "date")
_ENDS: Final = ("ends_at", "ends")
_TEXTS: Final = {
    "title": ("title",),
    "venue": ("venue", "place"),
    "address": ("address",),
    "rsvp_url": ("rsvp", "rsvp_url", "registration"),
    "logo_url": ("logo",),
}
_WRITTEN: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2}))?")


def with_front_matter(facts: MeetupFacts, post: Post, site: Site) -> MeetupFacts:
    """The facts with those that front matter states in their place, at confidence 1."""
    event = post.front_matter.get("event")
    if not isinstance(event, dict):
        return facts
    return replace(facts, **_times(event, post, site), **_texts_of(event, post), **_others(event, post))


def _times(event: Mapping[str, Any], post: Post, site: Site) -> dict[str, Any]:
    stated: dict[str, Any] = {}
    starts = _moment(_first(event, *_STARTS), site)
    if starts is not None:
        stated["date"] = _fact(starts[0], post, *_STARTS)
        if starts[1] is not None:
            stated["start_time"] = _fact(starts[1], post, *_STARTS)
    ends = _moment(_first(event, *_ENDS), site)
    if ends is not None and ends[1] is not None:
        stated["end_time"] = _fact(ends[1], post, *_ENDS)
    return stated


def _texts_of(event: Mapping[str, Any], post: Post) -> dict[str, Any]:
    stated: dict[str, Any] = {}
    for field, names in _TEXTS.items():
        value = next((event[n] for n in names if isinstance(event.get(n), str) and event[n].strip()), None)
        if value is not None:
            stated[field] = _fact(value.strip(), post, *names)
    return stated


def _others(event: Mapping[str, Any], post: Post) -> dict[str, Any]:
    stated: dict[str, Any] = {}
    if isinstance(event.get("number"), int) and not isinstance(event["number"], bool):
        stated["number"] = _fact(event["number"], post, "number")
    if isinstance(event.get("online"), bool):
        stated["online"] = _fact(event["online"], post, "online")
    if "sponsors" in event or "sponsor" in event:
        said = _texts(_first(event, "sponsors", "sponsor"))
        stated["sponsors"] = tuple(_fact(name, post, "sponsors", "sponsor") for name in said)
    if isinstance(event.get("talks"), list):
        stated["talks"] = tuple(t for one in event["talks"] if (t := _talk(one, post)) is not None)
    return stated


def _first(event: Mapping[str, Any], *keys: str) -> object:
    return next((event[key] for key in keys if event.get(key) is not None), None)


def _moment(value: object, site: Site) -> tuple[date, time | None] | None:
    """The wall-clock day and time in the site's zone."""
    if isinstance(value, str):
        hit = _WRITTEN.match(value.strip())
        try:
            if hit is None:
                return None
            day = date(int(hit[1]), int(hit[2]), int(hit[3]))
            aware = re.search(r"(?:Z|[+-]\d{2}:?\d{2})\s*$", value.strip()[10:])
            if aware and hit[4]:
                value = datetime.fromisoformat(value.strip().replace(" ", "T", 1).replace(" ", ""))
            else:
                return day, time(int(hit[4]), int(hit[5])) if hit[4] else None
        except ValueError:
            return None
    if isinstance(value, datetime):
        local = value.astimezone(site.zone) if value.tzinfo is not None and value.tzinfo is not UTC else value
        if value.tzinfo is UTC:
            local = value.astimezone(site.zone)
        return local.date(), local.time().replace(second=0, microsecond=0)
    return (value, None) if isinstance(value, date) else None


def _talk(value: object, post: Post) -> Talk | None:
    if isinstance(value, str) and value.strip():
        return Talk(title=_fact(value.strip(), post, "talks"))
    if not isinstance(value, dict):
        return None
    title, abstract = value.get("title"), value.get("abstract")
    speakers = tuple(_fact(n, post, "talks") for n in _texts(value.get("speakers", value.get("speaker"))))
    if not isinstance(title, str) and not speakers:
        return None
    return Talk(
        title=_fact(title.strip(), post, "talks") if isinstance(title, str) and title.strip() else None,
        speakers=speakers,
        abstract=_fact(abstract.strip(), post, "talks") if isinstance(abstract, str) and abstract.strip() else None,
    )


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    return [v.strip() for v in value if isinstance(v, str) and v.strip()] if isinstance(value, list) else []


def _fact(value: T, post: Post, *keys: str) -> Fact[T]:
    """A fact with the front matter's line as evidence."""
    head = post.source[: post.body_start]
    for key in keys:
        hit = re.search(rf"^[ \t{{,-]*(?:event:[ \t]*\{{.*?)?{key}[ \t]*:.*$", head, re.MULTILINE)
        if hit:
            return Fact(value, 1.0, (Evidence(hit.start(), hit.end(), _RULE),))
    at = max(head.find("event:"), 0)
    return Fact(value, 1.0, (Evidence(at, at + len("event:"), _RULE),))


def states_event(front_matter: Mapping[str, Any]) -> bool:
    """True where front matter describes the meetup itself."""
    return isinstance(front_matter.get("event"), dict)
