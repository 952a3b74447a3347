"""Lines that name a talk: "Jan Kowalski - Title", "Title (Jane Roe, Acme)", "<b>Title</b>", "18:30 Title - Name"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.talks.labels import Unit
from bot.posts.talks.people import joined
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.talks.people import Mention, People
    from bot.posts.talks.view import View


@dataclass(frozen=True, slots=True)
class Header:
    """What a line names: people, a title, or both; and what the line goes on to say after them."""

    people: tuple[Mention, ...]
    title: Span | None
    rest: Span | None
    rule: str
    sure: float


TITLE_LONGEST: Final = 170
ROWS: Final = frozenset((BlockKind.LIST_ITEM, BlockKind.TABLE_ROW))
_TIME: Final = r"\d{1,2}[:.]\d{2}\s*(?:[ap]m)?"
_NUMBERING: Final = re.compile(
    rf"[\s*•–—-]*(?:(?:{_TIME}(?:\s*[-–—]\s*{_TIME})?|#?\d{{1,2}}[.)]|#\d{{1,2}}|[IVX]{{1,4}}\.)\s*[-–—:|]?\s*)*",
    re.IGNORECASE,
)
_COMPANY: Final = r"(?:\s*\([^()\n]{1,80}\)|\s*\[[^\[\]\n]{1,60}\])?"
_AFTER_NAME: Final = re.compile(rf"[\"”*]*{_COMPANY}\s*(?:[-–—:|>→\t]+|[,.](?=\s))\s*|{_COMPANY}\s+(?=[\"„“«])")
_AFTER_COMPANY: Final = re.compile(r",?\s*@?\s*[^-–—:|,„“\"\n]{2,45}?\s*(?:\s[-–—|]\s|:\s|\s(?=[„“\"]))")
_JOINT: Final = re.compile(r"[\"”*\s]*(?:[-–—|:,/(]+\s*)?[*\"„“]*")
_AFTER_LAST_NAME: Final = re.compile(rf"[\"”*)]*{_COMPANY}(?:\s*,\s*[^-–—:.,\n]{{2,40}})?\s*(?:[-–—:|.]+\s*|$)")
_BEFORE_NAME: Final = re.compile(r"(?:\s+[-–—|/]+|\s*\t|\s*[–—|,:(>→]|(?<=[\"”»!?]))\s*[\"„“*(]*$")
_AFTER_LAST: Final = re.compile(
    r"[\"”*)\]]*(?:\s*[,(/@]\s*[^()\n]{1,60}\)?|\s*\([^()\n]{1,80}\)|\s*@\s*[^.\n]{1,40})?[\s.!)]*$"
)
_ARROW: Final = re.compile(r"\s*(?:->|→|=>|»)\s*(?=[^\W_a-z])")
_TITLE_END: Final = re.compile(r"\.\s+(?=[^\W_a-ząćęłńóśźż])")
_LAST_DASH: Final = re.compile(r"\s[–—]\s")
_QUOTES: Final = "\"„“”«»*_'’‘ \u00a0"


def header_of(view: View, people: People, unit: Unit, *, alone: bool, awaited: bool = False) -> Header | None:
    """The talk that a line names, or None.

    `alone` is False where lines without a name are unlikely to be titles; `awaited` is True where a title stands
    right above and its speaker is still to be named.
    """
    span = unnumbered(view, unit)
    if span.start >= span.end or no_talk(view, span):
        return None
    return (
        _first_part(view, people, unit, span)
        or _people_first(view, people, unit, span, awaited=awaited)
        or _title_first(view, people, unit, span)
        or _people_last(view, people, unit, span)
        or _lead(view, people, unit, span)
        or _arrow(view, unit, span)
        or (_title_alone(view, people, unit, span) if alone else None)
    )


def _first_part(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A name and a title in bold type, or on a line of the source of their own, before the rest of a paragraph."""
    mark = view.mark_at(view.bold, unit.start) or view.mark_at(view.bold, span.start)
    ends = [mark.end] if mark and span.start < mark.end < unit.end - 2 else []
    soft = view.soft_break(span.start, min(unit.end, span.start + TITLE_LONGEST))
    for end in ends + ([soft] if soft else []):
        first = Unit(unit.start, view.trim(Span(unit.start, end)).end, unit.line)
        rest = view.trim(Span(end, unit.end))
        header = header_of(view, people, first, alone=False)
        if header and header.title and header.people and not header.rest:
            described = any(c.isalnum() for c in view.text[rest.start : rest.end])
            return replace(header, rest=rest if described else None)
    return None


def unnumbered(view: View, unit: Unit) -> Span:
    """The line without its number, bullet or time."""
    numbering = _NUMBERING.match(view.text, unit.start, unit.end)
    return Span(numbering.end() if numbering else unit.start, unit.end)


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


def no_talk(view: View, span: Span) -> bool:
    """True for agenda items and lines that are no talk: a break, the raffle, a greeting, the sponsor's words."""
    text = view.text[span.start : span.end]
    opening = span.start + len(text) - len(text.lstrip(_QUOTES))
    if any(hit.start <= opening for hit in view.hits("talks.no_talk", span.start, span.end)):
        return True
    few = len(text.split()) <= _FEW
    return few and (view.has("talks.no_talk", *span) or view.has("talks.no_talk_alone", *span))


_FEW: Final = 2


def _people_first(view: View, people: People, unit: Unit, span: Span, *, awaited: bool) -> Header | None:
    named = leading_people(view, people, *span, certainty=0.3)
    if not named:
        return None
    last = named[-1].end
    marked = _is_marked(view, unit)
    if not any(c.isalnum() for c in view.text[last : span.end]) or (awaited and _ends(view, last, span.end)):
        sure = marked or awaited or unit.line.kind in ROWS
        return Header(tuple(named), None, None, "name-line", 0.8) if sure and len(named) <= _MOST_PEOPLE else None
    after = _affiliation(view, last, span.end) or _AFTER_NAME.match(view.text, last, span.end)
    after = after or _AFTER_COMPANY.match(view.text, last, span.end)
    if not after or (min(m.certainty for m in named) < _SURE and not _may_be_foreign(view, unit, span)):
        return None
    comma = view.text[last : after.end()].lstrip('"”* ').startswith((",", "."))
    title, rest = _title_and_rest(view, Span(after.end(), span.end))
    if title is None or (comma and not _reads_as_title(view, title)):
        return None
    if not _plausible(view, people, title, unit):
        return None
    return Header(tuple(named), title, rest, "name-title", 0.95 if rest is None else 0.9)


_MOST_PEOPLE: Final = 4
_SURE: Final = 0.6


def _affiliation(view: View, start: int, end: int) -> re.Match[str] | None:
    """What stands between a name and its title: ", CTO at Acme - ", "z firmy Acme: "."""
    found = _AFTER_COMPANY.match(view.text, start, end)
    if not found or view.text[start : start + 1] != ",":
        return None
    short = len(found[0].strip(" ,-–—|:").split()) <= _FEW
    return found if short or view.has("talks.job", *found.span()) or view.has("talks.bio", *found.span()) else None


def _title_first(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A marked or quoted title, then who gives it, then what it is about: "**Title** by Jane Roe (Acme): …"."""
    end = _marked_end(view, span) or _quote_end(view, span)
    if end is None or not any(c.isalnum() for c in view.text[end : span.end]):
        return None
    title = strip_quotes(view, Span(span.start, end))
    if not _plausible(view, people, title, unit):
        return None
    joint = _JOINT.match(view.text, end, span.end)
    start = _after_by(view, joint.end() if joint else end, span.end)
    named = leading_people(view, people, start, span.end, certainty=0.3)
    if not named:
        enough = unit.line.kind in ROWS and span.end - start >= _ABSTRACT_SHORTEST // 2
        return Header((), title, Span(start, span.end), "marked-title", 0.8) if enough else None
    after = _AFTER_LAST_NAME.match(view.text, named[-1].end, span.end)
    rest = view.trim(Span(after.end() if after else named[-1].end, span.end))
    described = any(c.isalnum() for c in view.text[rest.start : rest.end])
    if described and not after:
        return None
    return Header(tuple(named), title, rest if described else None, "marked-title", 0.93)


def _people_last(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    group = _trailing_people(view, people, span)
    if not group:
        return None
    unsure = min(mention.certainty for mention in group) < _SURE
    if unsure and not _may_be_foreign(view, unit, span):
        return None
    at = _before_honorific(view, span.start, group[0].start)
    before = _BEFORE_NAME.search(view.text, max(span.start, at - 24), at)
    end = before.start() if before else None if unsure else _before_by(view, span.start, at)
    end = end if end is not None or not unsure else _before_by(view, span.start, at, name="talks.by_whom")
    if end is None or end <= span.start:
        return None
    title = strip_quotes(view, Span(span.start, end))
    several = len(view.sentences(*title)) > 1 or re.search(r"[^.]\.$", view.text[title.start : title.end])
    if several or view.has("talks.logistics", *title) or not _plausible(view, people, title, unit):
        return None
    return Header(tuple(group), title, None, "title-name", 0.95)


def _trailing_people(view: View, people: People, span: Span) -> list[Mention]:
    """The people that a line ends with, joined by commas or "and"."""
    group: list[Mention] = []
    if span.end - span.start > TITLE_LONGEST + 60:
        return group
    for mention in reversed(people.between(*span, certainty=0.3)):
        if not group:
            if not _ends(view, mention.end, span.end):
                break
        elif not joined(view, mention.end, group[0].start):
            break
        group.insert(0, mention)
    return group


def _ends(view: View, start: int, end: int) -> bool:
    """True where a line holds no more after a name than a company: "(Acme)", ", Acme", "z Acme"."""
    if _AFTER_LAST.match(view.text, start, end):
        return True
    company = next((hit for hit in view.hits("talks.who", start, min(end, start + 8)) if hit.start <= start + 1), None)
    return company is not None and end - company.end <= _COMPANY_LONGEST and "." not in view.text[company.end : end - 1]


_COMPANY_LONGEST: Final = 40


def _before_by(view: View, start: int, end: int, *, name: str = "talks.by") -> int | None:
    """Where "by" or "prowadzi" right before a name begins."""
    hits = view.hits(name, max(start, end - 24), end)
    return hits[-1].start if hits and not view.text[hits[-1].end : end].strip(' \u00a0*"') else None


def _after_by(view: View, start: int, end: int) -> int:
    """Where "by" or "prowadzi" ends, if the stretch begins so; else its beginning."""
    for hit in view.hits("talks.by", start, min(end, start + 24)):
        if not any(c.isalnum() for c in view.text[start : hit.start]):
            return hit.end
    return start


def _lead(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A list item that gives its topic, a dash, and a sentence on it: "Spring Boot - Jan Kowalski pokaże, jak …"."""
    dash = _SPACED_DASH.search(view.text, span.start, min(span.end, span.start + _LEAD_LONGEST))
    if unit.line.kind not in ROWS or not dash:
        return None
    title, rest = strip_quotes(view, Span(span.start, dash.start())), Span(dash.end(), span.end)
    named = people.between(*rest, certainty=0.6) if view.has("talks.speak", *rest) else []
    told = bool(named) or view.has("talks.listen", *rest)
    if not told or not view.text[rest.start].isupper() or not _plausible(view, people, title, unit):
        return None
    return Header(tuple(named), title, rest, "lead", 0.85)


_SPACED_DASH: Final = re.compile(r"\s+[-–—]\s+|:\s+")
_LEAD_LONGEST: Final = 70


def _arrow(view: View, unit: Unit, span: Span) -> Header | None:
    arrow = _ARROW.search(view.text, span.start, min(span.end, span.start + TITLE_LONGEST))
    if not arrow or not unit.line.opens or view.text.find(". ", span.start, arrow.start()) >= 0:
        return None
    if arrow.start() - span.start > _ARROW_LATEST or view.has("talks.speak", span.start, arrow.start()):
        return None
    title = strip_quotes(view, Span(span.start, arrow.start()))
    rest = view.trim(Span(arrow.end(), span.end))
    if len(view.quote(title).split()) < 2 or rest.end - rest.start < _ABSTRACT_SHORTEST:  # noqa: PLR2004 -- a phrase
        return None
    return Header((), title, rest, "title-arrow", 0.9)


_ARROW_LATEST: Final = 100
_ABSTRACT_SHORTEST: Final = 60


def _title_alone(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A line in bold type, in quotes or in a heading that names no one."""
    if not _is_marked(view, unit) and not _is_quoted(view, span):
        return None
    title = strip_quotes(view, span)
    if not _plausible(view, people, title, unit):
        return None
    return Header((), title, None, "title-line", 0.8)


def _honorific_end(view: View, start: int, end: int) -> int:
    """Where the titles before a name end, if the stretch begins with one."""
    for hit in view.hits("talks.honorific", start, min(end, start + 24)):
        if not any(c.isalnum() for c in view.text[start : hit.start]):
            start = hit.end
    return start


def _before_honorific(view: View, start: int, end: int) -> int:
    """Where the titles right before a name begin."""
    for hit in reversed(view.hits("talks.honorific", max(start, end - 24), end)):
        if not any(c.isalnum() for c in view.text[hit.end : end]):
            end = hit.start
    return end


def strip_quotes(view: View, span: Span) -> Span:
    """The stretch without the quotes, stars and dots around it; brackets, "?" and "!" stay."""
    start, end = view.trim(span)
    while start < end and view.text[start] in _QUOTES:
        start += 1
    while end > start and (view.text[end - 1] in _QUOTES or (view.text[end - 1] in ",;:-–—" and end - 1 > start)):
        end -= 1
    if end > start + 1 and view.text[end - 1] == "." and view.text[end - 2] not in ".!?":
        end -= 1
    while end > start and view.text[end - 1] in _QUOTES:
        end -= 1
    if view.text.count("(", start, end) < view.text.count(")", start, end) and view.text[end - 1] == ")":
        end -= 1
    return Span(start, end)


def _title_and_rest(view: View, span: Span) -> tuple[Span | None, Span | None]:
    """Where the title after a name ends: at bold type's end, a quote's end, a full stop, or with the line."""
    span = view.trim(span)
    if span.end <= span.start:
        return None, None
    end = _marked_end(view, span) or _quote_end(view, span)
    if end is None and view.text[span.end - 1] == ":":
        dash = list(_LAST_DASH.finditer(view.text, *span))
        end = dash[-1].start() if dash else None
    if end is None:
        stop = _TITLE_END.search(view.text, *span)
        end = stop.start() if stop else span.end
    title = strip_quotes(view, Span(span.start, end))
    rest = view.trim(Span(end, span.end))
    while rest.start < rest.end and not view.text[rest.start].isalnum() and view.text[rest.start] not in '"„“(':
        rest = Span(rest.start + 1, rest.end)
    rest = view.trim(rest)
    return title, rest if any(c.isalnum() for c in view.text[rest.start : rest.end]) else None


def _marked_end(view: View, span: Span) -> int | None:
    """Where bold or italic type that the stretch begins in or with ends, if it ends before the stretch does."""
    for marks in (view.bold, view.emphasis):
        mark = view.mark_at(marks, span.start)
        if mark and mark.end > span.start and mark.end - mark.start <= TITLE_LONGEST:
            return min(mark.end, span.end)
    for mark in view.marks_in(view.bold, span.start - TITLE_LONGEST, span.start):
        if mark.end > span.start + 2:
            return min(mark.end, span.end)
    return None


def _quote_end(view: View, span: Span) -> int | None:
    closing = {'"': '"”', "„": '”"“', "“": '”"“', "«": "»", "‘": "’"}.get(view.text[span.start])
    if not closing:
        return None
    for at in range(span.start + 1, min(span.end, span.start + TITLE_LONGEST)):
        if view.text[at] in closing:
            return at + 1
    return None


def _is_marked(view: View, unit: Unit) -> bool:
    return unit.line.kind is BlockKind.HEADING or view.covered(view.bold, unit.start, unit.end)


def _is_quoted(view: View, span: Span) -> bool:
    return _quote_end(view, span) in {span.end, span.end - 1}


def _may_be_foreign(view: View, unit: Unit, span: Span) -> bool:
    """True where two unknown capitalised words may be a name: a short line or a marked one."""
    return _is_marked(view, unit) or unit.line.kind in ROWS or span.end - span.start <= TITLE_LONGEST


def _reads_as_title(view: View, title: Span) -> bool:
    """True for words after "Name," that are a title, not the name's owner's trade."""
    text = view.text[title.start : title.end]
    return text[:1].isupper() and not view.has("talks.bio", *title) and len(text.split()) > 1


def _plausible(view: View, people: People, title: Span, unit: Unit) -> bool:
    text = view.text[title.start : title.end]
    if not 2 <= len(text) <= TITLE_LONGEST or not any(c.isalpha() for c in text):  # noqa: PLR2004 -- "R" is too short
        return False
    if view.has("talks.speak", *title) or view.has("talks.greeting", *title) or "://" in text or no_talk(view, title):
        return False
    if view.names_a_day(title) or view.has("talks.bio", *title):
        return False
    quoted = view.text[max(0, title.start - 1) : title.start] in set('"„“«')
    marked = quoted or _is_marked(view, unit) or view.mark_at(view.bold, title.start) is not None
    if not text[0].isupper() and not marked and not text[0].isdigit() and text[0] not in '"„“.#@':
        return False
    whole = people.between(*title, certainty=0.6)
    return not (whole and whole[0].start <= title.start + 1 and whole[-1].end >= title.end - 1)
