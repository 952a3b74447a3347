"""Which known meetup a post speaks of: by link, number, date, event page, talks, or the month or weekday it names."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from bot.meetups.talks import same_people
from bot.meetups.words import words
from bot.posts.model import PostKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from bot.meetups.drafts import Draft
    from bot.meetups.mentions import Mention

NUMBER, OLD_DATE, DATE, PAGE, LINK, TALKS, MONTH, WEEKDAY, HOUR, ORDER = (
    100.0,
    90.0,
    80.0,
    70.0,
    60.0,
    40.0,
    30.0,
    25.0,
    10.0,
    5.0,
)
_SEASON: Final = timedelta(days=75)
"""How far from a post a month it names can be, so that "the February meetup" is this year's."""
_SOON: Final = timedelta(days=45)
_RECAPPED: Final = timedelta(days=31)
_JUST_NOW: Final = timedelta(days=7)
_WEEK: Final = timedelta(days=8)
_SAME_NUMBER: Final = timedelta(days=200)
_EVENT_PAGE: Final = re.compile(r"/[^/]*\d{4,}[^/]*(?:[/?#]|$)|[?&](?:id|event)=")
_ALIKE: Final = 90.0
_TELLING_TITLE: Final = 10
_SPECIFIC_NAME: Final = 2


def best_tie(mentions: Sequence[Mention], drafts: Sequence[Draft]) -> Mapping[int, Draft]:
    """The meetup that each mention of one post speaks of, by the mention's index; none for a new meetup.

    Two mentions of one post never speak of the same meetup.
    """
    scored = [(strength(mention, draft), mention, draft) for mention in mentions for draft in drafts]
    scored = [entry for entry in scored if entry[0] > 0]
    scored.sort(key=lambda entry: (-entry[0], entry[1].index, entry[2].key))
    ties: dict[int, Draft] = {}
    for _, mention, draft in scored:
        if mention.index not in ties and not any(draft is taken for taken in ties.values()):
            ties[mention.index] = draft
    for mention in mentions:
        if mention.index not in ties and (implied := _implied(mention, drafts, tuple(ties.values()))) is not None:
            ties[mention.index] = implied
    return ties


def strength(mention: Mention, draft: Draft) -> float:
    """How strongly a post is tied to a meetup; 0 for not at all."""
    evidence = _evidence(mention, draft)
    if evidence is None or not _MAY_TIE[mention.kind](mention, draft, evidence):
        return 0.0
    # Between two equally tied ones the nearer is meant.
    distance = abs((draft.anchor - mention.day).days)
    return sum(evidence) + ORDER / (1 + distance)


def _evidence(mention: Mention, draft: Draft) -> frozenset[float] | None:
    """What ties the two, each kind by its weight; None where something forbids it."""
    facts = mention.facts
    near = abs(draft.anchor - mention.day)
    found: set[float] = set()
    if facts.number is not None and draft.number is not None:
        if facts.number.value != draft.number or near > _SAME_NUMBER:
            return None
        found.add(NUMBER)
    if mention.dates & draft.dates:
        if _another_of_that_day(mention, draft):
            return None
        moved = facts.previous_date is not None and facts.previous_date.value in draft.dates
        found.add(OLD_DATE if moved else DATE)
        if facts.start_time is not None and facts.start_time.value == draft.values.get("start_time"):
            found.add(HOUR)
    if mention.links & draft.paths:
        found.add(LINK)
    if near <= _SEASON:
        found |= _evidence_of_the_season(mention, draft)
    return frozenset(found)


def _evidence_of_the_season(mention: Mention, draft: Draft) -> set[float]:
    """Ties that hold between a post and a meetup of about the same time."""
    found: set[float] = set()
    page = mention.facts.rsvp_url.value if mention.facts.rsvp_url else None
    if page and page == draft.values.get("rsvp_url") and _EVENT_PAGE.search(page):
        found.add(PAGE)
    if _tells_of_same_talks(mention, draft):
        found.add(TALKS)
    if mention.named.months & months_of(draft):
        found.add(MONTH)
    if mention.named.weekday is not None and draft.date is not None:
        ahead = timedelta(0) <= draft.date - mention.day <= _WEEK
        if ahead and draft.date.weekday() == mention.named.weekday:
            found.add(WEEKDAY)
    return found


def months_of(draft: Draft) -> frozenset[int]:
    """The months by which a meetup is known: the one it is named after, else those it was set for."""
    return draft.named.months or frozenset(day.month for day in draft.dates)


def _announcement(mention: Mention, draft: Draft, evidence: frozenset[float]) -> bool:
    """A dated announcement only joins a meetup of another date when it is plainly the same meetup."""
    if NUMBER in evidence or DATE in evidence or OLD_DATE in evidence or PAGE in evidence:
        return True
    if mention.facts.date is None:
        ahead = draft.anchor >= mention.day if draft.date else mention.day - draft.anchor <= _SOON
        return ahead and bool(evidence & {LINK, TALKS, MONTH}) and not _named_otherwise(mention, draft)
    if draft.date is None:
        return TALKS in evidence or LINK in evidence or MONTH in evidence or _month_agrees(mention, draft)
    if draft.called_off:
        return TALKS in evidence or LINK in evidence or _stands_for(mention.facts.date.value, mention, draft)
    return TALKS in evidence and draft.date >= mention.day and _same_title(mention, draft)


def _update(mention: Mention, draft: Draft, evidence: frozenset[float]) -> bool:
    if mention.facts.date is None or draft.date is None or mention.facts.date.value in draft.dates:
        return bool(evidence)
    return bool(evidence - {WEEKDAY, TALKS})


def _any(_mention: Mention, _draft: Draft, evidence: frozenset[float]) -> bool:
    return bool(evidence)


def _cancellation(mention: Mention, draft: Draft, evidence: frozenset[float]) -> bool:
    if mention.dates and draft.date is not None and not mention.dates & draft.dates:
        return bool(evidence & {NUMBER, LINK, PAGE})
    return bool(evidence)


def _recap(mention: Mention, draft: Draft, evidence: frozenset[float]) -> bool:
    # Recaps also link to older posts, and speak of what is to come.
    lately = timedelta(0) <= mention.day - draft.anchor <= _SEASON
    return lately and not draft.called_off and bool(evidence) and not _named_otherwise(mention, draft)


def _never(_mention: Mention, _draft: Draft, _evidence: frozenset[float]) -> bool:
    return False


_MAY_TIE: Final[Mapping[PostKind, Callable[[Mention, Draft, frozenset[float]], bool]]] = {
    PostKind.ANNOUNCEMENT: _announcement,
    PostKind.UPDATE: _update,
    PostKind.RESCHEDULE: _any,
    PostKind.CANCELLATION: _cancellation,
    PostKind.RECAP: _recap,
    PostKind.EXTERNAL: _never,
    PostKind.OTHER: _never,
}


def _implied(mention: Mention, drafts: Sequence[Draft], taken: Sequence[Draft]) -> Draft | None:
    """The meetup that is meant where nothing says which: the coming one, or for a recap the last one."""
    free = [draft for draft in drafts if not any(draft is one for one in taken) and not _numbers_differ(mention, draft)]
    free = [draft for draft in free if not _named_otherwise(mention, draft)]
    if mention.kind is PostKind.RECAP:
        within = _RECAPPED if mention.of_a_meeting else _JUST_NOW
        held = [d for d in free if not d.called_off and timedelta(0) <= mention.day - d.anchor <= within]
        return max(held, key=_when, default=None)
    # A post that names a date of which no meetup is known speaks of an unknown meetup.
    names_unknown_date = mention.facts.date is not None and not mention.calls_for_new_date
    if mention.kind is PostKind.ANNOUNCEMENT or names_unknown_date or mention.facts.previous_date is not None:
        return None
    return _coming(mention, free)


def _coming(mention: Mention, free: Sequence[Draft]) -> Draft | None:
    ahead = [d for d in free if d.date is not None and d.date >= mention.day and not d.called_off]
    if ahead:
        return min(ahead, key=_when)
    recent = [d for d in free if mention.day - d.anchor <= _SOON]
    off = [d for d in recent if d.called_off]
    if mention.calls_for_new_date and off:
        return max(off, key=_when)
    return max((d for d in recent if d.date is None and not d.called_off), key=_when, default=None)


def _when(draft: Draft) -> tuple[date, str]:
    return draft.anchor, draft.key


def _another_of_that_day(mention: Mention, draft: Draft) -> bool:
    """True for a second event of one day: another event page and another hour."""
    facts = mention.facts
    if facts.start_time is None or facts.rsvp_url is None or not _EVENT_PAGE.search(facts.rsvp_url.value):
        return False
    page, start = draft.values.get("rsvp_url"), draft.values.get("start_time")
    return None not in {page, start} and page != facts.rsvp_url.value and start != facts.start_time.value


def _tells_of_same_talks(mention: Mention, draft: Draft) -> bool:
    if _same_title(mention, draft):
        return True
    speakers = [speaker.value for talk in mention.facts.talks for speaker in talk.speakers]
    full = [name for name in speakers if len(words(name)) >= _SPECIFIC_NAME]
    known = [name for talk in draft.talks for name in talk.speakers if len(words(name)) >= _SPECIFIC_NAME]
    return same_people(full, known) and (draft.date is None or draft.date >= mention.day)


def _same_title(mention: Mention, draft: Draft) -> bool:
    new = [" ".join(words(talk.title.value)) for talk in mention.facts.talks if talk.title]
    old = [" ".join(words(title)) for title in (talk.title for talk in draft.talks) if title]
    return any(min(len(a), len(b)) >= _TELLING_TITLE and fuzz.ratio(a, b) >= _ALIKE for a in new for b in old)


def _month_agrees(mention: Mention, draft: Draft) -> bool:
    """A date that fits the month of an undated meetup, or one of a meetup without any name, soon after it."""
    if mention.facts.date is None or mention.day - draft.anchor > _SOON or mention.day < draft.anchor:
        return False
    return not draft.named.months or mention.facts.date.value.month in draft.named.months


def _stands_for(day: date, mention: Mention, draft: Draft) -> bool:
    """True for "the cancelled February meetup takes place on 30 March"."""
    if abs(draft.anchor - mention.day) > _SEASON:
        return False
    named = mention.named_anywhere.months
    return bool(named & months_of(draft)) and day.month not in named


def _named_otherwise(mention: Mention, draft: Draft) -> bool:
    known = months_of(draft)
    return bool(mention.named.months) and bool(known) and not mention.named.months & known


def _numbers_differ(mention: Mention, draft: Draft) -> bool:
    number = mention.facts.number
    return number is not None and draft.number is not None and number.value != draft.number
