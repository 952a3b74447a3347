"""What is odd about a post: stable codes, a sentence each, and the line it is about."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from bot.i18n import _
from bot.posts.bad_links import bad_links
from bot.posts.model import PostKind, Warning  # noqa: A004 -- the field's word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.posts.model import Fact, MeetupFacts
    from bot.posts.page import Page
    from bot.posts.rules.which_day import Weighed


class Severity(StrEnum):
    """What follows from a warning; the names are those of GitHub's annotations."""

    ERROR = "error"
    """Readers are misled, or the post is not read at all."""
    WARNING = "warning"
    """Readers miss something that they will ask for."""
    NOTICE = "notice"
    """It could be better."""


NO_VENUE: Final = "no-venue"
_SEVERITIES: Final = {
    "broken-config": Severity.ERROR,
    "broken-post": Severity.ERROR,
    "malformed-link": Severity.ERROR,
    "weekday-disagrees": Severity.ERROR,
    "talk-without-abstract": Severity.NOTICE,
}
_WEEKDAYS: Final = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
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
    return tuple({(one.code, one.line, str(one.values)): one for one in found}.values())


def severity_of(code: str) -> Severity:
    """How much a warning matters."""
    return _SEVERITIES.get(code, Severity.WARNING)


def matters(code: str) -> bool:
    """True for what readers will stumble over; False for what could merely be better."""
    return severity_of(code) is not Severity.NOTICE


def _of_meetup(page: Page, kind: PostKind, meetup: MeetupFacts) -> Iterator[Warning]:
    if kind not in _DATED:
        return
    if meetup.date is None and kind is not PostKind.UPDATE:
        yield _warning("no-date", _("The post names no date for the meetup."))
    if kind is not PostKind.ANNOUNCEMENT:
        return
    if meetup.rsvp_url is None:
        yield _warning("no-rsvp", _("The post gives no link to sign up."))
    if meetup.venue is None and not (meetup.online and meetup.online.value):
        yield _warning(NO_VENUE, _("The post does not say where the meetup is."))
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
    slip = said.found.value.slip
    if said.agrees is False or slip is not None:
        day = slip or day
        yield _warning(
            "weekday-disagrees",
            _("{date} is a {weekday}; the post names another day of the week."),
            line=line,
            date=day,
            weekday=_WEEKDAYS[day.weekday()],
        )
    assumed = not said.found.value.year_given and said.agrees is None
    if assumed and abs((day - page.published).days) > _SOON:
        yield _warning("ambiguous-year", _("The date {date} is written without its year."), line=line, date=day)
    named = {hit.value for hit in page.title_words.hits("dates.month", "dates.month_adjective")}
    if named and day.month not in named and kind in _DATED:
        yield _warning("title-month-disagrees", _("The title names another month than {date}."), line=line, date=day)


def _links(page: Page) -> Iterator[Warning]:
    for bad in bad_links(page):
        said = _("The address {link} is malformed.")
        if bad.shown:
            said = _("{link} is shown as text; there is a blank in it that keeps it from being a link.")
        yield _warning("malformed-link", said, line=_line_at(page, bad.place), link=bad.written[:200])


def _warning(code: str, message: str, *, line: int | None = None, **values: object) -> Warning:
    return Warning(code, message, MappingProxyType(values), line)


def _line(page: Page, fact: Fact[Any]) -> int | None:
    return _line_at(page, fact.evidence[0].start) if fact.evidence else None


def _line_at(page: Page, place: int) -> int:
    return page.post.source.count("\n", 0, place) + 1
