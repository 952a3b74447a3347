"""What is odd about a post: stable codes, a sentence each, and the line it is about."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bot.i18n import _
from bot.posts.model import PostKind, Warning  # noqa: A004 -- the field's word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.posts.model import Fact, MeetupFacts
    from bot.posts.page import Page
    from bot.posts.rules.which_day import Weighed

_LOOKED_AT: Final = 500
_GLUED: Final = re.compile(
    r"\w(?<!/)https?:/|^https?:/{1,2}https?:|^(?:htp|htps|hhttps?|ttps?|htttps?):", re.IGNORECASE
)
_SOON: Final = 180
"""Days from the publish date beyond which a date without a year may mean another year."""
_DATED: Final = frozenset((PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE))


def warnings_of(
    page: Page, kind: PostKind, meetups: Sequence[MeetupFacts], days: Sequence[Weighed]
) -> tuple[Warning, ...]:
    """The post's own warnings (of its front matter) and those that reading adds."""
    found: list[Warning] = [*page.post.warnings, *_links(page)]
    for meetup in meetups:
        found += _of_meetup(page, kind, meetup)
        found += _of_date(page, kind, meetup, days)
    return tuple(found)


def _of_meetup(page: Page, kind: PostKind, meetup: MeetupFacts) -> Iterator[Warning]:
    if kind not in _DATED:
        return
    if meetup.date is None:
        yield _warning("no-date", _("The post names no date for the meetup."))
    if kind is not PostKind.ANNOUNCEMENT:
        return
    if meetup.rsvp_url is None:
        yield _warning("no-rsvp", _("The post gives no link to sign up."))
    if meetup.venue is None and not (meetup.online and meetup.online.value):
        yield _warning("no-venue", _("The post does not say where the meetup is."))
    for talk in meetup.talks:
        if talk.abstract is None and (name := talk.title or talk.topic) is not None:
            yield _warning(
                "talk-without-abstract",
                _("The talk “{talk}” has no abstract."),
                line=_line(page, name),
                talk=name.value,
            )


def _of_date(page: Page, kind: PostKind, meetup: MeetupFacts, days: Sequence[Weighed]) -> Iterator[Warning]:
    if meetup.date is None:
        return
    day = meetup.date.value
    line = _line(page, meetup.date)
    said = next((w for w in days if w.day == day), None)
    if (day - page.published).days < 0 and kind in _DATED:
        yield _warning("date-in-the-past", _("The date {date} lies before the post's own."), line=line, date=day)
    if said is None:
        return
    if said.agrees is False:
        yield _warning("weekday-disagrees", _("{date} is not on the weekday that the post names."), line=line, date=day)
    assumed = not said.found.value.year_given and said.agrees is None
    if assumed and abs((day - page.published).days) > _SOON:
        yield _warning("ambiguous-year", _("The date {date} is written without its year."), line=line, date=day)
    named = {hit.value for hit in page.title_words.hits("dates.month", "dates.month_adjective")}
    if named and day.month not in named and kind in _DATED:
        yield _warning("title-month-disagrees", _("The title names another month than {date}."), line=line, date=day)


def _links(page: Page) -> Iterator[Warning]:
    targets = [(link.target, link.start, link.end) for link in page.links]
    targets += [(mark.target, mark.start, mark.end) for mark in page.images if mark.target]
    for target, start, end in targets:
        if _malformed(target):
            at = page.document.source_span(start, max(end, start))[0]
            yield _warning(
                "malformed-link", _("The address {link} is malformed."), line=_line_at(page, at), link=target[:200]
            )


def _malformed(target: str) -> bool:
    """True for "6https://…", "http://https://…", a bad port, an address without a host."""
    if _GLUED.search(target[:_LOOKED_AT]):
        return True
    try:
        parts = urlsplit(target)
        parts.port  # noqa: B018 -- raises for a bad one
    except ValueError:
        return True
    return parts.scheme in {"http", "https"} and (not parts.hostname or " " in parts.netloc)


def _warning(code: str, message: str, *, line: int | None = None, **values: object) -> Warning:
    return Warning(code, message, MappingProxyType(values), line)


def _line(page: Page, fact: Fact[Any]) -> int | None:
    return _line_at(page, fact.evidence[0].start) if fact.evidence else None


def _line_at(page: Page, place: int) -> int:
    return page.post.source.count("\n", 0, place) + 1
