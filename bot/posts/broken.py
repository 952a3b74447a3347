"""Gives the refusals of reading: a file, the line in it, and a cause that a blogger understands."""

from __future__ import annotations

from bot.errors import UserError
from bot.i18n import Language, _, tr


class BrokenFile(UserError):
    """A file that could not be understood.

    `line` counts from 1 and is None where the whole file is meant; `cause` is a msgid, its `{named}` places filled by
    `values`.
    """

    def __init__(self, path: str, line: int | None, cause: str, **values: object) -> None:
        super().__init__(cause, **values)
        self.path = path
        self.line = line
        self.cause = cause

    def text(self, language: Language) -> str:
        """The file, the line and the cause in the reader's language."""
        cause = self.cause_text(language)
        if self.line is None:
            return tr(language, _("{path}: {cause}"), path=self.path, cause=cause)
        return tr(language, _("{path}, line {line}: {cause}"), path=self.path, line=self.line, cause=cause)

    def cause_text(self, language: Language) -> str:
        """The cause alone, for a place that shows the file and line itself."""
        return tr(language, self.cause, **self.values)


class BrokenPost(BrokenFile):
    """A post that cannot be read. It never stops the others: its last good version stays in force."""


class BrokenConfig(BrokenFile):
    """A `_config.yml` that cannot be read."""
