"""What became of each post in each guild."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import load_only

from bot.errors import HeroldError
from bot.store.base import chunks
from bot.store.states import AnnouncementState, OutboxState
from bot.store.tables import AnnouncementRow, DeliveryRow, GuildRow, OutboxRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


HEROLD: Final = "Herold"
ORGANIZER: Final = "organizer"
BEGINNINGS: Final = (
    AnnouncementState.SILENT,
    AnnouncementState.WAITING,
    AnnouncementState.HELD,
    AnnouncementState.QUEUED,
    AnnouncementState.SKIPPED,
)
"""What becomes of a post that a guild had no word on."""
_DECIDED_ANEW: Final = (AnnouncementState.WAITING, AnnouncementState.HELD, AnnouncementState.SKIPPED)
"""What may be decided otherwise when the post, the time or a setting changes."""
MOVES: Final[Mapping[tuple[AnnouncementState, AnnouncementState], tuple[str, ...]]] = MappingProxyType(
    {
        **{(seen, to): (HEROLD,) for seen in _DECIDED_ANEW for to in _DECIDED_ANEW},
        (AnnouncementState.SILENT, AnnouncementState.QUEUED): (ORGANIZER,),
        **{(seen, AnnouncementState.QUEUED): (HEROLD, ORGANIZER) for seen in _DECIDED_ANEW},
        (AnnouncementState.HELD, AnnouncementState.IGNORED): (ORGANIZER,),
        (AnnouncementState.IGNORED, AnnouncementState.QUEUED): (ORGANIZER,),
        (AnnouncementState.QUEUED, AnnouncementState.RETRACTED): (ORGANIZER,),
        (AnnouncementState.RETRACTED, AnnouncementState.QUEUED): (ORGANIZER,),
    }
)
"""Where an announcement may go from each state, and who moves it. From a state to itself: for another reason."""


class NoSuchMoveError(HeroldError):
    """MOVES has no such move."""


@dataclass(frozen=True, slots=True)
class NewAnnouncement:
    """What becomes of a post in a guild that had no word on it."""

    guild_id: int
    post_id: int
    state: AnnouncementState
    reason: str = ""
    due_at: datetime | None = None
    decided_by: int | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a post in a guild. `changed_at` is when the post itself last changed."""

    subject: str
    """As in the outbox: "post:12"."""
    path: str
    state: AnnouncementState
    changed_at: datetime
    moved_at: datetime
    """When it got into its state."""
    without_event: bool
    """For one that was taken back: its scheduled event went with it."""


async def get(session: AsyncSession, announcement_id: int) -> AnnouncementRow | None:
    return await session.get(AnnouncementRow, announcement_id, populate_existing=True)


async def open_or_about(
    session: AsyncSession, source_id: int, post_ids: Iterable[int]
) -> Mapping[int, Mapping[int, AnnouncementRow]]:
    """By guild and post: what waits or is held of a source's posts, and what became of the named ones."""
    rows = await session.scalars(
        select(AnnouncementRow)
        .join(PostRow, PostRow.id == AnnouncementRow.post_id)
        .where(
            PostRow.source_id == source_id,
            AnnouncementRow.state.in_((AnnouncementState.WAITING, AnnouncementState.HELD))
            | AnnouncementRow.post_id.in_(list(post_ids)),
        )
        .execution_options(populate_existing=True)
    )
    found: defaultdict[int, dict[int, AnnouncementRow]] = defaultdict(dict)
    for row in rows:
        found[row.guild_id][row.post_id] = row
    return found


async def anything_due(session: AsyncSession, source_id: int, now: datetime, released: str) -> bool:
    """True when a waiting post's time has come, or one held for the reason `released` could be announced now."""
    due = (AnnouncementRow.state == AnnouncementState.WAITING) & (AnnouncementRow.due_at <= now)
    free = (
        (AnnouncementRow.state == AnnouncementState.HELD)
        & (AnnouncementRow.reason == released)
        & GuildRow.announcement_channel_id.is_not(None)
    )
    found = await session.scalar(
        select(AnnouncementRow.id)
        .join(GuildRow, GuildRow.id == AnnouncementRow.guild_id)
        .join(PostRow, PostRow.id == AnnouncementRow.post_id)
        .where(
            GuildRow.source_id == source_id,
            GuildRow.left_at.is_(None),
            PostRow.source_id == source_id,
            PostRow.gone_at.is_(None),
            due | free,
        )
        .limit(1)
    )
    return found is not None


async def of_post(session: AsyncSession, guild_id: int, post_id: int) -> AnnouncementRow | None:
    return await session.scalar(
        select(AnnouncementRow)
        .where(AnnouncementRow.guild_id == guild_id, AnnouncementRow.post_id == post_id)
        .execution_options(populate_existing=True)
    )


async def retracted_in(session: AsyncSession, guild_ids: Collection[int], post_id: int) -> set[int]:
    """Those of the guilds in which organizers took the post's announcement back."""
    found = await session.scalars(
        select(AnnouncementRow.guild_id).where(
            AnnouncementRow.post_id == post_id,
            AnnouncementRow.guild_id.in_(guild_ids),
            AnnouncementRow.state == AnnouncementState.RETRACTED,
        )
    )
    return set(found)


async def fates(session: AsyncSession, guild_id: int, source_id: int, paths: Iterable[str]) -> Sequence[Fate]:
    """What became of the named posts of a source in the guild, first seen first."""
    return (await fates_in(session, [guild_id], source_id, paths))[guild_id]


async def fates_in(
    session: AsyncSession, guild_ids: Collection[int], source_id: int, paths: Iterable[str]
) -> Mapping[int, Sequence[Fate]]:
    """What became of the named posts of a source, by guild; in each first seen first."""
    rows = await session.execute(
        select(PostRow, AnnouncementRow)
        .join(AnnouncementRow, AnnouncementRow.post_id == PostRow.id)
        .where(PostRow.source_id == source_id, AnnouncementRow.guild_id.in_(guild_ids), PostRow.path.in_(list(paths)))
        .order_by(PostRow.id)
        .options(load_only(PostRow.path, PostRow.changed_at, raiseload=True))
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Fate]] = {guild_id: [] for guild_id in guild_ids}
    for post, row in rows:
        fate = Fate(f"post:{post.id}", post.path, row.state, post.changed_at, row.changed_at, row.without_event)
        found[row.guild_id].append(fate)
    return found


async def add(session: AsyncSession, rows: Sequence[NewAnnouncement], now: datetime) -> dict[tuple[int, int], int]:
    """Notes what becomes of posts in guilds; gives the ids by guild and post of those that were not noted yet."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    added: dict[tuple[int, int], int] = {}
    for chunk in chunks(rows):
        found = await session.execute(
            dialect.insert(AnnouncementRow)
            .values([{**asdict(row), "changed_at": now} for row in chunk])
            .on_conflict_do_nothing(index_elements=["guild_id", "post_id"])
            .returning(AnnouncementRow.guild_id, AnnouncementRow.post_id, AnnouncementRow.id)
        )
        added |= {(guild_id, post_id): new_id for guild_id, post_id, new_id in found}
    return added


async def move(
    session: AsyncSession,
    announcement_id: int,
    *,
    seen: AnnouncementState,
    to: AnnouncementState,
    now: datetime,
    reason: str = "",
    due_at: datetime | None = None,
    decided_by: int | None = None,
    without_event: bool = False,
) -> bool:
    """Moves the row on if it still stands where it was seen; False when somebody was faster.

    Raises NoSuchMoveError for a move that is not in MOVES.
    """
    if (seen, to) not in MOVES:
        raise NoSuchMoveError(f"an announcement does not go from {seen} to {to}")
    won = await session.scalar(
        update(AnnouncementRow)
        .where(AnnouncementRow.id == announcement_id, AnnouncementRow.state == seen)
        .values(
            state=to,
            reason=reason,
            due_at=due_at,
            decided_by=decided_by,
            changed_at=now,
            without_event=without_event,
        )
        .returning(AnnouncementRow.id)
        .execution_options(synchronize_session=False)
    )
    return won is not None


async def said_anywhere(session: AsyncSession, post_ids: Iterable[int]) -> set[int]:
    """Those of the posts whose announcement people in some guild have seen, or may have seen."""
    subjects = {f"post:{post_id}": post_id for post_id in post_ids}
    seen = (OutboxState.SENDING, OutboxState.SENT, OutboxState.UNKNOWN)
    said: set[int] = set()
    for chunk in chunks(list(subjects)):
        sent = select(OutboxRow.subject).where(
            OutboxRow.purpose == "announcement", OutboxRow.subject.in_(chunk), OutboxRow.state.in_(seen)
        )
        stands = select(DeliveryRow.subject).where(
            DeliveryRow.purpose == "announcement", DeliveryRow.subject.in_(chunk)
        )
        said |= {subjects[subject] for subject in await session.scalars(union(sent, stands))}
    return said


async def announced_paths(session: AsyncSession, guild_id: int, source_id: int) -> set[str]:
    """The source's posts that were announced in the guild, or are about to be."""
    rows = await session.scalars(
        select(PostRow.path)
        .join(AnnouncementRow, AnnouncementRow.post_id == PostRow.id)
        .where(
            PostRow.source_id == source_id,
            AnnouncementRow.guild_id == guild_id,
            AnnouncementRow.state == AnnouncementState.QUEUED,
        )
    )
    return set(rows)
