"""A broken post says its file, its line and a cause that a blogger understands; nothing else is ever raised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Language
from bot.posts import BrokenPost, Post, Site, parse_post

SITE = Site(url="https://jug.example")
NAME = "2025-05-09-spotkanie.md"


def broken(source: str, path: str = NAME) -> BrokenPost:
    with pytest.raises(BrokenPost) as caught:
        parse_post(path, source, SITE)
    return caught.value


@pytest.mark.parametrize(
    ("front_matter", "line", "said"),
    [
        pytest.param("title: Java: nowości", 2, "“title” holds a colon; put the whole value in quotes", id="colon"),
        pytest.param("layout: post\ntitle: Java 25:", 3, "“title” holds a colon", id="colon-at-the-end"),
        pytest.param(
            'title: "Java "25" jest"', 2, 'has a quote " inside its quotes; write it as \\"', id="quotes-in-quotes"
        ),
        pytest.param("title: 'It's Java'", 2, "has a quote ' inside its quotes; write it as ''", id="apostrophe"),
        pytest.param('layout: post\ntitle: "Java\ndate: 2025-01-01', 3, 'The quote " that opens', id="unclosed-quote"),
        pytest.param("title: x\n\tdate: 2025-01-01", 3, "indented with a tab", id="tab"),
        pytest.param("title: [WAŻNE] Spotkanie", 2, "begins with [", id="bracket"),
        pytest.param("title: @Java", 2, "begins with @", id="at"),
        pytest.param("title: *Java*", 2, "begins with *", id="star"),
        pytest.param("title: {{ page.title }}", 2, "begins with {", id="liquid"),
        pytest.param("title:Java\ndate: 2025-01-01", 2, "no space after “title:”", id="glued"),
        pytest.param("title: x\ndate: 2025-02-31", 3, "“2025-02-31” is not a date", id="no-such-day"),
        pytest.param("title: x\ndate: wczoraj", 3, "“wczoraj” is not a date", id="not-a-date"),
        pytest.param("title: x\ndate: [2025]", 3, "is not a date", id="date-list"),
        pytest.param("title: x\ndate: 2025-01-01 25:00", 3, "is not a date", id="no-such-hour"),
        pytest.param("title: x\ndate: 0001-01-01 00:00 +2359", 3, "is not a date", id="before-time"),
        pytest.param("- title", 2, "Expected lines such as", id="list"),
        pytest.param("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", 3, "Anchors", id="bomb"),
        pytest.param("x: !!python/object/apply:os.system [ls]", 2, "begins with !", id="python-tag"),
        pytest.param("x: !!int", 2, "One of the values", id="empty-int"),
        pytest.param("x: " + "[" * 500, 2, "nested too deeply", id="deep"),
    ],
)
def test_likely_causes(front_matter: str, line: int, said: str) -> None:
    error = broken(f"---\n{front_matter}\n---\nTreść\n")
    assert said in error.cause_text(Language.ENGLISH)
    assert error.line == line
    assert error.text(Language.ENGLISH).startswith(f"{NAME}, line {line}: ")
    assert error.cause_text(Language.POLISH) != error.cause_text(Language.ENGLISH)


def test_a_missing_closing_line_is_named_where_it_should_stand() -> None:
    error = broken("---\ntitle: x\nlayout: post\n\nZapraszamy na spotkanie.\n")
    assert (error.line, error.cause_text(Language.ENGLISH)) == (
        5,
        "The line --- that ends the front matter is missing.",
    )


def test_a_ruler_far_below_does_not_hide_a_missing_closing_line() -> None:
    error = broken("---\ntitle: x\n\nZapraszamy jutro.\nBędzie: fajnie: bardzo.\n\n---\n\nStopka\n")
    assert (error.line, error.cause_text(Language.ENGLISH)) == (
        4,
        "The line --- that ends the front matter is missing.",
    )


def test_lines_count_from_the_top_of_the_file() -> None:
    assert broken("\n\n---\ntitle: a: b\n---\n").line == 4


def test_no_front_matter() -> None:
    assert "does not begin with front matter" in str(broken("Zwykły tekst\n"))


@pytest.mark.parametrize("path", ["spotkanie.md", "2025-spotkanie.md"])
def test_a_post_needs_a_date_from_somewhere(path: str) -> None:
    assert "name the file YYYY-MM-DD-title" in str(broken("---\ntitle: x\n---\n", path))


def test_a_file_name_with_a_day_that_does_not_exist() -> None:
    assert "a date that does not exist" in str(broken("---\ntitle: x\n---\n", "2025-02-31-x.md"))


def test_zero_bytes() -> None:
    assert broken("---\ntitle: x\n---\na\0").line == 4


YAML_PIECES = st.sampled_from(
    [
        *(
            "title",
            "date",
            ": ",
            ":",
            "\n",
            " ",
            "\t",
            '"',
            "'",
            "[",
            "]",
            "{",
            "}",
            "&a",
            "*a",
            "!!int",
            "|",
            ">",
            "-",
        ),
        *("!!python/name:os", "2025-05-09", "21:00", "+0200", "---", "#", "%", "@", "`", "\\", "\x07", "😀", "ż", "<<"),
        *("? ", "1e999", "0x", "~"),
    ]
)


@given(st.lists(YAML_PIECES, max_size=30).map("".join))
def test_any_front_matter_gives_a_post_or_a_broken_post(front_matter: str) -> None:
    source = f"---\n{front_matter}\n---\nTreść"
    outcome = outcome_of(NAME, source)
    if isinstance(outcome, BrokenPost):
        assert outcome.line is None or 1 <= outcome.line <= source.count("\n") + 1
        assert outcome.text(Language.POLISH)
    else:
        assert outcome.published_at.tzinfo is not None
        assert outcome.title


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_file_gives_a_post_or_a_broken_post(source: str, path: str) -> None:
    outcome = outcome_of(path, source)
    assert isinstance(outcome, BrokenPost) or outcome.source[outcome.body_start :] == outcome.body


def outcome_of(path: str, source: str) -> Post | BrokenPost:
    try:
        return parse_post(path, source, SITE)
    except BrokenPost as error:
        return error
