"""English msgids, Polish catalog: `_` marks a sentence where it is written, `tr` translates it where it is shown."""

from bot.i18n.translate import N_, Language, Msgid, _, language_of_locale, tr, tr_n

__all__ = ["N_", "Language", "Msgid", "_", "language_of_locale", "tr", "tr_n"]
