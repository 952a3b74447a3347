"""Writes down what stands in Discord, and queues what follows from it in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.outgoing import Event, Message
from bot.services.views import meetup_of
from bot.store import deliveries, meetups, outbox, posts

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
        await note_event(session, row, now)
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
    if first and row.revision > 1:
        await note_event(session, row, now)
        await _note_again(session, row, now)
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


async def _note_again(session: AsyncSession, row: Claimed, now: datetime) -> None:
    """Where an announcement that was taken back is said again, the card about its post that went links to it."""
    if row.purpose == "announcement":
        await outbox.look_again(session, row.guild_id, row.subject, "gone_card", now)


async def note_event(session: AsyncSession, row: Claimed, now: datetime) -> None:
    """Where the row's scheduled event went, came again or will not come, cards about posts that went follow that."""
    if row.purpose != "event":
        return
    meetup = await meetups.get(session, row.subject_id)
    if meetup is not None:
        for post_id in await posts.gone(session, meetup.source_id, [ref.path for ref in meetup_of(meetup).posts]):
            await outbox.look_again(session, row.guild_id, f"post:{post_id}", "gone_card", now)
