"""Lines that name a talk: "Jan Kowalski - Title", "Title (Jane Roe, Acme)", "<b>Title</b>", "18:30 Title - Name"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.talks.cues import KNOWN
from bot.posts.talks.labels import Unit
from bot.posts.talks.people import joined
from bot.posts.talks.titles import (
    ROWS,
    TITLE_LONGEST,
    is_marked,
    is_practical,
    is_quoted,
    marked_end,
    no_talk,
    plausible,
    quote_end,
    reads_as_title,
    strip_quotes,
    tells_who,
    title_and_rest,
)
from bot.posts.talks.view import Span
from bot.posts.talks.whom import after_by, ends, in_brackets, leading_people, lone_names, named_by_shape

if TYPE_CHECKING:
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View


@dataclass(frozen=True, slots=True)
class Header:
    """What a line names: people, a title, or both; and what the line goes on to say after them."""

    people: tuple[Mention, ...]
    title: Span | None
    rest: Span | None
    rule: str
    sure: float


_TIME: Final = r"\d{1,2}[:.]\d{2}\s*(?:[ap]m)?"
_NUMBERING: Final = re.compile(
    rf"[^\w\"„“”«»‘’'(\[#@.]*(?:\d\ufe0f?\u20e3\s*|\d{{1,2}}\t|(?:{_TIME}(?:\s*[-–—]\s*{_TIME})?|#?\d{{1,2}}[.)]|#\d{{1,2}}|[IVX]{{1,4}}\.)\s*[-–—:|]?\s*)*",
    re.IGNORECASE,
)
_COMPANY: Final = r"(?:\s*\([^()\n]{1,80}\)|\s*\[[^\[\]\n]{1,60}\])?"
_AFTER_NAME: Final = re.compile(rf"[\"”*]*{_COMPANY}\s*(?:[-–—:|>→\t]+|[,.](?=\s))\s*|{_COMPANY}\s+(?=[\"„“«])")
_AFTER_COMPANY: Final = re.compile(r",?\s*@?\s*[^-–—:|,„“\"\n]{2,45}?\s*(?:\s[-–—|]\s|:\s|\s(?=[„“\"]))")
_JOINT: Final = re.compile(r"[\"”*\s]*(?:[-–—|:,/(]+\s*)?[*\"„“]*")
_AFTER_LAST_NAME: Final = re.compile(rf"[\"”*)]*{_COMPANY}(?:\s*,\s*[^-–—:.,\n]{{2,40}})?\s*(?:[-–—:|.]+\s*|$)")
_BEFORE_NAME: Final = re.compile(r"(?:\s+[-–—|/]+|\s*\t|\s*[–—|,:(>→]|(?<=[\"”»!?]))\s*[\"„“*(]*$")
_ARROW: Final = re.compile(r"\s*(?:->|→|=>|»)\s*(?=[^\W_a-z])")


def header_of(
    view: View, people: People, unit: Unit, *, alone: bool, awaited: bool = False, stacked: bool = False
) -> Header | None:
    """The talk that a line names, or None.

    `alone` is False where lines without a name are unlikely to be titles; `awaited` is True where a title stands
    right above and its speaker is still to be named; `stacked` for one of a paragraph's few short lines, of which
    one may be the name and the next one the title.
    """
    span = unnumbered(view, unit)
    named = bool(people.between(*span, certainty=_SURE))
    if span.start >= span.end or no_talk(view, span, beside=named) or is_practical(view, people, unit, span):
        return None
    return (
        _first_part(view, people, unit, span)
        or (_below_title(view, people, unit, span) if awaited else None)
        or _people_first(view, people, unit, span, awaited=awaited, stacked=stacked)
        or _title_first(view, people, unit, span)
        or _bold_lead(view, people, unit, span)
        or _people_last(view, people, unit, span)
        or _lead(view, people, unit, span)
        or _arrow(view, unit, span)
        or (_title_alone(view, people, unit, span, stacked=stacked) if alone else None)
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
        if header is None and soft == end and first.end - first.start > _SHORTEST_LINE:
            header = _title_alone(view, people, first, Span(span.start, first.end), stacked=False)
            if header and (
                rest.end - rest.start < _ABSTRACT_SHORTEST or view.has("talks.logistics", *first_sentence(view, rest))
            ):
                header = None
            return replace(header, rest=rest, sure=0.75) if header else None
        if header and header.title and header.people and not header.rest:
            described = any(c.isalnum() for c in view.text[rest.start : rest.end])
            return replace(header, rest=rest if described else None)
    return None


_SHORTEST_LINE: Final = 8


def first_sentence(view: View, span: Span) -> Span:
    """The first sentence of a stretch, as far as a few lines reach."""
    return view.sentences(span.start, min(span.end, span.start + 400))[0]


def unnumbered(view: View, unit: Unit) -> Span:
    """The line without its number, bullet or time."""
    numbering = _NUMBERING.match(view.text, unit.start, unit.end)
    return Span(numbering.end() if numbering else unit.start, unit.end)


def _people_first(view: View, people: People, unit: Unit, span: Span, *, awaited: bool, stacked: bool) -> Header | None:
    row = unit.line.kind in ROWS
    if awaited:
        span = Span(after_by(view, span.start, span.end), span.end)
    named = leading_people(view, people, *span, certainty=0.3) or (lone_names(view, people, *span) if row else [])
    mark = None if named else view.mark_at(view.bold, span.start)
    if mark is not None and _SPACED_DASH.match(view.text, mark.end, span.end):
        shaped = named_by_shape(view, span.start, mark.end)
        named = shaped if shaped and shaped[-1].end == mark.end else []
    if not named:
        return None
    last = named[-1].end
    marked = is_marked(view, unit)
    if not any(c.isalnum() for c in view.text[last : span.end]) or (awaited and ends(view, last, span.end)):
        sure = marked or awaited or row or (stacked and min(m.certainty for m in named) >= _SURE)
        return Header(tuple(named), None, None, "name-line", 0.8) if sure and len(named) <= _MOST_PEOPLE else None
    header = _name_and_title(view, people, unit, span, named)
    if header is None and marked and ends(view, last, span.end) and len(named) <= _MOST_PEOPLE:
        return Header(tuple(named), None, None, "name-line", 0.8)
    return header


def _name_and_title(view: View, people: People, unit: Unit, span: Span, named: list[Mention]) -> Header | None:
    """A line that begins with names and goes on to their title, or to what its owners are."""
    last = named[-1].end
    affiliation = _affiliation(view, last, span.end)
    after = affiliation or _AFTER_NAME.match(view.text, last, span.end) or _after_bold(view, named, unit)
    after = after or _AFTER_COMPANY.match(view.text, last, span.end)
    unsure = min(mention.certainty for mention in named) < _SURE
    unsure = unsure and not view.covered(view.bold, named[0].start, last)
    title, rest = title_and_rest(view, Span(after.end(), span.end)) if after else (None, None)
    if after is None or title is None or (unsure and not _may_be_foreign(view, unit, span)):
        return None
    comma = not affiliation and view.text[last : after.end()].lstrip('"”* ').startswith((",", "."))
    quoted = view.text[title.start - 1] in '"„“«'
    if not quoted and tells_who(view, title) and (unit.line.kind in ROWS or is_marked(view, unit)):
        return Header(tuple(named), None, None, "name-line", 0.8)
    told = (comma and not quoted and not reads_as_title(view, title)) or _bio_of(view, people, named, title)
    if not told and plausible(view, people, title, unit, beside=True):
        return Header(tuple(named), title, rest, "name-title", 0.95 if rest is None else 0.9)
    beside = _AFTER_NAME.match(view.text, last, span.end) is not None and not view.has("talks.speak", last, span.end)
    topic = beside and unit.line.kind in ROWS and not told and view.text[title.start].islower()
    topic = topic and not tells_who(view, title)
    return Header(tuple(named), None, None, "name-line", 0.75) if topic and named[0].certainty >= KNOWN else None


def _below_title(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """Who speaks, in bold type right below the title, and what about: "**Jane Roe** - three ways to fail"."""
    leading = leading_people(view, people, *span, certainty=0.3)
    named = [mention for mention in leading if view.covered(view.bold, mention.start, mention.end)]
    if not named or named[0] is not leading[0] or unit.line.kind is not BlockKind.PARAGRAPH:
        return None
    if _WHOSE.fullmatch(view.text, named[-1].end, span.end):
        return Header(tuple(named), None, None, "under-title", 0.9)
    dash = _SPACED_DASH.match(view.text, named[-1].end, span.end)
    rest = view.trim(Span(dash.end(), span.end)) if dash else None
    return Header(tuple(named), None, rest, "under-title", 0.9) if rest and view.text[rest.start] not in '"„“' else None


_WHOSE: Final = re.compile(r"[*\s]*(?:\((?:he|she|they|on|ona)/[^()\n]{2,12}\))?[*\s]*(?:,\s?[^,.:;\n–—]{2,40})?")
"""After a speaker's name: "(she/her), Acme"."""

_MOST_PEOPLE: Final = 4
_FEW: Final = 2
_SURE: Final = 0.6


def _after_bold(view: View, named: list[Mention], unit: Unit) -> re.Match[str] | None:
    """The blank between a name in bold type and the title after it, which nothing else sets apart."""
    end = named[-1].end
    bold = unit.line.kind in ROWS and view.covered(view.bold, named[0].start, end)
    after = _BLANK.match(view.text, end, unit.end) if bold else None
    return after if after and not view.covered(view.bold, after.end(), after.end() + 1) else None


_BLANK: Final = re.compile(r"[ \u00a0]+(?=[^\W\d_a-ząćęłńóśźż])")


def _affiliation(view: View, start: int, end: int) -> re.Match[str] | None:
    """What stands between a name and its title: ", CTO at Acme - ", "z firmy Acme: "."""
    found = _AFTER_COMPANY.match(view.text, start, end)
    if not found or view.text[start : start + 1] != ",":
        return None
    short = len(found[0].strip(" ,-–—|:").split()) <= _FEW
    return found if short or view.has("talks.job", *found.span()) or view.has("talks.bio", *found.span()) else None


def _title_first(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A marked or quoted title, then who gives it, then what it is about: "**Title** by Jane Roe (Acme): …"."""
    end = marked_end(view, span) or quote_end(view, span)
    if end is None or not any(c.isalnum() for c in view.text[end : span.end]):
        return None
    title = strip_quotes(view, Span(span.start, end))
    if not plausible(view, people, title, unit, beside=True):
        return None
    joint = _JOINT.match(view.text, end, span.end)
    start = after_by(view, joint.end() if joint else end, span.end)
    named = leading_people(view, people, start, span.end, certainty=0.3) or in_brackets(view, end, span.end)
    if not named and unit.line.kind in ROWS:
        named = lone_names(view, people, start, span.end, closing=True)
    if not named:
        enough = unit.line.kind in ROWS and span.end - start >= _ABSTRACT_SHORTEST // 2
        return Header((), title, Span(start, span.end), "marked-title", 0.8) if enough else None
    after = _AFTER_LAST_NAME.match(view.text, named[-1].end, span.end)
    if after is None and not named[-1].person.last:
        return Header(tuple(named), title, None, "marked-title", 0.85)
    rest = view.trim(Span(after.end() if after else named[-1].end, span.end))
    described = any(c.isalnum() for c in view.text[rest.start : rest.end])
    if described and not after:
        return None
    return Header(tuple(named), title, rest if described else None, "marked-title", 0.93)


def _bold_lead(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A paragraph that gives its title in bold or italic type and a stop, then names the speaker."""
    mark = view.mark_at(view.bold, span.start) or view.mark_at(view.emphasis, span.start)
    if mark is None or not span.start < mark.end < span.end - _ABSTRACT_SHORTEST:
        return None
    colon = _SPACED_DASH.match(view.text, mark.end, span.end)
    if colon is None and view.text[mark.end - 1] not in ".?!":
        return None
    title = strip_quotes(view, Span(span.start, mark.end))
    rest = view.trim(Span(colon.end() if colon else mark.end, span.end))
    if len(view.quote(title).split()) < _PHRASE or not plausible(view, people, title, unit, beside=True):
        return None
    named = people.surely(*view.sentences(*rest)[0])
    return Header(tuple(named[:_MOST_PEOPLE]), title, rest, "bold-lead", 0.85) if named else None


_PHRASE: Final = 3


def _people_last(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    group = _trailing_people(view, people, span, alone=unit.line.kind in ROWS)
    if not group and is_marked(view, unit) and (shaped := _after_last_dash(view, people, unit, span)) is not None:
        return shaped
    earlier = people.surely(span.start, group[0].start) if group else []
    if not group or len(earlier) >= _FEW or any(m.start <= span.start for m in earlier):
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
    if _tells_more(view, people, title, unit) or not plausible(view, people, title, unit, beside=True):
        return None
    return Header(tuple(group), title, None, "title-name", 0.95)


def _after_last_dash(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A title and whom it ends with though no dictionary knows them: "Title — Mei Goh", "Title by A B & C D (Acme)"."""
    if span.end - span.start > TITLE_LONGEST + 60:
        return None
    dash = max((*_LAST_APART.finditer(view.text, *span), *_BY.finditer(view.text, *span)), key=_end_of, default=None)
    named = named_by_shape(view, dash.end(), span.end) if dash else []
    if dash is None or not named or not ends(view, named[-1].end, span.end):
        return None
    title = strip_quotes(view, Span(span.start, dash.start()))
    if len(view.quote(title).split()) < _FEW or not plausible(view, people, title, unit, beside=True):
        return None
    return Header(tuple(named), title, None, "title-name", 0.8)


_BY: Final = re.compile(r"\sby\s+")
_end_of = re.Match.end


def _tells_more(view: View, people: People, title: Span, unit: Unit) -> bool:
    """True for running text before a name, and for several talks in a line: "„A” (Jan Kowalski), „B” (Jane Roe)"."""
    if people.between(*title, certainty=_SURE) and view.text.count("(", *title):
        return True
    shown = unit.line.kind in ROWS or is_marked(view, unit)
    stops = ".…" if shown else ".…?!"
    if any(view.text[end - 1] in stops for _start, end in view.sentences(*title)[:-1]):
        return True
    full = view.text[title.end - 1] == "." and view.text[title.end - 2] != "."
    return full or (not shown and view.has("talks.logistics", *title))


def _bio_of(view: View, people: People, named: list[Mention], title: Span) -> bool:
    """True where the words after a name begin with the name again: "Jane Roe - Jane has been …"."""
    opening = [
        m.person for m in people.between(title.start, min(title.end, title.start + 40)) if m.start <= title.start
    ]
    opening += [m.person for m in people.first_names(title.start, min(title.end, title.start + 24))]
    again = any(people.same_first(person, mention.person) for person in opening for mention in named)
    return again and view.text.find(named[0].person.first, *title) <= title.start + 1


_LAST_APART: Final = re.compile(r"\s[-–—|/]+\s+")


def _trailing_people(view: View, people: People, span: Span, *, alone: bool) -> list[Mention]:
    """The people that a line ends with, joined by commas or "and"; `alone` where first names alone will do."""
    group: list[Mention] = []
    if span.end - span.start > TITLE_LONGEST + 60:
        return group
    before = list(_LAST_APART.finditer(view.text, *span))
    if alone and before and (lone := lone_names(view, people, before[-1].end(), span.end)):
        return lone
    for mention in reversed(people.between(*span, certainty=0.3)):
        if not group:
            if not ends(view, mention.end, span.end):
                break
        elif not joined(view, mention.end, group[0].start):
            break
        group.insert(0, mention)
    return group


def _before_by(view: View, start: int, end: int, *, name: str = "talks.by") -> int | None:
    """Where "by" or "prowadzi" right before a name begins."""
    hits = view.hits(name, max(start, end - 24), end)
    return hits[-1].start if hits and not view.text[hits[-1].end : end].strip(' \u00a0*"') else None


def _lead(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A list item that gives its topic, a dash, and a sentence on it: "Spring Boot - Jan Kowalski pokaże, jak …"."""
    dash = _SPACED_DASH.search(view.text, span.start, min(span.end, span.start + _LEAD_LONGEST))
    if unit.line.kind not in ROWS or not dash:
        return None
    title, rest = strip_quotes(view, Span(span.start, dash.start())), Span(dash.end(), span.end)
    named = people.between(*rest, certainty=0.6) if view.has("talks.speak", *rest) else []
    told = bool(named) or view.has("talks.listen", *rest)
    if not told or not view.text[rest.start].isupper() or not plausible(view, people, title, unit):
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


def _title_alone(view: View, people: People, unit: Unit, span: Span, *, stacked: bool) -> Header | None:
    """A line in bold type, in quotes or in a heading that names no one; a plain one next to its speaker's line."""
    shown = is_marked(view, unit) or view.covered(view.bold, *span) or is_quoted(view, span)
    if not shown and (not stacked or view.text[span.end - 1] in ".:;,"):
        return None
    title = strip_quotes(view, span)
    if not plausible(view, people, title, unit):
        return None
    return Header((), title, None, "title-line", 0.8)


def _before_honorific(view: View, start: int, end: int) -> int:
    """Where the titles right before a name begin."""
    for hit in reversed(view.hits("talks.honorific", max(start, end - 24), end)):
        if not any(c.isalnum() for c in view.text[hit.end : end]):
            end = hit.start
    return end


def _may_be_foreign(view: View, unit: Unit, span: Span) -> bool:
    """True where two unknown capitalised words may be a name: a short line or a marked one."""
    return is_marked(view, unit) or unit.line.kind in ROWS or span.end - span.start <= TITLE_LONGEST
