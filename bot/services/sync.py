"""Looks through the blog and keeps posts, meetups and announcements in line with it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.i18n import Language
from bot.posts import BrokenConfig, Site, site_from_config
from bot.process import process_name
from bot.services.deciding import NO_CHANNEL
from bot.services.intake import take_in
from bot.services.library import site_json, site_of
from bot.services.settling import locked
from bot.services.visibility import NO_ADDRESS
from bot.sources import SourceStopped, SourceUnavailable
from bot.store import announcements, facts, guilds, leases, posts, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.services.settling import Settling
    from bot.sources import Scan, Source, Watcher
    from bot.store.base import Sessions
    from bot.store.tables import PostRow, SourceRow

log = logging.getLogger(__name__)

LEASE_NAME: Final = "sync"
LEASE: Final = timedelta(minutes=2)
"""After how long another process takes over from one that no longer looks through the source."""
_A_FEW = 2
"""So many posts may really have been deleted at once; a source that lost all of more is taken to be out of order."""


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one look through the source found; `error` says why it found nothing, in English, for operators."""

    new: int = 0
    edited: int = 0
    renamed: int = 0
    gone: int = 0
    broken: int = 0
    meetups_changed: int = 0
    queued: int = 0
    held: int = 0
    error: str | None = None


class SyncService:
    """Keeps the database in line with the one configured source. Without one it does nothing."""

    def __init__(self, sessions: Sessions, source: Source | None, settling: Settling) -> None:
        self._sessions = sessions
        self._source = source
        self._settling = settling
        self._one_at_a_time = asyncio.Lock()
        self._holder = process_name()
        self._complete = False
        self._found: frozenset[str] = frozenset()
        """The awaited posts whose page was there at the last look: a post taken back may have one all the same."""
        self._woken = False
        self.on_wake: Callable[[], None] | None = None
        """Called by `wake`: whoever does the looking need not wait for the next round then."""

    @property
    def woken(self) -> bool:
        """True when somebody asked for a look since the last one began."""
        return self._woken

    def wake(self) -> None:
        """Asks the worker for a look at the source soon, whatever the clock says."""
        self._woken = True
        if self.on_wake is not None:
            self.on_wake()

    def watcher(self) -> Watcher | None:
        """A watcher of the source (see `bot.sources.Watcher`), not started; None without a source."""
        return None if self._source is None else self._source.watcher()

    async def sync_alone(self, now: datetime, *, urgent: bool = False) -> SyncResult | None:
        """`sync_once`, unless another process looks through the source these days: then None.

        What is `urgent` (the blog stirred here) is done all the same: two at once only do some work twice.
        """
        async with self._sessions.begin() as session:
            mine = await leases.hold(session, LEASE_NAME, self._holder, now=now, until=now + LEASE)
        return await self.sync_once(now) if mine or urgent else None

    async def stop(self) -> None:
        """Lets another process look through the source at once."""
        async with self._sessions.begin() as session:
            await leases.release(session, LEASE_NAME, self._holder)

    async def sync_once(self, now: datetime) -> SyncResult:
        """Looks through the source and writes down all that follows, in one transaction.

        The first sync of a source is silent. A source that cannot be looked at changes nothing but its error.
        """
        if self._source is None:
            return SyncResult(error="no blog is set (HEROLD_BLOG)")
        async with self._one_at_a_time:
            self._woken = False
            source, known, since = await self._known(self._source)
            try:
                scan = await asyncio.to_thread(self._source.scan, {row.path: row.digest for row in known}, since)
                _refuse_loss(scan, known)
            except SourceStopped as stopped:
                return SyncResult(error=str(stopped))
            except SourceUnavailable as error:
                return await self._failed(source.id, str(error), now)
            if source.first_synced_at is None:
                source = await self._moved_here(self._source, source, scan)
            return await self._take_in(source, known, scan, now)

    async def _known(self, source: Source) -> tuple[SourceRow, Sequence[PostRow], str]:
        """The source's row, its posts, and the version that was taken in last."""
        async with self._sessions.begin() as session:
            row = await sources.get_or_add(session, source.location)
            version = await facts.get(session, _version_of(row.id))
            return row, await posts.outlines(session, row.id), version or ""

    async def _take_in(self, before: SourceRow, known: Sequence[PostRow], scan: Scan, now: datetime) -> SyncResult:
        site, site_data, site_error = _site(before, scan)
        if self._settling.visibility.waits and not site.url:
            site_error = site_error or NO_ADDRESS
        visibility = self._settling.visibility
        out = await visibility.out(known, {}, scan, site, now)
        if not out - self._found and not await self._has_work(before, scan, site_data, now):
            return await self._nothing_new(before.id, scan.version, site_error, now)
        if not self._complete or site_data != before.site:
            await self._settling.warm_up(before.id, site)
        fresh = await self._settling.library.fresh(scan.changed, scan.seen, site)
        out |= await visibility.out([], fresh, scan, site, now)
        async with self._sessions.begin() as session:
            source = await locked(session, before.id)
            source.site = site_data
            rows = await posts.of_source(session, source.id)
            intake = await take_in(session, rows, scan, fresh, source_id=source.id, now=now)
            settled = await self._settling.settle(session, source, now, intake, out)
            source.first_synced_at = source.first_synced_at or now
            await _note(session, source, scan.version, site_error, now)
        self._complete = True
        self._found = frozenset(out)
        return SyncResult(
            new=len(intake.new),
            edited=len(intake.edited),
            renamed=intake.renamed,
            gone=len(intake.gone),
            broken=len(intake.broken),
            meetups_changed=len(settled.folded.changes),
            queued=settled.tally.queued,
            held=settled.tally.held,
            error=site_error,
        )

    async def _moved_here(self, source: Source, row: SourceRow, scan: Scan) -> SourceRow:
        """The row of a source whose posts are mostly the ones seen here: the blog's folder was moved. Else `row`."""
        async with self._sessions.begin() as session:
            for other in await sources.others(session, source.location):
                known = {post.digest for post in await posts.outlines(session, other.id) if post.gone_at is None}
                if known and len(known & set(scan.seen.values())) * 2 > len(known):
                    await sources.move(session, other, row)
                    return other
        return row

    async def _has_work(self, source: SourceRow, scan: Scan, site_data: Mapping[str, Any], now: datetime) -> bool:
        """True unless everything stands as the last sync left it and nothing is due."""
        if not self._complete or source.last_synced_at is None or site_data != source.site:
            return True
        digests = {**scan.seen, **{path: refusal.digest for path, refusal in scan.refused.items()}}
        async with self._sessions() as session:
            rows = await posts.outlines(session, source.id)
            if {row.path: row.digest for row in rows if row.gone_at is None} != digests:
                return True
            if any(row.published_at and source.last_synced_at < row.published_at <= now for row in rows):
                return True
            if await guilds.astray(session, source.id):
                return True
            return await announcements.anything_due(session, source.id, now, NO_CHANNEL)

    async def _nothing_new(self, source_id: int, version: str, site_error: str | None, now: datetime) -> SyncResult:
        async with self._sessions.begin() as session:
            await _note(session, await locked(session, source_id), version, site_error, now)
        return SyncResult(error=site_error)

    async def _failed(self, source_id: int, error: str, now: datetime) -> SyncResult:
        async with self._sessions.begin() as session:
            source = await locked(session, source_id)
            if source.last_error != error:
                log.warning("the blog cannot be looked at: %s", error)
                source.last_error, source.last_error_at = error, now
        return SyncResult(error=error)


def _version_of(source_id: int) -> str:
    return f"source.{source_id}.version"


async def _note(session: AsyncSession, source: SourceRow, version: str, error: str | None, now: datetime) -> None:
    source.last_synced_at = now
    await facts.put(session, _version_of(source.id), version)
    if source.last_error != error:
        source.last_error = error
        source.last_error_at = None if error is None else now


def _site(source: SourceRow, scan: Scan) -> tuple[Site, dict[str, Any], str | None]:
    """The site, its JSON for the row, and what is wrong with the configuration: then the last good one counts."""
    if scan.config is None:
        return site_of(source), source.site, None
    digest = hashlib.sha256(scan.config).hexdigest()
    if source.site.get("digest") == digest:
        return site_of(source), source.site, None
    try:
        site = site_from_config(scan.config.decode("utf-8", errors="replace"))
    except BrokenConfig as broken:
        return site_of(source), source.site, broken.text(Language.ENGLISH)
    return site, site_json(site, digest), None


def _refuse_loss(scan: Scan, known: Sequence[PostRow]) -> None:
    """An empty folder where many posts were is an unmounted disk or a clone under way, not a blog that was deleted."""
    there = [row for row in known if row.gone_at is None]
    if len(there) > _A_FEW and not scan.seen and not scan.refused:
        raise SourceUnavailable(f"The blog's folder has no posts any more; there were {len(there)}.")
