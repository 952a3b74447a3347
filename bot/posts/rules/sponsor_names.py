"""What a sponsor is called: in full where the post says so elsewhere, in the nominative, its form in law as told."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses
from bot.posts.page import Found
from bot.posts.rules.firms import Sponsor, full_name
from bot.posts.rules.names import LEGAL_FORM, stands_in_law, without_legal_form
from bot.posts.rules.place_names import nominative

if TYPE_CHECKING:
    from bot.posts.page import Page

_CASES: Final = {"gen": "genitive", "dat": "dative", "acc": "by"}
_BACK: Final = 4
"""Words between the one that asks for a case and the name: "dziękujemy bardzo naszemu gospodarzowi, X"."""
_MOST: Final = 60
_FEMININE: Final = re.compile(r"i?ej$")


def as_called(page: Page, found: Found[Sponsor]) -> Found[Sponsor]:
    """The sponsor under the longer name that the post gives it elsewhere, or in the nominative."""
    written = found.value.name
    name = without_legal_form(written)
    if name != written:
        name = written if _always_in_law(page, name) else name
    elif " " in written:
        name = _phrase_unbent(page, found) or written
    elif found.value.target is None:
        name = without_legal_form(LEGAL_FORM.sub("", full_name(page, written) or _unbent(page, found) or written))
    return Found(Sponsor(name, found.value.target), found.start, found.end, found.rule)


def _always_in_law(page: Page, name: str) -> bool:
    """False for "Kettingwerk" where "Kettingwerk pays" stands beside "at Kettingwerk B.V."."""
    mentions = islice(re.finditer(rf"\b{re.escape(name)}(?!\w)", page.text), _MOST)
    return all(stands_in_law(page.text, hit.end()) for hit in mentions)


def _unbent(page: Page, found: Found[Sponsor]) -> str | None:
    """The "Promyk" of "kawa od Promyka", the "CoLab" of "dziękujemy CoLabowi": the word before asks for a case."""
    case = _case_asked(page, found, back=1)
    if case is None:
        return None
    like_an_adjective = _FEMININE.sub("a", found.value.name)
    if case != "acc" and like_an_adjective != found.value.name and like_an_adjective in page.text:
        return like_an_adjective  # "dziękujemy Tkackiej"
    place = nominative(found.value.name, page.lexicon, case)
    if place is None:
        return None
    bent = case == "dat" and found.value.name.endswith("owi")  # no name of a firm ends so unless it is bent
    return place.name if place.sure or bent or place.name in page.text else None


def _phrase_unbent(page: Page, found: Found[Sponsor]) -> str | None:
    """The "Agencja Nowe Media" of "od Agencji Nowe Media"; None where the first word may stand in the nominative."""
    case = _case_asked(page, found, back=_BACK)
    head = found.value.name.split()[0]
    bent = case == "dat" and head.endswith("owi")
    first = analyses(head)
    if case is None or not any(case in a.cases for a in first):
        return None
    told = page.words.at(found.start) - 1
    asked = told >= 0 and page.lexicon.matches(f"sponsors.{_CASES[case]}", page.words.words[told].text)
    if not bent and any("nom" in a.cases and (a.number == "sg" or not asked) for a in first):
        return None
    place = nominative(found.value.name, page.lexicon, case)
    return place.name if place is not None and place.sure else None


def _case_asked(page: Page, found: Found[Sponsor], *, back: int) -> str | None:
    before = page.words.at(found.start) - 1
    for word in page.words.words[max(0, before - back + 1) : before + 1][::-1]:
        if word.end <= page.sentence_at(found.start).start:
            return None
        for case, asking in _CASES.items():
            if page.lexicon.matches(f"sponsors.{asking}", word.text):
                return case
    return None
