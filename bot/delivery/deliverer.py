"""Takes due rows out of the outbox to Discord: each thing is said once, and kept true."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    import discord

    from bot.clock import Clock
    from bot.services.all import Services
    from bot.store.base import Sessions


class Deliverer:
    """The one who speaks. `deliver_once` is called by the worker's loop, and by tests."""

    def __init__(self, bot: discord.Client, sessions: Sessions, services: Services, clock: Clock) -> None:
        self._bot = bot
        self._sessions = sessions
        self._services = services
        self._now = clock

    async def deliver_once(self, now: datetime | None = None) -> int:  # noqa: ARG002
        """Works off what is due at `now` (the clock's by default) and gives the number of rows worked on."""
        return 0
