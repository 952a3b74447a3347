"""SQLite's connections as SQLAlchemy uses them: whatever is asked, all of it comes, in few visits to their thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.store.base import open_engine
from bot.store.one_visit import AT_ONCE, connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

SIZES = [0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE]
NUMBERS = text("SELECT n FROM number WHERE n < :most ORDER BY n")


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    """With a table of numbers."""
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'numbers.sqlite3'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE number (n INTEGER PRIMARY KEY)"))
        await connection.execute(text("INSERT INTO number VALUES (:n)"), [{"n": n} for n in range(max(SIZES))])
        yield connection
    await engine.dispose()


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was done in a connection's thread."""
    seen: list[object] = []
    visit = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, what: Any, *args: Any) -> Any:
        seen.append(what)
        return await visit(self, what, *args)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return seen


@pytest.mark.parametrize("size", SIZES)
async def test_all_rows_come(connection: AsyncConnection, size: int) -> None:
    assert (await connection.scalars(NUMBERS, {"most": size})).all() == list(range(size))


@pytest.mark.parametrize("portion", [1, 7, AT_ONCE, 2 * AT_ONCE])
@pytest.mark.parametrize("size", SIZES)
async def test_all_rows_come_in_portions(connection: AsyncConnection, size: int, portion: int) -> None:
    found = await connection.stream_scalars(NUMBERS, {"most": size}, execution_options={"yield_per": portion})
    portions = [list(one) async for one in found.partitions()]
    assert [number for one in portions for number in one] == list(range(size))
    assert all(len(one) == portion for one in portions[:-1])


async def test_what_is_left_half_read_keeps_nobody_waiting(connection: AsyncConnection) -> None:
    found = await connection.stream_scalars(NUMBERS, {"most": 3 * AT_ONCE}, execution_options={"yield_per": 1})
    assert await found.first() == 0
    await connection.execute(text("DROP TABLE number"))


async def test_a_statement_takes_one_visit(connection: AsyncConnection, visits: list[object]) -> None:
    assert await connection.scalar(NUMBERS, {"most": AT_ONCE - 1}) == 0
    await connection.execute(text("INSERT INTO number VALUES (:n)"), [{"n": -1}, {"n": -2}])
    returned = await connection.scalars(text("DELETE FROM number WHERE n < 0 RETURNING n"))
    assert sorted(returned) == [-2, -1]
    assert len(visits) == 3


async def test_errors_are_told_as_ever(connection: AsyncConnection) -> None:
    with pytest.raises(IntegrityError):
        await connection.execute(text("INSERT INTO number VALUES (1)"))
    with pytest.raises(OperationalError):
        await connection.execute(text("SELECT nothing FROM nowhere"))
    assert (await connection.execute(text("UPDATE number SET n = n WHERE n < 3"))).rowcount == 3


async def test_a_closed_connection_refuses(tmp_path: Path) -> None:
    connection = await connect(str(tmp_path / "closed.sqlite3"))
    await connection.close()
    with pytest.raises(ValueError, match="no active connection"):
        await connection.cursor().__aenter__()
