"""Answers what goes wrong: a sentence for the person, a traceback with an incident number for the operator."""

from __future__ import annotations

import logging
import secrets
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from bot.errors import UserError
from bot.i18n import Language, _, language_of_locale, tr
from cogs.acting import language_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = logging.getLogger(__name__)

_GONE = (10062, 40060)
"""Discord's codes for an interaction that expired (3 s, or 15 min) and for one answered already."""


@asynccontextmanager
async def answering(interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
    """Wraps the callbacks of buttons and modals; discord.py would only log what they raise."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 -- whatever it is, the person gets an answer
        await answer_failure(interaction, error)


async def answer_failure(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Tells the person what they can do about it, or an incident number when they can do nothing."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, discord.HTTPException) and cause.code in _GONE:
        log.warning("an interaction expired before it was answered: %s", cause)
        return
    text = _sentence(cause, await _language(interaction))
    with suppress(discord.HTTPException):  # the interaction itself may be gone by now
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)


class HeroldTree(app_commands.CommandTree[Any]):
    """A command tree whose refusals and failures all end in `answer_failure`."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        await answer_failure(interaction, error)


_CHECKS: Final[tuple[tuple[type[app_commands.AppCommandError], str], ...]] = (
    (app_commands.NoPrivateMessage, _("This works only in a guild, not in direct messages.")),
    (app_commands.CommandNotFound, _("This command has changed. Restart Discord, then try again.")),
    (app_commands.CommandSignatureMismatch, _("This command has changed. Restart Discord, then try again.")),
    (app_commands.TransformerError, _("I don't understand one of the values you gave. Pick one from the list.")),
    (app_commands.CheckFailure, _("You may not use this command here.")),
)
"""A sentence for each refusal of discord.py's own; the first that fits is taken."""


def _sentence(cause: Exception, language: Language) -> str:
    if isinstance(cause, UserError):
        return cause.text(language)
    if isinstance(cause, app_commands.CommandOnCooldown):
        return tr(language, _("Too fast. Try again in {seconds} s."), seconds=int(cause.retry_after) + 1)
    for refusal, msgid in _CHECKS:
        if isinstance(cause, refusal):
            return tr(language, msgid)
    incident = secrets.token_hex(3)
    log.error("an interaction failed, incident %s", incident, exc_info=cause)
    return tr(
        language,
        _("Something broke on my side. Whoever runs me will find it as incident {incident}."),
        incident=incident,
    )


async def _language(interaction: discord.Interaction[Any]) -> Language:
    try:
        return await language_of(interaction)
    except Exception:
        log.exception("the person's language could not be looked up")
        return language_of_locale(str(interaction.locale))
