"""Labels that say what a part of a post is: "Abstrakt 1:", "O prelegencie", "Speaker:", "Prezentacja Andrzeja"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.talks.view import Line, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.document import Mark
    from bot.posts.lexicon import Hit
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View


class Role(StrEnum):
    """What stands in a part of a post; the keys of the lexicon's `talks.label`."""

    ABSTRACT = "abstract"
    BIO = "bio"
    TITLE = "title"
    SPEAKER = "speaker"
    TALK = "talk"
    SPONSOR = "sponsor"
    OTHER = "other"
    AGENDA = "agenda"
    VOICE = "voice"
    ABOUT = "about"
    """"About": a talk's abstract, and with a name behind it the bio of its owner."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label: where it stands, where the words that it labels begin, and whom or which talk it names."""

    start: int
    end: int
    roles: frozenset[Role]
    number: int | None = None
    people: tuple[Mention, ...] = ()
    alone: bool = False
    """True for a label that fills its line, so that what it labels stands below."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A line, or what is left of it after its label; `label` is the label that it begins with."""

    start: int
    end: int
    line: Line
    label: Label | None = None

    @property
    def empty(self) -> bool:
        return self.end <= self.start


def units_of(view: View, people: People) -> Iterator[Unit]:
    """The lines of a view, cut before and after each label."""
    for line in view.lines():
        if pairs := _pairs_in(view, people, line):
            yield from (Unit(*pair, line) for pair in pairs)
            continue
        start, label = line.start, None
        for found in _labels_in(view, people, line):
            if found.start < start:
                continue
            before = view.trim(Span(start, found.start))
            if label or any(c.isalnum() for c in view.text[before.start : before.end]):
                yield Unit(before.start, before.end, line, label)
            start, label = found.end, found
        rest = view.trim(Span(start, line.end))
        if label or rest.end > rest.start:
            yield Unit(rest.start, rest.end, line, label)


def _pairs_in(view: View, people: People, line: Line) -> list[Span]:
    """The talks of a line that names several in bold type: "**Jane Roe – Title** and **Jan Kowalski – Title**"."""
    marks = view.marks_in(view.bold, line.start, line.end)
    if not 1 < len(marks) <= _MOST_PAIRS:
        return []
    pairs = [
        Span(mark.start, mark.end)
        for mark in marks
        if any(
            m.start <= mark.start + 1 and _PAIR.match(view.text, m.end, mark.end) for m in people.between(*_of(mark))
        )
    ]
    beside = line.end - line.start - sum(mark.end - mark.start for mark in marks)
    return pairs if len(pairs) == len(marks) and beside <= _BESIDE_PAIRS else []


def _of(mark: Mark) -> Span:
    return Span(mark.start, mark.end)


_PAIR: Final = re.compile(r"\s[-–—|]\s+\S+\s|:\s+\S+\s")
_MOST_PAIRS: Final = 4
_BESIDE_PAIRS: Final = 60


def speaker_below(unit: Unit, following: Unit | None) -> bool:
    """True for a line with "Prowadzący: …" right below it in the same block: it is what that person talks on."""
    if following is None or following.label is None or following.line.block != unit.line.block:
        return False
    return Role.SPEAKER in following.label.roles


_LEAD: Final = re.compile(r"(?:^|(?<=[.!?…:;\n]))[\s\W_]*(?:\d{1,2}[.)]\s*)?[\s\"„“(*•–—-]*$")
_LONGEST: Final = 90
_COLON: Final = re.compile(r"\s*[\"”)]?\s*:(?!\d)")
_STOP: Final = re.compile(r"[?.](?=[\s*_]+\S)")
_DASH: Final = re.compile(r"\s+[-–—|]\s+|\s*[–—|]\s*|\t")
_NUMBER: Final = re.compile(r"\s*[#(]?(\d{1,2}|[IVX]{1,4})[.)]?(?!:\d)(?=\s*[:\-–—|\n]|\s*$|\s)")
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}
_ASIDE: Final = re.compile(r"\s*\([^()\n]{1,20}\)\s*$")
"""A language or an hour behind a label that fills its line: "Prelekcja 1 (PL)", "Sesja II (19:00)"."""


def _labels_in(view: View, people: People, line: Line) -> Iterator[Label]:
    done = line.start
    hits = view.hits("talks.label", line.start, line.end) + view.hits("talks.voice", line.start, line.end)
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < done:
            continue
        label = _label_at(view, people, line, hit)
        if label:
            done = max(label.end, hit.end)
            yield label


def _label_at(view: View, people: People, line: Line, hit: Hit) -> Label | None:
    start = _opening(view, people, line, hit)
    if start is None:
        return None
    if hit.value is None:
        return _voice(view, line, start, hit)
    draft = _extent(view, people, line, hit)
    if draft.roles >= _UNCHANGED:
        return None
    end = _end(view, line, start, draft)
    if end is None:
        return None
    while end < line.end and view.text[end] in " \u00a0:":
        end += 1
    return replace(draft, start=start, end=end, alone=end >= line.end)


def _end(view: View, line: Line, start: int, label: Label) -> int | None:
    """Where a label ends whose words end at `label.end`: with a colon, line, dash or bold type; None if it is none."""
    colon = _COLON.match(view.text, label.end, line.end)
    if colon:
        return colon.end()
    if start > line.start + _MARKUP and not _after_soft_break(view, start):
        return None
    if (stop := _stop(view, line, label)) is not None:
        return stop
    bold = _bold_end(view, start)
    aside = _ASIDE.match(view.text, label.end, line.end) if line.kind is BlockKind.HEADING else None
    if aside or not any(c.isalnum() for c in view.text[label.end : line.end]):
        return line.end if _may_stand_alone(line, label.roles, bold) else None
    dash = _dash(view, line, label)
    if dash and (label.number is not None or bold is not None or label.roles <= _DASHED):
        return dash.end()
    return bold if bold is not None and label.end <= bold <= label.end + 2 else None


def _dash(view: View, line: Line, label: Label) -> re.Match[str] | None:
    """The dash or the cell's end behind a label; None in a table's head, as in "Title | Speaker"."""
    dash = _DASH.match(view.text, label.end, line.end)
    if dash is None or dash[0] != "\t":
        return dash
    return None if any(hit.start == dash.end() for hit in view.hits("talks.label", dash.end(), line.end)) else dash


def _stop(view: View, line: Line, label: Label) -> int | None:
    """Where a label ends with a full stop or a question mark: "Talk 1. …", "Ad 3. …", "Kto prowadzi? …"."""
    if label.roles & _NUMBERED and label.number is not None and view.text[label.end - 1] in ".)":
        return label.end
    stop = _STOP.match(view.text, label.end, line.end)
    if stop is None:
        return None
    whole = label.roles <= _TOLD_BY if stop[0] == "." else _answered_briefly(view, stop.end(), line.end)
    return stop.end() if whole else None


def _answered_briefly(view: View, start: int, end: int) -> bool:
    """True for "Kto prowadzi? Ala i Olek.", not where a whole paragraph or a quotation answers."""
    stop = view.soft_break(start + 2, end)
    if stop is not None and not (view.text[stop - 1] in ".!?)" or view.text[stop + 1 : stop + 2].isupper()):
        return False  # a paragraph that the author wrapped
    end = end if stop is None else stop
    return end - start <= _ANSWER_LONGEST and not view.text[start:end].rstrip().endswith(":")


_ANSWER_LONGEST: Final = 140
_MARKUP: Final = 6
"""Bullets, numbers and quotes may stand before a label on its line."""
_NUMBERED: Final = frozenset((Role.TALK, Role.ABSTRACT))
_TOLD_BY: Final = frozenset((Role.ABSTRACT, Role.BIO))
"""What a label with a full stop may announce: "Streszczenie. …"."""
_DASHED: Final = frozenset((Role.ABSTRACT, Role.BIO, Role.SPEAKER, Role.TITLE))


def _opening(view: View, people: People, line: Line, hit: Hit) -> int | None:
    """Where the label begins, if one may begin here: a line, a sentence, bold type, a name before it."""
    if hit.start == line.start or _LEAD.search(view.text, max(line.start, hit.start - 12), hit.start):
        return hit.start
    near = hit.start - line.start <= _NAME_LONGEST + 12
    if near and not any(c.isalnum() for c in view.text[line.start : hit.start]):
        return hit.start
    if _after_soft_break(view, hit.start):
        return hit.start
    if any(
        mark.start <= hit.start <= mark.start + 3 for mark in view.marks_in(view.bold, hit.start - 3, hit.start + 1)
    ):
        return hit.start
    before = near and view.text[line.start : hit.start].strip(" \"'*-–—.0123456789)(")
    if before and len(before) <= _NAME_LONGEST and hit.value == Role.BIO:
        named = people.between(line.start, hit.start, certainty=0.3) or list(people.first_names(line.start, hit.start))
        if named and not view.text[named[0].end : hit.start].strip(" -–—,"):
            return line.start
    return None


_NAME_LONGEST: Final = 40
_UNCHANGED: Final = frozenset((Role.OTHER, Role.TITLE))
"""What "Godzina zostaje:" would be, which labels nothing."""


def _extent(view: View, people: People, line: Line, hit: Hit) -> Label:
    """A label as far as it reaches from its first word: further label words, fillers, numbers, names."""
    roles = {Role(hit.value)}
    number: int | None = next((h.value for h in view.hits("talks.ordinal", hit.start, hit.end)), None)
    named: list[Mention] = []
    end = hit.end
    limit = min(line.end, hit.start + _LONGEST)
    while end < limit:
        further = _further(view, people, end, limit)
        if further is None:
            break
        end, role, digits, mention = further
        roles |= {role} if role else set()
        number = digits if digits is not None else number
        named += [mention] if mention else []
        if digits is not None and view.has("talks.of_item", hit.start, hit.end):
            break
    if Role.ABOUT in roles:
        roles = roles - {Role.ABOUT} | {Role.BIO if named else Role.ABSTRACT}
    return Label(hit.start, end, frozenset(roles), number, tuple(named))


def _further(
    view: View, people: People, at: int, limit: int
) -> tuple[int, Role | None, int | None, Mention | None] | None:
    digits = _NUMBER.match(view.text, at, limit)
    if digits:
        number = int(digits[1]) if digits[1].isdigit() else _ROMAN.get(digits[1])
        return digits.end(), None, number, None
    while at < limit and view.text[at] in " \u00a0,/&#(":
        at += 1
    found = next((h for h in view.hits("talks.label", at, limit) if h.start == at), None)
    if found:
        return found.end, Role(found.value), None, None
    filler = next((h for h in view.hits("talks.filler", at, limit) if h.start == at), None)
    if filler:
        ordinal = next((h.value for h in view.hits("talks.ordinal", at, filler.end)), None)
        return filler.end, None, ordinal, None
    named = [m for m in people.between(at, limit, certainty=0.3) if m.start == at]
    named = named or [m for m in people.first_names(at, min(limit, at + _NAME_LONGEST)) if m.start == at]
    if named:
        return named[0].end, None, None, named[0]
    return None


def _voice(view: View, line: Line, start: int, hit: Hit) -> Label | None:
    """A lead-in such as "Oddajmy głos prelegentowi:" reaches to its colon, a few words on."""
    colon = view.text.find(":", hit.end, min(line.end, hit.end + 60))
    if colon < 0 or view.text.find(". ", hit.end, colon) >= 0:
        return None
    end = colon + 1
    while end < line.end and view.text[end] in " \u00a0":
        end += 1
    return Label(start, end, frozenset((Role.VOICE,)), alone=end >= line.end)


def _may_stand_alone(line: Line, roles: frozenset[Role], bold_until: int | None) -> bool:
    """True where a label without a colon is one: a heading, bold type, or a word that is hardly anything else."""
    if line.kind is BlockKind.HEADING or (bold_until is not None and bold_until >= line.end - 1):
        return True
    return bool(roles & {Role.ABSTRACT, Role.BIO, Role.AGENDA}) and line.kind is BlockKind.PARAGRAPH


def _bold_end(view: View, start: int) -> int | None:
    mark = view.mark_at(view.bold, start)
    return mark.end if mark else None


def _after_soft_break(view: View, at: int) -> bool:
    """True right after a line break of the source that the page does not show."""
    return at > 0 and view.text[at - 1] in " \u00a0" and view.soft_break(at - 1, at) is not None
