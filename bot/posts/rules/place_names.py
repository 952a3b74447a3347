"""Names of places: their nominative, and what looks like one but is a city, a person or a technology."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses, is_first_name, lemmas, nominative_phrase
from bot.posts.page import Span
from bot.posts.rules.names import LEGAL_FORM, name_at

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit, Lexicon
    from bot.posts.page import Page

CASES: Final = {"w": "loc", "we": "loc", "na": "loc", "przy": "loc", "do": "gen", "u": "gen"}
"""The case of a place's name after each preposition."""
_NO_PLACES: Final = ("dates.month", "dates.weekday", "rsvp.platform", "kinds.external_event", "places.online")
_OPENING: Final = "„“\"”'‘«"
_PATRON: Final = frozenset(("im", "imienia", "św"))
_OWNED: Final = re.compile(r"['’]s?\s$|['’]s?$")
_OWNERS: Final = re.compile(r"['’]\s(?=[A-Za-z])")
_ON_STREET: Final = re.compile(r"[\s,]{1,2}(?:on|in)\s(?:the\s)?[A-Z0-9]")
_WITH_NUMBER: Final = re.compile(r"\s(?:nr|numer|no\.|number|No\.)\s?\d{1,3}(?!\w)")
_ORDINAL: Final = re.compile(r"[IVX]{1,5}")
_DAY_OR_HOUR: Final = re.compile(r"\s(\d{1,2})(?:[./]\d{1,4})*$")


@dataclass(frozen=True, slots=True)
class Place:
    """A venue's name in the nominative, as well as could be told."""

    name: str
    sure: bool = True


def place_name_at(page: Page, place: int) -> Span | None:
    """The name that begins at a place of the text, up to a person's name that follows it; None for no place's name."""
    name = name_at(page, place)
    if name is None or (is_person(page, name) and not _owns_a_place(page, name)):
        return None
    name = _up_to_label(page, name)
    found = _without_time(page, _without_person(page, _with_what_is_owned(page, name)))
    form = LEGAL_FORM.search(page.text, found.start, found.end)
    if form is not None:
        return Span(found.start, form.start())
    number = _WITH_NUMBER.match(page.text, found.end)
    return Span(found.start, number.end()) if number is not None else found


def _up_to_label(page: Page, name: Span) -> Span:
    """Ends before the label that begins the next line: "Politechnika Opolska⏎Termin: …"."""
    broken = page.lines.rfind("\n", name.start, name.end)
    return (
        Span(name.start, broken) if broken > name.start and page.text[name.end : name.end + 1] in {":", "?"} else name
    )


def _without_time(page: Page, name: Span) -> Span:
    """Ends before the day or hour that a name runs into: "Ośrodku Kultury 12 marca", "Hauście 18:00"."""
    number = _DAY_OR_HOUR.search(page.text, name.start, name.end)
    if number is None:
        return name
    following = page.words.at(name.end)
    month = page.words.words[following : following + 1]
    timed = page.text[name.end : name.end + 1] == ":" and page.text[name.end + 1 : name.end + 2].isdigit()
    if timed or number.end(1) < name.end or any(page.lexicon.matches("dates.month", word.text) for word in month):
        return Span(name.start, number.start())
    return name


def name_after_word(page: Page, at: int) -> Span | None:
    """The place's name that begins with word `at`, or at the quotation mark before it."""
    words = page.words.words
    for place in range(words[at - 1].end if at else 0, words[at].start):
        if page.text[place] in _OPENING and not page.text[max(0, place - 1) : place].isalnum():
            return place_name_at(page, place)
    return place_name_at(page, words[at].start)


def named_after_kind(page: Page, at: int) -> Span | None:
    """The name that stands after a kind of place; there "Światowid" and "Wojtek" name no people."""
    name = name_after_word(page, at)
    if name is not None:
        return name
    word = page.words.words[at]
    alone = name_at(page, word.start)
    if alone is None or alone.end != word.end:
        return None
    bent = all("nom" not in a.cases for a in analyses(page.text[alone.start : alone.end]))
    return None if bent else alone


def nominative(phrase: str, lexicon: Lexicon, case: str | None) -> Place | None:
    """The phrase in the nominative; `case` is the one that a preposition asks for.

    Without a preposition a phrase is bent back only if its head can be no nominative ("hotelu Bursztyn").
    """
    ordinal, _space, rest = phrase.partition(" ")
    if rest and _ORDINAL.fullmatch(ordinal) is not None and (place := nominative(rest, lexicon, case)) is not None:
        return Place(f"{ordinal} {place.name}", place.sure)
    words = phrase.split()
    if not words or (case is None and stands_in_nominative(words[0])):
        return Place(phrase) if words else None
    if case == "loc" and words[1:2] == ["i"] and words[2:]:  # "w Cynamonie i Goździku"
        first, second = nominative(words[0], lexicon, case), nominative(" ".join(words[2:]), lexicon, case)
        if first and second and first.name != words[0] and second.name.split()[0] != words[2]:
            return Place(f"{first.name} i {second.name}")
    known = lexicon.matches("places.kind", words[0])
    if len(words) > 1 and (not known or case is None) and _is_unknown(words[0].rpartition("-")[2]):
        return Place(phrase, sure=known)
    bent = nominative_phrase(words, cases=frozenset((case,)) if case else None)
    if bent is None:
        return None
    return Place(_with_known_head(bent.name, words[0], lexicon), bent.sure)


def with_kind_in_nominative(phrase: str, lexicon: Lexicon) -> Place | None:
    """A phrase whose kind of place stands in another case: "Kina Przędza", "Kawiarnię Pod Żaglem"; None for others."""
    words = phrase.split()
    head = words[0] if words else ""
    if not lexicon.matches("places.kind", head):
        kind = next((word for word in words[1:3] if lexicon.matches("places.kind", word)), None)
        bent = kind is not None and not (_is_unknown(kind) or stands_in_nominative(kind) or stands_in_nominative(head))
        place = nominative(phrase, lexicon, None) if bent else None  # "Miejskiego Klubu Techniki"
        return place if place is not None and place.name != phrase else None
    known = [a for a in analyses(head) if a.number == "sg" and "nazwa_pospolita" in a.labels]
    cases = {case for analysis in known for case in analysis.cases}
    asked = next((case for case in ("gen", "acc", "loc") if case in cases), None)
    if asked is None or "nom" in cases:
        return None
    place = nominative(phrase, lexicon, asked)
    return place if place is not None and place.name != phrase else None


def stands_in_nominative(phrase: str) -> bool:
    """True where the first word can be a nominative, or is in no dictionary."""
    found = analyses(phrase.split(maxsplit=1)[0])
    return not found or any("nom" in a.cases and a.number == "sg" for a in found)


def as_spelled(page: Page, place: Place) -> Place:
    """A name that no dictionary knows as the post spells it elsewhere: "Codefox" for the "w Codefoksie"."""
    stem = place.name[: max(_STEM, len(place.name) - 3)]
    if place.sure or " " in place.name or len(place.name) <= _STEM:
        return place
    forms = {hit[0] for hit in re.finditer(rf"\b{re.escape(stem)}\w{{0,4}}", page.text)} - {place.name}
    shorter = sorted((form for form in forms if len(form) < len(place.name)), key=len)
    if not shorter:  # "Pixelarnia" for the "w Pixelarni", which may be of a "Pixelarna", too
        shorter = [form for form in forms if form.endswith("ia") and form[:-2] == place.name[:-1]]
    return Place(shorter[0], sure=False) if shorter else place


_STEM: Final = 4


def is_never_a_place(page: Page, name: Span) -> bool:
    """True for months, platforms, technologies, streets; "Google's office" and "Ruby Hall" are houses."""
    words = page.words
    if words.any(name.start, name.end, *_NO_PLACES) or words.any(name.start, name.end, "places.street"):
        return True
    first = words.at(name.start)
    if not any(hit.first == first for hit in words.between(name.start, name.end, "places.never")):
        return False
    closing = words.between(name.start, name.end, "places.kind", "places.kind_after")
    return not any(hit.first > first and hit.end == name.end for hit in closing)


def is_person(page: Page, name: Span) -> bool:
    """True for one to three words that begin with a first name; "Roger Stevens Building" is a house."""
    parts = page.text[name.start : name.end].split()
    known = bool(parts) and (is_first_name(parts[0]) or page.lexicon.matches("names.first", parts[0]))
    if not 1 <= len(parts) <= 3 or not known:  # noqa: PLR2004
        return False
    if len(parts) == 3 and any(h.end == name.end for h in page.words.between(*name, "places.kind_after")):  # noqa: PLR2004
        return False
    return len(parts) > 1 or not _is_common(parts[0])


def is_city(written: str) -> bool:
    """True if every word may be part of a geographical name, and the first is no common noun."""
    parts = written.replace("-", " ").split()
    if parts and _is_common(parts[0]):
        return False
    return all(any("nazwa_geograficzna" in a.labels for a in analyses(part)) for part in parts)


def is_city_at(page: Page, name: Span) -> bool:
    """True for a city, also where its name is a common word: "Łódź", "Nowy Sącz"."""
    told = page.words.between(name.start, name.end, "places.city")
    return any((hit.start, hit.end) == name for hit in told) or is_city(page.text[name.start : name.end])


def _owns_a_place(page: Page, name: Span) -> bool:
    """True for "Charlie Malone's" before a street: the pub that is called so."""
    if page.text[name.end - 2 : name.end] not in {"'s", "’s"}:
        return False
    return _ON_STREET.match(page.text, name.end) is not None


def _is_unknown(word: str) -> bool:
    return all(a.pos == "ign" for a in analyses(word))


def _is_common(word: str) -> bool:
    return any("nazwa_pospolita" in a.labels for a in analyses(word))


def _with_known_head(name: str, head: str, lexicon: Lexicon) -> str:
    """The dictionary bends "Hubie" back to "Huba"; the lexicon knows that a hub is a kind of place."""
    first, _space, rest = name.partition(" ")
    if lexicon.matches("places.kind", first) or not lexicon.matches("places.kind", head):
        return name
    known = [lemma for lemma in sorted(lemmas(head)) if lexicon.matches("places.kind", lemma)]
    known += [head[:end] for end in range(3, len(head)) if lexicon.matches("places.kind", head[:end])]
    if not known:
        return name
    return " ".join(filter(None, (known[0].capitalize() if head[:1].isupper() else known[0], rest)))


def _with_what_is_owned(page: Page, name: Span) -> Span:
    """Goes on from "Larkspur's" to its "office"."""
    owners = _OWNERS.match(page.text, name.end) is not None and page.text[name.end - 1] == "s"
    if not owners and not _OWNED.search(page.text[max(name.start, name.end - 3) : name.end]):
        return name
    following = page.words.at(name.end)
    kind = next(
        (h for h in page.words.between(name.end, name.end + 25, "places.kind") if h.first - following <= 1), None
    )
    return Span(name.start, kind.end) if kind is not None else name


def _without_person(page: Page, name: Span) -> Span:
    """Ends before a first name with a surname or a verb: "Zacisze Grzesiek Pastuszak", "w Młynie Szymek opowie"."""
    words = page.words.words
    first = page.words.at(name.start)
    for at in range(first + 1, len(words) - 1):
        if words[at].end > name.end:
            break
        written = page.text[words[at].start : words[at].end]
        if words[at + 1].end > name.end:
            tells = page.lexicon.matches("kinds.future", words[at + 1].text)
            return Span(name.start, words[at - 1].end) if tells and is_first_name(written) else name
        surname = page.text[words[at + 1].start : words[at + 1].end]
        patron = words[at - 1].text in _PATRON
        if is_first_name(written) and surname[:1].isupper() and not patron and not _is_common(written):
            return Span(name.start, words[at - 1].end)
    return name


def owner_of(page: Page, kind: Hit, written: str) -> Place | None:
    """The firm whose office a place is: "w biurze Bitowych Młynów" → "Bitowe Młyny", "w biurze Hexu" → "Hex"."""
    if not page.lexicon.matches("places.office", page.words.words[kind.first].text):
        return None
    if " " not in written and (page.text[kind.start].isupper() or is_city(written)):
        return None
    place = owner(written, page.lexicon)
    return Place(as_spelled(page, place).name) if place is not None else None


def owner(written: str, lexicon: Lexicon) -> Place | None:
    """A name in the nominative that may stand in the genitive: "Kuźni Danych" → "Kuźnia Danych", "Kuźnia Danych" as is.

    "Centrum" is the same in both.
    """
    as_it_is = nominative(written, lexicon, None)
    kept = as_it_is is not None and as_it_is.name == written and not _is_its_own_genitive(written.partition(" ")[0])
    return as_it_is if kept else nominative(written, lexicon, "gen")


def _is_its_own_genitive(word: str) -> bool:
    found = (a for a in analyses(word) if "gen" in a.cases and a.number == "sg")
    return any(a.lemma.casefold() == word.casefold() for a in found)
