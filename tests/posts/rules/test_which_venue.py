"""The one place that a whole post gives as its meetup's, in the nominative."""

from __future__ import annotations

import pytest

from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post

SITE = Site()
_WHEN = "Spotykamy się 12 marca 2014 o 18:00"
_MET = "We meet on 12 March 2014 at 7pm"


def _venue(text: str) -> str | None:
    post = parse_post("2014-03-03-x.md", f"---\ntitle: Marcowe spotkanie\ndate: 2014-03-03\n---\n{text}\n", SITE)
    reading = read_post(post, SITE)
    venue = reading.meetups[0].venue if reading.meetups else None
    return venue.value if venue is not None else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"{_WHEN}.\n\nGdzie: Kielce, Klub Fabryka, ul. Długa 2", "Fabryka", id="behind-its-city"),
        pytest.param(f"{_WHEN}.\n\nGdzie: Nowy Sącz – Stary Młyn (Długa 2)", "Stary Młyn", id="a-city-of-two-words"),
        pytest.param("Spotkanie 12 marca 2014, 18:00, Opole, Stary Młyn.", "Stary Młyn", id="city-behind-an-hour"),
        pytest.param(f"{_WHEN}.\n\nGdzie: Łódź", None, id="a-city-alone"),
        pytest.param(f"{_WHEN}.\n\nGdzie: Łódź, Krzywa 12", None, id="a-street-of-the-city"),
        pytest.param(f"{_WHEN}.\n\nGdzie: sala 12, Zespół Szkół Morskich", "Zespół Szkół Morskich", id="room-of"),
        pytest.param(f"{_WHEN}.\n\nGdzie: u nas, czyli w biurze Tarpanu (Krzywa 2)", "Tarpan", id="that-is"),
        pytest.param(f"{_WHEN}.\n\nKto nas ugości: **Tarpan Soft**, Krzywa 2", "Tarpan Soft", id="who-hosts-us"),
        pytest.param(f"{_WHEN}.\n\nMiejsce to samo, Tarnina (Krzywa 2).", "Tarnina", id="the-same"),
        pytest.param(f"{_WHEN}.\n\nAdres: ul. Krzywa 2, Tarnów (MCK, pok. 4)", "MCK", id="behind-its-address"),
        pytest.param(f"{_WHEN} w biurze Tarpanu przy Krzywej 2.", "Tarpan", id="whose-office"),
        pytest.param(f"{_WHEN} w biurze Osika IT.", "Osika IT", id="no-case-to-bend"),
        pytest.param(f"{_WHEN} w lokalu Miejskiego Klubu Techniki.", "Miejski Klub Techniki", id="described-kind"),
        pytest.param(f"{_WHEN}, coworking **Osika**, Krzywa 2.", "Coworking Osika", id="kind-in-no-dictionary"),
        pytest.param(f"{_WHEN} w biurze Modalii. Obiad stawia Modalia.", "Modalia", id="whose-name-stands-elsewhere"),
        pytest.param(f"{_WHEN}, miejsce (Gliwice, Instytut Rybactwa) bez zmian.", "Instytut Rybactwa", id="in-a-city"),
        pytest.param(f"{_WHEN} w biurze Dzik Labs. Pizza od Dzik Labs.", "Dzik Labs", id="as-written-twice"),
        pytest.param(f"{_WHEN} w Szafranie i Goździku.", "Szafran i Goździk", id="two-nouns"),
        pytest.param("12 marca 2014 o 18:00 przejmujemy salę Kina Tarnina.", "Kino Tarnina", id="its-kind-bent"),
        pytest.param(f"{_WHEN} w Kwaśniarni. Kwaśniarnia ma pizzę.", "Kwaśniarnia", id="as-spelled-elsewhere"),
        pytest.param(f"{_WHEN} na terenie Ośrodka Sportowego Tarnina.", "Ośrodek Sportowy Tarnina", id="on-whose-land"),
        pytest.param(f"{_WHEN} u Tarpana, Krzywa 2.", "Tarpan", id="at-their-place"),
        pytest.param(f"{_WHEN} w II Liceum Ogólnokształcącym.", "II Liceum Ogólnokształcące", id="an-ordinal"),
        pytest.param(f"{_WHEN} w Zespole Szkół nr 4.", "Zespół Szkół nr 4", id="its-number"),
        pytest.param(
            "Spotkanie będzie w Domu Kultury 12 marca 2014 o 18:00.", "Dom Kultury", id="the-day-is-no-part-of-it"
        ),
        pytest.param(
            f"{_WHEN} w Polsko-Czeskiej Szkole Biznesu.", "Polsko-Czeska Szkoła Biznesu", id="half-an-adjective"
        ),
        pytest.param(
            f"{_WHEN} w Miejskim Centrum Technologii.", "Miejskie Centrum Technologii", id="the-same-in-every-case"
        ),
        pytest.param(f"{_WHEN}.\n\nGdzie? Tarnina! Kiedy? Za tydzień!", "Tarnina", id="with-a-cry"),
        pytest.param(f"{_WHEN}.\n\nGdzie: Nowe miejsce! Klub Tarnina, Krzywa 2", "Tarnina", id="behind-a-cry"),
        pytest.param(f"{_WHEN}.\n\nAdres: ul. Krzywa 2", None, id="a-street-is-no-house"),
        pytest.param(f"{_WHEN}.\n\nAdres: Krzywa 2, Tarnina", "Tarnina", id="behind-its-street"),
        pytest.param(f"{_WHEN}.\n\nGdzie: Kotłownia 7, Krzywa 2", "Kotłownia 7", id="a-number-of-its-own"),
        pytest.param(f"{_WHEN}.\n\nGdzie: II piętro, Tarpan Soft, Krzywa 2", "Tarpan Soft", id="behind-its-storey"),
        pytest.param(f"{_WHEN}.\n\nGdzie: aula 3, bud. A, Akademia Morska", "Akademia Morska", id="a-short-word"),
        pytest.param(f"{_WHEN}.\n\nGdzie: Tarpan Soft Sp. z o.o., Krzywa 2", "Tarpan Soft", id="a-legal-form"),
        pytest.param(f"{_WHEN} na Akademii Morskiej\nStart: o czasie", "Akademia Morska", id="before-a-label"),
        pytest.param(f"{_WHEN} w budynku Wydziału Rybactwa.", "Wydział Rybactwa", id="whose-building"),
        pytest.param(f"{_WHEN} w czytelni Biblioteki Morskiej.", "Biblioteka Morska", id="a-reading-room"),
        pytest.param(f"{_WHEN} na działce u Marka.", None, id="at-somebody-s"),
        pytest.param(f"{_WHEN}. Gościć nas będzie Akademia Morska.", "Akademia Morska", id="who-will-host"),
        pytest.param(
            "Śniadanie daje Tarpan Soft, w którego biurze (Kielce, Krzywa 2) spotykamy się 12 marca 2014 o 18:00.",
            "Tarpan Soft",
            id="in-whose-office",
        ),
        pytest.param(f"{_WHEN} razem z Tarpanem w ich biurze.", "Tarpan", id="in-their-office"),
        pytest.param(
            f"Dzięki uprzejmości Akademii Morskiej {_WHEN.lower()}.", "Akademia Morska", id="by-their-courtesy"
        ),
        pytest.param(f"{_WHEN}. Dzięki uprzejmości Tarpanu rozdamy książki.", None, id="no-house-by-courtesy"),
        pytest.param(
            "Zapraszamy 12 marca 2014 o 18:00 na Akademię Morską (ul. Krzywa 2).", "Akademia Morska", id="onto"
        ),
        pytest.param(f"{_WHEN} w kampusie Akademii Morskiej.", "Akademia Morska", id="whose-campus"),
        pytest.param(f"{_WHEN} w sali B-1 Centrum Morskiego.", "Centrum Morskie", id="its-own-genitive"),
        pytest.param(f"{_WHEN} w Auli Starej Instytutu Rybactwa.", "Instytut Rybactwa", id="a-room-with-a-name"),
        pytest.param(f"{_WHEN}. Sala 12, WRiOM, Krzywa 2.", "WRiOM", id="a-short-name-behind-a-room"),
        pytest.param(f"{_WHEN} w Tarninie obok Galerii Morskiej.", "Tarnina", id="beside-another"),
        pytest.param(f"{_WHEN}.\n\nGdzie: jak zwykle Tarnina", "Tarnina", id="as-usual"),
        pytest.param(f"{_WHEN}.\n\nGdzie: tradycyjnie w pubie Tarnina, ul. Krzywa 2", "Tarnina", id="by-tradition"),
        pytest.param(
            f"{_WHEN}.\n\nGdzie: w siedzibie naszego sponsora, firmy Tarpan Soft", "Tarpan Soft", id="the-sponsor-s"
        ),
        pytest.param(f"{_WHEN}.\n\nGdzie: Morska 12, Gdynia", None, id="a-street-in-a-city"),
        pytest.param("Oba spotkania w Tarninie: 12 marca 2014 o 18:00 i później.", "Tarnina", id="both"),
        pytest.param(f"{_WHEN}. Potem, po spotkaniu, idziemy do pubu Tarnina.", None, id="afterwards"),
        pytest.param(
            f"Sala 5 jest zajęta, dlatego: {_WHEN.lower()} w Collegium Iuridicum.", "Collegium Iuridicum", id="taken"
        ),
    ],
)
def test_where_a_polish_post_says(text: str, expected: str | None) -> None:
    assert _venue(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"{_MET} in room 2.14 of the Geology Department.", "Geology Department", id="a-room-of"),
        pytest.param(
            f"{_MET} in Lecture Theatre 2 of the Cromer Building.", "Cromer Building", id="a-theatre-of-a-house"
        ),
        pytest.param(
            f"{_MET}.\n\nWhere: Room 4, Anna Cromer Building, City University",
            "Anna Cromer Building, City University",
            id="whose-building",
        ),
        pytest.param(f"{_MET}.\n\nWhere: Seminar Hall, St. Ann College, Low Road", "St. Ann College", id="shortened"),
        pytest.param(f"{_MET} at 14 Low Road (Cromer Labs, 2nd floor).", "Cromer Labs", id="behind-its-address"),
        pytest.param(f"{_MET} at 14 Low Road (2nd floor).", None, id="a-storey"),
        pytest.param("March meetup: 12 March 2014, 7pm @ The Cromer", "Cromer", id="at-sign"),
        pytest.param(f"{_MET}. Cromer Labs will be our venue.", "Cromer Labs", id="will-be-our-venue"),
        pytest.param(f"{_MET}, at our new home, Cromer Labs.", "Cromer Labs", id="our-new-home"),
        pytest.param(f"{_MET} at the Crown and Badger, 12 Low Road.", "Crown and Badger", id="over-a-joint"),
        pytest.param(f"{_MET}.\n\nWhere: 12 Low Road (The Badger)", "The Badger", id="behind-its-street"),
        pytest.param(f"{_MET}.\n\nWhere: upstairs at the Badger, Low Road", "Badger", id="upstairs-at"),
        pytest.param(f"{_MET}.\n\nWhere: 3rd floor, Cromer Systems", "Cromer Systems", id="behind-its-storey"),
        pytest.param(
            f"{_MET} in the Sea Forum of the College of Cromer.", "Sea Forum of the College of Cromer", id="whose-house"
        ),
        pytest.param(f"{_MET} in O'Leary's.", "O'Leary's", id="an-owner-s"),
        pytest.param(f"{_MET}. This month Cromer BV host us at their new office.", "Cromer BV", id="host-us"),
        pytest.param(f"{_MET}. Venue kindly provided by Cromer BV.", "Cromer BV", id="provided-by"),
        pytest.param(f"{_MET}. Thanks to Cromer BV for the venue.", "Cromer BV", id="thanked-for-the-venue"),
        pytest.param(f"{_MET}. Venue: TBC", None, id="to-be-confirmed"),
        pytest.param(f"{_MET} at the Badger, opposite Cromer Library.", "Badger", id="opposite-another"),
        pytest.param(f"{_MET} in Limerick.", None, id="a-town"),
        pytest.param("March 12, 2014 - 7pm - The Badger", "Badger", id="between-dashes"),
        pytest.param(
            f"{_MET}. Our friends at Cromer BV, who're also hosting us, set the chairs.", "Cromer BV", id="who-s"
        ),
        pytest.param(f"{_MET}. Jo will talk about Rust at Cromer.", None, id="talked-of"),
        pytest.param(f"{_MET} at Google's office, 6 Low Road.", "Google's office", id="a-house-all-the-same"),
        pytest.param(
            f"{_MET}. Our new home is the Reading Room at the Cromer Institute.", "Cromer Institute", id="the-house"
        ),
    ],
)
def test_where_an_english_post_says(text: str, expected: str | None) -> None:
    assert _venue(text) == expected
