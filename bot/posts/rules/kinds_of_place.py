"""Places named by their kind: "klub WySPa", "w siedzibie firmy X", "the Rupert Beckett Lecture Theatre"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses
from bot.posts.page import Found, Span
from bot.posts.rules.place_names import (
    CASES,
    Place,
    is_city_at,
    is_never_a_place,
    name_after_word,
    named_after_kind,
    nominative,
    owner,
    owner_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Page

_MOST: Final = 200
_FILLERS: Final = 7
_FEW: Final = 2
NUMBERED: Final = re.compile(r"(?<!\snr)(?<!\snumer)\s\d{1,3}[a-z]?$")
_BESIDE: Final = re.compile(r"[\s:()\-–—„”\"*]{1,4}")
_OF_HOUSE: Final = re.compile(
    r"(?:\s(?:[A-Z]|\d[\d.]{0,5})(?=[\s,]))?(?:\s(?:of|at|in)\s(?:the\s)?(?=[^\W\d_a-z])|,\s(?=[^\W\d_a-z]))"
)
_OF_OWNER: Final = re.compile(r"\sof\s(?:the\s)?(?=[^\W\d_a-z])")
_ON_STREET: Final = re.compile(r",?\s\(?(?:on|przy|na)\s(?:ul\.\s|the\s)?(?=[^\W\d_a-ząćęłńóśźż])")
_CODE: Final = re.compile(r"(?:[A-Z]{1,2}-?\d{0,3}[a-z]?|\d[\d.]{0,5}[a-z]?)\s(?=[^\W\d_a-ząćęłńóśźż][^\W\d_]{2})")
"""What a room or building is called by: the "D" of "budynku D Politechniki", the "2.41" of "sali 2.41 Akademii"."""
_ROOM_CODE: Final = re.compile(r"[A-Z]{1,2}-?\d{1,3}[a-z]?")
_ACRONYM: Final = re.compile(r"[A-Z][A-Za-z]{0,3}[A-Z][A-Za-z]{0,4}")
_ORDINAL: Final = re.compile(r"[IVX]{1,5}")
_OF_ROOM: Final = re.compile(
    r"(?:[^\W\dA-ZĆŁŃÓŚŹŻ]+\s){0,2}(?:(?:[A-Z]{1,2}-?\d{0,3}|\d[\d.]{0,5})[a-z]?\s)?(?=[^\W\d_a-ząćęłńóśźż])"
)
_DESCRIBED: Final = 40
_AT_HOUSE: Final = re.compile(r"\s(?:at|in|of)\s(?:the\s)?(?=[^\W\d_a-z])")
_IN_HOUSE: Final = re.compile(r"\s(w|we|na)\s(?=[^\W\d_a-ząćęłńóśźż])")


def after_kind(page: Page) -> Iterator[Found[Place]]:
    """Yields names after a kind of place: "klub WySPa", "w restauracji Ogród", "w siedzibie firmy Astec"."""
    words = page.words
    for kind in words.hits("places.kind")[:_MOST]:
        at = kind.last + 1
        firm = at < len(words.words) and page.lexicon.matches("places.of_firm", words.words[at].text)
        at, described = _over_small_words(page, _over_owner(page, kind, at + firm))
        if at >= len(words.words) or (described and firm):
            continue
        gap = page.lines[words.words[at - 1].end : words.words[at].start]
        if not _BESIDE.fullmatch(gap) or ("\n" in gap and gap.strip() == ""):
            continue
        name = named_after_kind(page, at) or _number_of(page, kind, at)
        if name is None or (page.text[name.start].isdigit() and kind.value == "plain"):
            continue
        if page.lexicon.matches("places.street_after", page.text[name.start : name.end]):
            continue  # "Park Lane" is a street, and no park
        if kind.value == "room" and (house := _house(page, kind, name)) is not None:
            yield house
            continue
        written = page.text[name.start : name.end].strip()
        office = page.lexicon.matches("places.office", words.words[kind.first].text)
        if office and "(" in gap and is_city_at(page, name):
            continue  # "w biurze (Rzeszów, plac Wolności 2)"
        if (alone := _without_kind(page, kind, name, firm=firm)) is not None:
            yield Found(alone, name.start, name.end, "after_kind")
            continue
        between = page.text[kind.end : words.words[at].start].strip(' „"”–:(')
        start = _adjectives_before(page, kind)
        phrase = " ".join(filter(None, (page.text[start : kind.end], between, written)))
        place = nominative(phrase, page.lexicon, _case_asked(page, page.words.at(start), kind))
        if place is not None:
            rule = "room" if kind.value == "room" or _ROOM_CODE.fullmatch(written) else "after_kind"
            yield Found(Place(place.name[0].upper() + place.name[1:]), start, name.end, rule)


def _without_kind(page: Page, kind: Hit, name: Span, *, firm: bool) -> Place | None:
    """The name without its kind: "pub Haust" → "Haust", "terenie Ośrodka X" → "Ośrodek X", "biurze Hexu" → "Hex"."""
    written = page.text[name.start : name.end].strip()
    owned = page.lexicon.matches("places.owned", page.words.words[kind.first].text)
    if owned and page.text[kind.start].islower() and _begins_with_house(page, name):
        return owner(written, page.lexicon)
    if (kind.value == "plain" and not _is_part_of_name(page, kind, name)) or _is_room_of(page, kind, name):
        return (owner(written, page.lexicon) if owned else None) or Place(written)
    return owner_of(page, kind, written) if not firm or " " in written else None


def _is_part_of_name(page: Page, kind: Hit, name: Span) -> bool:
    """True for the "Klub" of "Klub Studencki Kwadrat", an adjective with a capital going on from it."""
    first = page.words.words[page.words.at(name.start)]
    return page.text[kind.start].isupper() and first.end < name.end and _describes(page.text[first.start : first.end])


def _is_room_of(page: Page, kind: Hit, name: Span) -> bool:
    """True for "the back room of the Two Herons", whose house is what people go to."""
    between = page.text[kind.end : name.start].lstrip()
    return kind.value == "room" and between.startswith(("of ", "at ", "in "))


def before_kind(page: Page) -> Iterator[Found[Place]]:
    """Yields "the Rupert Beckett Lecture Theatre", "the Barbara café": the kind closes the name."""
    words = page.words
    for kind in words.hits("places.kind_after")[:_MOST]:
        first = kind.first
        while first > 0 and kind.first - first < _FILLERS and _joins(page, first - 1):
            first -= 1
        if first == kind.first or not (
            words.any(words.words[max(0, first - 3)].start, words.words[first].start, "places.in")
            or _is_addressed(page, words.words[first].start, kind.end)
        ):
            continue
        start = words.words[first].start
        if not is_never_a_place(page, Span(start, words.words[kind.first - 1].end)):
            if (house := _house_of_room(page, kind)) is not None:
                yield house
                continue
            capital = page.text[kind.start].isupper()
            end = _whose_house(page, kind) if capital else words.words[kind.first - 1].end
            room = any(hit.end == kind.end and hit.value == "room" for hit in kinds_in(page, Span(start, kind.end)))
            yield Found(Place(page.text[start:end]), start, end, "room" if room else "after_kind")


def _whose_house(page: Page, kind: Hit) -> int:
    """Where a house with its owner ends: "the Informatics Forum of the University of Edinburgh"."""
    of = _OF_OWNER.match(page.text, kind.end)
    name = name_after_word(page, page.words.at(of.end())) if of is not None else None
    owned = name is not None and page.words.any(*name, "places.kind", "places.kind_after")
    return name.end if name is not None and owned and not is_never_a_place(page, name) else kind.end


def _house_of_room(page: Page, kind: Hit) -> Found[Place] | None:
    """The "Burnet Institute" of "the Turret Room of the Burnet Institute"."""
    of = _OF_HOUSE.match(page.text, kind.end)
    if of is None or not page.lexicon.matches("places.room_after", page.words.words[kind.last].text):
        return None
    name = name_after_word(page, page.words.at(of.end()))
    if name is None or is_never_a_place(page, name):
        return None
    return Found(Place(page.text[name.start : name.end]), name.start, name.end, "after_kind")


def is_street(said: str, written: str) -> bool:
    """True for "na Wronieckiej": an adjective that has no noun with it is a street's name."""
    found = analyses(written)
    named = all(a.pos in {"adj", "ign"} or "nazwisko" in a.labels for a in found)
    return said == "na" and written.endswith(("iej", "iego")) and named


def _case_asked(page: Page, first: int, kind: Hit) -> str | None:
    """The case that a preposition before a word asks for; "na Politechnikę" is another one than "na Politechnice"."""
    words = page.words
    for at in range(first - 1, max(first - 4, -1), -1):
        case = CASES.get(words.words[at].text)
        if case is not None:
            return "acc" if case == "loc" and page.text[kind.end - 1] in "ęą" else case
        if not page.lexicon.matches("places.filler", words.words[at].text):
            break
    return None


def _house(page: Page, room: Hit, name: Span) -> Found[Place] | None:
    """The house that a room's name tells: "w budynku PWSZ" → "PWSZ", "auli Akademii Kaliskiej" → "Akademia Kaliska"."""
    if (told := _owner_of_room(page, name) or _behind_number(page, name)) is not None:
        return told
    written = page.text[name.start : name.end].strip()
    if page.lexicon.matches("places.house", page.words.words[room.first].text):
        if page.text[room.start - 1 : room.start] == "(":
            return None
        named = sum(c.isalpha() for c in written) > _FEW and not NUMBERED.search(written)
        whose = owner(written, page.lexicon) if named else None
        return Found(whose, name.start, name.end, "after_kind") if whose is not None else None
    if (at := _IN_HOUSE.match(page.text, name.end)) is not None:  # "sali S9 na WMiI UMK"
        house = name_after_word(page, page.words.at(at.end()))
        written_house = page.text[house.start : house.end] if house is not None else ""
        named_so = house is not None and not is_city_at(page, house) and not is_street(at[1], written_house)
        if house is not None and named_so and not is_never_a_place(page, house):
            place = nominative(written_house, page.lexicon, CASES[at[1]])
            return None if place is None else Found(place, house.start, house.end, "after_kind")
    place = _house_in(page, name) if _begins_with_house(page, name) else None
    return Found(place, name.start, name.end, "after_kind") if place is not None else None


def _house_in(page: Page, name: Span) -> Place | None:
    """The house in the nominative, without what belongs to its room: "(auli) Dużej Instytutu Fizyki"."""
    place = nominative(page.text[name.start : name.end], page.lexicon, "gen")
    house = next(hit for hit in kinds_in(page, name) if hit.value == "named")
    if house.start > name.start and place is not None and page.text[house.start : name.end] in place.name:
        return nominative(page.text[house.start : name.end], page.lexicon, "gen")
    return place


def _owner_of_room(page: Page, name: Span) -> Found[Place] | None:
    """The house behind the code of a building or room: "D Politechniki Świętokrzyskiej", "2.41 Akademii Muzycznej"."""
    code = _CODE.match(page.text, name.start)
    house = name_after_word(page, page.words.at(code.end())) if code is not None else None
    if house is None or not _begins_with_house(page, house):
        return None
    place = owner(page.text[house.start : house.end], page.lexicon)
    return Found(place, house.start, house.end, "after_kind") if place is not None else None


def _behind_number(page: Page, room: Span) -> Found[Place] | None:
    """The "Huxley Building" of "Lecture Theatre 2 of the Huxley Building" and "Room 2, Huxley Building"."""
    of = _OF_HOUSE.match(page.text, room.end)
    if of is None or not any(c.isdigit() for c in page.text[room.start : room.end]):
        return None
    name = name_after_word(page, page.words.at(of.end()))
    if name is None or is_never_a_place(page, name) or is_city_at(page, name):
        return None
    closing = any(hit.end == name.end for hit in page.words.between(*name, "places.kind_after"))
    if of[0].startswith(",") and not closing and not _ACRONYM.fullmatch(page.text, *name):
        return None
    return Found(Place(page.text[name.start : name.end]), name.start, name.end, "after_kind")


def house_behind(page: Page, name: Span) -> Found[Place] | None:
    """The house that a name goes on with where it is a room's: "the Reading Room at the Mechanics' Hall"."""
    closing = [hit for hit in page.words.between(*name, "places.room_after") if page.text[hit.end - 1] != "s"]
    return _house_of_room(page, closing[-1]) if closing and closing[-1].end == name.end else None


def _begins_with_house(page: Page, name: Span) -> bool:
    first = page.words.at(name.start)
    return any(hit.value == "named" and hit.first - first <= _FEW for hit in kinds_in(page, name))


def house_of_room(page: Page, value: Span) -> Place | None:
    """The house that a label's value tells with a room: "sala 12 w Bibliotece Miejskiej", "aula Domu Kultury"."""
    words = page.words
    at = words.at(value.start)
    while at < len(words.words) and page.lexicon.matches("places.filler", words.words[at].text):
        at += 1
    if at >= len(words.words) or words.words[at].start >= value.end:
        return None
    rooms = words.between(words.words[at].start, value.end, "places.kind", "places.storey")
    room = next((hit for hit in rooms if hit.first == at and hit.value in {"room", None}), None)
    if room is None or page.text[room.end : room.end + 1] != " ":
        return None
    end = room.end
    inside = _IN_HOUSE.search(page.text, end, min(value.end, end + _DESCRIBED))
    if inside is not None:
        return nominative(page.text[inside.end() : value.end].strip(), page.lexicon, CASES[inside[1]])
    if (at_house := _AT_HOUSE.search(page.text, end, min(value.end, end + _DESCRIBED))) is not None:
        return Place(page.text[at_house.end() : value.end].strip())
    told = _OF_ROOM.match(page.text, end + 1, value.end)
    house = Span(told.end() if told is not None else end + 1, value.end)
    return owner(page.text[house.start : house.end], page.lexicon) if _begins_with_house(page, house) else None


def kinds_in(page: Page, name: Span) -> list[Hit]:
    return page.words.between(name.start, name.end, "places.kind")


def _adjectives_before(page: Page, kind: Hit) -> int:
    """Where the capitalised adjectives begin that belong to a kind: "Państwowej Wyższej Szkoły"."""
    words = page.words.words
    first = kind.first
    while first > 0 and page.text[kind.start].isupper() and kind.first - first < 3:  # noqa: PLR2004
        word = words[first - 1]
        gap = page.text[word.end : words[first].start]
        written = page.text[word.start : word.end]
        half = gap == "-"  # the "Polsko" of "Polsko-Czeskiej Szkole"
        described = half or _describes(written) or _ORDINAL.fullmatch(written) is not None
        if gap not in {" ", "-"} or not page.text[word.start].isupper() or not described:
            break
        first -= 1
    return words[first].start


def _is_addressed(page: Page, start: int, end: int) -> bool:
    """True where the name is followed by its street, or stands in a sentence that says where people are."""
    if _ON_STREET.match(page.text, end) is not None:
        return True
    sentence = page.sentence_at(start)
    return page.words.any(*sentence, "places.we_are_there", "places.address_is")


def _over_small_words(page: Page, at: int) -> tuple[int, bool]:
    """Skips "sali konferencyjnej" and the like: at most two words in small letters that describe the place."""
    words = page.words
    skipped = 0
    while skipped < 2 and at < len(words.words):  # noqa: PLR2004
        word = words.words[at]
        gap = page.text[words.words[at - 1].end : word.start]
        if gap != " " or not page.text[word.start].islower() or not _describes(page.text[word.start : word.end]):
            break
        at += 1
        skipped += 1
    return at, skipped > 0


def _over_owner(page: Page, kind: Hit, at: int) -> int:
    """Skips the "of our partner" between "the office" and its name."""
    words = page.words.words
    skipped = at
    while skipped < min(len(words), at + 4) and page.lexicon.matches("places.of_owner", words[skipped].text):
        skipped += 1
    of = skipped == at + 1 and page.text[words[at].start : words[at].end] == "of"
    return skipped if (kind.value != "plain" or of) and page.text[kind.end : kind.end + 1] == " " else at


def _number_of(page: Page, kind: Hit, at: int) -> Span | None:
    """The number of a room: "sala 114", "room 2.14"."""
    word = page.words.words[at]
    if "(" in page.text[kind.end : word.start]:  # "sala (18.00)": whatever stands there explains, it is no number
        return None
    if kind.value != "room" or at != kind.last + 1 or not word.text[0].isdigit() or len(word.text) > 5:  # noqa: PLR2004
        return None
    further = re.compile(r"\.\d{1,3}").match(page.text, word.end)
    return Span(word.start, further.end() if further else word.end)


def _joins(page: Page, at: int) -> bool:
    """True for a capitalised word, or one that joins two, right before the next word."""
    word, following = page.words.words[at], page.words.words[at + 1]
    if page.text[word.end : following.start] not in {" ", "'", "’", "-", " & "}:
        return False
    return page.text[word.start].isupper() and not page.lexicon.matches("places.in", word.text)


def _describes(word: str) -> bool:
    return any(a.pos == "adj" for a in analyses(word)) and len(word) > 3  # noqa: PLR2004
