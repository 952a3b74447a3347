from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posts import rules
from bot.posts.lexicon import fold, lexicon_for, lists_by_language

LEXICON = lexicon_for("pl")


def test_a_text_keeps_its_offsets_when_folded() -> None:
    assert fold("Łódź, Środę i ĄĘ") == "lodz, srode i ae"


@given(st.text())
def test_folding_never_moves_a_character(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet=st.sampled_from("aŁ1_ \u0301é-") | st.characters()))
def test_words_are_runs_of_letters_and_digits_with_their_marks(text: str) -> None:
    runs = re.finditer(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*", fold(text))
    assert [(word.start, word.end) for word in LEXICON.read(text).words] == [run.span() for run in runs]


@given(st.text(alphabet="127:.#/- apm_\u0301"))
def test_what_begins_with_a_number_is_found_where_a_search_finds_it(text: str) -> None:
    words = LEXICON.read(text)
    for pattern in (re.compile(r"(?<![\w:.#])\d{1,2}[:.]\d\d(?!\d)"), re.compile(r"(?<![\w.])\d+\s?[ap]m")):
        assert [hit.span() for hit in words.with_number(pattern)] == [
            hit.span() for hit in pattern.finditer(words.folded)
        ]


@pytest.mark.parametrize(
    ("text", "name", "quoted"),
    [
        ("Już 14 Marca!", "dates.month", ["Marca"]),
        ("ZAPISY na stronie", "rsvp.signup", ["ZAPISY"]),
        ("zarejestrujcie się", "rsvp.signup", ["zarejestrujcie"]),
        ("nie odbędzie się w środę", "kinds.cancel", ["nie odbędzie się"]),
        ("środowisko", "dates.weekday_adjective", []),
        ("marcepan", "dates.month", []),
    ],
)
def test_terms_are_found_whatever_their_capitals_and_accents(text: str, name: str, quoted: list[str]) -> None:
    assert [text[hit.start : hit.end] for hit in LEXICON.read(text).hits(name)] == quoted


def test_hits_mean_something() -> None:
    assert [
        hit.value for hit in LEXICON.read("1 stycznia, May 5th, w piątek").hits("dates.month", "dates.weekday")
    ] == [1, 5, 4]


def test_the_longest_term_wins() -> None:
    hits = LEXICON.read("dzięki uprzejmości firmy").hits("sponsors.hosts")
    assert [(hit.first, hit.last) for hit in hits] == [(0, 1)]


def test_rules_ask_only_for_lists_that_some_language_has() -> None:
    """A misspelt list name would silently find nothing."""
    folder = Path(rules.__file__).parent
    topics = {name.split(".")[0] for name in LEXICON.names}
    asked = {
        name
        for file in [*folder.glob("*.py"), folder.parent / "page.py", folder.parent / "warn.py"]
        for name in re.findall(r'"([a-z]+\.[a-z_]+)"', file.read_text("utf-8"))
        if name.split(".")[0] in topics
    }
    assert asked - LEXICON.names - {"times.start", "times.before", "times.after"} == set()


def test_languages_are_folders_with_lists() -> None:
    languages = lists_by_language()
    assert {"pl", "en"} <= set(languages)
    assert "dates.month" in languages["en"]


def test_no_list_is_written_twice() -> None:
    """YAML would take the last one and say nothing."""
    folder = Path(rules.__file__).parents[1] / "lexicon"
    for file in folder.glob("*/*.yaml"):
        names = re.findall(r"^(\w+):", file.read_text("utf-8"), re.MULTILINE)
        assert len(names) == len(set(names)), (file.parent.name, file.name)
