"""What may go wrong between the outbox and Discord, and what each of Discord's errors means for a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord

from bot.delivery.fitting import plain
from bot.delivery.permissions import NAMES
from bot.errors import HeroldError
from bot.i18n import Language, Msgid, _, tr

if TYPE_CHECKING:
    from collections.abc import Collection

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_EVENT: Final = 10070
FINISHED_EVENT: Final = 180000
"""Discord's error codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json"""
TOO_MUCH: Final = frozenset({40003, 20026})
"""Opening direct messages too fast; held back by the anti-spam system: Discord forbids for now, not for good."""
TOO_MUCH_S: Final = 600.0
"""For how long we rest then; Discord does not say. Seconds."""
BANNED_S: Final = 60.0
"""For how long we rest when the proxy before Discord turns our address away without saying how long. Seconds."""


class DeliveryError(HeroldError):
    """A row could not be said. `msgid` and `values` are a sentence for organizers, see `sentence`."""

    about: str = ""
    """What could not be said, in the guild's language. Plain text."""
    retry_after_s: float | None = None
    """How long Discord wants us to wait; None where it was no rate limit. Seconds."""
    whole_address: bool = False
    """True when Discord's proxy turns away whatever comes from our address."""

    def __init__(self, msgid: Msgid, **values: Any) -> None:
        self.msgid = msgid
        self.values = values
        super().__init__(msgid.format(**values) if values else msgid)


class RefusedError(DeliveryError):
    """It was not said, and trying again changes nothing until somebody mends something."""


class GoneError(RefusedError):
    """What was to be edited was deleted in Discord; it is not silently sent again."""


class PointlessError(DeliveryError):
    """It need not be said any more, and nobody has to mend anything."""


class UnreachableError(DeliveryError):
    """The person takes no direct messages from us."""


class NotSaidError(DeliveryError):
    """It was certainly not said; trying again may help."""


class UnclearError(DeliveryError):
    """It may have been said: the answer was lost."""


def judged(error: Exception, *, channel_id: int | None = None, missing: Collection[str] = ()) -> DeliveryError:
    """What an error of discord.py or of the network means. `missing` are the permissions known to be missing there."""
    if isinstance(error, discord.NotFound):
        return _not_found(error, channel_id)
    if (limited := _rate_limited(error)) is not None:
        return limited
    if isinstance(error, discord.Forbidden):
        return _forbidden(error, channel_id, missing)
    if isinstance(error, discord.HTTPException) and 400 <= error.status < 500 and error.status != 401:  # noqa: PLR2004 -- HTTP's classes
        return RefusedError(_("Discord refuses it: {detail}"), detail=error.text or str(error))
    not_done = isinstance(error, aiohttp.ClientConnectorError) or (
        isinstance(error, discord.HTTPException) and error.status == 401  # noqa: PLR2004 -- HTTP's
    )
    if not_done:
        return NotSaidError(_("Discord can't be reached: {detail}"), detail=str(error))
    if isinstance(error, discord.HTTPException | OSError | aiohttp.ClientError):
        return UnclearError(_("Discord gave no clear answer: {detail}"), detail=str(error) or type(error).__name__)
    raise error


def _rate_limited(error: Exception) -> NotSaidError | None:
    """A rate limit that discord.py did not wait out; it refused before anything was done."""
    found = NotSaidError(_("Discord wants me to slow down: {detail}"), detail=str(error))
    if isinstance(error, discord.RateLimited):
        found.retry_after_s = error.retry_after
        return found
    if not isinstance(error, discord.HTTPException):
        return None
    if error.code in TOO_MUCH:
        found.retry_after_s = TOO_MUCH_S
        return found
    if error.status != 429:  # noqa: PLR2004 -- HTTP's
        return None
    wanted = error.response.headers.get("Retry-After", "")
    found.retry_after_s = float(wanted) if wanted.replace(".", "", 1).isdigit() else BANNED_S
    found.whole_address = "Via" not in error.response.headers
    return found


def sentence(language: Language, msgid: str, values: Mapping[str, Any]) -> str:
    """The sentence in Markdown, texts from outside escaped.

    The value of `channel` is an id, shown as a link to the channel; that of `permissions` are discord.py's names, shown
    as Discord's own settings name them.
    """
    return tr(language, msgid, **{name: _shown(language, name, value) for name, value in values.items()})


def _shown(language: Language, name: str, value: Any) -> Any:
    if name == "channel" and isinstance(value, int):
        return f"<#{value}>"
    if name == "permissions" and isinstance(value, Iterable):
        return ", ".join(f"**{tr(language, NAMES[permission])}**" for permission in value)
    return value if isinstance(value, Msgid) or not isinstance(value, str) else plain(value)


def _not_found(error: discord.NotFound, channel_id: int | None) -> DeliveryError:
    if error.code == UNKNOWN_MESSAGE:
        return GoneError(_("Somebody deleted the message in {channel}, so I no longer update it."), channel=channel_id)
    if error.code == UNKNOWN_EVENT:
        return GoneError(_("Somebody deleted the scheduled event, so I no longer update it."))
    if error.code == UNKNOWN_CHANNEL and channel_id is not None:
        return RefusedError(
            _("The channel {channel} no longer exists. Choose another one with `/organizer setup`."), channel=channel_id
        )
    return RefusedError(_("Discord refuses it: {detail}"), detail=error.text or str(error))


def _forbidden(error: discord.Forbidden, channel_id: int | None, missing: Collection[str]) -> DeliveryError:
    if missing and channel_id is not None:
        return lacking(missing, channel_id)
    if missing:
        return RefusedError(_("I may not: in this guild I lack {permissions}."), permissions=list(missing))
    if channel_id is not None:
        return RefusedError(_("I may not write in {channel}: {detail}"), channel=channel_id, detail=error.text)
    return RefusedError(_("Discord refuses it: {detail}"), detail=error.text or str(error))


def lacking(permissions: Collection[str], channel_id: int) -> RefusedError:
    """The error for a channel where the named permissions are missing."""
    return RefusedError(
        _("I may not write in {channel}: I lack {permissions} there."),
        channel=channel_id,
        permissions=list(permissions),
    )
