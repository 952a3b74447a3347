"""Which of the places that a post names is the meetup's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.posts.rules.venues import venues

if TYPE_CHECKING:
    from bot.posts.page import Found, Page, Span
    from bot.posts.rules.place_names import Place

_BASE: Final = {
    "labelled_venue": 4.0,
    "host": 2.8,
    "room": 1.2,
    "after_hour": 1.4,
    "after_place_word": 3.0,
    "after_kind": 2.4,
    "after_preposition": 1.2,
}
_NEAR: Final = 60
_SOON_AFTER: Final = 100


@dataclass(frozen=True, slots=True)
class WeighedPlace:
    """A place and how much speaks for its being the venue."""

    found: Found[Place]
    weight: float


def weighed_venues(page: Page, anchors: list[Found[Any]], addresses: list[Found[str]]) -> list[WeighedPlace]:
    """Places that may be the venue, heaviest first. `anchors` are the meetup's date and hour as they were found."""
    weighed = [WeighedPlace(found, _weigh(found, page, anchors, addresses)) for found in venues(page)]
    return sorted((w for w in weighed if w.weight > 2.0), key=lambda w: (-w.weight, w.found.start))  # noqa: PLR2004


def _weigh(found: Found[Place], page: Page, anchors: list[Found[Any]], addresses: list[Found[str]]) -> float:
    words = page.words
    sentence = page.sentence_at(found.start)
    weight = _BASE[found.rule] if found.value.sure else _BASE[found.rule] - 0.4
    with_anchor = [a for a in anchors if not a.in_title and sentence.start <= a.start < sentence.end]
    weight += 1.2 if with_anchor else 0.0
    if any(_apart(a, found) <= _NEAR for a in anchors if not a.in_title):
        weight += 0.6
    if words.any(*sentence, "kinds.next_meeting"):
        weight += 0.8
    elif words.any(*sentence, "kinds.meeting"):
        weight += 0.5
    if found.rule != "room" and any(0 <= a.start - found.end <= 12 for a in addresses):  # noqa: PLR2004 -- "przy ul."
        weight += 1.5
    if words.any(max(0, found.start - 60), found.start, "places.place_word"):
        weight += 0.8
    there = words.any(max(sentence.start, found.start - 30), found.start, "places.we_are_there")
    weight += 1.0 if there else 0.0
    if not (with_anchor or there) and not _is_told(found, page, sentence, anchors, addresses):
        weight -= 1.5
    if words.any(*sentence, "kinds.past"):
        weight -= 1.0
    if words.any(*sentence, "kinds.external_event"):
        weight -= 1.0
    if words.any(*sentence, "sponsors.prize"):
        weight -= 1.0
    return weight + 0.6 * (1 - found.start / max(len(page.text), 1))


def _is_told(
    found: Found[Place], page: Page, sentence: Span, anchors: list[Found[Any]], addresses: list[Found[str]]
) -> bool:
    """True where something beside the name says that it is where people meet."""
    if found.rule in {"labelled_venue", "after_place_word", "host"}:
        return True
    if found.rule != "room" and any(0 <= a.start - found.end <= 4 for a in addresses):  # noqa: PLR2004 -- ", ul."
        return True
    return any(_apart(a, found) <= _SOON_AFTER for a in anchors if not a.in_title) or page.words.any(
        *sentence, "kinds.meeting", "kinds.next_meeting", "kinds.future", "places.place_word"
    )


def _apart(one: Found[Any], other: Found[Any]) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
