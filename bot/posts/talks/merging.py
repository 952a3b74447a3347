"""Puts drafts of the same talk together, and gives titles the speakers that stand elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.lexicon import fold
from bot.posts.talks.drafts import Draft, SpeakerPart

if TYPE_CHECKING:
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View


def merged(view: View, people: People, drafts: list[Draft]) -> list[Draft]:
    """One draft a talk: what lines and running text say of the same title, people or place is put together."""
    drafts = _same_title(view, drafts)
    drafts = _same_people(people, drafts)
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


def _same_people(people: People, drafts: list[Draft]) -> list[Draft]:
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
    titles = [d for d in drafts if d.awaits_speaker]
    speakers = [d for d in drafts if not d.title and d.speakers]
    gone: list[Draft] = []
    if titles and len(titles) == len(speakers):
        for title, speaker in zip(titles, speakers, strict=True):
            _absorb(title, speaker)
        gone = speakers
    elif len(speakers) == 1 and len(titles) > 1:
        _share_out(speakers[0].speakers, titles)
        gone = speakers
    elif len(titles) == 1 and speakers:
        near = min(speakers, key=lambda d: abs(d.at - titles[0].at))
        _absorb(titles[0], near)
        gone = [near]
    elif titles and len({frozenset(d.names) for d in drafts if d.speakers}) == 1:
        _share_out(next(d.speakers for d in drafts if d.speakers), titles)
    return [draft for draft in drafts if draft not in gone]


def _share_out(speakers: list[SpeakerPart], titles: list[Draft]) -> None:
    """One speaker gives all the titles; as many speakers as titles give one each, in order."""
    for place, title in enumerate(titles):
        if len(speakers) == len(titles):
            title.speakers = [speakers[place]]
        elif len(speakers) == 1:
            title.speakers = list(speakers)


def _absorb(into: Draft, other: Draft) -> None:
    into.at = min(into.at, other.at)
    into.title = into.title or other.title
    into.topic = into.topic or other.topic
    into.number = into.number or other.number
    into.named_in += other.named_in
    into.absorbed += [other, *other.absorbed]
    for speaker in other.speakers:
        if speaker.person.name not in into.names:
            if into.speakers and not into.told and other.told:
                continue
            into.speakers.append(speaker)
    if not into.abstract or (into.told and not other.told and other.abstract):
        into.abstract, into.abstract_rule = other.abstract or into.abstract, other.abstract_rule or into.abstract_rule


def without_odd_headings(drafts: list[Draft]) -> list[Draft]:
    """Drops headings without a speaker whose level is none of those that talks with a speaker have."""
    levels = {d.level for d in drafts if d.level and d.title and d.speakers}
    return [d for d in drafts if not (levels and d.level and d.title and not d.speakers and d.level not in levels)]


def without_practical(view: View, drafts: list[Draft]) -> list[Draft]:
    """Drops headings before or after all talks with speakers that name none and tell of no talk: "Jak trafić"."""
    owned = [d.at for d in drafts if d.title and d.speakers]
    if not owned:
        return drafts
    return [d for d in drafts if not (_names_nobody(d) and not owned[0] < d.at < owned[-1] and not _of_a_talk(view, d))]


def without_open_rounds(view: View, drafts: list[Draft]) -> list[Draft]:
    """Drops what everybody may take part in beside the talks: "Hands up: my favourite tool", three minutes each."""
    if not any(d.title and d.speakers for d in drafts):
        return drafts
    return [d for d in drafts if d.speakers or not d.title or not _is_open(view, d)]


def _is_open(view: View, draft: Draft) -> bool:
    return any(view.has("talks.open_to_all", *view.sentences(*span)[0]) for span in draft.abstract)


def without_themes(view: View, drafts: list[Draft]) -> list[Draft]:
    """Drops what an evening of several talks stands under: "our meetup on the topic “Scale”"."""
    owned = sum(bool(d.title and d.speakers and not d.told) for d in drafts)
    if owned < _SEVERAL:
        return drafts
    return [d for d in drafts if d.speakers or not d.told or not d.title or not _of_the_meetup(view, d)]


_SEVERAL: Final = 2


def _of_the_meetup(view: View, draft: Draft) -> bool:
    names = ("kinds.meeting_only", "talks.theme")
    return any(view.has(name, *sentence) for sentence in draft.named_in for name in names)


def _names_nobody(draft: Draft) -> bool:
    return bool(draft.level and draft.title and not draft.speakers)


def _of_a_talk(view: View, draft: Draft) -> bool:
    titled = draft.title is not None and view.has("talks.talk", *draft.title.span)
    return titled or any(view.has(name, *span) for span in draft.abstract for name in _OF_A_TALK)


_OF_A_TALK: Final = ("talks.speak_myself", "talks.listen")


def introduce(people: People, drafts: list[Draft], introduced: list[Mention]) -> None:
    """People whom only a part about the speakers names give the talk that has no speaker yet."""
    _by_formal_names(people, drafts, introduced)
    named = {name for draft in drafts for name in draft.names}
    left = [m for m in introduced if m.name not in named and m.person.last]
    left = [m for m in left if not any(_stands_for(people, m, draft) for draft in drafts)]
    without = [draft for draft in drafts if draft.awaits_speaker]
    if len(without) == 1:
        without[0].add_speakers(left, 0.85, "introduced")
    elif len(drafts) == 1 and drafts[0].names & {m.name for m in introduced}:
        drafts[0].add_speakers(left, 0.8, "introduced")
    elif not drafts:
        for mention in left:
            draft = Draft(mention.start)
            draft.add_speakers([mention], 0.8, "introduced")
            drafts.append(draft)
    elif without and len(without) == len(left):
        for draft, mention in zip(without, left, strict=True):
            draft.add_speakers([mention], 0.8, "introduced")


def _by_formal_names(people: People, drafts: list[Draft], introduced: list[Mention]) -> None:
    """Who is told of as "Tomek Wrona" goes by the "Tomasz Wrona" that the part about the speakers calls him."""
    for speaker in (speaker for draft in drafts for speaker in draft.speakers if speaker.rule == "told-speaker"):
        for mention in introduced:
            same = mention.person.last == speaker.person.last and people.same_first(mention.person, speaker.person)
            if same and mention.name != speaker.person.name:
                speaker.person = mention.person


def _stands_for(people: People, mention: Mention, draft: Draft) -> bool:
    """Gives a first name the full name that a bio adds, and tells that it did."""
    for speaker in draft.speakers:
        same_last = speaker.person.last in {"", mention.person.last}
        if same_last and people.same_first(speaker.person, mention.person):
            if not speaker.person.last:
                speaker.person = mention.person
            return True
    return False
