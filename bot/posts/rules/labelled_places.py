"""Places behind a label: "Miejsce: klub X", "Gdzie? W Hauście", "Where: The Foundry, 12 Long Street", a pin."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import is_first_name
from bot.posts.page import Found, Span
from bot.posts.rules.addresses import is_bare_street, streets
from bot.posts.rules.kinds_of_place import house_of_room
from bot.posts.rules.names import LEGAL_FORM
from bot.posts.rules.place_names import CASES, Place, is_city_at, is_never_a_place, nominative, owner, place_name_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Page

_LABEL_END: Final = re.compile(r"\s?[:?\-–—]\s*|\s*[\n\t]\s*")
_VALUE_END: Final = re.compile(r"[,;()|\n]|[!?]\s|\.\s|\.$|\s[-–—]\s")
_PIN: Final = re.compile(r"[📍📌🏠🗺🏛🏢]\ufe0f?\s{0,3}")
_BY_STREET: Final = re.compile(r",?\s(?:przy|na)\s[^\W\d_a-ząćęłńóśźż][^\d\n]{2,40}\d")
_CLOSING: Final = re.compile(r"[\s\-–,(]*(?:\s(?:przy|na|on|at)\s?)?$")
_BLANK: Final = re.compile(r"[ \t]{1,3}(?=[^\W\d_])")
_CITY_THEN: Final = re.compile(
    r"([^\W\d_a-ząćęłńóśźż][^\W\d_]{2,20}(?:[- ][^\W\d_a-ząćęłńóśźż][^\W\d_]{2,20})?)(?:,\s|\s[-–—]\s|:\s)"
    r"(?=[^\W\d_]|\d{1,2}[A-Z])"
)
_ON_STREET: Final = re.compile(
    r"(?:ul|al|pl|os)\.\s|[^\W\d_]{3,20}(?:\s[^\W\d_]{3,20}){0,2}\s\d{1,3}[a-zA-Z]?(?:[\s/,.;)]|$)"
)
"""A street and its number behind a city, rather than a house."""
_OF_BUILDING: Final = re.compile(r"\.?,\s(?=[^\W\d_a-z])")
_CRY: Final = re.compile(r"[^\W\d_a-ząćęłńóśźż][^\n.,!?:;(]{2,25}!\s(?=[^\W\d_a-ząćęłńóśźż])")
_HOUSE_THEN: Final = re.compile(r"(?:,\s|\s[-–—]\s|\s\()(?=[^\W\d_a-ząćęłńóśźż])")
_NAMED: Final = re.compile(r"[^\W\d_a-ząćęłńóśźż][^\W\d_]*[a-ząćęłńóśźż]")
_LAST: Final = re.compile(r"\b(?:[A-Z]|[A-Za-z][a-z]{1,4})$")
_LONGEST: Final = 80
_SOON: Final = 15
_MOST: Final = 200
_FEW: Final = 2


def labelled(page: Page) -> Iterator[Found[Place]]:
    """Yields what follows "Miejsce:", "Gdzie?", "Venue:", or a pin."""
    starts = []
    for label in page.words.hits("places.label")[:_MOST]:
        gap = _LABEL_END.match(page.lines, label.end) if _begins_a_line(page, label.start) else None
        if gap is None and _is_bold_label(page, label):
            gap = _BLANK.match(page.lines, label.end)
        if gap is not None and (page.text[label.start].isupper() or _is_listed(page, label)):
            starts.append(gap.end())
    if _PIN.search(page.text) is not None:
        starts += [pin.end() for pin in islice(_PIN.finditer(page.lines), _MOST)]
    for start in starts:
        place_start = _behind_street(page, behind_city(page, _behind_usual(page, _behind_cry(page, start))))
        if place_start is None:
            continue
        value = _value_at(page, place_start)
        on_net = page.words.any(*value, "places.online") and not page.words.any(*value, "places.kind")
        if on_net and _begins_on_net(page, value):
            continue
        place = _place_in(page, value) if not _is_somewhere(page, value) else None
        if page.words.any(*value, "places.hosting"):
            continue  # "Gdzie? Wpuszcza nas do siebie X"
        if place is not None and (any(c.isupper() for c in place.name) or page.words.any(*value, "places.kind")):
            yield Found(place, value.start, value.end, "labelled_venue")


def behind_city(page: Page, start: int) -> int:
    """Where the place begins that a city is told before: "Gdzie: Kraków, Politechnika Krakowska"."""
    words = page.words
    first = words.at(start)
    if first < len(words.words) and words.words[first].start == start and words.words[first].text in CASES:
        first += 1
    if first >= len(words.words) or words.words[first].start - start > _FEW + 1:
        return start
    part = _CITY_THEN.match(page.text, words.words[first].start)
    if part is None or not is_city_at(page, Span(*part.span(1))):
        return start
    kind = page.words.any(part.end(), part.end() + _SOON, "places.kind")
    return start if _ON_STREET.match(page.text, part.end()) is not None and not kind else part.end()


def _behind_cry(page: Page, start: int) -> int:
    """Where the place begins behind "NEW SPOT!", unless another label stands there: "Gdzie? Żyrafa! Kiedy?"."""
    cry = _CRY.match(page.lines, start)
    if cry is None or page.words.any(cry.end(), cry.end() + _SOON, "places.label", "dates.label", "times.label"):
        return start
    return cry.end()


def _behind_usual(page: Page, start: int) -> int:
    """Where the place begins behind "jak zwykle", "tradycyjnie w": what is told as usual is told all the same."""
    words = page.words.words
    at = page.words.at(start)
    usual = next(iter(page.words.between(start, start + _LONGEST, "places.usual")), None)
    if usual is not None and usual.first == at and words[at].text not in {"nie", "not"}:
        at = usual.last + 1
    while (
        at < len(words)
        and page.text[words[at].start].islower()
        and page.lexicon.matches("places.filler", words[at].text)
    ):
        at += 1
    if at >= len(words) or page.text[words[at - 1].end : words[at].start] not in {" ", ": ", " - ", " – ", ", "}:
        return start
    said = (words[at].text in CASES or words[at].text == "the") and at + 1 < len(words)
    named = page.text[words[at + said].start].isupper() or page.words.any(
        words[at].start, words[at].start + _SOON, "places.kind"
    )
    return words[at].start if named else start


def _behind_street(page: Page, start: int) -> int | None:
    """Where the place begins behind its street: "12 Mill Road (The Plough)"; None for a street and nothing more."""
    end = next((road.end for road in streets(page) if road.start == start), None)
    kind = page.words.any(start, start + _SOON, "places.kind")
    bare = _ON_STREET.match(page.text, start) if end is None and not kind else None
    if bare is not None:
        end = bare.end() - 1
    if end is None:
        return start
    joint = _HOUSE_THEN.match(page.text, end)
    name = place_name_at(page, joint.end()) if joint is not None else None
    if joint is None or name is None or is_city_at(page, name) or is_never_a_place(page, name):
        return start if bare is not None and not is_bare_street(page.text[start:end]) else None
    if bare is not None and _ON_STREET.match(page.text, joint.end()) is not None:
        return start  # "Kotelna 7, Jankovcova 53"
    return name.start


def _is_somewhere(page: Page, value: Span) -> bool:
    """True for a label's value that is a city rather than a house."""
    words = page.words.words
    first = page.words.at(value.start)
    if first + 1 < len(words) and words[first].text in CASES:
        first += 1
    if first >= len(words) or words[first].start >= value.end:
        return True
    return is_city_at(page, Span(words[first].start, value.end))


def _begins_on_net(page: Page, value: Span) -> bool:
    """True for "On our YouTube channel", "kanał grupy na YouTube"."""
    first = page.text[value.start : value.start + 3].casefold()
    return first in {"on ", "na ", "our", "nas"} or page.words.any(value.start, value.start + 12, "places.on_net")


def _is_bold_label(page: Page, label: Hit) -> bool:
    """True for the "Where" in bold type of "**Where** Tram Shed Two, level 3", which begins a line."""
    alone = any(mark.start == label.start and mark.end == label.end for mark in page.marks_near(label.start))
    return alone and _begins_a_line(page, label.start)


def _value_at(page: Page, start: int) -> Span:
    """A label's value, up to a comma; of "sala 12, Biblioteka Miejska" the house that the room is in."""
    value = _without_address(page, _up_to_comma(page, _behind_explanation(page, start)))
    if house_of_room(page, value) is not None:
        return value
    room = value
    for _part in range(_FEW) if _begins_with_room(page, value) else ():
        if page.text[room.end : room.end + 2] not in {", ", " ("} or not _goes_on_with_a_house(page, room.end + 2):
            break
        room = _without_address(page, _up_to_comma(page, room.end + 2))
        if page.text[room.start].isupper() and not _begins_with_room(page, room):
            return _with_whose_building(page, room)
    return Span(value.start, max(room.end, value.end))


def _with_whose_building(page: Page, house: Span) -> Span:
    """Goes on from "Science Bldg." to the "Northern Polytechnic" that it belongs to."""
    closing = [hit for hit in page.words.between(*house, "places.kind") if hit.end >= house.end - 1]  # "Bldg."
    joint = _OF_BUILDING.match(page.text, house.end)
    if joint is None or not any(hit.value == "room" for hit in closing):
        return house
    return Span(house.start, _without_address(page, _up_to_comma(page, joint.end())).end)


def _begins_with_room(page: Page, value: Span) -> bool:
    """True for "sala 12", "w sali 12", "Numbat Room" before a comma."""
    first = page.words.at(value.start)
    rooms = [hit for hit in page.words.between(value.start, value.start + 20, "places.kind") if hit.value == "room"]
    if any(hit.first - first <= (page.words.words[first].text in CASES) for hit in rooms):
        return True
    if page.words.any(*value, "places.storey") and not _NAMED.search(page.text, value.start, value.end):
        return True
    closing = page.words.between(value.start, value.end, "places.room_after")
    return page.text[value.end : value.end + 1] == "," and any(hit.end == value.end for hit in closing)


def _behind_explanation(page: Page, start: int) -> int:
    """Where "w biurze Hexu" begins in "u nas, czyli w biurze Hexu", whose beginning names no place."""
    for hit in page.words.between(start, min(start + _LONGEST, len(page.text)), "places.namely", "places.of_firm"):
        named = any(c.isupper() for c in page.text[start + 1 : hit.start])
        firm = page.lexicon.matches("places.of_firm", page.words.words[hit.first].text)
        if firm and page.text[hit.start - 2 : hit.start] != ", ":
            continue
        if hit.start > start and not named and "\n" not in page.lines[start : hit.end]:
            return page.words.words[hit.last + 1].start if hit.last + 1 < len(page.words.words) else start
    return start


def _goes_on_with_a_house(page: Page, place: int) -> bool:
    return page.text[place : place + 1].isupper() or page.words.any(place, place + 10, "places.kind", "places.house")


def _up_to_comma(page: Page, start: int) -> Span:
    end = _VALUE_END.search(page.lines, start, start + _LONGEST)
    while end is not None and end[0][:1] == "." and _is_shortened(page, start, end.start()):
        end = _VALUE_END.search(page.lines, end.end(), start + _LONGEST)  # "Govt. Arts College", "St. Mary's Hall"
    return Span(start, end.start() if end else min(len(page.text), start + _LONGEST))


def _is_shortened(page: Page, start: int, stop: int) -> bool:
    word = _LAST.search(page.text, start, stop)
    return word is not None and (len(word[0]) == 1 or page.lexicon.matches("text.abbreviation", word[0]))


def _is_listed(page: Page, label: Hit) -> bool:
    """True for the "gdzie:" that begins an item of a list."""
    return page.text[label.end : label.end + 1] == ":" and page.block_at(label.start).start == label.start


def _begins_a_line(page: Page, place: int) -> bool:
    before = page.lines[max(0, place - 4) : place]
    stripped = before.rstrip(" *•–-➜►📍📌🗓")
    return not stripped or stripped.endswith(("\n", ".", "!", ")", "?"))


def _without_address(page: Page, value: Span) -> Span:
    comma = page.text.rfind(", ", value.start, value.end)
    if comma >= 0 and page.lexicon.matches("places.kind", page.text[comma + 2 : value.end].strip(" .")):
        return _without_address(page, Span(value.start, comma))
    by = _BY_STREET.search(page.text, value.start, value.end)
    if by is not None:
        return Span(value.start, by.start())
    for hit in page.words.between(value.start, value.end, "places.street", "places.square"):
        if hit.start > value.start:
            return Span(value.start, value.start + len(_CLOSING.sub("", page.text[value.start : hit.start])))
    return value


def _place_in(page: Page, value: Span) -> Place | None:
    """The name in a label's value: "Klub WySPa" → "WySPa", "w Hauście" → "Haust"."""
    written = page.text[value.start : value.end].strip(' .,-–"„”*')
    if not written or _linkish(written) or page.words.any(value.start, value.end, "places.usual"):
        return None
    if (house := house_of_room(page, value)) is not None:
        return house
    first, *rest = written.split()
    words = page.words.words
    at = page.words.at(value.start)
    if at < len(words) and words[at].text in CASES and rest and not is_first_name(rest[0]):
        place = nominative(" ".join(rest), page.lexicon, CASES[words[at].text])
        written = place.name if place else " ".join(rest)
        first, *rest = written.split()
    kinds = {hit.value for hit in page.lexicon.read(first).hits("places.kind")}
    if rest and "room" in kinds and any(h.value == "named" for h in page.lexicon.read(rest[0]).hits("places.kind")):
        house = nominative(" ".join(rest), page.lexicon, "gen")
        written, rest = (house.name, []) if house is not None else (written, rest)
    if rest and first[0].islower() and page.lexicon.matches("places.office", first) and rest[0][0].isupper():
        firm = owner(" ".join(rest), page.lexicon)
        written, rest = (firm.name, []) if firm is not None else (written, rest)
    if rest and "plain" in kinds:
        written = " ".join(rest)
    online = page.words.any(value.start, value.end, "places.online")
    if (online and len(written.split()) <= _FEW) or page.words.any(
        value.start, value.end, "dates.month", "dates.weekday"
    ):
        return None
    written = LEGAL_FORM.sub("", written)
    return Place(written.strip(" .,-–\"„”*'")) if any(c.isalpha() for c in written) else None


def _linkish(written: str) -> bool:
    return written.startswith(("http", "www.")) or "@" in written
