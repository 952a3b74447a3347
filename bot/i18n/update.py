"""`make i18n`: collects every marked msgid into the Polish catalog and keeps what is translated already."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.i18n.translate import DOMAIN, Language

_ROOT: Final = Path(__file__).parents[2]
_PO: Final = Path(__file__).parent / "locales" / Language.POLISH.value / "LC_MESSAGES" / f"{DOMAIN}.po"
_KEYWORDS: Final = {"_": None, "N_": (1, 2), "locale_str": None}


def collect() -> Catalog:
    """Every msgid in the code, each with the files that show it (without line numbers, which would only churn)."""
    template = Catalog(project="Herold", charset="utf-8")
    for package in ("bot", "cogs"):
        folder = str(_ROOT / package)
        found = extract_from_dir(folder, [("**.py", "python")], keywords=_KEYWORDS, comment_tags=("i18n:",))
        for file, _line, msgid, comments, context in found:
            place = (f"{package}/{file}", 0)
            template.add(msgid, None, [place], auto_comments=comments, context=context)
    return template


def updated() -> Catalog:
    """The Polish catalog with every msgid of the code; new ones are empty, gone ones are dropped."""
    with _PO.open("rb") as source:
        catalog = read_po(source, locale="pl", domain=DOMAIN)
    catalog.update(collect(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """The msgids that have no Polish yet."""
    return [str(message.id) for message in catalog if message.id and not _is_translated(message.string)]


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def main() -> int:
    """Writes the catalog and lists what still wants a translation; the exit status says whether something does."""
    catalog = updated()
    with _PO.open("wb") as target:
        write_po(target, catalog, sort_output=True, omit_header=False, include_lineno=False, width=120)
    missing = untranslated(catalog)
    for msgid in missing:
        print(f"untranslated: {msgid}")  # noqa: T201 -- a command's output
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
