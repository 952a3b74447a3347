"""The place where a storm happens: a blog, two guilds, two processes, and what the storm knows of them."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select

from bot.errors import UserError
from bot.meetups.leads import DAY, OF_A_CHANNEL
from bot.store.base import sessions_of
from bot.store.outbox import OPEN
from bot.store.tables import AnnouncementRow, DeliveryRow, OutboxRow, PostRow
from tests.delivery.storm.sky import Killed, Process, Sky
from tests.loopback.discord import LoopbackDiscord
from tests.services.newsroom import GUILD, START, Newsroom, organizer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine, Mapping

    from bot.meetups.model import Meetup
    from bot.proposals.model import Actor
    from tests.delivery.storm.ground import Ground

ZONE: Final = ZoneInfo("Europe/Warsaw")
GUILDS: Final = (GUILD, GUILD + 1_000)
PEOPLE: Final = (21, 22)
MONTHS: Final = ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca")
LEADS: Final[Mapping[int, tuple[timedelta, ...]]] = {GUILDS[0]: OF_A_CHANNEL, GUILDS[1]: (DAY,)}
TIMED: Final = frozenset({"reminder", "channel_reminder", "event"})
"""The purposes of what is queued long before its time."""
END: Final = START + timedelta(days=20)
"""So far do storms go; what comes then is calm."""


@dataclass(eq=False)
class Post:
    """An announcement of a meetup as its author knows it, with all that was written of the meetup since."""

    number: int
    name: str
    day: date
    hour: int
    first_day: date
    """The day that its own text names, whatever another post says since."""
    seen: bool = False
    """A sync saw it under this name: before that it may not be renamed, for nothing would be left to know it by."""
    here: bool = True
    moved: str | None = None
    """The post that gave the meetup another day."""
    moved_at: str | None = None
    """When that was published, as the blog writes it: after a cancellation it would say that it takes place after all."""
    cancelled: bool = False
    recap: str | None = None
    recapped: str | None = None
    """When the recap was published, as the blog writes it."""
    ever_gone: bool = False

    @property
    def title(self) -> str:
        return f"Spotkanie #{self.number}"

    @property
    def when(self) -> str:
        return _in_words(self.day)

    @property
    def start(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, self.hour, tzinfo=ZONE)


@dataclass
class Known:
    """What people did, as far as it decides on what is to stand in the end."""

    posts: list[Post] = field(default_factory=list)
    retracted: set[tuple[int, int]] = field(default_factory=set)
    """The guild and the post's number."""
    removed: set[int] = field(default_factory=set)
    """The messages and events that somebody deleted in Discord, or called off."""


class World(RuleBasedStateMachine):
    """`totals` counts what happens in all storms."""

    def __init__(self, ground: Ground, totals: dict[str, int]) -> None:
        super().__init__()
        self.ground, self.totals = ground, totals
        self.temporary = Path(tempfile.mkdtemp())
        self.blog = self.temporary / "blog"
        ground.clear()
        self.room = Newsroom(self.blog, sessions_of(ground.engine))
        self.room.services.sync._settling.library.reader = ground.reader
        self.served = LoopbackDiscord(START)
        self.sky = Sky(self.room, self.served)
        self.known = Known()
        self.serial = 0
        self.published = 0
        self.room.write(
            "2026-01-01-o-nas", "Jesteśmy grupą programistów. Zapraszamy!", title="O nas", date="2026-01-01"
        )
        for guild in GUILDS:
            self.served.add_guild(guild, "ogłoszenia", "organizatorzy")
            chosen = {"announcement_channel_id": guild + 10, "organizers_channel_id": guild + 11}
            self.run(self.room.set_up(guild, **chosen, reminder_leads=LEADS[guild]))
        self.sync()
        self.processes = [self.run(self.born()) for _number in range(2)]

    def teardown(self) -> None:
        shutil.rmtree(self.temporary)

    def run(self, story: Coroutine[Any, Any, Any]) -> Any:
        return self.ground.run(story)

    async def born(self) -> Process:
        self.serial += 1
        return Process(self.sky, self.serial)

    def deliver(self, which: int) -> None:
        """One of the processes says what is due; when that kills it, another one takes its place."""
        died = False
        try:
            self.run(self.processes[which].deliverer.deliver_once())
        except Killed:
            died = True
        if died:  # not above: there the error itself keeps alive what is to be buried
            self.totals["crashes"] += 1
            self.processes[which] = self.run(self.born())
            self.run(self.ground.bury())

    def sync(self) -> None:
        self.run(self.room.sync())
        if self.is_there:
            for post in self.known.posts:
                post.seen = True

    # The blog.

    @property
    def is_there(self) -> bool:
        """False while the blog's folder is gone."""
        return self.room.folder == self.blog

    def disappear(self) -> None:
        if self.is_there:
            self.room.folder = self.blog.rename(self.temporary / "unmounted")

    def come_back(self) -> None:
        if not self.is_there:
            self.room.folder = self.room.folder.rename(self.blog)

    def free_day(self, lead: int) -> date:
        """A day that many days ahead, or the next one on which nothing takes place."""
        day = self.room.now.date() + timedelta(days=lead)
        while any(post.day == day for post in self.known.posts):
            day += timedelta(days=1)
        return day

    def is_ahead(self, post: Post) -> bool:
        return self.room.now < post.start

    def save(self, post: Post) -> None:
        """Writes what tells the meetup's day and hour: its newest post."""
        dated = f"{START - timedelta(days=2) + timedelta(seconds=post.number):%Y-%m-%d %H:%M:%S} +0000"
        if post.moved is None:
            post.first_day = post.day
            self.room.announce(post.name, when=post.when, hour=f"{post.hour}:00", title=post.title, date=dated)
            return
        post.moved_at = post.moved_at or self.second()
        self.room.write(
            post.moved,
            f"Uwaga, zmiana terminu! Spotkanie #{post.number}, planowane na {_in_words(post.first_day)}, zostaje "
            f"przeniesione na {post.when}, godzina {post.hour}:00. Miejsce bez zmian.",
            title=f"{post.title} – nowy termin",
            date=post.moved_at,
        )

    def second(self, about: datetime = START - timedelta(days=1)) -> str:
        """A publish date that no other post has."""
        self.published += 1
        return f"{about + timedelta(seconds=self.published):%Y-%m-%d %H:%M:%S} +0000"

    # The database and Discord.

    async def row_of(self, post: Post) -> PostRow | None:
        async with self.room.sessions() as session:
            found: PostRow | None = await session.scalar(select(PostRow).where(PostRow.title == post.title))
            return found

    async def meetup_of(self, post: Post, guild: int) -> Meetup | None:
        timeline = await self.room.services.meetups.timeline(guild)
        return next((one for one in timeline.meetups if one.number == post.number), None)

    async def delivery(self, guild: int, subject: str, purpose: str) -> DeliveryRow | None:
        async with self.room.sessions() as session:
            found: DeliveryRow | None = await session.scalar(
                select(DeliveryRow).where(
                    DeliveryRow.guild_id == guild, DeliveryRow.subject == subject, DeliveryRow.purpose == purpose
                )
            )
            return found

    async def announcement_of(self, post: Post, guild: int) -> AnnouncementRow | None:
        async with self.room.sessions() as session:
            found: AnnouncementRow | None = await session.scalar(
                select(AnnouncementRow)
                .join(PostRow, PostRow.id == AnnouncementRow.post_id)
                .where(AnnouncementRow.guild_id == guild, PostRow.title == post.title)
            )
            return found

    async def next_due(self, *, reminders: bool) -> datetime | None:
        """When the next row falls due, one that a dead process holds when its claim runs out.

        Without `reminders` what never was tried may wait for its time.
        """
        async with self.room.sessions() as session:
            found = await session.execute(
                select(OutboxRow.due_at, OutboxRow.claimed_until, OutboxRow.attempts, OutboxRow.purpose).where(
                    OutboxRow.state.in_(OPEN)
                )
            )
            return min(
                (
                    until or due
                    for due, until, attempts, purpose in found
                    if reminders or attempts or due <= self.room.now or purpose not in TIMED
                ),
                default=None,
            )


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


async def allowed(act: Awaitable[object]) -> bool:
    """Whether Herold let people do it."""
    with contextlib.suppress(UserError):
        await act
        return True
    return False


def boss(guild: int) -> Actor:
    return organizer(guild_id=guild)
