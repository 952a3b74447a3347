"""Runs the bot as a service: logging, clean end on SIGTERM, and a sentence for each reason not to start."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from typing import TYPE_CHECKING, Final

import discord
from sqlalchemy.exc import SQLAlchemyError

from bot import VERSION
from bot.app import Herold
from bot.errors import OperatorError
from bot.sources import SourceUnavailable, source_of

if TYPE_CHECKING:
    from bot.settings import Settings

log = logging.getLogger(__name__)

USAGE: Final = 2
"""The exit status for "set this right first"; a service manager should not restart on it."""

_NO_TOKEN: Final = "HEROLD_TOKEN is not set. Copy .env.example to .env and fill it in, or try `herold demo`."  # noqa: S105
_NO_BLOG: Final = "HEROLD_BLOG is not set: the folder or git repository of the group's blog. `herold doctor` checks it."

_ONE_PROCESS: Final = (
    "HEROLD_SHARD_IDS gives this process only some of the shards, and on SQLite only one process sends. "
    "Several processes want PostgreSQL: set HEROLD_DATABASE_URL (docs/how-to/install.md)."
)


async def run_bot(settings: Settings) -> int:
    """Runs until SIGINT or SIGTERM; gives the exit status."""
    log_to_stderr(settings.log_level)
    if (unset := _to_be_set_first(settings)) is not None:
        log.error(unset)
        return USAGE
    assert settings.token is not None
    log.info("Herold %s starts", VERSION)
    bot = Herold(settings)
    running = asyncio.current_task()
    assert running is not None
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    try:
        async with bot:
            await bot.start(settings.token.get_secret_value())
    except asyncio.CancelledError:
        log.info("told to stop; everything said is written down")
        return 0
    except discord.LoginFailure:
        log.error("Discord does not know this token. Make a new one in the developer portal and set HEROLD_TOKEN.")  # noqa: TRY400 -- a sentence, no traceback
        return USAGE
    except OperatorError as error:
        log.error("%s", error)  # noqa: TRY400 -- a sentence, no traceback
        return 1
    except SQLAlchemyError:
        log.exception("the database failed; `herold doctor` says more")
        return 1
    return 0


def _to_be_set_first(settings: Settings) -> str | None:
    """What the operator has to set right before anything can run."""
    if settings.token is None:
        return _NO_TOKEN
    if settings.share < 1 and settings.database_url.startswith("sqlite"):
        return _ONE_PROCESS
    try:
        return _NO_BLOG if source_of(settings) is None else None
    except SourceUnavailable as error:
        return f"HEROLD_BLOG: {error}"


def log_to_stderr(level: str) -> None:
    """Logs to stderr, one line an event; journald and Docker add what else is wanted."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLevelName(level)))
    logging.getLogger("alembic").setLevel(logging.WARNING)
