"""Lines that begin with a title and name who gives it: "Title (Jane Roe, Acme)", "**Title** by Jane Roe: …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.talks.before_names import before_honorific
from bot.posts.talks.drafts import NOBODY
from bot.posts.talks.header import (
    ABSTRACT_SHORTEST,
    COMPANY,
    FEW,
    MOST_PEOPLE,
    SPACED_DASH,
    SURE,
    Header,
    may_be_foreign,
)
from bot.posts.talks.people import joined
from bot.posts.talks.titles import (
    ROWS,
    TITLE_LONGEST,
    is_marked,
    marked_end,
    plausible,
    quote_end,
    strip_quotes,
)
from bot.posts.talks.view import QUOTED, Span
from bot.posts.talks.whom import after_by, ends, in_brackets, leading_people, lone_names, named_by_shape

if TYPE_CHECKING:
    from bot.posts.talks.labels import Unit
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import Line, View


def title_first(view: View, people: People, unit: Unit, span: Span) -> Header | None:
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
        named = lone_names(view, people, start, span.end, closing=True) or _first_names_in_brackets(
            view, people, end, span.end
        )
    if not named and joint and set(joint[0]) & set("-–—|·•"):
        shaped = named_by_shape(view, start, span.end)
        named = shaped if shaped and ends(view, shaped[-1].end, span.end) else []
    if not named:
        enough = unit.line.kind in ROWS and span.end - start >= ABSTRACT_SHORTEST // 2
        return Header((), title, Span(start, span.end), "marked-title", 0.8) if enough else None
    after = _AFTER_LAST_NAME.match(view.text, named[-1].end, span.end)
    if after is None and not named[-1].person.last:
        return Header(tuple(named), title, None, "marked-title", 0.85)
    rest = view.trim(Span(after.end() if after else named[-1].end, span.end))
    described = any(c.isalnum() for c in view.text[rest.start : rest.end])
    if described and not after:
        return None
    return Header(tuple(named), title, rest if described else None, "marked-title", 0.93)


def _first_names_in_brackets(view: View, people: People, start: int, end: int) -> list[Mention]:
    """Whom brackets behind a title name by first names alone: "(Ola & Nick)"."""
    brackets = _BRACKETS.match(view.text, start, end)
    return lone_names(view, people, *brackets.span(1), closing=True) if brackets else []


_BRACKETS: Final = re.compile(r"[*_\"”\s]*\(([^()\n]{2,50})\)")
_JOINT: Final = re.compile(r"[\"”*\s]*(?:[-–—|:,/(·•]+\s*)?[*\"„“]*")
_AFTER_LAST_NAME: Final = re.compile(rf"[\"”*)]*{COMPANY}(?:\s*,\s*[^-–—:.,\n]{{2,40}})?\s*(?:[-–—:|.]+\s*|$)")


def like_the_last(view: View, people: People, unit: Unit, span: Span, row: Line) -> Header | None:
    """A line set off in bold type like the one that named the talk before, where its name alone tells nothing.

    "**Title** / whoever brings a board" names nobody; "**Sung-min Park** - Title" is a name as the one above it is.
    """
    first, mark = view.mark_at(view.bold, row.start), view.mark_at(view.bold, span.start)
    if first is None or mark is None or mark.end >= unit.end:
        return None
    sign, other = _SET_OFF.match(view.text, first.end, row.end), _SET_OFF.match(view.text, mark.end, unit.end)
    if sign is None or other is None or sign[1] != other[1]:
        return None
    if people.between(first.start, first.end, certainty=0.3):
        named = named_by_shape(view, mark.start, mark.end, surely=True)
        title = strip_quotes(view, Span(other.end(), unit.end))
        whole = bool(named) and named[-1].end == mark.end and plausible(view, people, title, unit, beside=True)
        return Header(tuple(named), title, None, "name-title", 0.8) if whole else None
    title = strip_quotes(view, Span(span.start, mark.end))
    few = len(view.quote(title).split()) < FEW or unit.end - mark.end > _ASIDE_LONGEST
    return (
        None if few or not plausible(view, people, title, unit, beside=True) else Header((), title, None, NOBODY, 0.75)
    )


_SET_OFF: Final = re.compile(r"[*_\s]*([-–—|/(·])")
_ASIDE_LONGEST: Final = 50


def bold_lead(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A paragraph that gives its title in bold or italic type and a stop, then names the speaker."""
    mark = view.mark_at(view.bold, span.start) or view.mark_at(view.emphasis, span.start)
    if mark is None or not span.start < mark.end < span.end - ABSTRACT_SHORTEST:
        return None
    colon = SPACED_DASH.match(view.text, mark.end, span.end)
    if colon is None and view.text[mark.end - 1] not in ".?!":
        return None
    title = strip_quotes(view, Span(span.start, mark.end))
    rest = view.trim(Span(colon.end() if colon else mark.end, span.end))
    if len(view.quote(title).split()) < _PHRASE or not plausible(view, people, title, unit, beside=True):
        return None
    named = people.surely(*view.sentences(*rest)[0])
    if not named and (first := _first_name_at(people, rest)):
        known = any(people.same_first(first.person, mention.person) for mention in people.full)
        return Header(() if known else (first,), title, rest, "bold-lead", 0.8)
    return Header(tuple(named[:MOST_PEOPLE]), title, rest, "bold-lead", 0.85) if named else None


def _first_name_at(people: People, span: Span) -> Mention | None:
    """Whom a stretch begins with by the first name alone: "Søren takes it apart"."""
    named = next(people.first_names(span.start, span.end), None)
    return named if named and named.start == span.start and "nom" in named.person.cases else None


_PHRASE: Final = 3


def people_last(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    group = _trailing_people(view, people, span, alone=unit.line.kind in ROWS)
    if not group and is_marked(view, unit) and (shaped := _after_last_dash(view, people, unit, span)) is not None:
        return shaped
    earlier = people.surely(span.start, group[0].start) if group else []
    if not group or len(earlier) >= FEW or any(m.start <= span.start for m in earlier):
        return None
    unsure = min(mention.certainty for mention in group) < SURE
    if unsure and not may_be_foreign(view, unit, span):
        return None
    at = before_honorific(view, span.start, group[0].start)
    before = _BEFORE_NAME.search(view.text, max(span.start, at - 24), at)
    end = before.start() if before else None if unsure else _before_by(view, span.start, at)
    end = end if end is not None or not unsure else _before_by(view, span.start, at, name="talks.by_whom")
    if end is None or end <= span.start:
        return None
    end = _before_role(view, span.start, end)
    title = _set_off(view, strip_quotes(view, Span(span.start, end)))
    if _tells_more(view, people, title, unit) or not plausible(view, people, title, unit, beside=True):
        return None
    return Header(tuple(group), title, None, "title-name", 0.95)


_BEFORE_NAME: Final = re.compile(r"(?:\s+[-–—|/]+|\s*\t|\s*[–—|,:(>→·•]|\sw/|(?<=[\"”»!?]))\s*[\"„“*(]*$")


def _before_role(view: View, start: int, end: int) -> int:
    """Where "speaker" right before the colon and the name begins: ""Title" (speaker: Jane Roe)"."""
    hit = next(reversed(view.hits("talks.role", max(start, end - _ROLE_LONGEST), end)), None)
    if hit is None or view.text[hit.end : end].strip() or view.text[end] != ":":
        return end
    return start + len(view.text[start : hit.start].rstrip(" ([,–—-"))


_ROLE_LONGEST: Final = 16


def _set_off(view: View, title: Span) -> Span:
    """The words in bold or italic type that a title ends with after what leads them in: "Quick tip: **Title**"."""
    for mark in (*view.marks_in(view.bold, *title), *view.marks_in(view.emphasis, *title)):
        led = view.text[title.start : mark.start].rstrip(' \u00a0*"„“').endswith((":", ",", "–", "—"))
        if led and mark.end >= title.end - 1 and len(view.quote(Span(mark.start, title.end)).split()) >= FEW:
            return strip_quotes(view, Span(mark.start, title.end))
    quoted = next((hit for hit in QUOTED.finditer(view.text, *title) if hit.end() >= title.end - 1), None)
    if quoted and view.text[title.start : quoted.start()].rstrip().endswith((":", ",", "–", "—")):
        return Span(*quoted.span(1 if quoted[1] else 2))
    return title


def _after_last_dash(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """A title and whom it ends with though no dictionary knows them: "Title — Mei Goh", "Title by A B & C D (Acme)"."""
    if span.end - span.start > TITLE_LONGEST + 60:
        return None
    dash = max((*_LAST_APART.finditer(view.text, *span), *_BY.finditer(view.text, *span)), key=_end_of, default=None)
    named = named_by_shape(view, dash.end(), span.end) if dash else []
    if dash is None or not named or not ends(view, named[-1].end, span.end):
        return None
    title = strip_quotes(view, Span(span.start, dash.start()))
    if len(view.quote(title).split()) < FEW or not plausible(view, people, title, unit, beside=True):
        return None
    return Header(tuple(named), title, None, "title-name", 0.8)


_BY: Final = re.compile(r"\sby\s+")
_end_of = re.Match.end


def _tells_more(view: View, people: People, title: Span, unit: Unit) -> bool:
    """True for running text before a name, and for several talks in a line: "„A” (Jan Kowalski), „B” (Jane Roe)"."""
    if people.between(*title, certainty=SURE) and view.text.count("(", *title):
        return True
    shown = unit.line.kind in ROWS or is_marked(view, unit)
    stops = ".…" if shown else ".…?!"
    if any(view.text[end - 1] in stops for _start, end in view.sentences(*title)[:-1]):
        return True
    full = view.text[title.end - 1] == "." and view.text[title.end - 2] != "."
    return full or (not shown and view.has("talks.logistics", *title))


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


_LAST_APART: Final = re.compile(r"\s[-–—|/]+\s+")


def _before_by(view: View, start: int, end: int, *, name: str = "talks.by") -> int | None:
    """Where "by" or "prowadzi" right before a name begins."""
    hits = view.hits(name, max(start, end - 24), end)
    return hits[-1].start if hits and not view.text[hits[-1].end : end].strip(' \u00a0*"') else None
