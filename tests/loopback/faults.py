"""The ways in which a request may end badly, and what the loopback Discord was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Then(StrEnum):
    """How the connection ends where no answer is sent."""

    DROP = "drop"  # closed, as by a proxy that restarts
    RESET = "reset"  # reset: SO_LINGER 0
    HANG = "hang"  # nothing at all, until `LoopbackDiscord.release`


@dataclass(frozen=True)
class Answer:
    """An error in place of the answer."""

    status: int
    code: int = 0
    message: str = "a fault"
    retry_after: float | None = None
    """With 429: the body's and the header's retry-after, in seconds."""
    everywhere: bool = False
    """With 429: the global rate limit."""
    cloudflare: bool = False
    """Not by Discord but by the proxy before it: no JSON, no Via."""


@dataclass
class Fault:
    """What becomes of requests that fit `method` and `path` (with `*`): `effect` says whether they are done first."""

    method: str
    path: str
    then: Then | Answer
    effect: bool = False
    times: int | None = 1
    """How many requests it strikes; None strikes all."""
    struck: int = 0

    def fits(self, method: str, path: str) -> bool:
        left = self.times is None or self.struck < self.times
        return left and self.method in {method, "*"} and fnmatchcase(path, self.path)


@dataclass(frozen=True)
class Asked:
    """A request as `tests.discord_description` checks it; `path` is without host and version."""

    method: str
    path: str
    params: Mapping[str, Any]
    json: Any
    reason: str | None
    at: datetime
    token: str
    faults: list[str] = field(default_factory=list)
    """What Discord would have against it."""
