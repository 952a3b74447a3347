"""Puts together what lines, labels and running text say of the same talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.posts.model import Evidence, Fact, Talk
from bot.posts.talks.drafts import Draft, Part
from bot.posts.talks.fallback import from_author, from_story, with_author
from bot.posts.talks.labels import Role
from bot.posts.talks.merging import (
    introduce,
    merged,
    without_odd_headings,
    without_open_rounds,
    without_practical,
    without_themes,
)
from bot.posts.talks.orphans import from_orphans
from bot.posts.talks.post_titles import from_post_title
from bot.posts.talks.rows import item_number
from bot.posts.talks.story import MOST_TALKS
from bot.posts.talks.topics import told_topic
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.talks.parts import LabelledAbstract, Outline
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View


def assembled(view: View, people: People, outline: Outline, told: list[Draft]) -> tuple[Talk, ...]:
    """The talks of a post, from the drafts of its headed parts and of its story."""
    drafts = sorted((*outline.drafts, *told), key=lambda draft: draft.at)[:MOST_TALKS]
    drafts = without_open_rounds(view, without_themes(view, without_odd_headings(drafts)))
    drafts = merged(view, people, drafts)
    drafts = without_practical(view, drafts)
    introduce(people, drafts, outline.introduced)
    _give_abstracts(view, people, drafts, outline.abstracts)
    story = [Span(unit.start, unit.end) for unit in outline.story]
    from_story(view, people, drafts, story)
    drafts = [d for d in drafts if d.title or d.speakers or d.abstract]
    from_author(view, people, drafts, story)
    with_author(view, people, drafts)
    from_post_title(view, drafts)
    from_orphans(view, drafts, outline.story)
    for draft in drafts:
        if draft.title is None and draft.topic is None:
            draft.topic = told_topic(view, draft, drafts)
    talks = (_talk(view, draft) for draft in drafts)
    return tuple(talk for talk in talks if talk.title or talk.speakers or talk.abstract)


def _give_abstracts(view: View, people: People, drafts: list[Draft], abstracts: list[LabelledAbstract]) -> None:
    free = [d for d in drafts if not (d.abstract and not d.told)]
    for abstract in abstracts[:MOST_TALKS]:
        if not abstract.spans:
            continue
        draft = _of_item(view, drafts, abstract) or _whose(people, drafts, free, abstract)
        if draft is None and not abstract.quiet and len({frozenset(d.names) for d in drafts if d.names}) <= 1:
            draft = Draft(abstract.at, speakers=list(next((d.speakers for d in drafts if d.names), ())))
            drafts.append(draft)
        if draft:
            draft.abstract, draft.abstract_rule = abstract.spans, "labelled"
            if draft in free:
                free.remove(draft)


def _of_item(view: View, drafts: list[Draft], abstract: LabelledAbstract) -> Draft | None:
    """The talk that the agenda's item names of which "Ad 3." speaks."""
    label = abstract.label
    if label.number is None or not view.has("talks.of_item", label.start, label.end):
        return None
    return next((d for d in drafts if item_number(view.post, view.document, d.at) == label.number), None)


def _whose(people: People, drafts: list[Draft], free: list[Draft], abstract: LabelledAbstract) -> Draft | None:
    for mention in abstract.label.people:
        for draft in drafts:
            if any(
                people.same_first(s.person, mention.person) and mention.person.last in {"", s.person.last}
                for s in draft.speakers
            ):
                return draft
    number = abstract.label.number
    if number and 0 < number <= len(drafts):
        return drafts[number - 1]
    before = [d for d in free if d.at < abstract.at]
    if abstract.after is not None:
        under = next((d for d in free if d is abstract.after or any(o is abstract.after for o in d.absorbed)), None)
        if under is not None:
            return under
    nearest = before[-1] if before and Role.VOICE in abstract.label.roles else None
    if nearest:
        return nearest
    if len(before) > 1 and all(d.told for d in before):
        between = [d for d in before if d.at > abstract.at - _NEAR]
        return before[0] if len(between) != 1 else between[0]
    return before[-1] if before else next((d for d in free if d.at > abstract.at - _NEAR), None)


_NEAR: Final = 1200


def _talk(view: View, draft: Draft) -> Talk:
    return Talk(
        title=_fact(view, draft.title),
        topic=_fact(view, draft.topic),
        speakers=tuple(
            Fact(s.person.name, s.confidence, (Evidence(*(s.source or view.document.source_span(*s.span)), s.rule),))
            for s in draft.speakers
        ),
        abstract=_abstract(view, draft),
    )


def _fact(view: View, part: Part | None) -> Fact[str] | None:
    text = (part.text or view.quote(part.span)) if part else ""
    if part is None or not any(c.isalnum() for c in text):
        return None
    place = part.source or view.document.source_span(*part.span)
    return Fact(text, part.confidence, (Evidence(*place, part.rule),))


def _abstract(view: View, draft: Draft) -> Fact[str] | None:
    texts = [text for span in draft.abstract if (text := view.quote(span).strip('"„”“ ').lstrip(",:–— "))]
    if not texts:
        return None
    confidence = {"labelled": 0.95, "under-title": 0.92, "told": 0.8, "orphan": 0.6}.get(draft.abstract_rule, 0.9)
    evidence = tuple(
        Evidence(*view.document.source_span(*span), draft.abstract_rule or "after-title") for span in draft.abstract
    )
    return Fact("\n\n".join(texts), confidence, evidence)
