"""What is kept of reminders is forgotten 90 days after their meetup, on both databases, and nothing is said again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.meetups.leads import DAY, OF_A_CHANNEL
from bot.services.reminders import KEPT
from bot.store import deliveries
from bot.store.tables import DeliveryRow, MissedRow, OutboxRow, ReminderRow
from tests.services.newsroom import EWA, GUILD, JAN, organizer

if TYPE_CHECKING:
    from tests.services.newsroom import Newsroom

MEETUP_DAY = datetime(2026, 1, 22, 23, tzinfo=UTC)


async def kept(room: Newsroom) -> dict[str, int]:
    """How many rows there are that speak of reminders."""
    async with room.sessions() as session:
        outbox = [row for row in await session.scalars(select(OutboxRow)) if ":meetup:" in row.subject]
        standing = [row for row in await session.scalars(select(DeliveryRow)) if ":meetup:" in row.subject]
        wishes = [(await session.scalars(select(table))).all() for table in (ReminderRow, MissedRow)]
        return {
            "outbox": len(outbox),
            "standing": len(standing),
            "reminders": len(wishes[0]),
            "missed": len(wishes[1]),
        }


@pytest.fixture
async def reminded(room: Newsroom) -> Newsroom:
    """A meetup that took place; its channel was reminded three times, Jan once, and Ewa never heard of it."""
    await room.set_up(reminder_leads=OF_A_CHANNEL)
    await room.sync()
    room.announce()
    await room.sync()
    reminders = room.services.reminders
    (row,) = await room.meetups()
    meetup = await room.services.meetups.get(row.id)
    await reminders.remind(meetup, user_id=JAN, guild_id=GUILD, lead=DAY)
    await reminders.untold(row.id, user_id=EWA, guild_id=GUILD)
    room.now = MEETUP_DAY
    for number, (purpose, subject, _revision) in enumerate(await room.deliver()):
        async with room.sessions.begin() as session:
            await deliveries.save(
                session,
                guild_id=GUILD,
                subject=subject,
                purpose=purpose,
                revision=1,
                channel_id=71,
                object_id=number,
                digest="",
                now=room.now,
            )
    return room


async def test_all_of_it_goes_after_ninety_days_and_nothing_before(reminded: Newsroom) -> None:
    before = {"outbox": 4, "standing": 4, "reminders": 1, "missed": 1}
    assert await kept(reminded) == before
    assert await reminded.services.reminders.purge(MEETUP_DAY + KEPT - timedelta(hours=1)) == 0
    assert await kept(reminded) == before
    assert await reminded.services.reminders.purge(MEETUP_DAY + KEPT + DAY) == 10
    assert await kept(reminded) == dict.fromkeys(before, 0)
    async with reminded.sessions() as session:
        announcement = await deliveries.get(session, GUILD, "post:1", "announcement")
    assert announcement is not None, "what was announced stays known"


async def test_nothing_is_said_again_for_want_of_it(reminded: Newsroom) -> None:
    reminded.now = MEETUP_DAY + KEPT + DAY
    await reminded.services.reminders.purge(reminded.now)
    reminded.restart()
    await reminded.sync()
    reminded.announce(more="literówka")
    await reminded.sync()
    await reminded.services.guilds.change(GUILD, by=organizer(), reminder_leads=(DAY,))
    assert [purpose for purpose, subject, _revision in await reminded.outbox() if ":meetup:" in subject] == []


async def test_what_is_still_ahead_or_without_a_date_is_kept(reminded: Newsroom) -> None:
    (row,) = await reminded.meetups()
    reminded.later(days=30)
    await reminded.services.meetups.correct(row.id, "date", "2026-07-01", organizer())
    await reminded.services.reminders.purge(MEETUP_DAY + KEPT + DAY)
    after = await kept(reminded)
    assert (after["reminders"], after["missed"], after["standing"]) == (1, 1, 4)
    await reminded.services.meetups.correct(row.id, "date", "-", organizer())
    await reminded.services.reminders.purge(MEETUP_DAY + 5 * KEPT)
    assert (await kept(reminded))["reminders"] == 1


async def test_the_reminders_of_a_meetup_that_no_post_speaks_of_go_too(reminded: Newsroom) -> None:
    async with reminded.sessions.begin() as session:
        row = (await reminded.meetups())[0]
        merged = await session.merge(row)
        merged.date, merged.gone_at = None, MEETUP_DAY
    assert await reminded.services.reminders.purge(MEETUP_DAY + KEPT + DAY) == 10
