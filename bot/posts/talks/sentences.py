"""The sentences of running text, each with what it is for: the talk, the evening, or a person's life."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.posts.talks.titles import ROWS

if TYPE_CHECKING:
    from bot.posts.talks.drafts import Draft
    from bot.posts.talks.labels import Unit
    from bot.posts.talks.view import Span, View


@dataclass(slots=True)
class Sentence:
    """A sentence of the story, with what it is for."""

    span: Span
    unit: int
    """Which line of the story it stands in."""
    logistics: bool
    bio: bool
    plenty: bool
    """True for "Tematy będą dwa.": what the talks are about comes after it."""
    drafts: list[Draft] = field(default_factory=list)
    """The talks that it names."""
    practical: bool = False
    """True for one on the evening, the place and who may come, that begins no talk's description."""
    lengthy: bool = False
    """True for the first sentence of a paragraph of several lines in which nothing is said of the evening."""
    goes_on: bool = False
    """True where a verb right behind the title says what the talk does."""
    in_which: bool = False
    """True where the title is followed by "in which …", or by what somebody does then."""
    introduces: set[str] = field(default_factory=set)
    """Whom it names as its subject."""
    listed: bool = False
    """True for an item of a list."""
    carries_on: bool = False
    """True where it speaks of what is told and learned, as the next paragraph of a description does."""
    tells: bool = False
    """True where it says what a talk is about, beyond naming its title or its speaker."""


HOUR: Final = re.compile(
    r"\b(?:\d{1,2}(?:[:.]\d{2})? ?[ap]\.?m\b|(?:at|o|od|godz\.|godzinie) \d{1,2}[:.]\d{2}\b|godz\w* \d)"
)
"""A sentence that names an hour is about the evening."""


def sentences_of(view: View, unit: Unit, number: int) -> list[Sentence]:
    """The sentences of a line of the story, which is the `number`th."""
    spans = view.sentences(unit.start, unit.end)
    sentences = [_sentence(view, unit, number, span) for span in spans]
    apart = any(s.logistics or s.practical or s.bio for s in sentences)
    if len(sentences) > 1 and not apart and unit.end - unit.start >= _LENGTHY:
        sentences[0].lengthy = True
    return sentences


_LENGTHY: Final = 160


def _sentence(view: View, unit: Unit, number: int, span: Span) -> Sentence:
    speaks = view.has("talks.speak", *span)
    logistics = view.has("talks.logistics", *span) or (
        (view.names_a_day(span) or HOUR.search(view.text, *span) is not None) and not speaks
    )
    bio = view.has("talks.bio", *span) and not speaks
    heard = speaks or view.has("talks.listen", *span)
    practical = not heard and (view.has("talks.practical", *span) or _asks_label(view, span))
    carries_on = heard or view.has("talks.talk", *span) or view.text[span.end - 1] == "?"
    plenty = view.has("talks.plenty", *span)
    listed = unit.line.kind in ROWS
    return Sentence(span, number, logistics, bio, plenty, practical=practical, listed=listed, carries_on=carries_on)


def _asks_label(view: View, span: Span) -> bool:
    """True for "Kiedy?", "Where?": a label that asks."""
    hit = next(iter(view.hits("talks.label", *span)), None)
    whole = hit is not None and not any(c.isalnum() for c in view.text[hit.end : span.end])
    return whole and hit is not None and hit.start <= span.start + 2 and view.text[span.end - 1] == "?"
