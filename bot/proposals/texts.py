"""What a proposal must look like: lengths, the folded text by which two are the same, and how texts are tidied."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import UserError
from bot.i18n import _
from bot.proposals.model import TalkLanguage

TITLE_MIN: Final = 5
TITLE_MAX: Final = 150
ABSTRACT_MIN: Final = 30
ABSTRACT_MAX: Final = 3000
NOTES_MAX: Final = 1000
LENGTHS_MINUTES: Final = (10, 20, 30, 45, 60, 90)
"""The lengths to choose from; 10 is a lightning talk, 90 a workshop."""

_BLANKS: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class ProposalText:
    """What a speaker types in; `tidied` makes it what is stored."""

    title: str
    abstract: str
    language: TalkLanguage = TalkLanguage.POLISH
    length_minutes: int = 45
    notes: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of title and abstract without case, blanks and accents: the same text sent twice has the same."""
        folded = unicodedata.normalize("NFKD", f"{self.title}\n{self.abstract}").casefold()
        letters = "".join(character for character in folded if character.isalnum())
        return hashlib.sha256((letters or "".join(folded.split())).encode("utf-8", "surrogatepass")).hexdigest()


def tidied(text: ProposalText) -> ProposalText:
    """The text without control characters and stray blanks. Raises UserError when it is too short or too long."""
    clean = replace(
        text,
        title=" ".join(_visible(text.title).split()),
        abstract=_paragraphs(text.abstract),
        notes=_paragraphs(text.notes),
    )
    _check_length(clean.title, TITLE_MIN, TITLE_MAX, _("The title is too short: at least {limit} characters, please."),
                  _("The title is too long: {length} characters, at most {limit} fit."))  # fmt: skip
    _check_length(clean.abstract, ABSTRACT_MIN, ABSTRACT_MAX,
                  _("The abstract is too short: at least {limit} characters, so that people know what to expect."),
                  _("The abstract is too long: {length} characters, at most {limit} fit."))  # fmt: skip
    _check_length(clean.notes, 0, NOTES_MAX, "", _("The notes are too long: {length} characters, at most {limit} fit."))
    if clean.length_minutes not in LENGTHS_MINUTES:
        raise UserError(_("Choose one of the lengths in the list."))
    return clean


def _check_length(text: str, least: int, most: int, too_short: str, too_long: str) -> None:
    if len(text) < least:
        raise UserError(too_short, limit=least)
    if len(text) > most:
        raise UserError(too_long, limit=most, length=len(text))


def _paragraphs(text: str) -> str:
    lines = [_BLANKS.sub(" ", line).strip() for line in _visible(text).split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _visible(text: str) -> str:
    # Control characters (Cc), lone surrogates (Cs) and direction overrides (Cf) hide what others read; the joiners
    # U+200C and U+200D are Cf too, but build emoji and some scripts.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        character
        for character in text
        if character in "\n\u200c\u200d" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
