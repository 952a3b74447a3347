"""What a source of posts gives: what it holds now, what is new since last time, and a sign when something stirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class SourceUnavailable(OperatorError):
    """The source cannot be looked at now. Says nothing about its posts: none of them counts as deleted."""


class SourceStopped(SourceUnavailable):
    """The process ends, and the look was broken off. Nothing is wrong with the source."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A post file that is there and may not or cannot be read; `cause` is a msgid that `values` fill."""

    digest: str
    """Stands for this refusal of this file: the same again is no news."""
    cause: str
    values: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Scan:
    """One look at a source. Paths lie below the posts folder, with forward slashes; drafts begin with `_drafts/`."""

    config: bytes | None
    """`_config.yml`; None where the site has none."""
    seen: Mapping[str, str]
    """The SHA-256 of every post file that could be read, by path."""
    changed: Mapping[str, bytes]
    """The bytes of those files whose digest is not the known one."""
    refused: Mapping[str, Refusal] = field(default_factory=lambda: _NOTHING)
    version: str = ""
    """Names this state of the source, for the next `scan`; "" where the source keeps no history."""
    renamed: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """What the source's own history tells of renames since the version that was asked for: old paths by new ones."""
    pages: AbstractSet[str] | None = None
    """The files of the deployed site, where one is looked at; None where not."""


class Watcher(Protocol):
    """Tells that a source stirred, without a word on what changed: `Source.scan` finds that out."""

    def start(self) -> None:
        """Begins to watch, in a thread of its own. Doing it twice is harmless."""

    def changed(self) -> bool:
        """True when something stirred since the last call. Never waits."""

    def stop(self) -> None:
        """Ends the thread; `start` may begin again."""


class Source(Protocol):
    """A place posts come from."""

    @property
    def location(self) -> str:
        """Names the source in the database: the same for the same place after a restart."""

    def scan(self, known: Mapping[str, str], since: str = "") -> Scan:
        """Looks through the source; `known` holds the digests by path that need no bytes.

        `since` is the version of the last scan that was taken in; renames are told from there on.

        Reads files and waits for them: call it in a thread. Raises SourceUnavailable.
        """

    def watcher(self) -> Watcher:
        """A watcher of this source, not started yet."""
