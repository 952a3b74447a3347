"""A process of the bot that a test may kill at any step: it looks through the blog, works off the outbox, and ends.

Processes are forked from one that has done it all once (`tests.loopback.zygote`), and has neither thread nor loop.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.delivery.pace import SIMULATED
from bot.settings import Settings
from tests.loopback.bots import TOKEN, connected
from tests.loopback.server import lead_to

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

ROUNDS: Final = (timedelta(0), timedelta(minutes=6))
"""When a process goes round: what changed is told by a reply five minutes after the edit."""
AFTER_A_CRASH: Final = tuple(timedelta(minutes=minutes) for minutes in (6, 8, 13))
"""When a new process goes round after one was killed: every lease and claim of the dead one has run out by then."""


@dataclass(frozen=True)
class Job:
    """What a process does: a round at `now` and each of `rounds` later. `die_at` is the commit it dies at."""

    port: int
    database_url: str
    blog: str
    now: datetime
    rounds: tuple[timedelta, ...] = ROUNDS
    die_at: tuple[int, str] | None = None
    """Number of the commit, from 0, and "before" or "after"."""
    shard: tuple[int, int] = (0, 1)
    guilds: int = 1
    token: str = TOKEN
    more: dict[str, Any] = field(default_factory=dict)

    def again(self, **changes: Any) -> Job:
        return replace(self, **changes)


@dataclass
class Running:
    """A process under way."""

    process: BaseProcess
    pipe: Connection

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    async def ended(self) -> int | None:
        """The number of commits it made; None when it was killed. Raises what else it ended by."""
        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self.process.sentinel, done.set)
        try:
            async with asyncio.timeout(300):
                await done.wait()
        finally:
            loop.remove_reader(self.process.sentinel)
        self.process.join()
        found = None
        with suppress(EOFError):  # killed, it said nothing
            found = self.pipe.recv()
        self.pipe.close()
        if self.process.exitcode == -signal.SIGKILL:
            return None
        assert isinstance(found, int), f"the process ended with {self.process.exitcode}: {found}"
        return found


def start(job: Job, work: Callable[[Job, Connection], None] | None = None) -> Running:
    """Forks a process that does the job."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.loopback.zygote"])
    ours, theirs = context.Pipe()
    process = context.Process(target=work or _work, args=(job, theirs), daemon=True)
    process.start()
    theirs.close()
    return Running(process, ours)


def settings_of(job: Job) -> Settings:
    return Settings(
        _env_file=None,
        database_url=job.database_url,
        blog=job.blog,
        reader_process=False,
        requests_per_second=SIMULATED,
        shard_count=job.shard[1],
        shard_ids=() if job.shard[1] == 1 else (job.shard[0],),
        **job.more,
    )


def _work(job: Job, pipe: Connection) -> None:
    commits = _count_commits(job.die_at)
    try:
        asyncio.run(go_round(job))
    except BaseException as error:  # noqa: BLE001 -- whatever it is, the test wants to know
        pipe.send(repr(error))
        os._exit(1)
    pipe.send(commits[0])
    os._exit(0)  # without a farewell, as most processes end


async def go_round(job: Job) -> None:
    """Does the job in this process."""
    lead_to(job.port)
    now = job.now
    async with connected(settings_of(job), lambda: now, guilds=job.guilds, token=job.token) as bot:
        for later in job.rounds:
            now = job.now + later
            if later == job.rounds[0]:
                await bot.services.sync.sync_alone(now)
            while await bot.deliverer.deliver_once(now):
                pass


def _count_commits(die_at: tuple[int, str] | None) -> list[int]:
    """Counts commits of this process, and kills it at one."""
    count = [0]

    def step(when: str) -> None:
        if die_at == (count[0], when):
            os.kill(os.getpid(), signal.SIGKILL)

    def before(_session: Session) -> None:
        step("before")

    def after(_session: Session) -> None:
        step("after")
        count[0] += 1

    event.listen(Session, "before_commit", before)
    event.listen(Session, "after_commit", after)
    return count
