"""Where the meetup is: "Miejsce: klub X", "w pubie X", "w Hauście", "w siedzibie firmy X", "at the X Brewery"."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found, Span, once
from bot.posts.rules.addresses import is_bare_street
from bot.posts.rules.beside_address import before_address
from bot.posts.rules.hosts import hosting, shut
from bot.posts.rules.kinds_of_place import NUMBERED, after_kind, before_kind, house_of_room, is_street, kinds_in
from bot.posts.rules.place_names import (
    CASES,
    Place,
    as_spelled,
    is_city,
    is_never_a_place,
    name_after_word,
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
_PIN: Final = re.compile(r"[📍📌🏠🗺🏛🏢]\ufe0f?\s{0,3}")
_BY_STREET: Final = re.compile(r",?\s(?:przy|na)\s[^\W\d_a-ząćęłńóśźż][^\d\n]{2,40}\d")
_BLANK: Final = re.compile(r"[ \t]{1,3}(?=[^\W\d_])")
_HOUR_THEN: Final = re.compile(r"(?<=[0-9hm]),\s(?=[^\W\d_a-ząćęłńóśźż])")
_EXPLAINED: Final = re.compile(
    r"(?:,|\s[-–—]|\s\()\s?(?:which\s)?(?:for\s[a-z ]{3,34}\s)?"
    r"(?:that['’]s|that\sis|is|means)\s(?:the\s)?(?=[A-Z])"
)
_STREET_OF_HOUSE: Final = re.compile(
    r"(?:,|,? przy| na) (?:ulicy |ul\. |al\. )?[A-ZĆŁŃÓŚŹŻ][^\W\d_]+(?: [A-ZĆŁŃÓŚŹŻ][^\W\d_]+)? \d"
    r"| \((?:ulica |ul\. |al\. )?[A-ZĆŁŃÓŚŹŻ][^\W\d_]+(?: [A-ZĆŁŃÓŚŹŻ][^\W\d_]+)? \d"
)
_LONGEST: Final = 80
_NEAR: Final = 30
_FILLERS: Final = 7
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
        value = _value_at(page, start)
        on_net = page.words.any(*value, "places.online") and not page.words.any(*value, "places.kind")
        if on_net and _begins_on_net(page, value):
            continue
        place = _place_in(page, value)
        if place is not None and (any(c.isupper() for c in place.name) or page.words.any(*value, "places.kind")):
            yield Found(place, value.start, value.end, "labelled_venue")


def _begins_on_net(page: Page, value: Span) -> bool:
    """True for "On our YouTube channel", "kanał grupy na YouTube"."""
    first = page.text[value.start : value.start + 3].casefold()
    return first in {"on ", "na ", "our", "nas"} or page.words.any(value.start, value.start + 12, "places.on_net")


def _is_bold_label(page: Page, label: Hit) -> bool:
    """True for the "Where" in bold type of "**Where** Tram Shed Two, level 3", which begins a line."""
    alone = any(mark.start == label.start and mark.end == label.end for mark in page.marks_near(label.start))
    return alone and _begins_a_line(page, label.start)


def after_hour(page: Page) -> Iterator[Found[Place]]:
    """Yields "Millford Library" of "26th May, 18:00 – 21:00, Millford Library" and of "26th May, Millford Library"."""
    ends = [hit.end() for hit in islice(_HOUR_THEN.finditer(page.text), _MOST)]
    ends += [hit.end + 2 for hit in page.words.hits("dates.month")[:_MOST] if page.text[hit.end : hit.end + 2] == ", "]
    for end in ends:
        name = place_name_at(page, end)
        if name is None or is_never_a_place(page, name) or page.text[name.end : name.end + 1] == ":":
            continue
        if _begins_then(page, name) or is_bare_street(page.text[name.start : name.end]):
            continue  # "doors at 7, Jo starts at 7:30"
        first = page.words.at(name.start)
        kinds = page.words.between(name.start, name.end, "places.kind")
        if not any(hit.first == first and hit.value == "plain" for hit in kinds):
            yield Found(Place(page.text[name.start : name.end], sure=False), name.start, name.end, "after_hour")


def _begins_then(page: Page, name: Span) -> bool:
    """True for a single word that a verb of beginning or speaking follows: it is somebody rather than a place."""
    if " " in page.text[name.start : name.end] or page.text[name.end : name.end + 1] != " ":
        return False
    following = page.words.at(name.end + 1)
    told = page.words.words[following : following + 1]
    return any(page.words.any(word.start, word.end, "times.start", "talks.speak") for word in told)


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
        if said == "in" and at == prep.last + 1 and " " not in written and not quoted and not _linked(page, name):
            continue  # "in Limerick" is a town; a house of one word stands after "at", or has its article
        if said in CASES and not quoted and _is_no_house(page, said, name):
            continue
        if said not in CASES or quoted:
            owned = "’" in written.replace("'", "’") and any(hit.end == name.end for hit in kinds_in(page, name))
            rule = "after_kind" if owned else "after_preposition"
            yield Found(Place(written, sure=said == "at" or owned), name.start, name.end, rule)
        elif place := _goal(page, said, name) or nominative(written, page.lexicon, CASES[said]):
            yield Found(as_spelled(page, place), name.start, name.end, "after_preposition")


def _goal(page: Page, said: str, name: Span) -> Place | None:
    """The "Politechnika" of "wracamy na Politechnikę"."""
    written = page.text[name.start : name.end]
    if said != "na" or not written.split()[0].endswith(("ę", "ą")):
        return None
    house = any(hit.start == name.start and hit.value == "named" for hit in kinds_in(page, name))
    return nominative(written, page.lexicon, "acc") if house else None


def _is_no_house(page: Page, said: str, name: Span) -> bool:
    """True for a street ("przy Lubelskiej", "na Lubelskiej 4"), and for a release ("w Railsach 4").

    What has a number is a house where people meet ("widzimy się w Hangarze 12"), or before its street.
    """
    written = page.text[name.start : name.end]
    if said == "przy" or is_street(said, written):
        return True
    if NUMBERED.search(written) is None:
        return False
    if said == "na" or page.words.any(name.start, name.end, "places.square", "places.kind"):
        return True
    if _STREET_OF_HOUSE.match(page.text, name.end) is not None:
        return False
    near = max(page.sentence_at(name.start).start, name.start - _NEAR)
    return not page.words.any(near, name.start, "places.we_are_there")


def after_place_word(page: Page) -> Iterator[Found[Place]]:
    """Yields "w tradycyjnym miejscu (Haust)", "miejsce tradycyjne, czyli klub WySPa", "gospodarzem będzie X"."""
    words = page.words
    for word in words.hits("places.place_word", "places.host")[:_MOST]:
        at = word.last + 1
        while at < len(words.words) and at - word.last <= _FILLERS and _is_filler(page, words.words[at].text):
            at += 1
        at = _over_explaining(page, at)
        if at >= len(words.words) or at - word.last > 2 * _FILLERS:
            continue
        gap = page.text[words.words[at - 1].end : words.words[at].start]
        hosts = page.lexicon.matches("places.host", words.words[word.first].text) or word.first != word.last
        if not _BETWEEN.fullmatch(gap) or (at == word.last + 1 and gap == " " and not hosts):
            continue
        name = name_after_word(page, at)
        if name is not None and not is_never_a_place(page, name):
            rule = "host" if hosts else "after_place_word"
            yield Found(Place(page.text[name.start : name.end]), name.start, name.end, rule)


def _over_explaining(page: Page, at: int) -> int:
    """Skips the ", which for the newcomers is" of "the usual place, which for the newcomers is the Lantern"."""
    told = _EXPLAINED.match(page.text, page.words.words[at - 1].end) if at < len(page.words.words) else None
    return page.words.at(told.end()) if told is not None else at


@once
def venues(page: Page) -> list[Found[Place]]:
    """Every venue that some rule reads, in reading order."""
    found = [*labelled(page), *after_kind(page), *before_kind(page), *after_place_word(page)]
    found += [*hosting(page), *shut(page), *before_address(page)]
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
    closing = page.words.between(value.start, value.end, "places.room_after")
    room = room or (page.text[value.end : value.end + 1] == "," and any(hit.end == value.end for hit in closing))
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
    if (house := house_of_room(page, value)) is not None:
        return house
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
