"""Which lines may open a talk though they name nobody, by the lines around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.talks.titles import tells_who
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.talks.drafts import Draft
    from bot.posts.talks.labels import Label, Unit
    from bot.posts.talks.paragraphs import Paragraphs
    from bot.posts.talks.view import View


def may_be_title(paragraphs: Paragraphs, unit: Unit, following: Unit | None, draft: Draft | None) -> bool:
    """True for a line that may hold a title and no more: below the speaker of `draft`, or above what describes it."""
    if draft and draft.speakers and not draft.title and not draft.told:
        return True
    return unit.line.opens and following is not None and paragraphs.may_describe(following, unit)


def asks_for_title(view: View, unit: Unit, label: Label, draft: Draft | None) -> bool:
    """True for "O czym? Kolejki bez tajemnic": a few words right after such a label, where no title stands yet."""
    few = not unit.empty and len(view.quote(Span(unit.start, unit.end)).split()) <= _TITLE_WORDS
    untitled = draft is None or draft.title is None
    return few and untitled and view.has("talks.what_about", label.start, label.end)


_TITLE_WORDS: Final = 12


def names_the_meetup(view: View, unit: Unit, label: Label) -> bool:
    """True for "What: our March meeting", "Co: Latarnia #4": the evening's own name, not a talk's title."""
    if unit.empty or not view.has("talks.what", label.start, label.end):
        return False
    return view.has("kinds.meeting_only", unit.start, unit.end) or bool(_NUMBERED.search(view.text, *_of(unit)))


def _of(unit: Unit) -> Span:
    return Span(unit.start, unit.end)


_NUMBERED: Final = re.compile(r"\w #\d{1,3}\b")


def is_stacked(view: View, unit: Unit, following: Unit | None, draft: Draft | None, *, first: bool) -> bool:
    """True for a line of a few that share a paragraph: a name, a title, what it is about.

    `first` is True for the first line of its paragraph, `draft` is the talk that was named last.
    """
    line = unit.line
    if line.kind is not BlockKind.PARAGRAPH or unit.end - unit.start > _SHORT_LINE:
        return False
    if not first:
        return draft is not None and bool(draft.speakers) and draft.title is None
    if following is None or following.line.block != line.block or following.label:
        return False
    return not tells_who(view, Span(following.start, following.end))


_SHORT_LINE: Final = 160
