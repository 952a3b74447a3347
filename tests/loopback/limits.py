"""Discord's rate limits: the global one of a bot, and a bucket for each channel and route."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.loopback.faults import Asked

_CHANNEL: Final = re.compile(r"/channels/(\d+)/messages(?:/\d+)?")


@dataclass(frozen=True)
class TooFast:
    """A 429."""

    body: dict[str, Any]
    headers: dict[str, str]
    status: int = 429


@dataclass
class Limits:
    """Counts by `clock` (seconds). `exceeded` is how often each limit was hit."""

    clock: Callable[[], float]
    per_second: int = 50
    per_channel: tuple[int, float] = (5, 5.0)
    """So many writes to a channel in so many seconds."""
    exceeded: dict[str, int] = field(default_factory=lambda: {"global": 0, "channel": 0})
    busiest_second: int = 0
    _recent: deque[float] = field(default_factory=deque)
    _channels: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def refuse(self, asked: Asked) -> TooFast | None:
        """None when the request is within the limits; interactions count for none."""
        if asked.path.startswith(("/interactions/", "/webhooks/")):
            return None
        now = self.clock()
        while self._recent and self._recent[0] <= now - 1.0:
            self._recent.popleft()
        if len(self._recent) >= self.per_second:
            self.exceeded["global"] += 1
            return _too_fast(self._recent[0] + 1.0 - now, everywhere=True)
        recent, (most, seconds) = self._of_channel(asked, now), self.per_channel
        if recent is not None and len(recent) >= most:
            self.exceeded["channel"] += 1
            return _too_fast(recent[0] + seconds - now, everywhere=False)
        self._recent.append(now)
        self.busiest_second = max(self.busiest_second, len(self._recent))
        if recent is not None:
            recent.append(now)
        return None

    def headers(self, asked: Asked) -> dict[str, str]:
        now = self.clock()
        recent, (most, seconds) = self._of_channel(asked, now), self.per_channel
        if recent is None:
            return {}
        return {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(0, most - len(recent))),
            "X-RateLimit-Reset-After": f"{(recent[0] + seconds - now) if recent else seconds:.3f}",
            "X-RateLimit-Bucket": f"messages-{asked.method}",
        }

    def _of_channel(self, asked: Asked, now: float) -> deque[float] | None:
        found = _CHANNEL.fullmatch(asked.path)
        if found is None or asked.method == "GET":
            return None
        recent = self._channels[f"{asked.method} {found[1]}"]
        while recent and recent[0] <= now - self.per_channel[1]:
            recent.popleft()
        return recent


def _too_fast(retry_after: float, *, everywhere: bool) -> TooFast:
    scope = "global" if everywhere else "user"
    headers = {"Via": "1.1 google", "Retry-After": f"{retry_after:.3f}", "X-RateLimit-Scope": scope}
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    body = {"code": 0, "message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
    return TooFast(body, headers)
