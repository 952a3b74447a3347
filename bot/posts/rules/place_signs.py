"""What speaks for a name's being the place of the meetup: the words in it, beside it, in its line and its sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bot.posts.morphology import analyses, is_first_name
from bot.posts.page import Span, once
from bot.posts.rules.kinds_of_place import kinds_in
from bot.posts.rules.place_candidates import UNRULED
from bot.posts.rules.place_names import is_city_at, is_never_a_place, is_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.posts.page import Found, Page
    from bot.posts.rules.place_names import Place

_TOPICS: Final = {
    "places": """address_is afterwards beside comes_from courtesy goal host hosting in institution kind kind_after label
        moving namely not_there office online place_word room_after shut square storey street taken theirs usual
        we_are_there works""",
    "kinds": """another cancel external_event future meeting move move_again next_meeting other_place ours past recap
        unchanged update""",
    "talks": "bio by job label speak talk",
    "sponsors": "fare feeds firm gives hosts prize sponsor thanking",
    "times": "after at begins label start",
    "dates": "label month today tomorrow weekday",
    "rsvp": "event_page seats signup",
    "names": "first",
}
LISTS: Final = tuple(f"{topic}.{name}" for topic, names in _TOPICS.items() for name in names.split())
"""Lists of the lexicon that say something of a place when they stand in it or near it."""
_BEFORE: Final = 3
_BEHIND: Final = 2
_WINDOW: Final = 6
"""Words on either side, within the sentence."""
_NEAR: Final = ((10, "beside"), (40, "near"), (100, "close"), (250, "around"))
_ADDRESS: Final = ((3, "beside"), (15, "soon"), (60, "near"))
_GONE_BY: Final = 80
_OFTEN: Final = 4
_LONG: Final = 5
_LETTERS: Final = 6
_LONGEST: Final = 12
_CAMEL: Final = re.compile(r"\w[A-Z]")
_EMPTY: Final = ' *-–•„"|>#'
_STOPS: Final = " .*|"
_QUOTES: Final = frozenset("„\"“'")
_REMEMBERED: Final = 8_192
"""Names whose signs are remembered: a blog names the same ones again and again."""


def place_signs(
    page: Page, one: Found[Place], anchors: Sequence[Found[Any]], addresses: Sequence[Found[str]]
) -> list[str]:
    """The signs of a name. `anchors` are the meetup's date and hour as they were found, `addresses` the streets."""
    first, behind = page.words.at(one.start), page.words.at(one.end)
    sentence = page.sentence_at(one.start)
    return [
        "always",
        *_of_words_beside(page, one, first, behind),
        *_of_sentence(page, sentence, first, behind),
        *_of_line(page, one),
        *_of_time_and_street(one, sentence, anchors, addresses),
        *_of_name(page, one, first, behind),
        *_of_form(page, one),
    ]


@once
def _meanings(page: Page) -> dict[int, tuple[str, ...]]:
    """The lists whose terms each word is part of, by the word's place in the row."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for name in LISTS:
        for hit in page.words.hits(name):
            for at in range(hit.first, hit.last + 1):
                found[at].append(name)
    return {at: tuple(names) for at, names in found.items()}


def _of_words_beside(page: Page, one: Found[Place], first: int, behind: int) -> Iterator[str]:
    words, lines, meant = page.words.words, page.lines, _meanings(page)
    for away in range(1, _BEFORE + 1):
        at = first - away
        if at < 0 or "\n" in lines[words[at].end : one.start]:
            yield f"-{away}:^"
            break
        yield f"-{away}:{words[at].text[:_LONGEST]}"
        for name in meant.get(at, ()):
            yield f"-{away}:{name}"
    for away in range(_BEHIND):
        at = behind + away
        if at >= len(words) or "\n" in lines[one.end : words[at].start]:
            yield f"+{away}:$"
            break
        text = words[at].text
        yield f"+{away}:{'#' * len(text) if text[0].isdigit() else text[:_LONGEST]}"
        for name in meant.get(at, ()):
            yield f"+{away}:{name}"
    if first and one.start - words[first - 1].end < 4:  # noqa: PLR2004 -- a sign or two
        yield f"gap:{lines[words[first - 1].end : one.start]!r}"


def _of_sentence(page: Page, sentence: Span, first: int, behind: int) -> Iterator[str]:
    words, meant = page.words.words, _meanings(page)
    yield from _said_in(page).get(sentence.start, ())
    before = {
        name
        for at in range(max(first - _WINDOW, 0), first)
        if words[at].start >= sentence.start
        for name in meant.get(at, ())
    }
    after = {
        name
        for at in range(behind, min(behind + _WINDOW, len(words)))
        if words[at].end <= sentence.end
        for name in meant.get(at, ())
    }
    yield from (f"before:{name}" for name in sorted(before))
    yield from (f"after:{name}" for name in sorted(after))


@once
def _said_in(page: Page) -> dict[int, tuple[str, ...]]:
    """A sign for each list that a sentence has terms of, by where the sentence begins."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    words = page.words.words
    starts = iter((*page.sentences, Span(len(page.text), len(page.text))))
    sentence = next(starts)
    for at, names in sorted(_meanings(page).items()):
        while words[at].start >= sentence.end and sentence.end < len(page.text):
            sentence = next(starts)
        found[sentence.start].update(names)
    return {start: tuple(f"in sentence:{name}" for name in sorted(names)) for start, names in found.items()}


def _of_line(page: Page, one: Found[Place]) -> Iterator[str]:
    lines, words = page.lines, page.words.words
    start = lines.rfind("\n", 0, one.start) + 1
    end = lines.find("\n", one.end)
    if not lines[start : one.start].strip(_EMPTY):
        yield "line begins"
    if not lines[one.end : end if end >= 0 else len(lines)].strip(_STOPS):
        yield "line ends"
    at = page.words.at(start)
    if at < len(words) and words[at].start < one.start:
        yield f"line:{words[at].text[:_LONGEST]}"
        for name in _meanings(page).get(at, ()):
            yield f"line:{name}"


def _of_time_and_street(
    one: Found[Place], sentence: Span, anchors: Sequence[Found[Any]], addresses: Sequence[Found[str]]
) -> Iterator[str]:
    for address in addresses:
        gap = address.start - one.end
        if near := next((name for most, name in _ADDRESS if 0 <= gap <= most), None):
            yield f"street:{near}"
        elif 0 <= one.start - address.end <= _GONE_BY:
            yield "street:before"
        if address.start <= one.start < address.end:
            yield "street:inside"
    told = [anchor for anchor in anchors if not anchor.in_title]
    yield _time_near(one.start, one.end, told)
    inside = [anchor for anchor in told if sentence.start <= anchor.start < sentence.end]
    if inside:
        yield "time:in sentence"
    if any(anchor.start < one.start for anchor in inside):
        yield "time:before"


def _time_near(start: int, end: int, told: Sequence[Found[Any]]) -> str:
    """How far the meetup's day or hour stands from a stretch of the text."""
    away = min((max(a.start - end, start - a.end, 0) for a in told), default=None)
    if away is None:
        return "time:none"
    return f"time:{next((name for most, name in _NEAR if away <= most), 'far')}"


def sentence_signs(
    page: Page, sentence: Span, anchors: Sequence[Found[Any]], addresses: Sequence[Found[str]]
) -> tuple[str, ...]:
    """What speaks for every name of a sentence, or would for the one that stands best in it."""
    told = [anchor for anchor in anchors if not anchor.in_title]
    signs = (*_said_in(page).get(sentence.start, ()), _time_near(*sentence, told))
    if any(sentence.start <= anchor.start < sentence.end for anchor in told):
        signs = (*signs, "time:in sentence")
    soon = sentence.end + _ADDRESS[-1][0]
    if any(sentence.start <= address.start < soon for address in addresses):
        signs = (*signs, f"street:{_ADDRESS[0][1]}")
    return signs


def _of_name(page: Page, one: Found[Place], first: int, behind: int) -> Iterator[str]:
    words, meant = page.words.words, _meanings(page)
    yield from _of_words_in(tuple(words[at].text for at in range(first, behind)))
    yield from (f"has:{name}" for name in {name for at in range(first, behind) for name in meant.get(at, ())})
    span = Span(one.start, one.end)
    for hit in kinds_in(page, span):
        where = "begins" if hit.start == one.start else "ends" if hit.end == one.end else "inside"
        yield f"kind:{hit.value} {where}"
    if is_never_a_place(page, span):
        yield "never"
    if one.rule not in UNRULED:  # of the others no city and no person is a candidate
        if is_city_at(page, span):
            yield "city"
        if is_person(page, span):
            yield "person"


@lru_cache(maxsize=_REMEMBERED)
def _of_words_in(inner: tuple[str, ...]) -> tuple[str, ...]:
    if not inner:
        return ()
    of_row = (f"first:{inner[0][:_LONGEST]}", f"last:{inner[-1][:_LONGEST]}", f"words:{min(len(inner), _LONG)}")
    return (*of_row, *(f"has:{text}" for text in {text[:_LETTERS] for text in inner}))


def _of_form(page: Page, one: Found[Place]) -> Iterator[str]:
    text = page.text
    name = text[one.start : one.end]
    yield from _as_written(name)
    for mark in page.marks_near(one.start):
        if mark.start <= one.start and one.end <= mark.end:
            yield f"mark:{mark.kind.name}"
    if text[max(0, one.start - 1) : one.start] in _QUOTES:
        yield "quoted"
    yield f"times:{min(text.count(name), _OFTEN)}"
    if name in page.post.title:
        yield "in title"
    block = page.block_kind_at(one.start)
    if block is not None:
        yield f"block:{block.name}"


@lru_cache(maxsize=_REMEMBERED)
def _as_written(name: str) -> tuple[str, ...]:
    """The signs of a name's letters and of its first word, whatever stands around it."""
    signs: list[str] = []
    if any(letter.isdigit() for letter in name):
        signs.append("digit")
    if name.isupper():
        signs.append("capitals")
    elif name[:1].islower():
        signs.append("small")
    if _CAMEL.search(name):
        signs.append("camel")
    parts = name.split()
    if parts:
        known = analyses(parts[0])
        signs.append("known" if known else "unknown")
        signs += {f"case:{case}" for analysis in known for case in analysis.cases}
        if is_first_name(parts[0]):
            signs.append("first name")
        elif any(is_first_name(part) for part in parts[1:]):
            signs.append("first name inside")
    return tuple(signs)
