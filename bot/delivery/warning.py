"""A plain word to the organizers about something that wants their attention."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.delivery.fitting import plain
from bot.delivery.outgoing import Drop, Message, Wait
from bot.delivery.problems import sentence
from bot.i18n import _

if TYPE_CHECKING:
    from bot.delivery.outgoing import Context, Outgoing
    from bot.store.claims import Claimed

STALE: Final = timedelta(days=2)
"""A warning that could not be shown for this long is dropped, so that a channel chosen late is not flooded."""


async def render_warning(context: Context, row: Claimed) -> Outgoing:
    """The row's payload is a sentence: "msgid" and "values", and "about" what it is, when that is not in it."""
    if context.now - row.created_at > STALE:
        return Drop("an old warning")
    if context.settings.organizers_channel_id is None:
        return Wait(_("No organizers' channel is chosen yet."))
    text = sentence(context.language, row.payload["msgid"], row.payload.get("values", {}))
    about = row.payload.get("about")
    return Message(
        channel_id=context.settings.organizers_channel_id,
        content=f"⚠️ **{plain(about)}**\n{text}" if about else f"⚠️ {text}",
        fresh=True,
    )
