"""Where the meetup is: "Miejsce: klub X", "w pubie X", "w Hauście", "w siedzibie firmy X", "at the X Brewery"."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import is_first_name
from bot.posts.page import Found, once
from bot.posts.rules.addresses import is_bare_street
from bot.posts.rules.beside_address import after_address, before_address
from bot.posts.rules.hosts import at_theirs, by_courtesy, hosting, shut
from bot.posts.rules.kinds_of_place import NUMBERED, after_kind, before_kind, house_behind, is_street, kinds_in
from bot.posts.rules.labelled_places import behind_city, labelled
from bot.posts.rules.place_names import (
    CASES,
    Place,
    as_spelled,
    is_city_at,
    is_never_a_place,
    name_after_word,
    nominative,
    place_name_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Word
    from bot.posts.page import Page, Span

_DASH_THEN: Final = re.compile(r"(?<=[0-9hm])\s[-–—|]\s(?:[Tt]he\s)?(?=[^\W\d_a-ząćęłńóśźż])")
_BETWEEN: Final = re.compile(r"[\s,:()\-–—„”\"*]{1,4}")
_HOUR_THEN: Final = re.compile(r"(?<=[0-9hm]),\s(?=[^\W\d_a-ząćęłńóśźż])|\s@\s(?:[Tt]he\s)?(?=[^\W\d_a-ząćęłńóśźż])")
_EXPLAINED: Final = re.compile(
    r"(?:,|\s[-–—]|\s\()\s?(?:which\s)?(?:for\s[a-z ]{3,34}\s)?"
    r"(?:that['’]s|that\sis|is|means)\s(?:the\s)?(?=[A-Z])"
)
_STREET_OF_HOUSE: Final = re.compile(
    r"(?:,|,? przy| na) (?:ulicy |ul\. |al\. )?[A-ZĆŁŃÓŚŹŻ][^\W\d_]+(?: [A-ZĆŁŃÓŚŹŻ][^\W\d_]+)? \d"
    r"| \((?:ulica |ul\. |al\. )?[A-ZĆŁŃÓŚŹŻ][^\W\d_]+(?: [A-ZĆŁŃÓŚŹŻ][^\W\d_]+)? \d"
)
_NEAR: Final = 30
_LINE: Final = 60
_FILLERS: Final = 7
_MOST: Final = 200


def after_hour(page: Page) -> Iterator[Found[Place]]:
    """Yields "Millford Library" of "26th May, 18:00 – 21:00, Millford Library" and of "26th May, Millford Library"."""
    ends = [hit.end() for hit in islice(_HOUR_THEN.finditer(page.text), _MOST)]
    ends += [hit.end + 2 for hit in page.words.hits("dates.month")[:_MOST] if page.text[hit.end : hit.end + 2] == ", "]
    ends += [hit.end() for hit in islice(_DASH_THEN.finditer(page.text), _MOST) if _tells_the_day(page, hit.start())]
    for end in ends:
        name = place_name_at(page, behind_city(page, end))
        if (
            name is None
            or is_never_a_place(page, name)
            or is_city_at(page, name)
            or page.text[name.end : name.end + 1] == ":"
        ):
            continue
        if _begins_then(page, name) or is_bare_street(page.text[name.start : name.end]):
            continue  # "doors at 7, Jo starts at 7:30"
        first = page.words.at(name.start)
        kinds = page.words.between(name.start, name.end, "places.kind")
        if not any(hit.first == first and hit.value == "plain" for hit in kinds):
            yield Found(Place(page.text[name.start : name.end], sure=False), name.start, name.end, "after_hour")


def _tells_the_day(page: Page, hour: int) -> bool:
    """True for the line "March 13 - 7pm - The Plough", which is no row of an agenda."""
    line = max(page.lines.rfind("\n", max(0, hour - _LINE), hour), hour - _LINE, 0)
    return page.words.any(line, hour, "dates.month")


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
        if written[0].isdigit() or (is_city_at(page, name) and not _linked(page, name)):
            continue
        if said == "in" and at == prep.last + 1 and not quoted and _may_be_town(page, name):
            continue  # "in Limerick" is a town; a house of one word stands after "at", or has its article
        if said in CASES and not quoted and _is_no_house(page, said, name):
            continue
        if said not in CASES or quoted:
            owned = "’" in written.replace("'", "’") and any(hit.end == name.end for hit in kinds_in(page, name))
            rule = "after_kind" if owned else "after_preposition"
            yield Found(Place(written, sure=said == "at" or owned), name.start, name.end, rule)
        elif place := _goal(page, said, name) or nominative(written, page.lexicon, CASES[said]):
            yield Found(as_spelled(page, place), name.start, name.end, "after_preposition")


def _may_be_town(page: Page, name: Span) -> bool:
    """True for a single word that is no link and no owner's ("O'Malley's")."""
    written = page.text[name.start : name.end]
    owned = written.endswith(("'s", "’s")) and page.text[name.end : name.end + 1] != " "
    return " " not in written and not owned and not _linked(page, name)


def _goal(page: Page, said: str, name: Span) -> Place | None:
    """The "Politechnika" of "wracamy na Politechnikę"."""
    written = page.text[name.start : name.end]
    if said != "na" or not written.split()[0].endswith(("ę", "ą")):
        return None
    house = any(hit.start == name.start and hit.value == "named" for hit in kinds_in(page, name))
    return nominative(written, page.lexicon, "acc") if house else None


def _is_no_house(page: Page, said: str, name: Span) -> bool:
    """True for a street ("przy Lubelskiej", "na Lubelskiej 4"), a release ("w Railsach 4"), somebody ("u Marka").

    What has a number is a house where people meet ("widzimy się w Hangarze 12"), or before its street.
    """
    written = page.text[name.start : name.end]
    if said == "przy" or is_street(said, written) or (said == "u" and is_first_name(written.split()[0])):
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
        while at < len(words.words) and at - word.last <= _FILLERS and _is_filler(page, words.words[at]):
            at += 1
        at = _over_explaining(page, at)
        if at >= len(words.words) or at - word.last > 2 * _FILLERS:
            continue
        gap = page.text[words.words[at - 1].end : words.words[at].start]
        hosts = page.lexicon.matches("places.host", words.words[word.first].text) or word.first != word.last
        if not _BETWEEN.fullmatch(gap) or (at == word.last + 1 and gap == " " and not hosts):
            continue
        behind = behind_city(page, words.words[at].start)  # "miejsce (Gliwice, Instytut Rybactwa)"
        name = name_after_word(page, at) if behind == words.words[at].start else place_name_at(page, behind)
        if name is not None and not is_never_a_place(page, name):
            rule = "host" if hosts else "after_place_word"
            house = house_behind(page, name)
            place = house.value if house is not None else Place(page.text[name.start : name.end])
            yield Found(place, name.start, name.end, rule)


def _over_explaining(page: Page, at: int) -> int:
    """Skips the ", which for the newcomers is" of "the usual place, which for the newcomers is the Lantern"."""
    told = _EXPLAINED.match(page.text, page.words.words[at - 1].end) if at < len(page.words.words) else None
    return page.words.at(told.end()) if told is not None else at


@once
def venues(page: Page) -> list[Found[Place]]:
    """Every venue that some rule reads, in reading order."""
    found = [*labelled(page), *after_kind(page), *before_kind(page), *after_place_word(page)]
    found += [
        *hosting(page),
        *at_theirs(page),
        *by_courtesy(page),
        *shut(page),
        *before_address(page),
        *after_address(page),
    ]
    found += [*after_preposition(page), *after_hour(page)]
    return sorted(found, key=lambda f: (f.start, -f.end))


def _is_filler(page: Page, word: Word) -> bool:
    """True for "tradycyjnie", "firma", "klub"; the "Politechnika" of a name is none."""
    small = page.text[word.start].islower()
    lists = ("places.filler", "places.of_firm", *(("places.kind",) if small else ()))
    return any(page.lexicon.matches(name, word.text) for name in lists)


def _linked(page: Page, name: Span) -> bool:
    return any(link.start <= name.start and name.end <= link.end for link in page.links)
