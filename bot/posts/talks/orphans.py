"""What a talk is about where a paragraph tells it that names neither the talk nor its speaker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.lexicon import fold
from bot.posts.talks.sentences import Sentence, sentences_of
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.talks.drafts import Draft
    from bot.posts.talks.labels import Unit
    from bot.posts.talks.view import View


def from_orphans(view: View, drafts: list[Draft], story: list[Unit]) -> None:
    """Gives the only talk that has no abstract the stretch that tells most of what is shown, learned and asked."""
    without = [draft for draft in drafts if not draft.abstract]
    if len(without) != 1 or len(drafts) > _FEW:
        return
    best, most = None, _LEAST
    for number, unit in enumerate(story[:_MOST]):
        if unit.end - unit.start < _LENGTHY:
            continue
        for run in _runs(view, sentences_of(view, unit, number), drafts):
            told = sum(sentence.carries_on for sentence in run) + _speaks_of(view, run, without[0], len(drafts))
            if told >= most and run[-1].span.end - run[0].span.start >= _LENGTHY:
                best, most = Span(run[0].span.start, run[-1].span.end), told + 1
    if best:
        without[0].abstract, without[0].abstract_rule = [best], "orphan"


def _speaks_of(view: View, run: list[Sentence], draft: Draft, talks: int) -> int:
    """How much a stretch behind the lines on a post's only talk speaks of it: by its speaker's name, by its title."""
    start, end = run[0].span.start, run[-1].span.end
    if draft.told or talks > 1 or draft.title is None or start < draft.at:
        return 0
    said = set(_WORD.findall(view.words.folded[start:end]))
    named = any(fold(speaker.person.first) in said for speaker in draft.speakers)
    stems = {word[:_STEM] for word in said if len(word) >= _STEM - 1}
    titled = {word[:_STEM] for word in _WORD.findall(fold(view.quote(draft.title.span))) if len(word) >= _STEM - 1}
    return named + bool(titled & stems)


_OF_OTHERS: Final = ("talks.past", "talks.not_speaking", "talks.absent", "talks.instead")
_WORD: Final = re.compile(r"\w+")
_STEM: Final = 5
_FEW: Final = 2
_MOST: Final = 60
_LEAST: Final = 2
_LENGTHY: Final = 120


def _runs(view: View, sentences: list[Sentence], drafts: list[Draft]) -> list[list[Sentence]]:
    """Neighbouring sentences that say nothing of the evening, of past ones, of a person's life or of a sponsor."""
    taken = [span for draft in drafts for span in draft.abstract]
    runs: list[list[Sentence]] = [[]]
    for sentence in sentences:
        apart = sentence.logistics or sentence.practical or sentence.bio
        apart = apart or any(view.has(name, *sentence.span) for name in _OF_OTHERS)
        apart = apart or any(s.start <= sentence.span.start < s.end for s in taken)
        if apart:
            runs.append([])
        else:
            runs[-1].append(sentence)
    return [run for run in runs if run]
