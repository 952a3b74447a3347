"""Every name of a post that may be a place's: what some rule of places read, and whatever else is written as a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.posts.morphology import is_first_name
from bot.posts.page import once
from bot.posts.rules.addresses import is_bare_street
from bot.posts.rules.kinds_of_place import is_street
from bot.posts.rules.place_names import CASES, Place, is_city_at, name_after_word, nominative
from bot.posts.rules.venues import venues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Page, Span

UNRULED: Final = frozenset(("name", "small"))
"""The rules of names that no rule of places read."""
_MOST: Final = 150
"""Names that are looked at; the longest post of the corpus has 110."""
_WORDS: Final = 3_000
_SHORTEST: Final = 3
_SMALL: Final = 3
"""Words in small letters that may stand behind a kind of place: "pub pod krzywą beczką"."""
_GAPS: Final = frozenset((" ", ' "', " „", " “"))


class Candidate(NamedTuple):
    """A half-open stretch of the text, the place's name as some rule reads it, and the rule."""

    start: int
    end: int
    place: Place
    rule: str


@once
def candidates(page: Page) -> list[Candidate]:
    """What may be a place, in reading order, each stretch once; what a rule of places read goes before the others."""
    ruled = (Candidate(one.start, one.end, one.value, one.rule) for one in venues(page))
    found: dict[tuple[int, int], Candidate] = {}
    for one in (*ruled, *_names(page), *_in_small_letters(page)):
        found.setdefault((one.start, one.end), one)
    return [found[span] for span in sorted(found)[:_MOST]]


def _names(page: Page) -> Iterator[Candidate]:
    """Every run of capitalised words, quoted or marked name that is no person."""
    done = 0
    for at, word in enumerate(page.words.words[:_WORDS]):
        if word.start < done or not page.text[word.start].isupper():
            continue
        name = name_after_word(page, at)
        if name is None:
            continue
        done = name.end
        if name.end - name.start < _SHORTEST or is_city_at(page, name):
            continue
        if page.words.any(*name, "places.usual"):
            continue  # "TBA"
        written, case = page.text[name.start : name.end], _preposition(page, at, name)
        if is_bare_street(written) or is_street(case, written) or (case == "u" and is_first_name(written)):
            continue
        bent = case in CASES or page.words.any(*name, "places.kind")
        place = nominative(written, page.lexicon, CASES.get(case)) if bent else None
        yield Candidate(name.start, name.end, place or Place(written, sure=False), "name")


def _preposition(page: Page, at: int, name: Span) -> str:
    """The word right before a name, "" where none is."""
    before = page.words.words[at - 1] if at else None
    return before.text if before is not None and page.text[before.end : name.start] == " " else ""


def _in_small_letters(page: Page) -> Iterator[Candidate]:
    """A kind of place with what follows, all in small letters: "klub krzywa beczka"."""
    for kind in page.words.hits("places.kind")[:_MOST]:
        if page.text[kind.start].islower():
            last = _last_small(page, kind)
            if last > kind.last:
                end = page.words.words[last].end
                yield Candidate(kind.start, end, Place(page.text[kind.start : end], sure=False), "small")


def _last_small(page: Page, kind: Hit) -> int:
    words = page.words.words
    at = kind.last
    while at + 1 < len(words) and at - kind.last < _SMALL:
        word = words[at + 1]
        if page.text[words[at].end : word.start] not in _GAPS or not page.text[word.start].islower():
            break
        if any(page.lexicon.matches(name, word.text) for name in ("places.in", "talks.speak", "dates.weekday")):
            break
        at += 1
    return at
