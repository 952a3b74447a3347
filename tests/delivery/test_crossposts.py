"""An announcement in an announcement channel is published to its followers once, and holds nothing up meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest
from simcord.backend.models.channel import Overwrite
from simcord.enums import ChannelType, OverwriteType
from sqlalchemy import select

from bot.i18n import Language
from bot.store import claims, outbox
from bot.store.tables import OutboxRow
from tests.delivery.stories import publish, write_meetup
from tests.world import said

if TYPE_CHECKING:
    from simcord import ChannelHandle
    from simcord.types import HttpLogEntry

    from tests.world import World


async def news_of(world: World, **settings: object) -> ChannelHandle:
    """A guild whose announcements go to an announcement channel."""
    news = world.guild.create_news_channel("wieści")
    await world.set_up(announcement_channel_id=news.id, **({"crosspost": True} | settings))
    return news


async def announced(world: World) -> None:
    write_meetup(world)
    await publish(world)


def is_published(message: discord.Message) -> bool:
    """SimCord sets the flag that Discord sets on the copies (1 << 1); on the original it is 1 << 0."""
    return message.flags.crossposted or message.flags.is_crossposted


def publishings(world: World) -> list[HttpLogEntry]:
    return [entry for entry in world.env.http_requests if entry.path.endswith("/crosspost")]


async def states(world: World, purpose: str = "crosspost") -> list[tuple[str, str | None]]:
    async with world.bot.sessions() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.purpose == purpose).order_by(OutboxRow.id))
        return [(row.state.value, row.error) for row in rows]


async def ask_for_it(world: World) -> None:
    """Queues the publishing of the announcement once more."""
    async with world.bot.sessions.begin() as session:
        await outbox.put(
            session, guild_id=world.guild.id, subject="post:1", purpose="crosspost", due_at=world.now, now=world.now
        )


async def test_an_announcement_is_published_to_followers_once(world: World) -> None:
    news = await news_of(world)
    await announced(world)
    (message,) = news.history()
    assert is_published(message)
    assert await states(world) == [("sent", None)]
    write_meetup(world, hour="19:00")
    await world.tick()
    assert len(publishings(world)) == 1


async def test_it_is_off_unless_chosen(world: World) -> None:
    news = await news_of(world, crosspost=False)
    await announced(world)
    (message,) = news.history()
    assert not is_published(message)
    await world.set_up(announcement_channel_id=news.id, crosspost=True)
    write_meetup(world, hour="19:00")
    await world.tick()
    assert await states(world) == []  # what was sent before stays as it was


async def test_nothing_is_queued_for_a_channel_that_nobody_can_follow(world: World) -> None:
    await world.set_up(crosspost=True)
    await announced(world)
    assert await states(world) == []


async def test_one_that_an_organizer_published_by_hand_is_done(world: World) -> None:
    await news_of(world)
    await announced(world)
    await ask_for_it(world)
    await world.deliver()
    assert len(publishings(world)) == 2  # the second answered 40033
    assert [state for state, _error in await states(world)] == ["sent", "sent"]


async def test_a_channel_that_is_no_announcement_channel_any_more_drops_it(world: World) -> None:
    news = await news_of(world)
    await announced(world)
    await ask_for_it(world)
    world.env.backend.get_channel(news.id).type = ChannelType.TEXT
    world.env.backend.announce_channel_update(news.id)
    await world.env.settle()
    await world.deliver()
    assert (await states(world))[-1] == ("retracted", "the channel is no announcement channel any more")
    assert world.organizers.history() == []


async def test_an_announcement_deleted_meanwhile_drops_it_quietly(world: World) -> None:
    news = await news_of(world)
    await announced(world)
    (message,) = news.history()
    await world.bot.get_partial_messageable(news.id).get_partial_message(message.id).delete()
    await ask_for_it(world)
    await world.deliver()
    assert (await states(world))[-1] == ("retracted", "Nie ma już czego publikować.")
    assert world.organizers.history() == []


@pytest.mark.parametrize(
    ("language", "about", "lacking"),
    [
        (Language.POLISH, "Publikacja u obserwujących: Spotkanie #78", "Wysyłanie wiadomości"),
        (Language.ENGLISH, "Publishing to followers: Spotkanie #78", "Send Messages"),
    ],
)
async def test_a_missing_permission_is_told_to_organizers_and_mended(
    world: World, language: Language, about: str, lacking: str
) -> None:
    news = await news_of(world, language=language)
    await announced(world)
    assert world.bot.user is not None
    denied = discord.Permissions(send_messages=True).value
    overwrite = Overwrite(world.bot.user.id, OverwriteType.MEMBER, deny=denied)
    world.env.backend.set_overwrite(news.id, overwrite)
    await world.env.settle()
    await ask_for_it(world)
    await world.deliver()
    assert (await states(world))[-1][0] == "failed"
    (warning,) = world.organizers.history()
    assert about in warning.content.replace("\\", "")
    assert lacking in warning.content
    world.env.backend.delete_overwrite(news.id, world.bot.user.id)
    await world.env.settle()
    await world.deliver()
    assert (await states(world))[-1][0] == "sent"


async def test_switched_off_meanwhile_it_is_dropped(world: World) -> None:
    news = await news_of(world)
    await announced(world)
    await ask_for_it(world)
    await world.set_up(announcement_channel_id=news.id, crosspost=False)
    await world.deliver()
    assert (await states(world))[-1] == ("retracted", "the guild does not publish its announcements any more")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("pl", ["▫️ **Publikowane u obserwujących:** wyłączone", "📡 **Publikowane u obserwujących:** włączone"]),
        ("en", ["▫️ **Published to followers:** off", "📡 **Published to followers:** on"]),
    ],
)
async def test_setup_shows_and_changes_it(world: World, language: str, lines: list[str]) -> None:
    await news_of(world, crosspost=False)
    await world.ola.slash(world.general, "language", language=language)
    for publish_it, line in zip((False, True), lines, strict=True):
        (shown,) = said(await world.ola.slash(world.general, "organizer setup", publish=publish_it))
        assert line in str(shown.embeds[0].description)
    await world.set_up()
    (shown,) = said(await world.ola.slash(world.general, "organizer setup"))
    assert lines[1].replace("📡", "⚠️") in str(shown.embeds[0].description)


async def test_it_is_taken_in_hand_beside_the_guilds_other_rows(world: World) -> None:
    """Another row of the guild is not busy because of it, and it not because of another row."""
    await ask_for_it(world)
    async with world.bot.sessions.begin() as session:
        await outbox.put(
            session, guild_id=world.guild.id, subject="post:1", purpose="x", due_at=world.now, now=world.now
        )
        taken = [
            await claims.claim_each(
                session, [world.guild.id], holder="a", now=world.now, lease=world.now - world.now, aside=aside
            )
            for aside in (True, False)
        ]
    assert [[row.purpose for row in rows] for rows in taken] == [["crosspost"], ["x"]]


async def test_an_announcement_taken_back_meanwhile_is_not_published(world: World) -> None:
    news = await news_of(world)
    await announced(world)
    await ask_for_it(world)
    await world.bot.services.announcing.retract(1, world.actor(world.ola), with_event=False)
    await world.deliver()
    assert news.history() == []
    assert len(publishings(world)) == 1
    assert (await states(world))[-1] == ("retracted", "the announcement does not stand any more")
    assert world.organizers.history() == []


async def test_the_log_names_the_setting(world: World) -> None:
    await news_of(world, language=Language.ENGLISH)
    await world.ola.slash(world.general, "language", language="en")
    await world.ola.slash(world.general, "organizer setup", publish=False)
    (shown,) = said(await world.ola.slash(world.general, "organizer log"))
    assert "publish" in str(shown.embeds[0].description)
