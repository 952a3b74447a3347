"""What a line that names a talk says, and what the ways of writing one have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.posts.talks.titles import ROWS, TITLE_LONGEST, is_marked

if TYPE_CHECKING:
    from bot.posts.talks.labels import Unit
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.view import Span, View


@dataclass(frozen=True, slots=True)
class Header:
    """What a line names: people, a title, or both; and what the line goes on to say after them."""

    people: tuple[Mention, ...]
    title: Span | None
    rest: Span | None
    rule: str
    sure: float
    topic: Span | None = None
    """What the line says the talk is about, where that is no title."""


COMPANY: Final = r"(?:\s*\([^()\n]{1,80}\)|\s*\[[^\[\]\n]{1,60}\])?"
SPACED_DASH: Final = re.compile(r"\s+[-–—]\s+|:\s+")
ABSTRACT_SHORTEST: Final = 60
MOST_PEOPLE: Final = 4
FEW: Final = 2
SURE: Final = 0.6


def may_be_foreign(view: View, unit: Unit, span: Span) -> bool:
    """True where two unknown capitalised words may be a name: a short line or a marked one."""
    return is_marked(view, unit) or unit.line.kind in ROWS or span.end - span.start <= TITLE_LONGEST
