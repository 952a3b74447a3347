"""A post's parts in order: talks under headings and labels with their abstracts, and the rest, which tells a story."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.talks.drafts import Draft, Part
from bot.posts.talks.headers import ROWS, Header, header_of, leading_people, no_talk, strip_quotes, unnumbered
from bot.posts.talks.labels import Label, Role, Unit, units_of
from bot.posts.talks.view import QUOTED, Line, Span

if TYPE_CHECKING:
    from bot.posts.talks.people import Mention, People
    from bot.posts.talks.view import View


@dataclass(slots=True)
class LabelledAbstract:
    """An abstract under a label, until it is known whose it is."""

    at: int
    label: Label
    after: Draft | None
    """The talk that was last named before it."""
    spans: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """What the walk through a post's parts found."""

    drafts: list[Draft] = field(default_factory=list)
    abstracts: list[LabelledAbstract] = field(default_factory=list)
    story: list[Unit] = field(default_factory=list)
    introduced: list[Mention] = field(default_factory=list)
    """People whom a part about the speakers introduces."""


def outline_of(view: View, people: People) -> Outline:
    """Walks through the lines once, each line's part told by the last label, heading or name-and-title line."""
    walk = _Walk(view, people)
    units = list(units_of(view, people))
    for place, unit in enumerate(units):
        walk.take(unit, units[place + 1] if place + 1 < len(units) else None)
    return walk.outline


_STORY, _ABSTRACT, _IMPLICIT, _BIO, _SKIP, _TITLE, _SPEAKER, _CAST = (
    "story", "abstract", "implicit", "bio", "skip", "title", "speaker", "cast",
)  # fmt: skip
_LONG_ENOUGH: Final = 80


class _Walk:
    """The state of the walk: which part the reader is in, and which talk it belongs to."""

    def __init__(self, view: View, people: People) -> None:
        self.view = view
        self.people = people
        self.outline = Outline()
        self.part = _STORY
        self.draft: Draft | None = None
        self.abstract: LabelledAbstract | None = None
        self.slanted = False
        self.row: Line | None = None
        """The line that named the talk, where a name-and-title line did."""

    def take(self, unit: Unit, following: Unit | None) -> None:
        if unit.label:
            self._label(unit, unit.label)
        elif self.part in {_TITLE, _SPEAKER}:
            self._labelled(unit)
        elif header := self._header(unit, following):
            self._open(unit, header)
        elif self.part == _CAST and leading_people(self.view, self.people, unit.start, unit.end, certainty=0.3):
            self._introduce(unit)
        elif unit.line.kind is BlockKind.HEADING:
            self._leave()
            self.outline.story.append(unit)
        elif unit.line.kind in ROWS and self.part == _STORY and no_talk(self.view, unnumbered(self.view, unit)):
            return
        else:
            self._plain(unit)

    # -- labels

    def _label(self, unit: Unit, label: Label) -> None:
        roles = label.roles
        if Role.ABSTRACT in roles or Role.VOICE in roles:
            self._abstract(unit, label)
        elif Role.BIO in roles:
            self._bio(unit, label)
        elif Role.SPONSOR in roles:
            self.part = _SKIP
        elif Role.OTHER in roles:
            self.part = _SKIP if label.alone else _STORY
        elif Role.SPEAKER in roles and QUOTED.search(self.view.text, unit.start, unit.end):
            self.part = _STORY
            self.outline.story.append(Unit(label.start, unit.end, unit.line))
        elif Role.SPEAKER in roles:
            cast = label.alone and (unit.line.kind is BlockKind.HEADING or self._plural(label))
            self._then(unit, _CAST if cast else _SPEAKER)
        elif Role.TALK in roles and label.people and not unit.empty:
            self._named_talk(unit, label)
        elif roles & {Role.TITLE, Role.TALK}:
            self._then(unit, _TITLE, label)
        else:
            self.part = _STORY
            if not unit.empty:
                self.outline.story.append(Unit(unit.start, unit.end, unit.line))

    def _plural(self, label: Label) -> bool:
        return self.view.has("talks.plural", label.start, label.end)

    def _then(self, unit: Unit, part: str, label: Label | None = None) -> None:
        """A label whose words come after it, on its line or on the next."""
        if part == _TITLE and (self.draft is None or self.draft.title or self.draft.told):
            self.draft = self._new(unit.label.start if unit.label else unit.start)
        if self.draft and label and label.number:
            self.draft.number = label.number
        self.part = part
        if not unit.empty:
            self._labelled(unit)

    def _labelled(self, unit: Unit) -> None:
        """The title or the speaker that a label announced."""
        if self.part == _SPEAKER:
            self._speaker(unit)
            return
        self.part = _IMPLICIT
        draft = self.draft or self._new(unit.start)
        self.draft = draft
        header = header_of(self.view, self.people, Unit(unit.start, unit.end, unit.line), alone=True)
        if header and header.title and header.people:
            draft.title = Part(header.title, 0.95, "label-title")
            draft.add_speakers(list(header.people), 0.95, "label-title")
            if header.rest:
                draft.abstract.append(header.rest)
            return
        title, rest = self._title_of_line(unit)
        if title.end > title.start:
            draft.title = Part(title, 0.95, "label-title")
            if rest:
                draft.abstract.append(rest)

    def _title_of_line(self, unit: Unit) -> tuple[Span, Span | None]:
        for marks in (self.view.bold, self.view.emphasis):
            mark = self.view.mark_at(marks, unit.start)
            if mark and unit.start < mark.end < unit.end:
                rest = self.view.trim(Span(mark.end, unit.end))
                if not any(c.isalnum() for c in self.view.text[rest.start : rest.start + 1]):
                    rest = self.view.trim(Span(rest.start + 1, rest.end)) if rest.end > rest.start else rest
                return strip_quotes(self.view, Span(unit.start, mark.end)), rest if rest.end > rest.start else None
        sentences = self.view.sentences(unit.start, unit.end)
        if len(sentences) > 1 and unit.end - unit.start > _TITLE_WITH_MORE:
            return strip_quotes(self.view, sentences[0]), Span(sentences[1].start, unit.end)
        return strip_quotes(self.view, Span(unit.start, unit.end)), None

    def _speaker(self, unit: Unit) -> None:
        named = leading_people(self.view, self.people, unit.start, unit.end, certainty=0.3)
        named = named or self.people.between(unit.start, min(unit.end, unit.start + _LONG_ENOUGH), certainty=0.6)
        self.part = _IMPLICIT
        if not named:
            self._plain(unit)
            return
        if self.draft is None or (self.draft.speakers and self.draft.title and not self.draft.told) or self.draft.told:
            self.draft = self._new(unit.start)
        self.draft.add_speakers(named, 0.95, "label-speaker")
        if self.draft.title is None or unit.end - named[-1].end > _LONG_ENOUGH:
            self.part = _BIO if unit.end - named[-1].end > _LONG_ENOUGH else _STORY

    def _named_talk(self, unit: Unit, label: Label) -> None:
        """The abstract of the talk that Andrzej gives, under "Prezentacja Andrzeja: …"."""
        self._abstract(unit, label)

    def _abstract(self, unit: Unit, label: Label) -> None:
        self.part = _ABSTRACT
        self.abstract = LabelledAbstract(label.start, label, self.draft)
        self.outline.abstracts.append(self.abstract)
        self.slanted = False
        if not unit.empty:
            self._add_to_abstract(unit)

    def _bio(self, unit: Unit, label: Label) -> None:
        self.part = _BIO
        self.outline.introduced += label.people
        if not unit.empty:
            self._introduce(unit)

    # -- lines

    def _header(self, unit: Unit, following: Unit | None) -> Header | None:
        if self.part == _SKIP and unit.line.kind is not BlockKind.HEADING:
            return None
        if self.part == _BIO and not self._stands_out(unit):
            return None
        alone = self._may_be_title(unit, following)
        awaited = self._awaits_speaker()
        header = header_of(self.view, self.people, unit, alone=alone, awaited=awaited)
        if header and self.part == _ABSTRACT and not (header.people and header.title) and not self._stands_out(unit):
            return None
        return header

    def _awaits_speaker(self) -> bool:
        """True right below a title whose speaker is still to be named."""
        draft = self.draft
        return draft is not None and draft.title is not None and not draft.speakers and not draft.abstract

    def _stands_out(self, unit: Unit) -> bool:
        return unit.line.kind is BlockKind.HEADING or self.view.covered(self.view.bold, unit.start, unit.end)

    def _may_be_title(self, unit: Unit, following: Unit | None) -> bool:
        """True where a line in bold type is followed by what may be its abstract, or by its speaker."""
        if not unit.line.opens or following is None or self.part == _SKIP:
            return False
        if following.label and following.label.roles & {Role.ABSTRACT, Role.SPEAKER, Role.BIO}:
            return True
        if self.draft and self.draft.speakers and not self.draft.title and not self.draft.told:
            return True
        if following.line.kind is BlockKind.HEADING:
            return False
        if leading_people(self.view, self.people, following.start, following.end, certainty=0.3):
            return True
        enough = _LONG_ENOUGH // 2 if unit.line.kind is BlockKind.HEADING else _LONG_ENOUGH
        practical = self.view.has("talks.logistics", following.start, following.start + _LONG_ENOUGH)
        return following.end - following.start >= enough and not practical

    def _open(self, unit: Unit, header: Header) -> None:
        draft = self.draft
        awaited = draft is not None and not draft.told and not draft.abstract and self.part in {_IMPLICIT, _STORY}
        if header.title is None:
            if draft and awaited and draft.title and not draft.speakers:
                draft.add_speakers(list(header.people), header.sure, header.rule)
            else:
                self.draft = draft = self._new(unit.start)
                draft.add_speakers(list(header.people), header.sure, header.rule)
        else:
            if not (draft and awaited and draft.title is None and not header.people):
                self.draft = draft = self._new(unit.start)
            draft.title = Part(header.title, header.sure, header.rule)
            draft.add_speakers(list(header.people), header.sure, header.rule)
        self.part, self.abstract, self.row = _IMPLICIT, None, unit.line
        if header.rest:
            draft.abstract.append(header.rest)

    def _plain(self, unit: Unit) -> None:
        if self.part == _IMPLICIT and self._next_row(unit):
            self._leave()
        if self.part in {_ABSTRACT, _IMPLICIT} and (
            self._closes(unit) or self._another_speaker(unit) or self._shouts(unit)
        ):
            self._leave()
        if self.part == _ABSTRACT:
            self._add_to_abstract(unit)
        elif self.part == _IMPLICIT and self.draft:
            self._add_to_draft(unit)
        elif self.part == _BIO:
            if self._closes(unit):
                self._leave()
                self.outline.story.append(unit)
            else:
                self._introduce(unit)
        elif self.part != _SKIP or self._closes(unit):
            self.part = _STORY
            self.outline.story.append(unit)
            if self._about_a_person(unit):
                self._introduce(unit)

    def _next_row(self, unit: Unit) -> bool:
        """True for the next item of the list whose item before named the talk."""
        row = self.row
        return (
            row is not None
            and unit.line.kind is row.kind
            and unit.line.kind in ROWS
            and unit.line.block != row.block
            and unit.line.level <= row.level
        )

    def _closes(self, unit: Unit) -> bool:
        """True for a line about taking part, or a greeting: it ends an abstract."""
        sentences = self.view.sentences(unit.start, min(unit.end, unit.start + 1000))
        practical = [self.view.has("talks.logistics", *sentence) for sentence in sentences]
        return sum(practical) * 2 >= len(practical)

    def _shouts(self, unit: Unit) -> bool:
        """True for a whole paragraph in bold type after plain ones: a notice that is no part of the abstract."""
        before = self.abstract.spans if self.abstract else self.draft.abstract if self.draft else []
        return bool(before) and self._stands_out(unit) and not self.view.covered(self.view.bold, *before[-1])

    def _is_somebody(self, at: int) -> bool:
        """True where a name goes on with "is a …", "jest …"."""
        return any(hit.start <= at + 2 for hit in self.view.hits("talks.copula", at, at + 12))

    def _leads_in(self, draft: Draft, unit: Unit) -> bool:
        """Takes the speaker from the first line under a title: "Jane Roe says:", "Jan Kowalski opowie o …".

        True where the line says no more than that, or who the speaker is; False where it describes the talk too.
        """
        first = self.view.sentences(unit.start, min(unit.end, unit.start + 400))[0]
        named = leading_people(self.view, self.people, *first, certainty=0.3)
        speaks = self.view.has("talks.speak", *first) or self.view.has("talks.says", *first)
        linked = bool(named) and self.view.covered(self.view.links, named[0].start, named[0].end)
        bio = self.view.has("talks.bio", unit.start, min(unit.end, first.end + 120)) or (
            bool(named) and self._is_somebody(named[-1].end)
        )
        if not named or not (speaks or linked or bio) or (named[0].certainty < _SURE and not (speaks or linked)):
            return False
        draft.add_speakers(named, 0.9, "under-title")
        return self.view.text[unit.end - 1] == ":" or (bio and not speaks)

    def _another_speaker(self, unit: Unit) -> bool:
        """True for a line that tells of somebody else's talk: "Potem Jan Kowalski opowie o …"."""
        if self.slanted or self.part == _ABSTRACT:
            return False
        first = self.view.sentences(unit.start, min(unit.end, unit.start + 400))[0]
        named = self.people.between(*first, certainty=0.9)
        names = self.draft.names if self.draft else set()
        return any(m.name not in names and "nom" in m.person.cases for m in named) and self.view.has(
            "talks.speak", *first
        )

    def _add_to_abstract(self, unit: Unit) -> None:
        if self.abstract is None:
            return
        slanted = self.view.mark_at(self.view.emphasis, unit.start) is not None or any(
            mark.end > unit.start + 2 for mark in self.view.emphasis if mark.start < unit.start < mark.end
        )
        if self.abstract.spans and self.slanted and not slanted:
            self._leave()
            self._plain(unit)
            return
        if Role.BIO in self.abstract.label.roles and self.abstract.spans and self._about_a_person(unit):
            self.part = _BIO
            return
        if self.abstract.spans and self._about_a_person(unit):
            self.part = _BIO
            self._introduce(unit)
            return
        if not self.abstract.spans:
            self.slanted = self.view.covered(self.view.emphasis, unit.start, unit.end)
        self.abstract.spans.append(Span(unit.start, unit.end))

    def _add_to_draft(self, unit: Unit) -> None:
        if self.draft is None:
            return
        if self._awaits_speaker() and self._leads_in(self.draft, unit):
            return
        if self._about_a_person(unit):
            self.part = _BIO
            self._introduce(unit)
            return
        self.draft.abstract.append(Span(unit.start, unit.end))
        self.draft.abstract_rule = "under-title"

    def _about_a_person(self, unit: Unit) -> bool:
        """True for a paragraph that tells who a speaker is: it begins with the name and says nothing of a talk."""
        first = self.view.sentences(unit.start, min(unit.end, unit.start + 400))[0]
        if self.view.has("talks.speak", *first):
            return False
        bio = self.view.has("talks.bio", unit.start, min(unit.end, first.end + 120))
        if named := leading_people(self.view, self.people, *first, certainty=0.6):
            bio = bio or self._is_somebody(named[-1].end)
            return bio or any(named[0].name in draft.names for draft in self.outline.drafts)
        speakers = [speaker.person for draft in self.outline.drafts for speaker in draft.speakers]
        for mention in self.people.first_names(first.start, min(first.end, first.start + 30)):
            if mention.start <= first.start + 1 and "nom" in mention.person.cases:
                return bio or any(self.people.same_first(mention.person, person) for person in speakers)
        return False

    def _introduce(self, unit: Unit) -> None:
        named = leading_people(self.view, self.people, unit.start, unit.end, certainty=0.6)
        named = named or (self._stands_out_first(unit) if self.part == _CAST else [])
        self.outline.introduced += named

    def _stands_out_first(self, unit: Unit) -> list[Mention]:
        return leading_people(self.view, self.people, unit.start, unit.end, certainty=0.3)

    def _leave(self) -> None:
        self.part, self.abstract = _STORY, None

    def _new(self, at: int) -> Draft:
        draft = Draft(at)
        self.outline.drafts.append(draft)
        return draft


_SURE: Final = 0.6
_TITLE_WITH_MORE: Final = 120
