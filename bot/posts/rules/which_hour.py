"""Which of a post's hours the meetup begins at: not the pre-party, the break or the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time
from typing import TYPE_CHECKING, Any, Final

from bot.posts.page import Found, Span
from bot.posts.rules.given_up import is_void
from bot.posts.rules.hours import Hour
from bot.posts.rules.times import all_hours

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit
    from bot.posts.page import Page

_CLAUSE: Final = re.compile(r"[,;()\n\u2600-\u27bf\U0001f300-\U0001faff]|[.!?]\s|\s[-–—]\s")
_KEEPS: Final = ",() .\n"
"""Right before an hour these part nothing: "Start: (19:00"."""
_DASH: Final = re.compile(r"\s?[-–—:]\s?")
_ASIDE: Final = re.compile(r"\s\([^()\d\n:]{3,40}\)[,;]?\s")
_BRACKETS: Final = re.compile(r"\s?\(([^()\d\n:]{2,24})\)")
_OWN_BRACKETS: Final = re.compile(r"\s?\([^()\d\n:]{2,40}\)[,;]?\s")
_WITH: Final = re.compile(r",?\s(?:with|including|incl\.?|plus|z|ze|w tym)\s")
_LEFT: Final = 60
_RIGHT: Final = 45
_MOST: Final = 100
_EARLIEST: Final = 8
_EARLIEST_OF_ALL: Final = 6
"""Of a breakfast, told with its end: "from 07h15 until 09h00"."""
_BRIEF: Final = 14
_OPENS: Final = 0.8
_DOORS: Final = 2.0
_AT_LEAST: Final = 1.2
_ONLY_ONE: Final = 0.9
_FROM_DOORS: Final = 3.5
"""What an hour weighs more that is the start and not that of the doors."""
_SOON: Final = 45
"""Minutes between people's coming and the beginning, where nothing else tells the two."""
_MARKER: Final = 3
_CLOCK_FACE: Final = re.compile("[⏰⏱🕐-🕧🗓📅]")


@dataclass(frozen=True, slots=True)
class WeighedHour:
    """An hour and how much speaks for its being the start."""

    found: Found[Hour]
    weight: float
    role: str | None = None
    """What the words beside it say of it: "start", "before", "after"; None where they say nothing."""


def start_hours(page: Page, day: Found[Any] | None, stretch: Span) -> list[WeighedHour]:
    """The hours in a stretch of the text, the likeliest start first; `day` is the meetup's date as it was found."""
    hours = [f for f in all_hours(page.words, page.lexicon)[:_MOST] if stretch.start <= f.start < stretch.end]
    hours = [f for f in hours if not is_void(f, page)]
    weighed = [_weigh(at, hours, page, day) for at in range(len(hours))]
    weighed += _told_after(weighed, page, stretch)
    gathers = [_only_gathers(at, weighed, page) for at in range(len(weighed))]
    weighed = [
        replace(hour, weight=hour.weight - _FROM_DOORS, role="before") if only else hour
        for hour, only in zip(weighed, gathers, strict=True)
    ]
    if _is_agenda(hours, page) and (opening := _opening_row(weighed, page)) is not None:
        weighed[opening] = replace(weighed[opening], weight=weighed[opening].weight + _OPENS)
    return sorted(weighed, key=lambda w: (-w.weight, w.found.value.value if w.weight <= 1 else w.found.start))


def begins_at(hours: list[WeighedHour]) -> WeighedHour | None:
    """The hour at which the meetup begins; that of the doors, where no other is told at all."""
    if not hours:
        return None
    rivals = sum(one.weight > 0 for one in hours)
    if hours[0].weight >= (_AT_LEAST if rivals > 1 else _ONLY_ONE):
        return hours[0]
    doors = [one for one in hours if one.role == "before"]
    alone = len(doors) == len(hours) and doors[0].weight + _DOORS >= _ONLY_ONE
    return doors[0] if alone else None


def _weigh(at: int, hours: list[Found[Hour]], page: Page, day: Found[Any] | None) -> WeighedHour:
    found = hours[at]
    sentence = page.sentence_at(found.start)
    floor = hours[at - 1].end if at else 0
    ceiling = hours[at + 1].start if at + 1 < len(hours) else len(page.text)
    if floor and _OWN_BRACKETS.fullmatch(page.text, floor, found.start):
        floor = found.start  # "18:00 (pizza), 18:30 (talks)"
    left = _left(found, page, max(floor, found.start - _LEFT, 0))
    weight = 1.0 if found.value.value.hour >= (_EARLIEST if found.value.end is None else _EARLIEST_OF_ALL) else -1.0
    role = "before" if _gathers(at, hours, page) or _is_for_gathering(at, hours, page) else _role(page, *left)
    if role is None and _is_served(found, page):
        role = "before"
    if role is None or role == "start":
        right = _right(found, page, min(ceiling, found.end + _RIGHT))
        beyond = _role(page, *right, first=True)
        if beyond is not None and (role is None or beyond == "before"):
            claimed = at + 1 < len(hours) and right[1] >= ceiling - 1 and _introduced(page, hours[at + 1])
            role = role if claimed else beyond
    if role == "before" and page.text[found.start - 2 : found.start] == ", ":
        right = _right(found, page, min(ceiling, found.end + _RIGHT))
        role = "start" if _role(page, *right, first=True) == "start" else role  # "6:00 food, 6:30 talks"
    weight += {"start": 1.5, "before": -_DOORS, "after": -1.8, None: 0.0}[role]
    weight += _with_day(found, page, sentence, day)
    if page.words.any(max(0, found.start - 25), found.start, "times.label") or _CLOCK_FACE.search(
        page.text, max(0, found.start - 4), found.start
    ):
        weight += 0.8
    if _is_another_matter(found, page, sentence):
        weight -= 2.0
    if page.words.any(*sentence, "dates.habit"):
        weight -= 0.3
    if page.words.any(*sentence, "kinds.past", "kinds.external_event"):
        weight -= 0.8
    return WeighedHour(found, weight + 0.2 * (1 - found.start / max(len(page.text), 1)), role)


def _told_after(weighed: list[WeighedHour], page: Page, stretch: Span) -> list[WeighedHour]:
    """Hours told by that of the doors: "drzwi o 17:30, prelekcja pół godziny później", "talks an hour later"."""
    found: list[WeighedHour] = []
    for later in page.words.between(*stretch, "times.later"):
        doors = [w for w in weighed if w.role == "before" and 0 <= later.start - w.found.end <= 2 * _LEFT]
        clauses = list(_CLAUSE.finditer(page.text, doors[-1].found.end, later.start)) if doors else []
        if clauses and _role(page, clauses[-1].end(), later.start) == "start":
            first = doors[-1].found.value.value
            at = first.hour * 60 + first.minute + later.value
            hour = Found(Hour(time(at // 60 % 24, at % 60)), later.start, later.end, "told_after")
            found.append(WeighedHour(hour, doors[-1].weight + _FROM_DOORS, "start"))
    return found


def _only_gathers(at: int, weighed: list[WeighedHour], page: Page) -> bool:
    """True for the 18:30 of "spotykamy się od 18:30, start wykładów o 19:00", "meet at 6:30, we begin at 7"."""
    if at + 1 >= len(weighed) or weighed[at].role not in {None, "start"} or weighed[at + 1].role != "start":
        return False
    comes, begins = weighed[at].found, weighed[at + 1].found
    away = begins.value.value.hour * 60 + begins.value.value.minute
    away -= comes.value.value.hour * 60 + comes.value.value.minute
    between = begins.start - comes.end
    if not 0 < away <= _SOON or between > 2 * _LEFT or comes.value.end is not None:
        return False
    if _is_led_in(comes, page, "times.from"):
        return True
    if between > _LEFT:
        return False
    beside = Span(comes.end, min(begins.end + _RIGHT, page.sentence_at(begins.start).end))
    near = max(page.sentence_at(comes.start).start, comes.start - _LEFT)
    return page.words.any(*beside, "times.begins") and not page.words.any(near, comes.start, "times.begins")


def _is_led_in(found: Found[Hour], page: Page, name: str) -> bool:
    before = page.words.at(found.start) - 1
    return before >= 0 and page.lexicon.matches(name, page.words.words[before].text)


def _opening_row(weighed: list[WeighedHour], page: Page) -> int | None:
    """The agenda's first row that is more than people coming in: "18:15 Powitanie" after "17:45 Rejestracja"."""
    for at, hour in enumerate(weighed):
        if hour.role != "before" and _begins_a_line(hour.found, page):
            return at
    return None


def _is_another_matter(found: Found[Hour], page: Page, sentence: Span) -> bool:
    """True for "zajęta do godziny 20", "not at 7", "zapisy otwieramy o 20:00": nothing begins, or signing up does."""
    before = page.words.at(found.start)
    lead = page.words.words[max(0, before - 2)].start if before else 0
    if page.words.any(max(sentence.start, lead), found.start, "times.until", "times.not_then"):
        return found.value.end is None
    opening = max(sentence.start, found.start - _LEFT)
    return page.words.any(opening, found.start, "rsvp.signup") and page.words.any(opening, found.start, "rsvp.opens")


def _is_agenda(hours: list[Found[Hour]], page: Page) -> bool:
    """True where three hours or more each begin a line of their own."""
    lines = {page.block_at(hour.start).start: hour.start for hour in hours[:_MOST]}
    return sum(start - block <= _MARKER for block, start in lines.items()) > 2 or _in_lines(hours, page) > 2  # noqa: PLR2004


def _in_lines(hours: list[Found[Hour]], page: Page) -> int:
    return sum(_begins_a_line(hour, page) for hour in hours[:_MOST])


def _begins_a_line(hour: Found[Hour], page: Page) -> bool:
    near = max(0, hour.start - _MARKER - 1)
    line = page.lines.rfind("\n", near, hour.start) + 1
    return (line > near or not near) and not page.lines[max(line, near) : hour.start].strip(" *:–-|")


def _gathers(at: int, hours: list[Found[Hour]], page: Page) -> bool:
    """True for the 18:30 of "18:30 for 19:00": people come then, and it begins later."""
    if at + 1 >= len(hours) or hours[at + 1].start - hours[at].end > _BRIEF:
        return False
    return page.words.any(hours[at].end, hours[at + 1].start, "times.gathering_for")


def _is_for_gathering(at: int, hours: list[Found[Hour]], page: Page) -> bool:
    """True for "6:30 pm (food and networking), presentation begins 7:00 pm"."""
    aside = _ASIDE.match(page.text, hours[at].end)
    if aside is None or at + 1 >= len(hours) or hours[at + 1].start - aside.end() > _LEFT:
        return False
    return page.words.any(*aside.span(), "times.before")


def _with_day(found: Found[Hour], page: Page, sentence: Span, day: Found[Any] | None) -> float:
    """What it weighs that the meetup's date stands beside it, or that the sentence speaks of the meetup."""
    weight = 0.0
    if day is not None and not day.in_title:
        gap = max(day.start - found.end, found.start - day.end, 0)
        if sentence.start <= day.start < sentence.end:
            weight += 1.2
        if gap <= _LEFT:
            weight += 1.0 - gap / _LEFT
    if page.words.any(*sentence, "kinds.next_meeting", "kinds.meeting_only"):
        weight += 0.6
    return weight


def _left(found: Found[Hour], page: Page, floor: int) -> tuple[int, int]:
    """The words before an hour that belong to it: to the clause's beginning."""
    start = floor
    if page.lines[found.end : found.end + _LEFT].lstrip(" \t")[:1].strip() and _begins_a_line(found, page):
        return found.start, found.start  # a row of an agenda says behind its hour what is then
    another = floor > max(found.start - _LEFT, 0)  # "18:00 pizza, o 19:00" says of the second hour what stands behind
    for stop in _CLAUSE.finditer(page.text, floor, found.start):
        led_in = len(page.text[stop.end() : found.start].strip(" *"))
        if led_in > _MARKER or (led_in and another) or stop[0][0] not in _KEEPS:
            start = stop.end()
    return max(start, page.sentence_at(found.start).start), found.start


def _is_served(found: Found[Hour], page: Page) -> bool:
    """True for a row of an agenda that tells what there is to eat: "18:00 Buffet"."""
    at = page.words.at(found.end)
    if at >= len(page.words.words) or not _begins_a_line(found, page):
        return False
    word = page.words.words[at]
    near = word.start - found.end <= _MARKER + 1
    return near and any(hit.start == word.start for hit in page.words.between(word.start, word.end, "sponsors.fare"))


def _right(found: Found[Hour], page: Page, ceiling: int) -> tuple[int, int]:
    if found.value.end is not None and _WITH.match(page.text, found.end):
        return found.end, found.end  # "10:00 - 16:00 with a lunch break"
    if (brackets := _BRACKETS.match(page.text, found.end)) is not None:
        return brackets.span(1)
    if _begins_a_line(found, page):
        line = page.lines.find("\n", found.end)
        return found.end, min(ceiling, line if line >= 0 else ceiling)
    dash = _DASH.match(page.text, found.end)
    start = dash.end() if dash else found.end
    stop = _CLAUSE.search(page.text, start, ceiling) if start < ceiling else None
    return start, stop.start() if stop else ceiling


def _role(page: Page, start: int, end: int, *, first: bool = False) -> str | None:
    """What the words nearest to the hour say begins then: the last ones before it, the `first` ones behind it."""
    told = [
        (hit.start, hit.end, role)
        for role in ("start", "before", "after")
        for hit in page.words.between(start, end, f"times.{role}")
        if role != "before" or not _is_of_a_new_hour(page, hit)
    ]
    if not told:
        return None
    told = [one for one in told if not any(_holds(other, one) for other in told)]
    if first:
        _start, end, nearest = min(told)
        # "18:30: welcome with sandwiches": what people are welcomed to is the food.
        served = any(role == "before" and 0 <= place - end <= _WHOSE for place, _end, role in told)
        return "before" if nearest == "start" and served else nearest
    place, _end, nearest = max(told)
    # "Registration starts at six": what starts is the registration.
    whose = [role for _start, last, role in told if role != "start" and 0 <= place - last <= _WHOSE]
    return whose[0] if nearest == "start" and whose else nearest


def _is_of_a_new_hour(page: Page, early: Hit) -> bool:
    """True for the "wcześniej" of "zaczynamy pół godziny wcześniej, o 18:00": nobody gathers then."""
    shifted = page.words.between(early.start - _LEFT // 2, early.end + _LEFT // 2, "times.shifted")
    if not any(hit.start <= early.start < hit.end for hit in shifted):
        return False
    return page.words.any(early.start - _LEFT, early.start, "times.begins", *_MOVING)


def _holds(longer: tuple[int, int, str], one: tuple[int, int, str]) -> bool:
    """True for "otwarcie drzwi" and "otwarcie"."""
    return longer[0] <= one[0] and one[1] <= longer[1] and longer[:2] != one[:2]


_MOVING: Final = ("kinds.move", "kinds.move_verb")
_WHOSE: Final = 6


def _introduced(page: Page, hour: Found[Hour]) -> bool:
    return _is_led_in(hour, page, "times.at") or _is_led_in(hour, page, "times.from")
