"""Cards for organizers, reminders and other direct messages, and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.i18n import Language
from bot.store import outbox, overview
from tests.delivery.conftest import texts
from tests.delivery.stories import buttons, fields, posted, publish, write_cancellation, write_meetup
from tests.discord_description import invalid_requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World


@pytest.fixture(autouse=True)
def _valid_requests(world: World) -> Iterator[None]:
    yield
    assert invalid_requests(one for one in world.env.http_requests if "/commands" not in one.path) == []


def write_vague(world: World) -> None:
    """A post that invites, but says no day."""
    world.write_post(
        "2026-01-02-spotkanie-79",
        'title: "Spotkanie #79"\ndate: 2026-01-02 10:00',
        "Zapraszamy na 79. spotkanie JUG! Termin podamy niebawem. Prelegentem będzie Jan Kowalski.",
    )


async def test_a_post_it_is_not_sure_of_becomes_a_card(world: World) -> None:
    write_vague(world)
    await publish(world)
    assert posted(world.announcements) == []
    (card,) = world.organizers.history()
    (embed,) = card.embeds
    assert embed.title == "🤔 Spotkanie #79"
    assert embed.description is not None
    assert embed.description.endswith("**Czy mam to ogłosić?**")
    assert list(fields(embed)) == ["Moje odczytanie", "Spotkanie", "Warto spojrzeć", "Początek wpisu"]
    assert "Termin do potwierdzenia" in fields(embed)["Spotkanie"]
    assert buttons(card) == [
        ("Ogłoś", "herold:announce:1"),
        ("Popraw", "herold:correct:1"),
        ("Pomiń", "herold:ignore:1"),
    ]


async def test_a_decided_card_loses_its_buttons_and_says_who_decided(world: World) -> None:
    write_vague(world)
    await publish(world)
    (card,) = world.organizers.history()
    await world.bot.services.announcing.announce(1, world.actor(world.ola))
    await world.deliver()
    (decided,) = world.organizers.history()
    assert decided.id == card.id
    assert buttons(decided) == []
    assert decided.embeds[0].description == f"📣 Ogłoszone przez {world.ola.mention}."
    assert [embed.title for embed in posted(world.announcements)] == ["Spotkanie #79"]
    assert fields(posted(world.announcements)[0])["🗓️ Kiedy"] == "Termin do potwierdzenia"


async def test_an_ignored_post_stays_unsaid(world: World) -> None:
    write_vague(world)
    await publish(world)
    await world.bot.services.announcing.ignore(1, world.actor(world.ola))
    await world.deliver()
    (decided,) = world.organizers.history()
    assert decided.embeds[0].description == f"🙈 Nie ogłaszam – tak chce {world.ola.mention}."
    assert posted(world.announcements) == []


async def test_a_card_waits_for_the_organizers_channel(world: World) -> None:
    await world.set_up(organizers_channel_id=None)
    write_vague(world)
    await publish(world)
    async with world.bot.sessions() as session:
        (trouble,) = await overview.troubled(session, world.guild.id)
    assert trouble.error == "Nie wybrano jeszcze kanału organizatorów."
    await world.set_up()
    await world.deliver()
    assert len(world.organizers.history()) == 1


async def remind(world: World) -> None:
    meetup = await world.bot.services.meetups.get(1)
    await world.bot.services.reminders.remind(meetup, user_id=world.ala.id, guild_id=world.guild.id)


async def test_a_reminder_comes_the_day_before(world: World) -> None:
    write_meetup(world)
    await publish(world)
    await remind(world)
    await world.deliver()
    assert world.ala.user.dm_channel.history() == []
    await world.later(days=12, hours=5, minutes=40)
    await world.deliver()
    (message,) = world.ala.user.dm_channel.history()
    assert message.content == "🔔 Jutro o <t:1768498200:t>: **Spotkanie #78** (Przykładowy JUG)"
    assert message.embeds[0].title == "Spotkanie #78"
    assert [label for label, _target in buttons(message)] == ["Zapisz się", "Abstrakty", "Dodaj do kalendarza"]


async def test_a_direct_message_speaks_the_persons_own_language(world: World) -> None:
    write_meetup(world)
    await publish(world)
    await remind(world)
    await world.bot.services.people.choose_language(world.ala.id, Language.ENGLISH)
    await world.later(days=12, hours=5, minutes=40)
    await world.deliver()
    (message,) = world.ala.user.dm_channel.history()
    assert message.content == "🔔 Tomorrow at <t:1768498200:t>: **Spotkanie #78** (Przykładowy JUG)"


async def test_a_late_reminder_says_so_and_one_after_the_end_is_dropped(world: World) -> None:
    write_meetup(world)
    await publish(world)
    await remind(world)
    await world.later(days=13)  # Herold was not running on the evening before
    await world.deliver()
    (message,) = world.ala.user.dm_channel.history()
    assert message.content.startswith("🔔 Dziś o <t:1768498200:t>")
    assert "spóźnienie" in message.content


async def test_no_reminder_of_what_is_over_or_called_off(world: World) -> None:
    write_meetup(world)
    await publish(world)
    await remind(world)
    write_cancellation(world)
    await publish(world, day=10)
    await world.later(days=8)
    await world.deliver()
    assert world.ala.user.dm_channel.history() == []


async def test_who_asked_is_told_of_the_next_meetup(world: World) -> None:
    await world.bot.services.reminders.tell_me(user_id=world.ala.id, guild_id=world.guild.id)
    write_meetup(world)
    await publish(world)
    (message,) = world.ala.user.dm_channel.history()
    assert message.content == "📣 **Przykładowy JUG** ogłasza spotkanie. Daję znać, zgodnie z Twoją prośbą."
    assert [label for label, _target in buttons(message)][2] == "Przypomnij mi"


async def test_a_broken_post_is_told_and_its_new_fault_told_anew(world: World) -> None:
    write_meetup(world)
    await publish(world)
    path = world.blog / "_posts" / "2026-01-02-spotkanie-78.markdown"
    path.write_text("---\ntitle: Spotkanie: 78\n---\nTreść\n", "utf-8")
    await world.tick()
    path.write_text('---\ntitle: "Spotkanie 78\n---\nTreść\n', "utf-8")
    await world.tick()
    first, second = texts(world.organizers)
    assert first != second
    assert first.startswith("⚠️ 2026-01-02-spotkanie-78.markdown")
    assert [embed.title for embed in posted(world.announcements)] == ["Spotkanie #78"]  # the last good version stays


async def test_warnings_ping_nobody_and_format_nothing_from_outside(world: World) -> None:
    async with world.bot.sessions.begin() as session:
        await outbox.put(
            session,
            guild_id=world.guild.id,
            subject="post:9",
            purpose="warning",
            due_at=world.now,
            now=world.now,
            payload={
                "msgid": "The post “{title}” is odd.",
                "values": {"title": "**@everyone** [x](https://evil.example)"},
            },
        )
    await world.deliver()
    (text,) = texts(world.organizers)
    assert "@everyone" not in text
    assert "\\*\\*" in text


async def test_old_warnings_do_not_flood_a_channel_chosen_late(world: World) -> None:
    await world.set_up(organizers_channel_id=None)
    path = world.blog / "_posts" / "2026-01-02-zly.markdown"
    path.write_text("---\ntitle: a: b\n---\n", "utf-8")
    await world.tick()
    await world.later(days=3)
    await world.set_up()
    await world.deliver()
    assert texts(world.organizers) == []
