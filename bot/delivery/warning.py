"""A word to the organizers about something that wants their attention; with buttons where something failed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.custom_ids import ButtonName, custom_id
from bot.delivery.fitting import label, plain
from bot.delivery.outgoing import Drop, Message, Wait
from bot.delivery.problems import sentence
from bot.i18n import Language, _, tr
from bot.store.states import OutboxState

if TYPE_CHECKING:
    from bot.delivery.outgoing import Context, Outgoing
    from bot.services.organizing import Letter
    from bot.store.claims import Claimed

STALE: Final = timedelta(days=2)
"""A warning that could not be shown for this long is dropped, so that a channel chosen late is not flooded."""
CLOSED: Final = "closed"
"""What a card that went well, or was left, tells: when the same fails again, that is a new card."""


async def render_warning(context: Context, row: Claimed) -> Outgoing:
    """The row's payload is a sentence: "msgid" and "values", and "about" what it is, when that is not in it.

    With "outbox_id" it is a card about a row that failed, and follows what becomes of it; "by" is who pressed a button.
    """
    outbox_id = row.payload.get("outbox_id")
    letter = None if outbox_id is None else await context.services.organizing.letter(outbox_id)
    why_not = _why_not(context, row, letter)
    if why_not and not row.tried_before:
        return Drop(why_not)
    if context.settings.organizers_channel_id is None:
        return Wait(_("No organizers' channel is chosen yet."))
    text = sentence(context.language, row.payload["msgid"], row.payload.get("values", {}))
    about = row.payload.get("about")
    if letter is None:
        content = f"⚠️ **{plain(about)}**\n{text}" if about else f"⚠️ {text}"
        channel_id = context.settings.organizers_channel_id
        return Message(channel_id=channel_id, content=content, fresh=True, only_found=why_not)
    sign, told = _standing(letter, text, row.payload.get("by"), context.language)
    failed = letter.state is OutboxState.FAILED
    closed = letter.state in {OutboxState.SENT, OutboxState.RETRACTED}
    return Message(
        channel_id=context.settings.organizers_channel_id,
        content=f"{sign} **{plain(about)}**\n{told}" if about else f"{sign} {told}",
        view=_buttons(letter, context.language) if failed else None,
        mark=custom_id(ButtonName.AGAIN, letter.outbox_id) if failed else "",
        told={CLOSED: closed},
        fresh=failed and bool(context.told and context.told.get(CLOSED)),
        only_found=why_not,
    )


def _why_not(context: Context, row: Claimed, letter: Letter | None) -> str:
    """Why what was not shown yet is not wanted any more; "" where it is, and for a card that follows what failed."""
    if letter is not None and context.delivered:
        return ""
    if letter is not None and letter.state is not OutboxState.FAILED:
        return "it is not failed any more"
    return "an old warning" if context.now - row.created_at > STALE else ""


def _standing(letter: Letter, text: str, by: int | None, language: Language) -> tuple[str, str]:
    who = f"<@{by}>"
    match letter.state:
        case OutboxState.FAILED:
            return "⚠️", text
        case OutboxState.SENT:
            return "✅", tr(language, _("It went well meanwhile."))
        case OutboxState.RETRACTED if by is not None:
            return "🙈", tr(language, _("{who} left it as it is."), who=who)
        case OutboxState.RETRACTED:
            return "🙈", tr(language, _("It is no longer needed."))
        case _:
            again = _("I am trying again.") if by is None else _("{who} had me try again.")
            return "⏳", f"{text}\n{tr(language, again, who=who)}"


def _buttons(letter: Letter, language: Language) -> discord.ui.View:
    """Try again and leave; what somebody deleted is made again only when they say so."""
    again = _("Try again")
    if letter.gone:
        again = _("Make it again") if letter.purpose == "event" else _("Send it again")
    view = discord.ui.View(timeout=None)
    for name, emoji, msgid in ((ButtonName.AGAIN, "🔁", again), (ButtonName.LEAVE, "🙈", _("Leave it"))):
        view.add_item(
            discord.ui.Button(
                label=label(tr(language, msgid)), emoji=emoji, custom_id=custom_id(name, letter.outbox_id)
            )
        )
    view.stop()  # answered by custom_id (cogs/letters.py); discord.py need not keep the view
    return view
