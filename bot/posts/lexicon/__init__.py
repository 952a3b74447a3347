"""The words that steer reading: a folder a language, a file a topic; `lexicon_for` gives them all.

A file holds named lists. A term is a word or a few, compared without diacritics and capitals; a word that ends in "*"
stands for every word that begins so. A list may be a mapping, whose keys are what its terms mean, or a text of single
words, which is read faster where there are thousands:

    signup: [zapisy, "zarejestr*", "potwierdź udział"]        # lexicon.read(text).hits("rsvp.signup")
    first: |                                                  # ... .hits("names.first")
      aaliyah aarav aaron
    month: {1: [stycznia, styczniu], 2: [lutego, lutym]}      # ... .hits("dates.month") with their `value`s
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import yaml

from bot.posts.lexicon.words import Hit, Lexicon, Word, Words, fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

__all__ = ["Hit", "Lexicon", "Word", "Words", "fold", "lexicon_for", "lists_by_language", "terms_by_language"]

_UNQUOTED: Final = frozenset(("True", "False", "None"))
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def lexicon_for(language: str) -> Lexicon:  # noqa: ARG001 -- for lists that a site's language overrules one day
    """Every language's words together, since a post in Polish quotes English and the other way round."""
    return _everything()


def terms_by_language() -> dict[str, dict[str, list[tuple[str, Any]]]]:
    """Per language folder its lists: each term as written, with what it means (None in a list without meanings)."""
    return {folder.name: dict(_lists_of(folder)) for folder in _folders()}


def lists_by_language() -> dict[str, list[str]]:
    """Per language folder the names of its lists, for tests and documentation."""
    return {folder.name: [name for name, _terms in _lists_of(folder)] for folder in _folders()}


@cache
def _everything() -> Lexicon:
    lexicon = Lexicon()
    for folder in _folders():
        for name, terms in _lists_of(folder):
            lexicon.add(name, terms)
    return lexicon


def _folders() -> list[Traversable]:
    here = files(__package__)
    return sorted((f for f in here.iterdir() if f.is_dir() and not f.name.startswith("_")), key=lambda f: f.name)


def _lists_of(folder: Traversable) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        topic = file.name.removesuffix(".yaml")
        for name, terms in (yaml.load(file.read_text("utf-8"), Loader=_LOADER) or {}).items():  # noqa: S506 -- safe
            if isinstance(terms, str):
                pairs: list[tuple[str, Any]] = [(term, None) for term in terms.split()]
            elif isinstance(terms, dict):
                pairs = [(str(term), value) for value, of_value in terms.items() for term in of_value]
            else:
                pairs = [(str(term), None) for term in terms]
            if any(term in _UNQUOTED for term, _value in pairs):
                raise ValueError(f"{folder.name}/{file.name}: {name}: YAML takes a word for true or false; quote it")
            yield f"{topic}.{name}", pairs
