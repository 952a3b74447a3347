"""Rows of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import load_only

from bot.store.tables import AnnouncementRow, PostRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


_PORTION: Final = 50
"""Rows at a time: whole posts take a while to be put together, and others have their turn in between."""


async def get(session: AsyncSession, post_id: int) -> PostRow | None:
    """The post, as the database has it this moment."""
    return await session.get(PostRow, post_id, populate_existing=True)


async def of_source(session: AsyncSession, source_id: int) -> Sequence[PostRow]:
    """All posts of a source, gone ones too, in the order they were first seen."""
    rows = await session.stream_scalars(
        select(PostRow)
        .where(PostRow.source_id == source_id)
        .order_by(PostRow.id)
        .execution_options(populate_existing=True, yield_per=_PORTION)
    )
    return [row async for portion in rows.partitions() for row in portion]


async def outlines(session: AsyncSession, source_id: int) -> Sequence[PostRow]:
    """The posts of a source without their texts: path, digest, state, publish date and what is broken."""
    rows = await session.scalars(
        select(PostRow)
        .where(PostRow.source_id == source_id)
        .options(
            load_only(
                PostRow.path,
                PostRow.digest,
                PostRow.gone_at,
                PostRow.published_at,
                PostRow.hidden,
                PostRow.awaited,
                PostRow.url,
                PostRow.broken,
                raiseload=True,
            )
        )
    )
    return rows.all()


async def gone(session: AsyncSession, source_id: int, paths: Collection[str]) -> Sequence[int]:
    """Those of the posts that are not on the blog any more."""
    rows = await session.scalars(
        select(PostRow.id).where(PostRow.source_id == source_id, PostRow.path.in_(paths), PostRow.gone_at.is_not(None))
    )
    return rows.all()


async def newest(
    session: AsyncSession, source_id: int, guild_id: int
) -> Sequence[tuple[PostRow, AnnouncementRow | None]]:
    """The posts that are there and could be read, newest first, each with what became of it in the guild."""
    found = await session.execute(
        select(PostRow, AnnouncementRow)
        .outerjoin(AnnouncementRow, (AnnouncementRow.post_id == PostRow.id) & (AnnouncementRow.guild_id == guild_id))
        .options(load_only(PostRow.title, PostRow.kind, PostRow.published_at, PostRow.hidden, PostRow.url))
        .where(PostRow.source_id == source_id, PostRow.gone_at.is_(None), PostRow.content != "")
        .order_by(PostRow.published_at.desc(), PostRow.id.desc())
    )
    return [(post, announcement) for post, announcement in found]
