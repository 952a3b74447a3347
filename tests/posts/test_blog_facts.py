"""Blogs of invented groups: how much of what their posts announce is read, per field, against what was read before."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest

from bot.posts.decode import decode_post
from bot.posts.front_matter import parse_post
from bot.posts.lexicon import fold
from bot.posts.reader import read_post
from bot.posts.site import site_from_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.model import MeetupFacts

BLOGS: Final = Path(__file__).parent / "blogs"
FLOORS: Final[dict[str, dict[str, float]]] = json.loads((BLOGS / "floors.json").read_text("utf-8"))
pytestmark = pytest.mark.xdist_group("blog-facts")  # so that one process alone reads the blogs
_NO_PART_OF_A_NAME: Final = frozenset(("klub", "pub", "the", "hotel", "restauracja", "w", "sala"))


class Seen(NamedTuple):
    """A fact's field, its value by the labels, and whether it was read so."""

    field: str
    wanted: object
    right: bool


@pytest.mark.parametrize("field", ["date", "start_time", "venue", "rsvp_url", "sponsors", "speakers", "titles"])
@pytest.mark.parametrize("blog", sorted(FLOORS))
def test_no_less_is_read_of_a_blog_than_before(blog: str, field: str) -> None:
    """The floors are what was measured when the rules were last changed; raise them when they read more."""
    seen = [one for one in _seen(blog) if one.field == field]
    right = sum(one.right for one in seen) / len(seen)
    assert right >= FLOORS[blog][field], [one.wanted for one in seen if not one.right]


@cache
def _seen(blog: str) -> tuple[Seen, ...]:
    folder = BLOGS / blog
    site = site_from_config((folder / "_config.yml").read_text("utf-8"))
    seen: list[Seen] = []
    for label in json.loads((folder / "labels.json").read_text("utf-8")):
        if not label["meetups"]:
            continue
        path = folder / "_posts" / label["file"]
        read = list(read_post(parse_post(path.name, decode_post(path.read_bytes()), site), site).meetups)
        for wanted in label["meetups"]:
            same = [facts for facts in read if facts.date and facts.date.value.isoformat() == wanted["date"]]
            got = next(iter(same or read), None)
            if got in read:
                read.remove(got)
            seen.extend(_of_meetup(wanted, got))
    return tuple(seen)


def _of_meetup(wanted: dict[str, Any], got: MeetupFacts | None) -> Iterator[Seen]:
    values = {
        "date": got and got.date and got.date.value.isoformat(),
        "start_time": got and got.start_time and got.start_time.value.strftime("%H:%M"),
        "venue": got and got.venue and got.venue.value,
        "rsvp_url": got and got.rsvp_url and got.rsvp_url.value,
    }
    for field, value in values.items():
        right = _same_place(wanted[field], value) if field == "venue" else wanted[field] == value
        yield Seen(field, (wanted["date"], wanted[field]), right)
    givers = {fold(sponsor.value) for sponsor in got.sponsors} if got is not None else set()
    for sponsor in wanted["sponsors"]:
        yield Seen("sponsors", sponsor, fold(sponsor) in givers)
    talks = got.talks if got is not None else ()
    speakers = {fold(speaker.value) for talk in talks for speaker in talk.speakers}
    titles = {_words(talk.title.value) for talk in talks if talk.title}
    for talk in wanted["talks"]:
        for speaker in talk["speakers"]:
            yield Seen("speakers", speaker, fold(speaker) in speakers)
        if talk["title"]:
            yield Seen("titles", talk["title"], _words(talk["title"]) in titles)


def _same_place(wanted: str | None, got: object) -> bool:
    a, b = (set(_words(str(name or "")).split()) - _NO_PART_OF_A_NAME for name in (wanted, got))
    return a == b or (bool(a and b) and (a <= b or b <= a))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
