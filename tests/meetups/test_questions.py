"""Members' questions: what they ask, and which meetup they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Language
from bot.meetups.model import Meetup, MeetupStatus, MeetupTalk
from bot.meetups.questions import (
    SURE_ENOUGH,
    Intent,
    Question,
    Reference,
    ReferenceKind,
    resolve,
    settled,
    understand,
)
from bot.meetups.timeline import Timeline
from tests.meetups.builders import instant

NOW = instant("2025-05-10 12:00")
FEBRUARY = Meetup("feb", 1, 75, date=date(2025, 2, 27), start_time=time(19))
MAY = Meetup("may", 2, 77, date=date(2025, 5, 22), start_time=time(19))
JUNE = Meetup(
    "jun", 3, 78, date=date(2025, 6, 25), talks=(MeetupTalk("Kubernetes w praktyce", speakers=("Marcin Stożek",)),)
)
OFF = Meetup("mar", 4, 76, date=date(2025, 3, 26), status=MeetupStatus.CANCELLED)
GROUP = Timeline([FEBRUARY, OFF, MAY, JUNE])


@dataclass(frozen=True)
class Row:
    intents: tuple[str, ...]
    about: str
    text: str

    def intent_is_right(self, question: Question) -> bool:
        sure = question.confidence >= SURE_ENOUGH and question.intent is not Intent.UNKNOWN
        return not sure if self.intents == ("unknown",) else sure and question.intent.value in self.intents

    def meetup_is_right(self, question: Question) -> bool:
        about = question.about
        # Stray words stand for no meetup until the group's own are known, so they may stand beside "next".
        kinds = {"next": {ReferenceKind.NEXT, ReferenceKind.TEXT}, "last": {ReferenceKind.LAST}}
        if self.about == "-" or self.intents == ("unknown",):
            return True
        if self.about in kinds:
            return about.kind in kinds[self.about]
        if self.about.startswith("#"):
            return about.number == int(self.about[1:])
        name, value = self.about.split(":")
        return about.month == int(value) if name == "month" else about.kind is ReferenceKind.TEXT and bool(about.text)


def rows() -> list[Row]:
    lines = (Path(__file__).parent / "questions.txt").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]
    return [Row(tuple(intent.split("/")), about, text) for intent, about, text in cells]


@pytest.mark.parametrize(
    ("half", "least"), [pytest.param(0, 0.98, id="looked-at"), pytest.param(1, 0.92, id="held-out")]
)
def test_questions_are_understood(half: int, least: float) -> None:
    table = rows()[half::2]
    wrong = [row for row in table if not row.intent_is_right(understand(row.text))]
    lost = [row for row in table if row not in wrong and not row.meetup_is_right(understand(row.text))]
    assert 1 - len(wrong) / len(table) >= least, wrong
    assert 1 - (len(wrong) + len(lost)) / len(table) >= least - 0.02, lost


def test_nothing_off_topic_is_answered_with_confidence() -> None:
    table = [row for row in rows() if row.intents == ("unknown",)]
    answered = [row.text for row in table if not row.intent_is_right(understand(row.text))]
    assert len(answered) <= 0.05 * len(table), answered


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("kiedy następne spotkanie?", Language.POLISH),
        ("kiedy nastepne spotaknie", Language.POLISH),
        ("when's the next one", Language.ENGLISH),
        ("who is speaking", Language.ENGLISH),
        ("meetup?", None),
        ("77", None),
    ],
)
def test_the_language_is_guessed(text: str, language: Language | None) -> None:
    assert understand(text).language is language


def test_mentions_links_and_emoji_do_not_matter() -> None:
    plain = understand("kiedy następne spotkanie")
    assert understand("<@1234567890> kiedy następne spotkanie <:java:123> https://example.org/kto :smile:") == plain


def test_runners_up_are_offered() -> None:
    question = understand("o czym i gdzie będzie następne spotkanie")
    assert {question.intent, *question.runners_up} >= {Intent.WHAT, Intent.WHERE}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kiedy następne spotkanie", MAY),
        ("kto gada w czwartek", MAY),
        ("kto gada w środę", JUNE),
        ("o czym było ostatnie spotkanie", FEBRUARY),
        ("kto mówił na spotkaniu nr 75", FEBRUARY),
        ("kto mówił na spotkaniu nr 12", None),
        ("kto wystąpi w czerwcu", JUNE),
        ("kto mówił w lutym", FEBRUARY),
        ("kto mówił w lutym 2019", None),
        ("kiedy spotkanie marcowe", None),
        ("o czym mówi Stożek", JUNE),
        ("kiedy ten kubernetes", JUNE),
        ("kiedy ten haskell", MAY),
    ],
)
def test_the_meetup_is_found(text: str, expected: Meetup | None) -> None:
    assert resolve(understand(text).about, GROUP, NOW) == expected


def test_a_month_whose_meetup_was_called_off_lately_gives_that_one() -> None:
    assert resolve(understand("kiedy spotkanie marcowe").about, GROUP, instant("2025-03-25")) == OFF


def test_a_known_name_makes_a_question_surer() -> None:
    question = understand("co powie Stożek o kubernetesie")
    stranger = understand("o czym śpiewa Madonna")
    known = understand("o czym mówi Stożek")
    assert settled(known, GROUP, NOW).confidence > known.confidence
    assert settled(stranger, GROUP, NOW).confidence == stranger.confidence
    assert settled(stranger, GROUP, NOW).about == Reference(text=stranger.about.text)
    assert question.about.text == "stozek kubernetesie"


@given(st.text(max_size=2000))
def test_any_text_is_understood_somehow(text: str) -> None:
    question = understand(text)
    assert 0 <= question.confidence <= 1
    assert question.intent not in question.runners_up
    assert resolve(question.about, GROUP, NOW) in [None, *GROUP.meetups]


@given(st.lists(st.sampled_from(["kiedy", "gdzie", "kto", "spotkanie", "when", "talk", ".", "?", "#", "77", "maj", "<@1>", "2025", "środa"]), max_size=300))  # fmt: skip
def test_only_the_first_500_characters_count(words: list[str]) -> None:
    text = " ".join(words)
    assert understand(text) == understand(text[:500])
