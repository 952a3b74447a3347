"""Several own meetups in one post, each in a part of its own."""

from __future__ import annotations

from typing import Any, Final

import pytest

from bot.posts.as_json import reading_as_json
from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post

HEADINGS: Final = """
Jesienią spotykamy się dwa razy.

### Czwartek, 9 października, 18:30, klub Latarnia, ul. Młyńska 7

**Jagoda Sroka** - *Profilowanie bez łez*. Jak znaleźć wąskie gardło i nie oszaleć.

Zapisy: http://lanyrd.com/2014/latarnia-10/

### Sobota, 25 października, 10:00, Wydział Informatyki Politechniki, ul. Wiejska 45

Cały dzień programujemy dla schroniska. Obiad funduje firma Modrzew Systems.

Zapisy: http://lanyrd.com/2014/latarnia-11/
"""
BOLD: Final = """
Zapraszamy na dwa spotkania, oba o godz. 17:30 w Bibliotece Śląskiej (pl. Rady Europy 1).

**16 października 2014**

Rafał Cieślak, "Gradle zamiast Mavena".

**4 grudnia 2014**

- Ewelina Mróz, "Symulator tramwaju"
- Tadeusz Kawka, "Czytnik znaków"

Partnerem obu spotkań jest firma Infolas, która zapewni poczęstunek.
"""
ABOVE: Final = """
<h3>Tuesday 7 October 2014</h3>
<p><strong>Topic:</strong> What's new in Java 8<br />
<strong>Presenter:</strong> Graham Petherick<br />
<strong>Time:</strong> 6.00 pm<br />
<strong>Place:</strong> Marlowe House, Quay Street</p>

<h3>Tuesday 4 November 2014</h3>
<p><strong>Topic:</strong> Functional Java for the curious<br />
<strong>Presenter:</strong> Hanne Lindgren<br />
<strong>Time:</strong> 6.30 pm<br />
<strong>Place:</strong> as above</p>
"""
BELOW: Final = """
## Meetup #14

**Kiedy?** czwartek, 16.10.2014, 18:30

**Gdzie?** klub Latarnia, ul. Młyńska 7

1. *Kolejki bez łez* - Jarek Kozub. Od iteratora przez strumienie i z powrotem, na przykładach z produkcji.

[Zapisy](http://lanyrd.com/2014/latarnia-14/)

## Warsztaty: Spark od zera

**Kiedy?** sobota, 8.11.2014, 9:30 - 16:00

**Gdzie?** klub Werbel, ul. Wiejska 4

Prowadzi Ola Brzeska. Wszystko na prawdziwych danych z miejskich tramwajów.

[Zapisy](http://lanyrd.com/2014/latarnia-spark/)
"""
CONFERENCE: Final = """
Zapraszamy na warsztaty w klubie Latarnia!

### Sobota, 11 października, 10:00

Podstawy.

### Niedziela, 12 października, 10:00

Reszta.
"""


def read(body: str, title: str, language: str = "pl") -> list[dict[str, Any]]:
    source = f"---\ntitle: {title}\ndate: 2014-10-01 10:00\n---\n{body}"
    site = Site(language=language)
    meetups: list[dict[str, Any]] = reading_as_json(read_post(parse_post("2014-10-01-x.md", source, site), site))[
        "meetups"
    ]
    return meetups


@pytest.mark.parametrize(
    ("body", "language", "facts"),
    [
        (
            HEADINGS,
            "pl",
            [
                ("2014-10-09", "18:30", "Latarnia", "http://lanyrd.com/2014/latarnia-10/", [], ["Jagoda Sroka"]),
                (
                    "2014-10-25",
                    "10:00",
                    "Wydział Informatyki Politechniki",
                    "http://lanyrd.com/2014/latarnia-11/",
                    ["Modrzew Systems"],
                    [],
                ),
            ],
        ),
        (
            BOLD,
            "pl",
            [
                ("2014-10-16", "17:30", "Biblioteka Śląska", None, ["Infolas"], ["Rafał Cieślak"]),
                ("2014-12-04", "17:30", "Biblioteka Śląska", None, ["Infolas"], ["Ewelina Mróz", "Tadeusz Kawka"]),
            ],
        ),
        (
            BELOW,
            "pl",
            [
                ("2014-10-16", "18:30", "Latarnia", "http://lanyrd.com/2014/latarnia-14/", [], ["Jarek Kozub"]),
                ("2014-11-08", "09:30", "Werbel", "http://lanyrd.com/2014/latarnia-spark/", [], ["Ola Brzeska"]),
            ],
        ),
        (
            ABOVE,
            "en",
            [
                ("2014-10-07", "18:00", "Marlowe House", None, [], ["Graham Petherick"]),
                ("2014-11-04", "18:30", "Marlowe House", None, [], ["Hanne Lindgren"]),
            ],
        ),
    ],
)
def test_each_part_is_read_for_itself(body: str, language: str, facts: list[tuple[Any, ...]]) -> None:
    title = "Spotkania jesienią" if language == "pl" else "Autumn meetings"
    assert [
        (
            one["date"],
            one["start_time"],
            one["venue"],
            one["rsvp_url"],
            one["sponsors"],
            [name for talk in one["talks"] for name in talk["speakers"]],
        )
        for one in read(body, title, language)
    ] == facts


def test_two_days_that_follow_each_other_are_one_event() -> None:
    (meetup,) = read(CONFERENCE, "Warsztaty")
    assert meetup["date"] == "2014-10-11"


def test_every_fact_of_a_part_quotes_its_own_words() -> None:
    site = Site(language="pl")
    post = parse_post("2014-10-01-x.md", f"---\ntitle: Jesień\ndate: 2014-10-01\n---\n{HEADINGS}", site)
    quoted = [
        " ".join(post.source[one.start : one.end] for one in meetup.date.evidence)
        for meetup in read_post(post, site).meetups
        if meetup.date
    ]
    assert quoted == ["9 października", "25 października"]
