"""A guild's calendar: the file of all its meetups, and the secret address it is subscribed at."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.meetups.calendar import ics_of
from bot.store import audit, guilds

if TYPE_CHECKING:
    from datetime import datetime

    from bot.clock import Clock
    from bot.meetups.calendar import Entry
    from bot.proposals.model import Actor
    from bot.services.meetups import MeetupService
    from bot.store.base import Sessions


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """An iCalendar file. `digest` changes with every byte of it, `changed_at` (aware UTC) with every meetup."""

    data: bytes
    digest: str
    changed_at: datetime | None


class CalendarService:
    """Writes calendars. The UID of an entry holds the guild's id, which never changes, and the meetup's key."""

    def __init__(self, sessions: Sessions, clock: Clock, meetups: MeetupService) -> None:
        self._sessions = sessions
        self._now = clock
        self._meetups = meetups
        self._written: dict[int, tuple[object, CalendarFile]] = {}

    async def whole(self, guild_id: int) -> CalendarFile:
        """All meetups of the guild that have a date, also the past ones and those called off."""
        entries, changed_at = await self._meetups.entries(guild_id)
        async with self._sessions() as session:
            row = await guilds.get(session, guild_id)
        name = "" if row is None else row.name
        version = (name, changed_at, tuple((entry.meetup.id, entry.revision) for entry in entries))
        known = self._written.get(guild_id)
        if known is not None and known[0] == version:
            return known[1]
        # Twelve years of meetups take a while to write; in a thread, the event loop gets its turns meanwhile.
        data = await asyncio.to_thread(_written, entries, name, guild_id)
        written = CalendarFile(data, hashlib.sha256(data).hexdigest()[:32], changed_at)
        self._written[guild_id] = (version, written)
        return written

    async def single(self, guild_id: int, meetup_id: int) -> bytes:
        """One meetup as a file; the same entry as in the whole calendar. Raises UserError when it is not known."""
        entry = await self._meetups.entry(meetup_id)
        async with self._sessions() as session:
            row = await guilds.get(session, guild_id)
        return _written([entry], "" if row is None else row.name, guild_id)

    async def token(self, guild_id: int) -> str:
        """The secret part of the address of the guild's calendar; made when somebody first asks."""
        async with self._sessions.begin() as session:
            token = await guilds.calendar_token(session, guild_id, _new_token())
        assert token is not None  # a guild that Herold answers in has its row
        return token

    async def renew(self, by: Actor) -> str:
        """Gives the guild's calendar another address: the old one is void. Raises UserError for who organizes not."""
        by.require_organizer()
        token = _new_token()
        async with self._sessions.begin() as session:
            await guilds.set_calendar_token(session, by.guild_id, token)
            audit.put(session, guild_id=by.guild_id, actor_id=by.user_id, act="calendar.renew", at=self._now())
        return token

    async def of_token(self, token: str) -> CalendarFile | None:
        """The calendar at a secret address; None when there is none."""
        async with self._sessions() as session:
            row = await guilds.by_calendar_token(session, token)
        return None if row is None else await self.whole(row.id)


def address_of(public_url: str, token: str) -> str:
    """Where a guild's calendar is subscribed at; `bot.web.calendar` answers there."""
    return f"{public_url.rstrip('/')}/calendar/{token}.ics"


def _written(entries: list[Entry], name: str, guild_id: int) -> bytes:
    return ics_of(entries, calendar_name=name or "Herold", domain=f"{guild_id}.herold")


def _new_token() -> str:
    return secrets.token_urlsafe(32)
