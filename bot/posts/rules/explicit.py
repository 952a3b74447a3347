"""What front matter states outright (`event: {starts_at, venue, …}`, `event_date:`, …): it wins over prose."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.posts.lexicon import fold, lexicon_for
from bot.posts.model import Evidence, Fact, MeetupFacts, Talk
from bot.posts.page import Found
from bot.posts.rules.days import Day
from bot.posts.rules.numeric_dates import numeric
from bot.posts.rules.signup import Signup
from bot.posts.rules.stated import event_of, key_of, stated_speakers, stated_talks
from bot.posts.rules.times import all_hours
from bot.posts.rules.which_day import Weighed
from bot.posts.rules.written_dates import day_and_month, month_and_day

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
    """The facts with those that front matter states in their place, at confidence 1; an implied title at less."""
    event = event_of(post.front_matter)
    if not event:
        return facts
    others = _others(event, post)
    if facts.sponsors and event is not post.front_matter.get("event"):
        stated = others.pop("sponsors", ())  # on the top level it is often a theme's own short name for the logo
        others["sponsors"] = tuple(_longer(one, stated) for one in facts.sponsors)
    facts = replace(facts, **_times(event, post, site), **_texts_of(event, post), **others)
    return replace(facts, talks=_with_speakers(facts.talks, post))


def _longer(sponsor: Fact[str], stated: tuple[Fact[str], ...]) -> Fact[str]:
    """The sponsor under the longer name that front matter gives: "Moosehide" as "Moosehide Software"."""
    return next((one for one in stated if one.value.startswith(f"{sponsor.value} ")), sponsor)


def _with_speakers(talks: tuple[Talk, ...], post: Post) -> tuple[Talk, ...]:
    """The talks with the speakers that front matter lists: the only talk's, or talks that the text says nothing of."""
    talks = tuple(replace(talk, speakers=tuple(_in_full(one, post) for one in talk.speakers)) for talk in talks)
    if talks and not any(talk.title for talk in talks) and _may_be_of_a_talk(post):
        told = max(talks, key=lambda talk: len(talk.abstract.value) if talk.abstract else 0)
        speakers = tuple({speaker.value: speaker for talk in talks for speaker in talk.speakers}.values())
        title = Fact(post.title, 0.7, (Evidence(0, post.body_start, _RULE),))
        talks = (replace(told, title=title, topic=None, speakers=speakers),)
    named = {speaker.value for talk in talks for speaker in talk.speakers}
    if pairs := stated_talks(post.front_matter):
        return _with_titles(talks, pairs, post)
    missing = [name for name in stated_speakers(post.front_matter) if name not in named]
    if not missing or named:
        return talks
    facts = tuple(_fact(name, post, "speakers") for name in missing)
    if len(talks) == 1:
        return (replace(talks[0], speakers=facts),)
    return talks or tuple(Talk(speakers=(fact,)) for fact in facts)


def _with_titles(talks: tuple[Talk, ...], pairs: tuple[tuple[str, str], ...], post: Post) -> tuple[Talk, ...]:
    """The talks that front matter pairs with their speakers, each with the abstract that the text has for it."""
    found: list[Talk] = []
    for name, title in pairs:
        same = [t for t in talks if t.title and fold(t.title.value) == fold(title)]
        same += [t for t in talks if any(speaker.value == name for speaker in t.speakers) and t not in same]
        told = same[0] if same else Talk()
        speakers = (_fact(name, post, "speakers"),)
        found.append(replace(told, title=_fact(title, post, "speakers"), topic=None, speakers=speakers))
    return tuple(found)


def _in_full(speaker: Fact[str], post: Post) -> Fact[str]:
    """The speaker under the name that front matter gives: "Priya" as "Priya Roe", "Ola Lis" as "Aleksandra Lis"."""
    first, _blank, last = speaker.value.partition(" ")
    same = [
        name
        for name in stated_speakers(post.front_matter)
        if (name.endswith(f" {last}") if last else name.startswith(f"{first} "))
    ]
    return replace(speaker, value=same[0]) if len(same) == 1 else speaker


def _may_be_of_a_talk(post: Post) -> bool:
    """True for a post's title that names no meetup, month or number, where one speaker or two are stated."""
    words = lexicon_for("").read(post.title)
    of_meetup = words.hits("kinds.meeting_only", "dates.month", "dates.month_adjective", "kinds.next_meeting")
    few = 0 < len(stated_speakers(post.front_matter)) <= _FEW
    return few and not of_meetup and "#" not in post.title and len(words.words) > _FEW


_FEW: Final = 2


def _times(event: Mapping[str, Any], post: Post, site: Site) -> dict[str, Any]:
    stated: dict[str, Any] = {}
    starts = _start(event, post, site)
    if starts is not None:
        stated["date"] = _fact(starts[0], post, *_STARTS)
        if starts[1] is not None:
            stated["start_time"] = _fact(starts[1], post, *_STARTS)
    elif isinstance(event.get("hour"), time):
        stated["start_time"] = _fact(event["hour"], post, "hour")
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


def _start(event: Mapping[str, Any], post: Post, site: Site) -> tuple[date, time | None] | None:
    """When the meetup begins, as front matter states it: a date of YAML's, or in words, "20 września 2016, 18:00"."""
    written = _first(event, *_STARTS)
    return _moment(written, site) or (_in_words(written, post) if isinstance(written, str) else None)


def _in_words(written: str, post: Post) -> tuple[date, time | None] | None:
    lexicon, published = lexicon_for(""), post.published_at.date()
    words = lexicon.read(written[:_LONGEST])
    days = [
        *day_and_month(words, lexicon, published=published),
        *month_and_day(words, lexicon, published=published),
        *numeric(words, lexicon, published=published),
    ]
    hours = all_hours(words, lexicon)
    return (days[0].value.value, hours[0].value.value if hours else None) if days else None


_LONGEST: Final = 80


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
    for key in (*keys, *(written for field in keys for written in key_of(field))):
        hit = re.search(rf"^[ \t{{,-]*(?:event:[ \t]*\{{.*?)?{key}[ \t]*:.*$", head, re.MULTILINE)
        if hit:
            return Fact(value, 1.0, (Evidence(hit.start(), hit.end(), _RULE),))
    at = max(head.find("event:"), 0)
    return Fact(value, 1.0, (Evidence(at, at + len("event:"), _RULE),))


def states_event(front_matter: Mapping[str, Any]) -> bool:
    """True where front matter describes the meetup under `event:`: then the post is of one, whatever it says."""
    return isinstance(front_matter.get("event"), dict)


def with_stated_day(days: list[Weighed], post: Post, site: Site) -> list[Weighed]:
    """The days of the text, the one that front matter states before all others."""
    moment = _start(event_of(post.front_matter), post, site)
    if moment is None:
        return days
    same = next((one for one in days if one.day == moment[0]), None)
    found = Found(Day(moment[0], year_given=True), 0, len(post.title), _RULE, in_title=True)
    stated = (
        replace(same, weight=_STATED) if same else Weighed(found, _STATED, past=moment[0] < post.published_at.date())
    )
    return [stated, *(one for one in days if one is not same)]


def with_stated_signup(links: list[Signup], post: Post) -> list[Signup]:
    """The text's links for signing up, the one that front matter states before all others."""
    event = event_of(post.front_matter)
    link = next((value for name in _TEXTS["rsvp_url"] if isinstance(value := event.get(name), str)), None)
    if link is None:
        return links
    same = next((one for one in links if one.found.value == link.strip()), None)
    stated = replace(same, weight=_STATED) if same else Signup(Found(link.strip(), 0, 0, _RULE), _STATED)
    return [stated, *(one for one in links if one is not same)]


def states_venue(post: Post) -> bool:
    """True where front matter names the place."""
    return isinstance(_first(event_of(post.front_matter), *_TEXTS["venue"]), str)


_STATED: Final = 8.0
"""Heavier than whatever the text says."""
