"""A meetup as plain JSON values for other programs: what `herold meetups list --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime, time

    from bot.meetups.model import Meetup, MeetupTalk, PostRef


def meetup_as_json(meetup: Meetup) -> dict[str, Any]:
    """The meetup with the keys that the documentation names; None for what no post says.

    `date`, `start_time` and `end_time` are the wall clock in `timezone`; `starts_at` and `ends_at` are UTC, and the
    end is assumed where no post gives it.
    """
    return {
        "key": meetup.key,
        "number": meetup.number,
        "title": meetup.title,
        "status": meetup.status.value,
        "date": meetup.date.isoformat() if meetup.date else None,
        "start_time": _hour(meetup.start_time),
        "end_time": _hour(meetup.end_time),
        "timezone": meetup.timezone,
        "starts_at": _instant(meetup.starts_at),
        "ends_at": _instant(meetup.ends_at),
        "previous_dates": [day.isoformat() for day in meetup.previous_dates],
        "venue": meetup.venue,
        "address": meetup.address,
        "online": meetup.online,
        "rsvp_url": meetup.rsvp_url,
        "sponsors": list(meetup.sponsors),
        "talks": [_talk(talk) for talk in meetup.talks],
        "posts": [_post(post) for post in meetup.posts],
    }


def _talk(talk: MeetupTalk) -> dict[str, Any]:
    return {
        "title": talk.title,
        "topic": talk.topic,
        "speakers": list(talk.speakers),
        "abstract": talk.abstract,
    }


def _post(post: PostRef) -> dict[str, Any]:
    return {
        "file": post.path,
        "title": post.title,
        "url": post.url or None,
        "kind": post.kind.value,
        "published_at": post.published_at.isoformat(),
        "contributed": list(post.contributed),
    }


def _hour(hour: time | None) -> str | None:
    return hour.strftime("%H:%M") if hour else None


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
