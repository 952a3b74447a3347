"""What a channel is reminded of, and what it is spared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import discord
import pytest
from sqlalchemy import select

from bot.i18n import Language
from bot.meetups.leads import DAY, HOUR
from bot.store.states import OutboxState
from bot.store.tables import OutboxRow
from tests.delivery.stories import buttons, fields, posted, publish, write_cancellation, write_meetup, write_new_date
from tests.discord_description import invalid_requests
from tests.world import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

START = datetime(2026, 1, 15, 17, 30, tzinfo=UTC)
TIME = "<t:1768498200:t>"


@pytest.fixture(autouse=True)
def _valid_requests(world: World) -> Iterator[None]:
    yield
    assert invalid_requests(one for one in world.env.http_requests if "/commands" not in one.path) == []


async def until(world: World, moment: datetime) -> None:
    """Moves on to an instant; Herold was not running until then."""
    await world.later(seconds=(moment - world.now).total_seconds())
    await world.deliver()


def reminders(world: World) -> list[discord.Message]:
    history: list[discord.Message] = world.announcements.history()
    return [message for message in history if "🔔" in message.content]


async def dropped(world: World) -> set[str | None]:
    """Why reminders were not sent."""
    async with world.bot.sessions() as session:
        rows = await session.scalars(
            select(OutboxRow).where(OutboxRow.purpose == "channel_reminder", OutboxRow.state == OutboxState.RETRACTED)
        )
        return {row.error for row in rows}


async def test_three_days_a_day_and_an_hour_before(world: World) -> None:
    write_meetup(world)
    await publish(world)
    (announcement,) = world.announcements.history()
    for lead in (timedelta(days=3), DAY, HOUR):
        await until(world, START - lead)
    days, day, hour = reminders(world)
    assert days.content == "🔔 Za 3 dni: **Spotkanie #78**"
    assert day.content == f"🔔 Jutro o {TIME}: **Spotkanie #78**"
    assert hour.content == f"🔔 Za godzinę, o {TIME}: **Spotkanie #78**"
    assert fields(day.embeds[0])["📍 Gdzie"] == "**Piekarnia Cichej Kobiety**\nul. Fabryczna 13, Zielona Góra"
    assert fields(day.embeds[0])["🎤 Prezentacje"] == "• **Jak nie pisać kodu**\n  Kasia Nowak"
    assert buttons(day) == [
        ("Zapisz się", "https://www.meetup.com/przyklad/events/1/"),
        ("Abstrakty", "herold:abstracts:1"),
        ("Przypomnij mi", "herold:remind:1"),
        ("Dodaj do kalendarza", "herold:calendar:1"),
        ("Ogłoszenie", announcement.jump_url),
    ]
    assert all(message.mentions == [] and message.role_mentions == [] for message in reminders(world))


async def test_in_the_guilds_language(world: World) -> None:
    await world.set_up(language=Language.ENGLISH)
    write_meetup(world)
    await publish(world)
    for lead in (timedelta(days=3), DAY, HOUR):
        await until(world, START - lead)
    assert [message.content for message in reminders(world)] == [
        "🔔 In 3 days: **Spotkanie #78**",
        f"🔔 Tomorrow at {TIME}: **Spotkanie #78**",
        f"🔔 In an hour, at {TIME}: **Spotkanie #78**",
    ]


async def test_a_restart_neither_forgets_nor_repeats(world: World) -> None:
    write_meetup(world)
    await publish(world)
    await until(world, START - timedelta(days=3))
    await world.restart()
    await world.tick()
    await until(world, START - DAY)
    await world.restart()
    await world.tick()
    assert len(reminders(world)) == 2


async def test_a_reminder_right_after_the_announcement_is_left_out(world: World) -> None:
    write_meetup(world, day="3 stycznia 2026", hour="13:30")
    await publish(world)  # at noon; a day before is half an hour later
    await until(world, datetime(2026, 1, 2, 12, 30, tzinfo=UTC))
    assert reminders(world) == []
    assert await dropped(world) == {"the meetup was announced just before, or not at all"}


async def test_a_late_one_says_so(world: World) -> None:
    write_meetup(world)
    await publish(world)
    await until(world, START - timedelta(hours=4))
    (late,) = reminders(world)
    assert late.content == f"🔔 Dziś o {TIME}: **Spotkanie #78**\n(Przepraszam za spóźnienie – nie było mnie w sieci.)"
    assert await dropped(world) == {"a nearer reminder is due as well"}


async def test_what_is_over_is_not_reminded_of(world: World) -> None:
    write_meetup(world)
    await publish(world)
    await until(world, START + timedelta(hours=4))
    assert reminders(world) == []
    assert await dropped(world) == {"the meetup is over"}


async def test_a_cancelled_meetup_is_not_reminded_of(world: World) -> None:
    write_meetup(world)
    await publish(world)
    write_cancellation(world)
    await publish(world, day=10)
    await until(world, START - HOUR)
    assert reminders(world) == []


async def test_a_new_date_moves_the_reminder_and_is_said(world: World) -> None:
    write_meetup(world)
    await publish(world)
    write_new_date(world)
    await publish(world, day=10)
    await until(world, START - DAY)
    assert reminders(world) == []
    await until(world, START + timedelta(days=6))
    (reminder,) = reminders(world)
    assert reminder.content == "🔔 Jutro o <t:1769103000:t>: **Spotkanie #78**"
    assert "poprzednio: ~~czwartek, 15 stycznia 2026~~" in fields(reminder.embeds[0])["🗓️ Kiedy"]


async def reminded(world: World, **settings: object) -> discord.Message:
    """The channel was reminded a day before; what it got."""
    await world.set_up(reminder_leads=(DAY, HOUR), **settings)
    write_meetup(world)
    await publish(world)
    await until(world, START - DAY)
    (reminder,) = reminders(world)
    return reminder


def of_edits(world: World) -> list[object]:
    """What edits let ping."""
    return [
        (one.json or {}).get("allowed_mentions")
        for one in world.env.http_requests
        if one.method == "PATCH" and "/messages/" in one.path
    ]


async def test_one_that_was_sent_says_so_when_the_meetup_is_called_off(world: World) -> None:
    reminder = await reminded(world, ping_role_id=world.ping_role.id, reminder_ping=True)
    write_cancellation(world)
    await world.tick()
    (edited,) = reminders(world)
    assert edited.id == reminder.id
    assert edited.content.splitlines() == [
        f"🔔 ~~Jutro o {TIME}: **Spotkanie #78**~~",
        "❌ **To spotkanie się nie odbędzie.**",
    ]
    assert edited.embeds[0].title == "❌ Odwołane: ~~Spotkanie #78~~"
    assert [label for label, _id in buttons(edited)] == ["Abstrakty", "Ogłoszenie"]
    assert {str(one) for one in of_edits(world)} == {"{'parse': []}"}
    await until(world, START - HOUR)
    assert len(reminders(world)) == 1


async def test_one_that_was_sent_tells_the_new_date_and_is_true_again_when_all_is_as_it_was(world: World) -> None:
    await reminded(world, language=Language.ENGLISH)
    write_new_date(world)
    await world.tick()
    (edited,) = reminders(world)
    assert edited.content.splitlines() == [
        f"🔔 ~~Tomorrow at {TIME}: **Spotkanie #78**~~",
        "🗓️ Date: ~~<t:1768498200:D>~~ → **<t:1769103000:D>**",
    ]
    meetup = (await world.bot.services.meetups.timeline(world.guild.id)).meetups[0]
    await world.bot.services.meetups.correct(meetup.id, "date", "2026-01-15", world.actor(world.ola))
    await world.later(hours=1)
    await world.deliver()
    (again,) = reminders(world)
    assert again.content == f"🔔 Tomorrow at {TIME}: **Spotkanie #78**", "the words of the moment when it was said"


async def test_one_that_was_sent_tells_another_hour_and_place_after_a_restart(world: World) -> None:
    await reminded(world)
    await world.restart()
    write_meetup(world, place="w Mediatece, ul. Nowa 1, Zielona Góra")
    await world.tick()
    (edited,) = reminders(world)
    here = "Piekarnia Cichej Kobiety, ul. Fabryczna 13, Zielona Góra"
    place = f"📍 Miejsce: ~~{here}~~ → **Mediateka, ul. Nowa 1, Zielona Góra**"
    assert edited.content.splitlines() == [f"🔔 Jutro o {TIME}: **Spotkanie #78**", place]
    write_meetup(world, place="w Mediatece, ul. Nowa 1, Zielona Góra", hour="19:00")
    await world.tick()
    (edited,) = reminders(world)
    assert edited.content.splitlines() == [
        f"🔔 ~~Jutro o {TIME}: **Spotkanie #78**~~",
        "🕡 Godzina: ~~<t:1768498200:t>~~ → **<t:1768500000:t>**",
        place,
    ]
    await until(world, START - timedelta(minutes=30))
    old, new = reminders(world)
    assert old.content == edited.content
    assert new.content == "🔔 Za godzinę, o <t:1768500000:t>: **Spotkanie #78**"


async def test_one_that_was_sent_is_left_alone_when_nothing_of_it_changed_or_all_is_over(world: World) -> None:
    await reminded(world)
    write_meetup(world, more="Będzie pizza.")
    await world.tick()
    before = len([one for one in world.env.http_requests if one.method == "PATCH"])
    await until(world, START + timedelta(days=1))
    write_meetup(world, hour="19:00")
    await world.tick()
    first, *_later = reminders(world)
    assert first.content == f"🔔 Jutro o {TIME}: **Spotkanie #78**"
    edits = [one.path for one in world.env.http_requests if one.method == "PATCH"][before:]
    assert not [path for path in edits if path.endswith(str(first.id))]


async def test_one_that_was_sent_and_deleted_by_hand_troubles_nobody(world: World) -> None:
    reminder = await reminded(world)
    await reminder.delete()
    for hour in ("19:00", "19:30"):
        write_meetup(world, hour=hour)
        await world.tick()
    assert reminders(world) == []
    assert world.organizers.history() == []


async def test_the_role_is_pinged_only_when_organizers_chose_so(world: World) -> None:
    await world.set_up(ping_role_id=world.ping_role.id, reminder_leads=(DAY, HOUR))
    write_meetup(world)
    await publish(world)
    await until(world, START - DAY)
    await world.set_up(reminder_ping=True)
    await until(world, START - HOUR)
    quiet, loud = reminders(world)
    assert quiet.content.startswith("🔔")
    assert loud.content.startswith(f"<@&{world.ping_role.id}> 🔔")
    assert [role.id for role in loud.role_mentions] == [world.ping_role.id]


async def test_the_announcement_was_deleted_by_hand(world: World) -> None:
    write_meetup(world)
    await publish(world)
    (announcement,) = world.announcements.history()
    await announcement.delete()
    write_meetup(world, hour="19:00")  # the edit finds out
    await world.tick()
    await until(world, START - DAY + timedelta(minutes=30))
    assert posted(world.announcements) == []


async def test_organizers_choose_from_a_list_that_outlives_a_restart(world: World) -> None:
    [shown] = said(await world.ola.slash(world.general, "organizer reminders"))
    channel = world.announcements.id
    assert shown.content == (
        f"⏰ I remind <#{channel}> of a meetup: 3 days before, a day before, an hour before. Nobody is pinged."
    )
    await world.restart()
    await world.ola.select(shown, ["10080", "60"])
    settings = await world.bot.services.guilds.settings(world.guild.id)
    assert settings.reminder_leads == (timedelta(days=7), HOUR)
    [setup] = said(await world.ola.slash(world.general, "organizer setup"))
    assert "⏰ **Reminders in the channel:** a week before, an hour before" in str(setup.embeds[0].description)
    pinging = said(await world.ola.slash(world.general, "organizer reminders", ping=True))
    assert str(pinging[0].content).endswith("Nobody is pinged: choose a role in `/organizer setup` first.")


async def test_members_may_not_choose_whatever_discord_shows_them(world: World) -> None:
    helpers = world.guild.create_role("Pomocnicy", permissions=discord.Permissions(manage_events=True))
    ewa = world.guild.add_member(world.env.create_user("ewa"), roles=[helpers])
    refused = await ewa.slash(world.general, "organizer reminders", ping=True)
    assert said(refused)[0].content == "Only organizers may do that."
    settings = await world.bot.services.guilds.settings(world.guild.id)
    assert settings.reminder_ping is False
