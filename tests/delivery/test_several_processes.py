"""Several real processes over one PostgreSQL, each with some shards; and two over one SQLite file."""

from __future__ import annotations

import logging
import os
import signal
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from bot.run import USAGE, run_bot
from bot.services.all import services_of
from bot.settings import Settings
from bot.store.base import open_engine, sessions_of
from tests.delivery.stories import Folder, write_meetup
from tests.loopback.bed import START, Kill, open_bed
from tests.loopback.child import AFTER_A_CRASH, Job, start
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.stage import CHANNEL, OLA
from tests.test_doctor import TOKEN
from tests.world import new_blog

if TYPE_CHECKING:
    from pathlib import Path

    from tests.databases import Databases
    from tests.loopback.faults import Asked

pytestmark = pytest.mark.timeout(600)

SHARDS: Final = 2
GUILDS: Final = tuple(number << 22 for number in range(2, 8))


def announced(served: LoopbackDiscord) -> list[int]:
    """How many announcements stand in each guild."""
    return [len(served.messages(guild + 10)) for guild in GUILDS]


async def set_up(url: str, folder: Path) -> None:
    """Each guild's organizers choose their channels, and the empty blog is looked through."""
    engine = open_engine(url)
    services = services_of(sessions_of(engine), lambda: START, Settings(_env_file=None, blog=folder / "blog"))
    for guild in GUILDS:
        by = type(OLA)(user_id=1, guild_id=guild, roles=OLA.roles)
        await services.guilds.change(guild, by=by, announcement_channel_id=guild + 10, organizers_channel_id=guild + 11)
    await services.sync.sync_once(START)
    await engine.dispose()


def jobs(served: LoopbackDiscord, url: str, folder: Path) -> list[Job]:
    job = Job(served.port, url, str(folder / "blog"), served.now, guilds=len(GUILDS) // SHARDS)
    return [job.again(shard=(number, SHARDS), token=f"process-{number}") for number in range(SHARDS)]


@pytest.mark.postgres
async def test_processes_that_start_together_share_the_work(postgres_databases: Databases, tmp_path: Path) -> None:
    """On a database without any tables: one migrates, one tells the commands, each says what its shards see."""
    url = await postgres_databases.fresh(migrated=False)
    new_blog(tmp_path)
    async with LoopbackDiscord(START) as served:
        for guild in GUILDS:
            served.add_guild(guild, "ogłoszenia", "organizatorzy")
        for running in [start(job) for job in jobs(served, url, tmp_path)]:
            await running.ended()
        assert len(served.requests("PUT", "/commands")) == 1
        assert sorted(served.identified) == [("process-0", (0, 2)), ("process-1", (1, 2))]

        await set_up(url, tmp_path)
        write_meetup(Folder(tmp_path / "blog"))
        served.now += timedelta(minutes=5)
        for _round in range(2):  # the first to come looks through the blog, and both say what is queued
            for running in [start(job) for job in jobs(served, url, tmp_path)]:
                await running.ended()
            served.now += timedelta(minutes=5)
        assert announced(served) == [1] * len(GUILDS)
        assert [len(served.open_events(guild)) for guild in GUILDS] == [1] * len(GUILDS)
        for asked in served.requests("POST", "/messages"):
            guild = int(asked.path.split("/")[2]) - 10
            assert asked.token == f"process-{(guild >> 22) % SHARDS}"
        assert served.wrong == []
    await postgres_databases.drop(url)


@pytest.mark.postgres
async def test_a_process_dies_while_the_other_goes_on(postgres_databases: Databases, tmp_path: Path) -> None:
    url = await postgres_databases.fresh()
    new_blog(tmp_path)
    async with LoopbackDiscord(START) as served:
        for guild in GUILDS:
            served.add_guild(guild, "ogłoszenia", "organizatorzy")
        await set_up(url, tmp_path)
        write_meetup(Folder(tmp_path / "blog"))
        (await start(jobs(served, url, tmp_path)[1]).ended())
        served.now += timedelta(minutes=3)
        doomed, other = jobs(served, url, tmp_path)
        dying = start(doomed)

        def kill(when: str, asked: Asked) -> None:
            if when == "after" and asked.token == doomed.token and "/messages" in asked.path:
                os.kill(dying.pid, signal.SIGKILL)

        served.on_step = kill
        living = start(other)
        assert await dying.ended() is None
        assert await living.ended() is not None
        served.on_step = lambda _when, _asked: None
        served.now += AFTER_A_CRASH[0]
        assert await start(jobs(served, url, tmp_path)[0]).ended() is not None
        assert announced(served) == [1] * len(GUILDS)
        assert served.wrong == []
    await postgres_databases.drop(url)


async def test_on_sqlite_a_second_process_waits_until_the_first_ones_lease_ran_out(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    async with open_bed(tmp_path, sqlite_databases) as bed:
        bed.later(minutes=10)
        write_meetup(bed)
        assert not await bed.work(kill=Kill("request", 0, "before"))
        for seconds, said in ((5, 0), (20, 0), (10, 1)):
            bed.later(seconds=seconds)
            assert await bed.work(rounds=(timedelta(0),))
            assert len(bed.served.messages(CHANNEL)) == said


async def test_some_shards_on_sqlite_are_refused_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(_env_file=None, token=TOKEN, blog=new_blog(tmp_path), shard_count=2, shard_ids=(0,))
    root, handlers = logging.getLogger(), logging.getLogger().handlers[:]
    try:
        assert await run_bot(settings) == USAGE
    finally:
        root.handlers[:] = handlers  # running the bot sets up logging for good
    assert "Several processes want PostgreSQL" in capsys.readouterr().err
