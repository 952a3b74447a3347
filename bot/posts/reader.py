"""Reading a post: its kind, the own meetups it speaks of, and what is odd about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.posts.lexicon import lexicon_for
from bot.posts.markup import document_of
from bot.posts.model import MeetupFacts, PostKind, Reading
from bot.posts.page import Page
from bot.posts.rules.events import own_events
from bot.posts.rules.explicit import (
    states_event,
    states_venue,
    with_front_matter,
    with_stated_day,
    with_stated_signup,
)
from bot.posts.rules.kinds import OWN, kind_of
from bot.posts.rules.meetups import capped, meetup_of
from bot.posts.rules.own_talks import talks_of, talks_of_all
from bot.posts.rules.several import parts, with_shared_place
from bot.posts.rules.signup import signups
from bot.posts.rules.venues import venues
from bot.posts.rules.which_day import all_days, by_day
from bot.posts.warn import warnings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.model import Post, Site
    from bot.posts.rules.signup import Signup
    from bot.posts.rules.which_day import Weighed

_SEVERAL: Final = frozenset((PostKind.ANNOUNCEMENT, PostKind.UPDATE))
"""A cancellation or a new date names days that are not to be met on."""


def read_post(post: Post, site: Site) -> Reading:
    """Everything that the post says, each fact with its confidence and the words it was read from. Never raises."""
    page = Page(post, site, document_of(post, site), lexicon_for(site.language))
    days = with_stated_day(by_day(all_days(page)), post, site)
    links = with_stated_signup(signups(page), post)
    found, confidence, own = kind_of(page, days, links, placed=states_venue(post) or bool(venues(page)))
    kind = page.fact(found, confidence)
    meetups: tuple[MeetupFacts, ...] = ()
    if kind.value in OWN or states_event(post.front_matter):
        meetups = tuple(capped(facts, own) for facts in _own_meetups(page, kind.value, days, links))
        if len(meetups) == 1 or states_event(post.front_matter):
            meetups = (with_front_matter(meetups[0], post, site),)
    return Reading(post, kind, meetups, warnings_of(page, kind.value, meetups, days))


def _own_meetups(page: Page, kind: PostKind, days: list[Weighed], links: list[Signup]) -> tuple[MeetupFacts, ...]:
    if kind in _SEVERAL and (apart := parts(page, days)):
        return tuple(_each(apart, kind))
    events = own_events(page, days, links)
    if not events:
        facts = meetup_of(page, kind, days, links)
        return (replace(facts, talks=talks_of_all(page, cancelled=kind is PostKind.CANCELLATION)),)
    return tuple(
        replace(
            meetup_of(page, kind, days, links, event, events=events),
            talks=talks_of(page, event, events),
        )
        for event in events
    )


def _each(apart: tuple[Page, ...], kind: PostKind) -> Iterator[MeetupFacts]:
    earlier: MeetupFacts | None = None
    for page in apart:
        facts = meetup_of(page, kind, by_day(all_days(page)), signups(page), numbered=False)
        earlier = with_shared_place(replace(facts, talks=talks_of_all(page)), page, earlier)
        yield earlier
