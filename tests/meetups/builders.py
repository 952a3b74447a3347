"""Readings as the reader gives them, in few words."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.posts.model import Fact, MeetupFacts, Post, PostKind, Reading, Talk

if TYPE_CHECKING:
    from collections.abc import Sequence

WARSAW = ZoneInfo("Europe/Warsaw")
_SINGLE = (
    "number", "title", "date", "start_time", "end_time", "venue", "address", "online", "rsvp_url", "logo_url",
    "previous_date",
)  # fmt: skip


def instant(text: str) -> datetime:
    """An aware instant from "2025-05-22" or "2025-05-22 19:00", wall clock in Warsaw."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=WARSAW)


def post(published: str, title: str, body: str = "", *, slug: str | None = None, hidden: bool = False) -> Post:
    moment = instant(published)
    slug = slug or "-".join(title.casefold().split())
    source = f"---\ntitle: {title}\n---\n{body}"
    return Post(
        path=f"{moment:%Y-%m-%d}-{slug}.markdown",
        source=source,
        body_start=len(source) - len(body),
        front_matter={},
        title=title,
        slug=slug,
        published_at=moment,
        url=f"https://example.org/blog/{moment:%Y/%m/%d}/{slug}/",
        hidden=hidden,
    )


def talk(title: str | None, *speakers: str, topic: str | None = None, abstract: str | None = None) -> Talk:
    return Talk(
        title=Fact(title, 0.95) if title else None,
        topic=Fact(topic, 0.9) if topic else None,
        speakers=tuple(Fact(name, 0.95) for name in speakers),
        abstract=Fact(abstract, 0.9) if abstract else None,
    )


def facts(sure: float = 0.95, **values: Any) -> MeetupFacts:
    """Facts of one meetup: `facts(date="2025-05-22", start_time="19:00", talks=[talk("Kafka")])`."""
    read: dict[str, Any] = {name: Fact(_value(name, values[name]), sure) for name in _SINGLE if name in values}
    if "sponsors" in values:
        read["sponsors"] = tuple(Fact(name, sure) for name in values["sponsors"])
    if "talks" in values:
        read["talks"] = tuple(values["talks"])
    return MeetupFacts(**read)


def reading(
    kind: str,
    published: str,
    title: str,
    *meetups: MeetupFacts,
    body: str = "",
    slug: str | None = None,
    hidden: bool = False,
    sure: float = 0.95,
) -> Reading:
    return Reading(
        post=post(published, title, body, slug=slug, hidden=hidden),
        kind=Fact(PostKind(kind), sure),
        meetups=tuple(meetups),
    )


def announcement(published: str, title: str, *meetups: MeetupFacts, **options: Any) -> Reading:
    return reading("announcement", published, title, *meetups, **options)


def days(values: Sequence[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(value) for value in values)


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str) and name in {"date", "previous_date"}:
        return date.fromisoformat(value)
    if isinstance(value, str) and name in {"start_time", "end_time"}:
        return time.fromisoformat(value)
    return value
