"""Migrations bring an empty database to the tables in code and back, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from bot.store import migrate
from bot.store.base import Base, open_engine

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from tests.databases import Databases


async def _tables(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_up_down_and_up_again_leaves_no_drift(databases: Databases) -> None:
    url = await databases.fresh(migrated=False)
    engine = open_engine(url)
    try:
        assert await migrate.current(engine) is None

        await migrate.upgrade(engine)
        assert await migrate.current(engine) == migrate.head()
        assert await _tables(engine) == {*Base.metadata.tables, "alembic_version"}
        assert await migrate.drift(engine) == []

        await migrate.downgrade(engine, "base")
        assert await migrate.current(engine) is None
        assert await _tables(engine) == {"alembic_version"}

        await migrate.upgrade(engine)
        assert await migrate.drift(engine) == []
    finally:
        await engine.dispose()
        await databases.drop(url)


async def test_migrating_twice_is_harmless(engine: AsyncEngine) -> None:
    await migrate.upgrade(engine)
    assert await migrate.current(engine) == migrate.head()
    assert await migrate.drift(engine) == []


async def test_a_reminder_that_waited_names_its_lead_afterwards(databases: Databases) -> None:
    url = await databases.fresh(migrated=False)
    engine = open_engine(url)
    try:
        await migrate.upgrade(engine, "0003")
        async with engine.begin() as connection:
            for statement in _WAITING:
                await connection.execute(text(statement))
        await migrate.upgrade(engine)
        async with engine.connect() as connection:
            subjects = await connection.scalars(text("SELECT subject FROM outbox ORDER BY id"))
            assert list(subjects) == [
                "user:3:at:20260122T1800:lead:1440:meetup:7",
                "user:3:at:20260122T1800:meetup:7",
            ]
    finally:
        await engine.dispose()
        await databases.drop(url)


_AT = "'2026-01-10 12:00:00+00'"
_WAITING = (
    "INSERT INTO source (id, location, site) VALUES (1, 'blog', '{}')",
    f"""INSERT INTO guild (id, language, timezone, kinds, scheduled_events, post_checks, crosspost, recap_replies,
    created_at) VALUES (5, 'pl', 'Europe/Warsaw', '[]', true, true, false, false, {_AT})""",
    f"INSERT INTO meetup (id, source_id, key, status, data, revision, changed_at) VALUES (7, 1, 'm', 'x', '{{}}', 1, {_AT})",
    f"INSERT INTO reminder (guild_id, user_id, meetup_id, lead_minutes, created_at) VALUES (5, 3, 7, 1440, {_AT})",
    *(
        "INSERT INTO outbox (id, guild_id, subject, purpose, revision, state, user_id, payload, due_at, attempts,"
        f" created_at, changed_at) VALUES ({row}, 5, 'user:3:at:20260122T1800:meetup:7', 'reminder', {row}, '{state}',"
        f" 3, '{{}}', {_AT}, 0, {_AT}, {_AT})"
        for row, state in ((1, "pending"), (2, "sent"))
    ),
)
"""As the database stood before reminders named their leads: one that waits, one that was sent."""
