"""A bot that only repeats, for tests of the stage it stands on; what Herold does there is tested in `test_herold.py`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.ext import commands, tasks

from bot.clock import system_clock
from bot.demo.launcher import Blog, Launcher
from bot.demo.stage import staged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.demo.stage import Stage
    from bot.demo.town import Town


class Parrot(commands.AutoShardedBot):
    """Answers mentions and direct messages with their text; says in the announcements what was left in `to_say`."""

    def __init__(self, town: Town) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = intents.guild_scheduled_events = True
        super().__init__(commands.when_mentioned, intents=intents, help_command=None, shard_count=1)
        self.town = town
        self.to_say: list[str] = []

    async def setup_hook(self) -> None:
        self.talk.start()

    @tasks.loop(seconds=1)
    async def talk(self) -> None:
        announcements = self.town.room("announcements").channel
        assert announcements is not None
        while self.to_say:
            channel = self.get_channel(announcements.id)
            assert isinstance(channel, discord.TextChannel)
            await channel.send(self.to_say.pop(0))

    @talk.before_loop
    async def once_there(self) -> None:
        await self.wait_until_ready()

    async def on_message(self, message: discord.Message, /) -> None:
        if not message.author.bot and (message.guild is None or self.user in message.mentions):
            await message.reply(f"Squawk: {message.clean_content}")


class Page:
    """The demo's server as a browser's scripts talk to it."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self._http = http
        self.address = address

    async def ask(
        self, method: str, path: str, *, json: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        url = self.address.rstrip("/") + path
        async with self._http.request(method, url, json=json, headers=headers) as answer:
            kind = answer.headers.get("Content-Type", "")
            return answer.status, await (answer.json() if "json" in kind else answer.text())

    async def state(self) -> Any:
        return (await self.ask("GET", "/herold/state"))[1]

    async def enter(self, room: str, person: str) -> int:
        return (await self.ask("POST", "/herold/enter", json={"room": room, "person": person}))[0]

    async def load(self) -> Tab:
        """Opens the room as the frame does."""
        capability = (await self.state())["visit"]["address"].partition("#")[2]
        headers = {"X-Simcord-Capability": capability}
        status, snapshot = await self.ask("POST", "/api/pages", json={}, headers=headers)
        assert status == 200, snapshot
        return Tab(self, {**headers, "X-Simcord-Context": snapshot["context"]["id"]}, snapshot)


class Tab:
    """One loaded room; like SimCord's page it knows only what it last read."""

    def __init__(self, page: Page, headers: dict[str, str], snapshot: Any) -> None:
        self.page = page
        self.headers = headers
        self.snapshot = snapshot
        self.sequence = 0

    async def send(self, text: str) -> tuple[int, Any]:
        self.sequence += 1
        body = {
            "protocol_version": 3,
            "kind": "send_message",
            "sequence": self.sequence,
            "request_id": f"request-{self.sequence}",
            "generation": self.snapshot["context"]["generation"],
            "bot_generation": self.snapshot["botGeneration"],
            "published_revision": self.snapshot["publishedRevision"],
            "target_id": None,
            "content": text,
            "reply_to_id": None,
        }
        return await self.page.ask("POST", "/api/action", json=body, headers=self.headers)

    async def read(self) -> tuple[int, Any]:
        return await self.page.ask("GET", "/api/state", headers=self.headers)

    async def texts(self) -> list[str]:
        _, snapshot = await self.read()
        return [snapshot["messages"][number]["content"] for number in snapshot["timeline"]]


@contextlib.asynccontextmanager
async def parrot_demo(
    tmp_path: Path, *, posts: list[str | None] | None = None
) -> AsyncIterator[tuple[Page, Stage, Parrot]]:
    """The whole demo around a parrot, on any free port."""
    birds: list[Parrot] = []
    left = posts if posts is not None else []

    async def join(town: Town) -> discord.Client:
        birds.append(Parrot(town))
        return birds[0]

    async def publish() -> str | None:
        return left.pop(0) if left else None

    async with staged(join, system_clock) as stage, aiohttp.ClientSession() as http:
        await stage.enter(stage.town.rooms[0], stage.town.people[0])
        launcher = Launcher(stage, Blog(tmp_path, "herold demo publish", publish))
        try:
            yield Page(http, await launcher.open(0)), stage, birds[0]
        finally:
            await launcher.close()
