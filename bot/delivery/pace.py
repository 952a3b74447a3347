"""Keeps delivery below Discord's limit on all requests of a bot, with room left for what people ask meanwhile."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

SIMULATED: Final = 1e9
"""Requests a second where no real Discord is asked, and time may stand still."""
_BURST: Final = 0.1
"""How much of a second's requests may go out at once after a quiet time; on their way they may crowd still more."""
_SHORTEST_S: Final = 0.001


class Pace:
    """Gives leave for `per_second` requests a second, a tenth of them at once; first come, first served.

    In no second more than `per_second` * 1.1 go out. `now` gives seconds on any scale, `sleep` waits for so many.
    """

    def __init__(
        self,
        per_second: float,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._interval_s = 1 / per_second
        self._burst_s = max(_BURST - self._interval_s, 0.0)
        self._now = now
        self._sleep = sleep
        self._free_at = float("-inf")
        self._turn = asyncio.Lock()

    async def leave(self) -> None:
        """Returns when one more request may go out. Who was woken late is not made up for by those who come after."""
        async with self._turn:
            if self._free_at - self._now() > _SHORTEST_S:
                await self._sleep(self._free_at - self._now())
            self._free_at = max(self._free_at, self._now() - self._burst_s) + self._interval_s


UNHURRIED: Final = Pace(SIMULATED)
"""Always gives leave."""
