"""Members are reminded when they want, as often as they want, and told otherwise when a direct message cannot reach them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.meetups.leads import DAY, HOUR, THREE_DAYS, WEEK
from tests.cogs.test_meetups import call_off, publish
from tests.world import labels, said

if TYPE_CHECKING:
    import discord
    from simcord import InteractionResult, MemberActor

    from tests.world import World

START = datetime(2026, 1, 22, 18, tzinfo=UTC)
"""19:00 in Warsaw."""


def full(moment: datetime) -> str:
    return f"<t:{int(moment.timestamp())}:F>"


async def until(world: World, moment: datetime) -> None:
    await world.later(seconds=(moment - world.now).total_seconds())
    await world.deliver()


def received(member: MemberActor) -> list[discord.Message]:
    history: list[discord.Message] = member.user.dm_channel.history()
    return [message for message in history if message.author.bot]


def custom_ids(result: InteractionResult) -> list[str]:
    return [child["custom_id"] for row in said(result)[0].components for child in row["components"]]


async def test_the_usual_one_is_a_day_before_the_next_meetup(world: World) -> None:
    await publish(world)
    [noted] = said(await world.ala.slash(world.general, "remind"))
    assert noted.content == f"🔔 I will remind you {full(START - DAY)}, by direct message."
    assert noted.ephemeral
    assert labels(noted) == ["Don't remind me"]


async def test_a_chosen_meetup_and_lead_and_several_of_them(world: World) -> None:
    await publish(world)
    for lead in (WEEK, HOUR):
        await world.ala.slash(world.general, "remind", meetup="12", lead=int(lead.total_seconds() // 60))
    [again] = said(await world.ala.slash(world.general, "remind", meetup="12", lead=60))
    assert again.content == f"🔔 You have a reminder already: {full(START - HOUR)}, by direct message."
    await until(world, START - WEEK)
    await until(world, START - HOUR)
    assert [message.content for message in received(world.ala)] == [
        "🔔 Za 7 dni: **Spotkanie #12** (Przykładowy JUG)",
        f"🔔 Za godzinę, o <t:{int(START.timestamp())}:t>: **Spotkanie #12** (Przykładowy JUG)",
    ]


async def test_a_moment_that_is_past_is_refused_and_not_offered(world: World) -> None:
    await publish(world)
    await until(world, START - timedelta(hours=20))
    [refused] = said(await world.ala.slash(world.general, "remind", lead=1440))
    assert refused.content == "That moment is past already. Choose one nearer to the meetup."
    [noted] = said(await world.ala.slash(world.general, "remind"))
    assert noted.content == f"🔔 I will remind you {full(START - HOUR)}, by direct message."
    select = noted.components[0]["components"][0]
    assert [(option["label"], option.get("default", False)) for option in select["options"]] == [
        ("3 hours before", False),
        ("an hour before", True),
    ]


async def test_only_meetups_ahead_are_offered(world: World) -> None:
    world.write_post(
        "2025-11-01-spotkanie-11", 'title: "Spotkanie #11"\ndate: 2025-11-01 10:00', "Zapraszamy 20.11.2025 o 18:00."
    )
    await publish(world)
    offered = await world.ala.autocomplete(world.general, "remind", "meetup", "")
    assert [choice["name"] for choice in offered] == ["22.01.2026 · Spotkanie #12"]
    [nothing] = said(await world.ala.slash(world.general, "remind", meetup="11"))
    assert nothing.content == "This meetup is over."


async def test_moments_are_chosen_from_a_list_that_outlives_a_restart(world: World) -> None:
    await publish(world)
    [next_one] = said(await world.ala.slash(world.general, "next"))
    [noted] = said(await world.ala.click(next_one, label="Remind me"))
    await world.restart()
    await world.ala.select(noted, ["4320", "60"])
    assert noted.message.content == (
        f"🔔 I will remind you by direct message:\n- 3 days before: {full(START - THREE_DAYS)}\n"
        f"- an hour before: {full(START - HOUR)}"
    )
    assert await world.bot.services.reminders.leads(await world.bot.services.meetups.get(1), world.ala.id) == {
        THREE_DAYS,
        HOUR,
    }
    await world.ala.select(noted, [])
    assert noted.message.content == "🔔 All right, no reminder."
    await until(world, START - HOUR)
    assert received(world.ala) == []


async def test_the_list_takes_them_back_one_by_one_after_a_restart(world: World) -> None:
    await publish(world)
    [empty] = said(await world.ala.slash(world.general, "reminders"))
    assert empty.content == (
        "You have no reminders. The button **Remind me** under a meetup makes one, and so does `/remind`."
    )
    for lead in (4320, 60):
        await world.ala.slash(world.general, "remind", lead=lead)
    shown = await world.ala.slash(world.general, "reminders")
    assert said(shown)[0].content == (
        f"🔔 Your reminders\n- **Spotkanie #12** · 3 days before: {full(START - THREE_DAYS)}\n"
        f"- **Spotkanie #12** · an hour before: {full(START - HOUR)}"
    )
    assert labels(said(shown)[0]) == ["3 days before · Spotkanie #12", "an hour before · Spotkanie #12"]
    await world.restart()
    first = custom_ids(shown)[0]
    pressed = await world.ala.click(said(shown)[0], custom_id=first)
    assert said(pressed)[-1].content == "All right, no reminder."
    assert said(shown)[0].message.content == (
        f"🔔 Your reminders\n- **Spotkanie #12** · an hour before: {full(START - HOUR)}"
    )
    await until(world, START - THREE_DAYS)
    assert received(world.ala) == []
    await until(world, START - HOUR)
    assert len(received(world.ala)) == 1


async def test_nobody_takes_back_the_reminder_of_another(world: World) -> None:
    await publish(world)
    await world.ala.slash(world.general, "remind")
    await world.jan.slash(world.general, "remind")
    services = world.bot.services
    assert await services.reminders.cancel(1, user_id=world.jan.id) is False
    assert len(await services.reminders.mine(world.ala.id)) == 1


async def test_of_two_that_are_due_at_once_the_nearer_is_sent(world: World) -> None:
    await publish(world)
    for lead in (4320, 1440):
        await world.ala.slash(world.general, "remind", lead=lead)
    await until(world, START - timedelta(hours=20))  # Herold was not running
    (message,) = received(world.ala)
    assert message.content.startswith("🔔 Jutro o ")
    assert message.content.endswith("(Przepraszam za spóźnienie – nie było mnie w sieci.)")


async def test_a_new_date_is_said_and_the_reminders_move(world: World) -> None:
    await publish(world)
    for lead in (4320, 60):
        await world.ala.slash(world.general, "remind", lead=lead)
    await world.bot.services.meetups.correct(1, "date", "2026-01-23", world.actor(world.ola))
    await world.deliver()
    (moved,) = received(world.ala)
    later = START + DAY
    assert moved.content == (
        f"🔁 **Spotkanie #12** (Przykładowy JUG) ma nowy termin: {full(later)} (<t:{int(later.timestamp())}:R>).\n"
        f"Przypomnę Ci: {full(later - THREE_DAYS)} · {full(later - HOUR)}."
    )
    await until(world, later - THREE_DAYS)
    await until(world, later - HOUR)
    contents = [message.content for message in received(world.ala)[1:]]
    assert [content.partition(":")[0] for content in contents] == ["🔔 Za 3 dni", "🔔 Za godzinę, o <t"]


async def test_a_date_that_moves_twice_is_said_once(world: World) -> None:
    await publish(world)
    await world.ala.slash(world.general, "remind")
    for day in ("2026-01-23", "2026-01-24"):
        await world.bot.services.meetups.correct(1, "date", day, world.actor(world.ola))
    await world.deliver()
    (moved,) = received(world.ala)
    assert full(START + 2 * DAY) in moved.content


async def test_closed_direct_messages_are_said_at_the_next_use(world: World) -> None:
    await world.set_up(reminder_leads=())
    await publish(world)
    await world.ala.slash(world.general, "remind")
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, message="Cannot send messages")
    await until(world, START - DAY)
    assert received(world.ala) == []
    answers = said(await world.ala.slash(world.general, "meetups"))
    assert answers[-1].content == (
        f"📭 I could not send you a direct message about:\n"
        f"- **Spotkanie #12** · {full(START)} (<t:{int(START.timestamp())}:R>)\n"
        "Allow direct messages in this server's privacy settings, and the next ones reach you."
    )
    assert answers[-1].ephemeral
    for member in (world.ala, world.jan):
        assert "📭" not in said(await member.slash(world.general, "meetups"))[-1].content


async def test_who_could_not_be_told_of_the_next_meetup_hears_it_at_the_next_use_after_a_restart(world: World) -> None:
    [nothing] = said(await world.ala.slash(world.general, "next"))
    [noted] = said(await world.ala.click(nothing, custom_id=f"herold:tell:{world.guild.id}"))
    assert noted.content == "🔔 I will send you a direct message when the next meetup is announced."
    kept = await world.bot.services.reminders.kept(world.ala.id)
    assert kept == {"reminders": [], "waits_for_next": [{"guild_id": world.guild.id}], "missed": []}
    world.env.inject_error(
        "POST", f"/channels/{world.ala.user.dm_channel.id}/messages", status=403, code=50007, message="Cannot send"
    )
    await publish(world)
    assert received(world.ala) == []
    kept = await world.bot.services.reminders.kept(world.ala.id)
    assert [one["meetup_id"] for one in kept["missed"]] == [1]
    assert kept["waits_for_next"] == []
    await world.restart()
    answers = said(await world.ala.slash(world.general, "meetups"))
    assert answers[-1].content.startswith("📭 I could not send you a direct message about:\n- **Spotkanie #12** · ")
    assert answers[-1].ephemeral
    assert (await world.bot.services.reminders.kept(world.ala.id))["missed"] == []
    for member in (world.ala, world.jan):
        assert "📭" not in said(await member.slash(world.general, "meetups"))[-1].content


async def test_a_wish_and_what_was_missed_are_deleted_with_everything_else(world: World) -> None:
    reminders = world.bot.services.reminders
    await publish(world)
    await reminders.tell_me(user_id=world.ala.id, guild_id=world.guild.id)
    for _twice in range(2):
        await reminders.untold(1, user_id=world.ala.id, guild_id=world.guild.id)
    assert len((await reminders.kept(world.ala.id))["missed"]) == 1
    await reminders.erase(world.ala.id)
    assert await reminders.kept(world.ala.id) == {"reminders": [], "waits_for_next": [], "missed": []}


async def test_a_reminder_of_what_is_called_off_is_not_listed(world: World) -> None:
    await publish(world)
    await world.ala.slash(world.general, "remind")
    await call_off(world)
    assert await world.bot.services.reminders.mine(world.ala.id) == []


@pytest.mark.parametrize(
    ("day", "lead", "due"),
    [
        ("2026-10-25", 1440, "2026-10-24T17:00"),
        ("2026-10-25", 60, "2026-10-25T17:00"),
        ("2027-03-28", 1440, "2027-03-27T18:00"),
        ("2027-03-28", 180, "2027-03-28T14:00"),
    ],
)
async def test_the_nights_of_a_clock_change(world: World, day: str, lead: int, due: str) -> None:
    """A day before 19:00 is 19:00, whatever the night brings."""
    await publish(world)
    await world.bot.services.meetups.correct(1, "date", day, world.actor(world.ola))
    [noted] = said(await world.ala.slash(world.general, "remind", meetup="12", lead=lead))
    moment = datetime.fromisoformat(f"{due}:00+00:00")
    assert noted.content == f"🔔 I will remind you {full(moment)}, by direct message."
    await until(world, moment - timedelta(minutes=1))
    assert received(world.ala) == []
    await world.restart()
    await until(world, moment)
    assert len(received(world.ala)) == 1


async def test_mydata_shows_and_deletes_them(world: World) -> None:
    await publish(world)
    await world.ala.slash(world.general, "remind", lead=60)
    [shown] = said(await world.ala.slash(world.general, "mydata show"))
    kept = json.loads(await shown.attachments[0].read())
    assert kept["reminders"] == [{"guild_id": world.guild.id, "meetup_id": 1, "lead_minutes": 60, "missed_at": None}]
    assert await world.bot.services.reminders.erase(world.ala.id) == 1
    await until(world, START - HOUR)
    assert received(world.ala) == []
