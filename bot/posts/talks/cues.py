"""What one sentence names: titles in quotes or bold type after the words that lead them in, and people who speak."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.posts.morphology import nominative_person
from bot.posts.talks.absent import gives_way, is_told, replaced
from bot.posts.talks.before_names import before_honorific
from bot.posts.talks.drafts import Part
from bot.posts.talks.mentions import Mention
from bot.posts.talks.name_words import known_first
from bot.posts.talks.paired import paired
from bot.posts.talks.people import joined
from bot.posts.talks.titles import names_a_moment, strip_quotes
from bot.posts.talks.view import QUOTED, Span
from bot.posts.talks.whom import leading_people

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.talks.people import People
    from bot.posts.talks.view import View

KNOWN: Final = 0.9
"""From this certainty up, a mention's first name is one that a dictionary or list knows."""
_PERHAPS: Final = 0.3
_LIKELY: Final = 0.6
_CLOSE: Final = 60
_LEAD_WORDS: Final = 5
_TALK_WORDS: Final = 4
_PHRASE: Final = 3
_MOST_MARKS: Final = 60
_AFTER_TITLE: Final = 30
_WHO_LATEST: Final = 10
_NEAR: Final = 80


class Cues:
    """Finds titles and speakers in the sentences of a view."""

    def __init__(self, view: View, people: People) -> None:
        self.view = view
        self.people = people
        self.known: dict[str, list[Mention]] = {}
        """Full names by the first names that stand for them."""
        for mention in people.full:
            if mention.certainty >= _LIKELY:
                for key in people.first_keys(mention.person):
                    self.known.setdefault(key, []).append(mention)

    def titles(self, sentence: Span) -> Iterator[Part]:
        """The marked words of a sentence that are a title."""
        before: Part | None = None
        pairs = list(paired(self.view, self.people, sentence))
        titles = {span.start for _named, span in pairs}
        names = {named[0].start for named, _span in pairs}
        for start, end, quoted in self._marked(sentence):
            if start in names:
                continue
            title = strip_quotes(self.view, Span(start, end))
            words = len(self.view.quote(title).split())
            if title.end - title.start < 2 or not words or self.people.between(*title, certainty=KNOWN):  # noqa: PLR2004
                continue
            if names_a_moment(self.view, title):
                continue
            if replaced(self.view, sentence, start) or self._gap("talks.other_work", Span(sentence.start, start)) == 0:
                continue
            told = 0.9 if start in titles else 0
            confidence = told or self._surety(sentence, Span(start, end), quoted=quoted, words=words)
            if not confidence and words > 1 and _capital(self.view.text[start:end]):
                confidence = self._beside(sentence, Span(start, end), before, quoted=quoted)
            if not confidence and self._opens_by_saying(sentence, Span(start, end), quoted=quoted, words=words):
                confidence = 0.75
            if confidence:
                before = Part(title, confidence, "told-title")
                yield before

    def _opens_by_saying(self, sentence: Span, marked: Span, *, quoted: bool, words: int) -> bool:
        """True for words that open their sentence and go on with what they are or what somebody does in them.

        ""From A to B" is her story", "In *From A to B* she'll show …".
        """
        before = _words(self.view.text[max(sentence.start, marked.start - _CLOSE) : marked.start])
        if words >= _PHRASE and before == ["In"]:
            return self.view.has("talks.he_or_she", marked.end, marked.end + 12)
        if words < _PHRASE or before or not quoted:
            return False
        return any(hit.start <= marked.end + 2 for hit in self.view.hits("talks.copula", marked.end, marked.end + 12))

    def _beside(self, sentence: Span, marked: Span, before: Part | None, *, quoted: bool) -> float:
        """How surely words are a title for what else the sentence holds: another title right before, or a speaker."""
        view = self.view
        if before and marked.start - before.span.end <= _CLOSE and before.confidence >= KNOWN:
            return 0.9
        close = Span(max(sentence.start, marked.start - _CLOSE), marked.start)
        led = next(iter(view.hits("talks.by", marked.end, min(sentence.end, marked.end + 24))), None)
        if led and not view.text[marked.end : led.start].strip(' "”*,'):
            return 0.85
        if view.has("talks.not_speaking", *sentence) or view.has("talks.not_a_person", *close):
            return 0
        named = self.people.surely(*sentence)
        named = [m for m in named if not marked.start <= m.start < marked.end and "nom" in m.person.cases]
        near = any(
            marked.start - _NEAR <= m.end <= marked.start or marked.end <= m.start <= marked.end + _AFTER_TITLE
            for m in named
        )
        set_off = quoted or view.text[close.start : close.end].rstrip().endswith((":", "–", "—", "-"))
        return (0.85 if quoted else 0.75) if near and set_off else 0

    def speakers(self, sentence: Span, titles: list[Part], *, right_after_title: bool) -> list[list[Mention]]:
        """The people who speak, those who speak together in one list; a first name stands for its full name.

        `right_after_title` is True where the sentence before named a title without a speaker.
        """
        groups: list[list[Mention]] = []
        full = self.people.between(*sentence, certainty=_PERHAPS)
        mentions = [m for m in full if m.certainty >= KNOWN or self._surely_a_name(m, sentence)]
        pairs = {m.start: m for named, _title in paired(self.view, self.people, sentence) for m in named}
        mentions = [*pairs.values(), *(m for m in mentions if m.start not in pairs)]
        for mention in sorted([*mentions, *self._references(sentence, titled=bool(titles))], key=lambda m: m.start):
            inside = any(title.span.start <= mention.start < title.span.end for title in titles)
            last = groups[-1][-1].end if groups else 0
            apart = any(last <= title.span.start < mention.start for title in titles)
            beside = bool(groups) and not apart and joined(self.view, last, mention.start)
            speaks = mention.start in pairs or self._speaks(
                mention, sentence, titles, right_after_title=right_after_title
            )
            speaks = speaks or (beside and bool(mention.person.cases & groups[-1][-1].person.cases))
            if inside or not speaks or gives_way(self.view, mention, sentence):
                continue
            if beside:
                groups[-1].append(mention)
            else:
                groups.append([mention])
        return groups

    def introduced(self, sentence: Span) -> list[Mention]:
        """Whom a sentence names as its subject or in bold type, without saying that they speak."""
        if self.view.has("talks.not_speaking", *sentence):
            return []
        opening = [mention for mention in self._references(sentence) if mention.start <= sentence.start + 1]
        return (
            opening[:1]
            or [
                mention
                for mention in self.people.between(*sentence, certainty=_PERHAPS)
                if self.view.covered(self.view.bold, mention.start, mention.end)
                or (mention.certainty >= KNOWN and "nom" in mention.person.cases)
            ][:1]
        )

    def opening(self, sentence: Span) -> list[Mention]:
        """Whom a sentence opens with by full name, where it thanks nobody and speaks of no earlier evening."""
        if self.view.has("talks.not_speaking", *sentence) or self.view.has("talks.past", *sentence):
            return []
        joint = _JOINT.match(self.view.text, *sentence)
        start = joint.end() if joint else sentence.start
        return [
            mention
            for mention in leading_people(self.view, self.people, start, sentence.end, certainty=KNOWN)
            if "nom" in mention.person.cases
        ]

    def _marked(self, span: Span) -> list[tuple[int, int, bool]]:
        """Stretches in quotes (True), in bold or in italic type (False), in reading order."""
        found = [(*match.span(), True) for match in QUOTED.finditer(self.view.text, *span)]
        marks = (*self.view.marks_in(self.view.bold, *span), *self.view.marks_in(self.view.emphasis, *span))
        for mark in marks[:_MOST_MARKS]:
            if mark.end <= span.end + 1 and all(mark.end <= low or mark.start >= high for low, high, _q in found):
                found.append((mark.start, mark.end, False))
        return sorted(found)

    def _surety(self, sentence: Span, marked: Span, *, quoted: bool, words: int) -> float:
        """How surely quoted or bold words are a title, by the words right before them; 0 for no."""
        text = self.view.text
        close = Span(max(sentence.start, marked.start - _CLOSE), marked.start)
        if self._gap("talks.title_cue", close) <= _LEAD_WORDS:
            return 0.97 if quoted or words > 1 else 0.8
        gap = self._gap("talks.talk", close)
        capital = _capital(text[marked.start : marked.end]) or (
            quoted and gap == 0 and words >= _PHRASE and not self.view.has("talks.talk", *marked)
        )
        if capital and gap <= _TALK_WORDS and (words >= _PHRASE or (quoted and (words > 1 or gap == 0))):
            return 0.92
        if words > 1 and _capital(text[marked.start : marked.end]) and self._says_on_what(close, marked):
            return 0.92
        if words < _PHRASE:
            return 0
        verbs = self.view.hits("talks.speak", *close)
        about = bool(verbs) and self.view.has("talks.about", verbs[-1].end, marked.start)
        shown = self._gap("talks.speak", close) <= 1
        if about:
            shown = words > _PHRASE and self._gap("talks.about_title", close) == 0
        right_behind = bool(verbs) and not quoted and not text[verbs[-1].end : marked.start].strip(" ,*_")
        on_what = about and quoted and words > _PHRASE and self._gap("talks.about_what", close) == 0
        right_behind = right_behind or on_what
        if right_behind or (capital and shown):
            return 0.9 if capital and not about else 0.8
        listed = text[sentence.start : marked.start].rstrip().endswith(":")
        loose = listed or (quoted and not self.view.has("talks.not_a_person", *close))
        spoken = self.view.has("talks.speak", sentence.start, marked.start)
        return (0.9 if listed else 0.75) if loose and spoken and (capital or listed) else 0

    def _says_on_what(self, close: Span, marked: Span) -> bool:
        """True right after "Jane Roe on", "Radek o": what the quotation says is what they speak on."""
        hits = (*self.view.hits("talks.about_what", *close), *self.view.hits("talks.with_title", *close))
        hit = max(hits, key=lambda one: one.start, default=None)
        if hit is None or self.view.text[hit.end : marked.start].strip(' "„“*') not in _WHOSE:
            return False
        named = self.people.between(close.start, hit.start, certainty=_PERHAPS)
        between = self.view.text[named[-1].end : hit.start] if named else "-"
        return not between.strip(' ,*"”\u00a0') or (between.count(",") == 2 and between.rstrip().endswith(","))  # noqa: PLR2004

    def _gap(self, name: str, before: Span) -> float:
        """How many words stand between the last term of a list and the end of the stretch."""
        hits = self.view.hits(name, *before)
        return len(_words(self.view.text[hits[-1].end : before.end])) if hits else float("inf")

    def _surely_a_name(self, mention: Mention, span: Span) -> bool:
        """True where the words around an unknown name make it one: "Haitao Dan, który", "prelegent Haitao Dan"."""
        if self._gap("talks.role", Span(max(span.start, mention.start - 40), mention.start)) <= 2:  # noqa: PLR2004
            return True
        speaks = self.view.hits("talks.speak", *span)
        goes_on = self.view.hits("talks.who", mention.end, min(span.end, mention.end + _CLOSE))
        if speaks and goes_on and not _words(_without_aside(self.view.text[mention.end : goes_on[0].start])):
            return True
        after = next((hit for hit in speaks if hit.start >= mention.end), None)
        return after is not None and len(_words(self.view.text[mention.end : after.start])) <= 1

    def _references(self, span: Span, *, titled: bool = False) -> list[Mention]:
        """First names alone that stand for people named in full elsewhere in the text, and "Prof. Brannigan"."""
        found = list(self._titled(span))
        for mention in self.people.first_names(*span):
            known = next((k for key in self.people.first_keys(mention.person) if (k := self.known.get(key))), [])
            if known:
                at = bisect_left(known, mention.start, key=lambda m: m.start)
                whole = known[max(0, at - 1)]
                person = replace(whole.person, cases=mention.person.cases)
                found.append(Mention(mention.start, mention.end, person, whole.certainty))
            elif "nom" in mention.person.cases and (
                self._does(mention, span)
                or (titled and self._owns_a_talk(mention, Span(mention.start, mention.start), span.end))
                or self._still_on(mention, span)
                or (titled and _BRINGS.match(self.view.text, mention.end, span.end))
                or (about_what(self.view, mention, span.end) and not self._lists_days(span))
            ):
                found.append(Mention(mention.start, mention.end, mention.person, _PERHAPS))
        return found

    def _does(self, mention: Mention, span: Span) -> bool:
        """True where a verb of speaking stands near a first name, in its clause: "Radek opowie", "will Jane speak"."""
        text = self.view.text
        near = Span(max(span.start, mention.start - _CLOSE), min(span.end, mention.end + _NEAR))
        between = [
            text[hit.end : mention.start] if hit.end <= mention.start else text[mention.end : hit.start]
            for hit in self.view.hits("talks.speak", *near)
            if is_told(self.view, hit)
        ]
        return any(not _CLAUSE.search(_without_aside(words)) for words in between)

    def _still_on(self, mention: Mention, span: Span) -> bool:
        """True for "Ola's Spock session is still happening", "Nick's talk will keep", of whom it says no surname."""
        opens = mention.start <= span.start + 1 or _OPENS.search(self.view.text, span.start, mention.start)
        owns = opens and self._owns_a_talk(mention, Span(mention.start, mention.start), span.end)
        return bool(owns) and self.view.has("talks.still_on", *span)

    def _lists_days(self, span: Span) -> bool:
        """True for a sentence that names days to come: "15th February (Helen on Flyway) and 15th March"."""
        return len(self.view.hits("dates.month", *span)) > 1

    def _titled(self, span: Span) -> Iterator[Mention]:
        """Surnames with a title before them; whoever bears the surname in full elsewhere is meant."""
        for hit in self.view.hits("talks.honorific", *span):
            match = _SURNAME.match(self.view.text, hit.end, span.end)
            if not match or any(
                m.start <= match.start(1) < m.end for m in self.people.between(*span, certainty=_PERHAPS)
            ):
                continue
            known = known_first(match[1], self.view.lexicon)
            if (
                known
                or match[1].isupper()
                or self.view.words.any(*match.span(1), "names.not_surname", "names.title_word")
            ):
                continue
            whole = next((m for m in self.people.full if m.person.last == match[1]), None)
            person = whole.person if whole else nominative_person((match[1],))
            spoken = self.view.has("talks.talk", *span) or self.view.has("talks.speak", *span)
            if person and (whole or (spoken and "nom" in person.cases)):
                yield Mention(*match.span(1), person, _LIKELY)

    def _speaks(self, mention: Mention, span: Span, titles: list[Part], *, right_after_title: bool) -> bool:
        """True for a person who gives a talk by what the sentence says, in the case that it asks for."""
        cases = mention.person.cases
        before = Span(max(span.start, mention.start - _AFTER_TITLE), mention.start)
        chairs = self._gap("talks.chair", before) == 0
        if chairs or self.view.has("talks.past", *span) or self.view.has("talks.few_words", *span):
            return False
        owns = self._owns_a_talk(mention, before, span.end) or self._made_by(mention, before, span)
        if owns or self._who_will(mention, span.end):
            return True
        role = self.view.has("talks.role", *span)
        told = role or bool(titles) or any(is_told(self.view, verb) for verb in self.view.hits("talks.speak", *span))
        told = told or (mention.certainty >= KNOWN and self._in_turn(span))
        if told and self._gap("talks.thanks_to", before) <= 1:
            return True
        if "nom" in cases and (told or about_what(self.view, mention, span.end)):
            return True
        after_title = any(0 <= mention.start - title.span.end <= _AFTER_TITLE for title in titles)
        shared = "inst" in cases and self.view.has("talks.listen", *span) and _WITH.search(self.view.text, *before)
        if after_title or shared or (role and cases & {"gen", "inst", "acc"}):
            return True
        bold = self.view.covered(self.view.bold, mention.start, mention.end)
        return right_after_title and bold and "nom" in cases

    def _made_by(self, mention: Mention, before: Span, sentence: Span) -> bool:
        """True for "is a gentle introduction to parsers by Jane Roe"."""
        sure = mention.certainty >= KNOWN and self._gap("talks.by_whom", before) == 0
        return sure and self.view.has("talks.form", sentence.start, before.end)

    def _in_turn(self, span: Span) -> bool:
        """True for a sentence on who comes first, next or last, whatever its verb."""
        view = self.view
        practical = view.has("talks.not_speaking", *span) or view.has("talks.logistics", *span)
        return not practical and view.has("talks.sequence", *span)

    def _who_will(self, mention: Mention, end: int) -> bool:
        """True for "oprócz Jana Kowalskiego, który opowie …", in whatever case."""
        who = next(iter(self.view.hits("talks.who", mention.end, min(end, mention.end + _WHO_LATEST))), None)
        return who is not None and self.view.has("talks.speak", who.end, min(end, who.end + _CLOSE))

    def _owns_a_talk(self, mention: Mention, before: Span, end: int) -> bool:
        """True for "wykład Jana Kowalskiego", "Jane Roe's talk"."""
        before = Span(before.start, before_honorific(self.view, *before))
        if self._gap("talks.talk", before) == 0 and mention.person.cases & {"gen", "nom"}:
            return True
        owned = _OWNED.match(self.view.text, mention.end, end)
        talks = self.view.hits("talks.talk", owned.start(), owned.end() + 24) if owned else []
        return owned is not None and any(hit.start <= owned.end() for hit in talks)


_CLAUSE: Final = re.compile(r"[;:!?\n]|,\s(?:because|but|so|bo|ale|że|więc)\b")
_OPENS: Final = re.compile(r"(?:[,;] (?:and|but)\s|\b(?:get|keep|have)\s)[*_\"]*$")
"""Before a name that begins a clause."""
_WITH: Final = re.compile(r"\b[Zz]e? $")
"""Polish "with", before a name: "Z Janem Kowalskim zajrzymy …"."""
_JOINT: Final = re.compile(r"(?:And|Plus|Then|A|I|Potem|Zaś|Z kolei|Natomiast)\s+(?=\W*[^\W\d_a-z])")
_SURNAME: Final = re.compile(r"\.?[ \u00a0]([^\W\d_a-ząćęłńóśźż][^\W\d_]+)")
_OWNED: Final = re.compile(
    r"['’]s?\s(?:\w+\s){0,5}?(?=(?i:talk|present|session|workshop|lecture|demo|keynote))|['’]s?\s(?:\w+\s)?"
)
"""After a name: "Brannigan's talk", "Jane's first session", "Jane Roe's garbage collection talk"."""


_WHOSE: Final = frozenset(("", "her", "his", "their"))
_BRINGS: Final = re.compile(r"[*_]*\swith\s(?:(?:her|his|their)\s)?[*_]*[\"“„]")
"""Between a first name and the title of its owner's talk: 'Ola with her "Title"'."""


def about_what(view: View, mention: Mention, end: int) -> Span | None:
    """What stands after "Radek o …", "Jane on …", where no verb says that they will talk; None elsewhere."""
    hit = next(iter(view.hits("talks.about_what", mention.end, min(end, mention.end + 10))), None)
    if hit is None or view.text[mention.end : hit.start].strip(' \u00a0*"'):
        return None
    if view.has("rsvp.elsewhere", hit.end, hit.end + 20):
        return None  # "find Dale on the Slack"
    following = view.text[hit.end : hit.end + 2].strip()[:1]
    when = any(view.hits(name, hit.end, hit.end + 12) for name in ("dates.weekday", "dates.month"))
    return None if when or not following.isalpha() else Span(hit.end, end)


def _words(text: str) -> list[str]:
    return [word for word in text.split() if any(c.isalnum() for c in word)]


def _without_aside(text: str) -> str:
    start, end = text.find("("), text.find(")")
    return text[:start] + text[end + 1 :] if 0 <= start < end else text


def _capital(text: str) -> bool:
    first = text.lstrip('"„“”«*_ ')[:1]
    return first.isupper() or first.isdigit()
