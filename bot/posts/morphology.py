"""Polish word forms: analyses of a word, the nominative of a person's name and of a noun phrase."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Gender = Literal["m", "f"]
CASES: Final = frozenset(("nom", "gen", "dat", "acc", "inst", "loc"))
PARTICLES: Final = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "da",
        "di",
        "del",
        "della",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ter",
        "ten",
        "dos",
    ]
)
_GENDERS: Final[dict[str, Gender]] = {"m1": "m", "m2": "m", "m3": "m", "f": "f"}
_NOM: Final = frozenset(("nom",))


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way to understand a word form; tags as in the Morfeusz 2 (SGJP) tag set."""

    lemma: str
    pos: str
    """"subst", "adj", "fin", "praet", …; "ign" for a word no dictionary knows."""
    number: str
    """"sg", "pl" or "" where the word has none; a form that serves as both gives an analysis for each."""
    cases: frozenset[str]
    genders: frozenset[str]
    labels: frozenset[str]
    """What the word names: "imię", "nazwisko", "nazwa_geograficzna", "nazwa_organizacji", …"""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name as it stands in the nominative, and how well it was understood."""

    first: str
    last: str
    """"" where the first name stands alone."""
    gender: Gender | None
    cases: frozenset[str]
    """The cases that the words may stand in."""
    first_known: bool
    last_known: bool

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase in the nominative; `sure` is False where the dictionary did not know its head."""

    name: str
    sure: bool


@lru_cache(maxsize=1 << 16)
def analyses(word: str) -> tuple[Analysis, ...]:
    """All ways to understand one word form; () for the empty word and for more than one word."""
    if not word or len(word) > _LONGEST or not word.isprintable():
        return ()
    found: dict[Analysis, None] = {}
    rows = _morfeusz().analyse(word)
    if len({start for start, _end, _row in rows}) != 1:
        return ()
    for _start, _end, (_form, lemma, tag, labels, _style) in rows:
        for analysis in _expand(lemma, tag, frozenset(labels)):
            found[analysis] = None
    return tuple(found)


def lemmas(word: str) -> frozenset[str]:
    """The casefolded dictionary forms of a word; the word itself where no dictionary knows it."""
    return frozenset(analysis.lemma.casefold() for analysis in analyses(word)) or frozenset((word.casefold(),))


def is_first_name(word: str) -> bool:
    """True for a form of a first name that the Polish dictionary knows ("Michałem")."""
    return word[:1].isupper() and any(_is_name(analysis, "imię") for analysis in analyses(word))


def is_surname(word: str) -> bool:
    """True for a form of a surname that the Polish dictionary knows ("Staruchem")."""
    return word[:1].isupper() and any(_is_name(analysis, "nazwisko") for analysis in analyses(word))


def nominative_person(words: Sequence[str], *, cases: frozenset[str] | None = None) -> PersonName | None:
    """The name that `words` (a first name, further first names, surnames) are a form of; None for no words.

    `cases` narrows the case down where the sentence is known to ask for one ("z" → instrumental).
    First name and surname agree in gender and case; names that no dictionary knows are bent back by their endings,
    and left alone where nothing shows that they are bent.
    """
    return _person(tuple(words), cases) if words else None


def nominative_phrase(words: Sequence[str], *, cases: frozenset[str] | None = None) -> NounPhrase | None:
    """The noun phrase that `words` are a form of: "Piekarni Cichej Kobiety" → "Piekarnia Cichej Kobiety".

    `cases` are those that the word before asks for: {"loc"} after "w" and "na", {"gen"} after "do".
    """
    return _phrase(tuple(words), cases or _OBLIQUE) if words else None


def warm_up() -> None:
    """Loads the dictionary, which otherwise the first word does (about a tenth of a second)."""
    analyses("dom")


_LONGEST: Final = 60
_OBLIQUE: Final = frozenset(("loc", "gen", "dat", "inst"))


@cache
def _morfeusz() -> Any:
    import morfeusz2  # noqa: PLC0415 -- loads its dictionary, which commands that read no post should not wait for

    return morfeusz2.Morfeusz(expand_tags=False, whitespace=morfeusz2.KEEP_WHITESPACES)


def _expand(lemma: str, tag: str, labels: frozenset[str]) -> Iterator[Analysis]:
    pos, *rest = tag.split(":")
    lemma = lemma.split(":", 1)[0] or lemma
    numbers: tuple[str, ...] = ("",)
    cases: frozenset[str] = frozenset()
    genders: frozenset[str] = frozenset()
    for part in rest:
        values = frozenset(part.split("."))
        if values <= {"sg", "pl"}:
            numbers = tuple(sorted(values, reverse=True))
        elif values & CASES:
            cases = values & CASES
        elif values & {"m1", "m2", "m3", "f", "n"}:
            genders = values
    for number in numbers:
        yield Analysis(lemma, pos, number, cases, genders, labels)


def _is_name(analysis: Analysis, label: str) -> bool:
    return label in analysis.labels and analysis.pos == "subst" and analysis.number == "sg"


# --- people ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bent:
    """One way to read a name's word: its nominative, who may bear it and in which cases the word may stand."""

    nominative: str
    gender: Gender | None
    cases: frozenset[str]
    weight: float
    """How much this way is trusted, from 0 to 1; from 0.9 up it is the dictionary's."""


_KNOWN: Final = 0.9
_CONSONANT: Final = r"[bcćdfghjklłmnńprsśtvwxzźż]"
_ENDINGS: Final[tuple[tuple[re.Pattern[str], str, Gender | None, str, float], ...]] = tuple(
    (re.compile(pattern), replacement, gender, cases, weight)
    for pattern, replacement, gender, cases, weight in (
        (r"(s|c|dz)kiego$", r"\1ki", "m", "gen acc", 0.85),
        (r"(s|c|dz)kiemu$", r"\1ki", "m", "dat", 0.85),
        (r"(s|c|dz)kim$", r"\1ki", "m", "inst loc", 0.85),
        (r"(s|c|dz)ki$", r"\1ki", "m", "nom", 0.85),
        (r"(s|c|dz)kiej$", r"\1ka", "f", "gen dat loc", 0.85),
        (r"(s|c|dz)ką$", r"\1ka", "f", "acc inst", 0.85),
        (r"(s|c|dz)ka$", r"\1ka", "f", "nom", 0.85),
        (r"['’](a|ego)$", "", "m", "gen acc", 0.8),
        (r"['’](owi|emu)$", "", "m", "dat", 0.8),
        (r"['’](em|m)$", "", "m", "inst", 0.8),
        (r"ow(ej)$", "owa", "f", "gen dat loc", 0.6),
        (r"ową$", "owa", "f", "acc inst", 0.6),
        (r"ego$", "y", "m", "gen acc", 0.4),
        (r"([kg])iem$", r"\1", "m", "inst", 0.6),
        (rf"({_CONSONANT})em$", r"\1", "m", "inst", 0.6),
        (rf"({_CONSONANT})owi$", r"\1", "m", "dat", 0.6),
        (rf"({_CONSONANT})a$", r"\1", "m", "gen acc", 0.5),
        (rf"({_CONSONANT})ą$", r"\1a", None, "acc inst", 0.6),
        (rf"({_CONSONANT})ę$", r"\1a", None, "acc", 0.6),
        (rf"({_CONSONANT})[yi]$", r"\1a", None, "gen", 0.4),
    )
)


@lru_cache(maxsize=1 << 14)
def _person(words: tuple[str, ...], cases: frozenset[str] | None) -> PersonName | None:
    if len(words) == 1:
        return _first_alone(words[0], cases)
    best: tuple[float, PersonName] | None = None
    for ways in product(_ways(words[0], "imię"), _surname_ways(words[1:])):
        judged = _judge(*ways, cases)
        if judged and (best is None or judged[0] > best[0]):
            best = judged
    return best[1] if best else _as_written(words)


def _judge(first: _Bent, last: _Bent, cases: frozenset[str] | None) -> tuple[float, PersonName] | None:
    """How well two readings go together, and the name they give; None where they contradict each other."""
    if first.gender and last.gender and first.gender != last.gender:
        return None
    shared = first.cases & last.cases
    wanted = shared & cases if cases else shared
    if not shared:
        return None
    score = first.weight + last.weight + 0.15 * ("nom" in shared) - 0.8 * (not wanted)
    gender = first.gender or last.gender
    name = PersonName(
        first.nominative, last.nominative, gender, wanted or shared, first.weight >= _KNOWN, last.weight >= _KNOWN
    )
    return score, name


def _as_written(words: tuple[str, ...]) -> PersonName:
    """A name whose words contradict each other: its known first name in the nominative, the rest untouched."""
    first = max(_ways(words[0], "imię"), key=lambda way: way.weight + 0.1 * ("nom" in way.cases))
    known = all(is_surname(word) for word in words[1:])
    return PersonName(first.nominative, " ".join(words[1:]), first.gender, first.cases, first.weight >= _KNOWN, known)


def _first_alone(word: str, cases: frozenset[str] | None) -> PersonName:
    ways = _ways(word, "imię")

    def rank(way: _Bent) -> float:
        return way.weight + 0.15 * ("nom" in way.cases) - 0.8 * bool(cases and not way.cases & cases)

    best = max(ways, key=rank)
    return PersonName(best.nominative, "", best.gender, best.cases, best.weight >= _KNOWN, last_known=False)


def _surname_ways(words: tuple[str, ...]) -> tuple[_Bent, ...]:
    """Readings of all words after the first one as one surname: further first names, particles, double surnames."""
    if len(words) == 1:
        return _ways(words[0], "nazwisko")
    parts = [
        (_Bent(word, None, CASES, 1.0),)
        if word.casefold() in PARTICLES
        else _ways(word, "nazwisko") + (_ways(word, "imię") if word is not words[-1] and is_first_name(word) else ())
        for word in words[:3]
    ]
    return tuple(_joined(parts, " "))


def _joined(parts: Iterable[tuple[_Bent, ...]], glue: str) -> Iterator[_Bent]:
    for ways in product(*(part[:8] for part in parts)):
        genders = {way.gender for way in ways if way.gender}
        cases = frozenset.intersection(*(way.cases for way in ways))
        if len(genders) <= 1 and cases:
            name = glue.join(way.nominative for way in ways)
            yield _Bent(name, next(iter(genders), None), cases, min(way.weight for way in ways))


@lru_cache(maxsize=1 << 14)
def _ways(word: str, label: str) -> tuple[_Bent, ...]:
    """Readings of one word as a name of that label, the dictionary's first; never ()."""
    if "-" in word.strip("-"):
        halves = [_ways(half, label) for half in word.split("-")[:3] if half]
        return tuple(_joined(halves, "-")) or (_Bent(word, None, CASES, 0.3),)
    known: dict[_Bent, None] = {}
    for analysis in analyses(word):
        if _is_name(analysis, label):
            for gender in sorted({_GENDERS[tag] for tag in analysis.genders if tag in _GENDERS}):
                known[_Bent(_like(analysis.lemma, word), gender, analysis.cases, 1.0)] = None
    if known:
        return tuple(known)
    guesses = [
        _Bent(_like(pattern.sub(replacement, word), word), gender, frozenset(cases.split()), weight)
        for pattern, replacement, gender, cases, weight in _ENDINGS
        if len(word) > _SHORT_NAME and pattern.search(word)
    ]
    return (*guesses, *_unbent(word))


_SHORT_NAME: Final = 3


def _unbent(word: str) -> tuple[_Bent, ...]:
    """An unknown name as it is written: a nominative, or a woman's name that ends in a consonant and never bends."""
    if word[-1:].casefold() in "aeiouyąęó":
        return _Bent(word, None, _NOM, 0.6), _Bent(word, None, CASES, 0.3)
    return _Bent(word, None, _NOM, 0.6), _Bent(word, "f", CASES, 0.5)


# --- phrases --------------------------------------------------------------------------------------------------------


_LOCATIVE_ENDINGS: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern), replacement, case)
    for pattern, replacement, case in (
        (r"[-'’](u|ie|a|owi|em|e|ze)$", "", "loc gen dat inst"),
        (r"ście$", "st", "loc"),
        (r"nie$", "n", "loc"),
        (r"zie$", "d", "loc"),
        (r"cie$", "t", "loc"),
        (r"rze$", "r", "loc"),
        (r"le$", "l", "loc"),
        (r"([bfmpsvw])ie$", r"\1", "loc"),
        (r"ce$", "ka", "loc dat"),
        (r"([kg])iem$", r"\1", "inst"),
        (rf"({_CONSONANT})em$", r"\1", "inst"),
        (rf"({_CONSONANT})owi$", r"\1", "dat"),
        (rf"({_CONSONANT})[ua]$", r"\1", "gen loc"),
        (rf"({_CONSONANT})[yi]$", r"\1a", "gen"),
    )
)


@lru_cache(maxsize=1 << 12)
def _phrase(words: tuple[str, ...], cases: frozenset[str]) -> NounPhrase:
    written = " ".join(words)
    at = _head(words, cases)
    if at is None:
        return _guessed_phrase(words, cases)
    head = _nouns(words[at], cases)[0]
    nominative = _nominative_of(head, words[at])
    out = [_agreeing(word, head, cases) or word for word in words[:at]] + [nominative]
    for place, word in enumerate(words[at + 1 :], at + 1):
        bent = None if _belongs_to_next(words, place) else _agreeing(word, head, cases)
        if bent is None:
            out.extend(words[place:])
            break
        out.append(bent)
    name = " ".join(out)
    return NounPhrase(name[:1].upper() + name[1:] if written[:1].isupper() else name, sure=True)


def _head(words: tuple[str, ...], cases: frozenset[str]) -> int | None:
    """Where the noun stands that the case is put on: after its adjectives, or after an unbent first word."""
    for place, word in enumerate(words[:5]):
        nouns = _nouns(word, cases)
        following = words[place + 1] if place + 1 < len(words) else ""
        if _adjective(word, cases) and any(_agreeing(word, noun, cases) for noun in _nouns(following, cases)[:1]):
            continue
        if nouns and not (_nominative_noun(word) and _is_singular_noun(following, cases)):
            return place
        if not nouns and not _adjective(word, cases) and not _nominative_noun(word) and _bent_back(word, cases):
            return None
    return None


def _nouns(word: str, cases: frozenset[str]) -> list[Analysis]:
    found = [a for a in analyses(word) if a.pos in {"subst", "ger"} and a.cases & cases]
    plain = [a for a in found if not a.labels & {"imię", "nazwisko"}] or found
    return sorted(plain, key=lambda a: (a.number != "sg", "nazwa_pospolita" not in a.labels))


def _adjective(word: str, cases: frozenset[str]) -> bool:
    return any(a.pos in {"adj", "pact", "ppas"} and a.cases & cases for a in analyses(word))


def _nominative_noun(word: str) -> bool:
    return any(a.pos == "subst" and "nom" in a.cases and a.number == "sg" for a in analyses(word))


def _is_singular_noun(word: str, cases: frozenset[str]) -> bool:
    return any(noun.number == "sg" for noun in _nouns(word, cases)) and not _nominative_noun(word)


def _agreeing(word: str, head: Analysis, cases: frozenset[str]) -> str | None:
    """An adjective in the nominative of the head's gender and number; None for a word that does not agree with it."""
    for analysis in analyses(word):
        if (
            analysis.pos in {"adj", "pact", "ppas"}
            and analysis.number == head.number
            and analysis.genders & head.genders
            and analysis.cases & head.cases & cases
        ):
            return _generated(analysis, word, head.genders)
    return None


def _belongs_to_next(words: tuple[str, ...], place: int) -> bool:
    """True for an adjective that opens a genitive of its own, as "Cichej" does in "Piekarni Cichej Kobiety"."""
    if place + 1 >= len(words):
        return False
    genitive = frozenset(("gen",))
    return any(
        _agreeing(words[place], noun, genitive) for noun in _nouns(words[place + 1], genitive) if "gen" in noun.cases
    )


def _nominative_of(noun: Analysis, written: str) -> str:
    if noun.number == "sg":
        return _like(noun.lemma, written)
    return _generated(noun, written, noun.genders)


def _generated(analysis: Analysis, written: str, genders: frozenset[str]) -> str:
    for form, _lemma, tag, _labels, _style in _morfeusz().generate(analysis.lemma):
        for other in _expand(analysis.lemma, tag, analysis.labels):
            if (
                other.pos == analysis.pos
                and other.number == analysis.number
                and "nom" in other.cases
                and other.genders & genders
                and not tag.endswith((":com", ":sup"))
            ):
                return _like(form, written)
    return _like(analysis.lemma, written)


def _guessed_phrase(words: tuple[str, ...], cases: frozenset[str]) -> NounPhrase:
    """A phrase whose first word no dictionary knows: bent back by its ending; left alone where it is not bent."""
    first = _bent_back(words[0], cases) or words[0]
    return NounPhrase(" ".join((first, *words[1:])), sure=False)


def _bent_back(word: str, cases: frozenset[str]) -> str | None:
    """The nominative of a word that no dictionary knows, by its ending; None for a word that is not bent."""
    if len(word) <= _SHORT_NAME or any(analysis.pos != "ign" for analysis in analyses(word)):
        return None
    for pattern, replacement, endings in _LOCATIVE_ENDINGS:
        if cases & set(endings.split()) and pattern.search(word):
            return _like(pattern.sub(replacement, word), word)
    return None


def _like(nominative: str, written: str) -> str:
    """The nominative in the capitals of the written form: "wyspa" as in "WySPie" is "WySPa"."""
    shared = 0
    for a, b in zip(nominative, written, strict=False):
        if a.casefold() != b.casefold():
            break
        shared += 1
    rest = nominative[shared:]
    return written[:shared] + (rest.upper() if written.isupper() and len(written) > 1 else rest)
