"""The two kinds of failure: one is for the person who asked, the other for whoever runs the bot."""

from __future__ import annotations

from bot.i18n import Language, tr


class HeroldError(Exception):
    """Anything Herold raises on purpose."""


class UserError(HeroldError):
    """A sentence we wrote, safe to show to the person who asked; translated only where it is shown.

    `msgid` is marked with `bot.i18n._` where it is raised; `values` fill its `{named}` places.
    """

    def __init__(self, msgid: str, **values: object) -> None:
        self.msgid = msgid
        self.values = values
        super().__init__(msgid)

    def text(self, language: Language) -> str:
        """The sentence in the reader's language."""
        return tr(language, self.msgid, **self.values)

    def __str__(self) -> str:
        return self.text(Language.ENGLISH)


class OperatorError(HeroldError):
    """Something only an organizer or operator can mend: a missing channel, a source gone quiet. Logged once."""
