"""The engine, its sessions, and the column types that both databases share."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, cast

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, String, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from bot.store import one_visit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.engine.interfaces import Dialect

Sessions: TypeAlias = async_sessionmaker[AsyncSession]
E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

SQLITE_BUSY_MS: Final = 10_000
"""How long a SQLite connection waits for another writer before it says "database is locked"."""

CHUNK: Final = 25
"""Rows a statement. Databases take thousands, but the event loop stands still while a statement is put together."""

NAMES: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

DIALECTS: Final = {"sqlite": sqlite, "postgresql": postgresql}
"""What has `insert(...).on_conflict_do_nothing()`."""
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


class Base(DeclarativeBase):
    """All tables; constraints have names, so that SQLite's batch migrations can find them."""

    metadata = MetaData(naming_convention=NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. SQLite forgets offsets, so naive values are refused going in and UTC comes back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is no instant")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[E]):
    """A StrEnum kept by value as text; a value the code no longer knows is an error, not a silent default."""

    impl = String(40)
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> E | None:  # noqa: ARG002
        return None if value is None else self.enum(value)


Snowflake: Final = BigInteger()
"""A Discord id: 64 bits."""
RowId: Final = BigInteger().with_variant(Integer(), "sqlite")
"""Our own ids. SQLite counts by itself only in a column declared INTEGER PRIMARY KEY."""
Json: Final = JSON().with_variant(JSONB(), "postgresql")


def open_engine(url: str) -> AsyncEngine:
    """An engine for SQLite (WAL, foreign keys, patient with other writers) or PostgreSQL."""
    if not url.startswith("sqlite"):
        return create_async_engine(url, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"async_creator_fn": one_visit.connect})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "invalidate", _roll_back)
    return engine


def sessions_of(engine: AsyncEngine) -> Sessions:
    """Sessions for services: `async with sessions.begin() as session:` is one transaction."""
    return async_sessionmaker(engine, expire_on_commit=False)


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in portions that fit into one statement."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def table_of(row: type[Base]) -> Table:
    """The table of a kind of row.

    A statement about it that is made once, and given its values, takes a third of the time of one about objects.
    """
    return cast("Table", row.__table__)


def storable(value: Any) -> Any:
    """Text, or JSON with texts in it, without what a database refuses: NUL (PostgreSQL) and lone surrogates (both)."""
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item) for item in value]
    return value


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")
    cursor.close()


def _roll_back(connection: Any, _record: object, _error: BaseException | None) -> None:
    """Ends the transaction of a connection that is thrown away because its task was cancelled.

    SQLAlchemy only closes such a connection, and SQLite keeps one whose statement is under way open, and locked, until
    the last reference to the statement is gone: every other writer would wait for the garbage collector.
    """
    with suppress(MissingGreenlet, sqlite3.Error):
        connection.run_async(lambda raw: asyncio.shield(raw.rollback()))
