"""Gives Discord the Polish names and descriptions of commands and their options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import Locale, app_commands

from bot.i18n import Language, tr

if TYPE_CHECKING:
    from discord.app_commands import locale_str


class CommandTranslator(app_commands.Translator):
    """Translates every `locale_str` of the command tree from the same catalog as everything else."""

    async def translate(
        self,
        string: locale_str,
        locale: Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 -- discord.py's signature
    ) -> str | None:
        """The Polish text; None for other locales and for what is not translated, where English is shown."""
        if locale is not Locale.polish:
            return None
        translated = tr(Language.POLISH, string.message)
        return None if translated == string.message else translated
