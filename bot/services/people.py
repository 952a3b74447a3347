"""What a person chose for themselves, and which guild they mean in a direct message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import Language
from bot.store import people

if TYPE_CHECKING:
    from bot.store.base import Sessions


class PeopleService:
    """Keeps each person's own choice of language; it wins over the locale that Discord reports."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def language(self, user_id: int) -> Language | None:
        """The language the person chose; None when they never did."""
        async with self._sessions() as session:
            row = await people.get(session, user_id)
            return None if row is None or row.language is None else Language(row.language)

    async def choose_language(self, user_id: int, language: Language | None) -> None:
        """Keeps the choice; None goes back to what Discord reports."""
        async with self._sessions.begin() as session:
            row = await people.get_or_add(session, user_id)
            row.language = None if language is None else language.value

    async def guild(self, user_id: int) -> int | None:
        """The guild the person last used Herold in."""
        async with self._sessions() as session:
            row = await people.get(session, user_id)
            return None if row is None else row.guild_id

    async def talked_in(self, user_id: int, guild_id: int) -> None:
        """Notes where the person used Herold; writes only when that is another guild than before."""
        if await self.guild(user_id) == guild_id:
            return
        async with self._sessions.begin() as session:
            row = await people.get_or_add(session, user_id)
            row.guild_id = guild_id

    async def erase(self, user_id: int) -> None:
        """Forgets the person's choices."""
        async with self._sessions.begin() as session:
            row = await people.get(session, user_id)
            if row is not None:
                await session.delete(row)
