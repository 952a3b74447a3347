"""Which edits people are told of, and which are silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetups.alike import same_people, same_place, same_text
from bot.meetups.changes import Change, ChangeKind, changes, snapshot
from bot.meetups.model import Meetup, MeetupStatus, MeetupTalk
from bot.meetups.serialize import meetup_from_json

KAFKA = MeetupTalk("Kafka bez łez", speakers=("Anna Nowak",))
LOOM = MeetupTalk("Wątki wirtualne", speakers=("Jan Kowalski",), abstract="O wątkach.")
MEETUP = Meetup(
    key="x",
    id=7,
    date=date(2026, 1, 22),
    start_time=time(18, 30),
    venue="Klub Proza",
    address="ul. Długa 5",
    talks=(KAFKA, LOOM),
)


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"date": date(2026, 1, 29)}, ["date"], id="another-day"),
        pytest.param({"date": None}, ["date"], id="no-day-any-more"),
        pytest.param({"start_time": time(19)}, ["hour"], id="another-hour"),
        pytest.param({"start_time": None}, ["hour"], id="no-hour-any-more"),
        pytest.param({"end_time": time(21)}, [], id="an-end"),
        pytest.param({"venue": "Mediateka", "address": "ul. Nowa 1"}, ["place"], id="another-place"),
        pytest.param({"venue": None, "address": None}, ["place"], id="no-place-any-more"),
        pytest.param({"venue": "klub PROZA"}, [], id="a-place-in-capitals"),
        pytest.param({"venue": "Klub Porza"}, [], id="a-place-with-a-typo"),
        pytest.param({"venue": "Klubie Proza"}, [], id="a-place-inflected"),
        pytest.param({"venue": "Klub Proza we Wrocławiu"}, [], id="a-place-told-more-exactly"),
        pytest.param({"venue": "Klub Proza, sala 2"}, ["place"], id="a-room-with-a-number"),
        pytest.param({"address": "ul. Długa 5, Wrocław"}, [], id="an-address-told-more-exactly"),
        pytest.param({"address": "ul. Długa 7"}, ["place"], id="another-house"),
        pytest.param({"address": None}, [], id="the-address-left-out"),
        pytest.param({"venue": None, "address": None, "online": True}, ["place"], id="moved-online"),
        pytest.param({"online": True}, [], id="a-stream-beside-the-place"),
        pytest.param({"status": MeetupStatus.CANCELLED}, ["called off"], id="cancelled"),
        pytest.param({"status": MeetupStatus.POSTPONED, "date": None}, ["called off"], id="postponed"),
        pytest.param({"status": MeetupStatus.RESCHEDULED, "date": date(2026, 1, 29)}, ["date"], id="rescheduled"),
        pytest.param({"talks": (LOOM, KAFKA)}, [], id="another-order"),
        pytest.param({"talks": (KAFKA,)}, ["talk dropped"], id="a-talk-dropped"),
        pytest.param({"talks": (KAFKA, LOOM, MeetupTalk("Rust"))}, ["talk added"], id="a-talk-added"),
        pytest.param({"talks": (KAFKA, replace(LOOM, abstract="Inaczej."))}, [], id="another-abstract"),
        pytest.param({"talks": (KAFKA, replace(LOOM, title="Wątki wirtulane!"))}, [], id="a-title-with-a-typo"),
        pytest.param({"talks": (KAFKA, replace(LOOM, title="Gwiazdy i pętle"))}, ["talk title"], id="another-title"),
        pytest.param({"talks": (KAFKA, replace(LOOM, speakers=("Piotr Lis",)))}, ["talk speaker"], id="somebody-else"),
        pytest.param({"talks": (KAFKA, replace(LOOM, speakers=("Jan Kowlaski",)))}, [], id="a-name-with-a-typo"),
        pytest.param({"talks": (KAFKA, replace(LOOM, speakers=("dr Jan Kowalski",)))}, [], id="a-degree"),
        pytest.param({"talks": (KAFKA, MeetupTalk("Rust"))}, ["talk added", "talk dropped"], id="another-talk"),
        pytest.param({"talks": (KAFKA, LOOM, MeetupTalk())}, [], id="a-talk-of-which-nothing-is-known"),
    ],
)
def test_what_is_told(values: dict[str, Any], kinds: list[str]) -> None:
    assert [change.kind.value for change in changes(MEETUP, replace(MEETUP, **values))] == kinds


@pytest.mark.parametrize("status", [MeetupStatus.CANCELLED, MeetupStatus.POSTPONED])
def test_what_is_on_again_is_told_with_what_is_new(status: MeetupStatus) -> None:
    off = replace(MEETUP, status=status)
    on = replace(MEETUP, start_time=time(19))
    assert [change.kind for change in changes(off, on)] == [ChangeKind.ON_AGAIN, ChangeKind.HOUR]


def test_what_becomes_known_is_told() -> None:
    bare = replace(MEETUP, start_time=None, venue=None, address=None, talks=())
    assert changes(bare, MEETUP) == (
        Change(ChangeKind.HOUR),
        Change(ChangeKind.PLACE),
        Change(ChangeKind.TALK_ADDED, None, KAFKA),
        Change(ChangeKind.TALK_ADDED, None, LOOM),
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jak nie pisać kodu", "JAK NIE PISAC KODU!", True),
        ("Java Script", "JavaScript", True),
        ("Testowanie w praktyce", "Testowanie praktyce", True),
        ("Mikroserwisy", "Mikroseriwsy", True),
        ("Java 21", "Java 25", False),
        ("Spring 3.1", "Spring 3.2", False),
        ("Wstęp do C", "Wstęp do C++", False),
        ("Wstęp do C", "Wstęp do C#", False),
        ("Vue", "Vie", False),
        ("Tylko Java", "Nie tylko Java", False),
        ("Kotlin", None, False),
        (None, None, True),
        ("", "!", True),
    ],
)
def test_a_mended_typo_is_no_other_text(one: str | None, other: str | None, *, same: bool) -> None:
    assert (same_text(one, other), same_text(other, one)) == (same, same)


@given(st.text(), st.text())
def test_sameness_has_no_direction(one: str, other: str) -> None:
    assert same_text(one, other) == same_text(other, one)
    assert same_place(one, other) == same_place(other, one)
    assert same_people((one,), (other,)) == same_people((other,), (one,))
    assert same_text(one, one)


def test_a_snapshot_keeps_all_that_is_compared() -> None:
    kept = meetup_from_json(snapshot(MEETUP))
    assert changes(kept, MEETUP) == changes(MEETUP, kept) == ()
    assert kept.talks[1].abstract is None
