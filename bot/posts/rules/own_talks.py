"""The talks of each own meetup, where a post tells of one and where it tells of two."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.posts.model import Talk
from bot.posts.page import Found
from bot.posts.rules.events import topic_of
from bot.posts.talks import find_talks

if TYPE_CHECKING:
    from bot.posts.model import Fact
    from bot.posts.page import Page
    from bot.posts.rules.events import OwnEvent


def talks_of_all(page: Page, *, cancelled: bool = False) -> tuple[Talk, ...]:
    """The talks of a post's only meetup; of one called off those alone of which the post says what they were about.

    Who else a cancellation names may have fallen ill, closed the hall or read the weather.
    """
    talks = find_talks(page.post, page.document, page.lexicon)
    return tuple(replace(talk, abstract=None) for talk in talks if talk.title or talk.topic) if cancelled else talks


def talks_of(page: Page, event: OwnEvent, events: tuple[OwnEvent, ...]) -> tuple[Talk, ...]:
    """The talks of one of several meetups: those told in its own stretches, by speakers whom several may share."""
    told: list[Talk] = []
    inside = any(part.start <= event.line.start < part.end for part in event.sections)
    for part in event.sections if inside else (event.line, *event.sections):
        told.extend(find_talks(page.post, page.document, page.lexicon, part.start, part.end))
    talks = _merged(told)
    if len(talks) <= 1:
        talk = talks[0] if talks else Talk()
        if talk.title is None and talk.topic is None and (span := topic_of(page, event)) is not None:
            words = Found(page.text[span.start : span.end].strip(), span.start, span.end, "event_line")
            talk = replace(talk, topic=page.fact(words, 0.8))
        if not talk.speakers:
            talk = replace(talk, speakers=_shared_speakers(page, events))
        talks = [talk] if talk != Talk() else []
    return tuple(talks)


def _merged(told: list[Talk]) -> list[Talk]:
    """An abstract that stands apart belongs to the talk that has none."""
    named = [t for t in told if t.title or t.topic]
    apart = [t for t in told if not (t.title or t.topic)]
    if len(named) == 1 and len(apart) == 1 and named[0].abstract is None:
        return [replace(named[0], abstract=apart[0].abstract, speakers=named[0].speakers or apart[0].speakers)]
    return told


def _shared_speakers(page: Page, events: tuple[OwnEvent, ...]) -> tuple[Fact[str], ...]:
    for talk in find_talks(page.post, page.document, page.lexicon):
        outside = [
            s
            for s in talk.speakers
            if s.evidence and not any(e.has(_in_text(page, s.evidence[0].start)) for e in events)
        ]
        if outside:
            return tuple(outside)
    return ()


def _in_text(page: Page, source: int) -> int:

    return bisect_left(page.document.origins, source)
