"""The name right beside an address: "Bucketworks, 706 S 5th St", "Alternatywa (al. NMP 41)", "al. NMP 41 (Hex)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found, Span
from bot.posts.rules.addresses import bare, streets
from bot.posts.rules.place_names import CASES, Place, is_city_at, is_never_a_place, name_after_word, place_name_at
from bot.posts.rules.subjects import run_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.page import Page

_CONNECTING: Final = frozenset(("przy", "na", "on", "at"))
_ADDRESS_AFTER: Final = re.compile(r",\s|\s\(|,?\s(?:przy|na|on|at)\s|[ \u00a0]?\n")
_SHORT: Final = 2
_BRACKETS: Final = re.compile(r"(?:,\s[^\W\d_a-ząćęłńóśźż][^\W\d_]{2,20})?\s\((?=[^\W\d_a-ząćęłńóśźż])")
_STOREY: Final = re.compile(r"[IVX]{1,4}$")
_JOINING: Final = frozenset(("and", "of", "i"))


def before_address(page: Page) -> Iterator[Found[Place]]:
    """Yields "Bucketworks" of "Bucketworks, 706 S 5th St" and "Alternatywa" of "Alternatywa (al. NMP 41)"."""
    words = page.words
    for street in sorted({*(road.start for road in streets(page)), *(hit.start(1) for hit in bare(page.text))}):
        last = words.at(street) - 1
        while last >= 0 and words.words[last].text in _CONNECTING:
            last -= 1
        if last < 0 or not _ADDRESS_AFTER.fullmatch(page.lines, words.words[last].end, street):
            continue
        head = last - (words.words[last].text.isdigit() and last > 0)  # "Hangar 12, ul. Lubelska 4"
        if not page.text[words.words[head].start].isupper():
            continue
        first = _over_joint(page, run_before(page, head, page.sentence_at(street).start))
        name = name_after_word(page, first)
        if name is not None and name.end > street and "\n" in page.lines[words.words[last].end : street]:
            name = Span(name.start, words.words[last].end)  # the number begins the next line
        if page.lexicon.matches("places.in", words.words[first].text):
            continue
        if name is None or name.end > street or is_never_a_place(page, name) or name.end - name.start <= _SHORT:
            continue
        written = page.text[name.start : name.end]
        before = words.words[first - 1].text if first else ""
        if before in CASES or any(page.lexicon.matches(n, before) for n in ("places.in", "places.kind")):
            continue
        closed = any(kind.end == name.end for kind in words.between(name.start, name.end, "places.kind_after"))
        told = (closed and " " in written) or not words.any(name.start, name.end, "places.kind")
        if told and not is_city_at(page, name):
            yield Found(Place(written, sure=False), name.start, name.end, "before_address")


def after_address(page: Page) -> Iterator[Found[Place]]:
    """Yields "Hexagon" of "ul. Legnicka 55 (Hexagon, III piętro)", "14 Mill Street (Hexagon)"."""
    for end in [*(road.end for road in streets(page)), *(hit.end(1) for hit in bare(page.text))]:
        opening = _BRACKETS.match(page.text, end)
        name = place_name_at(page, opening.end()) if opening is not None else None
        if name is None or page.text[name.end : name.end + 1] not in {")", ","} or is_never_a_place(page, name):
            continue
        if page.words.any(*name, "places.not_there"):
            continue
        written = page.text[name.start : name.end]
        kinds = page.words.between(name.start, name.end, "places.kind", "places.storey")
        if any(hit.value != "named" for hit in kinds) or _STOREY.match(written) or is_city_at(page, name):
            continue
        yield Found(Place(written, sure=False), name.start, name.end, "after_address")


def _over_joint(page: Page, first: int) -> int:
    """The "Crown" of "at the Crown and Anchor": a name goes on over a joint where a preposition stands before it."""
    words = page.words.words
    at = first - 2
    if at < 1 or words[first - 1].text not in _JOINING or not page.text[words[at].start].isupper():
        return first
    before = at - 1 - (words[at - 1].text == "the" and at > 1)
    return at if page.lexicon.matches("places.in", words[before].text) else first
