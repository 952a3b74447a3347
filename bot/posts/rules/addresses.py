"""Street addresses, as written: "ul. Fabryczna 13b", "al. Wojska Polskiego 65, Zielona Góra", "12 Long Street"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found, once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Lexicon, Words
    from bot.posts.page import Page

_NUMBER: Final = re.compile(r"\d{1,4}[a-z]?")
_AFTER_NUMBER: Final = re.compile(
    r"(?:\s?[/-]\s?\d{1,4}[a-zA-Z]?\b)?(?:,?\s(?:lok\.|lokal|m\.|p\.|pok\.|sala|budynek|bud\.)\s?\w{1,6}(?:-\w{1,4})?(?![\w-]))?"
)
_POSTCODE: Final = re.compile(r",?\s\d{2}-\d{3}\b")
_CITY: Final = re.compile(
    r"(?:,\s|(?<=\d{2}-\d{3})\s)[A-ZĄĆĘŁŃÓŚŹŻ][\w-]{2,30}(?:\s[A-ZĄĆĘŁŃÓŚŹŻ][\w-]{2,30}){0,2}(?=$|[\s).,;!?])"
)
_LONGEST_NAME: Final = 5
_LINKS: Final = frozenset(("i", "im", "sw", "gen", "ks", "dr", "prof", "marsz", "pulk", "plk", "rtm", "jana", "of"))


@once
def streets(page: Page) -> list[Found[str]]:
    """Every address of the text, in reading order."""
    found = [*after_street_word(page.words, page.lexicon), *before_street_word(page.words), *german(page.text)]
    return sorted(found, key=lambda f: f.start)


def bare(text: str) -> Iterator[re.Match[str]]:
    """Yields Polish streets that no word announces, behind a comma or in brackets: ", Tumska 8", "(Lubelska 12)"."""
    yield from _BARE.finditer(text)


def is_bare_street(written: str) -> bool:
    return _BARE.fullmatch(f", {written}") is not None


_BARE: Final = re.compile(
    r"(?:, | \()"
    r"([A-ZĆŁŃÓŚŹŻ][^\W\d_]{1,20}(?:sk[ai]|ck[ai]|dzk[ai]|n[ay]|w[ay]|iej|nej|wej|iego) \d{1,3}[a-z]?)(?![\w:])"
)


def german(text: str) -> Iterator[Found[str]]:
    """Yields "Lindwurmstraße 211", "Tegernseer Landstr. 64", "Karl-Theodor-Straße 9"."""
    for hit in _GERMAN.finditer(text) if any(ending in text for ending in _GERMAN_ENDINGS) else ():
        yield Found(hit[0], *hit.span(), rule="german_street")


_GERMAN_ENDINGS: Final = ("traße", "trasse", "str.", "gasse", "allee", "platz", "damm")
_GERMAN: Final = re.compile(
    r"(?<![\w-])(?:[A-ZÄÖÜ][\wäöüß-]{2,20} )?[A-ZÄÖÜ][\wäöüß-]{2,30}"
    r"(?:stra(?:ß|ss)e|-Stra(?:ß|ss)e|str\.|gasse|allee|platz|damm) \d{1,4}[a-z]?\b"
)


def after_street_word(words: Words, lexicon: Lexicon) -> Iterator[Found[str]]:
    """Yields addresses that a word for a street begins: "ul. Wojska Polskiego 69", "na ulicy Fabrycznej"."""
    taken = 0
    for hit in sorted(words.hits("places.street", "places.square")):
        if hit.start < taken or words.text[max(0, hit.start - 1) : hit.start] in {"'", "’", "."}:
            continue
        last = _name_end(words, hit.last)
        numbered = words.words[last].text[:1].isdigit()
        if (
            last == hit.last
            or (hit.value == "bare" and not numbered)
            or (last == hit.last + 1 and numbered and hit.value != "bare")
        ):
            continue
        end = _whole_end(words, words.words[last].end, lexicon)
        taken = end
        yield Found(words.text[hit.start : end], hit.start, end, "after_street_word")


def before_street_word(words: Words) -> Iterator[Found[str]]:
    """Yields English addresses: "12 Long Street", "625 6th Ave"."""
    for hit in words.hits("places.street_after"):
        for back in range(2, 5):
            at = hit.first - back
            if at < 0 or words.text[words.words[at].start : hit.start].count("\n"):
                break
            if _NUMBER.fullmatch(words.words[at].text):
                between = words.words[at + 1 : hit.first]
                if all(words.text[w.start].isupper() or w.text[0].isdigit() for w in between):
                    yield Found(
                        words.text[words.words[at].start : hit.end],
                        words.words[at].start,
                        hit.end,
                        "before_street_word",
                    )
                break


def _name_end(words: Words, at: int) -> int:
    """The last word of the street's name and number that follow word `at`; `at` itself where none do."""
    last = at
    for following in range(at + 1, min(at + 2 + _LONGEST_NAME, len(words.words))):
        gap = words.text[words.words[following - 1].end : words.words[following].start]
        abbreviated = following - 1 == at or words.words[following - 1].text in _LINKS
        if not re.fullmatch(r"\.?\s?|\s|-", gap) or ("." in gap and not abbreviated) or "\n" in gap:
            break
        word = words.words[following]
        written = words.text[word.start : word.end]
        if _NUMBER.fullmatch(word.text):
            last = following
            if following > at + 1:
                break
            continue
        if not (written[0].isupper() or word.text in _LINKS):
            break
        if word.text not in _LINKS or written[0].isupper():
            last = following
    return last


def _whole_end(words: Words, end: int, lexicon: Lexicon) -> int:
    text = words.text
    if text[end - 1].isdigit() or (text[end - 2 : end - 1].isdigit()):
        more = _AFTER_NUMBER.match(text, end)
        end = more.end() if more else end
    postcode = _POSTCODE.match(text, end)
    end = postcode.end() if postcode else end
    city = _CITY.match(text, end)
    if city is not None:
        first = words.at(city.start())
        if not any(
            lexicon.matches(n, words.words[first].text) for n in ("dates.weekday", "dates.month", "places.kind")
        ):
            end = city.end()
    return end
