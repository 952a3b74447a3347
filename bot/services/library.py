"""Readings of posts, kept as long as their text stands, so that one changed post costs the reading of one post."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.i18n import _
from bot.posts import Site
from bot.posts.blog import read_together
from bot.services.reading import Job, ReaderHere

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.posts.model import Reading
    from bot.services.reading import Outcome, PostReader
    from bot.store.tables import PostRow, SourceRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FreshPost:
    """A post file just read: its text and what it says, or why it cannot be read."""

    digest: str
    text: str = ""
    reading: Reading | None = None
    broken: Mapping[str, Any] | None = None
    """As `PostRow.broken` keeps it: "file", "line", "cause" (a msgid) and its "values"."""


@dataclass
class Library:
    """Has posts read and remembers the readings of the current texts."""

    max_bytes: int
    reader: PostReader = field(default_factory=ReaderHere)
    _readings: dict[tuple[Site, str, str], Reading] = field(default_factory=dict)

    async def fresh(self, files: Mapping[str, bytes], digests: Mapping[str, str], site: Site) -> dict[str, FreshPost]:
        """Reads changed files, by path."""
        jobs = [Job(path, data, site, self.max_bytes) for path, data in files.items()]
        outcomes = await self._read(jobs)
        known = [reading for (of, path, _text), reading in self._readings.items() if of == site and path not in files]
        posts = {job.path: _fresh(job.path, digests[job.path], outcome) for job, outcome in outcomes}
        read = {path: post.reading for path, post in posts.items() if post.reading is not None}
        if not read:
            return posts
        placed = await asyncio.to_thread(read_together, [*read.values(), *known])  # 25 ms for 500 posts
        return posts | {path: replace(posts[path], reading=one) for path, one in zip(read, placed, strict=False)}

    async def readings(self, rows: Iterable[PostRow], site: Site) -> dict[int, Reading]:
        """What the last good versions of the posts say, by post id. Posts that never could be read are left out."""
        posts = [(row.id, (site, row.path, row.content)) for row in rows if row.content]
        missing = [key for _id, key in posts if key not in self._readings]
        outcomes = await self._read([Job(path, text, site, self.max_bytes) for site, path, text in missing])
        for job, outcome in outcomes:
            if outcome.refused is not None:  # a reader that grew stricter than the one that stored it
                log.info("a stored post can no longer be read: %s", job.path)
        return {post_id: reading for post_id, key in posts if (reading := self._readings.get(key)) is not None}

    def forget_others(self, rows: Iterable[PostRow], site: Site) -> None:
        """Drops the readings of texts that are no more."""
        texts = {(site, row.path, row.content) for row in rows}
        self._readings = {key: reading for key, reading in self._readings.items() if key in texts}

    async def _read(self, jobs: Sequence[Job]) -> list[tuple[Job, Outcome]]:
        """Has posts read and keeps the readings. Waits for a thread, which may itself wait for the reading process."""
        if not jobs:
            return []
        outcomes = await asyncio.to_thread(lambda: list(zip(jobs, self.reader.read(jobs), strict=True)))
        for job, (reading, _refused) in outcomes:
            if reading is not None:
                text = job.content if isinstance(job.content, str) else reading.post.source
                self._readings[job.site, job.path, text] = reading
        return outcomes


def _fresh(path: str, digest: str, outcome: Outcome) -> FreshPost:
    reading, refused = outcome
    if reading is not None:
        return FreshPost(digest, reading.post.source, reading)
    if refused is not None:
        return FreshPost(digest, broken=broken_json(path, refused.line, refused.cause, refused.values))
    return FreshPost(digest, broken=broken_json(path, None, _("I stumbled over this post; my log says where."), {}))


def broken_json(path: str, line: int | None, cause: str, values: Mapping[str, object]) -> dict[str, Any]:
    """Why a post cannot be read, as `PostRow.broken` keeps it."""
    return {"file": path, "line": line, "cause": cause, "values": {name: str(value) for name, value in values.items()}}


def site_of(source: SourceRow) -> Site:
    """The site as it was last understood; the defaults before."""
    facts = source.site.get("facts")
    return Site(**facts) if facts else Site()


def site_json(site: Site, digest: str) -> dict[str, Any]:
    """The site as `SourceRow.site` keeps it, with the digest of the configuration it came from."""
    return {"facts": asdict(site), "digest": digest}
