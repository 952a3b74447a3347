"""Takes due rows in hand, guild by guild in turns, several in one transaction."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.store import claims

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.store.base import Sessions
    from bot.store.claims import Claimed

CLAIM: Final = timedelta(minutes=5)
"""For how long a row stays in the hands of a process that died; longer than any row can take."""
LOOK_AGAIN: Final = timedelta(seconds=2)
"""How often guilds whose rows fell due meanwhile join those that wait."""
LOOK_SOON: Final = timedelta(seconds=0.25)
"""How often at most it is looked whether a guild has more once none waits any more, while rows end all the time."""


class Waiting:
    """The guilds that have something due; whoever was served last comes last.

    `sees` says whether this process' shards see a guild; `aside`, whether it is about `claims.ASIDE` or all the rest.
    """

    def __init__(self, sessions: Sessions, holder: str, sees: Callable[[int], bool], *, aside: bool = False) -> None:
        self._sessions = sessions
        self._holder = holder
        self._sees = sees
        self.aside = aside
        self._guilds: deque[int] = deque()
        self._looked_at: datetime | None = None
        self._served: dict[int, int] = {}
        self._rests_until: datetime | None = None

    def rest(self, until: datetime) -> None:
        """Nothing is taken until then: Discord turns everything away."""
        self._rests_until = until

    async def claim(
        self, now: datetime, most: int, busy: Collection[int], *, exclusive: bool, hurried: bool = False
    ) -> list[Claimed]:
        """Up to `most` rows, each of another guild that is not busy.

        `hurried` says that rows end one after the other while others are under way.
        """
        if most <= 0 or (self._rests_until is not None and now < self._rests_until):
            return []
        if self._is_to_look(now, hurried=hurried):
            await self._look(now, exclusive=exclusive)
        while self._guilds:
            chosen = self._next(most, busy)
            if not chosen:
                return []
            async with self._sessions.begin() as session:
                claimed = await claims.claim_each(
                    session,
                    chosen,
                    holder=self._holder,
                    now=now,
                    lease=CLAIM,
                    exclusive=exclusive,
                    aside=self.aside,
                )
            if claimed:
                return claimed
        return []

    def _is_to_look(self, now: datetime, *, hurried: bool) -> bool:
        if self._looked_at is None or not (hurried or self._guilds):
            return True
        return now - self._looked_at >= (LOOK_AGAIN if self._guilds else LOOK_SOON)

    async def _look(self, now: datetime, *, exclusive: bool) -> None:
        async with self._sessions() as session:
            due = await claims.due_guilds(session, now, self._holder, exclusive=exclusive, aside=self.aside)
        if not due:
            self._served.clear()
        self._guilds = deque(sorted(filter(self._sees, due), key=lambda guild_id: self._served.get(guild_id, 0)))
        self._looked_at = now

    def _next(self, most: int, busy: Collection[int]) -> list[int]:
        chosen: list[int] = []
        while self._guilds and len(chosen) < most:
            guild_id = self._guilds.popleft()
            if guild_id not in busy:
                self._served[guild_id] = self._served.get(guild_id, 0) + 1
                chosen.append(guild_id)
        return chosen
