"""Puts together what lines, labels and running text say of the same talk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.lexicon import fold
from bot.posts.model import Evidence, Fact, Talk
from bot.posts.talks.drafts import Draft, Part, SpeakerPart
from bot.posts.talks.fallback import from_author, from_post_title
from bot.posts.talks.labels import Role
from bot.posts.talks.story import MOST_TALKS
from bot.posts.talks.topics import told_topic
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.talks.outline import LabelledAbstract, Outline
    from bot.posts.talks.people import Mention, People
    from bot.posts.talks.view import View


def assembled(view: View, people: People, outline: Outline, told: list[Draft]) -> tuple[Talk, ...]:
    """The talks of a post, from the drafts of its headed parts and of its story."""
    drafts = sorted((*outline.drafts, *told), key=lambda draft: draft.at)[:MOST_TALKS]
    drafts = _merged(view, people, drafts)
    _introduced(people, drafts, outline.introduced)
    _give_abstracts(view, people, drafts, outline.abstracts)
    drafts = [d for d in drafts if d.title or d.speakers or d.abstract]
    from_author(view, drafts, [Span(unit.start, unit.end) for unit in outline.story])
    from_post_title(view, drafts)
    for draft in drafts:
        if draft.title is None and draft.topic is None:
            draft.topic = told_topic(view, draft)
    talks = (_talk(view, draft) for draft in drafts)
    return tuple(talk for talk in talks if talk.title or talk.speakers or talk.abstract)


def _merged(view: View, people: People, drafts: list[Draft]) -> list[Draft]:
    drafts = _same_title(view, drafts)
    drafts = _same_people(view, people, drafts)
    drafts = _without_groups(drafts)
    return _paired(drafts)


def _key(view: View, draft: Draft) -> set[str]:
    return set(re.findall(r"\w+", fold(view.quote(draft.title.span)))) if draft.title else set()


def _same_title(view: View, drafts: list[Draft]) -> list[Draft]:
    kept: list[Draft] = []
    for draft in drafts:
        words = _key(view, draft)
        twin = next(
            (
                k
                for k in kept
                if words and (other := _key(view, k)) and len(words & other) >= 0.75 * max(len(words), len(other))
            ),
            None,
        )
        if twin:
            _absorb(twin, draft)
        else:
            kept.append(draft)
    return kept


def _same_people(view: View, people: People, drafts: list[Draft]) -> list[Draft]:
    """A talk told in running text and the same speaker's only headed one are one talk."""
    kept = list(drafts)
    for draft in drafts:
        if draft.title or not draft.speakers or draft not in kept:
            continue
        others = [o for o in kept if o is not draft and o.title and o.names and _same_names(people, o, draft)]
        if len(others) == 1:
            _absorb(others[0], draft)
            kept.remove(draft)
    return kept


def _same_names(people: People, one: Draft, other: Draft) -> bool:
    def same(a: SpeakerPart, b: SpeakerPart) -> bool:
        if a.person.name == b.person.name:
            return True
        return (not a.person.last or not b.person.last or a.person.last == b.person.last) and people.same_first(
            a.person, b.person
        )

    return all(any(same(a, b) for b in one.speakers) for a in other.speakers)


def _without_groups(drafts: list[Draft]) -> list[Draft]:
    """Drops the line that only names all the speakers, each of whom has a talk of their own."""
    kept: list[Draft] = []
    for draft in drafts:
        fuller = [o for o in drafts if o is not draft and (o.title or o.abstract or len(o.names) < len(draft.names))]
        named = {name for other in fuller for name in other.names}
        if not draft.title and draft.speakers and draft.names <= named and (len(draft.names) > 1 or not draft.abstract):
            continue
        kept.append(draft)
    return kept


def _paired(drafts: list[Draft]) -> list[Draft]:
    """Joins titles without a speaker with speakers without a title, in order, where it is clear who gives what."""
    titles = [d for d in drafts if d.title and not d.speakers]
    speakers = [d for d in drafts if not d.title and d.speakers]
    gone: list[Draft] = []
    if titles and len(titles) == len(speakers):
        for title, speaker in zip(titles, speakers, strict=True):
            _absorb(title, speaker)
            gone.append(speaker)
    elif len(speakers) == 1 and len(titles) > 1:
        members = speakers[0].speakers
        for place, title in enumerate(titles):
            if len(members) == len(titles):
                title.speakers = [members[place]]
            elif len(members) == 1:
                title.speakers = list(members)
        gone = speakers
    elif len(titles) == 1 and speakers:
        near = min(speakers, key=lambda d: abs(d.at - titles[0].at))
        _absorb(titles[0], near)
        gone = [near]
    elif titles and not speakers:
        named = [d for d in drafts if d.speakers]
        if len({frozenset(d.names) for d in named}) == 1:
            for title in titles:
                title.speakers = list(named[0].speakers)
    return [draft for draft in drafts if draft not in gone]


def _absorb(into: Draft, other: Draft) -> None:
    into.at = min(into.at, other.at)
    into.title = into.title or other.title
    into.topic = into.topic or other.topic
    into.number = into.number or other.number
    into.named_in += other.named_in
    for speaker in other.speakers:
        if speaker.person.name not in into.names:
            if into.speakers and not into.told and other.told:
                continue
            into.speakers.append(speaker)
    if not into.abstract or (into.told and not other.told and other.abstract):
        into.abstract, into.abstract_rule = other.abstract or into.abstract, other.abstract_rule or into.abstract_rule


def _introduced(people: People, drafts: list[Draft], introduced: list[Mention]) -> None:
    """People whom only a part about the speakers names give the talk that has no speaker yet."""
    named = {name for draft in drafts for name in draft.names}
    left = [m for m in introduced if m.name not in named and m.person.last]
    left = [m for m in left if not any(_stands_for(people, m, draft) for draft in drafts)]
    without = [draft for draft in drafts if draft.title and not draft.speakers]
    if len(without) == 1:
        without[0].add_speakers(left, 0.85, "introduced")
    elif not drafts:
        for mention in left:
            draft = Draft(mention.start)
            draft.add_speakers([mention], 0.8, "introduced")
            drafts.append(draft)
    elif without and len(without) == len(left):
        for draft, mention in zip(without, left, strict=True):
            draft.add_speakers([mention], 0.8, "introduced")


def _stands_for(people: People, mention: Mention, draft: Draft) -> bool:
    """Gives a first name the full name that a bio adds, and tells that it did."""
    for speaker in draft.speakers:
        same_last = speaker.person.last in {"", mention.person.last}
        if same_last and people.same_first(speaker.person, mention.person):
            if not speaker.person.last:
                speaker.person = mention.person
            return True
    return False


def _give_abstracts(view: View, people: People, drafts: list[Draft], abstracts: list[LabelledAbstract]) -> None:
    free = [d for d in drafts if not (d.abstract and not d.told)]
    for abstract in abstracts[:MOST_TALKS]:
        if not abstract.spans:
            continue
        draft = _whose(people, drafts, free, abstract)
        if draft is None and len({frozenset(d.names) for d in drafts if d.names}) <= 1:
            draft = Draft(abstract.at, speakers=list(next((d.speakers for d in drafts if d.names), ())))
            drafts.append(draft)
        if draft:
            draft.abstract, draft.abstract_rule = abstract.spans, "labelled"
            if draft in free:
                free.remove(draft)


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
    if abstract.after is not None and abstract.after in free:
        return abstract.after
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
    texts = [text for span in draft.abstract if (text := view.quote(span).strip('"„”“ '))]
    if not texts:
        return None
    confidence = {"labelled": 0.95, "under-title": 0.92, "told": 0.6}.get(draft.abstract_rule, 0.9)
    evidence = tuple(
        Evidence(*view.document.source_span(*span), draft.abstract_rule or "after-title") for span in draft.abstract
    )
    return Fact("\n\n".join(texts), confidence, evidence)
