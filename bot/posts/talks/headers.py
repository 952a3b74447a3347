"""Lines that name a talk: by who speaks, by its title, or by a title alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.posts.talks.columns import by_columns
from bot.posts.talks.header import ABSTRACT_SHORTEST, SPACED_DASH, SURE, Header
from bot.posts.talks.labels import Role, Unit
from bot.posts.talks.name_lines import below_title, people_first
from bot.posts.talks.title_lines import bold_lead, like_the_last, people_last, title_first
from bot.posts.talks.titles import (
    ROWS,
    TITLE_LONGEST,
    is_marked,
    is_practical,
    is_quoted,
    no_talk,
    plausible,
    strip_quotes,
)
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.talks.people import People
    from bot.posts.talks.view import Line, View


def header_of(
    view: View,
    people: People,
    unit: Unit,
    *,
    alone: bool,
    awaited: bool = False,
    stacked: bool = False,
    row: Line | None = None,
) -> Header | None:
    """The talk that a line names, or None.

    `alone` is False where lines without a name are unlikely to be titles; `awaited` is True where a title stands
    right above and its speaker is still to be named; `stacked` for one of a paragraph's few short lines, of which
    one may be the name and the next one the title. `row` is the line that named the talk before.
    """
    if told := by_columns(view, people, unit):
        return told
    span = unnumbered(view, unit)
    named = bool(people.between(*span, certainty=SURE))
    if span.start >= span.end or no_talk(view, span, beside=named) or is_practical(view, people, unit, span):
        return None
    return (
        _first_part(view, people, unit, span)
        or (below_title(view, people, unit, span) if awaited else None)
        or people_first(view, people, unit, span, awaited=awaited, stacked=stacked)
        or title_first(view, people, unit, span)
        or bold_lead(view, people, unit, span)
        or people_last(view, people, unit, span)
        or _lead(view, people, unit, span)
        or _arrow(view, unit, span)
        or (like_the_last(view, people, unit, span, row) if row else None)
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
                rest.end - rest.start < ABSTRACT_SHORTEST or view.has("talks.logistics", *first_sentence(view, rest))
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
    start = numbering.end() if numbering else unit.start
    if start > unit.start:
        start = _after_kind(view, start, unit.end)
    end = unit.end
    if view.text[end - 1] == "|" and start < end - 1:  # the last cell of a table that the page shows as text
        end = view.trim(Span(start, end - 1)).end
    length = _LENGTH.search(view.text, max(start, end - _LENGTH_LONGEST), end)
    return Span(start, length.start() if length else end)


def _after_kind(view: View, start: int, end: int) -> int:
    """Where the words for the kind of a talk end behind an hour or a number: "19:10 Talk 1: Title"."""
    hit = next(iter(view.hits("talks.label", start, min(end, start + _KIND_LONGEST))), None)
    if hit is None or hit.start != start or hit.value != Role.TALK:
        return start
    colon = _COLON.match(view.text, hit.end, end)
    return colon.end() if colon else start


_COLON: Final = re.compile(r"(?:\s#?\d{1,2})?:\s+")
_KIND_LONGEST: Final = 24
_LENGTH: Final = re.compile(r"\s*[,·•|–—-]\s*\d{1,3}\s?min\w{0,4}\.?\s*$")
"""How long a talk takes, behind all else on its line: "· 30 min"."""
_LENGTH_LONGEST: Final = 16


_TIME: Final = r"\d{1,2}[:.]\d{2}\s*(?:[ap]m|h\b)?"
_NUMBERING: Final = re.compile(
    rf"[^\w\"„“”«»‘’'(\[#@.]*(?:\d\ufe0f?\u20e3\s*|\d{{1,2}}\t|(?:{_TIME}(?:\s*[-–—]\s*{_TIME})?|#?\d{{1,2}}[.)]|\(\d{{1,2}}\)|#\d{{1,2}}|[IVX]{{1,4}}\.)\s*[-–—:|]?\s*)*",
    re.IGNORECASE,
)


def _lead(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A list item that gives its topic, a dash, and a sentence on it: "Spring Boot - Jan Kowalski pokaże, jak …"."""
    dash = SPACED_DASH.search(view.text, span.start, min(span.end, span.start + _LEAD_LONGEST))
    if unit.line.kind not in ROWS or not dash:
        return None
    title, rest = strip_quotes(view, Span(span.start, dash.start())), Span(dash.end(), span.end)
    named = people.between(*rest, certainty=0.6) if view.has("talks.speak", *rest) else []
    told = bool(named) or view.has("talks.listen", *rest)
    if not told or not view.text[rest.start].isupper() or not plausible(view, people, title, unit):
        return None
    return Header(tuple(named), title, rest, "lead", 0.85)


_LEAD_LONGEST: Final = 70


def _arrow(view: View, unit: Unit, span: Span) -> Header | None:
    arrow = _ARROW.search(view.text, span.start, min(span.end, span.start + TITLE_LONGEST))
    if not arrow or not unit.line.opens or view.text.find(". ", span.start, arrow.start()) >= 0:
        return None
    if arrow.start() - span.start > _ARROW_LATEST or view.has("talks.speak", span.start, arrow.start()):
        return None
    title = strip_quotes(view, Span(span.start, arrow.start()))
    rest = view.trim(Span(arrow.end(), span.end))
    if len(view.quote(title).split()) < 2 or rest.end - rest.start < ABSTRACT_SHORTEST:  # noqa: PLR2004 -- a phrase
        return None
    return Header((), title, rest, "title-arrow", 0.9)


_ARROW: Final = re.compile(r"\s*(?:->|→|=>|»)\s*(?=[^\W_a-z])")
_ARROW_LATEST: Final = 100


def _title_alone(view: View, people: People, unit: Unit, span: Span, *, stacked: bool) -> Header | None:
    """A line in bold type, in quotes or in a heading that names no one; a plain one next to its speaker's line."""
    shown = is_marked(view, unit) or view.covered(view.bold, *span) or is_quoted(view, span)
    if not shown and (not stacked or view.text[span.end - 1] in ".:;,"):
        return None
    title = strip_quotes(view, span)
    if not plausible(view, people, title, unit):
        return None
    return Header((), title, None, "title-line", 0.8)
