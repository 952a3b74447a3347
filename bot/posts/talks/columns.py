"""Rows of a table whose head says which column holds the title and which one the speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.talks.header import Header
from bot.posts.talks.labels import Role
from bot.posts.talks.titles import plausible, strip_quotes
from bot.posts.talks.view import Span
from bot.posts.talks.whom import leading_people, named_by_shape

if TYPE_CHECKING:
    from bot.posts.talks.labels import Unit
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View

_TITLES: Final = frozenset((Role.TITLE, Role.TALK))


def by_columns(view: View, people: People, unit: Unit) -> Header | None:
    """The talk of a row: "23.10 | Title | Jane Roe | Acme" below "Date | Topic | Speaker | Sponsor"."""
    if unit.line.kind is not BlockKind.TABLE_ROW:
        return None
    cells = _cells(view, Span(unit.line.start, unit.line.end))
    title_at, speaker_at = _columns(view, unit.line.block)
    if title_at is None or speaker_at is None or max(title_at, speaker_at) >= len(cells):
        return None
    title, cell = strip_quotes(view, cells[title_at]), cells[speaker_at]
    named = leading_people(view, people, *cell, certainty=0.3) or _by_shape(view, cell)
    if not named or not plausible(view, people, title, unit, beside=True):
        return None
    return Header(tuple(named), title, None, "title-name", 0.95)


def _by_shape(view: View, cell: Span) -> list[Mention]:
    named = named_by_shape(view, *cell, surely=True)
    return named if named and named[-1].end == cell.end else []


def _columns(view: View, block: int) -> tuple[int | None, int | None]:
    """Which column of a block's table holds titles, and which one speakers, by the table's first row."""
    blocks = view.document.blocks
    first = block
    while first and blocks[first - 1].kind is BlockKind.TABLE_ROW and block - first < _MOST_ROWS:
        first -= 1
    titles: int | None = None
    speakers: int | None = None
    for place, cell in enumerate(_cells(view, Span(blocks[first].start, blocks[first].end)) if first < block else ()):
        whole = [hit for hit in view.hits("talks.label", *cell) if hit.start == cell.start and hit.end >= cell.end]
        roles = {Role(hit.value) for hit in whole}
        titles = place if titles is None and roles & _TITLES else titles
        speakers = place if speakers is None and Role.SPEAKER in roles else speakers
    return titles, speakers


_MOST_ROWS: Final = 30


def _cells(view: View, row: Span) -> list[Span]:
    cells: list[Span] = []
    at = row.start
    while at <= row.end:
        stop = view.text.find("\t", at, row.end)
        stop = row.end if stop < 0 else stop
        cells.append(view.trim(Span(at, stop)))
        at = stop + 1
    return cells
