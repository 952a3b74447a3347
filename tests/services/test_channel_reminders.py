"""Which reminders wait for a channel, on both databases: of what was announced, and of nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.meetups.leads import OF_A_CHANNEL
from bot.store.states import OutboxState
from bot.store.tables import OutboxRow
from tests.services.newsroom import CANCELLATION, GUILD, organizer

if TYPE_CHECKING:
    from tests.services.newsroom import Newsroom

DAYS, DAY, HOUR = (
    datetime(2026, 1, 19, 17, tzinfo=UTC),
    datetime(2026, 1, 21, 17, tzinfo=UTC),
    datetime(2026, 1, 22, 16, tzinfo=UTC),
)
"""Three days, a day and an hour before 22 January, 18:00 in Warsaw."""


async def waiting(room: Newsroom, guild_id: int = GUILD) -> list[datetime]:
    async with room.sessions() as session:
        rows = await session.scalars(
            select(OutboxRow).where(
                OutboxRow.guild_id == guild_id,
                OutboxRow.purpose == "channel_reminder",
                OutboxRow.state == OutboxState.PENDING,
            )
        )
        return sorted(row.due_at for row in rows)


@pytest.fixture
async def opened(room: Newsroom) -> Newsroom:
    await room.set_up(reminder_leads=OF_A_CHANNEL)
    await room.sync()
    return room


async def test_an_announced_meetup_is_reminded_of_three_times(opened: Newsroom) -> None:
    opened.announce()
    await opened.sync()
    assert await waiting(opened) == [DAYS, DAY, HOUR]
    await opened.sync()
    opened.restart()
    await opened.sync()
    assert await waiting(opened) == [DAYS, DAY, HOUR]


async def test_what_was_never_announced_is_never_reminded_of(room: Newsroom) -> None:
    room.announce()
    await room.set_up(reminder_leads=OF_A_CHANNEL)
    await room.sync()  # the first sync is silent
    room.write("2026-01-10-spotkanie-51", "Zapraszamy na 51. spotkanie. Termin podamy.", title="Spotkanie #51")
    await room.sync()
    assert await waiting(room) == []


async def test_an_announcement_by_hand_brings_its_reminders(room: Newsroom) -> None:
    room.announce()
    await room.set_up(reminder_leads=OF_A_CHANNEL)
    await room.sync()
    await room.services.announcing.pick(GUILD, (await room.post()).id, organizer())
    assert await waiting(room) == [DAYS, DAY, HOUR]


async def test_a_lead_that_is_past_at_the_announcement_is_left_out(opened: Newsroom) -> None:
    opened.later(days=10)
    opened.announce("2026-01-20-spotkanie-50")
    await opened.sync()
    assert await waiting(opened) == [DAY, HOUR]


async def test_a_typo_mended_sends_nothing_twice(opened: Newsroom) -> None:
    opened.announce()
    await opened.sync()
    opened.now = DAYS + timedelta(minutes=1)
    await opened.deliver()
    opened.announce(more="x")
    await opened.sync()
    assert await waiting(opened) == [DAY, HOUR]


async def test_one_that_is_late_survives_an_edit_of_its_post(opened: Newsroom) -> None:
    opened.announce()
    await opened.sync()
    opened.now = DAYS + timedelta(minutes=1)
    opened.announce(more="x")
    await opened.sync()
    assert await waiting(opened) == [DAYS, DAY, HOUR]


async def test_a_new_hour_moves_them(opened: Newsroom) -> None:
    opened.announce()
    await opened.sync()
    opened.announce(hour="19:30")
    await opened.sync()
    later = timedelta(hours=1, minutes=30)
    assert await waiting(opened) == [DAYS + later, DAY + later, HOUR + later]
    opened.announce(hour="18:00")
    await opened.sync()
    assert await waiting(opened) == [DAYS, DAY, HOUR]


async def test_a_correction_moves_them_too(opened: Newsroom) -> None:
    opened.announce()
    await opened.sync()
    (meetup,) = await opened.meetups()
    await opened.services.meetups.correct(meetup.id, "date", "2026-01-23", organizer())
    assert await waiting(opened) == [moment + timedelta(days=1) for moment in (DAYS, DAY, HOUR)]


async def test_a_cancellation_stops_them_and_its_withdrawal_brings_them_back(opened: Newsroom) -> None:
    opened.announce()
    await opened.sync()
    opened.later(hours=1)
    cancellation = opened.write(
        "2026-01-10-odwolane", CANCELLATION.format(when="22 stycznia 2026"), title="Spotkanie #50 odwołane"
    )
    await opened.sync()
    assert await waiting(opened) == []
    (meetup,) = await opened.meetups()
    await opened.services.meetups.correct(meetup.id, "status", "scheduled", organizer())
    assert await waiting(opened) == [DAYS, DAY, HOUR]
    assert cancellation.exists()


async def test_organizers_choose_and_switch_off(opened: Newsroom) -> None:
    opened.announce()
    await opened.sync()
    change = opened.services.guilds.change
    await change(GUILD, by=organizer(), reminder_leads=(timedelta(days=7), timedelta(hours=1)))
    assert await waiting(opened) == [DAYS - timedelta(days=4), HOUR]
    await change(GUILD, by=organizer(), reminder_leads=())
    assert await waiting(opened) == []
    opened.announce("2026-01-11-spotkanie-51", title="Spotkanie #51", when="29 stycznia 2026")
    await opened.sync()
    assert await waiting(opened) == []
    await change(GUILD, by=organizer(), reminder_leads=(timedelta(days=1),))
    assert await waiting(opened) == [DAY, DAY + timedelta(days=7)]


async def test_each_guild_has_its_own(opened: Newsroom) -> None:
    await opened.set_up(501, reminder_leads=(timedelta(hours=1),))
    await opened.set_up(502)
    await opened.sync()
    opened.announce()
    await opened.sync()
    assert await waiting(opened) == [DAYS, DAY, HOUR]
    assert await waiting(opened, 501) == [HOUR]
    assert await waiting(opened, 502) == []


async def test_a_day_without_an_hour_is_reminded_of_in_the_morning(opened: Newsroom) -> None:
    opened.announce()
    await opened.sync()
    (meetup,) = await opened.meetups()
    await opened.services.meetups.correct(meetup.id, "start_time", "-", organizer())
    assert await waiting(opened) == [datetime(2026, 1, day, 8, tzinfo=UTC) for day in (19, 21, 22)]
