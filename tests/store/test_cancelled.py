"""A task that is cancelled in the middle of a transaction leaves nothing locked behind."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text

from bot.store.base import open_engine, sessions_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("at", ["INSERT", "SELECT"])
async def test_the_next_writer_need_not_wait_for_the_garbage_collector(tmp_path: Path, at: str) -> None:
    file = tmp_path / "herold.sqlite3"
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE said (what TEXT)"))

    async def work() -> None:
        async with sessions_of(engine).begin() as session:
            await session.execute(text("INSERT INTO said VALUES ('half')"))
            await session.execute(text("SELECT what FROM said"))

    working = asyncio.create_task(work())

    def cancel(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(at):
            working.cancel()

    event.listen(engine.sync_engine, "before_cursor_execute", cancel)
    with pytest.raises(asyncio.CancelledError) as held:  # while somebody still holds the traceback with its frames
        await working

    def write() -> list[tuple[str]]:
        with closing(sqlite3.connect(file, timeout=0)) as other, other:
            other.execute("INSERT INTO said VALUES ('whole')")
            return list(other.execute("SELECT what FROM said"))

    assert await asyncio.to_thread(write) == [("whole",)]
    assert held.value is not None
    await engine.dispose()
