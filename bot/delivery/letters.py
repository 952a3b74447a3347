"""The organizers' card about something that could not be said: put there when it fails, and kept true ever after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.delivery.warning import CLOSED
from bot.services.organizing import warning_subject
from bot.store import deliveries, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.delivery.problems import DeliveryError
    from bot.store.claims import Claimed

WARNING: Final = "warning"


async def tell(session: AsyncSession, row: Claimed, error: DeliveryError, now: datetime) -> None:
    """Queues the card; none about a card, which would go round, nor about what is a person's own."""
    if row.purpose == WARNING or row.user_id is not None:
        return
    await outbox.put(
        session,
        guild_id=row.guild_id,
        subject=warning_subject(row.purpose, row.subject),
        purpose=WARNING,
        due_at=now,
        now=now,
        payload={"about": error.about, "msgid": error.msgid, "values": error.values, "outbox_id": row.id},
    )


async def follow(session: AsyncSession, row: Claimed, now: datetime) -> None:
    """Queues the card's edit, where one stands that is still open, after the thing was said or dropped."""
    if row.purpose == WARNING or row.attempts + row.revision <= 2:  # noqa: PLR2004 -- the first try
        return
    subject = warning_subject(row.purpose, row.subject)
    card = await deliveries.get(session, row.guild_id, subject, WARNING)
    if card is not None and not (card.told or {}).get(CLOSED):
        await outbox.look_again(session, row.guild_id, subject, WARNING, now)
