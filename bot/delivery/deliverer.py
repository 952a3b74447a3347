"""Takes due rows out of the outbox to Discord: each thing is said once, and kept true."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.delivery import asking, letters
from bot.delivery.announcement import announcement_message
from bot.delivery.batch import Batch
from bot.delivery.crossposts import Crossposts
from bot.delivery.messages import Messages
from bot.delivery.noting import note_event, note_said
from bot.delivery.outgoing import CANCELLED, ENDED, Crosspost, Drop, Erase, Event, Message, Wait, nothing
from bot.delivery.pace import UNHURRIED
from bot.delivery.problems import (
    DeliveryError,
    GoneError,
    PointlessError,
    RefusedError,
    UnclearError,
    UnreachableError,
    sentence,
)
from bot.delivery.renderers import RENDERERS
from bot.delivery.scheduled import ScheduledEvents
from bot.delivery.sending_lease import SendingLease
from bot.delivery.steps import step_of
from bot.delivery.waiting import Waiting
from bot.i18n import Msgid, _
from bot.process import process_name
from bot.store import claims, deliveries, outbox
from bot.store.states import OutboxState, Step

if TYPE_CHECKING:
    from collections.abc import Collection

    import discord
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.clock import Clock
    from bot.delivery.messages import Said
    from bot.delivery.outgoing import Context, Hook, Sayable
    from bot.delivery.pace import Pace
    from bot.services.all import Services
    from bot.store.base import Sessions
    from bot.store.claims import Claimed
    from bot.store.tables import DeliveryRow

log = logging.getLogger(__name__)

RENEW_S: Final = 1.0
"""How often the lease, and what fell due, is looked after while all requests take their time."""
BACKOFF: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600)
)
"""How long after each unlucky try the next one is due; after the last a row fails."""
JITTER: Final = 0.2
RECHECK: Final = timedelta(minutes=5)
"""How often a row that waits for organizers to choose something is looked at; a changed setting wakes it at once."""
AT_ONCE: Final = 24
"""How many rows are under way at a time, each of another guild: one that waits for Discord holds no other guild up."""
BATCH: Final = 8
"""So many rows are taken in hand together while there is much to do."""
ASIDE: Final = 8
"""How many crossposts are under way at a time, beside the others and only when none of those is to be taken."""
UNMISSED: Final = frozenset({"channel_reminder"})
"""The purposes of what nobody wants back after somebody deleted it in Discord."""


class Deliverer:
    """The one who speaks. `deliver_once` is called by the worker's loop, and by tests.

    `holder` names this process in claims and leases; `rng` gives the jitter of the backoff, `pace` leave for requests
    (by default always).
    """

    def __init__(
        self,
        bot: discord.Client,
        sessions: Sessions,
        services: Services,
        clock: Clock,
        *,
        holder: str | None = None,
        rng: random.Random | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._bot = bot
        self._sessions = sessions
        self._services = services
        self._now = clock
        self._holder = holder or process_name()
        self._rng = rng or random.Random()  # noqa: S311 -- spreads retries, guards nothing
        self._messages = Messages(bot, sessions)
        self._events = ScheduledEvents(bot, sessions)
        self._turn = asyncio.Lock()
        self._leftovers = True
        self._lease = SendingLease(sessions, self._holder)
        self._crossposts = Crossposts(bot)
        self._lanes = [
            (places, Waiting(sessions, self._holder, lambda guild_id: bot.get_guild(guild_id) is not None, aside=aside))
            for aside, places in ((False, AT_ONCE), (True, ASIDE))
        ]
        self._pace = pace or UNHURRIED

    @property
    def standing_by(self) -> bool:
        """True while another process holds the lease on the database, and this one must not send."""
        return self._lease.standing_by

    async def deliver_once(self, now: datetime | None = None) -> int:
        """Works off what is due at `now` (by the clock when not given); gives the number of rows worked on."""
        clock: Clock = self._now if now is None else lambda: now
        async with self._turn:
            if not await self._lease.hold(clock()):
                return 0
            await self._look_after_leftovers(clock())
            return await self._work_off(clock)

    async def retry(self, outbox_id: int) -> bool:
        """Queues a failed row again, and lets what was deleted in Discord be said anew; False when it is not failed."""
        async with self._sessions.begin() as session:
            return await outbox.retry(session, outbox_id, self._now()) is not None

    async def preview(self, guild_id: int, post_id: int) -> Message:
        """The announcement of a post as the guild would see it. Raises UserError when the post cannot be read."""
        settings = await self._services.guilds.settings(guild_id)
        post = await self._services.meetups.post(post_id)
        return announcement_message(post, settings.language, now=self._now(), settings=settings)

    async def event_lost(self, guild_id: int, event_id: int) -> None:
        """Looks after a scheduled event that somebody deleted or called off: organizers are asked about it."""
        async with self._sessions.begin() as session:
            row = await deliveries.of_object(session, guild_id, event_id, "event")
            if row is not None and row.digest not in {deliveries.GONE, CANCELLED, ENDED}:
                row.digest = ""  # whatever is to be shown, it does not stand there
                now = self._now()
                await outbox.put(
                    session, guild_id=guild_id, subject=row.subject, purpose="event", due_at=now, now=now, noted=False
                )

    async def wake(self, guild_id: int) -> None:
        """Tries at once what failed in the guild's channels or waits for a setting: something may have been mended."""
        async with self._sessions.begin() as session:
            await outbox.wake(session, guild_id, self._now())

    async def stop(self) -> None:
        """Gives the lease back, so that the next process need not wait for it to run out."""
        await self._lease.release()

    async def _look_after_leftovers(self, now: datetime) -> None:
        """Frees what this process had in its hands when its work was interrupted."""
        if self._leftovers:
            async with self._sessions.begin() as session:
                await claims.let_go(session, self._holder, now)
            self._leftovers = False

    async def _work_off(self, clock: Clock) -> int:
        under_way: dict[asyncio.Task[None], Claimed] = {}
        done: set[asyncio.Task[None]] = set()
        count = 0
        try:
            while True:
                # Asked again at every round: the lease must outlive a slow request, or another process takes over.
                if await self._lease.hold(clock()):
                    taken = await self._take(under_way.values(), clock(), in_batches=bool(done))
                    batch = Batch(self._bot, self._sessions, self._services, taken, clock())
                    for row in taken:
                        under_way[asyncio.create_task(self._work_on(row, batch, clock))] = row
                if not under_way:
                    return count
                done, _pending = await asyncio.wait(under_way, timeout=RENEW_S, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del under_way[task]
                    task.result()
                    count += 1
        except Exception:
            # Not cancelled: a SQLite connection that is cut off in a transaction keeps the database locked.
            await asyncio.gather(*under_way, return_exceptions=True)
            raise
        finally:
            if unfinished := [task for task in under_way if not task.done()]:
                self._leftovers = True
                for task in unfinished:
                    task.cancel()
                await asyncio.gather(*unfinished, return_exceptions=True)

    async def _take(self, under_way: Collection[Claimed], now: datetime, *, in_batches: bool) -> list[Claimed]:
        for places, waiting in self._lanes:
            busy = {row.guild_id for row in under_way if (row.purpose in claims.ASIDE) is waiting.aside}
            free = places - len(busy)
            if free >= BATCH or not in_batches:
                exclusive = self._lease.exclusive
                taken = await waiting.claim(
                    now, free, busy, exclusive=exclusive, hurried=in_batches and bool(under_way)
                )
                if taken:
                    return taken
        return []

    async def _work_on(self, row: Claimed, batch: Batch, clock: Clock) -> None:
        """Says one row and notes what became of it; never raises, save when cancelled."""
        try:
            asking.take_turn(self._bot, self._pace)
            context, standing = await batch.context(row)
            try:
                await self._say(context, row, standing, clock)
            except DeliveryError as error:
                await self._note_failure(context, row, error, clock())
            except Exception as error:  # noqa: BLE001 -- whatever it is, the other rows go on
                await self._note_failure(context, row, self._incident(row, error), clock())
        except Exception:
            # Not even a note could be written: the row is found again by its claim.
            log.exception("outbox row %s: what became of it could not be written down", row.id)
            self._leftovers = True

    async def _say(self, context: Context, row: Claimed, standing: DeliveryRow | None, clock: Clock) -> None:
        renderer = RENDERERS[row.purpose]
        if standing is not None and standing.digest == deliveries.GONE:
            await self._move(row, OutboxState.RETRACTED, clock(), error="deleted in Discord, so no longer updated")
            return
        outgoing = await renderer.render(context, row)
        match outgoing:
            case Drop(reason, unsaid):
                if unsaid is not None and row.tried_before:
                    with contextlib.suppress(RefusedError, UnreachableError):  # then nobody reads it there
                        await self._messages.unsay(row, unsaid, standing)
                await self._drop(row, reason, clock())
            case Wait(msgid, values):
                text = sentence(context.language, msgid, values)
                due_at = clock() + RECHECK
                await self._move(row, OutboxState.PENDING, clock(), error=text, due_at=due_at, attempted=False)
            case Erase(message):
                await self._erase(row, message, standing, clock)
            case Message() | Event() | Crosspost():
                said = await self._bring(context, row, outgoing, standing)
                if said is None and isinstance(outgoing, Message):
                    await self._drop(row, outgoing.only_found, clock())
                    return
                if renderer.on_sent is not nothing:
                    # Written down first, but still in hand: a crash here calls the hook again, and says nothing twice.
                    async with self._sessions.begin() as session:
                        await note_said(session, row, said, outgoing, clock(), expected=standing is not None)
                    await self._call_back(renderer.on_sent, context, row)
                await self._record(row, said, standing, outgoing, clock())

    async def _drop(self, row: Claimed, reason: str, now: datetime) -> None:
        """Nobody wants it said any more, nor what failed of it before."""
        async with self._sessions.begin() as session:
            await claims.move(session, row, OutboxState.RETRACTED, holder=self._holder, now=now, error=reason)
            await claims.retract_failed(session, row, now)
            await letters.follow(session, row, now)
            await note_event(session, row, now)

    async def _erase(self, row: Claimed, message: Message, standing: DeliveryRow | None, clock: Clock) -> None:
        if standing is not None:
            async with self._sessions.begin() as session:
                await _mark(session, row, clock(), deliveries.LEAVING)
        try:
            await self._messages.erase(row, message, standing)
        except DeliveryError as error:
            error.about = message.about
            raise
        async with self._sessions.begin() as session:
            await deliveries.forget(session, row.guild_id, row.subject, row.purpose)
            await claims.move(session, row, OutboxState.SENT, holder=self._holder, now=clock(), step=Step.DELETED)
            await letters.follow(session, row, clock())

    async def _bring(
        self, context: Context, row: Claimed, outgoing: Sayable, standing: DeliveryRow | None
    ) -> Said | None:
        try:
            if isinstance(outgoing, Message):
                return await self._messages.say(row, outgoing, standing)
            if isinstance(outgoing, Crosspost):
                return await self._crossposts.say(row, outgoing)
            return await self._events.say(row, outgoing, standing)
        except DeliveryError as error:
            error.about = outgoing.about
            if isinstance(error, UnreachableError):
                await RENDERERS[row.purpose].on_unreachable(context, row)
            raise

    @staticmethod
    async def _call_back(hook: Hook, context: Context, row: Claimed) -> None:
        """What stands in Discord is written down already, so a hook that fails is only logged."""
        try:
            await hook(context, row)
        except Exception:
            log.exception("outbox row %s was sent, but noting it elsewhere failed", row.id)

    async def _record(
        self,
        row: Claimed,
        said: Said | None,
        standing: DeliveryRow | None,
        outgoing: Sayable,
        now: datetime,
    ) -> None:
        async with self._sessions.begin() as session:
            await note_said(session, row, said, outgoing, now, expected=standing is not None)
            step, details = step_of(said, standing)
            await claims.move(session, row, OutboxState.SENT, holder=self._holder, now=now, step=step, details=details)
            await letters.follow(session, row, now)

    async def _note_failure(self, context: Context, row: Claimed, error: DeliveryError, now: datetime) -> None:
        text = sentence(context.language, error.msgid, error.values)
        if isinstance(error, PointlessError) or (isinstance(error, GoneError) and row.purpose in UNMISSED):
            await self._drop(row, text, now)
            return
        limited = error.retry_after_s is not None
        final = isinstance(error, RefusedError | UnreachableError) or (row.attempts > len(BACKOFF) and not limited)
        if not final:
            # What discord.py sent again by itself may have been done the first time, whatever the last answer was.
            unclear = isinstance(error, UnclearError) or asking.times_sent() > 1
            to = OutboxState.UNKNOWN if unclear or row.tried_before else OutboxState.PENDING
            log.info("outbox row %s: %s (try %s)", row.id, error, row.attempts)
            due_at = now + self._pause(row.attempts, error.retry_after_s)
            if error.whole_address:
                for _places, waiting in self._lanes:
                    waiting.rest(due_at)
            await self._move(row, to, now, error=text, due_at=due_at, attempted=unclear or not limited)
            return
        log.warning("outbox row %s (%s of %s) failed: %s", row.id, row.purpose, row.subject, error)
        async with self._sessions.begin() as session:
            await claims.move(session, row, OutboxState.FAILED, holder=self._holder, now=now, error=text)
            if isinstance(error, GoneError):
                await _mark(session, row, now, deliveries.GONE)
                await note_event(session, row, now)
            await letters.tell(session, row, error, now)

    def _pause(self, attempts: int, retry_after_s: float | None) -> timedelta:
        """Until the next try. What Discord wants is never undercut, and counts for no bad luck."""
        if retry_after_s is not None:
            return timedelta(seconds=retry_after_s * (1 + self._rng.uniform(0, JITTER)) + 1)
        return BACKOFF[attempts - 1] * (1 + self._rng.uniform(-JITTER, JITTER))

    async def _move(
        self,
        row: Claimed,
        to: OutboxState,
        now: datetime,
        *,
        error: str | None = None,
        due_at: datetime | None = None,
        attempted: bool = True,
    ) -> None:
        async with self._sessions.begin() as session:
            await claims.move(
                session, row, to, holder=self._holder, now=now, error=error, due_at=due_at, attempted=attempted
            )

    def _incident(self, row: Claimed, error: Exception) -> DeliveryError:
        """A bug of ours: it may have struck after Discord did as asked, so the end is unclear."""
        incident = secrets.token_hex(3)
        log.error("outbox row %s failed, incident %s", row.id, incident, exc_info=error)
        msgid: Msgid = _("Something broke on my side. Whoever runs me will find it as incident {incident}.")
        return UnclearError(msgid, incident=incident)


async def _mark(session: AsyncSession, row: Claimed, now: datetime, digest: str) -> None:
    await deliveries.mark(session, row.guild_id, row.subject, row.purpose, now, digest=digest)
