"""The fields of front matter that state a meetup: under `event:`, or on the top level as `event_date:`, `location:`."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Any, Final

from bot.posts.lexicon import lexicon_for

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS: Final = ("event_date", "eventdate", "event-date", "meetup_date", "meeting_date", "start_date", "data_spotkania")
HOURS: Final = ("event_time", "event-time", "meetup_time", "meeting_time", "start_time")
_BARE_HOURS: Final = ("time", "hour", "godzina")
"""May be the hour of publishing; the meetup's only beside its day."""
_OTHERS: Final = {
    "starts_at": ("starts_at", "starts", "event_start"),
    "ends_at": ("ends_at", "ends", "event_end"),
    "venue": ("venue", "location", "place", "where", "miejsce"),
    "address": ("address", "adres"),
    "rsvp": ("rsvp", "rsvp_url", "registration", "register", "signup", "tickets", "zapisy", "meetup_url", "eventbrite"),
    "number": ("meetup_number", "meeting_number", "edition", "episode"),
    "sponsors": ("sponsors", "sponsor"),
    "speakers": ("speakers", "speaker", "prelegenci", "prelegent"),
}
"""What a field says, and how blogs name it on the top level; the first one that is there holds."""
_NAMES: Final = frozenset((*DAYS, *HOURS, *_BARE_HOURS, *(name for names in _OTHERS.values() for name in names)))
_LINKS: Final = frozenset(("rsvp",))
_HOUR: Final = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d))?\s*(?:(?P<half>[ap])\.?m\.?)?", re.IGNORECASE
)
_SIXTY: Final = 60


def event_of(front_matter: Mapping[str, Any]) -> Mapping[str, Any]:
    """The meetup as front matter states it, by the keys of `event:`; empty where it states none.

    YAML reads an unquoted 18:30 as 1110, minutes since midnight; it is read back. A venue may bring its street along.
    """
    event = front_matter.get("event")
    if isinstance(event, dict):
        return event
    if _NAMES.isdisjoint(front_matter):
        return {}
    stated: dict[str, Any] = {f: v for f, names in _OTHERS.items() if (v := _first(front_matter, names)) is not None}
    for field in _LINKS & stated.keys():
        if not (isinstance(stated[field], str) and stated[field].startswith(("http://", "https://"))):
            del stated[field]
    day = _first(front_matter, DAYS)
    hour = _hour(_first(front_matter, HOURS if day is None else (*HOURS, *_BARE_HOURS)))
    if day is not None and "starts_at" not in stated:
        written = day if isinstance(day, str) else str(day)[:10]
        stated["starts_at"] = f"{written} {hour}" if hour and not re.search(r"[1-9]:\d\d", str(day)) else day
    elif hour and day is None:
        stated["hour"] = time.fromisoformat(hour)
    if isinstance(stated.get("venue"), str):
        stated |= _placed(stated["venue"], stated.get("address"))
    return stated


def key_of(field: str) -> tuple[str, ...]:
    """How a field of `event_of` may be named on the top level."""
    return (*DAYS, *HOURS, *_BARE_HOURS) if field in {"starts_at", "hour"} else _OTHERS.get(field, ())


def stated_speakers(front_matter: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of those who speak, where front matter lists them; no matter which of the talks is whose."""
    listed = event_of(front_matter).get("speakers")
    names = listed if isinstance(listed, list) else [listed]
    return tuple(name for one in names if (name := _name(one)))


def stated_talks(front_matter: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Who speaks and on what, where the list of speakers says it: `speakers: [{name: Jane Roe, talk: Kotlin}]`."""
    listed = event_of(front_matter).get("speakers")
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    pairs = [(_name(one), next((one[key] for key in _TALK if isinstance(one.get(key), str)), "")) for one in entries]
    return tuple((name, title.strip()) for name, title in pairs if name and title.strip())


_TALK: Final = ("talk", "title", "topic", "temat")


def _name(one: object) -> str:
    if isinstance(one, dict):
        one = one.get("name")
    return " ".join(one.split()) if isinstance(one, str) else ""


def _first(front_matter: Mapping[str, Any], names: tuple[str, ...]) -> object:
    return next((v for name in names if (v := front_matter.get(name)) not in (None, "", [])), None)


def _hour(written: object) -> str | None:
    """An hour as HH:MM: "6:30 PM", "19", 1110 for an unquoted 18:30; None for what is none."""
    if isinstance(written, int) and not isinstance(written, bool):
        hour, minute = divmod(written, _SIXTY) if written > 24 else (written, 0)  # noqa: PLR2004 -- hours of a day
        return f"{hour:02d}:{minute:02d}" if 0 <= hour < 24 else None  # noqa: PLR2004
    hit = _HOUR.match(written.strip()) if isinstance(written, str) else None
    if hit is None:
        return None
    hour = int(hit["hour"])
    half = (hit["half"] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02d}:{hit['minute'] or '00'}" if hour < 24 else None  # noqa: PLR2004


def _placed(written: str, address: object) -> dict[str, Any]:
    """A place as its name and, where a street follows a comma, its address; of a room its house; "Online" is none."""
    name, comma, rest = (part.strip() for part in written.partition(","))
    words = lexicon_for("").read(name.partition("(")[0])
    if len(words.words) == 1 and words.hits("places.online", "places.usual"):
        return {"venue": None, "online": True} if words.hits("places.online") else {"venue": None}
    house, further, beyond = (part.strip() for part in rest.partition(","))
    room = any(hit.value == "room" for hit in words.hits("places.kind"))
    if room and house and not any(c.isdigit() for c in house):
        name, comma, rest = house, further, beyond  # "Harbourmaster Room, Harbour House, 3 Quayside"
    if comma and not address and any(c.isdigit() for c in rest):
        return {"venue": name, "address": rest}
    return {"venue": f"{name}{comma} {rest}".strip()}
