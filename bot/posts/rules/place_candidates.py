"""Every name of a post that may be a place's: what some rule of places read, and whatever else is written as a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses, is_first_name
from bot.posts.page import Found, once
from bot.posts.rules.addresses import is_bare_street
from bot.posts.rules.kinds_of_place import is_street
from bot.posts.rules.place_names import CASES, Place, is_city_at, name_after_word, nominative
from bot.posts.rules.venues import venues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Page, Span

UNRULED: Final = frozenset(("name", "small"))
"""The rules of names that no rule of places read."""
_MOST: Final = 150
"""Names that are looked at; the longest post of the corpus has 110."""
_SHORTEST: Final = 3
_NO_NOUNS: Final = frozenset(
    (
        *("adv", "aglt", "bedzie", "comp", "conj", "fin", "imps", "impt", "inf", "interj", "num", "part", "pcon"),
        *("ppron12", "ppron3", "praet", "pred", "prep", "siebie"),
    )
)
"""Parts of speech, as Morfeusz calls them: http://morfeusz.sgjp.pl/doc/about/en"""
_SMALL: Final = 3
"""Words in small letters that may stand behind a kind of place: "pub pod krzywą beczką"."""
_GAPS: Final = frozenset((" ", ' "', " „", " “"))


def _anywhere(_sentence: Span) -> bool:
    return True


def candidates(page: Page, hopeful: Callable[[Span], bool] = _anywhere) -> list[Found[Place]]:
    """What may be a place, in reading order, each stretch once; what a rule of places read goes before the others.

    Mere names are looked for in `hopeful` sentences alone.
    """
    found: dict[tuple[int, int], Found[Place]] = {}
    for place in venues(page):
        found.setdefault((place.start, place.end), place)
    names = _names_by_sentence(page)
    for sentence in page.sentences:
        if len(found) >= _MOST or not hopeful(sentence):
            continue
        if sentence.start not in names:
            names[sentence.start] = [*_names(page, sentence), *_in_small_letters(page, sentence)]
        for one in names[sentence.start]:
            found.setdefault((one.start, one.end), one)
    return [found[span] for span in sorted(found)[:_MOST]]


@once
def _names_by_sentence(_page: Page) -> dict[int, list[Found[Place]]]:
    """The names that were found so far, by where their sentence begins."""
    return {}


def _names(page: Page, sentence: Span) -> Iterator[Found[Place]]:
    """Every run of capitalised words, quoted or marked name that begins in a sentence and is no person."""
    done = 0
    for at in range(page.words.at(sentence.start), page.words.at(sentence.end)):
        word = page.words.words[at]
        if word.start < done or not page.text[word.start].isupper() or _is_mere_word(page, at):
            continue
        name = name_after_word(page, at)
        if name is None:
            continue
        done = name.end
        if name.end - name.start < _SHORTEST or is_city_at(page, name):
            continue
        if page.words.any(*name, "places.usual"):
            continue  # "TBA"
        written, said = page.text[name.start : name.end], _preposition(page, name.start)
        if not (is_bare_street(written) or is_street(said, written) or (said == "u" and is_first_name(written))):
            yield Found(Place(written, sure=False), name.start, name.end, "name")


def in_nominative(page: Page, one: Found[Place]) -> Place:
    """A mere name bent back where the preposition before it, or a kind of place in it, says in which case it is."""
    said = _preposition(page, one.start)
    if said not in CASES and not page.words.any(one.start, one.end, "places.kind"):
        return one.value
    return nominative(one.value.name, page.lexicon, CASES.get(said)) or one.value


def _is_mere_word(page: Page, at: int) -> bool:
    """True for the "Zapraszamy" that a small word follows: it begins a sentence, and can be no name."""
    word, following = page.words.words[at], page.words.words[at + 1 : at + 2]
    if following and (page.text[following[0].start].isupper() or page.text[following[0].start].isdigit()):
        return False
    known = analyses(page.text[word.start : word.end])
    return bool(known) and all(analysis.pos in _NO_NOUNS for analysis in known)


def _preposition(page: Page, start: int) -> str:
    """The word right before a name that begins here, "" where none is."""
    at = page.words.at(start) - 1
    before = page.words.words[at] if at >= 0 else None
    return before.text if before is not None and page.text[before.end : start] == " " else ""


def _in_small_letters(page: Page, sentence: Span) -> Iterator[Found[Place]]:
    """A kind of place with what follows, all in small letters: "klub krzywa beczka"."""
    for kind in page.words.between(*sentence, "places.kind"):
        if page.text[kind.start].islower():
            last = _last_small(page, kind)
            if last > kind.last:
                end = page.words.words[last].end
                yield Found(Place(page.text[kind.start : end], sure=False), kind.start, end, "small")


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
