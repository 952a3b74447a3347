"""Who does what a verb says: the capitalised name before it ("Kielsoft funduje") or after it ("stawia firma X")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses
from bot.posts.rules.firms import link_at

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit
    from bot.posts.page import Page, Span

_STEPS: Final = 5
_BACK: Final = 3
_REACH: Final = 150
_NAME: Final = 50
_COMMA: Final = re.compile(r"[,;:!?]|\.\s|\n")
_WHICH: Final = re.compile(r",?\s(?:w\s|u\s)?(?:któr[aeyj]{1,2}|którzy|who|which)(?:['’](?:s|re|ve))?\s[^,;:!?.\n]*$")
_WHO_ALSO: Final = re.compile(r",\s(?:któr[aey]|którzy|who|which)(?:['’](?:s|re|ve))?\s[^,;:!?.\n]{1,50}$")
_ASIDE_WHO: Final = re.compile(r"\s?(\([^()]{1,80}\))(?=,\s(?:któr[aey]|którzy|who|which)\s[^,;:!?.\n]*$)")
_ASIDE: Final = re.compile(
    r"(,\s(?:(?:w|u|z|dla|do)\s)?(?:któr\w{1,3}|jak|nasz|nasza|who|which|where|our|as|the)\s[^,;:!?.\n]{1,60},)"
    r"(?=\s[^,;:!?.\n]{0,30}$)"
)
_PICTURE: Final = re.compile("\\n *[\u2600-\u27bf\U0001f300-\U0001faff]")
"""A line that begins with a picture begins anew."""
_BRACKETS: Final = re.compile(r"\s?(\([^()\n]{1,120}\))(?=\s[^,;:!?.\n()]{0,20}$)")
_SPACE: Final = re.compile(r"[ \u00a0]|[ ]?[(\"„“*][ ]?|[ ]?[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?[ ]")


def subject_before(page: Page, verb: Hit) -> int | None:
    """The first word of the name before a verb, over at most three small words: "Opegieka nadal płaci"."""
    words = page.words.words
    last = verb.first - 1
    sentence = page.sentence_at(verb.start)
    while last >= 0 and verb.first - last <= _BACK and page.text[words[last].start].islower():
        last -= 1
    aside = _aside(page, verb, sentence)
    if aside is not None:
        last = page.words.at(aside.start()) - 1
    elif (also := _WHO_ALSO.search(page.text, max(sentence.start, verb.start - _REACH), verb.start)) is not None:
        last = page.words.at(also.start()) - 1
    if last < 0 or words[last].start < sentence.start or not page.text[words[last].start].isupper():
        return None
    if any(page.lexicon.matches("sponsors.host_word", word.text) for word in words[last + 1 : verb.first]):
        return None  # "Mill Lane (they're buying"
    gap = page.text[words[last].end : verb.start]
    if aside is not None:
        gap = gap[: aside.start() - words[last].end] + gap[aside.end(1) - words[last].end :]
    if _COMMA.search(gap) and not _WHICH.match(gap):
        return None
    if _PICTURE.search(page.lines, words[last].end, verb.start) is not None:
        return None
    first = run_before(page, last, sentence.start)
    return None if is_but_a_place(page, first, sentence) else first


def _aside(page: Page, verb: Hit, sentence: Span) -> re.Match[str] | None:
    """What stands between a name and its verb: "(from Kielce)", ", where Ola works,"."""
    near = max(sentence.start, verb.start - _REACH)
    aside = _ASIDE_WHO.search(page.text, sentence.start, verb.start)
    if aside is None and page.text.find("(", sentence.start, verb.start) >= 0:
        aside = _BRACKETS.search(page.text, near, verb.start)
    if aside is None and page.text.count(",", near, verb.start) > 1:
        aside = _ASIDE.search(page.text, near, verb.start)
    return aside


def is_but_a_place(page: Page, first: int, sentence: Span) -> bool:
    """True for the town hall of "the room in Town Hall", not for the firm of "the people in Marlow Systems"."""
    before = [word.text for word in page.words.words[max(0, first - 2) : first] if word.start >= sentence.start]
    if before and page.lexicon.matches("sponsors.firm", before[-1]):
        return page.lexicon.matches("sponsors.not_whose", before[0])  # "she works in the firm X, which"
    if not before or not page.lexicon.matches("sponsors.not_whose", before[-1]):
        return False
    return not page.lexicon.matches("sponsors.friends", before[0])


def run_before(page: Page, last: int, floor: int) -> int:
    """The first word of the run of capitalised words that ends with word `last`; it begins at or after `floor`."""
    first = _first_marked(page, last)
    while first > 0 and page.words.words[first - 1].start >= floor and _goes_on(page, first - 1):
        first -= 1
    return first


def subject_after(page: Page, verb: Hit) -> int | None:
    """The first word of the name after a verb, over at most five small words: "stawia w tym miesiącu firma X"."""
    words = page.words.words
    for at in range(verb.last + 1, min(verb.last + 2 + _STEPS, len(words))):
        word = words[at]
        if not _SPACE.fullmatch(page.text, words[at - 1].end, word.start):
            return None
        if page.text[word.start].isupper() or page.text[word.start].isdigit() or link_at(page, word.start) is not None:
            return None if _is_in_the(page, at) else at
        if page.lexicon.matches("sponsors.no_giver", word.text):
            return None
        if page.lexicon.matches("places.in", word.text) and not page.lexicon.matches("sponsors.fare_from", word.text):
            further = words[at + 1].text if at + 1 < len(words) else ""
            if not page.lexicon.matches("places.filler", further):
                return None
    return None


def _is_in_the(page: Page, at: int) -> bool:
    """True for the "Red Lion" of "behind the bar in the Red Lion"."""
    before = page.words.words[max(0, at - 2) : at]
    return len(before) > 1 and before[1].text == "the" and page.lexicon.matches("places.in", before[0].text)


def is_mere_beginning(page: Page, name: Span) -> bool:
    """True for a single common word that is capitalised only because it begins a sentence: "Uczelnia", "Nie"."""
    written = page.text[name.start : name.end]
    begins = not page.text[page.sentence_at(name.start).start : name.start].strip(' *•-–—+\n„"')
    return begins and " " not in written and is_mere_word(written)


def is_mere_word(word: str) -> bool:
    """True for a word that the dictionary knows as a common one."""
    return any("nazwa_pospolita" in a.labels or a.pos not in {"subst", "ign"} for a in analyses(word))


def _goes_on(page: Page, at: int) -> bool:
    word, following = page.words.words[at], page.words.words[at + 1]
    gap = page.text[word.end : following.start]
    if gap not in {" ", " & ", "&", "-", ".", "'", "’"}:
        return False
    before = page.words.words[at - 1].text if at else ""
    owns = word.text == "s" and page.text[word.start - 1 : word.start] in {"'", "’"}
    of_body = word.text == "of" and page.lexicon.matches("sponsors.body", before)
    return page.text[word.start].isupper() or owns or of_body


def _first_marked(page: Page, last: int) -> int:
    """The first word of the link or the bold or slanted name that ends with word `last`: "*Pixel z Puszczy*"."""
    word = page.words.words[last]
    for mark in page.marks_near(word.start):
        begins = page.text[mark.start : mark.end].lstrip()[:1].isupper()
        if begins and mark.end == word.end and mark.end - mark.start <= _NAME:
            return page.words.at(mark.start)
    return last
