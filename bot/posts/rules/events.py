"""Posts that tell of two own meetups: a line, an hour and a sign-up link (or a date) for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.page import Span
from bot.posts.rules.given_up import RELATIVE
from bot.posts.rules.times import all_hours

if TYPE_CHECKING:
    from bot.posts.page import Page
    from bot.posts.rules.signup import Signup
    from bot.posts.rules.which_day import Weighed

_LINK_AT_LEAST: Final = 2.5
_DATE_AT_LEAST: Final = 4.5
_MOST: Final = 4
_LABEL: Final = 60
_TOPIC_END: Final = re.compile(r":|\s[-–—]\s|\s(?:o|at|godz)\.?\s\d|\(|\n|https?:")


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """One of several own meetups: the block that announces it, and the blocks that tell of it alone."""

    line: Span
    sections: tuple[Span, ...]
    shared: Span
    """What is told before the first of them: "Oba o 18:00"."""

    def has(self, place: int) -> bool:
        return any(part.start <= place < part.end for part in (self.line, *self.sections))


def own_events(page: Page, days: list[Weighed], signups: list[Signup]) -> tuple[OwnEvent, ...]:
    """The post's meetups where it tells of more than one; () where it tells of one."""
    lines = _by_link(page, signups) or _by_date(page, days)
    if not 1 < len(lines) <= _MOST:
        return ()
    shared = Span(0, min(lines).start)
    headed = _under_headings(page, lines)
    sections = headed or [_sections(page, line, lines) for line in lines]
    return tuple(OwnEvent(line, parts, shared) for line, parts in zip(lines, sections, strict=True))


def topic_of(page: Page, event: OwnEvent) -> Span | None:
    """The words at the head of an event's line that say what it is about, without the word for a meeting."""
    stop = _TOPIC_END.search(page.text, event.line.start, event.line.end)
    start, end = event.line.start, stop.start() if stop else event.line.end
    first = page.words.at(start)
    if first >= len(page.words.words) or end - start > 2 * _LABEL:
        return None
    start = page.words.words[first].start
    meeting = next(iter(page.words.between(start, end, "kinds.meeting_only")), None)
    if meeting is not None and meeting.start == start and meeting.last + 2 < len(page.words.words):
        start = page.words.words[meeting.last + 2].start
    return Span(start, end) if end - start > 2 else None  # noqa: PLR2004


def _by_link(page: Page, signups: list[Signup]) -> list[Span]:
    """Blocks that each hold a sign-up link and an hour of their own."""
    lines: dict[Span, int] = {}
    hours: set[object] = set()
    for signup in sorted(signups[: 2 * _MOST], key=lambda s: s.found.start):
        block = page.block_at(signup.found.start)
        if signup.weight < _LINK_AT_LEAST or block in lines:
            continue
        its = [h for h in all_hours(page.words, page.lexicon) if block.start <= h.start < block.end]
        if its and page.words.any(*block, "kinds.meeting"):
            lines[block] = len(lines)
            hours.add((its[0].value.value, _day_in(page, block)))
    return list(lines) if len(hours) == len(lines) else []


def _day_in(page: Page, block: Span) -> str | None:
    hit = next(iter(page.words.between(block.start, block.end, "dates.month", "dates.weekday")), None)
    return page.text[max(block.start, hit.start - 4) : hit.end] if hit else None


def _by_date(page: Page, days: list[Weighed]) -> list[Span]:
    """Blocks that each name a day of their own with an hour, and call it a meeting."""
    lines: list[Span] = []
    for one in days:
        if one.weight < _DATE_AT_LEAST or one.past or one.instead or one.found.in_title or one.found.rule in RELATIVE:
            continue
        block = page.block_at(one.found.start)
        its = [h for h in all_hours(page.words, page.lexicon) if block.start <= h.start < block.end]
        if block not in lines and its and page.words.any(*block, "kinds.meeting_only", "dates.label"):
            lines.append(block)
    return sorted(lines)


def _under_headings(page: Page, lines: list[Span]) -> list[tuple[Span, ...]]:
    """What stands under the heading that each event has of its own; [] where they share one, or stand under none."""
    headings = [block for block in page.blocks if block.kind is BlockKind.HEADING]
    above = [next((h for h in reversed(headings) if h.end <= line.start), None) for line in lines]
    own = [heading for heading in above if heading is not None]
    if len({heading.start for heading in own}) < len(lines) or len({heading.level for heading in own}) > 1:
        return []
    ends = (next((h.start for h in headings if h.start > h0.start and h.level <= h0.level), None) for h0 in own)
    return [
        (Span(heading.start, len(page.text) if end is None else end),) for heading, end in zip(own, ends, strict=True)
    ]


def _sections(page: Page, line: Span, lines: list[Span]) -> tuple[Span, ...]:
    """Further blocks that begin with a label naming this event's kind of meeting ("Abstrakt warsztatów:")."""
    noun = _noun(page, line)
    others = {_noun(page, other) for other in lines if other != line}
    if noun is None or noun in others:
        return ()
    found: list[Span] = []
    mine = False
    for block in page.blocks:
        span = Span(block.start, block.end)
        if span in lines or block.start >= len(page.text):
            continue
        label = _label(page, span)
        if label is not None:
            nouns = {_stem(page, hit.first) for hit in page.words.between(*label, "kinds.meeting")}
            mine = noun in nouns and not nouns & others
        if mine:
            found.append(span)
    return tuple(found)


def _label(page: Page, block: Span) -> Span | None:
    colon = page.text.find(":", block.start, min(block.end, block.start + _LABEL))
    marked = any(m.start == block.start for m in page.marks_near(block.start))
    return Span(block.start, colon) if colon >= 0 and marked else None


def _noun(page: Page, block: Span) -> str | None:
    hit = next(iter(page.words.between(*block, "kinds.meeting")), None)
    return _stem(page, hit.first) if hit else None


def _stem(page: Page, at: int) -> str:
    return page.words.words[at].text[:6]
