"""Names of firms that may be sponsors: linked, capitalised, alone or in a row; not people, months or platforms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.posts.document import MarkKind
from bot.posts.morphology import is_first_name
from bot.posts.page import Found, Span
from bot.posts.rules.logos import host_of
from bot.posts.rules.names import name_at, with_legal_form
from bot.posts.rules.place_names import is_city

if TYPE_CHECKING:
    from bot.posts.page import Link, Page

_AND: Final = re.compile(
    r"(?:\s\([^()\n]{2,40}\))?[^\w,&(/.;:!?\n]{0,4},?\s*(?:,|&|\bi\b|\boraz\b|\band\b|\ba także\b)"
    r"\s*(?:,\s[a-ząćęłńóśźż ]{3,25},\s)?(?:firm[aęąy]\s+)?|\s*,\s*"
)
_WHOSE_PEOPLE: Final = re.compile(
    r"\s(?:[a-z]{1,15}\s){0,2}(?:team|crew|folks|people|lot|office|department|guild|chapter)\b"
)
_MOST: Final = 60
_SHORT: Final = 4
_STREET: Final = re.compile(r"\d")
_LEGAL: Final = frozenset(
    [
        "ab",
        "ag",
        "aps",
        "as",
        "bv",
        "gmbh",
        "inc",
        "kft",
        "lda",
        "llc",
        "llp",
        "ltd",
        "nv",
        "oy",
        "oyj",
        "plc",
        "sa",
        "sarl",
        "sas",
        "spa",
        "srl",
    ]
)
_PARTNERS: Final = frozenset(
    ("partners", "sons", "daughters", "company", "co", "friends", "associates", "synowie", "wspólnicy")
)
_BOTH: Final = re.compile(r"\s(?:and|i|oraz)\s")


@dataclass(frozen=True, slots=True)
class Sponsor:
    """A sponsor's name as written, and the address that its link leads to."""

    name: str
    target: str | None = None


def sponsor_at(page: Page, place: int) -> Found[Sponsor] | None:
    link = link_at(page, place)
    if link is not None and may_be_sponsor(page, link):
        return linked_sponsor(page, link)
    name = name_at(page, place)
    if name is None:
        return None
    written = page.text[name.start : name.end].strip()
    written = with_legal_form(page.text, name.start, written) or written
    if written.endswith(("'s", "’s")) and _WHOSE_PEOPLE.match(page.text, name.end):
        written, name = written[:-2], Span(name.start, name.end - 2)
    if not written or is_person(written) or _is_thanked_person(written) or not named_like_a_firm(page, name):
        return None
    if page.lexicon.matches("talks.honorific", written.split()[0]) or _is_first_name(page, written):
        return None
    return Found(Sponsor(written), name.start, name.end, "sponsor")


def both_of(found: Found[Sponsor]) -> list[Found[Sponsor]]:
    """Both of "X and Y", which a single firm might be called as well."""
    both = _BOTH.search(found.value.name)
    if both is None or found.value.target is not None:
        return [found]
    first, second = found.value.name[: both.start()], found.value.name[both.end() :]
    return [
        Found(Sponsor(first), found.start, found.start + len(first), found.rule),
        Found(Sponsor(second), found.start + both.end(), found.end, found.rule),
    ]


def of_several(found: Found[Sponsor]) -> list[Found[Sponsor]]:
    """Two firms where each has a name of several words, or one as on the net: "Skrzyczne Labs i Wapienica.pl".

    So has the first alone in "Marlow Systems and Copperleaf", but not in "Brook Hall and Partners".
    """
    halves = _BOTH.split(found.value.name)
    two = len(halves) > 1 and any(" " in half or "." in half for half in halves)
    two = two and halves[-1].split()[0].casefold() not in _PARTNERS
    return both_of(found) if two else [found]


def linked_sponsor(page: Page, link: Link) -> Found[Sponsor]:
    """The link's words; its own domain where that is among them ("Kantor Internetowy Cinkciarz.pl")."""
    name = page.text[link.start : link.end].strip(" .,!")
    host = host_of(link.target)
    domain = next((word for word in name.split() if word.casefold() == host), name)
    start = link.start + page.text[link.start : link.end].find(domain)
    return Found(Sponsor(domain, link.target), start, start + len(domain), "sponsor")


def link_at(page: Page, place: int) -> Link | None:
    return next((link for link in page.links if link.start <= place < link.end and not link.bare), None)


def may_be_sponsor(page: Page, link: Link) -> bool:
    text = page.text[link.start : link.end].strip()
    if not text or len(text) > 60 or link.target.startswith(("mailto:", "tel:", "/")):  # noqa: PLR2004
        return False
    if page.words.any(link.start, link.end, "rsvp.signup", "sponsors.prize", "kinds.slides"):
        return False
    address = page.lexicon.read(link.target[:300])
    if address.hits("rsvp.platform") or address.hits("rsvp.social") or (text.islower() and "." not in text):
        return False
    site = page.site.url
    return not (site and link.target.startswith(site))


def named_like_a_firm(page: Page, name: Span) -> bool:
    return not page.words.any(
        name.start,
        name.end,
        "dates.month",
        "dates.weekday",
        "kinds.meeting_only",
        "rsvp.platform",
        "sponsors.sponsor",
    )


def full_name(page: Page, name: str) -> str | None:
    """The longer name that the post gives a firm elsewhere: "Bajgiel Software" for "Bajgiel"; None without one."""
    if not name[:1].isupper() or f"{name} " not in page.text:
        return None
    for hit in islice(re.finditer(rf"\b{re.escape(name)} (?=[A-Z&])", page.text), _MOST):
        found = name_at(page, hit.start())
        if found is None or found.start != hit.start() or page.text[found.end : found.end + 1].isalnum():
            continue
        written = page.text[found.start : found.end]
        further = written.split()[1:]
        if len(further) == 1 and further[0].casefold() in _LEGAL:
            continue
        if len(further) < _SHORT and not any(is_first_name(word) for word in further):
            return written
    return None


def _is_bold(page: Page, place: int) -> bool:
    marks = page.marks_near(place)
    return any(mark.kind is MarkKind.STRONG and mark.start <= place < mark.end for mark in marks)


def is_person(name: str) -> bool:
    parts = name.split()
    return 2 <= len(parts) <= 3 and is_first_name(parts[0])  # noqa: PLR2004


def _is_first_name(page: Page, name: str) -> bool:
    """True for a first name alone that the post gives to nobody but a person: "Dev", "Bruno"."""
    if " " in name:
        return False
    full = full_name(page, name)
    if full is not None and is_person(full):
        return True
    if not page.lexicon.matches("names.first", name) or page.lexicon.matches("names.not_first", name):
        return False
    return full is None


def _is_thanked_person(name: str) -> bool:
    """True for "Szymonowi": a first name in the dative is whom one thanks, and no firm."""
    return " " not in name and name.endswith("owi") and is_first_name(name)


def joined(page: Page, found: Found[Sponsor], sentence: Span) -> list[Found[Sponsor]]:
    """Further names after "i", "oraz" or a comma, each again linked, bold or capitalised."""
    more: list[Found[Sponsor]] = []
    end = found.end
    while len(more) < 6:  # noqa: PLR2004
        joint = _AND.match(page.text, end)
        if joint is None or joint.end() >= sentence.end:
            break
        following = sponsor_at(page, joint.end())
        linked = link_at(page, joint.end()) is not None
        bold = page.text[found.end : joint.end()].strip() == "," and _is_bold(page, found.start)
        if bold and not _is_bold(page, joint.end()):
            break  # "**Tamarind Pay**, HSR Layout": where the firm is
        if following is not None and (_STREET.search(following.value.name) or is_city(following.value.name)):
            break
        if following is None or following.start > joint.end() + 1 or (found.value.target is not None and not linked):
            break
        more.extend(both_of(following) if "," in page.text[end : joint.end()] else [following])
        end = following.end
    return more
