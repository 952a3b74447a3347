"""Names of those who feed a meetup: firms, not people, food or words that only begin a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import is_first_name
from bot.posts.page import Found, Span
from bot.posts.rules.firms import Sponsor, full_name, is_person, sponsor_at
from bot.posts.rules.subjects import is_mere_beginning, is_mere_word

if TYPE_CHECKING:
    from bot.posts.page import Page

_OF_SOMEBODY: Final = re.compile(r"\w{2,20}['’]s?\s[a-z]")
_BACK: Final = 2
_JOINT: Final = re.compile(r"\s(?:and|i|oraz|&)\s$")
_OF_PLACE: Final = re.compile(r"\s(?:z|ze|na|nad|pod)\s[A-ZĄĆĘŁŃÓŚŹŻ][\w-]{2,20}\b")
_QUANTITY: Final = re.compile(r"\d+ ?(?:[KMGT]B|kg|L|ml|cl|EUR|USD|PLN)\b")
_OF_AN_HOUR: Final = re.compile(r"(?:\d\s|.\d)[AP]M\b")


def giver_at(page: Page, at: int) -> Found[Sponsor] | None:
    """A firm's name that begins with word `at`: no person, no food, no common noun that only begins a sentence."""
    word = page.words.words[at]
    opening = page.text[max(0, word.start - 1) : word.start]
    start = word.start - 1 if opening in {"„", '"', "“"} else word.start
    found = sponsor_at(page, start)
    if found is None or page.words.any(found.start, found.end, "places.online", "rsvp.signup"):
        return None
    found = _without_gift(page, _with_place(page, found))
    written = found.value.name
    if _is_no_name(page, found) or _is_given(page, found) or _is_somebody(page, found):
        return None
    alone = found.value.target is None and is_mere_beginning(page, Span(found.start, found.end))
    return None if alone and full_name(page, written) is None else _with_society(page, found)


def _is_given(page: Page, found: Found[Sponsor]) -> bool:
    """True for food and gifts themselves: nothing but food names no firm, as "Bagel Street Software" does."""
    fares = page.words.between(found.start, found.end, "sponsors.fare")
    gifts = page.words.between(found.start, found.end, "sponsors.gift")
    alone = " " not in found.value.name
    return any(alone or hit.end >= found.end for hit in fares) or any(hit.end >= found.end for hit in gifts)


def _is_somebody(page: Page, found: Found[Sponsor]) -> bool:
    """True for people, for "Fiona's mother", and for words that stand for nobody: "We", "Wydziałowi"."""
    written = found.value.name
    first = written.split()[0]
    if _OF_SOMEBODY.match(page.text, found.start, found.end + 2) and _is_named_so(page, written):
        return True
    if written == first and page.lexicon.matches("sponsors.nobody", re.split(r"['’]", first)[0]):
        return True
    named_alone = written == first and is_first_name(first) and found.value.target is None
    return is_person(written) or named_alone or _is_a_kind(page, found)


def _with_place(page: Page, found: Found[Sponsor]) -> Found[Sponsor]:
    """The whole of "Testerzy z Pasją": a common word that a name follows in its own case is but half of one."""
    more = _OF_PLACE.match(page.text, found.end)
    written = found.value.name
    if more is None or " " in written or found.value.target is not None or not is_mere_word(written):
        return found
    return Found(Sponsor(written + more[0]), found.start, more.end(), found.rule)


def _with_society(page: Page, named: Found[Sponsor]) -> Found[Sponsor]:
    """The whole of 'koło naukowe "Bajt"' and "miasto Rybnik", whose first words say what it is."""
    words = page.words.words
    at = page.words.at(named.start)
    for before in range(at - 1, max(-1, at - 1 - _BACK), -1):
        if page.text[words[before].end : words[before + 1].start] not in {" ", " „", ' "', " *", " “"}:
            break
        if page.lexicon.matches("sponsors.society", words[before].text):
            end = named.end + (page.text[named.end : named.end + 1] in {"”", '"', "“"})
            start = words[before].start
            return Found(Sponsor(page.text[start:end], named.value.target), start, end, named.rule)
    return named


def _without_gift(page: Page, found: Found[Sponsor]) -> Found[Sponsor]:
    """The "Marlow Systems" of "Marlow Systems and T-shirts by Copperleaf"."""
    gifts = page.words.between(found.start, found.end, "sponsors.gift")
    gift = next((hit for hit in gifts if hit.end >= found.end), None)
    joint = _JOINT.search(page.text, found.start, gift.start) if gift is not None else None
    if joint is None:
        return found
    return Found(Sponsor(page.text[found.start : joint.start()]), found.start, joint.start(), found.rule)


def _is_a_kind(page: Page, found: Found[Sponsor]) -> bool:
    """True for "Wydziałowi" alone, which names no one."""
    written = found.value.name
    kind = page.words.any(found.start, found.end, "places.kind") and " " not in written
    return kind and found.value.target is None and is_mere_word(written) and full_name(page, written) is None


def _is_no_name(page: Page, found: Found[Sponsor]) -> bool:
    """True for a label, for "2GB", and for the "PM" of "6 PM (pizza)"."""
    of_an_hour = found.start > 1 and _OF_AN_HOUR.match(page.text, found.start - 2)
    return bool(of_an_hour or found.value.name.endswith(":") or _QUANTITY.match(found.value.name))


def _is_named_so(page: Page, written: str) -> bool:
    first = re.split(r"['’]", written)[0]
    return is_first_name(first) or page.lexicon.matches("names.first", first)
