"""The topic of a talk told without a title: "opowie o kolejkach w Redisie" → "kolejki w Redisie"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import nominative_phrase
from bot.posts.talks.drafts import Part
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit
    from bot.posts.talks.drafts import Draft
    from bot.posts.talks.view import View


def told_topic(view: View, draft: Draft, others: list[Draft]) -> Part | None:
    """The words after "opowie o", "tematem będzie", "will talk about" in the sentences that name the talk.

    It ends before the next of the `others` is named: "Ola on queues and Jane Roe on caches".
    """
    for whole in draft.named_in:
        after = [d.at for d in others if draft.at < d.at < whole.end]
        sentence = Span(whole.start, _before_and(view, min(after))) if after else whole
        for hit in _nearest_first(draft, sentence, view.hits("talks.topic_of", *sentence)):
            clause = _clause(view, Span(hit.end, sentence.end))
            if clause and (
                view.has("talks.speak", *sentence) or view.has("talks.talk", *sentence) or _cue(view, hit.start)
            ):
                return _part(view, clause, hit.value)
        for speaker in draft.speakers:
            told = _after_name(view, speaker.span, sentence)
            clause = _clause(view, told) if told else None
            if clause:
                return _part(view, clause, "loc")
    return None


def _before_and(view: View, at: int) -> int:
    joint = _AND.search(view.text, max(0, at - _AND_LONGEST), at)
    return joint.start() if joint else at


_AND: Final = re.compile(r"[\s,]+(?:and|i|oraz|a|plus|while)\s+[*_]*$")
_AND_LONGEST: Final = 12


def _nearest_first(draft: Draft, sentence: Span, hits: list[Hit]) -> list[Hit]:
    """Those behind the speaker's name before those in front of it: "Magda opowie o CSS, potem Iza pokaże Sketcha"."""
    names = [part.span.end for part in draft.speakers if sentence.start <= part.span.start < sentence.end]
    if not names:
        return hits
    behind = [hit for hit in hits if hit.start >= names[0]]
    return behind + [hit for hit in reversed(hits) if hit.start < names[0]]


def _after_name(view: View, name: Span, sentence: Span) -> Span | None:
    """What follows "Radek o …", "Jane Roe on …"."""
    hit = next(iter(view.hits("talks.about_what", name.end, min(sentence.end, name.end + 10))), None)
    inside = sentence.start <= name.start < sentence.end
    return Span(hit.end, sentence.end) if hit and inside and not view.text[name.end : hit.start].strip(' *"') else None


_CLAUSE_END: Final = re.compile(r"[.!?;:(]|,|\s[-–—]\s|\s(?:oraz|a także|któr\w+|and then|who|which)\b")
_LONGEST: Final = 90
_SHORTEST: Final = 3


def _clause(view: View, span: Span) -> Span | None:
    """From a place to the end of the clause, at most a line long; the comma of "o tym, jak …" does not end it."""
    start = span.start
    while start < span.end and view.text[start] in ' \u00a0,:„"“*':
        start += 1
    limit = min(span.end, start + _LONGEST)
    stop = _CLAUSE_END.search(view.text, start, limit)
    end = stop.start() if stop else limit
    if stop is None and limit < span.end:
        end = view.text.rfind(" ", start, limit)
    found = view.trim(Span(start, max(end, start)))
    return found if found.end - found.start >= _SHORTEST else None


def _part(view: View, span: Span, case: object) -> Part:
    words = view.quote(span).strip('"„”“*').split()
    text = " ".join(words)
    if isinstance(case, str) and case != "nom" and not set('"„”“') & set(text):
        phrase = nominative_phrase(words, cases=frozenset((case,)))
        if phrase and phrase.sure:
            text = phrase.name
    return Part(span, 0.6, "told-topic", text)


def _cue(view: View, at: int) -> bool:
    return any(hit.start <= at < hit.end for hit in view.hits("talks.title_cue", at - 20, at + 20))
