"""Posts come, change, move and are called off while processes crash, Discord fails, and two processes take turns.

At any moment nothing stands twice; once the storm is over nothing is missing, and all of it is right. discord.py's
requests go straight into the loopback Discord's rooms, without sockets: what that leaves out is in `test_faults` and
`test_crashes`.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import discord
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from bot.delivery.deliverer import Deliverer
from bot.store.base import sessions_of
from bot.store.outbox import OPEN
from bot.store.tables import OutboxRow
from tests.delivery.storm.ground import Ground
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.faults import Asked
from tests.loopback.payloads import ME, user
from tests.services.newsroom import GUILD, START, Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.databases import Databases

MONTHS = ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca")
GUILDS = (GUILD, GUILD + 1_000)
STEPS = 40
CALM = timedelta(days=3)
"""After this all that is due has been said: the pauses between tries sum up to less."""


class Killed(BaseException):
    """The process ends here; nothing catches it, and nothing is written down any more."""


@dataclass(eq=False)
class Post:
    """As the model knows it."""

    number: int
    name: str
    hour: int
    cancelled: bool = False
    seen: bool = False
    """A sync saw it: before that it may not be renamed, for nothing would be left to know it by."""

    @property
    def title(self) -> str:
        return f"Spotkanie #{self.number}"

    @property
    def day(self) -> date:
        return date(2026, 4, 1) + timedelta(days=self.number)


@dataclass
class Weather:
    """What strikes the next requests, one after the other."""

    strokes: list[str] = field(default_factory=list)

    def next(self) -> str:
        return self.strokes.pop(0) if self.strokes else "fine"


class Process:
    """discord.py's client, the real deliverer and its database sessions; its HTTP goes to `served` directly."""

    def __init__(self, storm: Storm, serial: int) -> None:
        self.client = discord.Client(
            intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none()
        )
        state = self.client._connection
        state.user = discord.ClientUser(state=state, data=user(ME))  # type: ignore[arg-type]
        for guild in storm.served.guilds.values():
            state._add_guild_from_data(guild.created)  # type: ignore[arg-type]
        self.client.http.request = storm.request  # type: ignore[method-assign]
        room = storm.room
        self.deliverer = Deliverer(
            self.client,
            room.sessions,
            room.services,
            lambda: room.now,
            holder=f"process-{serial}",
            rng=random.Random(serial),
        )


class Storm(RuleBasedStateMachine):
    posts = Bundle("posts")

    def __init__(self, ground: Ground, totals: dict[str, int]) -> None:
        super().__init__()
        self.ground, self.totals = ground, totals
        self.folder = Path(tempfile.mkdtemp())
        ground.clear()
        self.room = Newsroom(self.folder / "blog", sessions_of(ground.engine))
        self.room.services.sync._settling.library.reader = ground.reader
        self.served = LoopbackDiscord(START)
        self.weather = Weather()
        self.told: list[Post] = []
        self.serial = 0
        for guild in GUILDS:
            self.served.add_guild(guild, "ogłoszenia", "organizatorzy")
            chosen = {"announcement_channel_id": guild + 10, "organizers_channel_id": guild + 11}
            self.run(self.room.set_up(guild, **chosen))
        self.run(self.room.sync())
        self.processes = [self.run(self.born()) for _number in range(2)]

    def teardown(self) -> None:
        try:
            self.calm_down_and_look()
        finally:
            shutil.rmtree(self.folder)

    def run(self, story: Coroutine[Any, Any, Any]) -> Any:
        return self.ground.run(story)

    async def born(self) -> Process:
        self.serial += 1
        return Process(self, self.serial)

    # The network.

    async def request(self, route: discord.http.Route, **more: Any) -> Any:
        """In place of `HTTPClient.request`: the effect, the answer, and what the weather makes of both."""
        stroke = self.weather.next()
        path = route.url.removeprefix(discord.http.Route.BASE).partition("?")[0]
        asked = Asked(route.method, path, more.get("params", {}), more.get("json"), None, self.room.now, "")
        self.served.now = self.room.now
        if stroke in {"lost", "503"}:
            raise _broken(stroke)
        if stroke == "killed-before":
            raise Killed
        status, body = self.served.act(asked)
        self.served._telling.clear()
        assert asked.faults == []
        if stroke == "killed-after":
            raise Killed
        if stroke in {"answer-lost", "503-after"}:
            raise _broken(stroke)
        if status >= 400:
            response: Any = _Response(status)
            raise {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)(response, body)
        return body

    # What people do.

    @rule(target=posts, hour=st.integers(9, 21))
    def publish(self, hour: int) -> Post:
        number = len(self.told) + 1
        post = Post(number, f"{self.room.now:%Y-%m-%d}-post-{number}", hour)
        self.told.append(post)
        self.save(post)
        return post

    @rule(post=posts, hour=st.integers(9, 21))
    def edit(self, post: Post, hour: int) -> None:
        post.hour = hour
        self.save(post)

    @rule(post=posts, slug=st.integers(0, 9))
    def rename(self, post: Post, slug: int) -> None:
        name = f"{post.name[:10]}-post-{post.number}-{slug}"
        if post.seen and name != post.name:
            self.room.path(post.name).rename(self.room.path(name))
            post.name, post.seen = name, False

    @rule(post=posts)
    def cancel(self, post: Post) -> None:
        if post.seen and not post.cancelled:
            post.cancelled = True
            when = f"{post.day.day} {MONTHS[post.day.month - 1]} {post.day.year}"
            self.room.write(
                f"{self.room.now:%Y-%m-%d}-odwolane-{post.number}",
                f"Niestety spotkanie #{post.number}, planowane na {when}, zostało odwołane z powodu choroby.",
                title=f"Spotkanie #{post.number} odwołane",
            )

    # What happens to Herold.

    @rule(
        which=st.integers(0, 1),
        strokes=st.lists(
            st.sampled_from(["fine", "lost", "503", "answer-lost", "503-after", "killed-before", "killed-after"]),
            max_size=6,
        ),
    )
    def work(self, which: int, strokes: list[str]) -> None:
        """One of the processes looks through the blog and speaks, in that weather."""
        self.weather.strokes = list(strokes)
        self.sync()
        died = False
        try:
            self.run(self.processes[which].deliverer.deliver_once(self.room.now))
        except Killed:
            died = True
        if died:  # not above: there the error itself keeps alive what is to be buried
            self.totals["crashes"] += 1
            self.processes[which] = self.run(self.born())
            self.run(self.ground.bury())
        self.weather.strokes = []

    @rule(minutes=st.sampled_from([0.2, 1, 6, 45, 600]))
    def wait(self, minutes: float) -> None:
        if self.room.now + timedelta(minutes=minutes) < START + timedelta(days=20):
            self.room.later(minutes=minutes)

    # What must hold.

    @invariant()
    def nothing_stands_twice(self) -> None:
        self.totals["steps"] += 1
        for guild in GUILDS:
            titles = [title for title, _embed in self.announcements(guild)]
            assert len(titles) == len(set(titles)), titles
            names = [event["name"] for event in self.served.open_events(guild)]
            assert len(names) == len(set(names)), names

    def calm_down_and_look(self) -> None:
        """The storm is over: after a while all that is to be said stands there, once, and as the posts say it."""
        self.weather.strokes = []
        self.sync()
        turn = 0
        end = self.room.now + CALM
        while (due_at := self.run(self.next_due())) is not None and due_at <= end:
            self.room.now = max(self.room.now + timedelta(minutes=1), due_at)
            self.run(self.processes[turn % 2].deliverer.deliver_once(self.room.now))
            turn += 1
            assert turn < 100, "it does not calm down"
        self.nothing_stands_twice()
        for guild in GUILDS:
            said = dict(self.announcements(guild))
            ahead = {event["name"]: event for event in self.served.open_events(guild)}
            for post in self.told:
                self.totals["posts"] += 1
                url = next(
                    (url for url in said if f"post-{post.number}/" in url or f"post-{post.number}-" in url), None
                )
                assert url is not None, f"lost: {post}"
                assert ("~~" in said[url]["title"]) == post.cancelled, post
                assert any(name.endswith(f"#{post.number}") for name in ahead) == (not post.cancelled), post
            for name, event in ahead.items():
                post = self.told[int(name.rpartition("#")[2]) - 1]
                start = datetime.fromisoformat(event["scheduled_start_time"]).astimezone(self.zone)
                assert start.hour == post.hour, post

    async def next_due(self) -> datetime | None:
        """When the next row falls due, one that a dead process holds when its claim runs out."""
        async with self.room.sessions() as session:
            rows = await session.execute(
                select(OutboxRow.due_at, OutboxRow.claimed_until).where(OutboxRow.state.in_(OPEN))
            )
            return min((until or due for due, until in rows), default=None)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo("Europe/Warsaw")

    def announcements(self, guild: int) -> list[tuple[str, dict[str, Any]]]:
        found = [embed for message in self.served.messages(guild + 10) for embed in message["embeds"]]
        return [(embed["url"], embed) for embed in found if embed.get("url")]

    def sync(self) -> None:
        self.run(self.room.sync())
        for post in self.told:
            post.seen = True

    def save(self, post: Post) -> None:
        when = f"{post.day.day} {MONTHS[post.day.month - 1]} {post.day.year}"
        dated = f"{START - timedelta(seconds=post.number):%Y-%m-%d %H:%M:%S} +0000"
        self.room.announce(post.name, when=when, hour=f"{post.hour}:00", title=post.title, date=dated)


class _Response:
    def __init__(self, status: int) -> None:
        self.status, self.reason, self.headers = status, "a fault", {"Via": "1.1 google"}


def _broken(stroke: str) -> Exception:
    if stroke.startswith("503"):
        response: Any = _Response(503)
        return discord.DiscordServerError(response, "503")
    return ConnectionResetError(104, "Connection reset by peer")


@pytest.mark.timeout(3600)
def test_nothing_is_doubled_and_nothing_is_lost(
    databases: Databases, record_property: Callable[[str, object], None]
) -> None:
    totals = {"steps": 0, "crashes": 0, "posts": 0}
    ground = Ground(databases)

    class Weathered(Storm):
        def __init__(self) -> None:
            super().__init__(ground, totals)

    long = os.environ.get("HYPOTHESIS_PROFILE") == "long"
    try:
        run_state_machine_as_test(
            Weathered,
            settings=settings(
                max_examples=1_250 if long else 50,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        ground.close()
    for name, value in totals.items():
        record_property(f"{name} in a storm", value)
    print(totals)  # noqa: T201 -- shown by -rP
