"""Migrations bring an empty database to the tables in code and back, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

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
