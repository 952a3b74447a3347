"""When a meetup is, in all the ways that authors write it, read from a whole post."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.posts.as_json import reading_as_json
from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post

PUBLISHED = "2026-03-01 10:00"  # a Sunday
MAIL_POLISH = """    From: Ola Wrona <ola@jug.example>
    Date: Sun, 01 Mar 2026 09:12:41 +0100
    Subject: Marzec

W dniu 28 lutego 2026 19:20 Ola Wrona <ola@jug.example> napisała:

> Kiedy?

Sroda 18 marca, 18.30, Kotlownia."""
MAIL_ENGLISH = """    Date: Sun, 01 Mar 2026 09:12:41 +0100
    Subject: March

On Saturday, 28 February 2026 at 19:20, Jane Doe wrote:

> When?

Wednesday 18 March, 7pm."""
POLISH_PROSE = [
    ("18.03. o 18:30", "2026-03-18", "18:30"),
    ("18 dnia marca o 18:30", "2026-03-18", "18:30"),
    ("w środę, marca 18, o 18:30", "2026-03-18", "18:30"),
    ("18.03 (śr.) o 18:30", "2026-03-18", "18:30"),
    ("18.03 (środa) o godz. 18.30", "2026-03-18", "18:30"),
    ("18.03 o godz. 18", "2026-03-18", "18:00"),
    ("w śr. 18.03, 18:30", "2026-03-18", "18:30"),
    ("18/03 o 18:30", "2026-03-18", "18:30"),
    ("18-03-2026 o 18:30", "2026-03-18", "18:30"),
    ("18-go marca o 18-tej", "2026-03-18", "18:00"),
    ("osiemnastego marca o osiemnastej", "2026-03-18", "18:00"),
    ("w trzecią środę marca, o 18:30", "2026-03-18", "18:30"),
    ("za tydzień w środę, o 18:30", "2026-03-11", "18:30"),
    ("już w tę środę (4 marca) o 18.30", "2026-03-04", "18:30"),
    ("w najbliższą środę o 18:30", "2026-03-04", "18:30"),
    ("w środę 18-tego o 18:30", "2026-03-18", "18:30"),
    ("18 III o 18:30", "2026-03-18", "18:30"),
    ("18 III 2026 r. o 1830", "2026-03-18", "18:30"),
    ("18. marca, godz. 18:30-21:00", "2026-03-18", "18:30"),
    ("dn. 18 marca br. o godz. 18:30", "2026-03-18", "18:30"),
    ("w dniu 18 marca 2026 roku (środa) o godzinie 18:30", "2026-03-18", "18:30"),
    ("18.3. o 18:30", "2026-03-18", "18:30"),
    ("18.3.2026 o 18:30", "2026-03-18", "18:30"),
    ("18.03.26, 18:30", "2026-03-18", "18:30"),
    ("18 marca od 18:30 do 21", "2026-03-18", "18:30"),
    ("18 marca między 18:30 a 21:00", "2026-03-18", "18:30"),
    ("pojutrze o 18:30", "2026-03-03", "18:30"),
    ("dziś o 18:30", "2026-03-01", "18:30"),
    ("18-ego marca, punkt 18:30", "2026-03-18", "18:30"),
    ("środa 18.03 18:30", "2026-03-18", "18:30"),
    ("18/III o 18:30", "2026-03-18", "18:30"),
    ("18 mar o 18:30", "2026-03-18", "18:30"),
    ("18 mar. 2026, 18:30", "2026-03-18", "18:30"),
    ("18 kwiet. o 18:30", "2026-04-18", "18:30"),
    ("we wtorek 31-go marca o wpół do siódmej", "2026-03-31", "18:30"),
    ("o 18:30, 18 marca", "2026-03-18", "18:30"),
    ("18:30 18.03", "2026-03-18", "18:30"),
    ("w ostatni czwartek marca o 18:30", "2026-03-26", "18:30"),
    ("w przyszłym tygodniu, w środę, o 18:30", "2026-03-04", "18:30"),
    ("w nadchodzący wtorek o 18:30", "2026-03-03", "18:30"),
    ("w ten czwartek o 18", "2026-03-05", "18:00"),
    ("2026-03-18 18:30", "2026-03-18", "18:30"),
    ("2026.03.18 o 18:30", "2026-03-18", "18:30"),
    ("18 marzec o 18:30", "2026-03-18", "18:30"),
    ("18 marca, w środę, tradycyjnie o 18:30", "2026-03-18", "18:30"),
    ("25-26.03.2026 o 18:30", "2026-03-25", "18:30"),
    ("18 marca, jak zwykle o 18:30", "2026-03-18", "18:30"),
    ("18 marca 2026 (środa), start 18.30", "2026-03-18", "18:30"),
    ("środowym wieczorem 18 marca, od 18.30", "2026-03-18", "18:30"),
    ("dokładnie 18 marca o 18³⁰", "2026-03-18", "18:30"),
    ("18 marca o 18^30", "2026-03-18", "18:30"),
    ("18 marca o 18h30", "2026-03-18", "18:30"),
    ("18 marca, godz. 18 30", "2026-03-18", "18:30"),
    ("18 marca ~18:30", "2026-03-18", "18:30"),
    ("18 marca po 18:30", "2026-03-18", "18:30"),
    ("18 marca (środa, 18:30)", "2026-03-18", "18:30"),
    ("w środę 18 b.m. o 18:30", "2026-03-18", "18:30"),
    ("18 bm. o 18:30", "2026-03-18", "18:30"),
    ("zamiast 11 marca dopiero 18 marca o 18:30", "2026-03-18", "18:30"),
    ("nie ~~11 marca~~, a 18 marca o ~~18:00~~ 18:30", "2026-03-18", "18:30"),
    ("bo w środę 11 marca sala jest zajęta. Nowy termin to środa, 18 marca, o 18:30", "2026-03-18", "18:30"),
    ("Środa, 18 marca 2025, godzina 18:30", "2026-03-18", "18:30"),
    ("Przypominamy, że jutro o 18 kawa.js w Tarninie", "2026-03-02", "18:00"),
    ("później. Spotkanie 11 marca przesuwamy o tydzień, będzie 18.03, o 18:30", "2026-03-18", "18:30"),
    ("tydzień wcześniej niż zwykle: czwartek, 12 marca, 19:00, bo ostatni czwartek jest zajęty", "2026-03-12", "19:00"),
    ("dokładnie za tydzień o 18:30", "2026-03-08", "18:30"),
    ("nie 11, a 18 marca, o 18:30", "2026-03-18", "18:30"),
    ("nie 11 marca, a 18 marca, o 18:30", "2026-03-18", "18:30"),
    ("18.03. Start 18.30", "2026-03-18", "18:30"),
    ("18.03 18.30", "2026-03-18", "18:30"),
    ("15 przyszłego miesiąca o 18:30", "2026-04-15", "18:30"),
    ("na 18-go, o 18:30", "2026-03-18", "18:30"),
]
POLISH_LABELS = [
    ("Kiedy: 18.03 godz. 18:30", "2026-03-18", "18:30"),
    ("**Termin:** 18.03., 18:30", "2026-03-18", "18:30"),
    ("Data: środa 18.03 | 18:30", "2026-03-18", "18:30"),
    ("Data i godzina: 18.03, 18:30", "2026-03-18", "18:30"),
    ("Termin: 18 marca\n\nGodzina: 18:30", "2026-03-18", "18:30"),
    ("- data: 18/03/2026\n- godzina: 18.30", "2026-03-18", "18:30"),
    ("| Kiedy | Gdzie |\n|---|---|\n| 18.03, 18:30 | Kotłownia |", "2026-03-18", "18:30"),
    ("* Start: 18:30\n* Dzień: 18.03.2026", "2026-03-18", "18:30"),
    ("🗓 18.03 🕡 18:30", "2026-03-18", "18:30"),
    ("📅 18 marca\n⏰ 18:30", "2026-03-18", "18:30"),
    ("* Było: środa, 11 marca, 18:00\n* Jest: środa, 18 marca, 18:30", "2026-03-18", "18:30"),
    ("Kiedy: ~~środa, 11 marca, 18:00~~ środa, 18 marca, 18:30", "2026-03-18", "18:30"),
    (MAIL_POLISH, "2026-03-18", "18:30"),
    ("Spotykamy się 18 marca o 18:30. Kolejne spotkanie 15 kwietnia, też o 18:30.", "2026-03-18", "18:30"),
    ("11 marca spotkania nie będzie! Widzimy się 18 marca o 18:30.", "2026-03-18", "18:30"),
    ("Spotkanie, które miało odbyć się 11 marca, odbędzie się 18 marca o 18:30.", "2026-03-18", "18:30"),
    ("Spotkanie zaplanowane na 11 marca przekładamy na 18 marca, godz. 18:30.", "2026-03-18", "18:30"),
    ("Środa, 18 marca. Osiemnasta. Wejście od parkingu.", "2026-03-18", "18:00"),
    ("| Kiedy | środa, 18 marca |\n|---|---|\n| O której | 18.30 |", "2026-03-18", "18:30"),
    ("Spotkanie (18.03, 18:30) poświęcimy Kotlinowi", "2026-03-18", "18:30"),
    ("### 18.03, środa, 18:30", "2026-03-18", "18:30"),
    ("**18 marca 2026** - **18:30**", "2026-03-18", "18:30"),
    ("18 marca 2026r. 18:30", "2026-03-18", "18:30"),
    ("Kiedy? W środę 18.03. Gdzie? W Kotłowni. O której? O 18:30.", "2026-03-18", "18:30"),
]
ENGLISH_PROSE = [
    ("on March 18 at 6:30pm", "2026-03-18", "18:30"),
    ("on the 18th of March at half past six", "2026-03-18", "18:30"),
    ("on Wednesday the 18th at 18:30", "2026-03-18", "18:30"),
    ("on Wed 18 Mar, 6.30pm", "2026-03-18", "18:30"),
    ("Wednesday, March 18th, from 6:30 to 9pm", "2026-03-18", "18:30"),
    ("on 3/18 at 6:30 PM", "2026-03-18", "18:30"),
    ("on 18/03 at 18:30", "2026-03-18", "18:30"),
    ("on 18/03/2026 at 18:30", "2026-03-18", "18:30"),
    ("next Wednesday at 6:30 p.m.", "2026-03-04", "18:30"),
    ("this Wednesday at 6.30", "2026-03-04", "18:30"),
    ("in two weeks, on Wednesday, at 7pm", "2026-03-18", "19:00"),
    ("on the third Wednesday of March at 7", "2026-03-18", "19:00"),
    ("tomorrow at 7pm", "2026-03-02", "19:00"),
    ("tonight at 7pm", "2026-03-01", "19:00"),
    ("on the evening of March 18, 2026, doors 6:30pm, talks 7pm", "2026-03-18", "19:00"),
    ("on Mar 18, 18:30-21:00", "2026-03-18", "18:30"),
    ("on 18th March, 6.30pm for a 7pm start", "2026-03-18", "19:00"),
    ("on March 18 from 6-9pm", "2026-03-18", "18:00"),
    ("on March 18, 6:30-9pm", "2026-03-18", "18:30"),
    ("on 2026-03-18 at 1830", "2026-03-18", "18:30"),
    ("Wednesday 18 March 2026, 18h30", "2026-03-18", "18:30"),
    ("18 March '26 at seven o'clock", "2026-03-18", "19:00"),
    ("on the eighteenth of March at 7pm", "2026-03-18", "19:00"),
    ("on Wednesday 18/3 at 19:00", "2026-03-18", "19:00"),
    ("on 18.3. at 19:00", "2026-03-18", "19:00"),
    ("on Weds 18th March at 7pm sharp", "2026-03-18", "19:00"),
    ("on March the 18th at 7 in the evening", "2026-03-18", "19:00"),
    ("on Wednesday, 18-Mar-2026 at 7pm", "2026-03-18", "19:00"),
    ("at 7pm on Wednesday, March 18", "2026-03-18", "19:00"),
    ("on March 18 at 19.00", "2026-03-18", "19:00"),
    ("on March 18, 7-9 pm", "2026-03-18", "19:00"),
    ("on March 18, 18:30 CET", "2026-03-18", "18:30"),
    ("on March 18, starting at 19:00 sharp", "2026-03-18", "19:00"),
    ("on Wednesday, 18th of March, at 7 o'clock", "2026-03-18", "19:00"),
    ("instead of March 11 on March 18, at 7pm", "2026-03-18", "19:00"),
    ("on the Wednesday of week 12, that's the 18th, at 7pm", "2026-03-18", "19:00"),
    ("on the 18th of the month, yes, it's a Wednesday, at 7pm", "2026-03-18", "19:00"),
    ("a week today at 7pm", "2026-03-08", "19:00"),
    ("on the 18th, at 7pm", "2026-03-18", "19:00"),
    ("on ~~March 11~~ March 18, 7pm", "2026-03-18", "19:00"),
    ("not on March 11 but on March 18, at 7pm", "2026-03-18", "19:00"),
    ("on Wednesday 18th March 2026, 1900-2100", "2026-03-18", "19:00"),
    ("on 18.3, at 19:00", "2026-03-18", "19:00"),
    ("later: the meeting of March 11 is postponed by a week, to March 18, at 7pm", "2026-03-18", "19:00"),
]
ENGLISH_LABELS = [
    ("When: Wed 18/3, 19:00", "2026-03-18", "19:00"),
    ("**Date:** 18 March\n\n**Time:** 7pm", "2026-03-18", "19:00"),
    ("When? Wednesday 18th March, 18:30 for 19:00", "2026-03-18", "19:00"),
    ("Date: 18.03.2026\nDoors: 18:30\nFirst talk: 19:00", "2026-03-18", "19:00"),
    ("Date & time: March 18, 19:00", "2026-03-18", "19:00"),
    ("**Was** Wednesday 11 March, 6pm  \n**Now** Wednesday 18 March, 7pm", "2026-03-18", "19:00"),
    ("```yaml\nwhen: 2026-03-18T19:00+01:00\n```", "2026-03-18", "19:00"),
    (MAIL_ENGLISH, "2026-03-18", "19:00"),
    ("The meeting of March 11 has been moved to March 18, 7pm.", "2026-03-18", "19:00"),
    ("The one scheduled for March 11 will now take place on March 18 at 7pm.", "2026-03-18", "19:00"),
    ("No meeting on March 11. We meet on March 18 instead, at 7pm.", "2026-03-18", "19:00"),
    ("We're off on March 11, so join us on March 18 at 7pm.", "2026-03-18", "19:00"),
    ("We are on the 2nd floor now. Next Wednesday, 7pm.", "2026-03-04", "19:00"),
]


POLISH_DOORS = [
    ("Drzwi otwieramy o 17:30, pierwsza prelekcja pół godziny później.", "18:00"),
    ("O 18:00 wjeżdża pizza, o 18:45 pierwszy prelegent.", "18:45"),
    ("Godzina: 17:45 rejestracja, 18:15 start.", "18:15"),
    ("Spotykamy się pod salą o 17:50, zaczynamy równo o 18.", "18:00"),
    ("Spotykamy się od 18:30, start wykładów o 19:00.", "19:00"),
    ("Godz. 18:00 (zapraszamy od 17:45).", "18:00"),
    ("Startujemy tak jak zwykle, o 18:00.", "18:00"),
    ("Drzwi otwieramy o 18:30.", "18:30"),
    ("\n\n1. 18.00 Otwarcie\n2. 18.15 Wykład\n3. 19.00 Przerwa", "18:00"),
    ("\n\n17:30 Otwarcie drzwi\n\n18:00 Otwarcie spotkania\n\n18:10 Wykład", "18:00"),
    ("Zaczynamy pół godziny wcześniej, o 18:00, bo klub zamyka się o 21.", "18:00"),
    ("Tego dnia budynek zamykają o 15, więc: klub obok. Godzina bez zmian: 18.15.", "18:15"),
    ("Wejście od 17:30, klub jest przy bramie od ulicy. Część merytoryczna rusza o 17:45.", "17:45"),
    ("\n\n17:30 – 17:35 Powitanie\n\n17:35 – 18:20 Zig\n\n18:20 – 19:05 Kafka w dwie godziny", "17:30"),
]
ENGLISH_DOORS = [
    ("Pizza from 18:00, the first talk starts half an hour later.", "18:30"),
    ("6:30 pm: doors and pizza. 7:00 pm: talk.", "19:00"),
    ("\n\n🕠 5:30 pm: doors and fries\n🕕 6:00 pm: talk", "18:00"),
    ("We meet from 6:30pm; talks begin at 7.", "19:00"),
    ("The rest is as before: start at 17.30.", "17:30"),
    ("Get there for half seven.", "19:30"),
    ("It is a breakfast, from 07h15 until 09h00.", "07:15"),
    ("Come from 6 for the buffet. Jane says a few words at 6.30pm.", "18:30"),
]


SEVERAL = [
    (
        "pl",
        (
            "Ogłaszamy dwa spotkania, oba o 18:00.\n\n### 18 marca – Testy\n\nZapisy: https://a.example/events/1/\n\n"
            "### 15 kwietnia – Maszyny\n\nZapisy: https://a.example/events/2/"
        ),
        [
            ("2026-03-18", "18:00", "https://a.example/events/1/"),
            ("2026-04-15", "18:00", "https://a.example/events/2/"),
        ],
    ),
    (
        "pl",
        "Oba spotkania o 17:30.\n\n## Spotkanie XII\n\nKiedy: 18 marca\n\n## Spotkanie XIII\n\nKiedy: 15 kwietnia, 18:15",
        [("2026-03-18", "17:30", None), ("2026-04-15", "18:15", None)],
    ),
    (
        "en",
        (
            "All meetings are at 6pm on the third Wednesday.\n\n### 18 March\n\nTypes\n\n### 15 April\n\nProofs\n\n"
            "### 20 May\n\nHack night."
        ),
        [("2026-03-18", "18:00", None), ("2026-04-15", "18:00", None), ("2026-05-20", "18:00", None)],
    ),
    (
        "en",
        "Both meetups are at 7pm.\n\n**18 March**: Jane Doe, Types\n\n**15 April**: John Roe, Proofs",
        [("2026-03-18", "19:00", None), ("2026-04-15", "19:00", None)],
    ),
    (
        "pl",
        (
            "Dzieje się.\n\n## Spotkanie #14\n\n**Kiedy?** środa, 18.03, 18:30\n\n[Zapisy](https://a.example/events/1/)"
            "\n\n## Warsztaty z Sparka\n\n**Kiedy?** sobota, 21.03, 9:30 - 16:00\n\n[Zapisy](https://a.example/events/2/)"
        ),
        [
            ("2026-03-18", "18:30", "https://a.example/events/1/"),
            ("2026-03-21", "09:30", "https://a.example/events/2/"),
        ],
    ),
    (
        "pl",
        (
            "Plan na wiosnę:\n\n| Data | Temat | Kto |\n|---|---|---|\n| 18.03.2026 (środa) | Loom | Jan Nowak |\n"
            "| 15.04.2026 (środa) | Zig | Ola Wrona |\n\nWszystkie spotkania zaczynają się o 18:00 w klubie Kotłownia."
        ),
        [("2026-03-18", "18:00", None), ("2026-04-15", "18:00", None)],
    ),
    (
        "pl",
        "Zapraszamy na warsztaty. Oba dni zaczynamy o 9:00.\n\n## 21 marca\n\nTeoria.\n\n## 22 marca\n\nPraktyka.",
        [("2026-03-21", "09:00", None)],
    ),
]


@pytest.mark.parametrize(("language", "body", "expected"), SEVERAL)
def test_several_meetups_in_one_post(language: str, body: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = meetups(body, "Spotkania wiosenne" if language == "pl" else "Spring meetups", language)
    assert [(one["date"], one["start_time"], one["rsvp_url"]) for one in found] == expected


def test_each_of_several_meetups_has_its_own_number() -> None:
    part = "## Warta JVM #{}\n\n📅 {}, 18:00\n\nPolitechnika, sala 12."
    body = "Dwa spotkania wiosną.\n\n" + part.format(24, "18.03.2026") + "\n\n" + part.format(25, "15.04.2026")
    assert [one["number"] for one in meetups(body, "Warta JVM #24 i #25", "pl")] == [24, 25]


@pytest.mark.parametrize(("written", "hour"), POLISH_DOORS)
def test_doors_are_no_start_in_polish(written: str, hour: str) -> None:
    assert when(f"Spotkanie 18 marca w klubie Kotłownia. {written}", "Spotkanie", "pl") == ("2026-03-18", hour)


@pytest.mark.parametrize(("written", "hour"), ENGLISH_DOORS)
def test_doors_are_no_start_in_english(written: str, hour: str) -> None:
    assert when(f"We meet on March 18 at the Boiler Room. {written}", "Meetup", "en") == ("2026-03-18", hour)


@pytest.mark.parametrize(("written", "day", "hour"), POLISH_PROSE)
def test_in_polish_prose(written: str, day: str, hour: str) -> None:
    assert when(f"Spotykamy się {written} w klubie Kotłownia.", "Spotkanie", "pl") == (day, hour)


@pytest.mark.parametrize(("written", "day", "hour"), POLISH_LABELS)
def test_in_polish_labels(written: str, day: str, hour: str) -> None:
    assert when(f"{written}\n\nMiejsce: klub Kotłownia", "Spotkanie", "pl") == (day, hour)


@pytest.mark.parametrize(("written", "day", "hour"), ENGLISH_PROSE)
def test_in_english_prose(written: str, day: str, hour: str) -> None:
    assert when(f"We meet {written} at the Boiler Room.", "Meetup", "en") == (day, hour)


@pytest.mark.parametrize(("written", "day", "hour"), ENGLISH_LABELS)
def test_in_english_labels(written: str, day: str, hour: str) -> None:
    assert when(f"{written}\n\nWhere: Boiler Room", "Meetup", "en") == (day, hour)


@pytest.mark.parametrize(
    "written",
    ["Scala 2.12", "Java 1.8. o wersji 9", "Ubuntu 14.04", "Rails 4.1", "24/7", "1/2 etatu", "w cenie 18.03 zł"],
)
def test_a_number_is_no_day(written: str) -> None:
    assert when(f"Spotykamy się w klubie Kotłownia, temat: {written} i nie tylko.", "Spotkanie", "pl")[0] is None


def when(body: str, title: str, language: str) -> tuple[str | None, str | None]:
    found = meetups(body, title, language)
    return (found[0]["date"], found[0]["start_time"]) if found else (None, None)


def meetups(body: str, title: str, language: str) -> list[dict[str, Any]]:
    site = Site(url="https://blog.example", title="Zarzecze JUG", language=language)
    source = f"---\ntitle: {json.dumps(title)}\ndate: {PUBLISHED}\n---\n{body}"
    found: list[dict[str, Any]] = reading_as_json(read_post(parse_post("2026-03-01-x.md", source, site), site))[
        "meetups"
    ]
    return found
