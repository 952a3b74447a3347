"""A post's own meetups: the facts put together, one meetup or two."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from bot.posts.document import BlockKind
from bot.posts.model import Fact, MeetupFacts, PostKind
from bot.posts.page import Found, Span
from bot.posts.rules.addresses import streets
from bot.posts.rules.logos import logo
from bot.posts.rules.number import after_meeting, hashed, numbers_in_text, numbers_in_title
from bot.posts.rules.online import online
from bot.posts.rules.sponsors import sponsors
from bot.posts.rules.which_hour import begins_at, start_hours
from bot.posts.rules.which_place import chance_of, likely_places
from bot.posts.rules.whole_place import whole_place

if TYPE_CHECKING:
    from datetime import date, time

    from bot.posts.page import Page
    from bot.posts.rules.events import OwnEvent
    from bot.posts.rules.signup import Signup
    from bot.posts.rules.sponsors import WeighedSponsor
    from bot.posts.rules.which_day import Weighed
    from bot.posts.rules.which_hour import WeighedHour
    from bot.posts.rules.which_place import LikelyPlace

_SURELY_OWN: Final = 0.98
_DATE_AT_LEAST: Final = 2.2
_SIGNUP_AT_LEAST: Final = 1.5


def meetup_of(
    page: Page,
    kind: PostKind,
    days: list[Weighed],
    signups: list[Signup],
    event: OwnEvent | None = None,
    *,
    events: tuple[OwnEvent, ...] = (),
    numbered: bool = True,
) -> MeetupFacts:
    """The facts of the post's meetup, or of `event`, one of several `events`; its talks are another room's.

    `numbered` is False for a part of a post that tells of several meetups: the title's number is hardly its own.
    """
    told = [one.found for one in days if not one.found.in_title]
    if event is not None:
        days = _of_event(days, event)
        signups = [s for s in signups if event.has(s.found.start)] or signups
    stretch = event.line if event is not None else Span(0, len(page.text))
    chosen = chosen_day(days, kind)
    anchor = chosen.in_body if chosen else None
    hour = _hour(page, anchor, stretch, event)
    roads = streets(page)
    anchors: list[Found[Any]] = [f for f in (anchor, hour.found if hour else None) if f is not None]
    said = [f for f in chosen.mentions if not f.in_title and stretch.start <= f.start < stretch.end] if chosen else []
    near = [*anchors, *(f for f in said if f is not anchor)]
    places = _places(page, near, roads, event, [*anchors, *told])
    on_net = online(page, anchors)
    named_sponsors = [s for s in sponsors(page) if event is None or _is_of(page, s.found, event, events)]
    start, end = _times(page, hour)
    if places and _only_on_net(page, on_net) and places[0].by_rules < _SURELY_THERE:
        places = []
    venue = _chosen_place(places, on_net)
    return MeetupFacts(
        number=_number(page, event) if numbered else _number_of_part(page),
        title=page.fact(Found(page.post.title, 0, len(page.post.title), "title", in_title=True), 0.95),
        date=_date_fact(page, chosen, days),
        start_time=start,
        end_time=end,
        venue=_venue(page, venue, places),
        address=_address(page, roads, [*anchors, *([venue.found] if venue else [])]),
        online=_online(page, on_net, venue.found if venue else None),
        rsvp_url=_signup(page, signups),
        sponsors=_sponsors(page, named_sponsors),
        logo_url=_logo(page, named_sponsors),
        likely_venues=_likely_venues(page, places),
        previous_date=_previous(page, kind, chosen, days),
    )


def _sponsors(page: Page, named: list[WeighedSponsor]) -> tuple[Fact[str], ...]:
    return tuple(
        page.fact(_as(s.found, s.found.value.name), 0.95 if s.weight >= 1.5 else 0.75)  # noqa: PLR2004
        for s in named
    )


def _chosen_place(places: list[LikelyPlace], on_net: Found[bool] | None) -> LikelyPlace | None:
    least = 0.0 if on_net is None else _BESIDE_NET
    return places[0] if places and places[0].weight > least else None


def _places(
    page: Page, near: list[Found[Any]], roads: list[Found[str]], event: OwnEvent | None, of_all: list[Found[Any]]
) -> list[LikelyPlace]:
    """What may be the venue: in the event's own stretch, where the post has several; else in the whole post."""
    if event is None:
        return likely_places(page, near, roads)
    for anchors, within in ((near, event.has), (near, _anywhere), (of_all, _anywhere)):
        places = likely_places(page, anchors, roads, within)
        if places and places[0].weight > 0:
            return places
    return []


def _anywhere(_place: int) -> bool:
    return True


def _hour(page: Page, anchor: Found[Any] | None, stretch: Span, event: OwnEvent | None) -> WeighedHour | None:
    """The hour at which the meetup begins, as its stretch says, or what is said of all of them: "Oba o 18:00"."""
    hour = begins_at(start_hours(page, anchor, stretch))
    return begins_at(start_hours(page, anchor, event.shared)) if hour is None and event is not None else hour


def _times(page: Page, hour: WeighedHour | None) -> tuple[Fact[time] | None, Fact[time] | None]:
    """When it begins and when it ends."""
    if hour is None:
        return None, None
    told = hour.found.value
    start = page.fact(_as(hour.found, told.value), _surety(hour.weight, 1.2))
    return start, None if told.end is None else page.fact(_as(hour.found, told.end), 0.8)


def _is_of(page: Page, found: Found[Any], event: OwnEvent, events: tuple[OwnEvent, ...]) -> bool:
    """False for who feeds another of the post's meetups alone."""
    if event.has(found.start) or not any(other.has(found.start) for other in events):
        return True
    return page.words.any(*page.block_at(found.start), "sponsors.of_all")


def capped(facts: MeetupFacts, own: float) -> MeetupFacts:
    """The facts no surer than it is that the post speaks of an own meetup at all."""
    if own >= _SURELY_OWN:
        return facts
    lowered: dict[str, Any] = {
        field.name: tuple(_lowered(one, own) if isinstance(one, Fact) else one for one in value)
        if isinstance(value := getattr(facts, field.name), tuple)
        else _lowered(value, own)
        for field in fields(facts)
    }
    return MeetupFacts(**lowered)


def _lowered(fact: Fact[Any] | None, own: float) -> Fact[Any] | None:
    return replace(fact, confidence=round(min(fact.confidence, own), 3)) if fact is not None else None


def chosen_day(days: list[Weighed], kind: PostKind) -> Weighed | None:
    """The date that is the meetup's. A cancellation names the one that will not be."""
    able = [w for w in days if not w.instead or kind is PostKind.CANCELLATION]
    return (
        able[0] if able and able[0].weight >= (_DATE_AT_LEAST if kind is not PostKind.CANCELLATION else 1.0) else None
    )


def _of_event(days: list[Weighed], event: OwnEvent) -> list[Weighed]:
    """The dates in the event's own line; where it has none, those that all events share."""
    return [w for w in days if not w.found.in_title and event.has(w.found.start)] or days


def _date_fact(page: Page, chosen: Weighed | None, days: list[Weighed]) -> Fact[date] | None:
    if chosen is None:
        return None
    rival = max((w.weight for w in days if w.day != chosen.day and not w.instead), default=0.0)
    margin = chosen.weight - max(rival, 0.0)
    confidence = _surety(chosen.weight, 3.0) * (0.75 + 0.25 * min(margin / 2.0, 1.0))
    if chosen.agrees is False:
        confidence *= 0.85
    others = [found for found in chosen.mentions if found != chosen.found]
    return page.fact(_as(chosen.found, chosen.day), confidence, *[_as(o, chosen.day) for o in others])


def _previous(page: Page, kind: PostKind, chosen: Weighed | None, days: list[Weighed]) -> Fact[date] | None:
    if kind is PostKind.CANCELLATION and chosen is not None:
        return page.fact(_as(chosen.found, chosen.day), _surety(chosen.weight, 2.0))
    if kind is not PostKind.RESCHEDULE:
        return None
    told = next((w for w in days if w.instead), None) or next(
        (w for w in days if chosen is not None and w.day != chosen.day and w.day < chosen.day), None
    )
    return page.fact(_as(told.found, told.day), 0.85 if told.instead else 0.6) if told else None


def _number(page: Page, event: OwnEvent | None) -> Fact[int] | None:
    """The number as the meetup's own stretch says it, where there are several; else as the title does, or the text."""
    if event is not None:
        own = [one for one in (*numbers_in_text(page), *after_meeting(page.words)) if event.has(one.start)]
        if own:
            return page.fact(own[0], 0.9)
    if in_title := numbers_in_title(page):
        return page.fact(in_title[0], 0.98)
    in_text = numbers_in_text(page)
    return page.fact(in_text[0], 0.85) if in_text else None


def _number_of_part(page: Page) -> Fact[int] | None:
    heads = [block for block in page.blocks if block.kind is BlockKind.HEADING]
    own = [one for one in hashed(page.words) if any(head.start <= one.start < head.end for head in heads)]
    own += [*numbers_in_text(page), *after_meeting(page.words)]
    return page.fact(own[0], 0.9) if own else None


def _venue(page: Page, chosen: LikelyPlace | None, places: list[LikelyPlace]) -> Fact[str] | None:
    if chosen is None:
        return None
    whole = whole_place(page, chosen.found)
    return page.fact(_as(whole, whole.value.name), chance_of(chosen, places))


def _likely_venues(page: Page, places: list[LikelyPlace]) -> tuple[Fact[str], ...]:
    found: dict[str, Fact[str]] = {}
    for place in places[:_LIKELY]:
        whole = whole_place(page, place.found)
        found.setdefault(whole.value.name, page.fact(_as(whole, whole.value.name), _even(place.weight)))
    return tuple(found.values())


def _address(page: Page, roads: list[Found[str]], near: list[Found[Any]]) -> Fact[str] | None:
    """The street nearest to what else is known of the place and time."""
    places = [f.start for f in near if not f.in_title]
    if not roads:
        return None
    best = min(roads, key=lambda s: min((abs(s.start - p) for p in places), default=s.start))
    away = min((abs(best.start - p) for p in places), default=500)
    return page.fact(best, 0.95 if away < 150 else 0.8)  # noqa: PLR2004


def _only_on_net(page: Page, on_net: Found[bool] | None) -> bool:
    """True where the title says online, or the text "wyłącznie online": another place is hardly the meetup's."""
    if on_net is None:
        return False
    if on_net.in_title:
        return bool(page.title_words.hits("places.net_title"))
    return page.words.any(*page.sentence_at(on_net.start), "places.net_only")


_SURELY_THERE: Final = 5.5
_BESIDE_NET: Final = 1.5
"""What must speak for a place where the post names one on the net."""
_LIKELY: Final = 8
"""Names that are kept for a look at where the group is known to meet."""


def _online(page: Page, on_net: Found[bool] | None, venue: Found[Any] | None) -> Fact[bool] | None:
    if on_net is not None and venue is None:
        return page.fact(on_net, 0.9)
    if venue is not None:
        return page.fact(_as(venue, value=False), 0.85)
    return None


def _signup(page: Page, signups: list[Signup]) -> Fact[str] | None:
    if not signups or signups[0].weight < _SIGNUP_AT_LEAST:
        return None
    best = signups[0]
    return page.fact(best.found, _surety(best.weight, 1.8))


def _logo(page: Page, named: list[WeighedSponsor]) -> Fact[str] | None:
    found = logo(page, [(one.found.value.name, one.found.value.target) for one in named])
    return page.fact(*found) if found else None


def _as(found: Found[Any], value: Any) -> Found[Any]:
    return Found(value, found.start, found.end, found.rule, found.in_title)


def _surety(weight: float, even: float) -> float:
    """A weight as a confidence; at `even` it is one half."""
    return 1 / (1 + math.exp(-1.6 * (weight - even)))


def _even(weight: float) -> float:
    """How likely something is against its contrary, by what speaks for it."""
    return 1 / (1 + math.exp(-weight))
