"""Names of those who feed a meetup: firms, not people, food or words that only begin a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import is_first_name
from bot.posts.page import Span
from bot.posts.rules.firms import full_name, is_person, sponsor_at
from bot.posts.rules.subjects import is_mere_beginning

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit
    from bot.posts.page import Found, Page
    from bot.posts.rules.firms import Sponsor

_OF_SOMEBODY: Final = re.compile(r"\w{2,20}['’]s?\s[a-z]")
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
    written = found.value.name
    if _is_no_name(page, found) or any(" " not in written or hit.end >= found.end for hit in _fare_in(page, found)):
        return None
    first = written.split()[0]
    if _OF_SOMEBODY.match(page.text, found.start, found.end + 2) and _is_named_so(page, written):
        return None  # "Fiona's mother"
    if written == first and page.lexicon.matches("sponsors.nobody", re.split(r"['’]", first)[0]):
        return None
    if is_person(written) or (written == first and is_first_name(first) and found.value.target is None):
        return None
    alone = found.value.target is None and is_mere_beginning(page, Span(found.start, found.end))
    return None if alone and full_name(page, written) is None else found


def _is_no_name(page: Page, found: Found[Sponsor]) -> bool:
    """True for "2GB", and for the "PM" of "6 PM (pizza)"."""
    of_an_hour = found.start > 1 and _OF_AN_HOUR.match(page.text, found.start - 2)
    return bool(of_an_hour or _QUANTITY.match(found.value.name))


def _is_named_so(page: Page, written: str) -> bool:
    first = re.split(r"['’]", written)[0]
    return is_first_name(first) or page.lexicon.matches("names.first", first)


def _fare_in(page: Page, named: Found[Sponsor]) -> list[Hit]:
    """What a name has to eat: nothing but food names no firm, as "Bagel Street Software" does."""
    return page.words.between(named.start, named.end, "sponsors.fare")
