"""A thing is said once: through refusals, outages, crashes, restarts and a second process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.delivery import deliverer
from bot.delivery.deliverer import Deliverer
from bot.delivery.outgoing import Drop, Message, Wait
from bot.delivery.renderers import RENDERERS
from bot.delivery.sending_lease import LEASE_NAME
from bot.store import deliveries, leases
from bot.store.states import OutboxState
from tests.delivery.conftest import texts

if TYPE_CHECKING:
    from datetime import datetime

    from tests.delivery.conftest import Desk
    from tests.world import World


class Killed(BaseException):
    """The process ends here: nothing catches it."""


def embed(title: str, url: str | None = "https://jug.example.org/blog/78/") -> discord.Embed:
    return discord.Embed(title=title, url=url)


def announced(world: World, title: str, **more: Any) -> Message:
    message = Message(channel_id=world.announcements.id, embed=embed(title), mark="https://jug.example.org/blog/78/")
    return replace(message, **more)


async def test_it_is_sent_once_with_a_nonce_of_its_own_and_pings_nobody(world: World, desk: Desk) -> None:
    await desk.say("post:1", "Cześć @everyone")
    assert await desk.run() == 1
    assert await desk.run() == 0
    assert texts(world.announcements) == ["Cześć @everyone"]
    assert await desk.state("post:1") is OutboxState.SENT
    assert desk.sent == ["post:1"]

    (request,) = desk.requests("POST", "/messages")
    assert request.json is not None
    assert request.json["allowed_mentions"] == {"parse": []}
    assert request.json["enforce_nonce"] is True
    assert len(request.json["nonce"]) == 25


async def test_the_nonce_is_the_same_at_every_try(world: World, desk: Desk) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=503, times=2)
    await desk.say("post:1", "Cześć")
    for _ in range(3):
        await desk.run()
        await world.later(minutes=5)
    assert texts(world.announcements) == ["Cześć"]
    assert len({request.json["nonce"] for request in desk.requests("POST", "/messages") if request.json}) == 1


async def test_a_change_edits_the_same_message_and_the_same_again_sends_nothing(world: World, desk: Desk) -> None:
    await desk.say("post:1", "raz")
    await desk.run()
    await desk.say("post:1", "dwa")
    await desk.run()
    assert texts(world.announcements) == ["dwa"]
    before = len(world.env.http_requests)
    await desk.say("post:1", "dwa")
    assert await desk.run() == 1
    assert await desk.state("post:1") is OutboxState.SENT
    assert len(world.env.http_requests) == before


async def test_the_role_is_pinged_by_the_first_sending_only(world: World, desk: Desk) -> None:
    await desk.say("post:1", announced(world, "Spotkanie", ping_role_id=world.ping_role.id))
    await desk.run()
    await desk.say("post:1", announced(world, "Nowy tytuł"))
    await desk.run()
    (message,) = world.announcements.history()
    assert (message.content, message.embeds[0].title) == (world.ping_role.mention, "Nowy tytuł")

    (sent,), (edited,) = desk.requests("POST", "/messages"), desk.requests("PATCH", "/messages")
    assert sent.json is not None
    assert edited.json is not None
    assert sent.json["allowed_mentions"] == {"parse": [], "roles": [world.ping_role.id]}
    assert edited.json["allowed_mentions"] == {"parse": []}
    assert "content" not in edited.json


async def test_what_is_not_due_waits(world: World, desk: Desk) -> None:
    await desk.say("post:1", "później", due_in=60)
    assert await desk.run() == 0
    await world.later(seconds=61)
    assert await desk.run() == 1
    assert texts(world.announcements) == ["później"]


async def test_what_is_no_longer_to_be_said_is_retracted(world: World, desk: Desk) -> None:
    await desk.say("post:1", Drop("over"))
    await desk.run()
    row = await desk.row("post:1")
    assert (row.state, row.error) == (OutboxState.RETRACTED, "over")
    assert texts(world.announcements) == []


async def test_what_waits_for_a_setting_is_not_lost_and_goes_out_once_it_is_chosen(world: World, desk: Desk) -> None:
    await desk.say("post:1", Wait("No announcement channel is chosen yet."))
    await desk.run()
    assert await desk.run() == 0
    row = await desk.row("post:1")
    assert (row.state, row.attempts, bool(row.error)) == (OutboxState.PENDING, 0, True)

    desk.says["post:1"] = Message(channel_id=world.general.id, content="teraz")
    await world.set_up(announcement_channel_id=world.general.id)
    assert await desk.run() == 1
    assert texts(world.general) == ["teraz"]


async def test_one_row_that_breaks_holds_no_other_up(world: World, desk: Desk) -> None:
    await desk.say("post:1", Message(channel_id=world.announcements.id))  # Discord refuses an empty message
    await desk.say("post:2", "Cześć")
    del desk.says["post:1"]  # the renderer raises KeyError
    assert await desk.run() == 2
    assert texts(world.announcements) == ["Cześć"]
    row = await desk.row("post:1")
    assert row.state is OutboxState.UNKNOWN
    assert row.error is not None


async def test_an_outage_is_waited_out_with_growing_pauses(world: World, desk: Desk) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=503, times=3)
    await desk.say("post:1", "Cześć")
    pauses = []
    for _ in range(3):
        await desk.run()
        row = await desk.row("post:1")
        assert row.state is OutboxState.UNKNOWN
        pauses.append((row.due_at - world.now).total_seconds())
        assert await desk.run() == 0
        await world.later(seconds=pauses[-1])
    await desk.run()
    assert texts(world.announcements) == ["Cześć"]
    for pause, expected in zip(pauses, (5, 30, 120), strict=True):
        assert expected * 0.8 <= pause <= expected * 1.2


async def test_after_the_last_try_it_fails_and_organizers_are_told(world: World, desk: Desk) -> None:
    world.env.inject_error("POST", f"/channels/{world.announcements.id}/messages", status=503, times=None)
    await desk.say("post:1", "Cześć")
    for _ in range(9):
        await desk.run()
        await world.later(hours=15)
    await desk.run()
    row = await desk.row("post:1")
    assert (row.state, row.attempts) == (OutboxState.FAILED, 9)
    (warning,) = texts(world.organizers)
    assert "Note post:1" in warning


async def test_a_message_sent_before_a_crash_is_found_again_not_repeated(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_args: object, **_more: object) -> None:
        raise OSError("the disk is full")

    await desk.say("post:1", announced(world, "Spotkanie"))
    with monkeypatch.context() as broken:
        broken.setattr(deliveries, "save", crash)
        await desk.run()
    assert len(world.announcements.history()) == 1
    assert await desk.state("post:1") is OutboxState.UNKNOWN

    desk.says["post:1"] = announced(world, "Spotkanie #78")  # the post was edited meanwhile
    await world.restart()
    await world.later(minutes=10)
    await desk.run()
    (message,) = world.announcements.history()
    assert message.embeds[0].title == "Spotkanie #78"
    delivery = await desk.delivery("post:1")
    assert delivery is not None
    assert delivery.object_id == message.id
    assert len(desk.requests("POST", "/messages")) == 1


async def test_a_process_killed_after_sending_leaves_no_double(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing could be written down at all: the row still says that it is being sent."""
    await world.bot.deliverer.stop()
    dying = desk.another_process("dying")

    async def killed(*_args: object, **_more: object) -> None:
        raise Killed

    monkeypatch.setattr(dying, "_record", killed)
    await desk.say("post:1", announced(world, "Spotkanie"))
    with pytest.raises(Killed):
        await dying.deliver_once(world.now)
    assert await desk.state("post:1") is OutboxState.SENDING

    assert await desk.run() == 0  # the dead process' lease still holds
    await world.later(seconds=31)
    await desk.run()
    assert await desk.state("post:1") is OutboxState.SENT
    assert len(world.announcements.history()) == 1


async def test_only_our_own_announcement_is_taken_for_ours(world: World, desk: Desk) -> None:
    """Answers carry the same link, members quote it, and an announcement of another post is known by its row."""
    await desk.say("post:2", announced(world, "Spotkanie"))
    await desk.run()
    channel = world.bot.get_partial_messageable(world.announcements.id)
    question = await world.ala.send(world.announcements, "https://jug.example.org/blog/78/")
    await channel.send(embed=embed("Odpowiedź"), reference=discord.MessageReference.from_message(question))

    world.env.inject_error("POST", "/channels/*/messages", status=503, times=1)
    await desk.say("post:1", announced(world, "Spotkanie"))
    await desk.run()
    await world.later(minutes=1)
    await desk.run()
    assert [message.embeds[0].title for message in world.announcements.history() if message.embeds] == [
        "Spotkanie",
        "Odpowiedź",
        "Spotkanie",
    ]


async def test_a_missing_permission_is_named_and_nothing_is_sent(world: World, desk: Desk) -> None:
    assert world.bot.user is not None
    denied = discord.PermissionOverwrite(send_messages=False, embed_links=False)
    closed = world.guild.create_text_channel("zamknięty", overwrites={world.bot.user: denied})
    await world.env.settle()
    before = len(world.env.http_requests)
    await desk.say("post:1", announced(world, "Spotkanie", channel_id=closed.id, about="Ogłoszenie: Spotkanie"))
    await desk.run()
    row = await desk.row("post:1")
    assert row.state is OutboxState.FAILED
    assert row.error is not None
    assert f"<#{closed.id}>" in row.error
    (warning,) = texts(world.organizers)
    assert row.error in warning
    assert "Ogłoszenie: Spotkanie" in warning
    assert len(world.env.http_requests) == before + 1  # the warning alone

    await desk.run()
    await desk.run()
    assert len(texts(world.organizers)) == 1


async def test_a_permission_given_back_sends_what_failed_for_the_lack_of_it(world: World, desk: Desk) -> None:
    assert world.bot.user is not None
    denied = discord.PermissionOverwrite(send_messages=False)
    closed = world.guild.create_text_channel("zamknięty", overwrites={world.bot.user: denied})
    await world.env.settle()
    await desk.say("post:1", announced(world, "Spotkanie", channel_id=closed.id))
    await desk.run()
    world.env.backend.delete_overwrite(closed.id, world.bot.user.id)
    world.env.backend.announce_channel_update(closed.id)
    await world.env.settle()
    await desk.run()
    assert [message.embeds[0].title for message in closed.history()] == ["Spotkanie"]
    assert await desk.state("post:1") is OutboxState.SENT


async def test_a_refusal_that_the_cache_did_not_foresee_is_no_loop(world: World, desk: Desk) -> None:
    path = f"/channels/{world.announcements.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50001, message="Missing Access")
    await desk.say("post:1", "Cześć")
    for _ in range(5):
        await desk.run()
        await world.later(hours=1)
    assert await desk.state("post:1") is OutboxState.FAILED
    assert len(desk.requests("POST", path)) == 1
    assert len(texts(world.organizers)) == 1


async def test_a_deleted_channel_is_told_and_another_one_takes_over(world: World, desk: Desk) -> None:
    world.env.backend.delete_channel(world.announcements.id)
    await world.env.settle()
    await desk.say("post:1", announced(world, "Spotkanie"))
    await desk.run()
    row = await desk.row("post:1")
    assert row.state is OutboxState.FAILED
    assert len(texts(world.organizers)) == 1

    desk.says["post:1"] = announced(world, "Spotkanie", channel_id=world.general.id)
    await world.set_up(announcement_channel_id=world.general.id)
    await desk.run()
    assert len(world.general.history()) == 1
    assert await desk.state("post:1") is OutboxState.SENT


async def test_a_deleted_message_is_not_sent_again_until_organizers_ask(world: World, desk: Desk) -> None:
    await desk.say("post:1", announced(world, "Spotkanie"))
    await desk.run()
    (message,) = world.announcements.history()
    await world.bot.get_partial_messageable(world.announcements.id).get_partial_message(message.id).delete()

    await desk.say("post:1", announced(world, "Zmiana"))
    await desk.run()
    failed = await desk.row("post:1")
    assert failed.state is OutboxState.FAILED
    assert len(texts(world.organizers)) == 1

    await desk.say("post:1", announced(world, "Jeszcze zmiana"))
    await desk.run()
    assert await desk.state("post:1") is OutboxState.RETRACTED
    assert world.announcements.history() == []
    assert len(texts(world.organizers)) == 1

    assert await world.bot.deliverer.retry(failed.id)
    await desk.run()
    assert [message.embeds[0].title for message in world.announcements.history()] == ["Jeszcze zmiana"]


async def test_closed_direct_messages_are_told_to_who_wants_to_know(world: World, desk: Desk) -> None:
    world.env.inject_error(
        "POST", "/channels/*/messages", status=403, code=50007, message="Cannot send messages to this user"
    )
    await desk.say("user:1", Message(user_id=world.ala.id, content="Cześć"), user_id=world.ala.id)
    await desk.run()
    assert desk.unreachable == ["user:1"]
    assert desk.sent == []
    assert await desk.state("user:1") is OutboxState.FAILED
    assert texts(world.organizers) == []  # nobody else's business


async def test_a_direct_message_reaches_its_person(world: World, desk: Desk) -> None:
    await desk.say("user:1", Message(user_id=world.ala.id, content="Cześć, Ala"), user_id=world.ala.id)
    await desk.run()
    assert [message.content for message in world.ala.user.dm_channel.history()] == ["Cześć, Ala"]
    assert desk.sent == ["user:1"]


async def test_a_second_process_on_sqlite_stands_by_until_the_first_is_gone(world: World, desk: Desk) -> None:
    await desk.run()  # this one holds the lease
    second = desk.another_process("second")
    await desk.say("post:1", "Cześć")
    assert await second.deliver_once(world.now) == 0
    assert (second.standing_by, world.bot.deliverer.standing_by) == (True, False)
    assert texts(world.announcements) == []

    await world.bot.deliverer.stop()
    assert await second.deliver_once(world.now) == 1
    assert (second.standing_by, world.bot.deliverer.standing_by) == (False, False)
    assert texts(world.announcements) == ["Cześć"]


async def test_a_slow_request_does_not_cost_the_lease(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, now = asyncio.Event(), world.now

    async def slow(_context: object, _row: object) -> Message:
        await answer.wait()
        return Message(channel_id=world.announcements.id, content="Cześć")

    async def lease_until() -> datetime:
        async with world.bot.sessions() as session:
            lease = await leases.get(session, LEASE_NAME)
        return now if lease is None else lease.until

    monkeypatch.setattr(deliverer, "RENEW_S", 0)
    monkeypatch.setitem(RENDERERS, "note", replace(desk.renderer, render=slow))
    await world.bot.deliverer.stop()
    first = Deliverer(world.bot, world.bot.sessions, world.bot.services, lambda: now)
    second = desk.another_process("second")
    await desk.say("post:1", "Cześć")
    sending = asyncio.create_task(first.deliver_once())
    for _ in range(5):
        now += timedelta(seconds=20)
        while await lease_until() <= now:
            pass  # the read itself lets the other task go on
        assert await second.deliver_once(now) == 0
    answer.set()
    assert await sending == 1
    assert texts(world.announcements) == ["Cześć"]


async def test_a_guild_that_removed_the_bot_hears_nothing_until_it_comes_back(world: World, desk: Desk) -> None:
    await world.bot.services.guilds.left(world.guild.id)
    await desk.say("post:1", "Cześć")
    assert await desk.run() == 0
    await world.bot.services.guilds.joined(world.guild.id)
    assert await desk.run() == 1


async def test_a_restart_in_between_changes_nothing(world: World, desk: Desk) -> None:
    await desk.say("post:1", "raz")
    await desk.run()
    await world.restart()
    await desk.say("post:1", "dwa")
    await desk.run()
    assert texts(world.announcements) == ["dwa"]
