"""What a paragraph is about: a person, the evening, a talk; and whom alone it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.lexicon import fold
from bot.posts.talks.cues import KNOWN, about_what
from bot.posts.talks.labels import Role
from bot.posts.talks.sentences import HOUR
from bot.posts.talks.titles import ROWS, TITLE_LONGEST
from bot.posts.talks.view import QUOTED, Span
from bot.posts.talks.whom import after_by, ends, handles, leading_people

if TYPE_CHECKING:
    from bot.posts.talks.drafts import Draft
    from bot.posts.talks.header import Header
    from bot.posts.talks.labels import Unit
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import Line, View

_LONG_ENOUGH: Final = 80
_QUOTED_LONGER: Final = 120


class Paragraphs:
    """Judges the units of a view."""

    def __init__(self, view: View, people: People) -> None:
        self.view = view
        self.people = people

    def stands_out(self, unit: Unit) -> bool:
        """True for a heading, and for a line all in bold type, save for who speaks in brackets behind it."""
        if unit.line.kind is BlockKind.HEADING:
            return True
        aside = self.view.text.rfind("(", unit.start, unit.end)
        named = aside > unit.start and self.view.text[unit.end - 1] == ")" and self.people.between(aside, unit.end)
        end = self.view.trim(Span(unit.start, aside)).end if named else unit.end
        return self.view.covered(self.view.bold, unit.start, end)

    def begins_bold(self, unit: Unit) -> bool:
        """True for a short line that begins in bold type, as "**Title** - Jane Roe" does."""
        return unit.end - unit.start <= TITLE_LONGEST and self.view.mark_at(self.view.bold, unit.start) is not None

    def titles_below(self, unit: Unit, following: Unit | None) -> bool:
        """True for a heading with words in quotes and bold type below it, as a speaker's name has the talk's title."""
        if following is None or following.label or unit.line.kind is not BlockKind.HEADING:
            return False
        mark = self.view.mark_at(self.view.bold, following.start)
        return mark is not None and QUOTED.match(self.view.text, following.start, mark.end + 1) is not None

    def closes(self, unit: Unit, *, mostly: bool = False) -> bool:
        """True for a line about taking part, about where people go on to, or a greeting: it ends an abstract.

        With `mostly`, as for the first lines of one, half of its sentences may speak of that.
        """
        sentences = self.view.sentences(unit.start, min(unit.end, unit.start + 1000))
        practical = [self.view.has("talks.logistics", *sentence) or self._says_when(sentence) for sentence in sentences]
        return sum(practical) * 2 >= len(practical) + mostly or self._goes_on_to_a_pub(unit)

    def signs_off(self, unit: Unit) -> bool:
        """True for the post's last line where that is no more than a name or an initial: "Pete", "💛 Kayla", "k."."""
        few = unit.end - unit.start <= _SIGNATURE_LONGEST and unit.line.kind is BlockKind.PARAGRAPH
        if not few or any(c.isalnum() for c in self.view.text[unit.end :]):
            return False
        words = [word.strip(".,!") for word in self.view.text[unit.start : unit.end].split()]
        named = self.people.between(unit.start, unit.end) or list(self.people.first_names(unit.start, unit.end))
        return bool(named) or len(words[-1]) == 1

    def _says_when(self, sentence: Span) -> bool:
        """True for a sentence that names a day and an hour."""
        return self.view.names_a_day(sentence) and HOUR.search(self.view.text, *sentence) is not None

    def _goes_on_to_a_pub(self, unit: Unit) -> bool:
        """True for a short line "Po prezentacjach pub, nie wiemy jaki"; "after the talk you will know …" tells more."""
        if unit.end - unit.start > _LONG_ENOUGH * 2 or unit.line.kind in ROWS:
            return False
        then = self.view.hits("places.afterwards", unit.start, min(unit.end, unit.start + _LONG_ENOUGH))
        heard = self.view.has("talks.listen", unit.start, unit.end) or self.view.has(
            "talks.speak", unit.start, unit.end
        )
        return bool(then) and then[0].start <= unit.start + 2 and not heard

    def names_an_hour_first(self, unit: Unit) -> bool:
        """True for "18:20 – 18:40 Przerwa", "od 15:45 grill": the next row of an agenda, whatever it holds."""
        return unit.end - unit.start <= _QUOTED_LONGER and _HOUR_FIRST.match(self.view.text, *_of(unit)) is not None

    def turns_to_the_evening(self, unit: Unit) -> bool:
        """True for a further paragraph that tells of the place, of who pays and of what there is to eat."""
        if unit.line.kind in ROWS:
            return False
        sentences = self.view.sentences(unit.start, min(unit.end, unit.start + 1000))
        surely = [self._on_the_evening(sentence) for sentence in sentences]
        if sum(surely) * 2 >= len(sentences):
            return True
        return all(sure or self._on_the_place(*pair) for sure, pair in zip(surely, sentences, strict=True))

    def _on_the_evening(self, sentence: Span) -> bool:
        names = ("talks.logistics", "talks.not_speaking", "sponsors.gives")
        if any(self.view.has(name, *sentence) for name in names):
            return True
        return self.view.has("sponsors.gives_fare", *sentence) and self.view.has("sponsors.fare", *sentence)

    def _on_the_place(self, start: int, end: int) -> bool:
        names = ("talks.speak", "talks.listen", "talks.speak_myself")
        return self.view.has("talks.practical", start, end) and not any(self.view.has(n, start, end) for n in names)

    def is_somebody(self, at: int) -> bool:
        """True where a name goes on with "is a …", "jest …"."""
        return any(hit.start <= at + 2 for hit in self.view.hits("talks.copula", at, at + 12))

    def names_only(self, unit: Unit) -> list[Mention]:
        """Whom a line names that says no more: "Jane Roe", "by Jane Roe (Acme)", "@jane"; [] for any other line."""
        start = after_by(self.view, unit.start, unit.end)
        named = leading_people(self.view, self.people, start, unit.end, certainty=0.3)
        if named and ends(self.view, named[-1].end, unit.end):
            return named
        if unit.end - start <= _HANDLE_LONGEST and (found := list(handles(self.view, start, unit.end))):
            return found if not any(c.isalnum() for c in self.view.text[found[-1].end : unit.end]) else []
        return []

    def signs(self, unit: Unit, draft: Draft | None, told: list[Span]) -> bool:
        """Takes the speaker from a line that holds nothing but a name, below what their talk is about."""
        if draft is None or draft.speakers or not draft.title or not (draft.abstract or told):
            return False
        named = [m for m in self.names_only(unit) if m.certainty >= _SURE]
        draft.add_speakers(named, 0.85, "under-abstract")
        return bool(named)

    def about_a_person(self, unit: Unit, drafts: list[Draft]) -> bool:
        """True for a paragraph that tells who a speaker is: it begins with the name and says nothing of a talk."""
        first = self.view.sentences(unit.start, min(unit.end, unit.start + 400))[0]
        lives = self.view.hits("talks.bio", *first)
        if any(all(hit.start != life.start for life in lives) for hit in self.view.hits("talks.speak", *first)):
            return False  # "prowadzi zajęcia" is a life, "prowadzi" alone a talk
        bio = self.view.has("talks.bio", unit.start, min(unit.end, first.end + 120))
        if named := leading_people(self.view, self.people, *first, certainty=0.6):
            bio = bio or self.is_somebody(named[-1].end)
            return bio or any(named[0].name in draft.names for draft in drafts)
        speakers = [speaker.person for draft in drafts for speaker in draft.speakers]
        for mention in self.people.first_names(first.start, min(first.end, first.start + 30)):
            if mention.start <= first.start + 1 and "nom" in mention.person.cases:
                bio = bio or self.is_somebody(mention.end)
                return bio or any(self.people.same_first(mention.person, person) for person in speakers)
        return False

    def tells_later(self, unit: Unit) -> bool:
        """True for a paragraph that begins with who the speaker is and goes on to what the talk is about."""
        sentences = self.view.sentences(unit.start, min(unit.end, unit.start + 2000))
        if any(
            self.view.has(name, *sentence) for sentence in sentences[1:] for name in ("talks.speak", "talks.listen")
        ):
            return True
        return unit.end - unit.start >= _QUOTED_LONGER and not self._tells_a_life(sentences)

    def _tells_a_life(self, sentences: list[Span]) -> bool:
        """True where some sentence says what a person is, does for a living or is fond of."""
        lives = any(self.view.has(name, *s) for s in sentences for name in ("talks.bio", "talks.bio_loose"))
        begun = leading_people(self.view, self.people, *sentences[0], certainty=0.3)
        first = begun or list(
            self.people.first_names(sentences[0].start, min(sentences[0].end, sentences[0].start + 30))
        )
        if lives or not first:
            return True
        return self.is_somebody(first[-1].end) and _HAS_DONE.match(self.view.text, first[-1].end) is None

    def another_speaker(self, unit: Unit, names: set[str]) -> bool:
        """True for a line that tells of somebody else's talk: "Potem Jan Kowalski opowie o …"."""
        first = self.view.sentences(unit.start, min(unit.end, unit.start + 400))[0]
        named = self.people.surely(*first)
        return any(m.name not in names and "nom" in m.person.cases for m in named) and self.view.has(
            "talks.speak", *first
        )

    def counted(self, unit: Unit, story: list[Unit]) -> int | None:
        """Which talk the line right above a quotation says that it is on: "O pierwszej autor pisze tak:"."""
        before = story[-1] if story else None
        if before is None or before.line.block != unit.line.block - 1 or self.view.text[before.end - 1] != ":":
            return None
        last = self.view.sentences(before.start, before.end)[-1]
        return next((hit.value for hit in self.view.hits("talks.ordinal", *last)), None)

    def says_who_on_what(self, unit: Unit) -> bool:
        """True for "Jan Sowa o kolejkach, Ewa Lipka o testach", whatever label stands before it."""
        named = leading_people(self.view, self.people, unit.start, unit.end, certainty=KNOWN)
        return bool(named) and about_what(self.view, named[-1], unit.end) is not None

    def is_open(self, unit: Unit) -> bool:
        """True for the "you?" behind "Speaker:", where the round is anybody's."""
        seat = next(iter(self.view.hits("talks.open_seat", unit.start, unit.end)), None)
        return seat is not None and not any(
            c.isalnum() for c in self.view.text[unit.start : seat.start] + self.view.text[seat.end : unit.end]
        )

    def turns_to_others(self, unit: Unit, names: set[str]) -> bool:
        """True for a paragraph on who comes next: "After the break it's lightning talks: Jane Roe on queues"."""
        then = self.view.hits("talks.sequence", unit.start, min(unit.end, unit.start + _LONG_ENOUGH))
        if not then or then[0].start > unit.start + 2 or unit.line.kind in ROWS:
            return False
        named = self.people.surely(unit.start, unit.end)
        return any(m.name not in names and "nom" in m.person.cases for m in named)

    def is_one_quotation(self, unit: Unit) -> bool:
        """True for words that begin and end with quotation marks: nothing after them is the speaker's."""
        text = self.view.quote(Span(unit.start, unit.end)).rstrip(" .")
        return len(text) > 1 and text[0] in '"„“«' and text[-1] in '"”“»'

    def tells_a_story(self, unit: Unit) -> bool:
        """True for a longer paragraph that opens by saying who will speak, where a label asked what there is."""
        if unit.line.kind in ROWS or unit.end - unit.start < _QUOTED_LONGER:
            return False
        first = self.view.sentences(unit.start, min(unit.end, unit.start + 400))[0]
        return bool(self.people.surely(*first)) and self.view.has("talks.speak", *first)

    def set_apart(self, unit: Unit) -> bool:
        """True for a longer paragraph that is quoted or in italics as a whole: a speaker's own words."""
        if unit.end - unit.start < _LONG_ENOUGH or self.closes(unit):
            return False
        if unit.line.kind is BlockKind.QUOTE:
            return True
        slanted = self.view.covered(self.view.emphasis, unit.start, unit.end)
        return slanted and unit.end - unit.start >= _QUOTED_LONGER and unit.line.kind is BlockKind.PARAGRAPH

    def may_describe(self, unit: Unit, title: Unit) -> bool:
        """True for what may stand below a title: a label, its speaker, its abstract."""
        if unit.label and unit.label.roles & _BELOW_A_TITLE:
            return True
        if self.names_only(unit):
            return True
        if unit.line.kind is BlockKind.HEADING:
            return False
        if leading_people(self.view, self.people, unit.start, unit.end, certainty=0.3):
            return True
        enough = _LONG_ENOUGH // 2 if title.line.kind is BlockKind.HEADING else _LONG_ENOUGH
        practical = self.view.has("talks.logistics", unit.start, min(unit.end, unit.start + _LONG_ENOUGH))
        return unit.end - unit.start >= enough and not practical

    def repeats_title(self, unit: Unit, drafts: list[Draft]) -> tuple[Draft, Span] | None:
        """The talk named before whose title, in bold type, begins the paragraph, and what follows the title.

        Its first words will do where a stop sets them off and no other talk begins so: "**Kafka.** …".
        """
        mark = self.view.mark_at(self.view.bold, unit.start) or self.view.mark_at(self.view.emphasis, unit.start)
        if mark is None or mark.end >= unit.end - _LONG_ENOUGH // 2:
            return None
        words = fold(self.view.quote(Span(max(unit.start, mark.start), mark.end))).strip(_AROUND)
        found = [draft for draft in drafts if self._begins(draft, words, whole=True)][:1]
        dash = _DASH.match(self.view.text, mark.end, unit.end)
        if not found and len(words) >= _SHORTEST_AGAIN and (dash or self.view.text[mark.end - 1] in ".:"):
            found = [draft for draft in drafts if self._begins(draft, words, whole=False)]
        if len(found) != 1:
            return None
        return found[0], self.view.trim(Span(dash.end() if dash else mark.end, unit.end))

    def _begins(self, draft: Draft, words: str, *, whole: bool) -> bool:
        """True for words that are the title of a talk without an abstract, or its first words."""
        if draft.title is None or draft.abstract:
            return False
        title = fold(self.view.quote(draft.title.span)).strip(_AROUND)
        return title == words or (not whole and title.startswith(words) and not title[len(words)].isalnum())

    def named_again(self, unit: Unit, drafts: list[Draft]) -> Draft | None:
        """The talk named before, in an agenda or a list, whose title is all that a heading says."""
        words = fold(self.view.quote(Span(unit.start, unit.end))).strip(_AROUND) if drafts else ""
        for draft in drafts:
            if draft.title and not draft.abstract and fold(self.view.quote(draft.title.span)).strip(_AROUND) == words:
                return draft
        return None

    def tells_of_known(self, unit: Unit, header: Header, drafts: list[Draft]) -> bool:
        """True for a line on somebody whose talk is described already: "Jane Roe: engineer at Acme"."""
        if header.rule != "name-title" or self.stands_out(unit) or unit.line.kind in ROWS:
            return False
        names = {mention.name for mention in header.people}
        return any(draft.title and draft.abstract and draft.names & names for draft in drafts)

    def leads_in(self, unit: Unit) -> tuple[list[Mention], bool]:
        """The speaker that the first line under a title names: "Jane Roe says:", "Jan Kowalski opowie o …".

        Also True where the line says no more than that, or who the speaker is; False where it describes the talk too.
        """
        first = self.view.sentences(unit.start, min(unit.end, unit.start + 400))[0]
        named = leading_people(self.view, self.people, *first, certainty=0.3)
        if not named:
            return self._with_whom(first), False
        speaks = self.view.has("talks.speak", *first) or self.view.has("talks.says", *first)
        shown = speaks or self.view.covered(self.view.links, named[0].start, named[0].end)
        bio = self.view.has("talks.bio", unit.start, min(unit.end, first.end + 120)) or self.is_somebody(named[-1].end)
        if not (shown or bio) or (named[0].certainty < _SURE and not shown):
            return [], False
        return named, self.view.text[unit.end - 1] == ":" or (bio and not speaks)

    def _with_whom(self, sentence: Span) -> list[Mention]:
        """Who is meant by "Z Janem Kowalskim porozmawiamy o …"."""
        joint = _WITH.match(self.view.text, *sentence)
        if joint is None or not self.view.has("talks.listen", *sentence):
            return []
        named = leading_people(self.view, self.people, joint.end(), sentence.end, certainty=_SURE)
        return [mention for mention in named if "inst" in mention.person.cases]

    def shouts(self, unit: Unit, before: list[Span]) -> bool:
        """True for a whole paragraph in bold type after plain ones: a notice that is no part of the abstract."""
        return bool(before) and self.stands_out(unit) and not self.view.covered(self.view.bold, *before[-1])


def _of(unit: Unit) -> Span:
    return Span(unit.start, unit.end)


_HOUR_FIRST: Final = re.compile(
    r"\W{0,3}(?:(?:od|ok\.?|około|o|from|at|circa|godz\.?)\s)?\d{1,2}[:.]\d{2}\b(?!\.\d|%)", re.IGNORECASE
)
_HAS_DONE: Final = re.compile(r"[*_]*\shas\s(?!been)\w{3,}(?:ed|en|lt|pt|ught)\b")
"""What somebody did, not what they are: "Raj has installed it so that you need not"."""
_WITH: Final = re.compile(r"[Zz]e?\s")
_DASH: Final = re.compile(r"\s*[-–—:]\s+")
_SHORTEST_AGAIN: Final = 2
_AROUND: Final = ' .:"„”“*'
_SIGNATURE_LONGEST: Final = 30
_HANDLE_LONGEST: Final = 40
_SURE: Final = 0.6
_BELOW_A_TITLE: Final = frozenset((Role.ABSTRACT, Role.SPEAKER, Role.BIO))


def next_row(row: Line | None, unit: Unit) -> bool:
    """True for the next item of the list whose item `row` named the talk."""
    return (
        row is not None
        and unit.line.kind is row.kind
        and unit.line.kind in ROWS
        and (unit.line.block, unit.line.row) != (row.block, row.row)
        and unit.line.level <= row.level
    )


def of_one_list(row: Line | None, line: Line) -> bool:
    """True for a line that is another item of the list, or of the paragraph of short lines, that `row` is of."""
    if row is None or row.kind not in ROWS or line.kind is not row.kind:
        return False
    return line.block == row.block if row.row or line.row else True


def below_rows(row: Line | None, unit: Unit) -> bool:
    """True for a paragraph below a list whose items named talks: it belongs to none of them."""
    paragraph = unit.line.kind is BlockKind.PARAGRAPH and not unit.line.inside
    return row is not None and row.kind in ROWS and paragraph and unit.line.block != row.block
