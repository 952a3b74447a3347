"""The history of one post in one guild: what was read, decided, said, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.errors import UserError
from bot.i18n import _
from bot.services.views import meetup_of
from bot.store import announcements, guilds, meetups, posts, trail
from bot.store.base import storable
from bot.store.states import AnnouncementState, Step
from bot.store.trail import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.clock import Clock
    from bot.posts.model import Fact, MeetupFacts, Reading
    from bot.proposals.model import Actor
    from bot.services.intake import Intake
    from bot.store.base import Sessions
    from bot.store.tables import PostRow

KEPT: Final = timedelta(days=400)
"""For how long steps are kept: a year's meetup can still be compared with this year's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One step. `details` are those that its writer gave; see `Step`."""

    at: datetime
    what: str
    details: Mapping[str, Any]
    of_meetup: bool = False
    """True when it happened to a meetup of the post: its scheduled event, its corrections."""


@dataclass(frozen=True, slots=True)
class History:
    """A page of a post's history, oldest step first, and how the post stands now."""

    guild_id: int
    post_id: int
    title: str
    url: str
    state: AnnouncementState | None
    reason: str
    entries: Sequence[Entry]
    page: int
    """From 0."""
    pages: int


class HistoryService:
    """Tells organizers why a post was announced, held or left out, and forgets old steps."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._now = clock

    async def why(self, post_id: int, *, by: Actor, page_size: int, page: int | None = None) -> History:
        """A page of the history, the last one unless told. Raises UserError for other people's posts."""
        by.require_organizer()
        async with self._sessions() as session:
            post = await posts.get(session, post_id)
            guild = await guilds.get(session, by.guild_id)
            if post is None or guild is None or guild.source_id != post.source_id:
                raise UserError(_("I do not know that post any more."))
            announcement = await announcements.of_post(session, by.guild_id, post_id)
            subjects = [f"post:{post_id}", *(await self._meetups(session, post))]
            if announcement is not None:
                subjects.append(f"announcement:{announcement.id}")
            pages = max(1, -(-await trail.count(session, by.guild_id, subjects) // page_size))
            page = pages - 1 if page is None else min(max(page, 0), pages - 1)
            steps = await trail.steps(session, by.guild_id, subjects, limit=page_size, offset=page * page_size)
            return History(
                guild_id=by.guild_id,
                post_id=post_id,
                title=post.title,
                url=post.url,
                state=None if announcement is None else announcement.state,
                reason="" if announcement is None else announcement.reason,
                entries=[Entry(row.at, row.what, row.details, row.subject.startswith("meetup:")) for row in steps],
                page=page,
                pages=pages,
            )

    async def purge(self, now: datetime) -> None:
        """Forgets the steps that are older than `KEPT`."""
        async with self._sessions.begin() as session:
            await trail.purge(session, now - KEPT)

    async def _meetups(self, session: AsyncSession, post: PostRow) -> list[str]:
        told = [meetup_of(row) for row in await meetups.of_source(session, post.source_id)]
        return [f"meetup:{meetup.id}" for meetup in told if any(ref.path == post.path for ref in meetup.posts)]


async def note_intake(session: AsyncSession, intake: Intake, readings: Mapping[int, Reading], now: datetime) -> None:
    """Writes what happened to posts on the blog, within the transaction that takes it in; their rows have ids."""
    await trail.put_all(session, _of_intake(intake, readings), now)


def _of_intake(intake: Intake, readings: Mapping[int, Reading]) -> Iterator[Note]:
    for what, rows in ((Step.SEEN, intake.new), (Step.EDITED, (*intake.edited, *intake.described))):
        for row in rows:
            if (reading := readings.get(row.id)) is not None:
                yield Note(f"post:{row.id}", what, _read_as(reading))
    for row in intake.broken:
        broken = row.broken or {}
        yield Note(f"post:{row.id}", Step.BROKEN, {name: broken.get(name) for name in ("line", "cause", "values")})
    for row in intake.gone:
        yield Note(f"post:{row.id}", Step.GONE)


def _read_as(reading: Reading) -> dict[str, Any]:
    return {
        "kind": reading.kind.value.value,
        "confidence": round(reading.kind.confidence, 3),
        "meetups": [_facts(facts) for facts in reading.meetups[:5]],
    }


def _facts(facts: MeetupFacts) -> dict[str, Any]:
    found: dict[str, Fact[Any] | None] = {
        "date": facts.date,
        "start_time": facts.start_time,
        "venue": facts.venue,
        "number": facts.number,
    }
    told: dict[str, Any] = {
        name: fact.value if isinstance(fact.value, int) else storable(str(fact.value))
        for name, fact in found.items()
        if fact is not None
    }
    if facts.date is not None:
        told["date_confidence"] = round(facts.date.confidence, 3)
    return told
