"""Names and noun phrases in the nominative."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.posts.morphology import (
    analyses,
    is_first_name,
    is_surname,
    lemmas,
    nominative_person,
    nominative_phrase,
)


@pytest.mark.parametrize(
    ("written", "nominative", "gender"),
    [
        ("Tomka Powchowicza", "Tomek Powchowicz", "m"),
        ("Michałem Staruchem", "Michał Staruch", "m"),
        ("Magdy Stożek", "Magda Stożek", "f"),
        ("Pawłowi Boreckiemu", "Paweł Borecki", "m"),
        ("Roberta Firka", "Robert Firek", "m"),
        ("Jana Kowalskiego", "Jan Kowalski", "m"),
        ("Anną Nowak", "Anna Nowak", "f"),
        ("Anny Nowak-Kowalskiej", "Anna Nowak-Kowalska", "f"),
        ("Kubą Dudą", "Kuba Duda", "m"),
        ("Marka Stoja", "Marek Stój", "m"),
        ("Arka Sokołowskiego", "Arek Sokołowski", "m"),
        ("Noemi Rozpary", "Noemi Rozpara", "f"),
        ("Aleksandry Kunysz", "Aleksandra Kunysz", "f"),
        ("Marharytą Nedzelską", "Marharyta Nedzelska", "f"),
        ("Karol Marcjan", "Karol Marcjan", "m"),
        ("Anny Marii Lisowskiej", "Anna Maria Lisowska", "f"),
    ],
)
def test_a_bent_name(written: str, nominative: str, gender: str) -> None:
    person = nominative_person(written.split())
    assert person is not None
    assert (person.name, person.gender) == (nominative, gender)


@pytest.mark.parametrize(
    "written", ["Haitao Dan", "Arlen Coupland", "Jane Roe", "Marharyta Nedzelska", "Tilo van Holt"]
)
def test_a_foreign_name_in_the_nominative_stays(written: str) -> None:
    person = nominative_person(written.split())
    assert person is not None
    assert person.name == written


def test_the_word_before_decides_between_readings() -> None:
    instrumental = nominative_person(["Haitao", "Danem"], cases=frozenset({"inst"}))
    assert instrumental is not None
    assert instrumental.name == "Haitao Dan"


def test_a_first_name_alone() -> None:
    person = nominative_person(["Jędrka"])
    assert person is not None
    assert (person.name, person.last, person.first_known) == ("Jędrek", "", True)


@pytest.mark.parametrize(
    ("phrase", "case", "nominative"),
    [
        ("Hauście", "loc", "Haust"),
        ("Minibrowarze Haust", "loc", "Minibrowar Haust"),
        ("Piekarni Cichej Kobiety", "loc", "Piekarnia Cichej Kobiety"),
        ("klubie WySPa", "loc", "klub WySPa"),
        ("WySPie", "loc", "WySPa"),
        ("Barcelonie", "loc", "Barcelona"),
        ("Zielonogórskim Ośrodku Kultury", "loc", "Zielonogórski Ośrodek Kultury"),
        ("Bibliotece Głównej", "loc", "Biblioteka Główna"),
        ("Politechnice Wrocławskiej", "loc", "Politechnika Wrocławska"),
        ("Grot Areny", "gen", "Grot Arena"),
        ("pubu Haust", "gen", "pub Haust"),
        ("nowym modnym terminem", "inst", "nowy modny termin"),
        ("kontenerów heterogenicznych", "gen", "kontenery heterogeniczne"),
        ("ZOK-u", "loc", "ZOK"),
        ("Regionalnym Centrum Technologii", "loc", "Regionalne Centrum Technologii"),
        ("Centrum Kultury Młyn", "gen", "Centrum Kultury Młyn"),
        ("Polsko-Czeskiej Szkole Wyższej", "loc", "Polsko-Czeska Szkoła Wyższa"),
        ("Sieci IT", "gen", "Sieć IT"),
    ],
)
def test_a_bent_noun_phrase(phrase: str, case: str, nominative: str) -> None:
    found = nominative_phrase(phrase.split(), cases=frozenset({case}))
    assert found is not None
    assert found.name == nominative


def test_what_the_dictionary_says_of_a_word() -> None:
    assert is_first_name("Michałem")
    assert not is_first_name("kot")
    assert is_surname("Kowalskiego")
    assert "prezentacja" in lemmas("prezentacji")
    assert lemmas("xqzv") == {"xqzv"}
    assert analyses("") == analyses("dwa słowa") == ()


@settings(deadline=None)  # the first word loads the dictionary
@given(st.lists(st.text(min_size=1, max_size=12), max_size=5))
def test_any_words_give_a_name_or_nothing(words: list[str]) -> None:
    person = nominative_person(words)
    phrase = nominative_phrase(words)
    assert (person is None) == (phrase is None) == (not words)
