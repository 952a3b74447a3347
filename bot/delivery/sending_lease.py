"""Who may send: on SQLite one process at a time, by a lease in the database; elsewhere everybody."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.store import leases

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.base import Sessions

log = logging.getLogger(__name__)

LEASE_NAME: Final = "deliverer"
LEASE: Final = timedelta(seconds=30)
"""For how long a SQLite process that died keeps the next one from sending."""


class SendingLease:
    """The lease of the process that `holder` names."""

    standing_by: bool = False
    """True while another process holds it, and this one must not send."""
    exclusive: bool = False
    """True where the database wants one process only."""

    def __init__(self, sessions: Sessions, holder: str) -> None:
        self._sessions = sessions
        self._holder = holder
        self._until: datetime | None = None

    async def hold(self, now: datetime) -> bool:
        """True when this process may send; the holder renews the lease at half time."""
        if self._until is not None and now < self._until - LEASE / 2:
            return True
        async with self._sessions.begin() as session:
            self.exclusive = leases.one_process_only(session)
            if not self.exclusive:
                return True
            until = now + LEASE
            held = await leases.hold(session, LEASE_NAME, self._holder, now=now, until=until)
        if not held and not self.standing_by:
            log.warning("another process is sending from this database, so this one stands by and sends nothing")
        elif held and self.standing_by:
            log.warning("the other process is gone: this one sends now")
        self.standing_by = not held
        self._until = until if held else None
        return held

    async def release(self) -> None:
        """Gives the lease back, so that the next process need not wait for it to run out."""
        if self._until is not None:
            async with self._sessions.begin() as session:
                await leases.release(session, LEASE_NAME, self._holder)
            self._until = None
