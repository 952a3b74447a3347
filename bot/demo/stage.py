"""One simulated Discord with one open room, and the single lock under which anything happens to it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

import discord
import simcord

from bot.demo import town
from bot.demo.images import BOT_FACE, faces_of
from bot.demo.quicker import share_parsers
from bot.errors import UserError
from bot.i18n import Language

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from bot.clock import Clock

    JoinBot = Callable[[town.Town], Awaitable[discord.Client]]

log = logging.getLogger(__name__)

T = TypeVar("T")

CATCH_UP_S: Final = 30.0
"""After the machine slept, the simulated clock catches up in steps this long, so that clicks get in between."""
PUMP_EVERY_S: Final = 1.0
FAREWELL_S: Final = 5.0
"""How long a room that closes waits for what it is still answering."""
REPUBLISH: Final = timedelta(seconds=30)
GUILD: Final = "Zakątek Kodu"


class Guests:
    """Counts the requests that a room's page is answering; used as a context around each."""

    def __init__(self) -> None:
        self._count = 0
        self._gone = asyncio.Event()

    def __enter__(self) -> None:
        self._count += 1
        self._gone.clear()

    def __exit__(self, *_error: object) -> None:
        self._count -= 1
        if not self._count:
            self._gone.set()

    async def leave(self) -> None:
        """Waits for the last one, though not longer than FAREWELL_S."""
        if self._count:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL_S):
                    await self._gone.wait()


@dataclass(frozen=True, slots=True)
class Visit:
    """The room that stands open, for whom, and since when (`number` grows with every opening)."""

    number: int
    room: town.Room
    person: town.Person
    preview: simcord.Preview
    tabs: set[str] = field(default_factory=set)
    """The pages that are open on it, by the ids that SimCord gave them."""
    guests: Guests = field(default_factory=Guests)

    @property
    def capability(self) -> str:
        """What SimCord's page must present with every request."""
        return self.preview.capability

    @property
    def origin(self) -> str:
        """Where SimCord serves the page; only our proxy talks to it."""
        return self.preview.url.partition("/#")[0]


@dataclass(frozen=True, slots=True)
class Sight:
    """What the launcher shows beside the room: messages a room, and the guild's scheduled events."""

    messages: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    events: tuple[Mapping[str, Any], ...] = ()


class Stage:
    """SimCord allows one operation at a time and one open channel: every access goes through `holding`.

    A page action that meets the clock pump, or a publication it has not seen yet, is refused by SimCord and its
    page then waits for ever; under one lock neither can happen.
    """

    def __init__(
        self, env: simcord.Env, place: town.Town, clock: Clock, assets: Mapping[str, tuple[str, bytes]]
    ) -> None:
        self.env = env
        self.town = place
        self.visit: Visit | None = None
        self.sight = Sight()
        self.mark = secrets.token_hex(4)
        self._clock = clock
        self._assets = assets
        self._lock = asyncio.Lock()
        self._opened = 0
        self._shown_requests = 0
        self._published_at = env.now()

    @contextlib.asynccontextmanager
    async def holding(self) -> AsyncIterator[None]:
        """Nothing else happens to the simulated Discord meanwhile. First come, first served."""
        async with self._lock:
            yield

    async def enter(self, room: town.Room, person: town.Person) -> Visit:
        """Closes the open room and opens this one as seen by `person`, who must be one of its visitors."""
        async with self.holding():
            await self._leave()
            others = [other for other in self.town.visitors(room) if other is not person]
            viewers = [person.user] if room.channel is None else [p.member for p in (person, *others)]
            preview = self.env.preview(
                self.town.channel(room, person),
                viewers=viewers,
                layout="channel",
                locale="pl" if person.language is Language.POLISH else "en-GB",
                timezone="Europe/Warsaw",
                assets=self._assets,
            )
            await preview.__aenter__()
            self._opened += 1
            self.visit = Visit(self._opened, room, person, preview)
            self._look()
            return self.visit

    @contextlib.asynccontextmanager
    async def visiting(self) -> AsyncIterator[Visit | None]:
        """The open room, or the next one while rooms change; it stays open meanwhile. None when the demo ends.

        SimCord never answers a request that meets the closing of its page, so a room closes behind its last guest.
        """
        if self.visit is None:
            async with self.holding():
                pass
        if (visit := self.visit) is None:
            yield None
            return
        with visit.guests:
            yield visit

    async def reopen(self) -> None:
        """Makes every page load the room anew: the old page's lease has run out, for example while asleep."""
        visit = self.visit
        if visit is not None:
            self._opened += 1
            self.visit = Visit(self._opened, visit.room, visit.person, visit.preview, visit.tabs, visit.guests)

    async def pump(self) -> None:
        """Moves the simulated clock to the present and publishes what the bot did meanwhile."""
        behind = True
        while behind:
            async with self.holding():
                behind = await self._keep_up()
                await self._publish()

    @contextlib.asynccontextmanager
    async def acting(self) -> AsyncIterator[None]:
        """For what a visitor does: nothing else happens meanwhile, and it happens at the present."""
        async with self.holding():
            await self._keep_up()
            if self.visit is not None:
                self.visit.preview.capture_time = self.env.now()
            yield
            if self.visit is not None and len(self.visit.tabs) > 1:
                await self._publish()
            else:
                self._look()  # SimCord has published to the page that acted

    async def close(self) -> None:
        """Closes the open room."""
        async with self.holding():
            await self._leave()

    async def _leave(self) -> None:
        if self.visit is not None:
            visit, self.visit = self.visit, None
            await visit.guests.leave()
            await visit.preview.close()

    async def _keep_up(self) -> bool:
        behind = (self._clock() - self.env.now()).total_seconds()
        try:
            await self.env.advance_time(min(max(0.0, behind), CATCH_UP_S))
        except TimeoutError as error:
            log.warning("the bot is still busy: %s", error)
        return behind > CATCH_UP_S

    async def _publish(self) -> None:
        # "In two days" is told from the last publication's time, so that one must not grow old either.
        fresh = self.env.now() - self._published_at < REPUBLISH
        if self.visit is None or (fresh and len(self.env.http_requests) == self._shown_requests):
            return
        try:
            await self.visit.preview.refresh()
        except TimeoutError as error:
            log.warning("the bot is still busy: %s", error)
        self._look()

    def _look(self) -> None:
        self._shown_requests = len(self.env.http_requests)
        self._published_at = self.env.now()
        messages = {
            person.key: {
                room.key: self._visible(self.town.channel(room, person).id, person)
                for room in self.town.rooms
                if person in self.town.visitors(room)
            }
            for person in self.town.people
        }
        guild = self.env.bot.get_guild(self.town.guild.id)
        events = tuple(
            {
                "name": event.name,
                "start": event.start_time.isoformat(),
                "end": event.end_time.isoformat() if event.end_time else None,
                "place": event.location,
                "status": event.status.name,
            }
            for event in sorted(guild.scheduled_events if guild else (), key=lambda event: event.start_time)
        )
        self.sight = Sight(messages, events)

    def _visible(self, channel_id: int, person: town.Person) -> int:
        # The public `history` builds a discord.Message of each: too slow to do for everybody after every change.
        messages = self.env.backend.messages.get(channel_id, {})
        return sum(message.visible_to(person.user.id) for message in messages.values())


@contextlib.asynccontextmanager
async def staged(
    join_bot: JoinBot, clock: Clock, *, assets: Mapping[str, tuple[str, bytes]] | None = None
) -> AsyncIterator[Stage]:
    """The simulated Discord at the clock's present, with the guild founded and the bot that `join_bot` gives joined."""
    # A first client that does nothing: the clock must stand at the present before any loop of the real bot starts.
    share_parsers()
    placeholder = discord.AutoShardedClient(intents=discord.Intents(guilds=True), shard_count=1)
    async with simcord.run(placeholder, check_errors=False, shard_count=1, settle_timeout=15.0) as env:
        env._record_error = _bugs_only(env._record_error)  # type: ignore[assignment,method-assign]  # noqa: SLF001 -- see there
        await env.advance_time(max(0.0, (clock() - env.now()).total_seconds()))
        if placeholder.user is not None:
            await placeholder.user.edit(username="Herold")
        env.backend.bot_user.avatar = BOT_FACE
        place = town.found(env, GUILD)
        bot = await join_bot(place)
        await env.restart_bot(bot)
        stage = Stage(env, place, clock, {**(assets or {}), **faces_of(env, place)})
        pump = asyncio.create_task(_keep_time(stage))
        try:
            yield stage
        finally:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)
            await stage.close()


async def _keep_time(stage: Stage) -> None:
    while True:
        await asyncio.sleep(PUMP_EVERY_S)
        try:
            await stage.pump()
        except Exception:  # one bad turn must not stop the demo's clock
            log.exception("the demo's clock missed a turn")


def _bugs_only(record: Callable[[BaseException], None]) -> Callable[[BaseException], None]:
    """SimCord takes every error that a command raises for an outcome unknown and says so on its page.

    A UserError was answered with its sentence: that is an outcome, and the page should go on as after any other.
    """

    def record_bug(error: BaseException) -> None:
        if not isinstance(getattr(error, "original", error), UserError):
            record(error)

    return record_bug
