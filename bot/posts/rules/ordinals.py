"""The meetup's number in words: "trzydziesty piąty JUG", "po raz szósty", "edycja dziesiąta", "our hundredth"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Lexicon, Words

AFTER_WORD: Final = re.compile(r"[.:]?[^\S\n]{0,3}#?(?P<number>\d{1,3})(?!\w|[.:/]\d)")
_NAME: Final = (
    r"(?:[^\W\d_]{0,6}UG\b[\w-]{0,6}|[^\W_]{2,20}\.(?:rb|js|py|net|php|ex)\b"
    r"|[^\W\d_]{0,20}(?:JS|Py|RB)\b|Py[A-Z]\w{2,20})"
)
NAMED: Final = re.compile(_NAME + r"\s{0,2}$")
"""The name of a group at the end of what stands before a number; see `names_a_group`."""
_A_GROUP: Final = re.compile(_NAME)
MEETINGS: Final = ("kinds.meeting_only", "numbers.counted")
_BARE_ORDINAL: Final = re.compile(r"(\d{1,3})(?:th|st|nd|rd|te|e|sze)?")
_BESIDE: Final = 30
_NEAR: Final = 4


def in_words(words: Words, lexicon: Lexicon, *, title: bool = False) -> Iterator[Found[int]]:
    """Yields "trzydziesty piąty JUG", "our hundredth meeting", "spotkanie trzecie": an ordinal spelled out."""
    done = -1
    for hit in words.hits("numbers.ordinal"):
        spelled = spelled_out(words, "numbers.ordinal", hit.first)
        if spelled is None or hit.first <= done or is_of_past(words, hit.first):
            continue
        value, last = spelled
        done = last
        hundred = [
            h for h in words.between(hit.start - _BESIDE, hit.start, "numbers.hundred") if h.last == hit.first - 1
        ]
        value += 100 if hundred and value < 100 else 0  # noqa: PLR2004 -- "sto pierwsze"
        start, end = (hundred[0].start if hundred else hit.start), words.words[last].end
        at = last + 1
        if value > _OFTEN and hit.first and is_counted(lexicon, words.words[hit.first - 1].text):
            following = words.text[end : end + 1]
            if words.text[hit.start - 1] == " " and not following.strip(" .,:;!?)-–"):
                yield Found(value, start, end, "ordinal_in_words")
                continue
        while at < len(words.words) and lexicon.matches("numbers.filler", words.words[at].text):
            at += 1
        at = _over_what_it_is_like(words, lexicon, end, at)
        meets = at < len(words.words) and _is_meeting(words, lexicon, at) and words.words[at].start - end < _BESIDE
        counted = value > (1 if title else _OFTEN) or (meets and _is_of_group(words, at))
        of_few = value <= _A_YEAR and words.any(end, end + _BESIDE, "numbers.not_of_all")
        if counted and meets and not of_few:
            yield Found(value, start, words.words[at].end, "ordinal_in_words")
            continue
        ours = words.text[end : end + 1] in {".", ",", "!"} and _is_ours(words, hit.first)
        if value > _OFTEN and (ours or (not of_few and _is_of_a_series(words, end, at))):
            yield Found(value, start, end, "ordinal_in_words")


def _over_what_it_is_like(words: Words, lexicon: Lexicon, end: int, at: int) -> int:
    """The meeting's word of "ósme, bardzo kameralne spotkanie"; a comma alone parts: "rok czwarty, JUG pierwszy"."""
    if words.text[end : end + 1] != "," or at >= len(words.words):
        return at if words.text[end : end + 1] not in {".", ":", ";", "!", "?"} else len(words.words)
    for further in range(at, min(at + 3, len(words.words))):
        word = words.words[further]
        if _STOP.search(words.text, end + 1, word.start):
            break
        if is_counted(lexicon, word.text):
            return further
    return len(words.words)


def _is_of_a_series(words: Words, end: int, at: int) -> bool:
    """True for "Siódme Java Wieczorem odbędzie się", "zapraszamy na dwunaste już Rubiny": a name that is ahead."""
    if at >= len(words.words) or words.words[at].start - end > _BESIDE:
        return False
    name = words.words[at]
    if not words.text[name.start].isupper() or words.text[end : name.start].strip(" " + _LETTERS):
        return False
    other = words.any(name.start, name.end + _BESIDE, "numbers.no_meeting", "kinds.external_event")
    ahead = words.any(name.end, name.end + _BESIDE, "kinds.future", "dates.weekday", "dates.tomorrow")
    invites = words.any(end - 2 * _BESIDE, end, "kinds.future")
    return (ahead or invites) and not other and not words.any(name.start, name.end, "dates.month", "dates.weekday")


_LETTERS: Final = "abcdefghijklmnopqrstuvwxyząćęłńóśźż"


def of_all(words: Words) -> Iterator[Found[int]]:
    """Yields the 6 of "pierwsze w tym roku, a szóste w ogóle", the 12 of "the 12th overall"."""
    for hit in words.hits("numbers.of_all"):
        before = words.words[hit.first - 1] if hit.first else None
        if before is None or hit.start - before.end > _NEAR or words.folded[hit.end : hit.end + 3] in {" z ", " ze"}:
            continue
        digits = _BARE_ORDINAL.fullmatch(before.text)
        spelled = _spelled_before(words, hit.first - 1)
        value = int(digits[1]) if digits else spelled or 0
        if digits and words.text[before.start - 1 : before.start].strip():
            continue  # "z 2.3.8, łącznie"
        if value > 1:  # "the first of its kind in all the group's history" may be a workshop
            yield Found(value, before.start, hit.end, "ordinal_of_all")


def for_the_time(words: Words, *, title: bool = False) -> Iterator[Found[int]]:
    """Yields the 6 of "po raz szósty", the 4 of "we meet for the fourth time": in a text beside a word for meeting."""
    for hit in words.hits("numbers.time"):
        digits = _BARE_ORDINAL.match(words.folded, hit.end + 1)
        spelled = spelled_out(words, "numbers.ordinal", hit.last + 1)
        value = int(digits[1]) if digits else spelled[0] if spelled else 0
        end = digits.end() if digits else words.words[spelled[1]].end if spelled else hit.end
        if hit.value == "before" and words.folded[end : end + 5] != " time":
            continue
        start, stop = max(0, hit.start - 2 * _BESIDE), end + 2 * _BESIDE
        meets = words.any(start, stop, "kinds.next_meeting", "kinds.meeting_only", "numbers.gather")
        given = words.any(start, stop, "sponsors.sponsor", "kinds.external_event")
        if value > 1 and (title or (meets and not given)):
            yield Found(value, hit.start, end, "for_the_time")


def another_time(words: Words) -> Iterator[Found[int]]:
    """Yields the 14 of "To już czternasty raz", and of "Grudniowe spotkanie (to już 14!)"."""
    for hit in words.hits("numbers.already"):
        spelled = spelled_out(words, "numbers.ordinal", hit.last + 1)
        if spelled is not None and spelled[0] > _OFTEN and spelled[1] + 1 < len(words.words):
            time = words.words[spelled[1] + 1]
            if _TIME.match(words.folded, time.start):
                yield Found(spelled[0], hit.start, time.end, "for_the_time")
            continue
        digits = _NO_MORE.match(words.folded, hit.end)
        if digits is not None and words.any(max(0, hit.start - _BESIDE), hit.start, *MEETINGS):
            yield Found(int(digits[1]), hit.start, digits.end(1), "for_the_time")


_TIME: Final = re.compile(r"(?:raz|time)\b(?:[.,!)]|\s(?:i|kiedy|gdy|spotykamy|sie|jak|w|we|that|we)\b)")
_NO_MORE: Final = re.compile(r"\s(\d{1,3})(?:\.|-?(?:te|e|sze|th|st|nd|rd))?\s?(?=[!).,])")


def edition(words: Words, *, title: bool = False) -> Iterator[Found[int]]:
    """Yields "edycja dziesiąta", "Edycja 12", "8th edition": in a text only where nothing says of what."""
    for hit in words.hits("numbers.edition"):
        after = AFTER_WORD.match(words.folded, hit.end) if title else None
        behind = spelled_out(words, "numbers.ordinal", hit.last + 1)
        before = words.words[hit.first - 1] if hit.first and hit.start - words.words[hit.first - 1].end == 1 else None
        digits = _BARE_ORDINAL.fullmatch(before.text) if before is not None else None
        value = int(after["number"]) if after else behind[0] if behind else 0
        first = hit.first if value else hit.first - 1
        value = value or (int(digits[1]) if digits else _spelled_before(words, hit.first - 1) or 0)
        alone = title or words.text[hit.end : hit.end + 1] in {".", "!", ",", ":"}
        if value > (0 if title else _OFTEN) and alone and not is_of_past(words, first):
            yield Found(value, hit.start, after.end() if after else hit.end, "edition")


def first_of_all(words: Words, *, title: bool = False) -> Iterator[Found[int]]:
    """Yields 1 for "Pierwsze spotkanie!", "Our first meetup." that begin a sentence and say of nothing else."""
    for hit in words.hits("numbers.first_alone"):
        before = words.text[max(0, hit.start - 2) : hit.start].strip(" *")[-1:]
        begins = before in _BEGINNINGS or (title and before in {"-", "–", "—", ":", ","})
        named = title and words.text[hit.end + 1 : hit.end + 2].isupper()
        if (
            begins
            and (words.text[hit.end : hit.end + 1] in {"!", ",", "", "."} or named)
            and not words.any(hit.end, hit.end + _BESIDE, "numbers.not_of_all", "dates.month")
        ):
            yield Found(1, hit.start, hit.end, "ordinal_in_words")


_BEGINNINGS: Final = frozenset(("", "\n", ".", "!", "?"))


def of_founding(words: Words, title: Words) -> Iterator[Found[int]]:
    """Yields 1 for "pierwsze spotkanie" of a group that the post founds."""
    again = words.hits("numbers.not_of_all") or title.hits("numbers.not_of_all")
    if not words.hits("numbers.founding") and (again or not title.hits("numbers.founding_title")):
        return
    for hit in words.hits("numbers.first_alone"):
        if not words.any(hit.end, hit.end + _BESIDE, "numbers.not_of_all"):
            yield Found(1, hit.start, hit.end, "ordinal_in_words")


def spelled_out(words: Words, name: str, at: int) -> tuple[int, int] | None:
    """The number in words that begins at a word, tens with a unit, and its last word."""
    if at >= len(words.words):
        return None
    start = words.words[at].start
    near = [hit for hit in words.between(start, start + 2 * _BESIDE, name) if hit.first in (at, at + 1)]
    first = next((hit for hit in near if hit.first == at), None)
    if first is None:
        return None
    unit = next((hit for hit in near if hit.first == first.last + 1 and hit.value < 10), None)  # noqa: PLR2004
    if unit is not None and words.text[first.end : unit.start] in {" ", "-"} and first.value in range(20, 100, 10):
        return first.value + unit.value, unit.last
    return first.value, first.last


def _spelled_before(words: Words, at: int) -> int | None:
    """The ordinal in words that ends at a word."""
    for first in (at - 1, at):
        spelled = spelled_out(words, "numbers.ordinal", first) if first >= 0 else None
        if spelled is not None and spelled[1] == at:
            return spelled[0]
    return None


def is_of_past(words: Words, at: int) -> bool:
    """True for "nagranie z 12. spotkania", "at our second meetup": another one than that of the post."""
    before = [word.text for word in words.words[max(0, at - 2) : at]]
    past = [
        hit.last for hit in words.between(words.words[max(0, at - 2)].start, words.words[at].start, "numbers.of_past")
    ]
    return bool(before) and (at - 1 in past or (at - 2 in past and before[-1][:4] in _OUR))


_OUR: Final = frozenset(("our", "the", "nasz"))


def _is_ours(words: Words, at: int) -> bool:
    """True for "September's meeting will be our hundredth"."""
    before = words.words[at - 1] if at else None
    if before is None or before.text[:4] not in _OUR:
        return False
    return words.any(before.start - 4 * _BESIDE, before.start, "kinds.meeting_only")


_A_YEAR: Final = 12
"""So many meetings a year or a season may have, and count."""
_OFTEN: Final = 2
"""First and second are said of much else: "drugie spotkanie w tym roku"."""
_GROUP_NEAR: Final = 8
_STOP: Final = re.compile(r"[.,;:!?\n]")


def _is_of_group(words: Words, meeting: int) -> bool:
    """True for a meeting whose group follows in its sentence: "pierwsze spotkanie Wiślanego JUG-a", "grupy Pythona"."""
    stop = _STOP.search(words.text, words.words[meeting].end)
    end = stop.start() if stop is not None else len(words.text)
    if words.any(words.words[meeting].end, end, "numbers.not_of_all"):
        return False
    if words.any(words.words[meeting].end, end, "numbers.people"):
        return True
    following = [word for word in words.words[meeting + 1 : meeting + _GROUP_NEAR] if word.end <= end]
    return any(word.text.startswith(("grup", "group")) or names_a_group(words, word.start) for word in following)


def _is_meeting(words: Words, lexicon: Lexicon, at: int) -> bool:
    word = words.words[at]
    return is_counted(lexicon, word.text) or names_a_group(words, word.start)


def is_counted(lexicon: Lexicon, word: str) -> bool:
    """True for a word for what a group counts: a meeting, an evening."""
    return any(lexicon.matches(name, word) for name in MEETINGS)


def names_a_group(words: Words, start: int) -> bool:
    """True for "DRUG", "JUG-a", "olsztyn.rb", "WarsawJS"."""
    return _A_GROUP.match(words.text, start) is not None
