"""Who sponsors the meetup: "Sponsorem jest X", "w gronie sponsorów witamy firmę X", "partnerem dnia jest X"."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind, MarkKind
from bot.posts.lexicon import fold
from bot.posts.page import Found, Span
from bot.posts.rules.firms import (
    Sponsor,
    both_of,
    is_person,
    joined,
    link_at,
    linked_sponsor,
    may_be_sponsor,
    named_like_a_firm,
    of_several,
    sponsor_at,
)
from bot.posts.rules.givers import givers
from bot.posts.rules.logos import host_of, linked_images
from bot.posts.rules.names import capitalised_end, with_legal_form
from bot.posts.rules.sponsor_names import as_called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Page

_REACH: Final = 90
"""Characters between the word "sponsor" and the sponsor's name."""
_LABEL: Final = 40
_GIVES: Final = 1.4
_LISTED: Final = 8
_BRIEF: Final = 20
_SHORT: Final = 4
"""Letters of words that may stand anywhere: "jest", "to", "by"."""
_MOST: Final = 60
_APPOSED: Final = re.compile(r"[,(–—-]\s{0,2}(?:\w{1,12}\s)?$")
_WHO: Final = re.compile(r"(?:\s\(|,\s)(?:who|which|która|który|którzy|które)\s(?:\w{1,8}\s){0,3}$")
_APART: Final = 14
_WHAT_IT_GIVES: Final = re.compile(r"\s\(|\s[-–—]\s|:\s")
_FOR: Final = re.compile(r"\s(?:for|za)\s")
_LABELLED: Final = re.compile(r"(?:\s[\w ]{2,25})?:\s?(?=\S)")


@dataclass(frozen=True, slots=True)
class WeighedSponsor:
    """A sponsor as found, and how sure it is that this meetup is sponsored by it."""

    found: Found[Sponsor]
    weight: float


def sponsors(page: Page) -> list[WeighedSponsor]:
    """Who pays for the meetup or feeds it, in reading order, each once; who gives the room or prizes alone is none."""
    named: list[WeighedSponsor] = []
    for cue, weight in _cues(page):
        for near in _named_near(page, cue):
            named.extend(WeighedSponsor(one, weight) for one in _each(page, near, cue) if not _spoke(page, one))
    given = [WeighedSponsor(one, _GIVES) for found in givers(page) for one in of_several(found)]
    beside = {one.found.start for one in given}
    for cue, weight in _cues(page):
        if weight <= 1 and page.words.any(*page.sentence_at(cue.start), "sponsors.fare", "sponsors.paid_for"):
            group = _named_near(page, cue)
            if len(group) > 1 or any(found.start in beside for found in group):
                given.extend(WeighedSponsor(found, _GIVES) for found in group)
    named.extend(given)
    strong = [w for w in named if w.weight > 1] or named
    kept = _each_once(strong or list(_by_logo(page)))
    return _each_once([WeighedSponsor(as_called(page, one.found), one.weight) for one in kept])


def _spoke(page: Page, found: Found[Sponsor]) -> bool:
    """True for "thanks to Jane Roe for the talk"."""
    behind = _FOR.match(page.text, found.end)
    return behind is not None and page.words.any(found.end, behind.end() + _BRIEF, "sponsors.not_for")


def _cues(page: Page) -> Iterator[tuple[Hit, float]]:
    """The words that announce a sponsor, and how much each says."""
    words = page.words
    for name, weight in (("sponsor", 2.0), ("sponsors", 1.8), ("hosts", 1.5), ("partner", 1.6)):
        for cue in words.hits(f"sponsors.{name}")[:_MOST]:
            sentence = page.sentence_at(cue.start)
            if words.any(*sentence, "sponsors.none_yet") or words.any(
                max(sentence.start, cue.start - 20), cue.start, "sponsors.not_this"
            ):
                continue
            if name == "hosts" and _pays_for_a_prize(page, cue, sentence):
                continue
            if name == "partner" and not _of_the_meetup(page, cue):
                continue
            if words.any(cue.start, cue.end, "sponsors.hosts_weak"):
                yield cue, 0.8
            elif words.any(max(0, cue.start - 2), cue.end + 1, "sponsors.about") and not _labels_one(page, cue):
                yield cue, 0.9
            else:
                yield cue, weight


def _pays_for_a_prize(page: Page, cue: Hit, sentence: Span) -> bool:
    """True for "rozlosujemy licencję ufundowaną przez X": who gives prizes alone is no sponsor of the meeting."""
    clause = max(sentence.start, page.text.rfind(",", sentence.start, cue.start))
    return page.words.any(clause, cue.start, "sponsors.prize") and not page.words.any(
        *sentence, "sponsors.fare", "sponsors.paid_for"
    )


def _each(page: Page, found: Found[Sponsor], cue: Hit) -> list[Found[Sponsor]]:
    """Both of "Our sponsors are X and Y", which a single one might be called as well."""
    return both_of(found) if page.words.any(cue.start, cue.end, "sponsors.sponsors") else of_several(found)


def _labels_one(page: Page, cue: Hit) -> bool:
    """True for "Sponsor: X" and "Sponsor spotkania: X", where the label says whose sponsor X is, or of what."""
    label = _LABELLED.match(page.text, cue.end)
    if label is None:
        return False
    if label[0].startswith(":"):
        told_about = page.text[max(0, cue.start - 2) : cue.start].casefold() == "o " or cue.last > cue.first
        return not told_about and sponsor_at(page, label.end()) is not None
    return page.words.any(cue.end, label.end(), "sponsors.of_meeting", "sponsors.fare", "sponsors.paid_for")


def _by_logo(page: Page) -> Iterator[WeighedSponsor]:
    """A firm that the text links to and whose logo links there, too, though nothing calls it a sponsor."""
    hosts = {host_of(target) for _image, target in linked_images(page)}
    for link in page.links:
        sentence = page.sentence_at(link.start)
        if host_of(link.target) in hosts and not link.bare and may_be_sponsor(page, link):
            name = Span(link.start, link.end)
            if named_like_a_firm(page, name) and not page.words.any(
                *sentence, "sponsors.prize", "kinds.external_event"
            ):
                yield WeighedSponsor(linked_sponsor(page, link), 0.7)


def _of_the_meetup(page: Page, cue: Hit) -> bool:
    start, end = cue.start - 25, cue.end + 25
    return page.words.any(start, end, "sponsors.of_meeting", "sponsors.gift") and not page.words.any(
        *page.sentence_at(cue.start), "kinds.external_event"
    )


def _named_near(page: Page, cue: Hit) -> list[Found[Sponsor]]:
    """The names that a cue stands for: the one that follows it directly, else the nearest link or bold name."""
    sentence = page.sentence_at(cue.start)
    behind = any(page.lexicon.matches(name, page.words.words[cue.last].text) for name in ("sponsors.by", "sponsors.to"))
    subject = None if behind else _before_copula(page, cue, sentence) or _before_which(page, cue, sentence)
    if subject is not None:
        return [subject]
    direct = _after_copula(page, cue, sentence)
    if direct is not None:
        return [direct, *joined(page, direct, sentence)]
    candidates = [
        f for f in _marked_names(page, sentence) if _distance(f, cue) <= _REACH and not _is_prize(page, f, cue)
    ]
    candidates += [
        f for f in _firm_names(page, sentence) if _distance(f, cue) <= _REACH and not _is_prize(page, f, cue)
    ]
    if candidates:
        best = min(candidates, key=lambda f: (_distance(f, cue) + (20 if f.end <= cue.start else 0), f.start))
        return [best, *joined(page, best, sentence)]
    if (named := _before_cue(page, cue, sentence)) is not None:
        return [named]
    return list(_below(page, cue, sentence))


def _below(page: Page, cue: Hit, label: Span) -> Iterator[Found[Sponsor]]:
    """What a label or a question stands for: "Kto stawia? X", and what is listed below "Sponsorzy"."""
    after_it = page.text[cue.end : label.end].strip(" \n*")
    if after_it == "?" and (answer := sponsor_at(page, label.end)) is not None:
        yield answer
    elif after_it == ":" or (cue.end - label.start <= _LABEL and (after_it == "" or _is_of_meeting(page, cue, label))):
        yield from _listed_below(page, label)


def _before_cue(page: Page, cue: Hit, sentence: Span) -> Found[Sponsor] | None:
    """The name in "Penfield & Doyle, our sponsor", "Kotwica Bank – sponsor główny"."""
    if not _APPOSED.search(page.text, max(sentence.start, cue.start - 12), cue.start):
        return None
    return _name_before(page, cue.first - 1, cue, sentence)


def _before_which(page: Page, cue: Hit, sentence: Span) -> Found[Sponsor] | None:
    """The name in "Penfield (who are still sponsoring us)"."""
    aside = _WHO.search(page.text, max(sentence.start, cue.start - 40), cue.start)
    if aside is None:
        return None
    return _name_before(page, page.words.at(aside.start()) - 1, cue, sentence, apart=40)


def _before_copula(page: Page, cue: Hit, sentence: Span) -> Found[Sponsor] | None:
    """The name in "Orbis Data jest sponsorem spotkania", "Acme is our sponsor", where the sentence begins with it."""
    at = cue.first - 1
    if not page.lexicon.matches("sponsors.noun", page.words.words[cue.last].text):
        return None
    while at >= 0 and cue.first - at <= 3 and page.lexicon.matches("sponsors.between", page.words.words[at].text):  # noqa: PLR2004
        at -= 1
    if at < 0 or at == cue.first - 1 or page.words.words[at].start < sentence.start:
        return None
    found = _name_before(page, at, cue, sentence) if page.text[page.words.words[at].start].isupper() else None
    return found if found is not None and not page.text[sentence.start : found.start].strip(" *•-–—\n") else None


def _name_before(page: Page, at: int, cue: Hit, sentence: Span, *, apart: int = _APART) -> Found[Sponsor] | None:
    words = page.words.words
    last = at
    while last >= 0 and words[last].start >= sentence.start and page.text[words[last].start].islower():
        last -= 1
    first = last
    while first > 0 and words[first - 1].start >= sentence.start and _goes_on(page, first - 1):
        first -= 1
    if last < 0 or words[first].start < sentence.start or cue.start - words[last].end > apart:
        return None
    found = sponsor_at(page, words[first].start)
    return found if found is not None and found.end <= cue.start else None


def _goes_on(page: Page, at: int) -> bool:
    gap = page.text[page.words.words[at].end : page.words.words[at + 1].start]
    return gap in {" ", " & ", "-", "."} and page.text[page.words.words[at].start].isupper()


def _is_of_meeting(page: Page, cue: Hit, label: Span) -> bool:
    """True for the heading "Sponsorzy spotkania"."""
    return any(
        not page.text[cue.end : hit.start].strip() and not page.text[hit.end : label.end].strip(" \n*:")
        for hit in page.words.between(cue.end, label.end, "sponsors.of_meeting")
    )


def _listed_below(page: Page, label: Span) -> Iterator[Found[Sponsor]]:
    """What stands under a label of its own: the first line's names, or one name a list item."""
    at = bisect_right(page.document.blocks, label.start, key=lambda block: block.start)
    for count, block in enumerate(page.document.blocks[at : at + _LISTED]):
        item = block.kind is BlockKind.LIST_ITEM
        names = list(_marked_names(page, Span(block.start, block.end))) or _logos(page, block.start)
        if not names and (name := _heading_item(page, Span(block.start, block.end), item=item)) is not None:
            names = [name]
        if not names or (count and not item):
            return
        yield from names[:1] if item else names
        if not item:
            return


def _heading_item(page: Page, block: Span, *, item: bool) -> Found[Sponsor] | None:
    """The name that is all of a block, or that a list item begins with: "Kopex Soft - pizza", "Biblioteka (sala)"."""
    name = sponsor_at(page, block.start)
    if name is not None and name.end >= block.end - 1:
        return name
    stop = _WHAT_IT_GIVES.search(page.text, block.start, block.end) if item else None
    written = page.text[block.start : stop.start()] if stop is not None else ""
    if not written[:1].isupper() or len(written.split()) > _SHORT + 1 or is_person(written):
        return name if item and written else None
    return Found(Sponsor(written), block.start, block.start + len(written), "sponsor")


def _logos(page: Page, place: int) -> list[Found[Sponsor]]:
    """A row of nothing but pictures that are links, each by its alternative text."""
    return [
        Found(Sponsor(image.alt, target), image.start, image.end, "sponsor")
        for image, target in linked_images(page)
        if image.start == place and image.alt and not target.startswith("/")
    ]


def _after_copula(page: Page, cue: Hit, sentence: Span) -> Found[Sponsor] | None:
    """The name in "Sponsorem spotkania jest X", "sponsorowane przez firmę X", "Sponsor: X"."""
    words = page.words
    at = cue.last + 1
    skipped = 0
    for by in range(at, min(at + _SHORT, len(words.words))):
        if page.text[words.words[by].start].isupper():
            break
        if page.lexicon.matches("sponsors.by", words.words[by].text) and words.words[by].end < sentence.end:
            at = by + 1
    while at < len(words.words) and skipped < 8 and words.words[at].start < sentence.end:  # noqa: PLR2004
        word = words.words[at]
        written = page.text[word.start : word.end]
        gap = page.text[words.words[at - 1].end : word.start]
        if "\n" in gap or re.search(r"[.;!?]\s", gap):
            return None
        if written[0].isupper() or written[0].isdigit() or link_at(page, word.start) is not None:
            return sponsor_at(page, word.start)
        if (copula := _copula_ahead(page, at, sentence)) is not None:
            at = copula + 1
            continue
        if not (
            len(written) <= _SHORT or page.words.any(word.start, word.end, "sponsors.between", "dates.month_adjective")
        ):
            return None
        at += 1
        skipped += 1
    return None


def _copula_ahead(page: Page, at: int, sentence: Span) -> int | None:
    """The "is" that small words alone part from the sponsor's word: "sponsorem kawy oraz urodzinowego tortu jest X"."""
    words = page.words.words
    for ahead in range(at, min(at + _LISTED, len(words))):
        word = words[ahead]
        if word.end > sentence.end or page.text[word.start].isupper():
            return None
        if ahead > at and page.text[words[ahead - 1].end : word.start] != " ":
            return None
        if page.lexicon.matches("sponsors.copula", word.text):
            return ahead
    return None


def _marked_names(page: Page, sentence: Span) -> Iterator[Found[Sponsor]]:
    for link in page.links:
        if sentence.start <= link.start < sentence.end and not link.bare and may_be_sponsor(page, link):
            yield linked_sponsor(page, link)
    for mark in page.marks:
        span = Span(mark.start, mark.end)
        named = mark.kind is MarkKind.STRONG and page.text[mark.end - 1 : mark.end + 1].strip()[-1:] not in {":", "?"}
        if named and sentence.start <= mark.start < sentence.end and _is_bold_firm(page, span):
            name = page.text[mark.start : mark.end].strip(" ,!:")
            yield Found(Sponsor(with_legal_form(page.text, mark.start, name)), mark.start, mark.end, "sponsor")


def _is_bold_firm(page: Page, span: Span) -> bool:
    name = page.text[span.start : span.end].strip(" .,!:")
    short = 1 <= len(name.split()) <= _SHORT and "\n" not in name
    return short and name[0].isupper() and not is_person(name) and named_like_a_firm(page, span)


def _firm_names(page: Page, sentence: Span) -> Iterator[Found[Sponsor]]:
    for firm in page.words.between(*sentence, "sponsors.firm"):
        at = firm.last + 1
        if page.text[firm.start].isupper() and firm.start > sentence.start + 1:
            continue  # the "Agencji" of "Agencji Nowe Media" is of its name
        if at < len(page.words.words) and page.text[firm.end : page.words.words[at].start] in {" ", " „", ' "'}:
            end = capitalised_end(page.words, at)
            if end is not None:
                start = page.words.words[at].start
                yield Found(Sponsor(page.text[start:end]), start, end, "sponsor")


def _is_prize(page: Page, found: Found[Sponsor], cue: Hit) -> bool:
    start, end = min(cue.end, found.end), max(found.start, cue.start)
    return page.words.any(start, end, "sponsors.prize") or page.words.any(
        max(page.sentence_at(found.start).start, found.start - 40), found.start, "sponsors.prize"
    )


def _distance(found: Found[Sponsor], cue: Hit) -> int:
    return max(found.start - cue.end, cue.start - found.end, 0)


def _each_once(named: list[WeighedSponsor]) -> list[WeighedSponsor]:
    kept: list[WeighedSponsor] = []
    for one in sorted(named, key=lambda w: w.found.start):
        same = next((k for k in kept if _same(k.found.value, one.found.value)), None)
        if same is None:
            kept.append(one)
        elif one.weight > same.weight:
            kept[kept.index(same)] = WeighedSponsor(same.found, one.weight)
    return kept


def _same(one: Sponsor, other: Sponsor) -> bool:
    if one.target and other.target and host_of(one.target) == host_of(other.target):
        return True
    a, b = (" ".join(re.findall(r"\w+", fold(s.name))) for s in (one, other))
    return (
        a == b or a.replace(" ", "") == b.replace(" ", "") or f"{a} ".startswith(f"{b} ") or f"{b} ".startswith(f"{a} ")
    )
