"""A repository's past as a source of posts: it shows whichever commit it is told to stand at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.sources.files import CONFIG, DRAFTS, is_post

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bot.sources import GitSource, Scan, Watcher
    from bot.sources.git_clone import Commit

_NOWHERE: Final = ""


@dataclass
class Past:
    """Gives the commits that touch posts or the configuration, and stands at one of them."""

    source: GitSource
    commit: str = _NOWHERE

    @property
    def location(self) -> str:
        return self.source.location

    def commits(self) -> Iterator[Commit]:
        """Oldest first, with times that never go back: a branch holds what was rebased, or written elsewhere earlier.

        Raises SourceUnavailable.
        """
        latest: datetime | None = None
        for commit in self.source.history():
            latest = commit.at if latest is None else max(latest, commit.at)
            if any(_matters(path) for path in commit.paths):
                yield type(commit)(commit.oid, latest, commit.paths)

    def scan(self, known: Mapping[str, str], since: str = "") -> Scan:
        """The posts as they were at the commit."""
        return self.source.scan_at(self.commit, known, since)

    def watcher(self) -> Watcher:
        return self.source.watcher()


def _matters(path: str) -> bool:
    *folders, name = path.split("/")
    return name == CONFIG or DRAFTS in folders or is_post(name)
