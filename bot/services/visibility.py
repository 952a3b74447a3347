"""Published means visible: where the settings ask for it, a post counts once the site shows its page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from bot.i18n import _
from bot.posts.site import base_url
from bot.sources.files import DRAFTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.posts.model import Reading, Site
    from bot.services.library import FreshPost
    from bot.sources import Scan
    from bot.sources.pages import PageLooker
    from bot.store.tables import PostRow

NOT_OUT: Final = _("It is published, but the site does not show its page yet.")
"""Why a post waits that its authors have published; and, after a while, why it is held."""
PATIENCE: Final = timedelta(days=1)
"""How long a post waits for its page before organizers are asked."""
OLD: Final = timedelta(days=30)
"""A post first seen this long after its publish date does not wait: if its page were missing, somebody would know."""
_NOTHING: Final[frozenset[str]] = frozenset()
NO_ADDRESS: Final = "_config.yml names no url, so no page can be looked for (HEROLD_PUBLISHED_WHEN)."


@dataclass(frozen=True)
class Visibility:
    """Finds out which posts the site shows. `waits` false: a commit is enough, and nothing is looked for."""

    waits: bool = False
    looker: PageLooker | None = None
    """Asks the site itself; without it the files of the deployed branch count."""

    async def out(
        self, rows: Iterable[PostRow], fresh: Mapping[str, FreshPost], scan: Scan, site: Site, now: datetime
    ) -> AbstractSet[str]:
        """The paths of those awaited posts, known or fresh, whose page is there."""
        if not self.waits:
            return _NOTHING
        urls = {row.path: row.url for row in rows if _is_due(row, now) and row.path in scan.seen}
        for path, post in fresh.items():
            if post.reading is not None and post.reading.post.is_published(now):
                urls[path] = post.reading.post.url
        without = {path for path, url in urls.items() if not url}
        if self.looker is not None:
            asked = await self.looker.answering([url for url in urls.values() if url], now)
            return without | {path for path, url in urls.items() if url in asked}
        pages = scan.pages or _NOTHING
        return without | {path for path, url in urls.items() if not pages.isdisjoint(_files_of(url, site))}

    def shown(
        self,
        rows: Iterable[PostRow],
        readings: Mapping[int, Reading],
        now: datetime,
        *,
        new: AbstractSet[int],
        out: AbstractSet[str],
    ) -> dict[int, Reading]:
        """Notes in the rows which posts are awaited, and gives the readings with published ones of them hidden.

        `new` are the posts never seen before, `out` the paths whose page was just found.
        """
        given = dict(readings)
        for row in rows:
            reading = readings.get(row.id)
            if reading is None:
                continue
            if not self.waits:
                row.awaited = False
            elif not reading.post.is_published(now):
                row.awaited = True  # a draft or a future post waits for its page once its time has come
            elif row.path in out:
                row.awaited = False
            elif row.id in new:
                row.awaited = now - reading.post.published_at < OLD
            if row.awaited and reading.post.is_published(now):
                given[row.id] = replace(reading, post=replace(reading.post, hidden=True))
        return given


def _is_due(row: PostRow, now: datetime) -> bool:
    is_draft = row.path.startswith(f"{DRAFTS}/")
    return row.awaited and not is_draft and row.published_at is not None and row.published_at <= now


def _files_of(url: str, site: Site) -> list[str]:
    """The files that a web server may show for the address, from the root of the built site."""
    path = unquote(urlsplit(url).path)
    root = unquote(urlsplit(base_url(site)).path)
    below = path.removeprefix(root).strip("/")
    names = [below] if below.endswith((".html", ".htm")) else [f"{below}/index.html".lstrip("/"), f"{below}.html"]
    return [*names, *(f"{root.strip('/')}/{name}" for name in names if root.strip("/"))]
