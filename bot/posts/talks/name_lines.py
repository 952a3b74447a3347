"""Lines that begin with who speaks: "Jan Kowalski - Title", "Jane Roe, CTO at Acme: Title", "**Jane Roe** Title"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.talks.cues import KNOWN
from bot.posts.talks.header import COMPANY, FEW, MOST_PEOPLE, SPACED_DASH, SURE, Header, may_be_foreign
from bot.posts.talks.titles import ROWS, is_marked, plausible, reads_as_title, tells_who, title_and_rest
from bot.posts.talks.view import Span
from bot.posts.talks.whom import after_by, ends, leading_people, lone_names, named_by_shape

if TYPE_CHECKING:
    from bot.posts.talks.labels import Unit
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View


def people_first(view: View, people: People, unit: Unit, span: Span, *, awaited: bool, stacked: bool) -> Header | None:
    row = unit.line.kind in ROWS
    if awaited:
        span = Span(after_by(view, span.start, span.end), span.end)
    named = leading_people(view, people, *span, certainty=0.3)
    if row and not named and not _signed(view, people, span):
        named = lone_names(view, people, *span)
    mark = None if named else view.mark_at(view.bold, span.start) or view.mark_at(view.emphasis, span.start)
    if mark is not None and _set_against_title(view, mark.end, span.end):
        shaped = named_by_shape(view, span.start, mark.end)
        named = shaped if shaped and shaped[-1].end == mark.end else []
    if not named:
        return None
    last = named[-1].end
    marked = is_marked(view, unit)
    if not any(c.isalnum() for c in view.text[last : span.end]) or (awaited and ends(view, last, span.end)):
        sure = marked or awaited or row or (stacked and min(m.certainty for m in named) >= SURE)
        return Header(tuple(named), None, None, "name-line", 0.8) if sure and len(named) <= MOST_PEOPLE else None
    if awaited and unit.line.kind is BlockKind.PARAGRAPH and (stop := _FULL_STOP.match(view.text, last, span.end)):
        return Header(tuple(named), None, Span(stop.end(), span.end), "under-title", 0.9)
    header = _name_and_title(view, people, unit, span, named)
    if header is None and marked and ends(view, last, span.end) and len(named) <= MOST_PEOPLE:
        return Header(tuple(named), None, None, "name-line", 0.8)
    return header


def _signed(view: View, people: People, span: Span) -> bool:
    """True where brackets at a line's end hold a full name, so that it begins with none: "Cassandra - … (Jan Sowa)"."""
    aside = view.text.rfind("(", *span)
    closed = aside > span.start and view.text[aside : span.end].rstrip(" .*|").endswith(")")
    return closed and bool(leading_people(view, people, aside, span.end, certainty=SURE))


def _set_against_title(view: View, at: int, end: int) -> bool:
    """True behind marked words that a dash parts from the rest, or a comma or slash from a marked title."""
    if SPACED_DASH.match(view.text, at, end):
        return True
    beside = _BESIDE.match(view.text, at, end)
    return beside is not None and _marked_at(view, beside.end())


_FULL_STOP: Final = re.compile(r"[*_]*\.\s+(?=[\"„“(]?[^\W_a-ząćęłńóśźż])")
_BESIDE: Final = re.compile(r"(?:,\s|\s[/|]\s)")
_AFTER_NAME: Final = re.compile(rf"[\"”*]*{COMPANY}\s*(?:[-–—:|>→\t·•]+|[,.](?=\s)|/(?=\s))\s*|{COMPANY}\s+(?=[\"„“«])")
_AFTER_COMPANY: Final = re.compile(r",?\s*@?\s*[^-–—:|,„“\"\n]{2,45}?\s*(?:\s[-–—|]\s|:\s|\s(?=[„“\"]))")


def _name_and_title(view: View, people: People, unit: Unit, span: Span, named: list[Mention]) -> Header | None:
    """A line that begins with names and goes on to their title, or to what its owners are."""
    last = named[-1].end
    affiliation = _affiliation(view, last, span.end)
    after = affiliation or _AFTER_NAME.match(view.text, last, span.end) or _after_bold(view, named, unit)
    if after is None and "nom" in named[0].person.cases:
        after = _AFTER_COMPANY.match(view.text, last, span.end)
    unsure = min(mention.certainty for mention in named) < SURE
    unsure = unsure and not view.covered(view.bold, named[0].start, last)
    title, rest = title_and_rest(view, Span(after.end(), span.end)) if after else (None, None)
    if after is None or title is None or (unsure and not may_be_foreign(view, unit, span)):
        return None
    comma = not affiliation and view.text[last : after.end()].lstrip('"”* ').startswith((",", "."))
    quoted = view.text[title.start - 1] in '"„“«'
    marked = is_marked(view, unit)
    if not quoted and tells_who(view, title) and (unit.line.kind in ROWS or marked):
        return Header(tuple(named), None, None, "name-line", 0.8)
    told = (comma and not quoted and not reads_as_title(view, title)) or _bio_of(view, people, named, title)
    bare = unit.line.kind in ROWS and not (quoted or marked or named[0].person.last or _marked_at(view, title.start))
    if (
        not told
        and not (bare and view.text[title.start].islower())
        and plausible(view, people, title, unit, beside=True)
    ):
        if rest and unit.line.kind is BlockKind.PARAGRAPH and _goes_on_in_pairs(view, people, rest):
            return None
        return Header(tuple(named), title, rest, "name-title", 0.95 if rest is None else 0.9)
    beside = _AFTER_NAME.match(view.text, last, span.end) is not None and not view.has("talks.speak", last, span.end)
    topic = beside and unit.line.kind in ROWS and not told and view.text[title.start].islower()
    topic = topic and not tells_who(view, title)
    sure = named[0].certainty >= KNOWN or not named[0].person.last
    return Header(tuple(named), None, None, "name-topic", 0.75, topic=title) if topic and sure else None


def _goes_on_in_pairs(view: View, people: People, rest: Span) -> bool:
    """True for running text in which the next name and title follow: "A: “Title”. B: “Title”. Pizza is on …"."""
    named = people.surely(rest.start, min(rest.end, rest.start + 60))
    return bool(named) and named[0].start <= rest.start + 6 and _PAIRED.match(view.text, named[-1].end) is not None


_PAIRED: Final = re.compile(r"[*_]*:\s[*_]*[\"“„]")


def below_title(view: View, people: People, unit: Unit, span: Span) -> Header | None:
    """Who speaks, in bold type right below the title, and what about: "**Jane Roe** - three ways to fail"."""
    leading = leading_people(view, people, *span, certainty=0.3)
    if leading and view.covered(view.emphasis, *span) and _PRESENTED.fullmatch(view.text, leading[-1].end, span.end):
        return Header(tuple(leading), None, None, "under-title", 0.9)
    named = [mention for mention in leading if view.covered(view.bold, mention.start, mention.end)]
    if not named or named[0] is not leading[0] or unit.line.kind is not BlockKind.PARAGRAPH:
        return None
    if _WHOSE.fullmatch(view.text, named[-1].end, span.end):
        return Header(tuple(named), None, None, "under-title", 0.9)
    if told := _TOLD_OF.match(view.text, named[-1].end, span.end):
        speaks = any(hit.start <= told.end() + 2 for hit in view.hits("talks.speak", told.end(), span.end))
        talk = speaks or view.has("talks.listen", told.end(), span.end)
        return None if talk else Header(tuple(named), None, None, "under-title", 0.9)
    dash = SPACED_DASH.match(view.text, named[-1].end, span.end)
    rest = view.trim(Span(dash.end(), span.end)) if dash else None
    return Header(tuple(named), None, rest, "under-title", 0.9) if rest and view.text[rest.start] not in '"„“' else None


_WHOSE: Final = re.compile(r"[*\s]*(?:\((?:he|she|they|on|ona)/[^()\n]{2,12}\))?[*\s]*(?:,\s?[^,.:;\n–—]{2,40})?")
"""After a speaker's name: "(she/her), Acme"."""
_TOLD_OF: Final = re.compile(r"[*\s]*\([^()\n]{2,80}\)\s+[-–—]\s+(?=[a-ząćęłńóśźż])")
"""After a speaker's name: "(Senior Developer @ Acme) - ", and on in small letters with who that is."""
_PRESENTED: Final = re.compile(r"[*\s]*(?:,\s|\s?\()[^\n]{2,120}")
"""After a speaker's name in a line of italics: ", engineer at a firm that may not be named"."""


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
    if not found or view.text[start : start + 1] != "," or _marked_at(view, start + 2):
        return None
    short = len(found[0].strip(" ,-–—|:").split()) <= FEW
    return found if short or view.has("talks.job", *found.span()) or view.has("talks.bio", *found.span()) else None


def _marked_at(view: View, at: int) -> bool:
    return any(view.mark_at(marks, at) is not None for marks in (view.bold, view.emphasis))


def _bio_of(view: View, people: People, named: list[Mention], title: Span) -> bool:
    """True where the words after a name begin with the name again: "Jane Roe - Jane has been …"."""
    opening = [
        m.person for m in people.between(title.start, min(title.end, title.start + 40)) if m.start <= title.start
    ]
    opening += [m.person for m in people.first_names(title.start, min(title.end, title.start + 24))]
    again = any(people.same_first(person, mention.person) for person in opening for mention in named)
    return again and view.text.find(named[0].person.first, *title) <= title.start + 1
