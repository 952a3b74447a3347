"""Who gives what is to eat, named right behind it: "Pizza: X", "kawa od X", "beers and the room are on X"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.page import Span
from bot.posts.rules.firms import Sponsor, joined
from bot.posts.rules.given import given
from bot.posts.rules.giver_names import giver_at
from bot.posts.rules.names import name_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Found, Page

_MOST: Final = 40
_BRIEF: Final = 20
_REACH: Final = 70
_LABEL_END: Final = re.compile(
    r"(?:\s\((?!from|by|od|dzi|thanks|courtesy)[^()\n]{1,40}\))?"
    r"(?:['’]s\s(?=on\b|from\b)|\s?[:=]\s{0,2}|\s[-–—]\s|,?\s)"
)
_LABELS: Final = frozenset(":=-–—")
_SHORT: Final = 3
_FRIENDS: Final = 7
_AND_THE: Final = re.compile(r",? (?:and|i|oraz) (?:the |our )?")


def after_fare(page: Page) -> Iterator[Found[Sponsor]]:
    """Yields X of "Pizza: X", "kawa od X", "Food by X" where the food begins its sentence or stands before the word."""
    for fare in given(page)[:_MOST]:
        label = _LABEL_END.match(page.text, fare.end)
        if label is None:
            continue
        at = page.words.at(label.end())
        if at >= len(page.words.words):
            return
        giver = _where_named(page, fare, at, label[0].strip())
        sentence = page.sentence_at(fare.start)
        named = giver_at(page, giver) if giver is not None and page.words.words[giver].start < sentence.end else None
        if named is not None and page.text[named.end : named.end + 1] in {":", "?"}:
            continue
        if named is not None:
            yield named
            yield from joined(page, named, sentence)


def _where_named(page: Page, fare: Hit, at: int, gap: str) -> int | None:
    """The first word of the giver's name, where it may stand at word `at`, which a `gap` parts from the fare."""
    by = page.lexicon.matches("sponsors.by", page.words.words[at].text)
    if _is_paid_for(page, fare) and not by and not _is_on_somebody(page, fare, at):
        return at if _is_label_among_labels(page, fare, gap) else None
    if gap not in {"", ",", "'s", "’s"}:
        return None if _says_more(page, fare) else at + page.lexicon.matches("sponsors.firm", page.words.words[at].text)
    if (gap == "," and by) or _is_no_fare(page, fare):
        return None  # "this is the bill, by Jane Roe"
    behind = _behind_from(page, at, bare=gap != "," and (gap != "" or not _says_more(page, fare)))
    return at if behind is None and gap == "," and _is_listed_under_fare(page, fare, at) else behind


def _is_on_somebody(page: Page, given: Hit, at: int) -> bool:
    """True for the hall of "tea and the hall are on Acme", not for the one of "the hall is on Main Street"."""
    words = page.words.words
    lies_on = at + 1 < len(words) - 1 and page.lexicon.matches("sponsors.lies_on", words[at + 1].text)
    start = max(page.sentence_at(given.start).start, given.start - _REACH)
    beside = page.words.between(start, given.start, "sponsors.fare") if lies_on else []
    joint = _AND_THE.fullmatch(page.text, beside[-1].end, given.start) if beside else None
    return joint is not None and _pays_rather_than_stands(page, at + 2)


def _is_listed_under_fare(page: Page, fare: Hit, at: int) -> bool:
    """True for X of "Food: pizza, X", whose line is labelled with what it tells of."""
    line = page.lines.rfind("\n", max(0, fare.start - _REACH), fare.start) + 1
    label = next(iter(page.words.between(line, fare.start, "sponsors.fare")), None)
    start = page.words.words[at].start
    if label is None or page.text[label.end : label.end + 1] != ":" or not page.text[start].isupper():
        return False
    name = name_at(page, start)
    closes = name is not None and page.lines[name.end : name.end + 1] in {"", "\n", "."}
    return closes and name is not None and not page.words.any(name.start, name.end, "places.kind", "sponsors.fare")


def _is_label_among_labels(page: Page, given: Hit, gap: str) -> bool:
    """True for the room of "Pizza: X. Room: Y." and of "sala - X, catering - Y", beside which food is labelled, too."""
    if gap not in _LABELS or _says_more(page, given):
        return False
    block = page.block_at(given.start)
    near = Span(max(block.start, given.start - 2 * _REACH), min(block.end, given.end + 2 * _REACH))
    fares = page.words.between(*near, "sponsors.fare")
    return any(page.text[one.end : one.end + 2].strip()[:1] in _LABELS for one in fares)


def _is_paid_for(page: Page, given: Hit) -> bool:
    """True for a room or a bus, which "by" alone gives: "Venue by Acme", while "Bus from Opole" says whence."""
    return not any(hit.start == given.start for hit in page.words.between(given.start, given.end, "sponsors.fare"))


def _behind_from(page: Page, at: int, *, bare: bool) -> int | None:
    """The word behind "from", "is once again on", where word `at` begins so; None elsewhere.

    A `bare` "on" is enough where nothing but food begins the sentence: "Pizza on Acme this time".
    """
    words = page.words.words
    lies = at
    while lies + 1 < len(words) and page.lexicon.matches("sponsors.lies", words[lies].text):
        lies += 1
    for place in range(at, min(lies + 1, len(words) - 1)):
        from_it = page.words.between(words[place].start, words[place].end + _BRIEF, "sponsors.fare_from")
        hit = next((one for one in from_it if one.first == place), None)
        if hit is not None and hit.last + 1 < len(words):
            return _over_friends(page, hit.last + 1)
    if lies + 1 >= len(words) or not page.lexicon.matches("sponsors.lies_on", words[lies].text):
        return None
    if lies > at or (bare and _pays_rather_than_stands(page, lies + 1)):
        return _over_friends(page, lies + 1)
    return None


def _over_friends(page: Page, at: int) -> int:
    """Skips "our friends at" and "the lovely people of" before a name; a mere article stays."""
    words = page.words.words
    skipped = at + page.lexicon.matches("sponsors.the", words[at].text)
    while skipped < min(at + _FRIENDS, len(words) - 1) and page.lexicon.matches(
        "sponsors.friends", words[skipped].text
    ):
        skipped += 1
    known = skipped > at and page.lexicon.matches("sponsors.friends", words[skipped - 1].text)
    return skipped if known and page.text[words[skipped].start].isupper() else at


def _pays_rather_than_stands(page: Page, at: int) -> bool:
    """False where "on" tells a floor, a street or a terrace."""
    name = name_at(page, page.words.words[at].start)
    if name is None or any(c.isdigit() for c in page.text[name.start : name.end]):
        return False
    return not page.words.any(name.start, name.end, "places.kind", "places.kind_after", "places.street_after")


def _is_no_fare(page: Page, fare: Hit) -> bool:
    before = page.words.words[fare.first - 1].text if fare.first else ""
    return page.lexicon.matches("sponsors.no_fare", before)


def _says_more(page: Page, fare: Hit) -> bool:
    """True where the label holds more than food: not for "pizza i soki: X"."""
    start = max(
        page.sentence_at(fare.start).start,
        page.lines.rfind("\n", 0, fare.start) + 1,
        page.text.rfind("\t", 0, fare.start) + 1,
        page.text.rfind(", ", 0, fare.start) + 1,
    )
    before = page.words.words[page.words.at(start) : fare.first]
    return any(
        len(word.text) > _SHORT
        and not page.words.any(word.start, word.end, "sponsors.fare", "sponsors.paid_for", "sponsors.gift")
        for word in before
    )
