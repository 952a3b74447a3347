"""Which name of a post is the meetup's place: what rules found and what labelled posts taught, put together."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.posts.rules.place_candidates import UNRULED, candidates, in_nominative
from bot.posts.rules.place_names import Place, stands_in_nominative, with_kind_in_nominative
from bot.posts.rules.place_signs import place_signs, sentence_signs
from bot.posts.rules.venues import venues
from bot.posts.rules.which_venue import ENOUGH, weighed_venues

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.posts.page import Found, Page, Span
    from bot.posts.rules.which_venue import WeighedPlace

WEIGHTS_FILE: Final = Path(__file__).with_name("place_weights.json")
_BY_RULES: Final = 1.0
"""What one more that the rules say for a place counts beside what was learned."""
_REFUSED: Final = 2.7
"""Against a place that the rules looked at and found wanting; what they say for it counts all the same."""
_HOPELESS: Final = -0.9
"""Where a sentence speaks so much against it, hardly one name in two hundred is the place."""
_TWICE: Final = 2
_NAMED: Final = 12
"""Names that are looked at closely: the likeliest ones."""


@dataclass(frozen=True, slots=True)
class LikelyPlace:
    """A place, how much the rules say for it, and how much speaks for it against no place at all (0 is even)."""

    found: Found[Place]
    by_rules: float
    weight: float


@cache
def place_weights() -> tuple[Mapping[str, float], frozenset[str]]:
    """How much each sign says for a name, as `scripts/learn_places.py` learned it; and the signs themselves."""
    read: dict[str, float] = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    return read, frozenset(read)


def likely_places(
    page: Page,
    anchors: list[Found[Any]],
    addresses: list[Found[str]],
    within: Callable[[int], bool] = lambda _place: True,
) -> list[LikelyPlace]:
    """Every name of the post that begins `within`, likeliest first.

    `anchors` are the meetup's date and hour as they were found, `addresses` the streets.
    """
    learned, known = place_weights()
    by_rules: dict[tuple[int, int], WeighedPlace] = {}
    for place in weighed_venues(page, anchors, addresses):
        by_rules.setdefault((place.found.start, place.found.end), place)

    def hopeful(sentence: Span) -> bool:
        signs = known.intersection(sentence_signs(page, sentence, anchors, addresses))
        return math.fsum(map(learned.__getitem__, signs)) > _HOPELESS

    likely = []
    for one in candidates(page, hopeful):
        if within(one.start) and not _is_of_street(one, addresses):
            signs = set(place_signs(page, one, anchors, addresses)) & known
            ruled = by_rules.get((one.start, one.end))
            rules = ruled.weight if ruled else 0.0
            by = rules if rules > ENOUGH else rules - _REFUSED if ruled else 0.0
            weight = math.fsum(map(learned.__getitem__, signs)) + _BY_RULES * by
            likely.append(LikelyPlace(ruled.found if ruled else one, rules, weight))
    likely.sort(key=lambda place: (-place.weight, place.found.start))
    named = [replace(one, found=_well_named(page, _without_kind(page, one.found, likely))) for one in likely[:_NAMED]]
    return named + likely[_NAMED:]


def chance_of(chosen: LikelyPlace, places: list[LikelyPlace]) -> float:
    """How likely a place is the meetup's, if one of these is or none; a name that is written twice is one place."""
    most = max(chosen.weight, 0.0)
    shares = [(place, math.exp(place.weight - most)) for place in places]
    own = math.fsum(share for place, share in shares if _is_one(place.found, chosen.found))
    return own / (math.exp(-most) + math.fsum(share for _place, share in shares))


def _is_one(one: Found[Place], other: Found[Place]) -> bool:
    """True for two readings of one stretch, and for a name that is written twice."""
    return one.value.name == other.value.name or (one.start < other.end and other.start < one.end)


def _without_kind(page: Page, found: Found[Place], likely: list[LikelyPlace]) -> Found[Place]:
    """The "Tarnina" of "Klub Tarnina", where a rule reads that alone: "klub" says nothing that the name does not."""
    kinds = page.words.between(found.start, found.end, "places.kind")
    if not kinds or kinds[0].start != found.start or kinds[0].value != "plain":
        return found
    inner = (one.found for one in likely if one.found.end == found.end and one.found.start > found.start)
    return next((one for one in inner if one.rule not in UNRULED), found)


def _well_named(page: Page, found: Found[Place]) -> Found[Place]:
    """The place by the name that the post has for it in the nominative, where it has one."""
    found = _as_rules_read(page, found)
    written, name = page.text[found.start : found.end], found.value.name
    if written == name:
        place = with_kind_in_nominative(name, page.lexicon) or _as_named_elsewhere(page, name)
        return replace(found, value=place) if place is not None else found
    if page.text.count(written) >= _TWICE and stands_in_nominative(written):
        return replace(found, value=Place(written))  # "w biurze Wodnik Labs. Pizza: Wodnik Labs"
    return found


def _as_named_elsewhere(page: Page, name: str) -> Place | None:
    """The "Kodalia" of "w biurze Kodalii", where the post has that word, too."""
    if " " in name or not name.endswith(("i", "y")):
        return None
    forms = (f"{name[:-1]}a", f"{name}a")
    return next((Place(form) for form in forms if re.search(rf"\b{re.escape(form)}\b", page.text)), None)


def _is_of_street(one: Found[Place], addresses: list[Found[str]]) -> bool:
    """True for the "Low Road" of "5 Low Road"."""
    return one.rule in UNRULED and any(a.start <= one.start and one.end <= a.end for a in addresses)


def _as_rules_read(page: Page, found: Found[Place]) -> Found[Place]:
    """A mere name as the rule of places reads it that found the longest stretch around it."""
    if found.rule not in UNRULED:
        return found
    around = [place for place in venues(page) if place.start <= found.start and found.end <= place.end]
    if not around:
        return replace(found, value=in_nominative(page, found))
    return max(around, key=lambda place: place.end - place.start)
