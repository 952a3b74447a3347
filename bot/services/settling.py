"""Brings meetups and announcements in line with the posts: the one way in which anything about them changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import OperatorError
from bot.services.deciding import Affairs, Tally, decide_all
from bot.services.history import note_intake
from bot.services.intake import Intake, describe
from bot.services.library import Library, site_of
from bot.services.refolding import Folded, refold_source
from bot.services.turns import in_turns
from bot.services.visibility import Visibility
from bot.store import posts, sources
from bot.store.tables import SourceRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.posts.model import Reading, Site
    from bot.store.base import Sessions
    from bot.store.tables import PostRow


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did."""

    folded: Folded
    tally: Tally


class Settling:
    """Settles a source. What takes long (reading posts) happens in `warm_up`, before the transaction."""

    def __init__(
        self, sessions: Sessions, library: Library, sure_enough: float, visibility: Visibility | None = None
    ) -> None:
        self._sessions = sessions
        self.visibility = visibility or Visibility()
        self.library = library
        self._sure_enough = sure_enough

    async def warm_up(self, source_id: int, site: Site | None = None) -> None:
        """Reads the posts of the database that this process has not read yet, as posts of `site` (the present one)."""
        async with self._sessions() as session:
            source = await session.get_one(SourceRow, source_id)
            rows = await posts.of_source(session, source_id)
        await self.library.readings(rows, site or site_of(source))

    async def settle(
        self,
        session: AsyncSession,
        source: SourceRow,
        now: datetime,
        intake: Intake | None = None,
        out: AbstractSet[str] = frozenset(),
    ) -> Settled:
        """Folds the meetups and decides on announcements, in a transaction that holds the source (`sources.lock`).

        `out` are the paths of posts whose page was just found on the site.
        """
        intake = intake or Intake()
        await session.flush()
        rows = await posts.of_source(session, source.id)
        site = site_of(source)
        readings = await self.library.readings(rows, site)
        self.library.forget_others(rows, site)
        given, readings = (
            readings,
            self.visibility.shown(rows, readings, now, new={row.id for row in intake.new}, out=out),
        )
        await _describe_anew(rows, readings, intake)
        await session.flush()
        await note_intake(session, intake, readings, now)
        folded = await refold_source(session, source.id, rows, readings, now)
        affairs = Affairs(
            session=session,
            now=now,
            sure_enough=self._sure_enough,
            posts=rows,
            readings=readings,
            folded=folded,
            intake=intake,
            awaited=frozenset(post_id for post_id, reading in readings.items() if reading is not given[post_id]),
            silent=source.first_synced_at is None,
        )
        return Settled(folded, await decide_all(affairs, source.id))


async def locked(session: AsyncSession, source_id: int) -> SourceRow:
    """The source, held until the transaction ends. Raises OperatorError when it is not there any more."""
    source = await sources.lock(session, source_id)
    if source is None:
        raise OperatorError(f"source {source_id} is gone from the database")
    return source


async def _describe_anew(rows: Sequence[PostRow], readings: Mapping[int, Reading], intake: Intake) -> None:
    """A changed site or a better reader may tell another address or kind for a text that did not change."""
    taken = {row.id for row in (*intake.new, *intake.edited)}
    async for row in in_turns(rows):
        reading = readings.get(row.id)
        if reading is not None and describe(row, reading) and row.id not in taken:
            intake.described.append(row)
