"""Names and titles side by side in a sentence: "**Jane Roe** stepped up with **Title**", "Jane Roe („Title”)"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.posts.talks.absent import replaced
from bot.posts.talks.view import QUOTED, Span
from bot.posts.talks.whom import leading_people, named_by_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.document import Mark
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View

_BETWEEN: Final = re.compile(r"[*_]*(?:,\s|\s(?:[a-z']{1,10}\s){0,3}(?:with|z|ze)\s|:\s)[*_]*")
_FEW: Final = 2
_MOST: Final = 20


def paired(view: View, people: People, sentence: Span) -> Iterator[tuple[list[Mention], Span]]:
    """Yields who speaks and the title that stands right behind the name, in whatever case the sentence puts it."""
    yield from _in_type(view, people, sentence)
    yield from _right_behind(view, people, sentence)
    yield from _owned(view, people, sentence)


def _right_behind(view: View, people: People, sentence: Span) -> Iterator[tuple[list[Mention], Span]]:
    """A name and a title in quotes or in italic or bold type: "Jana Kowalskiego („Title”)", "Jane Roe i *Title*"."""
    named = people.between(*sentence, certainty=_PERHAPS)
    if not named or view.has("talks.not_speaking", *sentence):
        return
    marked = [Span(*match.span()) for match in QUOTED.finditer(view.text, *sentence)]
    marks = (*view.marks_in(view.emphasis, *sentence)[:_MOST], *view.marks_in(view.bold, *sentence)[:_MOST])
    marked += [Span(mark.start, mark.end) for mark in marks]
    for mention in named[:_MOST]:
        for title in marked:
            if not 0 <= title.start - mention.end <= _JOINT_LONGEST or replaced(view, sentence, mention.start):
                continue
            words = view.quote(title).strip('"„“”«»*').split()
            if _is_joint(view, mention, title) and len(words) >= _FEW and not people.between(*title, certainty=_LIKELY):
                yield [mention], title


def _owned(view: View, people: People, sentence: Span) -> Iterator[tuple[list[Mention], Span]]:
    """A title in quotes and right behind it whose it is, in the genitive: "„Title” Jana Kowalskiego"."""
    if not people.surely(*sentence):
        return
    for quoted in QUOTED.finditer(view.text, *sentence):
        start = quoted.end()
        while start < sentence.end and view.text[start] in " *_\u00a0":
            start += 1
        named = leading_people(view, people, start, min(sentence.end, start + _NAME_LONGEST), certainty=_SURE)
        if named and start > quoted.end() and all("gen" in mention.person.cases for mention in named):
            yield named, Span(*quoted.span())


_NAME_LONGEST: Final = 60
_SURE: Final = 0.9


def _is_joint(view: View, mention: Mention, title: Span) -> bool:
    """True where nothing but a bracket, a comma or "and his" stands between a name and a title."""
    between = view.text[mention.end : title.start]
    if mention.certainty >= _LIKELY and _AND_HIS.fullmatch(between):
        return True
    quoted = view.text[title.start] in '"„“«'
    if _COMMA.fullmatch(between):
        return quoted and (mention.certainty >= _LIKELY or view.mark_at(view.emphasis, mention.start) is not None)
    return _BRACKET.fullmatch(between) is not None and _CLOSED.match(view.text, title.end) is not None


_AND_HIS: Final = re.compile(r"[*_\s]+(?:i|oraz|and)\s+(?:(?:jego|jej|ich|his|her|their)\s+)?[*_]*")
_COMMA: Final = re.compile(r"[*_]*,\s+[*_]*")
_BRACKET: Final = re.compile(r"[*_]*\s*\([*_]*")
_CLOSED: Final = re.compile(r"[*_]*[,)]")
_JOINT_LONGEST: Final = 16
_PERHAPS: Final = 0.3
_LIKELY: Final = 0.6


def _in_type(view: View, people: People, sentence: Span) -> Iterator[tuple[list[Mention], Span]]:
    """Where the name is in bold or italic type as a whole, and the title behind it."""
    marks = _apart((*view.marks_in(view.bold, *sentence), *view.marks_in(view.emphasis, *sentence)))
    for name, title in pairwise(marks) if len(marks) > 1 else ():
        if not _BETWEEN.fullmatch(view.text, name.end, title.start):
            continue
        known = people.between(name.start, name.end, certainty=0.3)
        named = known or named_by_shape(view, name.start, name.end)
        if not known and (other := named_by_shape(view, title.start, title.end)) and other[-1].end >= title.end - 1:
            continue  # "**Acme Labs**, **Copper Leaf Cakes**": two names, whatever they are of
        whole = bool(named) and named[0].start <= name.start + 1 and named[-1].end >= name.end - 1
        words = view.quote(Span(title.start, title.end)).split()
        if whole and len(words) >= _FEW and not people.between(title.start, title.end, certainty=0.6):
            yield named, Span(title.start, title.end)


def _apart(marks: tuple[Mark, ...]) -> list[Mark]:
    """The marks in reading order, without those that lie in another one, as bold italics do."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end))[:_MOST]:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
