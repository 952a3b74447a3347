"""Who wants to be reminded of which meetup, and who waits for the next one to be announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from bot.store.tables import MissedRow, ReminderRow, WishRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def of_meetup(session: AsyncSession, meetup_id: int) -> list[ReminderRow]:
    """Everybody's reminders of a meetup."""
    rows = await session.scalars(select(ReminderRow).where(ReminderRow.meetup_id == meetup_id).order_by(ReminderRow.id))
    return list(rows)


async def all_of_person(session: AsyncSession, user_id: int) -> list[ReminderRow]:
    rows = await session.scalars(select(ReminderRow).where(ReminderRow.user_id == user_id).order_by(ReminderRow.id))
    return list(rows)


async def get(session: AsyncSession, reminder_id: int) -> ReminderRow | None:
    return await session.get(ReminderRow, reminder_id)


async def of_person(session: AsyncSession, user_id: int, meetup_id: int) -> list[ReminderRow]:
    """The person's reminders of a meetup, the longest lead first."""
    rows = await session.scalars(
        select(ReminderRow)
        .where(ReminderRow.user_id == user_id, ReminderRow.meetup_id == meetup_id)
        .order_by(ReminderRow.lead_minutes.desc())
    )
    return list(rows)


async def add(
    session: AsyncSession, *, guild_id: int, user_id: int, meetup_id: int, lead_minutes: int, now: datetime
) -> ReminderRow:
    row = ReminderRow(
        guild_id=guild_id, user_id=user_id, meetup_id=meetup_id, lead_minutes=lead_minutes, created_at=now
    )
    session.add(row)
    await session.flush()
    return row


async def remove(session: AsyncSession, row: ReminderRow) -> None:
    await session.delete(row)
    await session.flush()


async def any_missed(session: AsyncSession, user_id: int) -> bool:
    """True when a direct message about a meetup did not reach the person, and they were not told of that yet."""
    reminders = select(ReminderRow.id).where(ReminderRow.user_id == user_id, ReminderRow.missed_at.is_not(None))
    others = select(MissedRow.id).where(MissedRow.user_id == user_id)
    found = await session.scalar(select(or_(reminders.exists(), others.exists())))
    return bool(found)


async def miss(session: AsyncSession, *, guild_id: int, user_id: int, meetup_id: int, now: datetime) -> None:
    """Notes that the word of a meetup did not reach the person. Noting it twice does no harm."""
    known = await session.scalar(
        select(MissedRow.id).where(MissedRow.user_id == user_id, MissedRow.meetup_id == meetup_id)
    )
    if known is None:
        session.add(MissedRow(guild_id=guild_id, user_id=user_id, meetup_id=meetup_id, created_at=now))
        await session.flush()


async def take_missed(session: AsyncSession, user_id: int) -> list[int]:
    """The meetups about which no direct message reached the person; they count as told from now on."""
    rows = await session.scalars(
        update(ReminderRow)
        .where(ReminderRow.user_id == user_id, ReminderRow.missed_at.is_not(None))
        .values(missed_at=None)
        .returning(ReminderRow.meetup_id)
        .execution_options(synchronize_session=False)
    )
    others = await session.scalars(delete(MissedRow).where(MissedRow.user_id == user_id).returning(MissedRow.meetup_id))
    return sorted({*rows.all(), *others.all()})


async def wish(session: AsyncSession, *, guild_id: int, user_id: int, now: datetime) -> bool:
    """Notes that the person wants to hear of the next meetup; False when that was noted already."""
    known = await session.scalar(select(WishRow.id).where(WishRow.guild_id == guild_id, WishRow.user_id == user_id))
    if known is not None:
        return False
    session.add(WishRow(guild_id=guild_id, user_id=user_id, created_at=now))
    await session.flush()
    return True


async def guilds_with_wishes(session: AsyncSession) -> set[int]:
    """The guilds in which somebody waits for the next meetup."""
    return set(await session.scalars(select(WishRow.guild_id).distinct()))


async def take_wishes(session: AsyncSession, guild_id: int) -> list[int]:
    """The people who wait for the guild's next meetup; they are taken off the list."""
    rows = await session.scalars(delete(WishRow).where(WishRow.guild_id == guild_id).returning(WishRow.user_id))
    return sorted(rows.all())


async def wishes_of(session: AsyncSession, user_id: int) -> list[WishRow]:
    """The guilds whose next meetup the person waits for."""
    rows = await session.scalars(select(WishRow).where(WishRow.user_id == user_id).order_by(WishRow.id))
    return list(rows)


async def missed_by(session: AsyncSession, user_id: int) -> list[MissedRow]:
    """The meetups of which the person could not be told."""
    rows = await session.scalars(select(MissedRow).where(MissedRow.user_id == user_id).order_by(MissedRow.id))
    return list(rows)


async def erase_person(session: AsyncSession, user_id: int) -> int:
    """Deletes a person's reminders and wishes; gives how many there were."""
    await session.execute(delete(MissedRow).where(MissedRow.user_id == user_id))
    reminders = await session.scalars(
        delete(ReminderRow).where(ReminderRow.user_id == user_id).returning(ReminderRow.id)
    )
    wishes = await session.scalars(delete(WishRow).where(WishRow.user_id == user_id).returning(WishRow.id))
    return len(reminders.all()) + len(wishes.all())
