"""Brings a database to the present schema, and says how far it is from it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.store import tables as _tables  # noqa: F401 -- fills the metadata
from bot.store.base import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine


_MIGRATING: Final = 4_370_653
"""A number of our own, by which processes that start together wait for the one that migrates."""


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Migrates up to `revision`, the newest by default. Doing it twice, or in two processes at once, is harmless."""
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Migrates down to `revision`; "base" empties the database."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), revision))


async def current(engine: AsyncEngine) -> str | None:
    """The revision the database stands at; None for an empty one."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


def head() -> str | None:
    """The newest revision the code knows."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


async def drift(engine: AsyncEngine) -> list[Any]:
    """What differs between the database and the tables in code; [] when migrations and code agree."""
    async with engine.connect() as connection:
        return await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), Base.metadata)
        )


async def write_revision(engine: AsyncEngine, message: str) -> None:
    """Writes a migration for what differs (for developers)."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.revision(_config(sync), message, autogenerate=True))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    config.attributes["connection"] = connection
    return config
