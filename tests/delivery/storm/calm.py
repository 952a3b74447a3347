"""What must hold: at any moment nothing stands twice, and once the storm is over all stands as it should."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from bot.delivery.channel_reminder import QUIET
from bot.meetups.leads import due_at, minutes_of
from bot.services.organizing import warning_subject
from bot.store import deliveries
from bot.store.outbox import OPEN
from bot.store.states import AnnouncementState, OutboxState
from bot.store.tables import AnnouncementRow, DeliveryRow, OutboxRow, PostRow, ReminderRow
from tests.delivery.storm.rendered import assert_as_rendered
from tests.delivery.storm.world import GUILDS, LEADS, PEOPLE, Post, World
from tests.loopback.payloads import ME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.meetups.model import Meetup

REST: Final = timedelta(days=2)
"""After this all that is due has been said: the pauses between tries sum up to less."""
AHEAD: Final = timedelta(days=3)
"""For so long reminders are waited for then."""
ROUNDS: Final = 300
CARDS: Final = 11
CHANNEL: Final = 10
LATE: Final = timedelta(minutes=10)
_TOO_LATE: Final = frozenset(
    {
        "the post went before it could be announced",
        "its meetup was over before it could be announced",
        "it was taken back before it was said",
    }
)


def nothing_stands_twice(world: World) -> None:
    for guild in GUILDS:
        urls = [
            embed["url"]
            for message in world.served.messages(guild + CHANNEL)
            for embed in message["embeds"]
            if embed.get("url") and "#herold" not in embed["url"]
        ]
        assert len(urls) == len(set(urls)), urls
        names = [event["name"] for event in world.served.open_events(guild)]
        assert len(names) == len(set(names)), names


def calm_down(world: World) -> None:
    """Nothing more happens, and after a while all that is owed stands there, once, and as the posts say it."""
    world.sky.strokes = []
    world.come_back()
    world.sync()
    _drain(world, world.room.now + REST, reminders=False)
    nothing_stands_twice(world)
    world.run(_all_is_as_it_should_be(world))
    coming = world.run(_coming(world))
    end = world.room.now + AHEAD
    _drain(world, end, reminders=True)
    world.run(_nothing_else(world))
    for channel_id, due, what in coming:
        if due <= end:
            said = [one for one in world.served.messages(channel_id) if _is_reminder(one, due, what)]
            assert len(said) == 1, ("lost or doubled", channel_id, due, what, said)
            world.totals["reminders"] += 1


def _drain(world: World, end: datetime, *, reminders: bool) -> None:
    turn = 0
    while (due := world.run(world.next_due(reminders=reminders))) is not None and due <= end:
        world.room.now = max(world.room.now + timedelta(seconds=31), due)
        world.deliver(turn % 2)
        turn += 1
        assert turn < ROUNDS, "it does not calm down"


async def _all_is_as_it_should_be(world: World) -> None:
    await _nothing_else(world)
    async with world.room.sessions() as session:
        rows = list(await session.scalars(select(OutboxRow).order_by(OutboxRow.id)))
        standing = list(await session.scalars(select(DeliveryRow)))
    for guild in GUILDS:
        for post in world.known.posts:
            await _check_post(world, post, guild, rows)
    _check_letters(world, rows, {(one.guild_id, one.subject, one.purpose): one for one in standing})
    for one in standing:
        if one.digest != deliveries.GONE and one.object_id not in world.known.removed:
            await assert_as_rendered(world, one, rows)


async def _nothing_else(world: World) -> None:
    """All that stands in Discord is known, all that is known stands there, and no row hangs."""
    async with world.room.sessions() as session:
        rows = list(await session.scalars(select(DeliveryRow)))
        hanging = await session.scalars(
            select(OutboxRow).where(OutboxRow.state.in_(OPEN), OutboxRow.due_at <= world.room.now)
        )
        assert [(one.purpose, one.subject, one.state, one.error) for one in hanging] == []
    known = {one.object_id for one in rows} | {message_id for one in rows for _where, message_id in one.earlier or ()}
    for room in world.served.rooms.values():
        strays = [one for key, one in room.messages.items() if one["author"]["id"] == str(ME) and key not in known]
        assert strays == [], "nobody owes this"
    for guild in GUILDS:
        assert {int(event["id"]) for event in world.served.open_events(guild)} <= known
    for one in rows:
        if one.channel_id is not None and one.object_id not in world.known.removed:
            assert one.object_id in world.served.rooms[one.channel_id].messages, ("lost", one.purpose, one.subject)


async def _check_post(world: World, post: Post, guild: int, rows: Sequence[OutboxRow]) -> None:
    row, fate = await world.row_of(post), await world.announcement_of(post, guild)
    if row is None or fate is None:
        assert not post.here, ("never seen", post)
        return
    retracted = (guild, post.number) in world.known.retracted
    assert (fate.state is AnnouncementState.RETRACTED) is retracted, (post, fate.state)
    world.totals["posts"] += 1
    meetup = await world.meetup_of(post, guild)
    if post.here:
        assert meetup is not None
        assert meetup.starts_at == post.start
        assert meetup.cancelled is post.cancelled
    said = _announcements(world, guild, row)
    if retracted:
        assert said == [], ("not taken back", post)
        return
    over = world.room.now >= post.start + timedelta(hours=1)
    if fate.state is not AnnouncementState.QUEUED:
        assert over or not post.here, ("not announced", post, fate.state, fate.reason)
        return
    standing = await world.delivery(guild, f"post:{row.id}", "announcement")
    if standing is None:
        why = [one.error for one in rows if one.guild_id == guild and one.subject == f"post:{row.id}"]
        assert over or post.ever_gone, ("lost", post, why)
        assert set(why) & _TOO_LATE, ("lost", post, why)
        return
    if standing.object_id in world.known.removed:
        assert said == [], ("said again though somebody deleted it", post)
        return
    if not over:  # else it may rest with the address that its post had then
        (embed,) = said
        if post.here:
            assert ("~~" in embed["title"]) is post.cancelled, post
            assert f"<t:{int(post.start.timestamp())}:" in json.dumps(embed), post
    _check_event(
        world, post, guild, meetup, await world.delivery(guild, f"meetup:{meetup.id}", "event") if meetup else None
    )


def _check_event(world: World, post: Post, guild: int, meetup: Meetup | None, standing: DeliveryRow | None) -> None:
    """One open event for what is announced and lies ahead, unless somebody deleted it."""
    found = [one for one in world.served.open_events(guild) if one["name"].endswith(f"#{post.number}")]
    removed = standing is not None and standing.object_id in world.known.removed
    if post.cancelled or removed:
        assert found == [], (post, found)
    elif meetup is not None and world.room.now < post.start and post.here:
        (event,) = found
        assert datetime.fromisoformat(event["scheduled_start_time"]) == post.start


def _check_letters(world: World, rows: Sequence[OutboxRow], standing: dict[tuple[int, str, str], DeliveryRow]) -> None:
    """What failed for good is on a card of the organizers."""
    old = {(one.guild_id, one.subject) for one in rows if one.error == "an old warning"}
    for row in rows:
        if row.state is not OutboxState.FAILED:
            continue
        assert row.user_id is None
        assert row.purpose != "warning", row.error
        key = (row.guild_id, warning_subject(row.purpose, row.subject))
        card = standing.get((*key, "warning"))
        if card is None:
            assert key in old, ("organizers were not told", row.purpose, row.subject, row.error)
            continue
        message = world.served.rooms[row.guild_id + CARDS].messages[card.object_id]
        assert message["content"].startswith("⚠️"), message
        world.totals["letters"] += 1


async def _coming(world: World) -> list[tuple[int, datetime, str]]:
    """The reminders that are to come now: in which channel, when, and what they are known by."""
    coming: list[tuple[int, datetime, str]] = []
    async with world.room.sessions() as session:
        wishes = list(await session.scalars(select(ReminderRow)))
    for guild in GUILDS:
        for post in world.known.posts:
            meetup = await world.meetup_of(post, guild)
            if meetup is None or meetup.cancelled or not post.here:
                continue
            newest = await _newest_announcement(world, guild, meetup)
            for lead in LEADS[guild]:
                due = due_at(meetup, lead)
                if newest is not None and due is not None and due > max(world.room.now, newest.sent_at + QUIET):
                    coming.append((guild + CHANNEL, due, f"#herold-{meetup.id}-{minutes_of(lead)}"))
            for wish in wishes:
                due = due_at(meetup, timedelta(minutes=wish.lead_minutes))
                if wish.meetup_id == meetup.id and wish.guild_id == guild and due and due > world.room.now:
                    channel = int(world.served.open_conversation(wish.user_id)["id"])
                    coming.append((channel, due, post.title.removeprefix("Spotkanie ")))
    return coming


async def _newest_announcement(world: World, guild: int, meetup: Meetup) -> DeliveryRow | None:
    paths = [one.path for one in meetup.posts]
    async with world.room.sessions() as session:
        found = await session.scalars(
            select(AnnouncementRow.post_id)
            .join(PostRow, PostRow.id == AnnouncementRow.post_id)
            .where(PostRow.path.in_(paths), AnnouncementRow.guild_id == guild)
        )
        subjects = [f"post:{post_id}" for post_id in found]
        rows = await deliveries.of_subjects(session, [guild], subjects, ["announcement"])
    there = [one for one in rows if one.digest != deliveries.GONE]
    return there[-1] if there else None


def _is_reminder(message: dict[str, Any], due: datetime, what: str) -> bool:
    said_at = datetime.fromisoformat(message["timestamp"])
    text = message["content"] + " ".join(embed.get("url") or "" for embed in message["embeds"])
    return "🔔" in message["content"] and due <= said_at <= due + LATE and what in text


def _announcements(world: World, guild: int, row: PostRow) -> list[dict[str, Any]]:
    messages = world.served.messages(guild + CHANNEL)
    return [embed for one in messages for embed in one["embeds"] if embed.get("url") == row.url]


def people_heard(world: World) -> int:
    """How many direct messages there were."""
    return sum(len(world.served.direct_messages(person)) for person in PEOPLE)
