"""Who feeds the meetup, though no word calls them a sponsor: "Pizzę stawia X", "X pays for our food", "Kawa: X"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses
from bot.posts.page import Found, Span
from bot.posts.rules.after_fare import after_fare
from bot.posts.rules.firms import Sponsor, full_name, is_person, joined, sponsor_at
from bot.posts.rules.given import given, names_given
from bot.posts.rules.giver_names import giver_at
from bot.posts.rules.hosts import hosting
from bot.posts.rules.place_names import Place, name_after_word, owner_of
from bot.posts.rules.subjects import is_but_a_place, is_mere_word, run_before, subject_after, subject_before
from bot.posts.rules.thanks import thanked_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Hit
    from bot.posts.page import Page

_MOST: Final = 40
_BRIEF: Final = 20
_BACK: Final = 3
_AND_FOR: Final = re.compile(r",?\s(?:a\s|zaś\s|i\s|and\s)?(?:za\s|the\s)?(?=\w)")
_REACH: Final = 70
"""Characters between the verb and what is given."""
_TO_WHOM: Final = re.compile(r"[ *]{1,3}|, ?\*{0,2}")
_AND_WHY: Final = re.compile(r"\*{0,2}(?:[!)]|,? (?:za|for) )")
_IN_BRACKETS: Final = re.compile(r"(?:[\w-]{1,12}\s){0,2}(?:[\w-]{2,15},?\s(?:i|and|&|oraz)?\s?)?")
_OWNED: Final = re.compile(r"(?:['’]s|s['’])\s$")
_AGAIN: Final = re.compile(r"(?:\s\w{2,15}){1,3}(?:,|,?\sczyli)\s(?:firma\s|the\s)?(?=[A-ZĄĆĘŁŃÓŚŹŻ])")
_JOINT: Final = re.compile(r"(?:,|\s(?:i|oraz|and|&))\s$")


def givers(page: Page) -> Iterator[Found[Sponsor]]:
    """Yields the firms that give food, drinks or a bus, each as it is named beside the verb or the label."""
    yield from after_fare(page)
    yield from _behind_picture(page)
    yield from _before_brackets(page)
    yield from _thanked(page)
    yield from _for_fare(page)
    yield from thanked_for(page)
    yield from _hosts_who_treat(page)
    for verb in page.words.hits("sponsors.gives", "sponsors.gives_fare")[:_MOST]:
        if not _tells_of_this_meetup(page, verb):
            continue
        giver = _subject(page, verb)
        if giver is None:
            continue
        yield giver
        yield from joined(page, giver, page.sentence_at(verb.start))
        yield from _and_further(page, giver)
        if giver.start < verb.start and (earlier := _joined_before(page, giver)) is not None:
            yield earlier


def _subject(page: Page, verb: Hit) -> Found[Sponsor] | None:
    """Who does what the verb says; English names them before it, and behind it only with "by"."""
    passive = _is_passive(page, verb)
    if verb.value == "passive" and not passive:
        return None  # "cards provided"
    if passive or _is_firm_next(page, verb) or _named_again(page, verb) is not None:
        return _after(page, verb)
    giver = _before(page, verb)
    if verb.value == "before" or (giver is not None and not _is_given(page, giver)):
        return giver
    if not (_names_fare(page, verb) or _is_named_next(page, verb) or giver is not None):
        return None
    return _after(page, verb) or (giver if giver is not None and _may_be_subject(giver) else None)


def _may_be_subject(giver: Found[Sponsor]) -> bool:
    first = analyses(giver.value.name.split()[0])
    return not first or any("nom" in a.cases for a in first)


def _is_given(page: Page, named: Found[Sponsor]) -> bool:
    """True for "Przyjazd Tomasa" of "Przyjazd Tomasa sponsoruje Nordwave": a thing of somebody's, given by another."""
    first = named.value.name.split()[0]
    begins = not page.text[page.sentence_at(named.start).start : named.start].strip(" *")
    return begins and named.value.target is None and is_mere_word(first) and full_name(page, named.value.name) is None


def _is_passive(page: Page, verb: Hit) -> bool:
    """True for "paid for by Acme", whose subject is what is given."""
    for word in page.words.words[verb.last + 1 : verb.last + 2 + _BACK]:
        if page.lexicon.matches("sponsors.by", word.text):
            return True
        if page.text[word.start - 1] != " " or page.text[word.start].isupper() or verb.value != "passive":
            return False
    return False


def _is_named_next(page: Page, verb: Hit) -> bool:
    """True for "fundują Szare Sowy", where a name stands right behind the verb."""
    following = page.words.words[verb.last + 1 : verb.last + 2]
    return any(page.text[word.start].isupper() for word in following)


def _is_firm_next(page: Page, verb: Hit) -> bool:
    """True for "który przekazała firma X", where the word for a firm says whose deed it is."""
    following = page.words.words[verb.last + 1 : verb.last + 2]
    return any(page.lexicon.matches("sponsors.firm", word.text) for word in following)


def _tells_of_this_meetup(page: Page, verb: Hit) -> bool:
    sentence = page.sentence_at(verb.start)
    if page.words.any(*sentence, "sponsors.none_yet", "kinds.external_event"):
        return False
    if page.text[verb.start].isupper() and page.text[sentence.start : verb.start].strip(" *"):
        return False  # the "Hosting" of "Acme Hosting"
    if page.text[verb.start - 2 : verb.start] == ", " and page.words.any(verb.start, verb.end, "sponsors.sponsor"):
        return False  # "X, sponsor of the evening"
    alone = any(hit.start == verb.start for hit in page.words.between(verb.start, verb.end, "sponsors.gives"))
    return alone or _names_fare(page, verb)


def _names_fare(page: Page, verb: Hit) -> bool:
    sentence = page.sentence_at(verb.start)
    near = Span(max(sentence.start, verb.start - _REACH), min(sentence.end, verb.end + _REACH))
    if page.words.any(verb.start, verb.end, "sponsors.invites"):
        near = Span(verb.end, min(sentence.end, verb.end + _BRIEF))
    if names_given(page, *near) or page.words.any(*near, "sponsors.feeds"):
        return True
    said = page.sentence_at(max(0, sentence.start - 2))  # "Cake! Acme are paying." "Pies for all. Acme is buying, …"
    near_enough = said.end - said.start <= (_SAID if _NO_OBJECT.match(page.text, verb.end) else _BRIEF)
    return near_enough and page.words.any(*said, "sponsors.fare")


_SAID: Final = 120
_NO_OBJECT: Final = re.compile(r"[*\s]*(?:[.,;!)]|$|\n)")


def _behind_picture(page: Page) -> Iterator[Found[Sponsor]]:
    """Yields X of a line that is nothing but "🍕 X" or "🍕 + 🍺 X i Y"."""
    for hit in _FOOD_LINE.finditer(page.lines):
        at = page.words.at(hit.end())
        named = giver_at(page, at) if at < len(page.words.words) else None
        if named is not None and named.start <= hit.end() + 1 and not _is_only_fare(page, named):
            yield named
            yield from joined(page, named, Span(hit.start(), page.block_at(named.start).end))


def _is_only_fare(page: Page, named: Found[Sponsor]) -> bool:
    """True for the "Meat" of "Meat pies from Acme"."""
    following = page.words.between(named.end + 1, named.end + _BRIEF, "sponsors.fare")
    return bool(following) and following[0].start == named.end + 1


_FOOD_LINE: Final = re.compile(
    r"(?:^|\n)(?:[🍕🍔🌭🍰🎂🍺🍻🥟🍩☕🥪🌮🍪🥤🍷]\ufe0f?[ +&]{0,3})+(?:by |od |from )?(?=[^\W\d_a-ząćęłńóśźż])"
    r"|(?:^|\n)🎁 (?:by|od|from) (?=[^\W\d_a-ząćęłńóśźż])"
)


def _and_further(page: Page, giver: Found[Sponsor]) -> Iterator[Found[Sponsor]]:
    """Yields Y of "pizzę stawia X, a napoje Y" and "za części zapłacił X, za salę Y"."""
    end = giver.end
    for _more in range(_BACK):
        joint = _AND_FOR.match(page.text, end)
        if joint is None:
            return
        fare = next((one for one in given(page) if one.start == joint.end()), None)
        also = _AND_FOR.match(page.text, fare.end) if fare is not None else None
        fare = next((one for one in given(page) if also is not None and one.start == also.end()), fare)
        if fare is None or fare.last + 1 >= len(page.words.words):
            return
        named = giver_at(page, fare.last + 1)
        if named is None or named.start > fare.end + _BACK:
            return
        yield named
        end = named.end


def _for_fare(page: Page) -> Iterator[Found[Sponsor]]:
    """Yields X and Y of "thanks to X for the beer and to Y for the pizza": what they give follows their names."""
    words = page.words.words
    for fare in [*given(page), *page.words.hits("sponsors.deed")][:_MOST]:
        before = fare.first - 1
        for _adjective in range(_BACK):
            if before < 1 or page.lexicon.matches("sponsors.for_what", words[before].text):
                break
            if not page.text[words[before].start].islower() or page.text[words[before].end] != " ":
                break
            before -= 1
        if before < 1 or not page.lexicon.matches("sponsors.for_what", words[before].text):
            continue
        sentence = page.sentence_at(fare.start)
        last = before - 1
        if page.text[words[last].start - 1] == "-" and page.text[words[last].start].islower():
            last -= 1  # "the Data Co-op for the room"
        beside = page.text[words[before - 1].end : words[before].start].strip(" *") == ""
        if not beside or not page.text[words[last].start].isupper() or words[last].start < sentence.start:
            continue
        adjectives = fare.first - before > 1 and not page.lexicon.matches("sponsors.firm", words[last - 1].text)
        if adjectives and is_mere_word(page.text[words[last].start : words[last].end]):
            continue
        thanked = page.words.any(*sentence, "sponsors.thanking")
        first = run_before(page, last, sentence.start)
        first += first < last and page.lexicon.matches("sponsors.thanking", words[first].text)
        titled = first > 0 and page.lexicon.matches("talks.honorific", words[first - 1].text)
        named = giver_at(page, first) if thanked and not titled else None
        if named is not None and named.end <= fare.start:
            yield named


def _before_brackets(page: Page) -> Iterator[Found[Sponsor]]:
    """Yields X of "X (pizza), Y (the hall)": what each firm gives stands in brackets behind it."""
    for fare in given(page)[:_MOST]:
        opening = page.text.rfind("(", max(0, fare.start - _BRIEF), fare.start)
        closing = page.text.find(")", fare.end, fare.end + _BRIEF)
        last = page.words.at(opening) - 1
        if opening >= 0 and not _IN_BRACKETS.fullmatch(page.text, opening + 1, fare.start):
            continue
        if opening < 0 or closing < 0 or last < 0 or page.text[page.words.words[last].end : opening].strip(" *_"):
            continue
        sentence = page.sentence_at(fare.start)
        if page.words.any(opening, fare.start, "sponsors.host_word"):
            continue
        if not page.text[page.words.words[last].start].isupper():
            continue
        first = run_before(page, last, sentence.start)
        named = giver_at(page, first) if not is_but_a_place(page, first, sentence) else None
        if named is not None and named.end <= opening and not page.words.any(named.start, named.end, "places.kind"):
            yield named


def _thanked(page: Page) -> Iterator[Found[Sponsor]]:
    """Yields X of "Pizza? Tak! Dzięki X", where what X gives stands a little before."""
    for thanks in page.words.hits("sponsors.thanks")[:_MOST]:
        near = Span(max(page.block_at(thanks.start).start, thanks.start - _REACH), thanks.end + _REACH)
        at = thanks.last + 1
        if at >= len(page.words.words) or not names_given(page, *near):
            continue
        at += at + 1 < len(page.words.words) and page.lexicon.matches("sponsors.firm", page.words.words[at].text)
        gap = page.text[page.words.words[at - 1].end : page.words.words[at].start]
        named = giver_at(page, at) if _TO_WHOM.fullmatch(gap) else None
        if named is not None and (gap[0] != "," or _AND_WHY.match(page.text, named.end)):
            yield named
            yield from joined(page, named, page.sentence_at(thanks.start))


def _hosts_who_treat(page: Page) -> Iterator[Found[Sponsor]]:
    """Yields the host's name where the post only says "gospodarz zapewnia ciastka" or "on their own tab"."""
    treats = page.words.hits("sponsors.their_treat")[:_MOST]
    told = [treat for treat in treats if names_given(page, *page.sentence_at(treat.start))]
    told += [
        verb
        for verb in page.words.hits("sponsors.gives", "sponsors.gives_fare")[:_MOST]
        if _is_of_host(page, verb) and _names_fare(page, verb)
    ]
    if not told:
        return
    for host in [*hosting(page), *_in_the_house_of(page)]:
        name = host.value.name
        if not is_person(name):
            yield Found(Sponsor(name), host.start, host.end, "host_treats")
            return


def _is_of_host(page: Page, verb: Hit) -> bool:
    """True for "gospodarz zapewnia" and for "Firma częstuje", where the firm was named before."""
    before = page.words.words[verb.first - 1].text if verb.first else ""
    return page.words.any(verb.start - _BRIEF, verb.start, "sponsors.host_word") or page.lexicon.matches(
        "sponsors.the_firm", before
    )


def _in_the_house_of(page: Page) -> Iterator[Found[Place]]:
    """Yields "Lechbit" of "w siedzibie firmy Lechbit"."""
    for firm in page.words.hits("places.of_firm")[:_MOST]:
        named = sponsor_at(page, firm.end + 1)
        if named is not None and firm.first and page.words.any(firm.start - _BRIEF, firm.start, "places.kind"):
            yield Found(Place(named.value.name), named.start, named.end, named.rule)
    for kind in page.words.hits("places.kind")[:_MOST]:
        if kind.value != "named" or not kind.first:
            continue
        name = name_after_word(page, kind.last + 1) if kind.last + 1 < len(page.words.words) else None
        owner = owner_of(page, kind, page.text[name.start : name.end]) if name is not None else None
        if name is not None and owner is not None and name.start == kind.end + 1:
            yield Found(owner, name.start, name.end, "host")
        if (owned := _OWNED.search(page.text, max(0, kind.start - 4), kind.start)) is not None:
            first = run_before(page, page.words.at(owned.start()) - 1, page.sentence_at(kind.start).start)
            end = owned.start() + (owned[0][0] == "s")
            if page.words.words[first].start < end and page.text[page.words.words[first].start].isupper():
                start = page.words.words[first].start
                yield Found(Place(page.text[start:end]), start, end, "host")


def _before(page: Page, verb: Hit) -> Found[Sponsor] | None:
    """The subject before the verb: "Kielsoft funduje", "Opegieka nadal płaci"."""
    first = subject_before(page, verb)
    if first is not None and page.lexicon.matches("sponsors.firm", page.words.words[first].text):
        first += 1
    found = giver_at(page, first) if first is not None else None
    return found if found is not None and found.end <= verb.start else None


def _after(page: Page, verb: Hit) -> Found[Sponsor] | None:
    """The subject after the verb: "Pizzę stawia w tym miesiącu firma X", "ufundował jej organizator, X"."""
    at = subject_after(page, verb)
    named = giver_at(page, at) if at is not None else None
    again = _named_again(page, verb) if named is None else None
    return giver_at(page, again) if again is not None and again < len(page.words.words) else named


def _named_again(page: Page, verb: Hit) -> int | None:
    """The first word of the name behind "its organizer," or "Ola's employer, that is"."""
    again = _AGAIN.match(page.text, verb.end)
    if again is None or not page.words.any(verb.end, again.end(), "sponsors.named_again"):
        return None
    return page.words.at(again.end())


def _joined_before(page: Page, giver: Found[Sponsor]) -> Found[Sponsor] | None:
    """The A of "A i B fundują"."""
    joint = _JOINT.search(page.text, max(0, giver.start - 8), giver.start)
    if joint is None:
        return None
    last = page.words.at(joint.start()) - 1
    if last < 0 or not page.text[page.words.words[last].start].isupper():
        return None
    first = run_before(page, last, page.sentence_at(giver.start).start)
    found = giver_at(page, first)
    return found if found is not None and found.end <= joint.start() + 1 else None
