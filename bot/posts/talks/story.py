"""Talks told in running text: who opens the evening, what about, and which sentences describe it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import analyses
from bot.posts.talks.cues import KNOWN, Cues
from bot.posts.talks.drafts import Draft, Part
from bot.posts.talks.sentences import Sentence, sentences_of
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.talks.labels import Unit
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View


def drafts_of(view: View, people: People, units: list[Unit], headed: list[Draft]) -> list[Draft]:
    """The talks that the story's sentences name, each with the sentences that describe it as its abstract.

    `headed` are the talks that lines of their own name. A paragraph that names a speaker of one whose description is
    still missing is all on the talk; and what stands below such lines describes nothing that was told above them.
    """
    known = {name for draft in headed if draft.title and not draft.abstract for name in draft.names}
    numbered = zip(_numbers(units, [draft.at for draft in headed]), units, strict=True)
    sentences = [sentence for number, unit in numbered for sentence in sentences_of(view, unit, number)]
    teller = _Teller(view, people)
    firsts: dict[int, int] = {}
    for number, sentence in enumerate(sentences):
        told = len(teller.drafts)
        teller.listen(sentence)
        firsts.update((id(draft), number) for draft in teller.drafts[told:])
        if len(teller.drafts) > MOST_TALKS:
            break
    _settle_moods(view, sentences)
    for draft in teller.drafts:
        first = firsts[id(draft)]
        whole = draft.names & (known | teller.again)
        describe(draft, sentences, _beginning(sentences, first) if whole else first)
    return teller.drafts


def _numbers(units: list[Unit], apart: list[int]) -> Iterator[int]:
    """Counts the units, skipping a number where the line of a talk stands before one."""
    at = 0
    for number, unit in enumerate(units):
        while at < len(apart) and apart[at] < unit.start:
            at += 1
        yield number + at


MOST_TALKS: Final = 40
"""More than any meetup has; what names more people than this is no announcement."""
_MOST_SENTENCES: Final = 200
_DOING: Final = re.compile(r"[\"”»“*]{0,3}\s[^\W\d_a-ząćęłńóśźż]\w{1,20}\s(\w{3,20})\b")
_IN_WHICH: Final = re.compile(r"[\"”»“*]{0,3},?\s(?:w|na|podczas|in)\s(?:któr\w{1,3}|which)\b")
_COLON: Final = re.compile(r"[\"”»“*]{0,3}(?::|\s[–—-])\s(?=[\"“„]?[^\W\d_])")
"""Behind a title and before what it is about."""
_SOON: Final = 32
"""So close behind a title a verb still says what the talk does."""
_NEXT_WORDS: Final = 8
"""So far behind a name "will" says what its owner does on stage."""
_STILL: Final = 2
"""So many sentences after a talk was named, a speaker or title is still its own."""


class _Teller:
    """Listens to sentences in order and keeps the talk that is being told."""

    def __init__(self, view: View, people: People) -> None:
        self.view = view
        self.cues = Cues(view, people)
        self.drafts: list[Draft] = []
        self.current: Draft | None = None
        self.since = 0
        """How many sentences ago the current talk was named."""
        self.before: list[Mention] = []
        """People whom the paragraph named last without saying that they speak."""
        self.again: set[str] = set()
        """Whom a sentence, without saying that they speak, opens with by the first name alone."""
        self.unit = -1
        """Which line of the story the sentence before stood in."""

    def listen(self, sentence: Sentence) -> None:
        self.since += 1
        titles = list(self.cues.titles(sentence.span))
        untold = self.current is not None and self.current.title is not None and self.since <= 1
        groups = self.cues.speakers(sentence.span, titles, right_after_title=untold)
        led = [] if groups or titles else self._leads(sentence)
        if not groups and (group := self._same_as_before(sentence) or led):
            groups = [group]
        if not groups and titles and not untold and sentence.unit == self.unit and self._is_another(self.before):
            groups = [self.before]
        if introduced := self.cues.introduced(sentence.span):
            self.before = introduced
            sentence.introduces = {mention.name for mention in introduced}
            self._opened(sentence, introduced, speaks=bool(groups))
        elif sentence.unit != self.unit:
            self.before = []
        self.unit = sentence.unit
        events: list[tuple[int, list[Mention] | Part]] = [(group[0].start, group) for group in groups]
        events += [(title.span.start, title) for title in titles]
        for _at, event in sorted(events, key=lambda pair: pair[0]):
            draft = self._titled(event) if isinstance(event, Part) else self._spoken(event)
            if draft not in sentence.drafts:
                sentence.drafts.append(draft)
                draft.named_in.append(sentence.span)
            self.current, self.since = draft, 0
        if not events:
            self._counted(sentence)
            if self.current and self.since == 1 and self._cue(sentence.span):
                self.current.named_in.append(sentence.span)
        told = bool(led) or self._tells(sentence.span) or self._cue(sentence.span)
        end = titles[-1].span.end if titles else sentence.span.end
        acts = bool(titles) and self._names_somebody(end, sentence.span.end)
        sentence.goes_on = acts or any(
            self.view.has(name, end, min(sentence.span.end, end + _SOON))
            for name in ("talks.speak", "talks.listen", "talks.copula")
        )
        colon = len(titles) == 1 and _COLON.match(self.view.text, end, sentence.span.end) is not None
        sentence.goes_on = sentence.goes_on or colon
        sentence.in_which = acts or colon or (sentence.goes_on and _IN_WHICH.match(self.view.text, end) is not None)
        told = told or sentence.tells or self.view.has("talks.listen", *sentence.span)
        sentence.tells = not titles and told

    def _is_another(self, named: list[Mention]) -> bool:
        """True for people whom the paragraph named and the talk told last does not know."""
        known = self.current.names if self.current else set()
        return bool(named) and not {mention.name for mention in named} & known

    def _opened(self, sentence: Sentence, introduced: list[Mention], *, speaks: bool) -> None:
        """Keeps whom a sentence opens with by the first name alone: "Vikram runs …", "Vikram will prove …"."""
        for mention in introduced:
            if self.view.text[mention.start : mention.end] == mention.name:
                continue
            if not speaks:
                self.again.add(mention.name)
            if not sentence.logistics and self.view.has("talks.will_do", mention.end, mention.end + _NEXT_WORDS):
                sentence.tells = sentence.carries_on = True

    def _names_somebody(self, start: int, end: int) -> bool:
        """True for 'w prezentacji "Parsery" Remik weźmie gramatykę …', where somebody acts after the title."""
        doing = _DOING.match(self.view.text, start, end)
        return doing is not None and any(analysis.pos == "fin" for analysis in analyses(doing[1]))

    def _same_as_before(self, sentence: Sentence) -> list[Mention]:
        """Whom a sentence speaks of that says "she will present …" after one that named her."""
        heard = self.view.has("talks.speak", *sentence.span)
        heard = heard or (sentence.unit == self.unit and self.view.has("talks.listen", *sentence.span))
        if not heard or sentence.logistics or self.view.has("talks.few_words", *sentence.span):
            return []
        taken = {name for draft in self.drafts for name in draft.names}
        return [mention for mention in self.before if mention.name not in taken]

    def _leads(self, sentence: Sentence) -> list[Mention]:
        """Whose name opens a longer paragraph that says no word of the evening, a sponsor or their own life."""
        if sentence.unit == self.unit or not sentence.lengthy:
            return []
        named = self.cues.opening(sentence.span)
        return [] if sentence.bio or sentence.logistics or sentence.practical else named

    def _spoken(self, group: list[Mention]) -> Draft:
        current = self.current
        names = {mention.name for mention in group}
        if current and names <= current.names and (names == current.names or len(current.names) == 1):
            return current
        if current and not current.speakers and current.title and self.since <= _STILL:
            current.add_speakers(group, 0.95, "told-speaker")
            return current
        known = next((d for d in reversed(self.drafts) if d.names == names or self._both_tell(d, names)), None)
        if known:
            return known
        draft = self._new(group[0].start)
        draft.add_speakers(group, 0.95 if all(m.certainty >= KNOWN for m in group) else 0.8, "told-speaker")
        return draft

    def _both_tell(self, draft: Draft, names: set[str]) -> bool:
        """True for one of two whose talk a sentence told of: "A and B will talk about …", then "B promised slides"."""
        return names < draft.names and draft.title is None and any(self._tells(span) for span in draft.named_in)

    def _titled(self, title: Part) -> Draft:
        current = self.current
        if current and current.title is None and self.since <= _STILL:
            current.title = title
            return current
        draft = self._new(title.span.start)
        draft.title = title
        return draft

    def _counted(self, sentence: Sentence) -> None:
        """The same speaker's next talk: "The second topic is …" after one speaker was named."""
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


def _beginning(sentences: list[Sentence], first: int) -> int:
    """Where the paragraph of a sentence begins, if all before it may describe the same talk; else the sentence."""
    unit = sentences[first].unit
    at = first
    while at and sentences[at - 1].unit == unit:
        at -= 1
    clean = not any(s.logistics or s.bio or s.plenty or s.drafts for s in sentences[at:first])
    return at if clean else first


def _settle_moods(view: View, sentences: list[Sentence]) -> None:
    """Lets what is said of a person or of the evening reach over the sentences after it in the same paragraph.

    One with a colon before other talks' lines ("Zgłosili się:") leads in those.
    """
    for before, sentence in pairwise(sentences):
        if sentence.unit > before.unit + 1 and view.text[before.span.end - 1] == ":":
            before.logistics = True
        if before.unit != sentence.unit or sentence.carries_on or sentence.drafts:
            continue
        sentence.bio = sentence.bio or (before.bio and not before.tells)
        sentence.practical = sentence.practical or before.practical


def describe(draft: Draft, sentences: list[Sentence], first: int) -> None:
    """Gives a draft the sentences that describe it: from where it is named to where another talk is."""
    found = _described(draft, sentences, first)
    later = [n for n in range(first + 1, len(sentences)) if draft in sentences[n].drafts and sentences[n].tells]
    for place in later[:_MOST_TRIES]:
        if found:
            break
        found = _described(draft, sentences, place)
    if not found:
        return
    draft.abstract = [
        Span(min(s.span.start for s in group), max(s.span.end for s in group))
        for unit in sorted({s.unit for s in found})
        if (group := [s for s in found if s.unit == unit])
    ]
    draft.abstract_rule = "told"


_MOST_TRIES: Final = 4


def _described(draft: Draft, sentences: list[Sentence], first: int) -> list[Sentence]:
    """The sentences that describe a draft after one of those that name it; [] where none do."""
    stretch: list[Sentence] = []
    for place, sentence in enumerate(sentences[first : first + _MOST_SENTENCES]):
        if place and sentence.drafts and draft not in sentence.drafts:
            break
        if place and sentence.introduces - draft.names and sentence.unit != stretch[-1].unit:
            break
        stretch.append(sentence)
    chosen = _talk_sentences(draft, stretch)
    if len(chosen) > 1 and chosen[0].drafts and chosen[0].unit != chosen[1].unit:
        chosen = chosen[1:]  # a paragraph of its own names the talk, the next one describes it
    told = len(chosen) == 1 and (chosen[0].in_which or (chosen[0].carries_on and not chosen[0].drafts))
    if len(chosen) == 1 and not told and chosen[0].span.end - chosen[0].span.start < _ENOUGH:
        nearby = sentences[max(0, first - _MOST_SENTENCES) : first + _MOST_SENTENCES]
        crowded = any(s.logistics and s.unit == chosen[0].unit for s in nearby) or len(sentences[first].drafts) > 1
        return [] if crowded or draft.title else chosen
    return chosen


_ENOUGH: Final = 200
"""A sentence this long describes a talk though it stands alone."""


def _goes_on(chosen: list[Sentence], sentence: Sentence, stretch: list[Sentence]) -> bool:
    """True for the first sentence of the next paragraph where that still describes the talk."""
    if sentence.unit > chosen[-1].unit + 1:
        return False
    if sentence.listed or sentence.carries_on or chosen[-1].span.end - chosen[0].span.start < _SHORT:
        return True
    if sentence.practical or sentence.bio:
        return False
    return any(s.carries_on for s in stretch if sentence.unit <= s.unit <= sentence.unit + 1)


_SHORT: Final = 160
"""A description shorter than this may have but led in what the next paragraph says."""


def _after_title(draft: Draft, sentence: Sentence) -> Sentence | None:
    """What the sentence that names the title goes on to say, where that is long enough to describe the talk."""
    title = draft.title.span if draft.title else None
    long = _LONG_CLAUSE if sentence.in_which else _LONG_REST
    if title is None or not sentence.span.start <= title.start < sentence.span.end - long:
        return None
    return replace(sentence, span=Span(title.end, sentence.span.end), tells=True) if sentence.goes_on else None


_LONG_REST: Final = 110
_LONG_CLAUSE: Final = 60


def _talk_sentences(draft: Draft, stretch: list[Sentence]) -> list[Sentence]:
    chosen: list[Sentence] = []
    for sentence in stretch:
        if sentence.plenty:
            chosen = []
            continue
        names = draft in sentence.drafts
        if sentence.logistics or (sentence.practical and not names):
            if chosen:
                break
            continue
        if chosen and sentence.unit > chosen[-1].unit and not _goes_on(chosen, sentence, stretch):
            break
        rest = _after_title(draft, sentence) if names and not chosen else None
        if rest is None and names and not chosen and (draft.title or not sentence.tells):
            continue
        if rest is None and sentence.bio and (not chosen or sentence.unit != chosen[-1].unit):
            continue
        chosen.append(rest or sentence)
    while chosen and chosen[-1].bio and not chosen[-1].tells:
        chosen.pop()
    return chosen
