"""Where the meetup is: "Miejsce: klub X", "w pubie X", "w Hauście", "w siedzibie firmy X", "at the X Brewery"."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses
from bot.posts.page import Found, Span
from bot.posts.rules.place_names import (
    CASES,
    Place,
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

_LABEL_END: Final = re.compile(r"\s?[:?\-–—]\s*|\s*\n\s*")
_VALUE_END: Final = re.compile(r"[,;(|\n]|\.\s|\.$|\s[-–—]\s")
_BETWEEN: Final = re.compile(r"[\s,:()\-–—„”\"*]{1,4}")
_BESIDE: Final = re.compile(r"[\s:()\-–—„”\"*]{1,4}")
_PIN: Final = re.compile(r"[📍📌🏠🗺]\ufe0f?\s{0,3}")
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
        if name is None or is_never_a_place(page, name):
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
        name = name_after_word(page, at) or _number_of(page, kind, at)
        if name is None or (page.text[name.start].isdigit() and kind.value == "plain"):
            continue
        written = page.text[name.start : name.end].strip()
        if kind.value == "plain":
            yield Found(Place(written), name.start, name.end, "after_kind")
            continue
        between = page.text[kind.end : words.words[at].start].strip(' „"”–:(')
        phrase = " ".join(filter(None, (page.text[kind.start : kind.end], between, written)))
        place = nominative(phrase, page.lexicon, _case_asked(page, kind))
        if place is not None:
            rule = "room" if kind.value == "room" else "after_kind"
            yield Found(Place(place.name[0].upper() + place.name[1:]), kind.start, name.end, rule)


def before_kind(page: Page) -> Iterator[Found[Place]]:
    """Yields "the Rupert Beckett Lecture Theatre", "the Barbara café": the kind closes the name."""
    words = page.words
    for kind in words.hits("places.kind_after")[:_MOST]:
        first = kind.first
        while first > 0 and kind.first - first < _FILLERS and _joins(page, first - 1):
            first -= 1
        if first == kind.first or not words.any(
            words.words[max(0, first - 3)].start, words.words[first].start, "places.in"
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
        if said not in CASES or quoted:
            yield Found(Place(written, sure=said == "at"), name.start, name.end, "after_preposition")
        elif place := nominative(written, page.lexicon, CASES[said]):
            yield Found(place, name.start, name.end, "after_preposition")


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


def venues(page: Page) -> list[Found[Place]]:
    """Every venue that some rule reads, in reading order."""
    found = [*labelled(page), *after_kind(page), *before_kind(page), *after_place_word(page)]
    found += [*after_preposition(page), *after_hour(page)]
    return sorted(found, key=lambda f: (f.start, -f.end))


def _value_at(page: Page, start: int) -> Span:
    """A label's value, up to a comma; a room goes on to the house that it is in."""
    value = _without_address(page, _up_to_comma(page, start))
    room = any(hit.value == "room" for hit in page.words.between(value.start, value.start + 12, "places.kind"))
    if room and page.text[value.end : value.end + 2] == ", ":
        further = _without_address(page, _up_to_comma(page, value.end + 2))
        if further.end > further.start:
            return Span(value.start, further.end)
    return value


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


def _case_asked(page: Page, kind: Hit) -> str | None:
    """The case that a preposition before the kind asks for."""
    words = page.words
    for at in range(kind.first - 1, max(kind.first - 4, -1), -1):
        case = CASES.get(words.words[at].text)
        if case is not None:
            return case
        if not page.lexicon.matches("places.filler", words.words[at].text):
            break
    return None


def _over_small_words(page: Page, at: int) -> tuple[int, bool]:
    """Skips "sali konferencyjnej" and the like: at most two words in small letters that describe the place."""
    words = page.words
    skipped = 0
    while skipped < 2 and at < len(words.words):  # noqa: PLR2004
        word = words.words[at]
        gap = page.text[words.words[at - 1].end : word.start]
        if gap != " " or not page.text[word.start].islower() or not _describes(word.text):
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
    return skipped if kind.value != "plain" and page.text[kind.end : kind.end + 1] == " " else at


def _number_of(page: Page, kind: Hit, at: int) -> Span | None:
    """The number of a room: "sala 114", "room 2.14"."""
    word = page.words.words[at]
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
    for hit in page.words.between(value.start, value.end, "places.street", "places.square"):
        if hit.start > value.start:
            return Span(value.start, len(page.text[: hit.start].rstrip(" -–,(")))
    return value


def _place_in(page: Page, value: Span) -> Place | None:
    """The name in a label's value: "Klub WySPa" → "WySPa", "w Hauście" → "Haust"."""
    written = page.text[value.start : value.end].strip(' .,-–"„”*')
    if not written or _linkish(written):
        return None
    first, *rest = written.split()
    words = page.words.words
    at = page.words.at(value.start)
    if at < len(words) and words[at].text in CASES and rest:
        place = nominative(" ".join(rest), page.lexicon, CASES[words[at].text])
        written = place.name if place else " ".join(rest)
        first, *rest = written.split()
    if rest and any(hit.value == "plain" for hit in page.lexicon.read(first).hits("places.kind")):
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
