"""Where the meetup is: "Miejsce: klub X", "w pubie X", "w Hauście", "w siedzibie firmy X", "at the X Brewery"."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses
from bot.posts.page import Found, Span, once
from bot.posts.rules.beside_address import before_address
from bot.posts.rules.hosts import hosting
from bot.posts.rules.place_names import (
    CASES,
    Place,
    as_spelled,
    is_city,
    is_never_a_place,
    name_after_word,
    named_after_kind,
    nominative,
    place_name_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Page

_LABEL_END: Final = re.compile(r"\s?[:?\-–—]\s*|\s*[\n\t]\s*")
_VALUE_END: Final = re.compile(r"[,;(|\n]|\.\s|\.$|\s[-–—]\s")
_BETWEEN: Final = re.compile(r"[\s,:()\-–—„”\"*]{1,4}")
_BESIDE: Final = re.compile(r"[\s:()\-–—„”\"*]{1,4}")
_PIN: Final = re.compile(r"[📍📌🏠🗺🏛🏢]\ufe0f?\s{0,3}")
_NUMBERED: Final = re.compile(r"\s\d{1,3}[a-z]?$")
_BY_STREET: Final = re.compile(r",?\s(?:przy|na)\s[^\W\d_a-ząćęłńóśźż][^\d\n]{2,40}\d")
_ON_STREET: Final = re.compile(r",?\s\(?(?:on|przy|na)\s(?:ul\.\s|the\s)?(?=[^\W\d_a-ząćęłńóśźż])")
_IN_HOUSE: Final = re.compile(r"\s(w|we|na)\s(?=[^\W\d_a-ząćęłńóśźż])")
_HOUR_THEN: Final = re.compile(r"(?<=[0-9hm]),\s(?=[^\W\d_a-ząćęłńóśźż])")
_LONGEST: Final = 80
_FILLERS: Final = 7
_MOST: Final = 200
_FEW: Final = 2


def labelled(page: Page) -> Iterator[Found[Place]]:
    """Yields what follows "Miejsce:", "Gdzie?", "Venue:", or a pin."""
    starts = []
    for label in page.words.hits("places.label")[:_MOST]:
        gap = _LABEL_END.match(page.lines, label.end) if _begins_a_line(page, label.start) else None
        if gap is not None and (page.text[label.start].isupper() or _is_listed(page, label)):
            starts.append(gap.end())
    if _PIN.search(page.text) is not None:
        starts += [pin.end() for pin in islice(_PIN.finditer(page.lines), _MOST)]
    for start in starts:
        value = _value_at(page, start)
        if place := _place_in(page, value):
            yield Found(place, value.start, value.end, "labelled_venue")


def after_hour(page: Page) -> Iterator[Found[Place]]:
    """Yields "Millford Library" of "26th May, 18:00 – 21:00, Millford Library" and of "26th May, Millford Library"."""
    ends = [hit.end() for hit in islice(_HOUR_THEN.finditer(page.text), _MOST)]
    ends += [hit.end + 2 for hit in page.words.hits("dates.month")[:_MOST] if page.text[hit.end : hit.end + 2] == ", "]
    for end in ends:
        name = place_name_at(page, end)
        if name is None or is_never_a_place(page, name) or page.text[name.end : name.end + 1] == ":":
            continue
        first = page.words.at(name.start)
        kinds = page.words.between(name.start, name.end, "places.kind")
        if not any(hit.first == first and hit.value == "plain" for hit in kinds):
            yield Found(Place(page.text[name.start : name.end], sure=False), name.start, name.end, "after_hour")


def after_kind(page: Page) -> Iterator[Found[Place]]:
    """Yields names after a kind of place: "klub WySPa", "w restauracji Ogród", "w siedzibie firmy Astec"."""
    words = page.words
    for kind in words.hits("places.kind")[:_MOST]:
        at = kind.last + 1
        firm = at < len(words.words) and page.lexicon.matches("places.of_firm", words.words[at].text)
        at, described = _over_small_words(page, _over_owner(page, kind, at + firm))
        if at >= len(words.words) or (described and firm):
            continue
        if not _BESIDE.fullmatch(page.text, words.words[at - 1].end, words.words[at].start):
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
        if kind.value == "plain":
            yield Found(Place(written), name.start, name.end, "after_kind")
            continue
        between = page.text[kind.end : words.words[at].start].strip(' „"”–:(')
        start = _adjectives_before(page, kind)
        phrase = " ".join(filter(None, (page.text[start : kind.end], between, written)))
        place = nominative(phrase, page.lexicon, _case_asked(page, page.words.at(start)))
        if place is not None:
            rule = "room" if kind.value == "room" else "after_kind"
            yield Found(Place(place.name[0].upper() + place.name[1:]), start, name.end, rule)


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
            capital = page.text[kind.start].isupper()
            end = kind.end if capital else words.words[kind.first - 1].end
            yield Found(Place(page.text[start:end]), start, end, "after_kind")


def after_preposition(page: Page) -> Iterator[Found[Place]]:
    """Yields capitalised names after "w", "do", "at" that are no city, person, month or technology."""
    words = page.words
    for prep in words.hits("places.in")[: 2 * _MOST]:
        at = prep.last + 1
        while at < len(words.words) - 1 and at - prep.last <= 2 and words.words[at].text in {"the", "our"}:  # noqa: PLR2004
            at += 1
        if at >= len(words.words) or page.text[words.words[at - 1].end : words.words[at].start].strip(" „\"“'\n\u00a0"):
            continue
        name = name_after_word(page, at)
        if name is None or name.end - name.start <= 2 or is_never_a_place(page, name):  # noqa: PLR2004
            continue
        written = page.text[name.start : name.end]
        said = words.words[prep.first].text
        quoted = page.text[name.start - 1 : name.start] in {"„", "“", '"', "”", "'"}
        if written[0].isdigit() or (is_city(written) and not _linked(page, name)):
            continue
        if said in CASES and not quoted and (_NUMBERED.search(written) or said == "przy" or _is_street(said, written)):
            continue
        if said not in CASES or quoted:
            owned = "’" in written.replace("'", "’") and any(hit.end == name.end for hit in _kinds_in(page, name))
            rule = "after_kind" if owned else "after_preposition"
            yield Found(Place(written, sure=said == "at" or owned), name.start, name.end, rule)
        elif place := nominative(written, page.lexicon, CASES[said]):
            yield Found(as_spelled(page, place), name.start, name.end, "after_preposition")


def _is_street(said: str, written: str) -> bool:
    """True for "na Wronieckiej": an adjective that has no noun with it is a street's name."""
    found = analyses(written)
    named = all(a.pos in {"adj", "ign"} or "nazwisko" in a.labels for a in found)
    return said == "na" and written.endswith(("iej", "iego")) and named


def after_place_word(page: Page) -> Iterator[Found[Place]]:
    """Yields "w tradycyjnym miejscu (Haust)", "miejsce tradycyjne, czyli klub WySPa", "gospodarzem będzie X"."""
    words = page.words
    for word in words.hits("places.place_word", "places.host")[:_MOST]:
        at = word.last + 1
        while at < len(words.words) and at - word.last <= _FILLERS and _is_filler(page, words.words[at].text):
            at += 1
        if at >= len(words.words) or at - word.last > _FILLERS:
            continue
        gap = page.text[words.words[at - 1].end : words.words[at].start]
        hosts = page.lexicon.matches("places.host", words.words[word.first].text) or word.first != word.last
        if not _BETWEEN.fullmatch(gap) or (at == word.last + 1 and gap == " " and not hosts):
            continue
        name = name_after_word(page, at)
        if name is not None and not is_never_a_place(page, name):
            rule = "host" if hosts else "after_place_word"
            yield Found(Place(page.text[name.start : name.end]), name.start, name.end, rule)


@once
def venues(page: Page) -> list[Found[Place]]:
    """Every venue that some rule reads, in reading order."""
    found = [*labelled(page), *after_kind(page), *before_kind(page), *after_place_word(page)]
    found += [*hosting(page), *before_address(page)]
    found += [*after_preposition(page), *after_hour(page)]
    return sorted(found, key=lambda f: (f.start, -f.end))


def _value_at(page: Page, start: int) -> Span:
    """A label's value, up to a comma; a room goes on to the house that it is in."""
    value = _without_address(page, _up_to_comma(page, start))
    first = page.words.at(value.start)
    room = any(
        hit.value == "room"
        and (hit.first == first or (hit.first == first + 1 and page.words.words[first].text in CASES))
        for hit in page.words.between(value.start, value.start + 12, "places.kind")
    )
    for _part in range(_FEW) if room else ():
        if page.text[value.end : value.end + 2] != ", " or not _goes_on_with_a_house(page, value.end + 2):
            break
        further = _without_address(page, _up_to_comma(page, value.end + 2))
        value = Span(value.start, max(further.end, value.end))
    return value


def _goes_on_with_a_house(page: Page, place: int) -> bool:
    return page.text[place : place + 1].isupper() or page.words.any(place, place + 10, "places.kind", "places.house")


def _up_to_comma(page: Page, start: int) -> Span:
    end = _VALUE_END.search(page.lines, start, start + _LONGEST)
    return Span(start, end.start() if end else min(len(page.text), start + _LONGEST))


def _is_listed(page: Page, label: Hit) -> bool:
    """True for the "gdzie:" that begins an item of a list."""
    return page.text[label.end : label.end + 1] == ":" and page.block_at(label.start).start == label.start


def _is_filler(page: Page, word: str) -> bool:
    return (
        page.lexicon.matches("places.filler", word)
        or page.lexicon.matches("places.kind", word)
        or (page.lexicon.matches("places.of_firm", word))
    )


def _begins_a_line(page: Page, place: int) -> bool:
    before = page.lines[max(0, place - 4) : place]
    stripped = before.rstrip(" *•–-➜►📍📌🗓")
    return not stripped or stripped.endswith(("\n", ".", "!", ")", "?"))


def _case_asked(page: Page, first: int) -> str | None:
    """The case that a preposition before a word asks for."""
    words = page.words
    for at in range(first - 1, max(first - 4, -1), -1):
        case = CASES.get(words.words[at].text)
        if case is not None:
            return case
        if not page.lexicon.matches("places.filler", words.words[at].text):
            break
    return None


def _house(page: Page, room: Hit, name: Span) -> Found[Place] | None:
    """The house that a room's name tells: "w budynku PWSZ" → "PWSZ", "auli Akademii Kaliskiej" → "Akademia Kaliska"."""
    written = page.text[name.start : name.end].strip()
    first = page.words.at(name.start)
    if page.lexicon.matches("places.house", page.words.words[room.first].text):
        if page.text[room.start - 1 : room.start] == "(":
            return None
        named = sum(c.isalpha() for c in written) > _FEW and not _NUMBERED.search(written)
        return Found(Place(written), name.start, name.end, "after_kind") if named else None
    if (at := _IN_HOUSE.match(page.text, name.end)) is not None:  # "sali S9 na WMiI UMK"
        house = name_after_word(page, page.words.at(at.end()))
        written_house = page.text[house.start : house.end] if house is not None else ""
        told = written_house and not is_city(written_house) and not _is_street(at[1], written_house)
        if house is not None and told and not is_never_a_place(page, house):
            place = nominative(written_house, page.lexicon, CASES[at[1]])
            return None if place is None else Found(place, house.start, house.end, "after_kind")
    of_house = any(hit.value == "named" and hit.first - first <= 2 for hit in _kinds_in(page, name))  # noqa: PLR2004
    place = nominative(written, page.lexicon, "gen") if of_house else None
    return Found(place, name.start, name.end, "after_kind") if place is not None else None


def _kinds_in(page: Page, name: Span) -> list[Hit]:
    return page.words.between(name.start, name.end, "places.kind")


def _adjectives_before(page: Page, kind: Hit) -> int:
    """Where the capitalised adjectives begin that belong to a kind: "Państwowej Wyższej Szkoły"."""
    words = page.words.words
    first = kind.first
    while first > 0 and page.text[kind.start].isupper() and kind.first - first < 3:  # noqa: PLR2004
        word = words[first - 1]
        spaced = page.text[word.end : words[first].start] == " "
        if not spaced or not page.text[word.start].isupper() or not _describes(page.text[word.start : word.end]):
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


def _without_address(page: Page, value: Span) -> Span:
    comma = page.text.rfind(", ", value.start, value.end)
    if comma >= 0 and page.lexicon.matches("places.kind", page.text[comma + 2 : value.end].strip(" .")):
        return _without_address(page, Span(value.start, comma))
    by = _BY_STREET.search(page.text, value.start, value.end)
    if by is not None:
        return Span(value.start, by.start())
    for hit in page.words.between(value.start, value.end, "places.street", "places.square"):
        if hit.start > value.start:
            return Span(value.start, len(page.text[: hit.start].rstrip(" -–,(")))
    return value


def _place_in(page: Page, value: Span) -> Place | None:
    """The name in a label's value: "Klub WySPa" → "WySPa", "w Hauście" → "Haust"."""
    written = page.text[value.start : value.end].strip(' .,-–"„”*')
    if not written or _linkish(written) or page.words.any(value.start, value.end, "places.usual"):
        return None
    first, *rest = written.split()
    words = page.words.words
    at = page.words.at(value.start)
    if at < len(words) and words[at].text in CASES and rest:
        place = nominative(" ".join(rest), page.lexicon, CASES[words[at].text])
        written = place.name if place else " ".join(rest)
        first, *rest = written.split()
    kinds = {hit.value for hit in page.lexicon.read(first).hits("places.kind")}
    if rest and "room" in kinds and any(h.value == "named" for h in page.lexicon.read(rest[0]).hits("places.kind")):
        house = nominative(" ".join(rest), page.lexicon, "gen")
        written, rest = (house.name, []) if house is not None else (written, rest)
    if rest and "plain" in kinds:
        written = " ".join(rest)
    online = page.words.any(value.start, value.end, "places.online")
    if (online and len(written.split()) <= _FEW) or page.words.any(
        value.start, value.end, "dates.month", "dates.weekday"
    ):
        return None
    return Place(written.strip(" .,-–\"„”*'")) if any(c.isalpha() for c in written) else None


def _linkish(written: str) -> bool:
    return written.startswith(("http", "www.")) or "@" in written


def _linked(page: Page, name: Span) -> bool:
    return any(link.start <= name.start and name.end <= link.end for link in page.links)
