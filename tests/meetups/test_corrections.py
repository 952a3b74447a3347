"""What organizers type becomes a value, or a sentence that says what to type."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.i18n import Language
from bot.meetups.corrections import CORRECTABLE, correction_text, parse_correction
from bot.meetups.model import Meetup, MeetupStatus, MeetupTalk
from tests.meetups.builders import instant
from tests.meetups.strategies import hours

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = instant("2025-05-10 12:00")


def read(field: str, text: str, known_talks: tuple[MeetupTalk, ...] = ()) -> object:
    return parse_correction(field, text, zone=WARSAW, now=NOW, known_talks=known_talks)


@pytest.mark.parametrize(
    "text",
    ["22.05.2025", "2025-05-22", "22 maja", "22 maja 2025", "22.5", "22.05.", "22/05/2025", "22 May", "May 22nd, 2025",
     "czwartek 22 maja", "22-ego maja 2025 r.", "22 V", "Thursday, 22 May 2025", " 22 MAJA "],
)  # fmt: skip
def test_a_date(text: str) -> None:
    assert read("date", text) == date(2025, 5, 22)


def test_a_date_without_a_year_is_the_nearest() -> None:
    now = instant("2024-12-20")
    assert parse_correction("date", "9 stycznia", zone=WARSAW, now=now) == date(2025, 1, 9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("19:00", time(19)), ("19", time(19)), ("18.30", time(18, 30)), ("7 pm", time(19)), ("o 19:00", time(19)), ("godz. 9", time(9))],
)  # fmt: skip
def test_an_hour(text: str, expected: time) -> None:
    assert read("start_time", text) == expected


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("number", "#77", 77),
        ("online", "tak", True),
        ("online", "No", False),
        ("online", "nie", False),
        ("rsvp_url", "https://www.meetup.com/jug/events/1/", "https://www.meetup.com/jug/events/1/"),
        ("rsvp_url", "meetup.com/jug", "https://meetup.com/jug"),
        ("sponsors", "Leroy Merlin, DTP ,, DTP", ("Leroy Merlin", "DTP")),
        ("status", "odwołane", MeetupStatus.CANCELLED),
        ("status", "Odwolane", MeetupStatus.CANCELLED),
        ("status", "postponed", MeetupStatus.POSTPONED),
        ("venue", "  Piekarnia  Cichej Kobiety ", "Piekarnia Cichej Kobiety"),
        ("venue", "-", None),
        ("venue", "brak", None),
        ("date", "", None),
        ("talks", "", ()),
        ("online", "-", False),
        (
            "talks",
            "AI - hit czy kit — Ala Kot, Jan Nowak\n\nBez prelegenta\nKafka - w praktyce - Zoë Šimková",
            (
                MeetupTalk("AI - hit czy kit", speakers=("Ala Kot", "Jan Nowak")),
                MeetupTalk("Bez prelegenta"),
                MeetupTalk("Kafka - w praktyce", speakers=("Zoë Šimková",)),
            ),
        ),
    ],
)
def test_other_fields(field: str, text: str, expected: object) -> None:
    assert read(field, text) == expected


def test_a_talk_keeps_its_abstract() -> None:
    known = (MeetupTalk("Kafka w praktyce", speakers=("Ala Kto",), abstract="O Kafce."),)
    assert read("talks", "Kafka w praktyce — Ala Kot", known) == (
        MeetupTalk("Kafka w praktyce", None, ("Ala Kot",), "O Kafce."),
    )


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (
            "date",
            "31 lutego",
            "Nie umiem odczytać daty „31 lutego”. Zapisz ją tak: 2025-05-22, 22.05.2025 albo 22 maja.",
        ),
        ("start_time", "wieczorem", "Nie umiem odczytać godziny „wieczorem”. Zapisz ją tak: 19:00."),
        (
            "rsvp_url",
            "6https://meetup.com/x",
            "„6https://meetup.com/x” to nie adres strony. Zaczyna się on od https://.",
        ),
        ("number", "siedem", "„siedem” to nie numer spotkania. Zapisz go tak: 77."),
        ("online", "może", "Napisz tak albo nie."),
        ("status", "?", "Napisz jedno z: zaplanowane, przeniesione, przełożone, odwołane, online."),
        ("venue", "x" * 201, "To za długie: najwyżej 200 znaków."),
        ("key", "x", "Nie umiem poprawić pola „key”."),
    ],
)
def test_what_cannot_be_read_says_what_to_type(field: str, text: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        read(field, text)
    assert refused.value.text(Language.POLISH) == sentence


@given(st.sampled_from(CORRECTABLE), st.text(max_size=300))
def test_any_text_is_read_or_refused(field: str, text: str) -> None:
    try:
        read(field, text)
    except UserError as error:
        refused = error
    else:
        return
    assert refused.text(Language.ENGLISH)
    assert refused.text(Language.POLISH)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), hours, st.booleans(), st.sampled_from(MeetupStatus))
def test_what_is_shown_reads_back(day: date, hour: time, online: bool, status: MeetupStatus) -> None:  # noqa: FBT001
    meetup = Meetup(
        "k",
        number=77,
        title="Spotkanie majowe",
        date=day,
        start_time=hour,
        online=online,
        status=status,
        sponsors=("A", "B"),
        rsvp_url="https://example.org/1",
        talks=(MeetupTalk("AI - hit", speakers=("Ala Kot", "Jan")), MeetupTalk("Kafka")),
    )
    for field in CORRECTABLE:
        value = getattr(meetup, field)
        assert read(field, correction_text(field, value)) == value
