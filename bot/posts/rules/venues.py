"""Where the meetup is: "Miejsce: klub X", "w pubie X", "w Hauście", "w siedzibie firmy X", "at the X Brewery"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses, is_first_name, nominative_phrase
from bot.posts.page import Found, Span
from bot.posts.rules.names import name_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Page

_LABEL_END: Final = re.compile(r"\s?[:?\-–—]\s*|\s*\n\s*")
_VALUE_END: Final = re.compile(r"[,;(|\n]|\.\s|\.$|\s[-–—]\s")
_CASES: Final = {"w": "loc", "we": "loc", "na": "loc", "przy": "loc", "do": "gen"}
_BETWEEN: Final = re.compile(r"[\s,:()\-–—„”\"*]{1,4}")
_PIN: Final = re.compile(r"[📍📌🏠🗺]\ufe0f?\s{0,3}")
_HOUR_THEN: Final = re.compile(r"(?<=[0-9hm]),\s(?=[^\W\d_a-ząćęłńóśźż])")
_LONGEST: Final = 80
_NO_PLACES: Final = ("dates.month", "dates.weekday", "rsvp.platform", "kinds.external_event", "places.online")
_FILLERS: Final = 7
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A venue's name in the nominative, as well as could be told."""

    name: str
    sure: bool = True


def labelled(page: Page) -> Iterator[Found[Place]]:
    """Yields what follows "Miejsce:", "Gdzie?", "Venue:"."""
    words = page.words
    yield from _pinned(page)
    for label in words.hits("places.label")[:_MOST]:
        if not _begins_a_line(page, label.start):
            continue
        gap = _LABEL_END.match(page.lines, label.end)
        if gap is None or not (":" in gap[0] or "?" in gap[0] or "\n" in gap[0] or "-" in gap[0] or "–" in gap[0]):
            continue
        if not words.words[label.first].text or not page.text[label.start].isupper():
            continue
        value = _value_at(page, gap.end())
        value = _without_address(page, value)
        if place := _place_in(page, value):
            yield Found(place, value.start, value.end, "labelled_venue")


def _pinned(page: Page) -> Iterator[Found[Place]]:
    """What follows a pin: "📍 Hotel Polonez, sala Chopin"."""
    if _PIN.search(page.text) is None:
        return
    for pin in islice(_PIN.finditer(page.lines), _MOST):
        value = _value_at(page, pin.end())
        value = _without_address(page, value)
        if place := _place_in(page, value):
            yield Found(place, value.start, value.end, "pinned_venue")


def _value_at(page: Page, start: int) -> Span:
    end = _VALUE_END.search(page.lines, start, start + _LONGEST)
    return Span(start, end.start() if end else min(len(page.text), start + _LONGEST))


def after_hour(page: Page) -> Iterator[Found[Place]]:
    """Yields "Millford Library" of "26th May, 18:00 – 21:00, Millford Library"."""
    for hour in islice(_HOUR_THEN.finditer(page.text), _MOST):
        name = name_at(page, hour.end())
        if name is None or _never(page, name) or _is_person(page, name):
            continue
        first = page.words.at(name.start)
        if not any(hit.first == first and hit.value == "plain" for hit in page.words.hits("places.kind")):
            yield Found(Place(page.text[name.start : name.end], sure=False), name.start, name.end, "after_hour")


def after_kind(page: Page) -> Iterator[Found[Place]]:
    """Yields names after a kind of place: "klub WySPa", "w restauracji Ogród", "w siedzibie firmy Astec"."""
    words = page.words
    for kind in words.hits("places.kind")[:_MOST]:
        case = _case_asked(page, kind)
        at = kind.last + 1
        firm = at < len(words.words) and page.lexicon.matches("places.of_firm", words.words[at].text)
        if firm:
            at += 1
        at, inner = _over_small_words(page, at)
        if at >= len(words.words) or not _BETWEEN.fullmatch(page.text, words.words[at - 1].end, words.words[at].start):
            continue
        name = name_at(page, _opening(page, words.words[at - 1].end, words.words[at].start))
        if name is None or (page.text[name.start].isdigit() and kind.value == "plain"):
            continue
        if _is_person(page, name) or (inner and firm):
            continue
        written = page.text[name.start : name.end].strip()
        if kind.value == "plain":
            yield Found(Place(written), name.start, name.end, "after_kind")
            continue
        head = page.text[kind.start : kind.end]
        between = page.text[kind.end : words.words[at].start].strip(' „"”-–:(')
        phrase = " ".join([head, *([between] if between else []), written])
        bent = case is not None or not _stands_in_nominative(head)
        nominative = nominative_phrase(phrase.split(), cases=case) if bent else None
        value = nominative.name if nominative else phrase
        rule = "room" if kind.value == "room" else "after_kind"
        yield Found(Place(value[0].upper() + value[1:]), kind.start, name.end, rule)


def after_preposition(page: Page) -> Iterator[Found[Place]]:
    """Yields capitalised names after "w", "do", "at" that are no city, person, month or technology."""
    words = page.words
    for prep in words.hits("places.in")[: 2 * _MOST]:
        at = prep.last + 1
        if at >= len(words.words):
            continue
        while at < len(words.words) - 1 and at - prep.last <= 2 and words.words[at].text in {"the", "our"}:  # noqa: PLR2004
            at += 1
        gap = page.text[words.words[at - 1].end : words.words[at].start]
        if gap not in {" ", "\u00a0", " „", ' "', " “", "\n", " '"}:
            continue
        name = name_at(page, _opening(page, words.words[at - 1].end, words.words[at].start))
        if name is None or name.end - name.start < 3:  # noqa: PLR2004
            continue
        written = page.text[name.start : name.end]
        if written[0].isdigit() or _never(page, name) or _is_person(page, name):
            continue
        case = _CASES.get(prep_text := words.words[prep.first].text)
        quoted = page.text[name.start - 1 : name.start] in {"„", "“", '"', "”", "'"}
        if case is None or quoted:
            yield Found(Place(written, sure=prep_text == "at"), name.start, name.end, "after_preposition")
            continue
        if _is_city(written) and not _linked(page, name):
            continue
        nominative = nominative_phrase(written.split(), cases=frozenset((case,)))
        if nominative is not None:
            yield Found(Place(nominative.name, nominative.sure), name.start, name.end, "after_preposition")


def after_place_word(page: Page) -> Iterator[Found[Place]]:
    """Yields "w tradycyjnym miejscu (Haust)", "miejsce tradycyjne, czyli klub WySPa"; kinds of place are skipped."""
    words = page.words
    for word in words.hits("places.place_word")[:_MOST]:
        at = word.last + 1
        while (
            at < len(words.words)
            and at - word.last <= _FILLERS
            and (
                page.lexicon.matches("places.filler", words.words[at].text)
                or page.lexicon.matches("places.kind", words.words[at].text)
            )
        ):
            at += 1
        if at >= len(words.words) or at - word.last > _FILLERS:
            continue
        gap = page.text[words.words[at - 1].end : words.words[at].start]
        if not _BETWEEN.fullmatch(gap) or (at == word.last + 1 and gap == " "):
            continue
        name = name_at(page, _opening(page, words.words[at - 1].end, words.words[at].start))
        if name is None or _never(page, name) or _is_person(page, name):
            continue
        yield Found(Place(page.text[name.start : name.end]), name.start, name.end, "after_place_word")


def venues(page: Page) -> list[Found[Place]]:
    """Every venue that some rule reads, in reading order."""
    found = [*labelled(page), *after_kind(page), *after_place_word(page), *after_preposition(page), *after_hour(page)]
    return sorted(found, key=lambda f: (f.start, -f.end))


def _begins_a_line(page: Page, place: int) -> bool:
    before = page.lines[max(0, place - 4) : place]
    stripped = before.rstrip(" *•–-➜►📍📌🗓")
    return not stripped or stripped.endswith(("\n", ".", "!", ")", "?"))


def _stands_in_nominative(word: str) -> bool:
    found = analyses(word)
    return not found or any("nom" in a.cases for a in found)


def _case_asked(page: Page, kind: Hit) -> frozenset[str] | None:
    """The case that a preposition before the kind asks for."""
    words = page.words
    for at in range(kind.first - 1, max(kind.first - 4, -1), -1):
        case = _CASES.get(words.words[at].text)
        if case is not None:
            return frozenset((case,))
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


def _describes(word: str) -> bool:
    return any(a.pos == "adj" for a in analyses(word)) and len(word) > 3  # noqa: PLR2004


def _opening(page: Page, start: int, end: int) -> int:
    """Where a name begins: at its quotation mark, if one opens right before the word."""
    for place in range(start, end):
        if page.text[place] in "„“\"”'‘«":
            return place
    return end


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
    if at < len(words) and words[at].text in _CASES and rest:
        nominative = nominative_phrase(rest, cases=frozenset((_CASES[words[at].text],)))
        written = nominative.name if nominative else " ".join(rest)
        first, *rest = written.split()
    if rest and any(hit.value == "plain" for hit in page.lexicon.read(first).hits("places.kind")):
        written = " ".join(rest)
    if any(page.lexicon.read(written).hits(n) for n in ("places.online_only",)) and len(written.split()) <= 2:  # noqa: PLR2004
        return None
    if page.words.between(value.start, value.end, "dates.month", "dates.weekday"):
        return None
    return Place(written.strip(" .,-–\"„”*'")) if any(c.isalpha() for c in written) else None


def _linkish(written: str) -> bool:
    return written.startswith(("http", "www.")) or "@" in written


def _never(page: Page, name: Span) -> bool:
    words = page.words
    if words.any(
        name.start, name.end, "dates.month", "dates.weekday", "rsvp.platform", "kinds.external_event", "places.online"
    ):
        return True
    first = words.at(name.start)
    return any(hit.first == first for hit in words.between(name.start, name.end, "places.never")) or words.any(
        name.start, name.end, "places.street"
    )


def _is_person(page: Page, name: Span) -> bool:
    parts = page.text[name.start : name.end].split()
    return 1 <= len(parts) <= 3 and is_first_name(parts[0]) and (len(parts) > 1 or not _common_noun(parts[0]))  # noqa: PLR2004


def _common_noun(word: str) -> bool:
    return any("nazwa_pospolita" in a.labels for a in analyses(word))


def _is_city(written: str) -> bool:
    parts = written.replace("-", " ").split()
    return all(any("nazwa_geograficzna" in a.labels for a in analyses(part)) for part in parts) and not any(
        _common_noun(part) for part in parts[:1]
    )


def _linked(page: Page, name: Span) -> bool:
    return any(link.start <= name.start and name.end <= link.end for link in page.links)
