"""Posts become announcements and scheduled events, and both stay true to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from bot.i18n import Language
from bot.store import deliveries
from tests.delivery.stories import (
    URL,
    buttons,
    events,
    fields,
    posted,
    publish,
    write_cancellation,
    write_meetup,
    write_new_date,
)
from tests.discord_description import invalid_requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

CANCELED = 4


@pytest.fixture(autouse=True)
def _valid_requests(world: World) -> Iterator[None]:
    yield
    assert invalid_requests(one for one in world.env.http_requests if "/commands" not in one.path) == []


async def test_a_new_post_is_announced_once_with_all_that_matters(world: World) -> None:
    write_meetup(world)
    await publish(world)
    await world.tick()
    (message,) = world.announcements.history()
    (embed,) = message.embeds
    assert (message.content, embed.title, embed.url) == ("", "Spotkanie #78", URL)
    assert embed.description is not None
    assert embed.description.startswith("Zapraszamy na 78. spotkanie")
    assert fields(embed) == {
        "🗓️ Kiedy": "**<t:1768498200:F>**\n<t:1768498200:R>",
        "📍 Gdzie": "**Piekarnia Cichej Kobiety**\nul. Fabryczna 13, Zielona Góra",
        "🎤 Prezentacje": "• **Jak nie pisać kodu**\n  Kasia Nowak",
    }
    assert embed.footer.text == "jug.example.org"
    assert buttons(message) == [
        ("Zapisz się", "https://www.meetup.com/przyklad/events/1/"),
        ("Abstrakty", "herold:abstracts:1"),
        ("Przypomnij mi", "herold:remind:1"),
        ("Dodaj do kalendarza", "herold:calendar:1"),
    ]


async def test_channels_get_the_guilds_language(world: World) -> None:
    await world.set_up(language=Language.ENGLISH)
    write_meetup(world)
    await publish(world)
    (message,) = world.announcements.history()
    assert list(fields(message.embeds[0])) == ["🗓️ When", "📍 Where", "🎤 Talks"]
    assert [label for label, _target in buttons(message)] == ["Register", "Abstracts", "Remind me", "Add to calendar"]


async def test_the_chosen_role_is_pinged_once(world: World) -> None:
    await world.set_up(ping_role_id=world.ping_role.id)
    write_meetup(world)
    await publish(world)
    write_meetup(world, hour="19:00")
    await world.tick()
    (message,) = world.announcements.history()
    assert message.content == world.ping_role.mention
    sent = [one.json for one in world.env.http_requests if one.path.endswith("/messages") and one.method == "POST"]
    edited = [one.json for one in world.env.http_requests if one.method == "PATCH" and "/messages/" in one.path]
    assert [one["allowed_mentions"] for one in sent if one] == [{"parse": [], "roles": [world.ping_role.id]}]
    assert [one["allowed_mentions"] for one in edited if one] == [{"parse": []}]


async def test_an_edited_post_edits_its_message_and_its_event(world: World) -> None:
    write_meetup(world)
    await publish(world)
    (before,), (event,) = world.announcements.history(), events(world)
    write_meetup(world, hour="19:00", place="w Mediatece, ul. Nowa 1, Zielona Góra")
    await world.tick()
    (after,), (patched,) = world.announcements.history(), events(world)
    assert (after.id, patched.id) == (before.id, event.id)
    assert fields(after.embeds[0])["🗓️ Kiedy"] == "**<t:1768500000:F>**\n<t:1768500000:R>"
    assert patched.scheduled_start_time == "2026-01-15T18:00:00+00:00"
    assert patched.entity_metadata == {"location": "Mediateka, ul. Nowa 1, Zielona Góra"}


async def test_a_typo_that_changes_nothing_shown_sends_nothing(world: World) -> None:
    write_meetup(world)
    await publish(world)
    before = len(world.env.http_requests)
    write_meetup(world, more="Do zobaczenia!")
    await world.tick()
    assert len(world.env.http_requests) == before


async def test_a_scheduled_event_stands_beside_it(world: World) -> None:
    write_meetup(world)
    await publish(world)
    (event,) = events(world)
    assert (event.name, event.scheduled_start_time, event.scheduled_end_time) == (
        "Spotkanie #78",
        "2026-01-15T17:30:00+00:00",
        "2026-01-15T20:30:00+00:00",
    )
    assert event.entity_metadata == {"location": "Piekarnia Cichej Kobiety, ul. Fabryczna 13, Zielona Góra"}
    assert "Jak nie pisać kodu – Kasia Nowak" in event.description
    assert URL in event.description


async def test_a_guild_may_do_without_scheduled_events(world: World) -> None:
    await world.set_up(scheduled_events=False)
    write_meetup(world)
    await publish(world)
    assert events(world) == []
    assert len(world.announcements.history()) == 1


async def test_a_cancelled_meetup_is_struck_through_and_its_event_called_off(world: World) -> None:
    write_meetup(world)
    await publish(world)
    write_cancellation(world)
    await publish(world, day=10)
    announcement, cancellation = world.announcements.history()
    assert announcement.embeds[0].title == "❌ Odwołane: ~~Spotkanie #78~~"
    assert announcement.embeds[0].description is not None
    assert "się nie odbędzie" in announcement.embeds[0].description
    assert fields(announcement.embeds[0])["🗓️ Kiedy"] == "~~<t:1768498200:F>~~"
    assert [label for label, _target in buttons(announcement)] == ["Abstrakty"]
    assert cancellation.embeds[0].title is not None
    assert cancellation.embeds[0].title.startswith("❌ Odwołane: ~~")
    assert cancellation.embeds[0].description is not None
    assert "choroby prelegentki" in cancellation.embeds[0].description
    (event,) = events(world)
    assert event.status == CANCELED


async def test_a_new_date_moves_the_message_and_the_event(world: World) -> None:
    write_meetup(world)
    await publish(world)
    (event,) = events(world)
    write_new_date(world)
    await publish(world, day=10)
    announcement, news = world.announcements.history()
    assert announcement.embeds[0].title == "🔁 Nowy termin: Spotkanie #78"
    assert "poprzednio: ~~czwartek, 15 stycznia 2026~~" in fields(announcement.embeds[0])["🗓️ Kiedy"]
    assert news.embeds[0].title == "🔁 Nowy termin: Spotkanie #78"
    (moved,) = events(world)
    assert (moved.id, moved.scheduled_start_time) == (event.id, "2026-01-22T17:30:00+00:00")


async def test_a_post_published_during_downtime_is_announced_after_the_restart(world: World) -> None:
    write_meetup(world)
    await world.later(days=3)
    await world.restart()
    await world.tick()
    await world.restart()
    await world.tick()
    assert [embed.title for embed in posted(world.announcements)] == ["Spotkanie #78"]
    assert len(events(world)) == 1


async def test_a_meetup_that_is_over_is_not_announced_any_more(world: World) -> None:
    write_meetup(world)
    await world.later(days=20)
    await world.tick()
    assert posted(world.announcements) == []
    assert events(world) == []


async def test_a_post_taken_back_before_it_was_announced_is_announced_when_it_returns(world: World) -> None:
    write_meetup(world)
    await world.later(days=2)
    await world.bot.services.sync.sync_once(world.now)
    (path,) = (world.blog / "_posts").iterdir()
    text = path.read_text("utf-8")
    path.unlink()
    await world.tick()
    assert (world.announcements.history(), events(world)) == ([], [])
    path.write_text(text, "utf-8")
    await world.tick()
    assert (len(world.announcements.history()), len(events(world))) == (1, 1)


async def test_a_deleted_scheduled_event_is_not_made_again_but_told(world: World) -> None:
    write_meetup(world)
    await publish(world)
    (event,) = events(world)
    world.env.backend.delete_scheduled_event(world.guild.id, event.id)
    await world.env.settle()
    write_meetup(world, hour="19:00")
    await world.tick()
    assert events(world) == []
    assert len(world.announcements.history()) == 1
    (warning,) = world.organizers.history()
    assert "Wydarzenie: Spotkanie #78" in warning.content


async def test_an_event_made_before_a_crash_is_found_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def crash(*_args: object, **_more: object) -> None:
        raise OSError("the disk is full")

    write_meetup(world)
    with monkeypatch.context() as broken:
        broken.setattr(deliveries, "save", crash)
        await publish(world)
    assert (len(events(world)), len(world.announcements.history())) == (1, 1)

    await world.restart()
    await world.later(minutes=1)
    await world.deliver()
    assert (len(events(world)), len(world.announcements.history())) == (1, 1)
    write_meetup(world, hour="19:00")
    await world.tick()
    (event,) = events(world)
    assert event.scheduled_start_time == "2026-01-15T18:00:00+00:00"


async def test_an_event_called_off_by_hand_is_left_alone_and_told(world: World) -> None:
    write_meetup(world)
    await publish(world)
    (event,) = events(world)
    world.env.backend.edit_scheduled_event(world.guild.id, event.id, {"status": CANCELED})
    await world.env.settle()
    write_meetup(world, hour="19:00")
    await world.tick()
    assert [one.status for one in events(world)] == [CANCELED]
    (warning,) = world.organizers.history()
    assert "Ktoś odwołał wydarzenie" in warning.content


async def test_a_meetup_that_is_on_again_gets_a_new_event(world: World) -> None:
    write_meetup(world)
    await publish(world)
    write_cancellation(world)
    await publish(world, day=10)
    (world.blog / "_posts" / "2026-01-10-odwolane.markdown").unlink()
    write_new_date(world)
    await world.tick()
    called_off, made = events(world)
    assert (called_off.status, made.status, made.scheduled_start_time) == (CANCELED, 1, "2026-01-22T17:30:00+00:00")
    announcement = world.announcements.history()[0]
    assert announcement.embeds[0].title == "🔁 Nowy termin: Spotkanie #78"


async def test_events_lack_a_permission_while_announcements_go_out(world: World) -> None:
    mine = world.env.backend.get_guild(world.guild.id)
    role = next(role for role in mine.roles.values() if role.name == "TestBot")
    without = discord.Permissions(role.permissions)
    without.update(manage_events=False, create_events=False)
    world.env.backend.edit_role(world.guild.id, role.id, {"permissions": without.value})
    await world.env.settle()
    write_meetup(world)
    await publish(world)
    assert len(world.announcements.history()) == 1
    (warning,) = world.organizers.history()
    assert "**Tworzenie wydarzeń**" in warning.content
    assert not [one for one in world.env.http_requests if one.path.endswith("/scheduled-events")]

    without.update(manage_events=True, create_events=True)
    world.env.backend.edit_role(world.guild.id, role.id, {"permissions": without.value})
    await world.env.settle()
    await world.deliver()
    assert len(events(world)) == 1


async def test_a_preview_shows_what_would_be_announced(world: World) -> None:
    write_meetup(world)
    await world.later(days=1, hours=12)
    await world.bot.services.sync.sync_once(world.now)
    preview = await world.bot.deliverer.preview(world.guild.id, 1)
    await world.deliver()
    (announced,) = posted(world.announcements)
    assert preview.embed is not None
    assert (preview.embed.title, preview.embed.description, fields(preview.embed)) == (
        announced.title,
        announced.description,
        fields(announced),
    )
