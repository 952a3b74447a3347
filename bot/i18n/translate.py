"""Gives a msgid in the reader's language, from gettext catalogs read once at first use."""

from __future__ import annotations

import gettext
import io
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN: Final = "herold"


class Language(StrEnum):
    """The languages people are answered in; the value is the catalog's folder and what the database keeps."""

    ENGLISH = "en"
    POLISH = "pl"


class Msgid(str):
    """A sentence of ours in English, known to the catalogs; as a value of another sentence it is translated too."""

    __slots__ = ()


def _(msgid: str) -> Msgid:
    """Marks a sentence for translation; `{named}` places are filled by `tr`."""
    return Msgid(msgid)


def N_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 -- gettext's own name for it
    """Marks a counted sentence for translation."""
    return singular, plural


def language_of_locale(locale: str) -> Language:
    """The language for a Discord or POSIX locale such as "pl" or "en-GB": Polish for Polish, else English."""
    return Language.POLISH if locale.lower().startswith("pl") else Language.ENGLISH


def tr(language: Language, msgid: str, **values: object) -> str:
    """The sentence in `language`, its places filled. A msgid without a translation is shown in English."""
    text = _catalog(language).gettext(msgid) if msgid else ""
    return text.format(**_told(language, values)) if values else str(text)  # never a Msgid, which tr would translate


def tr_n(language: Language, singular: str, plural: str, n: int, **values: object) -> str:
    """The counted sentence in `language`, in the plural form that `n` asks for; `{n}` stands for the count."""
    return _catalog(language).ngettext(singular, plural, n).format(n=n, **_told(language, values))


def _told(language: Language, values: dict[str, object]) -> dict[str, object]:
    return {name: tr(language, value) if isinstance(value, Msgid) else value for name, value in values.items()}


@cache
def _catalog(language: Language) -> gettext.NullTranslations:
    # Catalogs are compiled in memory, so that no stale .mo file can ever ship.
    po = files("bot.i18n") / "locales" / language.value / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language is Language.ENGLISH or not po.is_file():
        return gettext.NullTranslations()
    with po.open("rb") as source:
        catalog = read_po(source, locale=language.value, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
