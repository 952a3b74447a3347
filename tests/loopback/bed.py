"""A bed for crash tests: a blog, a database, a loopback Discord, and processes that work on them and may be killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import select, text

from bot.services.all import services_of
from bot.settings import Settings
from bot.store.base import open_engine, sessions_of
from bot.store.states import OutboxState
from bot.store.tables import OutboxRow
from tests.delivery.stories import Folder
from tests.loopback.child import AFTER_A_CRASH, ROUNDS, Job, start
from tests.loopback.discord import DiscordRefuses, LoopbackDiscord
from tests.loopback.stage import CHANNEL, GUILD, OLA, ORGANIZERS
from tests.world import new_blog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.services.all import Services
    from tests.databases import Databases
    from tests.loopback.faults import Asked

    Story: TypeAlias = Callable[["Bed"], Awaitable[None]]

START: Final = datetime(2026, 1, 2, 12, tzinfo=UTC)
_UNSEEN: Final = frozenset({"id", "timestamp", "edited_timestamp", "nonce", "creator", "channel_id", "message_id"})


@dataclass
class Bed:
    """`work` lets a process go round; `now` moves only by `later`."""

    folder: Path
    databases: Databases
    served: LoopbackDiscord
    url: str
    now: datetime = START
    commits: int = 0
    """How many the last process made that was not killed."""
    effects: int = 0
    """How many requests with an effect were made since `work` was last called."""
    known: dict[str, Kept] = field(default_factory=dict)
    """How things stood once a story was worked off, by its name."""

    # Telling a story.

    def write_post(self, name: str, front_matter: str, body: str) -> None:
        Folder(self.folder / "blog").write_post(name, front_matter, body)

    def remove_post(self, name: str) -> None:
        (self.folder / "blog" / "_posts" / f"{name}.markdown").unlink()

    def later(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def services(self) -> AbstractAsyncContextManager[Services]:
        """The services, for what people do."""
        return _services(self)

    async def work(self, *, rounds: tuple[timedelta, ...] = ROUNDS, kill: Kill | None = None) -> bool:
        """A process goes round; False when it was killed as told."""
        self.effects = 0
        self.served.now = self.now + rounds[0]
        job = Job(self.served.port, self.url, str(self.folder / "blog"), self.now, rounds)
        if kill is not None and kill.what == "commit":
            job = job.again(die_at=(kill.number, kill.when))
        running = start(job)

        def on_step(when: str, _asked: Asked) -> None:
            if kill is not None and (kill.what, kill.number, kill.when) == ("request", self.effects, when):
                os.kill(running.pid, signal.SIGKILL)
                if when == "before":
                    raise DiscordRefuses(500, 0, "it never came")
            self.effects += when == "after"

        self.served.on_step = on_step
        commits = await running.ended()
        if commits is None:
            return False
        self.commits = commits
        return True

    async def worked(self, story: Story) -> None:
        """The story is told from its beginning and worked off; whoever told it before goes back to its end."""
        kept = self.known.get(story.__name__)
        if kept is not None:
            await self.go_back(kept)
            return
        await story(self)
        assert await self.work()
        self.known[story.__name__] = await self.keep()

    async def recover(self) -> None:
        """New processes go round until everything is said, long after every lease of the killed one."""
        assert await self.work(rounds=AFTER_A_CRASH)

    # Looking.

    def standing(self) -> Any:
        """All that people see in Discord, without ids and times of sending."""
        guild = self.served.guilds[GUILD]
        return {
            "announcements": _seen_in(self.served.messages(CHANNEL)),
            "organizers": _seen_in(self.served.messages(ORGANIZERS)),
            "events": [_seen(one) for one in guild.events.values()],
            "direct": {person: _seen_in(self.served.direct_messages(person)) for person in self.served.direct},
        }

    async def left(self) -> list[tuple[str, str, OutboxState]]:
        """What the outbox still has to do by now, or gave up."""
        by_now = self.now + AFTER_A_CRASH[-1]
        return [
            (row.purpose, row.subject, row.state)
            for row in await self._rows()
            if row.state in {OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.FAILED}
            or (row.state is OutboxState.PENDING and row.due_at <= by_now)
        ]

    async def failed(self) -> list[int]:
        """The ids of what the outbox gave up."""
        return [row.id for row in await self._rows() if row.state is OutboxState.FAILED]

    async def _rows(self) -> Sequence[OutboxRow]:
        engine = open_engine(self.url)
        async with sessions_of(engine)() as session:
            rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.id))).all()
        await engine.dispose()
        return rows

    # Going back to the same beginning.

    async def keep(self) -> Kept:
        """The present state, for `go_back`."""
        posts = {path.name: path.read_text("utf-8") for path in self._posts.iterdir()}
        return Kept(await _copied(self, self.url), self.served.snapshot(), self.now, posts)

    async def go_back(self, kept: Kept) -> None:
        await self.databases.drop(self.url)
        self.url = await _copied(self, kept.url)
        self.served.restore(kept.served)
        self.served.commands = []
        self.now = kept.now
        for path in self._posts.iterdir():
            path.unlink()
        for name, post in kept.posts.items():
            (self._posts / name).write_text(post, "utf-8")

    @property
    def _posts(self) -> Path:
        return self.folder / "blog" / "_posts"


@dataclass(frozen=True)
class Kill:
    """SIGKILL before or after the commit or the effect of the request of that number, from 0."""

    what: str
    number: int
    when: str


@dataclass(frozen=True)
class Kept:
    url: str
    served: Any
    now: datetime
    posts: Mapping[str, str]


@contextlib.asynccontextmanager
async def open_bed(folder: Path, databases: Databases, known: dict[str, Kept] | None = None) -> AsyncIterator[Bed]:
    """A guild whose channels are chosen, and whose (empty) blog was looked through once.

    Beds with the same folder and databases, one after the other, may share what is `known`.
    """
    new_blog(folder)
    url = await databases.fresh()
    async with LoopbackDiscord(START) as served:
        served.add_guild(GUILD, "ogłoszenia", "organizatorzy")
        bed = Bed(folder, databases, served, url, known={} if known is None else known)
        await bed.worked(nothing)
        yield bed
        served.on_step = lambda _when, _asked: None
        await databases.drop(bed.url)


async def nothing(bed: Bed) -> None:
    """The story before all others."""
    async with bed.services() as services:
        await services.guilds.joined(GUILD)
        await services.guilds.change(GUILD, by=OLA, announcement_channel_id=CHANNEL, organizers_channel_id=ORGANIZERS)


@contextlib.asynccontextmanager
async def _services(bed: Bed) -> AsyncIterator[Services]:
    engine = open_engine(bed.url)
    settings = Settings(_env_file=None, blog=bed.folder / "blog", reader_process=False)
    try:
        yield services_of(sessions_of(engine), lambda: bed.now, settings)
    finally:
        await engine.dispose()


async def _copied(bed: Bed, url: str) -> str:
    """A copy of a database that nobody is connected to any more."""
    if bed.databases.postgres is not None:
        return await bed.databases.postgres.copy(url)
    engine = open_engine(url)
    async with engine.connect() as connection:
        await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    await engine.dispose()
    source = Path(url.partition("///")[2])
    copy = source.with_name(f"{uuid.uuid4().hex}.sqlite3")
    shutil.copyfile(source, copy)
    return f"sqlite+aiosqlite:///{copy}"


def _seen_in(messages: list[Any]) -> list[Any]:
    """The messages of a channel; for a reply, the number of the message that it stands below."""
    numbers = {one["id"]: number for number, one in enumerate(messages)}
    below = [str(one.get("message_reference", {}).get("message_id")) for one in messages]
    return [(numbers.get(home), _seen(one)) for home, one in zip(below, messages, strict=True)]


def _seen(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _seen(one) for name, one in value.items() if name not in _UNSEEN}
    return [_seen(one) for one in value] if isinstance(value, list) else value
