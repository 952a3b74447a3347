"""SQLite connections that execute a statement and fetch its rows in one visit to the connection's thread.

aiosqlite goes there four times a statement: to make a cursor, to execute, to fetch, to close. Each visit wakes a thread
and then the event loop, which costs more processor time than what SQLite does for a small statement.
"""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

AT_ONCE: Final = 50
"""So many rows come along with the execution; only more of them need another visit."""


class OneVisitCursor(aiosqlite.Cursor):
    """A cursor as SQLAlchemy uses it: entered, executed, fetched from and closed."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        super().__init__(connection, None)  # type: ignore[arg-type]  # made when it is entered
        self._rows: list[Any] = []
        self._has_more = False

    async def __aenter__(self) -> Self:
        self._cursor = self._conn._conn.cursor()  # noqa: SLF001 -- runs no SQL, so no visit; a closed one refuses
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        await self._visit(self._begin, self._cursor.execute, sql, parameters or ())
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        await self._visit(self._begin, self._cursor.executemany, sql, parameters)
        return self

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = self.arraysize if size is None else size
        if self._has_more and wanted > len(self._rows):
            await self._visit(self._go_on, wanted - len(self._rows))
        rows, self._rows = self._rows[:wanted], self._rows[wanted:]
        return rows

    async def fetchall(self) -> list[Any]:
        if self._has_more:
            await self._visit(self._go_on, None)
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """A statement whose last row was fetched is over already."""
        if self._has_more:
            self._has_more = False
            await super().close()

    async def _visit(self, work: Callable[..., object], *args: object) -> None:
        await self._execute(work, *args)  # type: ignore[no-untyped-call]

    def _begin(self, run: Callable[[str, Any], object], sql: str, parameters: Any) -> None:
        """In the connection's thread."""
        self._rows = []
        run(sql, parameters)
        if self._cursor.description is not None:
            self._go_on(AT_ONCE)

    def _go_on(self, most: int | None) -> None:
        """In the connection's thread."""
        more = self._cursor.fetchall() if most is None else self._cursor.fetchmany(most)
        self._has_more = len(more) == most
        self._rows += more


class OneVisitConnection(aiosqlite.Connection):
    """A connection with such cursors."""

    def cursor(self) -> OneVisitCursor:  # type: ignore[override]  # entered or not, as SQLAlchemy needs it
        return OneVisitCursor(self)


def connect(database: str, **options: Any) -> OneVisitConnection:
    """In place of `aiosqlite.connect`, for SQLAlchemy's `async_creator_fn`. Its thread ends with the process."""
    connection = OneVisitConnection(partial(sqlite3.connect, database, **options), iter_chunk_size=AT_ONCE)
    connection._thread.daemon = True  # noqa: SLF001 -- as SQLAlchemy does with those that it makes itself
    return connection
