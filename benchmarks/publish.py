"""From a commit in the blog's repository to the message in Discord: found by polling, and woken by a webhook."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import statistics
import tempfile
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aiohttp

from benchmarks.fanout import write_post
from benchmarks.report import Figure
from bot.proposals.model import Actor, Role
from bot.settings import Settings
from cogs.worker import ROUND_S
from tests.loopback.apart import Apart, open_guilds
from tests.loopback.bots import connected
from tests.loopback.server import lead_to
from tests.services.newsroom import CONFIG
from tests.sources.repositories import Repository

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.loopback.discord import LoopbackDiscord

POSTS: Final = 7
POLL_S: Final = 1.0
"""What HEROLD_POLL_SECONDS is here, the shortest; what the default adds is told beside the figure."""
DEFAULT_POLL_S: Final = Settings.model_fields["poll_seconds"].default
NEVER_S: Final = 3_600.0
PATIENCE_S: Final = 120.0
SECRET: Final = "a secret of sixteen letters"


def figures() -> list[Figure]:
    """Medians over a few posts; the bot looks every `ROUND_S` whether there is something to read, and to send."""
    polled = asyncio.run(_measured(POLL_S, _wait))
    woken = asyncio.run(_measured(NEVER_S, _push))
    return [
        Figure(
            "publish",
            f"commit to first message, polling every {POLL_S:.0f} s, median and slowest",
            _spread(polled),
            f"at {DEFAULT_POLL_S:.0f} s, the default: {DEFAULT_POLL_S / 2:.0f} s more on average",
        ),
        Figure("publish", "commit and webhook to first message, median and slowest", _spread(woken), ""),
    ]


def _spread(times: list[float]) -> str:
    return f"{statistics.median(times):.1f} s, {max(times):.1f} s"


async def _measured(poll_s: float, tell: Callable[[int], Awaitable[None]]) -> list[float]:
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with _herold(Path(folder), poll_s) as (repository, discord, guild, port):
            for number in range(POSTS):
                await asyncio.sleep(ROUND_S * number / POSTS)  # a commit may fall anywhere between two rounds
                started = time.perf_counter()
                _commit(repository, number)
                await tell(port)
                async with asyncio.timeout(PATIENCE_S):
                    await discord.run(_until_told, guild, number + 1)
                times.append(time.perf_counter() - started)
    return times


async def _wait(_port: int) -> None:
    """Nobody tells the bot."""


async def _push(port: int) -> None:
    """What a git host does after a push."""
    body = b'{"ref": "refs/heads/source"}'
    signed = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/webhook", data=body, headers={"X-Hub-Signature-256": signed}) as answer,
    ):
        answer.raise_for_status()


@asynccontextmanager
async def _herold(folder: Path, poll_s: float) -> AsyncIterator[tuple[Repository, Apart, int, int]]:
    repository = Repository(folder / "blog")
    repository.write("source/_config.yml", CONFIG)
    repository.write("source/_posts/.keep", "")
    repository.commit(at=datetime.now(UTC))
    settings = Settings(
        _env_file=None,
        blog=f"file://{folder}/blog",
        database_url=f"sqlite+aiosqlite:///{folder}/herold.sqlite3",
        poll_seconds=poll_s,
        http_port=0,
        webhook_secret=SECRET,
    )
    async with Apart(datetime.now(UTC)) as discord:
        (guild,) = await discord.run(open_guilds, 1)
        lead_to(discord.port)
        async with connected(settings, lambda: datetime.now(UTC), guilds=1, workers=True) as bot:
            organizer = Actor(user_id=1, guild_id=guild, roles=frozenset({Role.ORGANIZER}))
            chosen = {"announcement_channel_id": guild + 10, "organizers_channel_id": guild + 11}
            await bot.services.guilds.change(guild, by=organizer, **chosen)
            await bot.services.sync.sync_once(bot.clock())  # what is there at the first look is no news
            yield repository, discord, guild, bot.web.port or 0


def _commit(repository: Repository, number: int) -> None:
    now = datetime.now(UTC)
    write_post(repository.folder / "source", now, number)
    repository.commit(at=now)


async def _until_told(served: LoopbackDiscord, guild: int, messages: int) -> None:
    while len(served.messages(guild + 10)) < messages:  # noqa: ASYNC110 -- the loopback Discord tells nobody
        await asyncio.sleep(0.01)
