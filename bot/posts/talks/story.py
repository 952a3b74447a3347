"""Talks told in running text: who opens the evening, what about, and which sentences describe it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.posts.talks.drafts import Draft, Part
from bot.posts.talks.headers import strip_quotes
from bot.posts.talks.people import Mention
from bot.posts.talks.view import QUOTED, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.talks.labels import Unit
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View


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
    tells: bool = False
    """True where it says what a talk is about, beyond naming its title or its speaker."""


def drafts_of(view: View, people: People, units: list[Unit]) -> list[Draft]:
    """The talks that the story's sentences name, each with the sentences that describe it as its abstract."""
    sentences = [sentence for number, unit in enumerate(units) for sentence in _sentences(view, unit, number)]
    teller = _Teller(view, people)
    firsts: dict[int, int] = {}
    for number, sentence in enumerate(sentences):
        known = len(teller.drafts)
        teller.listen(sentence)
        firsts.update((id(draft), number) for draft in teller.drafts[known:])
        if len(teller.drafts) > MOST_TALKS:
            break
    for draft in teller.drafts:
        _describe(draft, sentences, firsts[id(draft)])
    return teller.drafts


MOST_TALKS: Final = 40
"""More than any meetup has; what names more people than this is no announcement."""
_MOST_SENTENCES: Final = 200
_WHO: Final = re.compile(r"\s*(?:\([^()]{1,60}\))?,?\s*(?:któr\w+|who|from|z)\b")


def _sentences(view: View, unit: Unit, number: int) -> Iterator[Sentence]:
    for span in view.sentences(unit.start, unit.end):
        logistics = view.has("talks.logistics", *span) or (
            view.names_a_day(span) and not view.has("talks.speak", *span)
        )
        bio = view.has("talks.bio", *span) and not view.has("talks.speak", *span)
        yield Sentence(span, number, logistics, bio, view.has("talks.plenty", *span))


class _Teller:
    """Listens to sentences in order and keeps the talk that is being told."""

    def __init__(self, view: View, people: People) -> None:
        self.view = view
        self.people = people
        self.drafts: list[Draft] = []
        self.known: dict[str, list[Mention]] = {}
        for mention in people.full:
            if mention.certainty >= 0.6:  # noqa: PLR2004
                for key in people.first_keys(mention.person):
                    self.known.setdefault(key, []).append(mention)
        self.current: Draft | None = None
        self.since = 0
        self.before: list[Mention] = []
        """People whom the sentence before named without saying what they do."""

    def listen(self, sentence: Sentence) -> None:
        self.since += 1
        titles = list(self._titles(sentence.span))
        groups = list(self._speakers(sentence.span, titles))
        events: list[tuple[int, list[Mention] | Part]] = [(group[0].start, group) for group in groups]
        events += [(title.span.start, title) for title in titles]
        if not groups and (candidates := self._candidates(sentence)):
            events.append((sentence.span.start, candidates))
        self.before = self._named(sentence)
        for _at, event in sorted(events, key=lambda pair: pair[0]):
            draft = self._titled(event) if isinstance(event, Part) else self._spoken(event, sentence)
            if draft not in sentence.drafts:
                sentence.drafts.append(draft)
                draft.named_in.append(sentence.span)
            self.current, self.since = draft, 0
        if not events:
            self._counted(sentence)
        if not events and self.current and self.since == 1 and self._cue(sentence.span):
            self.current.named_in.append(sentence.span)
        sentence.tells = not titles and (self._tells(sentence.span) or self._cue(sentence.span))

    # -- what a sentence names

    def _titles(self, span: Span) -> Iterator[Part]:
        for start, end, quoted in self._marked(span):
            title = strip_quotes(self.view, Span(start, end))
            words = len(self.view.quote(title).split())
            if title.end - title.start < 2 or not words or self.people.between(*title, certainty=0.9):  # noqa: PLR2004
                continue
            confidence = self._title_confidence(span, Span(start, end), quoted=quoted, words=words)
            if confidence:
                yield Part(title, confidence, "told-title")

    def _marked(self, span: Span) -> list[tuple[int, int, bool]]:
        found = [(*match.span(), True) for match in QUOTED.finditer(self.view.text, *span)]
        for mark in (*self.view.marks_in(self.view.bold, *span), *self.view.marks_in(self.view.emphasis, *span)):
            if mark.end <= span.end + 1 and all(mark.end <= low or mark.start >= high for low, high, _q in found):
                found.append((mark.start, mark.end, False))
        return sorted(found)

    def _title_confidence(self, sentence: Span, marked: Span, *, quoted: bool, words: int) -> float:
        """How surely quoted or bold words are a title, by the words right before them; 0 for no."""
        before = self.view.text[sentence.start : marked.start]
        close = max(sentence.start, marked.start - 60)
        cues = self.view.hits("talks.title_cue", close, marked.start)
        near = cues and len(self.view.text[cues[-1].end : marked.start].split()) <= 5
        if near:
            return 0.97 if quoted or words > 1 else 0.8
        talks = self.view.hits("talks.talk", close, marked.start)
        if (
            talks
            and len(self.view.text[talks[-1].end : marked.start].split()) <= 4
            and (quoted or words > 2)
            and words > 1
            and _capital(self.view.text[marked.start : marked.end])
        ):
            return 0.92
        speaks = self.view.has("talks.speak", sentence.start, marked.start)
        verbs = self.view.hits("talks.speak", close, marked.start)
        gap = self.view.text[verbs[-1].end : marked.start].split() if verbs else []
        if verbs and words > 2 and len(gap) <= 1 and _capital(self.view.text[marked.start : marked.end]):
            if not any(self.view.lexicon.matches("talks.about", word) for word in gap):
                return 0.9
        if before.rstrip().endswith(":") and speaks and words > 2:
            return 0.9
        if quoted and speaks and words >= 3 and not self.view.has("talks.not_a_person", close, marked.start):
            return 0.75
        return 0

    def _speakers(self, span: Span, titles: list[Part]) -> Iterator[list[Mention]]:
        speaks = self.view.has("talks.speak", *span)
        role = self.view.has("talks.role", *span)
        groups: list[list[Mention]] = []
        mentions = [m for m in self.people.between(*span, certainty=0.3) if m.certainty >= 0.9 or self._surely(m, span)]
        mentions += self._references(span)
        for mention in sorted(mentions, key=lambda m: m.start):
            if self._inside(mention, titles) or not self._is_speaker(mention, span, titles, speaks=speaks, role=role):
                continue
            if groups and self._joined(groups[-1][-1], mention):
                groups[-1].append(mention)
            else:
                groups.append([mention])
        yield from groups

    def _surely(self, mention: Mention, span: Span) -> bool:
        """True where the words beside an unknown name say that it is one: "Haitao Dan, który", "prelegent Haitao Dan"."""
        before = self.view.hits("talks.role", max(span.start, mention.start - 40), mention.start)
        if before and len(self.view.text[before[-1].end : mention.start].split()) <= 2:  # noqa: PLR2004
            return True
        if _WHO.match(self.view.text, mention.end, span.end) and self.view.has("talks.speak", *span):
            return True
        speaks = self.view.hits("talks.speak", mention.end, min(span.end, mention.end + 40))
        return bool(speaks) and len(self.view.text[mention.end : speaks[0].start].split()) <= 1

    def _candidates(self, sentence: Sentence) -> list[Mention]:
        """Whom a sentence speaks of that says "she will present …" after one that named her."""
        if not self.view.has("talks.speak", *sentence.span) or sentence.logistics:
            return []
        taken = {name for draft in self.drafts for name in draft.names}
        return [mention for mention in self.before if mention.name not in taken]

    def _named(self, sentence: Sentence) -> list[Mention]:
        """People whom a sentence names as its subject or in bold type."""
        if self.view.has("talks.not_speaking", *sentence.span):
            return []
        return [
            mention
            for mention in self.people.between(*sentence.span, certainty=0.3)
            if self.view.covered(self.view.bold, mention.start, mention.end)
            or (mention.certainty >= 0.9 and "nom" in mention.person.cases)
        ][:1]

    def _references(self, span: Span) -> list[Mention]:
        """First names alone that stand for people named in full elsewhere in the text."""
        found = []
        for mention in self.people.first_names(*span):
            known = next((k for key in self.people.first_keys(mention.person) if (k := self.known.get(key))), [])
            if known:
                at = bisect_left(known, mention.start, key=lambda m: m.start)
                whole = known[max(0, at - 1)]
                found.append(Mention(mention.start, mention.end, whole.person, whole.certainty))
            elif "nom" in mention.person.cases and self.view.has("talks.speak", *span):
                found.append(Mention(mention.start, mention.end, mention.person, 0.3))
        return found

    def _is_speaker(self, mention: Mention, span: Span, titles: list[Part], *, speaks: bool, role: bool) -> bool:
        cases = mention.person.cases
        before = self.view.text[max(span.start, mention.start - 30) : mention.start]
        talk = self.view.hits("talks.talk", max(span.start, mention.start - 24), mention.start)
        right_after_talk = bool(talk) and not self.view.text[talk[-1].end : mention.start].strip(' "„“*:–-')
        if right_after_talk and ("gen" in cases or "nom" in cases):
            return True
        if re.search(r"\b(?:dzięki|przez|by|with|from)\s+(?:\w+\s+)?$", before, re.IGNORECASE) and (
            speaks or role or titles
        ):
            return True
        if "nom" in cases and (speaks or role):
            return True
        if role and cases & {"gen", "inst", "acc"}:
            return True
        after_title = titles and any(0 <= mention.start - title.span.end <= 30 for title in titles)
        bold = any(
            mark.start <= mention.start < mark.end
            for mark in self.view.marks_in(self.view.bold, mention.start - 40, mention.end)
        )
        if titles and ("nom" in cases or after_title):
            return True
        return (
            bold and "nom" in cases and self.current is not None and self.current.title is not None and self.since <= 1
        )

    def _inside(self, mention: Mention, titles: list[Part]) -> bool:
        return any(title.span.start <= mention.start < title.span.end for title in titles)

    def _joined(self, one: Mention, other: Mention) -> bool:
        between = self.view.text[one.end : other.start]
        bare = re.sub(r"\([^()]*\)", "", between).strip(' *"”„,')
        return len(between) <= 60 and (
            bare in {"i", "oraz", "and", "&", "a także", "wraz z", "with", "razem z", "+", "/", ""}
        )

    # -- which talk it is

    def _spoken(self, group: list[Mention], sentence: Sentence) -> Draft:
        current = self.current
        names = {mention.name for mention in group}
        if current and names <= current.names and (names == current.names or len(current.names) == 1):
            return current
        if current and not current.speakers and current.title and self.since <= 2:
            current.add_speakers(group, 0.95, "told-speaker")
            return current
        known = next((d for d in reversed(self.drafts) if d.names == names), None)
        if known:
            return known
        draft = self._new(group[0].start)
        draft.add_speakers(group, 0.95 if all(m.certainty >= 0.9 for m in group) else 0.8, "told-speaker")
        return draft

    def _titled(self, title: Part) -> Draft:
        current = self.current
        if current and current.title is None and self.since <= 2:
            current.title = title
            return current
        draft = self._new(title.span.start)
        draft.title = title
        return draft

    def _counted(self, sentence: Sentence) -> None:
        """ "The second topic is …" after one speaker was named: the same speaker's next talk."""
        counted = self.view.hits("talks.ordinal", *sentence.span)
        current = self.current
        if not (counted and current and current.speakers and self._cue(sentence.span)) or counted[0].value == 1:
            return
        if current.number == counted[0].value:
            return
        draft = self._new(sentence.span.start)
        draft.speakers = list(current.speakers)
        draft.number = counted[0].value
        self.current, self.since = draft, 0
        sentence.drafts.append(draft)
        draft.named_in.append(sentence.span)

    def _tells(self, span: Span) -> bool:
        """True for "opowie o kolejkach", not for "wystąpi Jan Kowalski"."""
        speaks = self.view.hits("talks.speak", *span)
        bare = {hit.start for hit in self.view.hits("talks.introduce", *span)}
        return any(hit.start not in bare for hit in speaks)

    def _cue(self, span: Span) -> bool:
        return self.view.has("talks.title_cue", *span) or self.view.has("talks.talk", *span)

    def _new(self, at: int) -> Draft:
        draft = Draft(at, told=True)
        self.drafts.append(draft)
        return draft


def _describe(draft: Draft, sentences: list[Sentence], first: int) -> None:
    """Gives a draft the sentences that describe it: from where it is named to where another talk is."""
    stretch: list[Sentence] = []
    for place, sentence in enumerate(sentences[first : first + _MOST_SENTENCES]):
        if place and sentence.drafts and draft not in sentence.drafts:
            break
        stretch.append(sentence)
    chosen = _talk_sentences(draft, stretch)
    if len(chosen) > 1 and chosen[0].drafts and chosen[0].unit != chosen[1].unit:
        chosen = chosen[1:]  # a paragraph of its own names the talk, the next one describes it
    if not chosen:
        return
    alone = len(chosen) == 1
    nearby = sentences[max(0, first - _MOST_SENTENCES) : first + _MOST_SENTENCES]
    crowded = any(s.logistics and s.unit == chosen[0].unit for s in nearby) or len(sentences[first].drafts) > 1
    if alone and (crowded or draft.title):
        return
    draft.abstract = (
        [Span(chosen[0].span.start, chosen[-1].span.end)]
        if chosen[0].unit == chosen[-1].unit
        else [
            Span(min(s.span.start for s in group), max(s.span.end for s in group))
            for unit in sorted({s.unit for s in chosen})
            if (group := [s for s in chosen if s.unit == unit])
        ]
    )
    draft.abstract_rule = "told"


def _talk_sentences(draft: Draft, stretch: list[Sentence]) -> list[Sentence]:
    chosen: list[Sentence] = []
    for place, sentence in enumerate(stretch):
        if sentence.plenty:
            chosen = []
            continue
        if sentence.logistics:
            if chosen:
                break
            continue
        if chosen and sentence.unit > chosen[-1].unit + 1:
            break
        names = draft in sentence.drafts
        if names and ((draft.title and place == 0) or (not sentence.tells and not chosen)):
            continue
        if draft.title and names and not chosen:
            continue
        if sentence.bio and (not chosen or sentence.unit != chosen[-1].unit):
            continue
        chosen.append(sentence)
    while chosen and chosen[-1].bio and not chosen[-1].tells:
        chosen.pop()
    return chosen


def _capital(text: str) -> bool:
    first = text.lstrip('"„“”«*_ ')[:1]
    return first.isupper() or first.isdigit()
