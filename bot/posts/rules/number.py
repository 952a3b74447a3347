"""The meetup's number: "#77", "Spotkanie nr 75", "44. spotkanie", "Meetup No. 12"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Lexicon, Words

_HASH: Final = re.compile(r"#(?<![\w&/#]#)\s?(?P<number>\d{1,3})(?![\w.:]\d|\w)")
_AFTER_WORD: Final = re.compile(r"\.?\s?#?(?P<number>\d{1,3})(?!\w|[.:]\d)")
_GROUP: Final = re.compile(r"\b[^\W\d_]{0,6}UG\s(?P<number>\d{1,3})(?![\w.:]\d|\w)(?!\s\w)")
_NAMED: Final = re.compile(r"[^\W\d_]{0,6}UG\b[\w-]{0,6}\s{0,2}$")
_BESIDE: Final = 30
_NEAR: Final = 4
"""Words between "nr 75" and the word for a meeting."""
_ORDINAL: Final = re.compile(
    r"(?<![\w.:#/])(?P<number>\d{1,3})(?:\.\)?|-?(?:te|th|st|nd|rd|sze|e))\s+(?:\([^()\n]{1,24}\)\s+)?(?=\w)"
)


def hashed(words: Words) -> Iterator[Found[int]]:
    """Yields "#77"; not the sharp of "C#" nor a link's fragment."""
    for hit in _HASH.finditer(words.folded):
        yield Found(int(hit["number"]), hit.start(), hit.end(), "hashed_number")


def hashed_in_text(words: Words) -> Iterator[Found[int]]:
    """Yields the "#77" of a text's first half that stands beside the group's name or a word for a meeting."""
    for found in hashed(words):
        if found.start > len(words.text) / 2:
            return
        before = words.text[max(0, found.start - _BESIDE) : found.start]
        bracketed = words.text[found.start - 1 : found.start] + words.text[found.end : found.end + 1] == "()"
        lists = ("kinds.meeting_only", "dates.weekday") if bracketed else ("kinds.meeting_only",)
        if _NAMED.search(before) or words.any(found.start - _BESIDE, found.end + _BESIDE, *lists):
            yield found


def named(words: Words) -> Iterator[Found[int]]:
    """Yields "nr 75", "No. 12" within three words of a word for a meeting."""
    meetings = words.hits("kinds.meeting_only")
    for word in words.hits("numbers.word"):
        hit = _AFTER_WORD.match(words.folded, word.end)
        if hit and any(-_NEAR <= meeting.first - word.first <= _NEAR for meeting in meetings):
            yield Found(int(hit["number"]), word.start, hit.end(), "named_number")


def ordinal(words: Words, lexicon: Lexicon) -> Iterator[Found[int]]:
    """Yields "44. spotkanie", "the 12th meetup": an ordinal right before a word for a meeting."""
    for hit in words.with_number(_ORDINAL):
        at = words.at(hit.end())
        while at < len(words.words) - 1 and lexicon.matches("numbers.filler", words.words[at].text):
            at += 1
        while at < len(words.words) - 1 and words.text[words.words[at].start].isupper() and not _is_month(words, at):
            if words.words[at].start - hit.end() > _BESIDE or lexicon.matches(
                "kinds.meeting_only", words.words[at].text
            ):
                break
            at += 1
        if at < len(words.words) and lexicon.matches("kinds.meeting_only", words.words[at].text):
            yield Found(int(hit["number"]), hit.start(), words.words[at].end, "ordinal_number")
    for first in words.hits("numbers.first"):
        yield Found(1, first.start, first.end, "ordinal_number")


def in_words(words: Words, lexicon: Lexicon) -> Iterator[Found[int]]:
    """Yields "trzydziesty piąty JUG", "our hundredth meeting", "spotkanie trzecie": an ordinal spelled out."""
    for hit in words.hits("numbers.ordinal"):
        value, last = hit.value, hit.last
        if value >= 20 and value % 10 == 0:  # noqa: PLR2004 -- tens take a unit
            unit = next((h for h in words.hits("numbers.ordinal") if h.first == last + 1 and h.value < 10), None)  # noqa: PLR2004
            value, last = (value + unit.value, unit.last) if unit else (value, last)
        elif any(h.first == hit.first - 1 and h.value >= 20 for h in words.hits("numbers.ordinal")):  # noqa: PLR2004
            continue
        at = last + 1
        while at < len(words.words) and lexicon.matches("numbers.filler", words.words[at].text):
            at += 1
        meets = at < len(words.words) and _is_meeting(words, lexicon, at) and words.words[at].start - hit.end < _BESIDE
        counted = value > _OFTEN or (meets and _is_of_group(words, at))
        if counted and meets and not words.any(hit.end, hit.end + _BESIDE, "numbers.not_of_all"):
            yield Found(value, hit.start, words.words[at].end, "ordinal_in_words")


_OFTEN: Final = 2
"""First and second are said of much else: "drugie spotkanie w tym roku"."""
_GROUP_NEAR: Final = 5
_STOP: Final = re.compile(r"[.,;:!?\n]")


def _is_of_group(words: Words, meeting: int) -> bool:
    """True for a meeting whose group follows in its sentence: "pierwsze spotkanie Wiślanego JUG-a", "grupy Pythona"."""
    stop = _STOP.search(words.text, words.words[meeting].end)
    end = stop.start() if stop is not None else len(words.text)
    if words.any(words.words[meeting].end, end, "numbers.not_of_all"):
        return False
    following = [word for word in words.words[meeting + 1 : meeting + _GROUP_NEAR] if word.end <= end]
    return any(word.text.startswith("grup") or _NAMED.match(words.text[word.start : word.end]) for word in following)


def _is_meeting(words: Words, lexicon: Lexicon, at: int) -> bool:
    word = words.words[at]
    return lexicon.matches("kinds.meeting_only", word.text) or bool(_NAMED.match(words.text[word.start : word.end]))


def _is_month(words: Words, at: int) -> bool:
    return any(hit.first == at for hit in words.hits("dates.month"))


def after_group(title: str) -> Iterator[Found[int]]:
    """Yields "DRUG 34", "Zarzecze JUG 12" of a title: a number after the name of a user group."""
    for hit in _GROUP.finditer(title):
        yield Found(int(hit["number"]), hit.start("number"), hit.end("number"), "number_after_group")


def after_meeting(words: Words) -> Iterator[Found[int]]:
    """Yields "Spotkanie 44": a number right after the word for a meeting that is no date, hour or year."""
    months = {hit.first for hit in words.hits("dates.month")}
    for meeting in words.hits("kinds.meeting_only"):
        at = meeting.last + 1
        if at >= len(words.words):
            return
        number = words.words[at]
        written = words.text[number.start : number.end]
        if _ROMAN.fullmatch(written) and words.text[meeting.end : number.start] == " ":
            yield Found(_from_roman(written), meeting.start, number.end, "number_after_meeting")
            continue
        if not re.fullmatch(r"\d{1,3}", number.text) or words.text[meeting.end : number.start] != " ":
            continue
        if at + 1 in months or re.match(r"[.:/-]\d|\s?[ap]\.?m", words.folded[number.end : number.end + 4]):
            continue
        yield Found(int(number.text), meeting.start, number.end, "number_after_meeting")


_ROMAN: Final = re.compile(r"(?=[IVXL])(?:X{0,3}|XL|L)(?:I[XV]|V?I{0,3})")
_DIGITS: Final = {"I": 1, "V": 5, "X": 10, "L": 50}


def _from_roman(written: str) -> int:
    values = [_DIGITS[letter] for letter in written]
    return sum(-v if at + 1 < len(values) and v < values[at + 1] else v for at, v in enumerate(values))


def in_title_and_text(title: str, words: Words) -> Iterator[Found[int]]:
    """Yields the 4 of "Ruby nad Morzem vol. 4", and the 19 of "GoR 19 - Elixir" whose text says "nr 19" or "#19"."""
    for hit in _VOLUME.finditer(title):
        yield Found(int(hit["number"]), *hit.span(), rule="number_in_title")
    for hit in _IN_TITLE.finditer(title):
        number = hit["number"]
        said = [
            h
            for h in words.hits("numbers.word")
            if (n := _AFTER_WORD.match(words.folded, h.end)) and n["number"] == number
        ]
        if said or re.search(rf"#\s?{number}(?!\d)", words.text):
            yield Found(int(number), *hit.span("number"), rule="number_in_title")


_VOLUME: Final = re.compile(r"\bvol(?:\.|ume)?\s?(?P<number>\d{1,3})(?![\w.:]\d|\w)", re.IGNORECASE)
_IN_TITLE: Final = re.compile(r"^\W*[^\W\d_]\S*(?:\s[^\W\d_]\S*){0,3}\s(?P<number>\d{1,3})(?![\w.:]\d|\w)")
