"""What outlasts a storm, so that the next one begins at once: the loop, the engine and its database, readings."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from bot.services.reading import ReaderHere
from bot.store.base import Base
from tests.delivery.storm.quick import quick_engine

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Iterator

    from bot.services.reading import Job, Outcome
    from tests.databases import Databases


@dataclass
class Reader:
    """Reads each text once in all storms: reading is pure."""

    outcomes: dict[Job, Outcome] = field(default_factory=dict)

    def read(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        for job in jobs:
            if job not in self.outcomes:
                (self.outcomes[job],) = ReaderHere().read([job])
            yield self.outcomes[job]


class Ground:
    """One database, emptied before each storm: statements stay compiled, and PostgreSQL keeps its plans."""

    def __init__(self, databases: Databases) -> None:
        self.databases = databases
        self.runner = asyncio.Runner()
        self.reader = Reader()
        self.url = self.run(databases.fresh())
        self.engine = quick_engine(self.url)
        gc.collect()
        gc.freeze()  # a crash collects what the dead process left; what was there before is no part of that

    def run(self, story: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(story)

    def clear(self) -> None:
        """Empties the database, and counts its ids from 1 again."""
        self.run(self._emptied())

    def close(self) -> None:
        self.run(self.engine.dispose())
        self.run(self.databases.drop(self.url))
        self.runner.close()
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    async def _emptied(self) -> None:
        tables = [f'"{table.name}"' for table in reversed(Base.metadata.sorted_tables)]
        async with self.engine.begin() as connection:
            if self.databases.postgres is not None:
                await connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY"))
            else:
                for table in tables:
                    await connection.execute(text(f"DELETE FROM {table}"))

    async def bury(self) -> None:
        """What a dead process had open is closed, as the system does it."""
        await self.engine.dispose()
        gc.collect()
