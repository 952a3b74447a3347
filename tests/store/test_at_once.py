"""What two do at the same moment is done once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.services.guilds import GuildService
from bot.services.people import PeopleService
from bot.store.tables import GuildRow, PersonRow

if TYPE_CHECKING:
    from bot.store.base import Sessions

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


async def test_a_guild_is_joined_twice_at_once(sessions: Sessions) -> None:
    """`on_ready` may fire while `on_guild_join` is under way, and in another process too."""
    guilds = GuildService(sessions, lambda: NOW)
    await asyncio.gather(*(guilds.joined(1) for _time in range(5)))
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(GuildRow)) == 1


async def test_a_new_person_gives_two_commands_at_once(sessions: Sessions) -> None:
    people = PeopleService(sessions)
    await asyncio.gather(*(people.talked_in(7, guild) for guild in (1, 2, 3)))
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(PersonRow)) == 1
