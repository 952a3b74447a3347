"""Texts made to hang a reader, and front matter of any shape: each post is read, and in the time that its length takes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.posts.front_matter import parse_post
from bot.posts.model import Reading, Site
from bot.posts.reader import read_post
from bot.posts.rules.stated import DAYS, HOURS

_NAMES = [
    *DAYS,
    *HOURS,
    "time",
    "location",
    "venue",
    "address",
    "rsvp",
    "speakers",
    "sponsor",
    "number",
    "edition",
    "event",
]


def read(body: str, *, head: str = "", title: str = "Spotkanie") -> Reading:
    source = f'---\ntitle: "{title}"\ndate: 2026-01-05\n{head}---\n{body}'
    return read_post(parse_post("2026-01-05-a.md", source, Site()), Site())


@pytest.mark.timeout(45)  # a second or two each; where time grows with the square of the length, minutes
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Spotkanie " + "6:30 " * 40_000, id="hours"),
        pytest.param("The meetup and the talks are at " + ", 6:30, the " * 20_000, id="hours-between-commas"),
        pytest.param("## " + "Kawa - Anna " * 20_000, id="dashes-in-a-heading"),
        pytest.param("**" + "Kawa - Anna " * 20_000 + "**", id="dashes-in-bold-type"),
        pytest.param("Beata i Marcin Ostrowscy " * 9_000, id="couples"),
        pytest.param("Anna i " + "A" + "s" * 100_000 + "cy " + "B" * 100_000, id="long-words"),
        pytest.param("Anna " + "Bestabcdefg" * 10_000 + " Kowalska opowie o Javie.", id="a-long-name"),
        pytest.param("🍕 " * 40_000 + "Firma", id="pictures"),
        pytest.param("Pizza is once again still on " * 10_000, id="food"),
        pytest.param("Acme (x), who also pays for pizza " * 10_000, id="who-pays"),
        pytest.param("Wpiszcie sobie 22 stycznia " * 10_000, id="later-dates"),
        pytest.param("spotkanie " + "XXXIIII " * 20_000, id="roman-numbers"),
        pytest.param("Abcdefgh Abcdefghstraße " * 9_000, id="streets"),
        pytest.param("Jan\n--\n" + "y" * 600, id="a-signature-without-end"),
    ],
)
def test_a_text_made_to_hang_a_reader_is_read(body: str) -> None:
    assert read(body).post.title == "Spotkanie"


@pytest.mark.timeout(45)
def test_front_matter_that_lists_a_crowd_is_read() -> None:
    crowd = ", ".join(f"A{number} Nowak" for number in range(20_000))
    assert read("A1 Nowak opowie o Javie. " * 10_000, head=f"speakers: [{crowd}]\n").kind is not None


@pytest.mark.parametrize(
    "body",
    ["Pizza od „  ” na spotkaniu 22 stycznia.", 'Sponsorem spotkania jest "  ".', "Dzięki dla „   ” za pizzę."],
)
def test_a_blank_quotation_names_no_sponsor(body: str) -> None:
    assert [facts.sponsors for facts in read(f"Zapraszamy 22 stycznia o 18:00. {body}").meetups] in ([()], [])


def test_an_hour_that_is_none_under_event_is_passed_over() -> None:
    facts = read("Spotkanie 22 stycznia 2026 o 18:00 w klubie Kawka.", head="event: {hour: soon}\n").meetups[0]
    assert facts.start_time is not None
    assert facts.start_time.value.hour == 18


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3000, 3000)
    | st.dates()
    | st.text(max_size=30)
    | st.sampled_from(
        [
            "18:30",
            "6 PM",
            "20 września 2016, 18:00",
            "Sala A, Dom X, ul. Y 3",
            "online (Zoom)",
            ",",
            "soon",
            "https://x.example/1",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*_NAMES, "name", "talk", "hour", "starts_at", "talks", "title"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=5))
def test_front_matter_of_any_shape_is_read(fields: dict[str, Any]) -> None:
    head = yaml.safe_dump(fields, allow_unicode=True) if fields else ""
    body = "Zapraszamy na spotkanie 22 stycznia o 18:00 w klubie Kawka. Anna Nowak opowie o strumieniach."
    assert read(body, head=head).post.title == "Spotkanie"
