from __future__ import annotations

import pytest

from bot.posts.front_matter import parse_post
from bot.posts.lexicon import lexicon_for
from bot.posts.markup import document_of
from bot.posts.model import Site
from bot.posts.page import Page
from bot.posts.rules.addresses import after_street_word, before_street_word
from bot.posts.rules.number import after_group, after_meeting, hashed, named, ordinal
from bot.posts.rules.venues import venues

LEXICON = lexicon_for("pl")
SITE = Site()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("przy ul. Wojska Polskiego 69. Jak", "ul. Wojska Polskiego 69"),
        ("ul. Łokietka 5, Wrocław", "ul. Łokietka 5, Wrocław"),
        ("pl. Wolności 3/4, 50-123 Wrocław", "pl. Wolności 3/4, 50-123 Wrocław"),
        ("al. 3 Maja 12a", "al. 3 Maja 12a"),
        ("na ulicy Fabrycznej. Naszym", "ulicy Fabrycznej"),
        ("ul. Św. Mikołaja 8-11 w", "ul. Św. Mikołaja 8-11"),
        ("Rynek 5 w Opolu", "Rynek 5"),
        ("Rynek Główny 5, Kraków", "Rynek Główny 5, Kraków"),
        ("os. Piastowskie 22, w piątek", "os. Piastowskie 22"),
        ("at 12 Long Street, London", "12 Long Street"),
        ("625 6th Ave", "625 6th Ave"),
        ("ul. Ogrodowa 3, sala komputerowa", "ul. Ogrodowa 3"),
        ("ul. Zielona 27, sala B-104", "ul. Zielona 27, sala B-104"),
        ("na rynku DIY", None),
        ("od Cinkciarz.pl. Nasze spotkanie", None),
        ("ulica pełna ludzi", None),
        ("pl 5", None),
    ],
)
def test_address(text: str, expected: str | None) -> None:
    words = LEXICON.read(text)
    found = [f.value for f in (*after_street_word(words, LEXICON), *before_street_word(words))]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spotkanie #77 - Blue/Green", 77),
        ("Spotkanie nr 75", 75),
        ("44. spotkanie Zarzecze JUG", 44),
        ("12th meetup", 12),
        ("Meetup No. 9", 9),
        ("Spotkanie 14", 14),
        ("DRUG 34", 34),
        ("Zarzecze JUG 12: Loom", 12),
        ("Spotkanie lutowe '18", None),
        ("Spotkanie 14 marca", None),
        ("Spotkanie 17.10.2013", None),
        ("C# 8 na spotkaniu", None),
        ("Java 9", None),
        ("Otwarcie sezonu 2022/23", None),
        ("Spotkanie 2016", None),
    ],
)
def test_number_in_a_title(text: str, expected: int | None) -> None:
    words = LEXICON.read(text)
    found = [*hashed(words), *named(words), *ordinal(words, LEXICON), *after_group(text), *after_meeting(words)]
    assert {f.value for f in found} == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spotykamy się w pubie Haust.", "Haust"),
        ("Spotykamy się w Hauście.", "Haust"),
        ("Zapraszamy do klubu WySPa (al. Wojska 65)", "WySPa"),
        ("w Piekarni Cichej Kobiety na ulicy Fabrycznej", "Piekarnia Cichej Kobiety"),
        ("w Barcelona Sport Pub przy ulicy", "Barcelona Sport Pub"),
        ("Miejsce: Klub WySPa, al. Wojska", "WySPa"),
        ("Gdzie? Centrum Nauki Sokół, ul. Lotnicza 1", "Centrum Nauki Sokół"),
        ("Gdzie: w Hauście", "Haust"),
        ("w tradycyjnym miejscu (Haust)", "Haust"),
        ("Miejsce tradycyjne, czyli klub WySPa przy", "WySPa"),
        ("w restauracji Ogród", "Restauracja Ogród"),
        ("w siedzibie firmy Astra", "Siedziba firmy Astra"),
        ("w Hotelu Ibis", "Hotel Ibis"),
        ('w klubie "Wyspa"', "Wyspa"),
        ("na terenie KS Gwardia przy", "KS Gwardia"),
        ("Where: The Foundry, 12 Long Street", "The Foundry"),
        ("📍 Hotel Polonez, sala Chopin", "Hotel Polonez"),
        ("at the Old Granary", "Old Granary"),
        ("Widzimy się w Magazynie 7 o 18:00.", "Magazyn 7"),
        ("17 maja w Bunkrze 9 (Portowa 3)", "Bunkier 9"),
        ("ponownie w Stodole 21, ul. Polna 2", "Stodoła 21"),
        ("Wracamy do Wagonu 5!", "Wagon 5"),
        ("Gazownia 4, Leśna 12. Startujemy", "Gazownia 4"),
        ("w środę, Spichlerz (Wodna 3)", "Spichlerz"),
        ("nowości w Hibernate 5", None),
        ("o testach w Angularze 4 i Symfony 3", None),
        ("Zapraszamy na Leśną 12", None),
        ("w Krakowie", None),
        ("w Javie", None),
        ("na Meetupie", None),
        ("w Kotlinie", None),
        ("w środę", None),
        ("Gdzie: https://zoom.example", None),
    ],
)
def test_venue(text: str, expected: str | None) -> None:
    post = parse_post("2016-03-01-x.md", f"---\ntitle: x\ndate: 2016-03-01\n---\n{text}", SITE)
    page = Page(post, SITE, document_of(post, SITE), LEXICON)
    names = [f.value.name for f in venues(page) if f.rule != "room"]
    assert (expected in names) if expected else names == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Godzina i sala (18.00, B1/23) bez zmian.", ["b1/23"], id="the-hour-is-no-room"),
        pytest.param("Gdzie: tym razem nie na wydziale, zapraszamy później", [], id="where-it-is-not"),
        pytest.param("Where: not at the library this time", [], id="where-it-is-not-in-english"),
        pytest.param("Gdzie: sala 114, drugie piętro", ["sala 114"], id="a-room"),
    ],
)
def test_a_place_that_is_told_of_is_none_yet(text: str, expected: list[str]) -> None:
    post = parse_post("2016-03-01-x.md", f"---\ntitle: x\ndate: 2016-03-01\n---\n{text}", SITE)
    page = Page(post, SITE, document_of(post, SITE), lexicon_for("en") if text.startswith("Where") else LEXICON)
    assert list(dict.fromkeys(f.value.name.lower() for f in venues(page))) == expected
