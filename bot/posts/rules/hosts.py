"""Whose guests the group is: "u naszych przyjaciół z X", "gościny udzieliło nam X", "X are lending us their loft"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses
from bot.posts.page import Found, once
from bot.posts.rules.place_names import (
    CASES,
    Place,
    as_spelled,
    is_city_at,
    is_never_a_place,
    name_after_word,
    nominative,
    owner,
    place_name_at,
)
from bot.posts.rules.subjects import is_mere_beginning, run_before, subject_after, subject_before

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit
    from bot.posts.page import Page, Span

_MOST: Final = 200
_LABEL: Final = re.compile(r"\s?[:–-]\s?|,\s")
_BACK: Final = 12
_OF_WHOM: Final = frozenset(("z", "ze", "u"))


@once
def hosting(page: Page) -> list[Found[Place]]:
    """Gives "Nowa Hala" of "gościny udzieliło nam Nowa Hala" and "Acme" of "Acme are lending us their loft"."""
    found: list[Found[Place]] = []
    for verb in page.words.hits("places.hosting")[:_MOST]:
        sentence = page.sentence_at(verb.start)
        if page.words.any(*sentence, "kinds.past") or _is_elsewhere(page, sentence):
            continue
        name = _host_before(page, verb) if verb.value in {"any", "house"} else None
        if name is None:
            at = _labelled(page, verb)
            at = subject_after(page, verb) if at is None else at
            name = name_after_word(page, at) if at is not None else None
        if name is not None and not is_never_a_place(page, name) and not is_city_at(page, name):
            rule = "host" if verb.value in {"any", "after"} else "at_friends"
            found.append(Found(Place(_of_whom(page, name)), name.start, name.end, rule))
    return found


def _labelled(page: Page, verb: Hit) -> int | None:
    """The word that a label leads to: "Gospodarz: X", "our hosts, X"."""
    if verb.value != "after" or (colon := _LABEL.match(page.text, verb.end)) is None:
        return None
    at = page.words.at(colon.end())
    return at if at < len(page.words.words) and page.text[page.words.words[at].start].isupper() else None


@once
def at_theirs(page: Page) -> list[Found[Place]]:
    """Gives "Hex" of "Hex, w którego biurze się spotkamy" and of "razem z Hexem, w ich biurze"."""
    found: list[Found[Place]] = []
    words = page.words.words
    for hit in page.words.hits("places.theirs")[:_MOST]:
        floor = page.sentence_at(hit.start).start
        last = hit.first - 1
        while last > hit.first - _BACK and words[last].start > floor and not page.text[words[last].start].isupper():
            last -= 1
        first = run_before(page, max(last, 0), floor)
        name = place_name_at(page, words[first].start)
        if name is None or name.start < floor or name.end > hit.start or is_never_a_place(page, name):
            continue
        if not is_city_at(page, name) and not is_mere_beginning(page, name):
            found.append(Found(_whose(page, name), name.start, name.end, "host"))
    return found


@once
def by_courtesy(page: Page) -> list[Found[Place]]:
    """Gives "Instytut Fizyki" of "dzięki uprzejmości Instytutu Fizyki spotykamy się w auli"; books are no room."""
    found: list[Found[Place]] = []
    for hit in page.words.hits("places.courtesy")[:_MOST]:
        sentence = page.sentence_at(hit.start)
        at = subject_after(page, hit)
        name = name_after_word(page, at) if at is not None else None
        if name is None or page.words.any(*sentence, "sponsors.prize", "kinds.past") or is_never_a_place(page, name):
            continue
        if page.words.any(*sentence, "kinds.next_meeting", "places.we_are_there", "places.kind"):
            found.append(Found(_whose(page, name), name.start, name.end, "courtesy"))
    return found


def _whose(page: Page, name: Span) -> Place:
    """The host in the nominative: "Fenixem" behind "z", "Fenixa" behind "uprzejmości", as written behind "firmy"."""
    written = page.text[name.start : name.end]
    before = page.words.at(name.start) - 1
    said = page.words.words[before].text if before >= 0 else ""
    if page.lexicon.matches("places.of_firm", said):
        return Place(written)
    place = nominative(written, page.lexicon, "inst") if said in {"z", "ze"} else owner(written, page.lexicon)
    return Place(as_spelled(page, place).name) if place is not None else Place(written)


def _is_elsewhere(page: Page, sentence: Span) -> bool:
    """True where a sentence tells of others' event; a "training room" is none."""
    events = page.words.between(*sentence, "kinds.external_event")
    return any(not page.words.any(event.end + 1, event.end + 12, "places.kind") for event in events)


@once
def shut(page: Page) -> list[Found[Place]]:
    """Gives "Copper Lantern" of "The Copper Lantern is shut": where people would have met."""
    found: list[Found[Place]] = []
    verbs = page.words.hits("places.shut")[:_MOST]
    if not verbs or page.words.hits("places.online"):
        return found
    for verb in verbs:
        name = _host_before(page, verb)
        if name is None or is_city_at(page, name):
            continue
        said, _space, rest = page.text[name.start : name.end].partition(" ")
        house = nominative(rest, page.lexicon, CASES[said.lower()]) if rest and said.lower() in CASES else None
        place = Place(house.name if house is not None else page.text[name.start : name.end], sure=False)
        found.append(Found(place, name.start, name.end, "shut"))  # "W Hangarze pękła rura"
    return found


def _host_before(page: Page, verb: Hit) -> Span | None:
    first = subject_before(page, verb)
    if first is not None and any(
        page.lexicon.matches(name, page.words.words[first].text) for name in ("sponsors.people", "sponsors.thanking")
    ):
        first += 1  # "Ekipa Przędzy gości nas"
    name = place_name_at(page, page.words.words[first].start) if first is not None else None
    if name is None or name.end > verb.start or is_never_a_place(page, name) or is_mere_beginning(page, name):
        return None
    return name


def _of_whom(page: Page, name: Span) -> str:
    """The host's name in the nominative: "u kolegów z Bajtowni" → "Bajtownia", "z Zamech Softu" → "Zamech Soft"."""
    written = page.text[name.start : name.end]
    before = page.words.at(name.start) - 1
    told = page.words.words[before].text if before >= 0 else ""
    if told not in _OF_WHOM and not page.lexicon.matches("sponsors.people", told):
        return written
    *first, last = written.split()
    if told not in _OF_WHOM and (place := nominative(written, page.lexicon, "gen")) is not None:
        return place.name
    if first and any(a.pos != "ign" for a in analyses(last)):
        return written
    place = nominative(last, page.lexicon, "gen")
    return " ".join([*first, place.name]) if place is not None else written
