"""A post's parts in order: talks under headings and labels with their abstracts, and the rest, which tells a story."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.talks.drafts import Draft, Part
from bot.posts.talks.headers import header_of, unnumbered
from bot.posts.talks.labels import Label, Role, Unit, speaker_below, units_of
from bot.posts.talks.openings import asks_for_title, is_stacked, may_be_title, names_the_meetup
from bot.posts.talks.paragraphs import Paragraphs, below_rows, next_row, of_one_list
from bot.posts.talks.parts import LabelledAbstract, Outline
from bot.posts.talks.titles import ROWS, no_talk, title_of_line
from bot.posts.talks.view import QUOTED, Line, Span
from bot.posts.talks.whom import labelled_people, leading_people, unsigned

if TYPE_CHECKING:
    from bot.posts.talks.header import Header
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View


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
_SURE: Final = 0.6
_OF_A_TALK: Final = frozenset((Role.ABSTRACT, Role.BIO, Role.TITLE, Role.SPEAKER, Role.TALK, Role.AGENDA))


class _Walk:
    """The state of the walk: which part the reader is in, and which talk it belongs to."""

    def __init__(self, view: View, people: People) -> None:
        self.view = view
        self.people = people
        self.paragraphs = Paragraphs(view, people)
        self.outline = Outline()
        self.part = _STORY
        self.draft: Draft | None = None
        self.abstract: LabelledAbstract | None = None
        self.slanted = False
        self.block = -1
        self.quoted = -1
        """The blocks of the unit before, and of the last paragraph in a speaker's own words."""
        self.below = -1
        """The block of the line that named a speaker below the title of the talk at hand."""
        self.skipped = 0
        """The level of the heading whose part is passed over; 0 outside of one."""
        self.row: Line | None = None
        """The line that named the talk, where a name-and-title line did."""
        self.rows = 0
        """How many talks in a row the items of a list named."""

    def take(self, unit: Unit, following: Unit | None) -> None:
        if self.skipped and not self._ends_skipping(unit):
            return
        self.skipped = 0
        self._take(unit, following)
        self.block = unit.line.block

    def _ends_skipping(self, unit: Unit) -> bool:
        """True for the next heading of the level of one about sponsors, and for a label of a talk's part."""
        if unit.label and unit.label.roles & _OF_A_TALK:
            return True
        return unit.line.kind is BlockKind.HEADING and unit.line.level <= self.skipped

    def _take(self, unit: Unit, following: Unit | None) -> None:
        if self.part == _SKIP and unit.line.kind is BlockKind.HEADING:
            self.part = _STORY
        if unit.label:
            self._label(unit, unit.label)
        elif self.part in {_TITLE, _SPEAKER}:
            self._labelled(unit)
        elif self._again(unit):
            return
        elif header := self._header(unit, following):
            self._open(unit, header)
        elif self.part == _CAST and leading_people(self.view, self.people, unit.start, unit.end, certainty=0.3):
            self._introduce(unit)
        elif unit.line.kind is BlockKind.HEADING:
            self._leave()
            self.draft = self.paragraphs.named_again(unit, self.outline.drafts) or self.draft
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
            self.skipped = unit.line.level if unit.line.kind is BlockKind.HEADING and label.alone else 0
        elif Role.OTHER in roles or names_the_meetup(self.view, unit, label):
            self._other(label)
        elif Role.SPEAKER in roles and QUOTED.search(self.view.text, unit.start, unit.end):
            self.part = _STORY
            self.outline.story.append(Unit(label.start, unit.end, unit.line))
        elif Role.SPEAKER in roles:
            several = unit.line.kind is BlockKind.HEADING or self.view.has("talks.plural", label.start, label.end)
            self._then(unit, _CAST if label.alone and several else _SPEAKER)
        elif Role.TALK in roles and label.people and not unit.empty:
            self._abstract(unit, label)  # of the talk that Andrzej gives, under "Prezentacja Andrzeja: …"
        elif roles & {Role.TITLE, Role.TALK}:
            self._then(unit, _TITLE, label)
        else:
            self.part = _STORY
            if not unit.empty:
                self.outline.story.append(Unit(unit.start, unit.end, unit.line))

    def _other(self, label: Label) -> None:
        """What is on the evening, or on the talk: "Czas: 30 min" and "Poziom: średni" stand above what describes it."""
        here = self.part == _IMPLICIT and self.draft is not None and bool(self.draft.title) and not self.draft.abstract
        if not here or label.alone or not self.view.has("talks.of_talk", label.start, label.end):
            headed = self.draft is not None and self.draft.level > 0 and not self.draft.abstract
            described = headed and self.part == _IMPLICIT
            self.part = _SKIP if label.alone else _IMPLICIT if described else _STORY

    def _then(self, unit: Unit, part: str, label: Label | None = None) -> None:
        """A label whose words come after it, on its line or on the next."""
        several = self.draft is not None and len(self.draft.speakers) > 1 and label is not None and bool(label.number)
        if part == _TITLE and (several or self.draft is None or self.draft.title or self.draft.told):
            self.draft = self.outline.opened(unit.label.start if unit.label else unit.start)
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
        if self.paragraphs.tells_a_story(unit):
            empty = self.draft is not None and not (self.draft.title or self.draft.speakers)
            self.outline.drafts = [draft for draft in self.outline.drafts if draft is not self.draft or not empty]
            self.draft, self.part = None, _STORY
            self._plain(unit)
            return
        self.part = _IMPLICIT
        draft = self.draft or self.outline.opened(unit.start)
        self.draft = draft
        line = replace(unit.line, kind=BlockKind.HEADING) if unit.line.kind is BlockKind.PARAGRAPH else unit.line
        header = header_of(self.view, self.people, Unit(unit.start, unit.end, line), alone=True)
        if header and header.title and header.people:
            draft.title = Part(header.title, 0.95, "label-title")
            draft.add_speakers(list(header.people), 0.95, "label-title")
            if header.rest:
                draft.abstract.append(header.rest)
            return
        title, rest = title_of_line(self.view, Span(unit.start, unit.end))
        if title.end > title.start:
            draft.title = Part(title, 0.95, "label-title")
            if rest:
                draft.abstract.append(rest)

    def _speaker(self, unit: Unit) -> None:
        self.part = _IMPLICIT
        if self.paragraphs.is_open(unit):
            self.outline.drafts = [draft for draft in self.outline.drafts if draft is not self.draft]
            self.draft, self.part = None, _STORY
            return
        if not (named := labelled_people(self.view, self.people, unit.start, unit.end)):
            self._plain(unit)
            return
        if self.draft is None or (self.draft.speakers and self.draft.title and not self.draft.told) or self.draft.told:
            self.draft = self.outline.opened(unit.start)
        self.draft.add_speakers(named, 0.95, "label-speaker")
        if self.draft.abstract:
            self._leave()
        if self.draft.title is None or unit.end - named[-1].end > _LONG_ENOUGH:
            self.part = _BIO if unit.end - named[-1].end > _LONG_ENOUGH else _STORY

    def _abstract(self, unit: Unit, label: Label) -> None:
        if asks_for_title(self.view, unit, label, self.draft):
            self._then(unit, _TITLE, label)
            return
        if not unit.empty and self.paragraphs.says_who_on_what(unit):
            self.part = _STORY
            self.outline.story.append(Unit(unit.start, unit.end, unit.line))
            return
        self.part = _ABSTRACT
        self.abstract = LabelledAbstract(label.start, label, self.draft)
        self.outline.abstracts.append(self.abstract)
        self.slanted = False
        if not unit.empty:
            self._add_to_abstract(unit)
            if Role.VOICE in label.roles and self.paragraphs.is_one_quotation(unit):
                self._leave()

    def _bio(self, unit: Unit, label: Label) -> None:
        self.part = _BIO
        self.outline.introduced += label.people
        if not unit.empty:
            self._introduce(unit)

    def _again(self, unit: Unit) -> bool:
        """Takes the abstract from a paragraph that begins with the title, in bold type, of a talk named before."""
        again = self.paragraphs.repeats_title(unit, self.outline.drafts) if self.outline.drafts else None
        if again is None:
            return False
        self.draft, rest = again
        self.draft.abstract.append(rest)
        self._leave()
        return True

    def _header(self, unit: Unit, following: Unit | None) -> Header | None:
        if self.part == _SKIP and unit.line.kind is not BlockKind.HEADING:
            return None
        apart = unit.line.kind in ROWS or self.paragraphs.stands_out(unit) or self.paragraphs.begins_bold(unit)
        if self.part == _BIO and not apart:
            return None
        owned = speaker_below(unit, following)
        alone = owned or (self.part != _SKIP and may_be_title(self.paragraphs, unit, following, self.draft))
        stacked = owned or is_stacked(self.view, unit, following, self.draft, first=self.block != unit.line.block)
        header = header_of(
            self.view,
            self.people,
            unit,
            alone=alone,
            awaited=self._awaits_speaker(unit),
            stacked=stacked,
            row=self.row,
        )
        if header and self._is_no_news(unit, header, following):
            return None
        if (
            header
            and self.part == _ABSTRACT
            and not (header.people and header.title)
            and not self.paragraphs.stands_out(unit)
        ):
            return None
        return header

    def _is_no_news(self, unit: Unit, header: Header, following: Unit | None) -> bool:
        if header.title is None:
            return self.part == _CAST and not self.paragraphs.titles_below(unit, following)
        return self.paragraphs.tells_of_known(unit, header, self.outline.drafts)

    def _awaits_speaker(self, unit: Unit) -> bool:
        """True right below a title whose speaker is still to be named, and below a line that named the first one."""
        draft = self.draft
        if draft is None or draft.title is None or draft.abstract:
            return False
        return not draft.speakers or self.below == unit.line.block

    def _open(self, unit: Unit, header: Header) -> None:
        draft = self.draft
        awaited = draft is not None and not draft.told and not draft.abstract and self.part in {_IMPLICIT, _STORY}
        if header.title is None:
            again = draft is not None and next_row(self.row, unit) and header.rule != "name-topic"
            again = (
                again and draft is not None and (not draft.title or self.row is None or self.below == self.row.block)
            )
            if draft and awaited and (again or self._awaits_speaker(unit)):
                self.below = unit.line.block
                draft.add_speakers(list(header.people), header.sure, header.rule)
            else:
                self.draft = draft = self.outline.opened(unit.start)
                draft.add_speakers(list(header.people), header.sure, header.rule)
        else:
            if not (draft and awaited and draft.title is None and not header.people):
                self.draft = draft = self.outline.opened(unit.start)
            draft.title = Part(header.title, header.sure, header.rule)
            draft.add_speakers(list(header.people), header.sure, header.rule)
        if header.topic:
            draft.topic = Part(header.topic, 0.7, "name-topic")
        self.rows = self.rows + (draft.at == unit.start) if of_one_list(self.row, unit.line) else 1
        self.part, self.abstract, self.row = _IMPLICIT, None, unit.line
        if header.title and unit.line.kind is BlockKind.HEADING:
            draft.level = unit.line.level
        if header.rest:
            draft.abstract.append(unsigned(self.view, self.people, draft, header.rest))

    def _plain(self, unit: Unit) -> None:
        if self.part == _IMPLICIT and unit.line.row and self.below == unit.line.block:
            return  # how long it takes, and for whom, on the lines behind the speaker's
        if self.part == _IMPLICIT and (next_row(self.row, unit) or (self.rows > 1 and below_rows(self.row, unit))):
            self._leave()
        if self.part in {_ABSTRACT, _IMPLICIT}:
            if self.paragraphs.signs(unit, self.abstract.after if self.abstract else self.draft, self._told()):
                return
            if self._goes_off(unit):
                self._leave()
        if self.part == _ABSTRACT:
            self._add_to_abstract(unit)
        elif self.part == _IMPLICIT and self.draft:
            self._add_to_draft(unit)
        elif self.part == _BIO and not self.paragraphs.closes(unit):
            self._introduce(unit)
        elif self.part != _SKIP or self.paragraphs.closes(unit):
            self._tell(unit)

    def _tell(self, unit: Unit) -> None:
        """A paragraph of the story, unless it is a speaker's own words."""
        told = self.part not in {_SKIP, _BIO}
        if told and self._own_words(unit):
            return
        introduces = self.part != _BIO and self.paragraphs.about_a_person(unit, self.outline.drafts)
        self._leave()
        self.outline.story.append(unit)
        if introduces:
            self._introduce(unit)

    def _goes_off(self, unit: Unit) -> bool:
        """True for a line that is no part of the abstract at hand."""
        told = bool(self._told())
        title = self.draft.title if self.draft and not told else None
        below = title is not None and title.rule != "label-title"
        closes = self.paragraphs.closes(unit, mostly=below) or self.paragraphs.names_an_hour_first(unit)
        closes = closes or self.paragraphs.signs_off(unit) or (told and self.paragraphs.turns_to_the_evening(unit))
        return closes or self._another_speaker(unit) or self.paragraphs.shouts(unit, self._told())

    def _own_words(self, unit: Unit) -> bool:
        """Takes a quoted paragraph of the story for the abstract of the talk told before it, with those that follow."""
        if not self.paragraphs.set_apart(unit):
            return False
        follows = unit.line.kind is BlockKind.QUOTE and self.quoted == unit.line.block - 1
        number = self.paragraphs.counted(unit, self.outline.story)
        label = Label(unit.start, unit.start, frozenset((Role.VOICE,)), number)
        self.outline.take_own_words(Span(unit.start, unit.end), label, follows=follows)
        self.quoted = unit.line.block
        return True

    def _told(self) -> list[Span]:
        """What has been read so far of the abstract at hand."""
        return self.abstract.spans if self.abstract else self.draft.abstract if self.draft else []

    def _another_speaker(self, unit: Unit) -> bool:
        if self.slanted or self.part == _ABSTRACT:
            return False
        names = self.draft.names if self.draft else set()
        return self.paragraphs.another_speaker(unit, names) or self.paragraphs.turns_to_others(unit, names)

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
        if self.abstract.spans and self.paragraphs.about_a_person(unit, self.outline.drafts):
            self.part = _BIO
            if Role.BIO not in self.abstract.label.roles:
                self._introduce(unit)
            return
        if not self.abstract.spans:
            self.slanted = self.view.covered(self.view.emphasis, unit.start, unit.end)
        self.abstract.spans.append(Span(unit.start, unit.end))

    def _add_to_draft(self, unit: Unit) -> None:
        if self.draft is None:
            return
        if self._awaits_speaker(unit):
            named, only = self.paragraphs.leads_in(unit)
            self.draft.add_speakers(named, 0.9, "under-title")
            if only:
                return
        about = self.paragraphs.about_a_person(unit, self.outline.drafts)
        if about and (self.draft.abstract or not self.paragraphs.tells_later(unit)):
            self.part = _BIO
            self._introduce(unit)
            return
        self.draft.abstract.append(unsigned(self.view, self.people, self.draft, Span(unit.start, unit.end)))
        self.draft.abstract_rule = "under-title"

    def _introduce(self, unit: Unit) -> None:
        named = leading_people(self.view, self.people, unit.start, unit.end, certainty=_SURE)
        if not named and self.part == _CAST:
            named = leading_people(self.view, self.people, unit.start, unit.end, certainty=0.3)
        self.outline.introduced += named

    def _leave(self) -> None:
        self.part, self.abstract = _STORY, None
