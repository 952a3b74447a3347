"""Writes down what stands in Discord, and queues what follows from it in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.outgoing import Event, Message
from bot.store import deliveries, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.delivery.messages import Said
    from bot.delivery.outgoing import Sayable
    from bot.store.claims import Claimed


async def note_said(
    session: AsyncSession, row: Claimed, said: Said | None, outgoing: Sayable, now: datetime, *, expected: bool
) -> None:
    """Notes what became of `outgoing`, no crash falling between that and what follows; None for nothing.

    `expected` says that something of the row stood there before.
    """
    if said is None:
        return
    message = outgoing if isinstance(outgoing, Message) else Message()
    first = await deliveries.save(
        session,
        guild_id=row.guild_id,
        subject=row.subject,
        purpose=row.purpose,
        revision=row.revision,
        channel_id=said.channel_id,
        object_id=said.object_id,
        digest=said.digest,
        now=now,
        told=message.told,
        follows=message.fresh,
        expected=expected,
    )
    if first and message.then:
        await outbox.put(session, guild_id=row.guild_id, subject=row.subject, purpose=message.then, due_at=now, now=now)
    if isinstance(outgoing, Event) and outgoing.again_at is not None:
        await outbox.put_after(
            session,
            guild_id=row.guild_id,
            subject=row.subject,
            purpose=row.purpose,
            revision=row.revision,
            due_at=outgoing.again_at,
            now=now,
        )
