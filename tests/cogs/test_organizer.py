"""What organizers see and do, and that nobody else can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from bot.posts.model import PostKind
from tests.cogs.test_meetups import POST, publish
from tests.world import labels, said

if TYPE_CHECKING:
    from tests.world import World


async def test_setup_of_a_fresh_guild_names_what_is_missing(bare_world: World) -> None:
    world = bare_world
    owner = world.guild.owner
    await world.bot.services.guilds.change(
        world.guild.id, by=world.actor(world.ola), organizer_role_id=world.organizer_role.id
    )
    [shown] = said(await world.ola.slash(world.general, "organizer setup"))
    text = str(shown.embeds[0].description)
    assert "⚠️ **Announcements:** not chosen" in text
    assert text.endswith("What is marked ⚠️ keeps me from working; the rest is fine.")
    assert owner is not None
    done = await world.ola.slash(
        world.general, "organizer setup", announcements=world.announcements, organizers=world.organizers, language="en"
    )
    text = str(said(done)[0].embeds[0].description)
    assert f"✅ **Announcements:** <#{world.announcements.id}>" in text
    assert text.endswith("Everything is in place.")
    settings = await world.bot.services.guilds.settings(world.guild.id)
    assert (settings.announcement_channel_id, settings.language) == (world.announcements.id, "en")


async def test_setup_names_missing_permissions_one_by_one(world: World) -> None:
    me = world.bot.get_guild(world.guild.id)
    assert me is not None
    hidden = world.guild.create_text_channel(
        "bez-praw",
        overwrites={
            world.bot.user: discord.PermissionOverwrite(  # type: ignore[dict-item]
                send_messages=False, embed_links=False
            )
        },
    )
    await world.env.settle()
    await world.set_up(announcement_channel_id=hidden.id)
    [shown] = said(await world.ola.slash(world.general, "organizer setup"))
    assert "missing there: **Send Messages**, **Embed Links**" in str(shown.embeds[0].description)
    pressed = await world.ola.click(shown, label="Post a test message")
    assert said(pressed)[0].content == (
        f"I may not write to <#{hidden.id}>. Missing there: **Send Messages**, **Embed Links**."
    )


async def test_the_test_message_arrives_and_pings_nobody(world: World) -> None:
    [shown] = said(await world.ola.slash(world.general, "organizer setup"))
    await world.restart()
    await world.ola.click(shown, label="Post a test message")
    message = world.announcements.last_message
    assert message is not None
    assert message.content.startswith("🧪 To test")
    assert (message.mentions, message.role_mentions) == ([], [])


async def test_kinds_are_chosen_from_a_list_that_outlives_a_restart(world: World) -> None:
    [shown] = said(await world.ola.slash(world.general, "organizer setup"))
    await world.restart()
    await world.ola.select(shown, ["announcement", "recap"])
    settings = await world.bot.services.guilds.settings(world.guild.id)
    assert settings.kinds == {PostKind.ANNOUNCEMENT, PostKind.RECAP}
    assert "announcements, recaps" in str(shown.embeds[0].description)


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"timezone": "Mars/Olympus"}, "“Mars/Olympus” is no time zone. Such as Europe/Warsaw."),
        ({"timezone": "../../etc/passwd"}, "“../../etc/passwd” is no time zone. Such as Europe/Warsaw."),
    ],
)
async def test_setup_refuses_nonsense(world: World, options: dict[str, str], refusal: str) -> None:
    assert said(await world.ola.slash(world.general, "organizer setup", **options))[0].content == refusal


async def test_everyone_is_never_chosen_as_the_pinged_role(world: World) -> None:
    refused = await world.ola.slash(world.general, "organizer setup", ping=world.guild.default_role)
    assert said(refused)[0].content.startswith("I never ping everyone.")
    assert (await world.bot.services.guilds.settings(world.guild.id)).ping_role_id is None


async def test_status_tells_how_everything_stands(world: World) -> None:
    await publish(world)
    world.write_post("2026-01-06-zepsuty", 'title: "Spotkanie: bez końca', "Treść.")
    await world.tick()
    [shown] = said(await world.ola.slash(world.general, "organizer status"))
    found = {str(field.name): str(field.value) for field in shown.embeds[0].fields}
    assert found["📚 Blog"] == "`blog`, 2 posts"
    assert found["📮 Queue"].startswith("0 waiting · 0 unclear · 0 failed")
    assert found["⚠️ Broken post"].startswith("`2026-01-06-zepsuty.markdown`:")


async def test_a_failed_announcement_is_shown_and_tried_again(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, message="Missing Permissions")
    await publish(world)
    [shown] = said(await world.ola.slash(world.general, "organizer status"))
    assert "1 failed" in str(shown.embeds[0].fields[3].value)
    assert labels(shown) == ["Try again"]
    await world.ola.click(shown, label="Try again")
    await world.deliver()
    assert [message.embeds[0].title for message in world.announcements.history()] == ["Spotkanie #12"]


async def test_a_post_is_picked_previewed_and_announced_once(bare_world: World) -> None:
    """The first sync is silent, so that what is on the blog already is announced only when an organizer picks it."""
    world = bare_world
    world.write_post("2025-12-30-spotkanie-12", 'title: "Spotkanie #12"\ndate: 2025-12-30 10:00:00 +0100', POST)
    await world.set_up()
    await world.tick()
    assert world.announcements.history() == []
    choices = await world.ola.autocomplete(world.general, "organizer announce", "post", "spotkanie")
    [preview] = said(await world.ola.slash(world.general, "organizer announce", post=choices[0]["value"]))
    assert preview.content == "This is how it will look. Nothing is sent yet."
    assert preview.embeds[0].title == "Spotkanie #12"
    await world.deliver()
    assert world.announcements.history() == []
    for _press in range(2):
        await world.ola.click(preview, label="Announce")
    await world.deliver()
    assert len(world.announcements.history()) == 1


async def test_a_correction_changes_the_announcement_and_survives_an_edit_of_the_post(world: World) -> None:
    await publish(world)
    done = await world.ola.slash(world.general, "organizer correct", meetup="12", field="venue", value="Browar Stary")
    assert said(done)[0].content == "Corrected. It stays so, also when the post is edited."
    await world.deliver()
    world.write_post(
        "2026-01-05-spotkanie-12",
        'title: "Spotkanie #12"\ndate: 2026-01-05 10:00:00 +0100',
        POST.replace("o 19:00", "o 18:30"),
    )
    await world.tick()
    [message] = world.announcements.history()
    found = {str(field.name): str(field.value) for field in message.embeds[0].fields}
    assert found["📍 Gdzie"].startswith("**Browar Stary**")
    assert found["🗓️ Kiedy"].startswith("**<t:1769103000:F>**")
    undone = await world.ola.slash(world.general, "organizer correct", meetup="12", field="venue", undo=True)
    assert said(undone)[0].content == "Taken back: what the posts say holds again."


async def test_a_correction_that_cannot_be_read_says_what_to_type(world: World) -> None:
    await publish(world)
    refused = await world.ola.slash(world.general, "organizer correct", meetup="12", field="date", value="kiedyś")
    assert said(refused)[0].content
    assert (await world.bot.services.meetups.timeline(world.guild.id)).meetups[0].corrected == frozenset()


async def test_the_log_tells_who_did_what(world: World) -> None:
    await world.ola.slash(world.general, "organizer block", member=world.jan, reason="spam")
    await world.ola.slash(world.general, "organizer unblock", member=world.jan)
    [shown] = said(await world.ola.slash(world.general, "organizer log"))
    lines = str(shown.embeds[0].description).splitlines()
    assert f"<@{world.ola.id}> unblocked a member <@{world.jan.id}>" in lines[0]
    assert f"blocked a member <@{world.jan.id}>: spam" in lines[1]
    assert "changed the settings" in lines[2]


async def test_blocking_twice_and_unblocking_nobody_is_told(world: World) -> None:
    nobody = await world.ola.slash(world.general, "organizer unblock", member=world.jan)
    assert said(nobody)[0].content == "This member is not blocked."
    await world.ola.slash(world.general, "organizer block", member=world.jan)
    twice = await world.ola.slash(world.general, "organizer block", member=world.jan)
    assert said(twice)[0].content == "This member is blocked already."
    listed = await world.ola.slash(world.general, "organizer blocked")
    assert f"<@{world.jan.id}>" in str(said(listed)[0].embeds[0].description)


COMMANDS = [
    ("setup", {}),
    ("status", {}),
    ("announce", {"post": "1"}),
    ("correct", {"meetup": "12", "field": "venue", "value": "x"}),
    ("block", {"member": "jan"}),
    ("unblock", {"member": "jan"}),
    ("blocked", {}),
    ("log", {}),
    ("why", {"post": "1"}),
    ("retract", {"post": "1"}),
]


@pytest.mark.parametrize(("command", "options"), COMMANDS, ids=[name for name, _options in COMMANDS])
async def test_members_are_refused_even_where_discord_lets_them_through(
    world: World, command: str, options: dict[str, object]
) -> None:
    """A guild may show /organizer to everybody; the code asks again who is acting."""
    await publish(world)
    eve = world.guild.add_member(
        world.env.create_user("eve"),
        roles=[world.guild.create_role("Wydarzenia", permissions=discord.Permissions(manage_events=True))],
    )
    options = {name: world.jan if value == "jan" else value for name, value in options.items()}
    refused = await eve.slash(world.general, f"organizer {command}", **options)
    assert [message.content for message in said(refused)] == ["Only organizers may do that."]


@pytest.mark.parametrize("label", ["Ogłoś", "Popraw", "Pomiń"])
async def test_a_held_post_waits_for_an_organizer(world: World, label: str) -> None:
    """A post without a date is not announced by itself: organizers get a card, in the language of the guild."""
    await world.later(days=5)
    world.write_post(
        "2026-01-05-spotkanie-12",
        'title: "Spotkanie styczniowe"\ndate: 2026-01-05 10:00:00 +0100',
        "Zapraszamy na kolejne spotkanie naszej grupy! Wystąpi <b>Anna Nowak</b>. Termin podamy wkrótce.",
    )
    await world.tick()
    assert world.announcements.history() == []
    [card] = world.organizers.history()
    refused = await world.jan.click(card, label=label)
    assert [message.content for message in said(refused)] == ["Only organizers may do that."]
    await world.restart()
    pressed = await world.ola.click(card, label=label)
    await world.deliver()
    if label == "Popraw":
        assert pressed.modal is not None
        values = [["date"], "22.01.2026"]
        ids = [one["component"]["custom_id"] for one in pressed.modal["components"]]
        await world.ola.submit_modal(pressed, dict(zip(ids, values, strict=True)))
        timeline = await world.bot.services.meetups.timeline(world.guild.id)
        assert str(timeline.meetups[0].date) == "2026-01-22"
    else:
        assert len(world.announcements.history()) == (1 if label == "Ogłoś" else 0)
        assert labels(world.organizers.history()[0]) == []
