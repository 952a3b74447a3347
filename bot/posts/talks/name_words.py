"""How many capitalised words make a name, told by the words: first names, surnames, particles, foreign ones."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import PARTICLES, SHORT, PersonName, analyses, is_first_name, is_surname, nominative_person
from bot.posts.talks.before_names import cases_at, names_a_place
from bot.posts.talks.mentions import UNBENT, Mention

if TYPE_CHECKING:
    from bot.posts.lexicon import Lexicon
    from bot.posts.talks.view import Span, View


@lru_cache(maxsize=1 << 14)
def known_first(word: str, lexicon: Lexicon) -> bool:
    """True for a form of a first name, and not of something better known by that word (Ruby, Ada)."""
    return not lexicon.matches("names.not_first", word) and names_people(word, lexicon)


@lru_cache(maxsize=1 << 14)
def names_people(word: str, lexicon: Lexicon) -> bool:
    if is_first_name(_plain(word)) or lexicon.matches("names.first", word):
        return True
    first, dash, second = word.partition("-")
    if dash and second[:1].isupper():
        return names_people(first, lexicon) and names_people(second, lexicon)
    return _cases_of_foreign(word, lexicon) is not None


def leads_in(view: View, token: Span, following: Span) -> bool:
    """True for a capitalised word before a name: "Prelegent Jan Kowalski", "Then Jane Roe", "Luckily Jane Roe"."""
    word, after = view.text[slice(*token)], view.text[slice(*following)]
    if view.has("talks.honorific", *token):
        return True
    if _ADVERB.search(word) and not names_people(word, view.lexicon):
        return True
    if word in _SELF and is_first_name(_plain(after)):
        return True
    if names_people(word, view.lexicon) and is_surname(_plain(after)):
        return False
    return any(view.has(name, *token) for name in ("talks.role", "talks.label", "talks.honorific", "names.not_surname"))


_SELF: Final = frozenset(("Sam", "Sama"))
"""Polish "himself", "herself", before a first name alone: "Sam Adam zapowiada to tak"."""


def name_length(view: View, tokens: list[Span], *, foreign: bool) -> int:
    """How many words, from the first one on, make a name; 0 where the first one opens none."""
    words = [view.text[start:end] for start, end in tokens]
    known = known_first(words[0], view.lexicon) or (
        is_surname(_plain(words[1])) and names_people(words[0], view.lexicon)
    )
    if not known:
        return _foreign_length(view, words) if foreign else 0
    length = names = 1
    second = False
    for word, after in pairwise((*words[1:], "")):
        if _is_aside(word) or word in PARTICLES or _initial(word) or (after and word.casefold() in PARTICLES):
            length += 1
        elif (
            _surname_like(word, view.lexicon, strict=names > _PAIR - 1 and not second)
            or (length == 1 and _english_pair(words[0], word, view.lexicon))
            or (len(words) == _PAIR and _noun_as_surname(word, view.lexicon))
        ):
            length += 1
            names += 1
            second = _is_first_between(word, view.lexicon) and not _line_ends(view, tokens[length - 1 : length + 1])
            if length >= _PAIR and not second:
                break
        else:
            break
    while length and (_is_aside(words[length - 1]) or words[length - 1] in PARTICLES):
        length -= 1
    return length if length >= _PAIR else 0


_PAIR: Final = 2


def _english(first: str, lexicon: Lexicon) -> bool:
    return lexicon.matches("names.first", first)


def _noun_as_surname(word: str, lexicon: Lexicon) -> bool:
    """True for a word that is a surname only because nothing but a first name stands beside it ("Ewa Trzpiotek")."""
    told = ("names.not_surname", "names.not_first", "names.title_word", "talks.not_a_person", "dates.month")
    return not word.isupper() and len(word) > _PAIR and not any(lexicon.matches(name, word) for name in told)


def _english_pair(first: str, word: str, lexicon: Lexicon) -> bool:
    """True after an English first name, where a surname may look like a Polish word ("Peter Pan")."""
    return (
        lexicon.matches("names.first", first)
        and not word.isupper()
        and not lexicon.matches("names.not_surname", word)
        and not lexicon.matches("names.title_word", word)
    )


def _foreign_length(view: View, words: list[str]) -> int:
    """Two or three words that no dictionary knows may be a foreign name, where the place they stand in says so."""
    usable = [w for w in words if not _is_aside(w) and w not in PARTICLES]
    if len(usable) not in {2, 3} or len(words) > _FOREIGN_LONGEST or _is_aside(words[0]):
        return 0
    if any(known_first(w, view.lexicon) for w in usable[1:-1]) or _after_preposition(usable, view.lexicon):
        return 0
    told = ("names.not_surname", "names.not_first", "names.title_word", "dates.month")
    if any(view.lexicon.matches(name, w) for w in usable for name in told) or _no_first(usable[0]):
        return 0
    if any(w.isupper() and not _initial(w) and len(w) <= _ACRONYM for w in usable):
        return 0
    unknown = [
        w
        for w in usable
        if _unknown(w)
        or is_surname(w)
        or known_first(w, view.lexicon)
        or (len(w) <= SHORT and w.istitle())
        or _TWO_SYLLABLES.search(w)
    ]
    if len(unknown) < len(usable):
        return 0
    return max(n for n, word in enumerate(words, 1) if not _is_aside(word) and word not in PARTICLES)


def _no_first(word: str) -> bool:
    return bool(_NO_FIRST.search(word) or _ADVERB.search(word))


def _after_preposition(words: list[str], lexicon: Lexicon) -> bool:
    """True for the "Po Halinie" that begins a sentence."""
    return known_first(words[1], lexicon) and all(a.pos == "prep" for a in analyses(words[0]))


_FOREIGN_LONGEST: Final = 5
_NO_FIRST: Final = re.compile(r"(?<=\w{3})(?:ing|tions?|ments?|ness|ity|less|able|ware|iz(?:er|ed|es))$")
"""Endings of English words that begin no name: "Counting Recompositions"."""
_ADVERB: Final = re.compile(r"(?<=\w{2})[^l]ly$")
"""The ending of a word that opens a sentence: "Sadly Marek"."""
_TWO_SYLLABLES: Final = re.compile(r"-[a-z]")


def mention_of(view: View, tokens: list[Span]) -> Mention | None:
    start, end = tokens[0].start, tokens[-1].end
    if names_a_place(view, start, end):
        return None
    words = [_plain(view.text[s:e]) for s, e in tokens if not _is_aside(view.text[s:e])]
    if len(words) < _PAIR:
        return None
    cases = cases_at(view, start)
    if cases is UNBENT:
        last = " ".join(words[1:])
        known = all(is_surname(word) for word in words[1:] if word not in PARTICLES)
        first_known = names_people(words[0], view.lexicon)
        person: PersonName | None = PersonName(words[0], last, None, UNBENT, first_known, known)
    else:
        person = nominative_person(words, cases=cases or _cases_of_foreign(words[0], view.lexicon))
    if person is None:
        return None
    return Mention(start, end, person, _certainty(view, words, person))


FOREIGN_ENDINGS: Final = (("owi", "dat"), ("iem", "inst"), ("em", "inst"), ("a", "gen acc"), ("u", "loc"))


def _cases_of_foreign(word: str, lexicon: Lexicon) -> frozenset[str] | None:
    """The cases that an English or other foreign first name stands in, told by its Polish ending ("Rasmusa")."""
    if lexicon.matches("names.first", word) or is_first_name(word):
        return None
    for ending, cases in FOREIGN_ENDINGS:
        if word.endswith(ending) and lexicon.matches("names.first", word[: -len(ending)]):
            return frozenset(cases.split())
    return None


def _certainty(view: View, words: list[str], person: PersonName) -> float:
    if names_people(words[0], view.lexicon):
        if person.last_known:
            return 1.0
        like = _surname_like(words[-1], view.lexicon, strict=False) or _ADJECTIVAL.search(words[-1]) is not None
        return 0.9 if like or _english(words[0], view.lexicon) else 0.5
    if person.last_known and not any(a.labels & _COMMON for a in analyses(words[-1])):
        return 0.5
    return 0.3


_ADJECTIVAL: Final = re.compile(r"(?<=\w{2}[scd])z?k(?:i|a|iego|iemu|im|iej|ą)$")
"""The ending of a surname that the dictionary may know as an adjective alone: "Tomek Gryfiński"."""
_COMMON: Final = frozenset(("nazwa_pospolita", "nazwa_geograficzna", "nazwa_organizacji"))


def _surname_like(word: str, lexicon: Lexicon, *, strict: bool) -> bool:
    if lexicon.matches("names.not_surname", word) or (word.isupper() and len(word) <= _ACRONYM):
        return False
    plain = _plain(word)
    if "-" in plain:
        halves = [half for half in plain.split("-") if half]
        return any(map(is_surname, halves)) or all(_surname_like(half, lexicon, strict=False) for half in halves)
    if lexicon.matches("names.title_word", word) and not is_surname(plain):
        return False
    return is_surname(plain) or (not strict and _unknown(plain)) or (strict and is_first_name(plain))


_ACRONYM: Final = 4


def _is_first_between(word: str, lexicon: Lexicon) -> bool:
    """True for a word that may be a second first name, so that a surname may still follow ("Anna Maria Nowak")."""
    return known_first(word, lexicon) or _initial(word)


def _line_ends(view: View, tokens: list[Span]) -> bool:
    """True where the source breaks its line between two words."""
    return len(tokens) == _PAIR and view.soft_break(tokens[0].end, tokens[1].start) is not None


def _unknown(word: str) -> bool:
    found = analyses(word.split("-", maxsplit=1)[0])
    return not found or all(analysis.pos == "ign" for analysis in found)


def _initial(word: str) -> bool:
    return len(word) == _PAIR and word.endswith(".")


def _is_aside(word: str) -> bool:
    return word[:1] in '"„“”('


def _plain(word: str) -> str:
    """A name written in capitals as one usually writes it ("KOWALSKI" → "Kowalski")."""
    return word.title() if word.isupper() and len(word) > _ACRONYM - 1 else word
