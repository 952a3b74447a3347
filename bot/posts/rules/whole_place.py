"""A building with the school that it belongs to, where a post names both: "Telford Tower, University of Kelso"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found, Span
from bot.posts.rules.place_names import Place, place_name_at
from bot.posts.rules.venues import venues

if TYPE_CHECKING:
    from bot.posts.page import Page

_THEN: Final = re.compile(
    r",\s(?:(?:in|at)\s)?(?:the\s)?(?:(?:building|budynek|bud\.|gmach)\s)?|\s\(|\s(?:at|of|in)\s(?:the\s)?"
)
_LONGEST: Final = 100
"""Characters that Discord shows of an event's place."""


def whole_place(page: Page, found: Found[Place]) -> Found[Place]:
    """The place with the building or the school that is named right before or behind it; as found where none is."""
    return _joined(page, found, _behind(page, found)) or _joined(page, _before(page, found), found) or found


def _joined(page: Page, first: Found[Place] | None, second: Found[Place] | None) -> Found[Place] | None:
    """One place of two, where one at least is a school or the like, and neither says what the other does."""
    if first is None or second is None:
        return None
    name = f"{first.value.name}, {second.value.name}"
    schools = [page.words.any(one.start, one.end, "places.institution") for one in (first, second)]
    houses = [_is_house(page, one) for one in (first, second)]
    same = first.value.name in second.value.name or second.value.name in first.value.name
    if len(name) > _LONGEST or same or not any(schools) or not all(map(max, schools, houses)):
        return None
    sure = first.value.sure and second.value.sure
    return replace(first, value=Place(name, sure=sure), end=second.end)


def _is_house(page: Page, found: Found[Place]) -> bool:
    """True for what ends in the word for a building, or begins with it."""
    kinds = page.words.between(found.start, found.end, "places.kind", "places.kind_after")
    return any(hit.end == found.end or (hit.start == found.start and hit.value != "room") for hit in kinds)


def _behind(page: Page, found: Found[Place]) -> Found[Place] | None:
    gap = _THEN.match(page.text, found.end)
    if gap is None:
        return None
    known = [one for one in venues(page) if one.start == gap.end() and one.rule != "room"]
    if known:
        return max(known, key=lambda one: one.end)
    name = place_name_at(page, gap.end())
    return None if name is None else Found(Place(page.text[name.start : name.end]), name.start, name.end, found.rule)


def _before(page: Page, found: Found[Place]) -> Found[Place] | None:
    known = (one for one in venues(page) if one.rule != "room" and one.end < found.start)
    near = [one for one in known if _THEN.fullmatch(page.text, *Span(one.end, found.start))]
    return max(near, key=lambda one: one.end - one.start, default=None)
