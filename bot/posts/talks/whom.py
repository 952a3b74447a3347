"""Whom a line begins or ends with: names joined by commas or "and", first names alone in a row, handles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import PersonName
from bot.posts.talks.mentions import UNBENT, Mention
from bot.posts.talks.people import joined
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.talks.drafts import Draft
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View

_AFTER_LAST: Final = re.compile(
    r"[\"”*)\]]*(?:\s\((?:she|he|they|ona|on)/[^()\n]{2,12}\))?(?:\s*[,(/@]\s*[^()\n]{1,60}\)?|\s*\([^()\n]{1,80}\)|\s*@\s*[^.\n]{1,40})?[\s.!)]*$"
)
_SURE: Final = 0.6


def leading_people(view: View, people: People, start: int, end: int, *, certainty: float) -> list[Mention]:
    """The people that a stretch begins with, joined by commas or "and"."""
    found: list[Mention] = []
    at = _honorific_end(view, start, end)
    for mention in people.between(start, end, certainty=certainty):
        if found:
            if not joined(view, found[-1].end, mention.start):
                break
        elif any(c.isalnum() for c in view.text[at : mention.start]):
            break
        found.append(mention)
    return found


_FEW: Final = 2


def ends(view: View, start: int, end: int) -> bool:
    """True where a line holds no more after a name than a company: "(Acme)", ", Acme", "z Acme"."""
    if view.has("talks.speak", start, min(end, start + _COMPANY_LONGEST)):
        return False
    if _AFTER_LAST.match(view.text, start, end):
        return True
    company = next((hit for hit in view.hits("talks.who", start, min(end, start + 8)) if hit.start <= start + 1), None)
    return company is not None and end - company.end <= _COMPANY_LONGEST and "." not in view.text[company.end : end - 1]


_COMPANY_LONGEST: Final = 40


def after_by(view: View, start: int, end: int) -> int:
    """Where "by", "w/" or "prowadzi" ends, if the stretch begins so; else its beginning."""
    if short := _WITH.match(view.text, start, end):
        return short.end()
    for hit in view.hits("talks.role", start, min(end, start + 24)):
        if view.text[hit.end : hit.end + 1] == ":" and not any(c.isalnum() for c in view.text[start : hit.start]):
            return hit.end + 1
    for hit in view.hits("talks.by", start, min(end, start + 24)):
        if not any(c.isalnum() for c in view.text[start : hit.start]):
            return hit.end
    return start


_WITH: Final = re.compile(r"[*_\s]*w/\s?")


def _honorific_end(view: View, start: int, end: int) -> int:
    """Where the titles before a name end, if the stretch begins with one."""
    for hit in view.hits("talks.honorific", start, min(end, start + 24)):
        if not any(c.isalnum() for c in view.text[start : hit.start]):
            start = hit.end
    return start


def lone_names(view: View, people: People, start: int, end: int, *, closing: bool = False) -> list[Mention]:
    """Who a row begins with by first names alone, or by a handle: "Ola i Krzysiek - …", "@nick: …".

    With `closing` they stand at the row's end, before no more than their company: "… - Ola i Krzysiek z Acme".
    """
    limit = min(end, start + _NAMES_LONGEST)
    found: list[Mention] = []
    for mention in sorted([*people.first_names(start, limit), *handles(view, start, limit)], key=lambda m: m.start):
        if found and not joined(view, found[-1].end, mention.start):
            break
        if not found and any(c.isalnum() for c in view.text[start : mention.start]):
            break
        found.append(mention)
    if not found:
        return []
    apart = ends(view, found[-1].end, end) if closing else _APART.match(view.text, found[-1].end, end)
    return found if apart else []


_NAMES_LONGEST: Final = 60
_APART: Final = re.compile(r"[*\"”]*(?:\s*\([^()\n]{1,40}\))?(?:\s+[-–—|/]+\s|:\s|\s*[–—|]|[*\s]*$)")
_HANDLE: Final = re.compile(r"(?<![\w@.])@(\w{2,30})\b")


_NAME: Final = re.compile(
    r"[^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?"
    r"(?:\s(?:(?:binte?|bin|van|von|de|der|den|da|dos|del|al|el|ul|ibn|of)\s)*[^\W\d_a-z][^\W\d_]*(?:-[^\W\d_]+)?\.?){1,3}"
)
_MORE: Final = re.compile(r"\s*(?:,|&|\band\b|\bi\b|\boraz\b|/)\s*")


def named_by_shape(view: View, at: int, end: int, *, surely: bool = False) -> list[Mention]:
    """Whom a stretch begins with by nothing but the shape of the words: "Kojo Antwi-Mensah & Li Wenjun".

    `surely` is True where a name must stand there, so that words of other things are names, too: "Sung-min Park".
    """
    found: list[Mention] = []
    while hit := _NAME.match(view.text, at, end):
        words = hit[0].split()
        known = ("names.not_surname", "names.title_word", "talks.not_a_person", "talks.no_talk", "dates.month")
        if not surely and any(view.lexicon.matches(name, word) for word in words for name in known):
            return []
        if any(word.isupper() and len(word) > 1 for word in words):
            return []
        person = PersonName(words[0], " ".join(words[1:]), None, UNBENT, first_known=False, last_known=False)
        found.append(Mention(*hit.span(), person, _SURE))
        more = _MORE.match(view.text, hit.end(), end)
        at = hit.end()
        if more is None:
            break
        at = more.end()
    return found


def nicknames(view: View, people: People, start: int, end: int) -> list[Mention]:
    """Whom a label's line lists though some go by a nickname alone: "Ziółek (elektronika) i Jan Kowalski (kod)"."""
    found: list[Mention] = []
    at = start
    while match := _NICKNAME.match(view.text, at, end):
        whole = [m for m in people.between(match.start(1), end, certainty=0.3) if m.start == match.start(1)]
        if not whole and any(view.lexicon.matches(name, match[1]) for name in _NO_NICKNAME):
            return []
        nick = PersonName(match[1], "", None, UNBENT, first_known=False, last_known=False)
        found.append(whole[0] if whole else Mention(*match.span(1), nick, _SURE))
        aside = _NICK_ASIDE.match(view.text, found[-1].end, end)
        after = aside.end() if aside else found[-1].end
        more = _MORE.match(view.text, after, end)
        if more is None:
            return [] if any(c.isalnum() for c in view.text[after:end]) else found
        at = more.end()
    return []


_NICKNAME: Final = re.compile(r"[*_\"„“]*([^\W\d_a-ząćęłńóśźż][^\W\d_]{2,20})(?![^\W_])")
_NO_NICKNAME: Final = ("names.not_surname", "names.title_word", "talks.not_a_person", "talks.no_talk", "dates.month")
_NICK_ASIDE: Final = re.compile(r"[*_\"”“]*(?:\s*\([^()\n]{1,40}\))?")


def shaped_alone(view: View, start: int, end: int) -> list[Mention]:
    """Whom a stretch names by the shape of its words, if it goes on with no more than their company."""
    named = named_by_shape(view, start, end)
    return named if named and ends(view, named[-1].end, end) else []


def labelled_people(view: View, people: People, start: int, end: int) -> list[Mention]:
    """Whom the words behind "Speaker:" name, by whatever makes them a name."""
    named = leading_people(view, people, start, end, certainty=0.3)
    named = named or people.between(start, min(end, start + _LABELLED_LONGEST), certainty=_SURE)
    return named or nicknames(view, people, start, end) or shaped_alone(view, start, end)


_LABELLED_LONGEST: Final = 80


def unsigned(view: View, people: People, draft: Draft, span: Span) -> Span:
    """A paragraph without its last line, where that signs it ("→ Jane Roe & Jan Kowalski"); the draft gets who did."""
    if draft.speakers:
        return span
    start = max(span.start, span.end - _SIGNED_LONGEST)
    for mark in _SIGNED.finditer(view.text, start, span.end):
        if view.soft_break(mark.start() - 1, mark.start() + 1) is None and view.text[mark.start()] != "\n":
            continue
        named = leading_people(view, people, mark.end(), span.end, certainty=0.5)
        if named and ends(view, named[-1].end, span.end):
            draft.add_speakers(named, 0.85, "under-abstract")
            return view.trim(Span(span.start, mark.start()))
    return span


_SIGNED: Final = re.compile(r"\s(?:→|->|=>|»|—|–|-|~)\s*[*_]*(?=[^\W\d_a-z])")
_SIGNED_LONGEST: Final = 100


def in_brackets(view: View, start: int, end: int) -> list[Mention]:
    """Whom brackets behind a title name, though no dictionary knows them: "(Dr. Yewande Oni & Tove Lie)".

    A single such name might be a firm's, unless it bears a title of its own.
    """
    brackets = _LAST_BRACKETS.fullmatch(view.text, start, end)
    if brackets is None:
        return []
    titled = next(iter(view.hits("talks.honorific", brackets.start(1), brackets.start(1) + 8)), None)
    first = brackets.start(1) if titled is None or titled.start > brackets.start(1) else titled.end
    while view.text[first] in ". ":
        first += 1
    named = named_by_shape(view, first, brackets.end(1))
    whole = bool(named) and named[-1].end == brackets.end(1)
    houses = view.has("places.kind", *brackets.span(1)) or view.has("places.kind_after", *brackets.span(1))
    return named if whole and not houses and (len(named) > 1 or titled) else []


_LAST_BRACKETS: Final = re.compile(r"[*_\s]*\(([^()\n]{5,70})\)[*_\s]*")


def handles(view: View, start: int, end: int) -> Iterator[Mention]:
    """The handles that stand for people, without their "@"."""
    for match in _HANDLE.finditer(view.text, start, end):
        nick = PersonName(match[1], "", None, UNBENT, first_known=False, last_known=False)
        yield Mention(*match.span(), nick, _SURE)
