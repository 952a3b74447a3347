"""Readings of posts, kept as long as their text stands, so that one changed post costs the reading of one post."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from bot.i18n import _
from bot.posts import BrokenPost, Site, decode_post, encoding_of, parse_post
from bot.posts.reader import read_post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.posts.model import Reading
    from bot.store.tables import PostRow, SourceRow

log = logging.getLogger(__name__)

YEARS: Final = range(1900, 2200)
"""What the instants around a day can be computed for, in every zone."""


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
    """Reads posts in threads and remembers the readings of the current texts."""

    max_bytes: int
    _readings: dict[tuple[Site, str, str], Reading] = field(default_factory=dict)
    _reading: Lock = field(default_factory=Lock)

    async def fresh(self, files: Mapping[str, bytes], digests: Mapping[str, str], site: Site) -> dict[str, FreshPost]:
        """Reads changed files, by path."""
        if not files:
            return {}
        return await asyncio.to_thread(
            lambda: {path: self._fresh(path, data, digests[path], site) for path, data in files.items()}
        )

    async def readings(self, rows: Iterable[PostRow], site: Site) -> dict[int, Reading]:
        """What the last good versions of the posts say, by post id. Posts that never could be read are left out."""
        texts = [(row.id, row.path, row.content) for row in rows if row.content]
        known = {
            post_id: reading
            for post_id, path, text in texts
            if (reading := self._readings.get((site, path, text))) is not None
        }
        missing = [entry for entry in texts if entry[0] not in known]
        if missing:
            known |= await asyncio.to_thread(lambda: dict(self._known(missing, site)))
        return known

    def forget_others(self, rows: Iterable[PostRow], site: Site) -> None:
        """Drops the readings of texts that are no more."""
        texts = {(site, row.path, row.content) for row in rows}
        with self._reading:
            self._readings = {key: reading for key, reading in self._readings.items() if key in texts}

    def _known(self, texts: Iterable[tuple[int, str, str]], site: Site) -> Iterable[tuple[int, Reading]]:
        for post_id, path, text in texts:
            try:
                yield post_id, self._read(path, text, site)
            except BrokenPost:  # a reader that grew stricter than the one that stored it
                log.info("a stored post can no longer be read: %s", path)
            except Exception:
                log.exception("a stored post could not be read: %s", path)

    def _fresh(self, path: str, data: bytes, digest: str, site: Site) -> FreshPost:
        try:
            text = decode_post(data, path=path, max_bytes=self.max_bytes)
            reading = self._read(path, text, site, encoding=encoding_of(data))
        except BrokenPost as broken:
            return FreshPost(digest, broken=broken_json(path, broken.line, broken.cause, broken.values))
        except Exception:  # one post, whatever is in it, never stops the others
            log.exception("a post could not be read: %s", path)
            cause = _("I stumbled over this post; my log says where.")
            return FreshPost(digest, broken=broken_json(path, None, cause, {}))
        return FreshPost(digest, text, reading)

    def _read(self, path: str, text: str, site: Site, *, encoding: str = "utf-8") -> Reading:
        key = (site, path, text)
        with self._reading:
            reading = self._readings.get(key)
            if reading is None:
                post = parse_post(path, text, site, encoding=encoding, max_bytes=self.max_bytes)
                reading = self._readings[key] = _within_time(read_post(post, site))
        return reading


def _within_time(reading: Reading) -> Reading:
    """The reading without days that no calendar can hold. Raises BrokenPost for such a publish date."""
    post = reading.post
    if post.published_at.year not in YEARS:
        raise BrokenPost(
            post.path, None, _("The post's date lies too far away: {date}."), date=post.published_at.date()
        )
    meetups = tuple(
        facts if facts.date is None or facts.date.value.year in YEARS else replace(facts, date=None)
        for facts in reading.meetups
    )
    return reading if meetups == reading.meetups else replace(reading, meetups=meetups)


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
