"""Every sentence has its Polish, with the same places to fill; and what is not ours is never translated."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from bot.i18n import N_, Language, _, language_of_locale, tr, tr_n
from bot.i18n import update as catalogs

ROOT = Path(__file__).parents[1]


def places(text: str | None) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text or "") if name}


def test_every_sentence_of_the_code_is_in_the_catalog_and_has_its_polish() -> None:
    """`make i18n` collects what is missing; then it wants translating."""
    updated = catalogs.updated()
    with catalogs._PO.open("rb") as source:
        kept = read_po(source, locale="pl")
    assert {str(message.id) for message in updated} - {str(message.id) for message in kept} == set()
    assert catalogs.untranslated(updated) == []


def test_translations_fill_the_same_places() -> None:
    wrong = {}
    for message in catalogs.updated():
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wanted = set().union(*map(places, ids))
        if message.id and any(places(string) - wanted or wanted - places(string) - {"n"} for string in strings):
            wrong[message.id] = message.string
    assert wrong == {}


def test_no_sentence_hides_in_an_f_string() -> None:
    """Babel sees no call inside one before Python 3.12, and the sentence would stay English."""
    hidden = [
        f"{path.name}:{node.lineno}"
        for package in ("bot", "cogs")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "N_"}
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("n", "polish"), [(1, "1 wpis"), (2, "2 wpisy"), (5, "5 wpisów"), (12, "12 wpisów"), (22, "22 wpisy")]
)
def test_polish_counts_in_three_forms(n: int, polish: str) -> None:
    assert tr_n(Language.POLISH, *N_("`{name}`, {n} post", "`{name}`, {n} posts"), n, name="b") == f"`b`, {polish}"


def test_a_sentence_in_a_sentence_is_translated_too_and_other_peoples_words_are_not() -> None:
    told = _("Proposal #{id} is not waiting for that: it is {state}.")
    assert tr(Language.POLISH, told, id=1, state=_("confirmed")).endswith("potwierdzone.")
    assert tr(Language.POLISH, told, id=1, state="confirmed").endswith("confirmed.")


@pytest.mark.parametrize(
    ("locale", "language"), [("pl", "pl"), ("pl_PL", "pl"), ("en-US", "en"), ("de", "en"), ("", "en")]
)
def test_polish_for_poles_and_english_for_everybody_else(locale: str, language: str) -> None:
    assert language_of_locale(locale) == language
