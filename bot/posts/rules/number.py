"""The meetup's number: "#77", "Spotkanie nr 75", "44. spotkanie", "Meetup No. 12"."""

from __future__ import annotations

import re
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from bot.posts.language import language_of
from bot.posts.lexicon import fold
from bot.posts.page import Found, once
from bot.posts.rules.ordinals import (
    AFTER_WORD,
    MEETINGS,
    NAMED,
    another_time,
    edition,
    first_of_all,
    for_the_time,
    in_words,
    is_counted,
    is_of_past,
    of_all,
    of_founding,
    spelled_out,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.posts.lexicon import Lexicon, Words
    from bot.posts.page import Page

_HASH: Final = re.compile(r"#(?<![\w&/#]#)\s?(?P<number>\d{1,3})(?![\w.:]\d|\w)")
_GROUP: Final = re.compile(r"\b[^\W\d_]{0,6}UG\s(?P<number>\d{1,3})(?![\w.:]\d|\w)(?!\s\w)")
_TIGHT: Final = re.compile(r"(?<![A-Za-z])[A-Z]{3,}#(?P<number>\d{1,3})(?!\w)")
_HEX: Final = re.compile(r"(?<!\w)0x(?P<number>[0-9a-f]{1,2})(?!\w)", re.IGNORECASE)
_BESIDE: Final = 30
_NEAR: Final = 4
"""Words between "nr 75" and the word for a meeting."""
_ORDINAL: Final = re.compile(
    r"(?<![\w.:#/])(?P<number>\d{1,3})(?:\.\)?|-?(?:te|th|st|nd|rd|sze|e))[^\S\n]+(?:\([^()\n]{1,24}\)\s+)?(?=\w)"
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
        soon = _SOON if _NAME_BEFORE.search(before) else ()
        lists = ("kinds.meeting_only", *(("dates.weekday",) if bracketed else soon))
        if NAMED.search(before) or words.any(found.start - _BESIDE, found.end + _BESIDE, *lists):
            yield found


_NAME_BEFORE: Final = re.compile(r"[A-ZĄĆĘŁŃÓŚŹŻ][\w&.-]{1,25}\s$")
_SOON: Final = ("dates.tomorrow", "dates.today", "dates.weekday", "dates.month", "kinds.cancel", "kinds.delayed")


def named(words: Words) -> Iterator[Found[int]]:
    """Yields "nr 75", "No. 12", "numer cztery" within three words of a word for a meeting."""
    meetings = words.hits(*MEETINGS)
    for word in words.hits("numbers.word"):
        beside = [meeting for meeting in meetings if -_NEAR <= meeting.first - word.first <= _NEAR]
        if not beside or any(is_of_past(words, meeting.first) for meeting in beside if meeting.first < word.first):
            continue
        hit = AFTER_WORD.match(words.folded, word.end)
        if hit:
            yield Found(int(hit["number"]), word.start, hit.end(), "named_number")
        elif words.words[word.last].text != "no" and (in_full := spelled_out(words, "numbers.cardinal", word.last + 1)):
            yield Found(in_full[0], word.start, words.words[in_full[1]].end, "named_number")


def ordinal(words: Words, lexicon: Lexicon) -> Iterator[Found[int]]:
    """Yields "44. spotkanie", "the 12th meetup": an ordinal right before a word for a meeting."""
    for hit in words.with_number(_ORDINAL):
        at = words.at(hit.end())
        if _counts_a_list(words, hit) or is_of_past(words, words.at(hit.start())):
            continue
        while at < len(words.words) - 1 and lexicon.matches("numbers.filler", words.words[at].text):
            at += 1
        while at < len(words.words) - 1 and words.text[words.words[at].start].isupper() and not _is_month(words, at):
            if words.words[at].start - hit.end() > _BESIDE or is_counted(lexicon, words.words[at].text):
                break
            at += 1
        if at < len(words.words) and is_counted(lexicon, words.words[at].text):
            yield Found(int(hit["number"]), hit.start(), words.words[at].end, "ordinal_number")
    for first in words.hits("numbers.first"):
        yield Found(1, first.start, first.end, "ordinal_number")


def roman_before(words: Words) -> Iterator[Found[int]]:
    """Yields "IV spotkanie"; a lone "I" may be a word."""
    for meeting in words.hits(*MEETINGS):
        before = words.words[meeting.first - 1] if meeting.first else None
        if before is None or words.text[before.end : meeting.start] != " ":
            continue
        written = words.text[before.start : before.end]
        if _ROMAN.fullmatch(written) and (written != "I" or before.start == 0):
            yield Found(_from_roman(written), before.start, meeting.end, "ordinal_number")


def bare_before(words: Words) -> Iterator[Found[int]]:
    """Yields "44 spotkanie", which Polish writes without a full stop, too; not "środa 18 spotkanie"."""
    for meeting in words.hits("numbers.one_meeting"):
        before = words.words[meeting.first - 1] if meeting.first else None
        if before is None or not re.fullmatch(r"\d{1,3}", before.text) or words.text[before.end : meeting.start] != " ":
            continue
        lead = words.words[max(0, meeting.first - 3)].start
        introduced = words.between(lead, before.start, "dates.introducing")
        if any(words.folded[hit.start : hit.end] not in _ALREADY for hit in introduced):
            continue
        if not words.any(lead, before.start, "dates.month", "dates.weekday", "times.at"):
            yield Found(int(before.text), before.start, meeting.end, "ordinal_number")


_ALREADY: Final = frozenset(("juz", "tylko", "lecz"))
"""Of the words that lead a date in, the ones that lead in a number as well: "to już nasze 12 spotkanie"."""


def roman_after(words: Words) -> Iterator[Found[int]]:
    """Yields the 12 of "Spotkanie XII: ..." where a text begins a line with it."""
    for found in after_meeting(words):
        begins = found.start == 0 or words.text[found.start - 1] == "\n"
        if begins and not words.text[found.end - 1].isdigit() and words.text[found.end - 2].isupper():
            yield found


def _counts_a_list(words: Words, hit: re.Match[str]) -> bool:
    """True for the "1." of a list, which English has no ordinals like, and which goes on with "2." in Polish."""
    if "." not in hit[0] or (hit.start() and words.text[hit.start() - 1] != "\n"):
        return False
    following = re.compile(rf"\n\W{{0,3}}{int(hit['number']) + 1}\.\s")
    spoken = language_of(words, hit.start(), hit.end() + _SENTENCE)
    begins = spoken == "en" or (hit["number"] == "1" and spoken != "pl")
    return begins or following.search(words.text, hit.end()) is not None


_SENTENCE: Final = 120


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


def in_programmers_figures(title: str) -> Iterator[Found[int]]:
    """Yields the 7 of "[KSM#7] ..." and the 1 of "Spodek 0x01"."""
    for hit in _TIGHT.finditer(title):
        yield Found(int(hit["number"]), *hit.span(), rule="hashed_number")
    for hit in _HEX.finditer(title):
        if int(hit["number"], 16):
            yield Found(int(hit["number"], 16), *hit.span(), rule="number_in_title")


def after_no(words: Words) -> Iterator[Found[int]]:
    """Yields "no. 3", "nr 3", "Nº 3" of a title whatever it belongs to."""
    for word in words.hits("numbers.word"):
        hit = AFTER_WORD.match(words.folded, word.end)
        sure = (
            words.words[word.last].text != "no"
            or hit is None
            or words.text[word.end - 1 : word.end + 1].strip()[-1] in ".º"
        )
        if hit is not None and sure:
            yield Found(int(hit["number"]), word.start, hit.end(), "named_number")
        elif hit is None and (in_full := spelled_out(words, "numbers.cardinal", word.last + 1)) and in_full[0] > 1:
            yield Found(in_full[0], word.start, words.words[in_full[1]].end, "named_number")


def before_name(title: str, words: Words) -> Iterator[Found[int]]:
    """Yields the 9 of "9th JS Drava: ES6 today", the 12 of "Leith JavaScript the twelfth"."""
    hit = _FIRST_OF_TITLE.match(title)
    if hit is not None and not words.any(0, hit.end() + _BESIDE, "dates.month", "numbers.no_meeting"):
        yield Found(int(hit["number"]), *hit.span("number"), rule="number_in_title")
    for ordinal_word in words.hits("numbers.ordinal"):
        before = words.words[ordinal_word.first - 1].text if ordinal_word.first else ""
        if before == "the" and ordinal_word.end == len(title.rstrip(" .!")) and ordinal_word.first > 1:
            yield Found(ordinal_word.value, ordinal_word.start, ordinal_word.end, "number_in_title")


_FIRST_OF_TITLE: Final = re.compile(r"\W*(?:The )?(?P<number>\d{1,3})(?:th|st|nd|rd)\s[A-Z]")


def behind_name(title: str, name: str, targets: Iterable[str]) -> Iterator[Found[int]]:
    """Yields the 5 of "Rubinowa Brda 5": a number behind the name of the site, or of the group that a link leads to."""
    hit = _IN_TITLE.match(title)
    if hit is None:
        return
    named = _SIGNS.sub("", fold(title[: hit.start("number")])).split()
    slug = "-".join(named)
    numbered = re.compile(rf"{re.escape(slug)}-{hit['number']}(?!\d)")
    parts = {part for target in targets for part in fold(target).split("/")[3:]}
    of_group = slug in parts or slug in {_initials(part) for part in parts}
    of_event = len(named) > 1 and any(numbered.match(part) for part in parts)
    if of_group or of_event or (name and slug == "-".join(fold(name).split())):
        yield Found(int(hit["number"]), *hit.span("number"), rule="number_in_title")


def _initials(slug: str) -> str:
    """The "gor" of "gryf-on-rails"."""
    words = slug.split("-")
    return "".join(word[:1] for word in words) if len(words) > 2 else ""  # noqa: PLR2004 -- two letters are no name


_SIGNS: Final = re.compile(r"[^\w\s.-]")


def in_title_and_text(title: str, words: Words) -> Iterator[Found[int]]:
    """Yields the 4 of "Ruby nad Morzem vol. 4", and the 19 of "GoR 19 - Elixir" whose text says "nr 19" or "#19"."""
    for hit in _VOLUME.finditer(title):
        yield Found(int(hit["number"]), *hit.span(), rule="number_in_title")
    for hit in _IN_TITLE.finditer(title):
        number = hit["number"]
        said = [
            h
            for h in words.hits("numbers.word")
            if (n := AFTER_WORD.match(words.folded, h.end)) and n["number"] == number
        ]
        if said or re.search(rf"#\s?{number}(?!\d)", words.text):
            yield Found(int(number), *hit.span("number"), rule="number_in_title")


_VOLUME: Final = re.compile(r"\bvol(?:\.|ume)?\s?(?P<number>\d{1,3})(?![\w.:]\d|\w)", re.IGNORECASE)
_IN_TITLE: Final = re.compile(r"^\W*[^\W\d_]\S*(?:\s[^\W\d_]\S*){0,3}\s(?P<number>\d{1,3})(?![\w.:]\d|\w)")


@once
def numbers_in_title(page: Page) -> list[Found[int]]:
    """Every number that the title gives the meetup, the surest way of writing first."""
    words, title = page.title_words, page.post.title
    found = [*hashed(words), *named(words), *ordinal(words, page.lexicon)]
    found += in_words(words, page.lexicon, title=True)
    found += [*after_group(title), *after_meeting(words), *in_title_and_text(title, page.words)]
    found += [*roman_before(words), *bare_before(words), *edition(words, title=True), *after_no(words)]
    found += [*for_the_time(words, title=True), *in_programmers_figures(title), *first_of_all(words, title=True)]
    found += before_name(title, words)
    found += behind_name(title, page.site.title, [link.target for link in page.links])
    return [replace(one, in_title=True) for one in found]


def numbers_in_text(page: Page) -> list[Found[int]]:
    """Every number that the text gives the meetup, the surest way of writing first."""
    words = page.words
    found = [*hashed_in_text(words), *named(words), *ordinal(words, page.lexicon), *in_words(words, page.lexicon)]
    found += [*of_all(words), *roman_before(words), *bare_before(words), *for_the_time(words), *edition(words)]
    found += [*first_of_all(words), *of_founding(words, page.title_words), *another_time(words), *roman_after(words)]
    return sorted(found, key=attrgetter("start"))  # a post speaks first of its own meetup
