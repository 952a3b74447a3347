"""Posts that tell of several own meetups, each in a part of its own below a head with its day.

Such a part is read as if it were a post: the page without the other parts, every place where it was.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind, Document, MarkKind
from bot.posts.page import Page, Span
from bot.posts.rules.given_up import RELATIVE
from bot.posts.rules.times import all_hours

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.posts.model import MeetupFacts
    from bot.posts.page import Found
    from bot.posts.rules.days import Day
    from bot.posts.rules.which_day import Weighed

_DATE_AT_LEAST: Final = 2.2
_MOST: Final = 4
_APART: Final = timedelta(days=2)
"""Days that follow each other are one event's, which lasts so long."""
_SEVERAL: Final = (2, 3, 4)
_AT_THE_HEAD: Final = 14
"""Characters before a day that leads its block: "Środa, 18 marca: ..."."""
_VISIBLE: Final = re.compile(r"[^\n]")


def parts(page: Page, days: list[Weighed]) -> tuple[Page, ...]:
    """One page for each own meetup, in reading order; () where the post tells of them in another way, or of one."""
    told = (_heads(page, days, way) for way in (_head_at, _led_by if _says_several(page) else _under_heading, _row_of))
    heads = next((heads for heads in told if 1 < len(heads) <= _MOST), [])
    if not heads:
        return ()
    ends = [*(start for start, _day in heads[1:]), len(page.text)]
    stretches = [Span(start, end) for (start, _day), end in zip(heads, ends, strict=True)]
    last = stretches[-1]
    stretches[-1] = Span(last.start, _of_both(page, last))
    hours = [hour.start for hour in all_hours(page.words, page.lexicon)]
    shared = any(not stretches[0].start <= hour < stretches[-1].end for hour in hours)
    if not all(shared or any(part.start <= hour < part.end for hour in hours) for part in stretches):
        return ()
    return tuple(_without(page, [other for other in stretches if other != part]) for part in stretches)


def with_shared_place(facts: MeetupFacts, page: Page, earlier: MeetupFacts | None) -> MeetupFacts:
    """The meetup where the one before it is, if its part says "as above"."""
    if earlier is None or facts.venue is not None or not page.words.any(0, len(page.text), "places.as_above"):
        return facts
    return replace(facts, venue=earlier.venue, address=earlier.address, online=earlier.online)


def _heads(
    page: Page, days: list[Weighed], head_of: Callable[[Page, Found[Day]], int | None]
) -> list[tuple[int, date]]:
    """Where the meetups' parts begin, with their days: one after the other, in the order of the calendar."""
    heads: dict[int, date] = {}
    for one in days:
        if one.weight < _DATE_AT_LEAST or one.past or one.instead:
            continue
        for found in one.mentions:
            if not found.in_title and found.rule not in RELATIVE and (head := head_of(page, found)) is not None:
                heads.setdefault(head, one.day)
    told = sorted(heads.items())
    rising = all(later - sooner >= _APART for (_at, sooner), (_then, later) in pairwise(told))
    return told if rising else []


def _head_at(page: Page, day: Found[Day]) -> int | None:
    """Where the heading, or the paragraph that begins in bold type, begins that has the day in it."""
    block = next((block for block in page.blocks if block.start <= day.start < block.end), None)
    if block is None:
        return None
    if block.kind is BlockKind.HEADING:
        return block.start
    bold = any(
        mark.kind is MarkKind.STRONG and mark.start == block.start and day.start < mark.end
        for mark in page.marks_near(block.start)
    )
    return block.start if bold and block.kind is BlockKind.PARAGRAPH else None


def _led_by(page: Page, day: Found[Day]) -> int | None:
    """Where the block begins that a day leads, or the heading above a labelled day."""
    block = page.block_at(day.start)
    labelled = page.words.any(block.start, day.start, "dates.label")
    if day.start - block.start <= _AT_THE_HEAD and not labelled:
        before = [other for other in page.blocks if other.end <= block.start]
        return before[-1].start if before and before[-1].kind is BlockKind.HEADING else block.start
    return _under_heading(page, day)


def _under_heading(page: Page, day: Found[Day]) -> int | None:
    """Where the heading begins below which a labelled day stands: "## Warsztaty", then "Kiedy: 18 marca"."""
    block = page.block_at(day.start)
    above = [head.start for head in page.blocks if head.kind is BlockKind.HEADING and head.end <= block.start]
    return above[-1] if above and page.words.any(block.start, day.start, "dates.label") else None


def _row_of(page: Page, day: Found[Day]) -> int | None:
    """Where the row of a table begins that a day leads, below a head that asks for days: "| Data | Temat |"."""
    rows = [block for block in page.blocks if block.kind is BlockKind.TABLE_ROW and block.start <= day.start]
    if not rows or day.start >= rows[-1].end or day.start - rows[-1].start > _AT_THE_HEAD:
        return None
    asked = any(page.words.any(row.start, row.end, "dates.label") for row in rows[:-1])
    return rows[-1].start if asked else None


def _says_several(page: Page) -> bool:
    """True for "oba spotkania", "dwa jesienne spotkania", "all meetings are at 6pm"; not for a meetup of two days."""
    for words in (page.title_words, page.words):
        meetings = {hit.first for hit in words.hits("kinds.meeting_only")}
        days = {hit.first for hit in words.hits("dates.unit_days")}
        if any(not days & {hit.last + 1, hit.last + 2} for hit in words.hits("kinds.several")):
            return True
        if any(
            hit.value in _SEVERAL and meetings & {hit.last + 1, hit.last + 2} for hit in words.hits("dates.numeral")
        ):
            return True
    return False


def _of_both(page: Page, last: Span) -> int:
    """Where the last part ends: before the closing words about all meetups ("Partnerem obu spotkań jest X")."""
    end = last.end
    for block in reversed(page.blocks):
        if block.start <= last.start:
            return block.end if block.kind is BlockKind.TABLE_ROW and block.start == last.start else end
        if page.words.any(block.start, block.end, "kinds.both", "kinds.several"):
            end = block.start
    return end


def _without(page: Page, others: list[Span]) -> Page:
    """The page as if the other parts were not written; what is left stands where it stood."""
    document = page.document
    text, done, pieces = document.text, 0, []
    for part in others:
        pieces += [text[done : part.start], _VISIBLE.sub(" ", text[part.start : part.end])]
        done = part.end

    def stays(start: int) -> bool:
        return not any(part.start <= start < part.end for part in others)

    left = Document(
        text="".join((*pieces, text[done:])),
        origins=document.origins,
        blocks=tuple(block for block in document.blocks if stays(block.start)),
        marks=tuple(mark for mark in document.marks if stays(mark.start)),
        excerpt_end=document.excerpt_end,
    )
    return Page(page.post, page.site, left, page.lexicon)
