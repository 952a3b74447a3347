"""Which of the places that a post names is the meetup's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.posts.page import Span
from bot.posts.rules.kinds_of_place import kinds_in
from bot.posts.rules.venues import venues

if TYPE_CHECKING:
    from bot.posts.page import Found, Page
    from bot.posts.rules.place_names import Place

_BASE: Final = {
    "labelled_venue": 4.0,
    "host": 2.8,
    "at_friends": 2.8,
    "courtesy": 1.6,
    "shut": 2.2,
    "room": 1.2,
    "after_hour": 1.4,
    "after_place_word": 3.0,
    "after_kind": 2.4,
    "after_preposition": 1.2,
    "before_address": 1.8,
    "after_address": 3.0,
}
ENOUGH: Final = 2.0
_CITY_OF_A_HOUSE: Final = 2.5
_ROOM: Final = 1.0
_HOUSE: Final = 3.3
"""What a house weighs that is sure enough to be told instead of a room in it."""
_NEAR: Final = 60
_SOON_AFTER: Final = 100
_WORKS: Final = 45
"""Characters between "pracuje" or "of the" and the place where somebody works."""


@dataclass(frozen=True, slots=True)
class WeighedPlace:
    """A place and how much speaks for its being the venue."""

    found: Found[Place]
    weight: float


def weighed_venues(page: Page, anchors: list[Found[Any]], addresses: list[Found[str]]) -> list[WeighedPlace]:
    """The places that rules found, heaviest first; at ENOUGH one may be the venue.

    `anchors` are the meetup's date and hour as they were found.
    """
    found = venues(page)
    houses = {f.end for f in found if f.rule != "after_preposition"}
    if any(f.rule == "shut" for f in found) and any(_tells(f, page, anchors, addresses) for f in found):
        found = [f for f in found if f.rule != "shut"]  # whoever is shut out meets elsewhere
    weighed = [WeighedPlace(f, _weigh(f, page, anchors, addresses) - _beside(f, page, houses)) for f in found]
    if any(
        w.weight > (ENOUGH if _is_addressed(w.found, addresses) else _HOUSE) and w.found.rule != "room" for w in weighed
    ):
        weighed = [WeighedPlace(w.found, w.weight - _ROOM * (w.found.rule == "room")) for w in weighed]
    return sorted(weighed, key=lambda w: (-w.weight, w.found.start))


def _is_addressed(found: Found[Place], addresses: list[Found[str]]) -> bool:
    """True for a house whose street follows its name; a room of it is less than the house."""
    return found.rule != "room" and any(0 <= a.start - found.end <= 4 for a in addresses)  # noqa: PLR2004 -- ", ul."


def _tells(found: Found[Place], page: Page, anchors: list[Found[Any]], addresses: list[Found[str]]) -> bool:
    return found.rule != "shut" and _weigh(found, page, anchors, addresses) > ENOUGH


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
    weight -= _TALKED_OF if not (with_anchor or there) and _is_talked_of(found, page, sentence) else 0.0
    weight += 1.0 if there else 0.0
    if words.any(max(sentence.start, found.start - _NEAR), found.start, "places.address_is"):
        weight += 1.5
    elif not (with_anchor or there) and not _is_told(found, page, sentence, anchors, addresses):
        weight -= 1.5
    weight -= _not_there(found, page, sentence)
    weight += _by_moving(found, page, sentence) - _of_something_else(found, page, sentence, addresses)
    named = Span(found.start, found.end)
    kinds = [hit.value for hit in kinds_in(page, named) if hit.start == found.start]
    if found.rule == "after_preposition" and kinds:
        weight += -_ROOM if "room" in kinds else 0.6
    return weight + 0.6 * (1 - found.start / max(len(page.text), 1))


def _not_there(found: Found[Place], page: Page, sentence: Span) -> float:
    """What it weighs to be where people will not be, or a room that others are in: "sala 5 jest zajęta"."""
    comma = page.text.rfind(",", sentence.start, found.start)  # "nie na uczelni, a w hotelu"
    if page.words.any(max(sentence.start, comma, found.start - _NOT), found.start, "places.not_there"):
        return _NOT_THERE
    if found.rule in {"after_kind", "after_preposition", "room"} and _is_beside_another(found, page, sentence):
        return _NOT_THERE
    soon = min(found.end + _NEAR, sentence.end)
    return (
        _NOT_THERE / 2
        if found.rule != "shut" and page.words.any(found.end, soon, "places.shut", "places.taken")
        else 0.0
    )


def _is_beside_another(found: Found[Place], page: Page, sentence: Span) -> bool:
    """True for the gallery of "w Koniu obok Galerii Bałtyckiej"."""
    near = page.words.between(max(sentence.start, found.start - _NOT), found.start, "places.beside")
    return bool(near) and page.text[near[-1].end : found.start] in {" ", " the "}


def _is_talked_of(found: Found[Place], page: Page, sentence: Span) -> bool:
    """True for the "Mozilla" of "Jo will talk about Rust at Mozilla"."""
    return found.rule == "after_preposition" and page.words.any(sentence.start, found.start, "talks.speak")


def _by_moving(found: Found[Place], page: Page, sentence: Span) -> float:
    """What it weighs to be where people move to, or where they move from: "we move from the Forge to the Red Lion"."""
    if not page.words.any(*sentence, "places.moving"):
        return 0.0
    before = page.words.words[max(0, page.words.at(found.start) - 3) : page.words.at(found.start)]
    goal = any(page.lexicon.matches("places.goal", word.text) for word in before if word.start >= sentence.start)
    return _MOVED_TO if goal else -_MOVED_FROM


_AFTERWARDS: Final = 3.2
"""Against "po spotkaniu idziemy do Kalogródka": where people go on to."""
_TALKED_OF: Final = 1.0
_NOT: Final = 22
_NOT_THERE: Final = 3.0
"""Against "it isn't in the Turret Room": where people will not be."""
_MOVED_TO: Final = 1.2
_MOVED_FROM: Final = 0.8


def _of_something_else(found: Found[Place], page: Page, sentence: Span, addresses: list[Found[str]]) -> float:
    """What it weighs against a place that the sentence tells of the past, others' events, prizes or somebody's work."""
    against = 0.0
    for matter in ("kinds.past", "kinds.external_event", "sponsors.prize"):
        against += 1.0 if page.words.any(*sentence, matter) else 0.0
    against += (
        _AFTERWARDS
        if page.words.any(max(sentence.start, found.start - _NEAR), found.start, "places.afterwards")
        else 0.0
    )
    addressed = any(0 <= a.start - found.end <= 12 for a in addresses)  # noqa: PLR2004 -- "przy ul."
    return against + (1.5 if not addressed and _is_where_one_works(found, page, sentence) else 0.0)


def _beside(found: Found[Place], page: Page, houses: set[int]) -> float:
    """What it weighs against "Nowym Sączu" that it follows a house: "Wyższa Szkoła Biznesu w Nowym Sączu"."""
    before = page.words.at(found.start) - 1
    if found.rule != "after_preposition" or before < 1:
        return 0.0
    return _CITY_OF_A_HOUSE if page.words.words[before - 1].end in houses else 0.0


def _is_where_one_works(found: Found[Place], page: Page, sentence: Span) -> bool:
    """True for "z Instytutu Informatyki", "pracuje w Nordkappie": a speaker's house rather than the meetup's."""
    before = page.words.at(found.start) - 1
    if found.rule in {"labelled_venue", "host", "at_friends"} or before < 0:
        return False
    if any(
        page.lexicon.matches("places.comes_from", w.text) for w in page.words.words[max(0, before - 1) : before + 1]
    ):
        return True
    start = max(sentence.start, found.start - _WORKS)
    works = page.words.between(start, found.start, "places.works")
    return bool(works) and "," not in page.text[works[-1].end : found.start]


def _is_told(
    found: Found[Place], page: Page, sentence: Span, anchors: list[Found[Any]], addresses: list[Found[str]]
) -> bool:
    """True where something beside the name says that it is where people meet."""
    if found.rule in {"labelled_venue", "after_place_word", "after_address", "host", "at_friends", "shut"}:
        return True
    if found.rule != "room" and any(0 <= a.start - found.end <= 4 for a in addresses):  # noqa: PLR2004 -- ", ul."
        return True
    return any(_apart(a, found) <= _SOON_AFTER for a in anchors if not a.in_title) or page.words.any(
        *sentence, "kinds.meeting", "kinds.next_meeting", "kinds.future", "places.place_word"
    )


def _apart(one: Found[Any], other: Found[Any]) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
