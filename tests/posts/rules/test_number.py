"""The meetup's number, in figures and in words, read from a whole post."""

from __future__ import annotations

import json

import pytest

from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post

TITLES = [
    ("IV spotkanie Zarzeckiej Grupy .NET", 4),
    ("Kawa z danymi / edycja ósma", 8),
    ("Edycja 12: Loom", 12),
    ("Leniwy Wtorek po raz dziewiąty", 9),
    ("[ZJUG#7] Loom", 7),
    ("Wieczór z chmurą 0x0a", 10),
    ("Kotlin nad Wartą no. 3", 3),
    ("Spotkanie trzydzieste piąte", 35),
    ("Sto drugie spotkanie", 102),
    ("Odcinek 8: Loom", 8),
    ("Kawa i Kod, 8th edition", 8),
    ("Meetup number four", 4),
    ("Pierwsze spotkanie!", 1),
    ("Zarzecze JUG 12", 12),
    ("Nocne Rozmowy 5", 5),
    ("KnW 17 już w czwartek!", 17),
    ("Java 21 po ludzku", None),
    ("Pierwsze spotkanie po wakacjach", None),
    ("Drugie spotkanie, czyli Loom", 2),
    ("Hibernate, czyli drugie spotkanie", 2),
    ("Drugie spotkanie w tym roku", None),
    ("Komunikat nr 3/2026 – V zebranie Koła", 5),
    ("Pierwsze spotkanie RuWarty!", 1),
    ("Rok czwarty, JUG pierwszy", None),
    ("9th JS Warta: tests tomorrow", 9),
    ("9th March, 7pm", None),
    ("5th Birthday Party", None),
    ("Warta JavaScript the twelfth", 12),
    ("Warta Kotlin - First Meeting!", 1),
    ("Number twenty", 20),
]
POLISH = [
    ("Zapraszamy na ósme, jubileuszowe spotkanie Zarzecze JUG.", 8),
    ("Zapraszamy na pierwsze po feriach, a szóste w ogóle, spotkanie grupy.", 6),
    ("Zapraszamy na spotkanie numer dwadzieścia dwa.", 22),
    ("Zapraszamy na XVII spotkanie Zarzeckiej Grupy .NET.", 17),
    ("W środę spotykamy się po raz 21. w tym samym gronie.", 21),
    ("44 spotkanie Zarzecze JUG poświęcimy testom.", 44),
    ("Dziewiąta edycja! Nikt nie wierzył, że dotrwamy.", 9),
    ("Miasto ma wreszcie swoją grupę. Na pierwsze spotkanie przynieście dobry humor.", 1),
    ("Pierwszy raz widzimy się w czytelni.", 1),
    ("Nagranie z 12. spotkania jest w sieci.", None),
    ("Slajdy ze spotkania nr 12 są w sieci.", None),
    ("Autobus 9.\n\nSpotkanie wspiera piekarnia.", None),
    ("Piekarnia jest z nami po raz piąty jako sponsor.", None),
    ("Drugie spotkanie w tym miesiącu!", None),
    ("Następne spotkanie ma numer pięćdziesiąt. Sześć lat minęło jak z bicza.", 50),
    ("Zaplanowaliśmy trzecie zebranie koła.", 3),
    ("To już czternasty raz i ostatni przed wakacjami.", 14),
    ("Marcowe spotkanie (to już 21!) robimy inaczej.", 21),
    ("To będzie już nasze 12 spotkanie.", 12),
    ("\n\nSpotkanie XII: testy i lęki", 12),
    ("To trzeci raz, kiedy zmieniamy salę.", None),
    ("Zapraszamy na ósme, bardzo kameralne spotkanie.", 8),
    ("W programie piątego spotkania same niespodzianki.", 5),
    ("Siódme Java przy Herbacie odbędzie się w czytelni.", 7),
    ("Zapraszamy na dwunaste już Rubiny.", 12),
    ("Warta.rb #11 już w środę. Przynieście komputer, ciepłe skarpety i dobry humor, bo kaloryfery u nas zimne.", 11),
    ("Będzie pierwsze spotkanie zarzeckich rubistów.", 1),
    ("Przejdziemy z 2.3.8, łącznie z tym, co nie wyszło.", None),
    ("Slajdy z piątego spotkania są w sieci.", None),
]
ENGLISH = [
    ("Welcome to meetup number twelve.", 12),
    ("The first meetup of the Riverside Java User Group.", 1),
    ("We meet for the fourth time already.", 4),
    ("The March meeting is a special one, as it will be our hundredth, and there is cake.", 100),
    ("It is our fiftieth meeting this month.", 50),
    (
        "Tomorrow's Crabs & Gophers #11 is upstairs. Bring a friend, a laptop, warm socks and a pot of tea, for spring is late and the boiler is old.",
        11,
    ),
    ("Jane spoke at our second meetup.", None),
    ("There were four meetups and no one got lost.", None),
    ("Riverside JS #19 is on Wednesday. Bring a friend, a laptop, warm socks and a pot of tea for the old boiler.", 19),
    ("The ninth JS Riverside will be on Wednesday.", 9),
    ("It is the first meeting of the Riverside rubyists.", 1),
    ("\n\n```yaml\nwhat: meeting\nnumber:  6\n```", 6),
    ("First meetup after the summer.", None),
    ("Two things.\n\n1. Regular meetup, as ever\n\n2. Elections", None),
]


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_number_of_a_title(title: str, expected: int | None) -> None:
    links = "https://ev.example/e/nocne-rozmowy-5 https://ev.example/kod-nad-wodą/events/7"
    assert number(f"Spotykamy się 18 marca o 18:30 w klubie Kotłownia. Zapisy: {links}", title, "pl") == expected


@pytest.mark.parametrize(("written", "expected"), POLISH)
def test_number_in_polish(written: str, expected: int | None) -> None:
    assert number(f"Spotykamy się 18 marca o 18:30 w klubie Kotłownia. {written}", "Marzec", "pl") == expected


@pytest.mark.parametrize(("written", "expected"), ENGLISH)
def test_number_in_english(written: str, expected: int | None) -> None:
    assert number(f"We meet on March 18 at 18:30 at the Boiler Room. {written}", "March", "en") == expected


def test_first_meeting_of_a_group_that_begins() -> None:
    body = "Spotykamy się 18 marca o 18:30. Pierwsze spotkanie odbędzie się w klubie Kotłownia."
    assert number(body, "Zarzecze JUG rusza!", "pl") == 1
    assert number(body, "Zarzecze JUG rusza po wakacjach!", "pl") is None


def number(body: str, title: str, language: str) -> int | None:
    site = Site(url="https://blog.example", title="Nasz blog", language=language)
    source = f"---\ntitle: {json.dumps(title)}\ndate: 2026-03-01 10:00\n---\n{body}"
    (meetup,) = read_post(parse_post("2026-03-01-x.md", source, site), site).meetups
    return meetup.number.value if meetup.number else None
