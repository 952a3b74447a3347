"""Cards about what could not be said, and about what somebody took away: organizers press, and the card follows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.errors import UserError
from bot.i18n import Language
from bot.proposals.model import Role
from tests.delivery.stories import events, publish, write_meetup
from tests.world import labels, said

if TYPE_CHECKING:
    import discord

    from tests.world import World

CANCELED, COMPLETED = 4, 3


async def failed(world: World, **settings: object) -> discord.Message:
    """Discord refuses the announcement; the organizers' card about it."""
    await world.set_up(**settings)
    path = f"/channels/{world.announcements.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50001, message="Missing Access")
    write_meetup(world)
    await publish(world)
    assert world.announcements.history() == []
    (card,) = world.organizers.history()
    return card


def text(world: World) -> str:
    (card,) = world.organizers.history()
    return card.content


@pytest.mark.parametrize(
    ("language", "buttons", "end"),
    [
        (Language.POLISH, ["Spróbuj ponownie", "Zostaw"], "W międzyczasie się udało."),
        (Language.ENGLISH, ["Try again", "Leave it"], "It went well meanwhile."),
    ],
)
async def test_try_again_works_after_a_restart_and_the_card_follows(
    world: World, language: Language, buttons: list[str], end: str
) -> None:
    card = await failed(world, language=language)
    assert labels(card) == buttons
    await world.restart()
    [refused] = said(await world.jan.click(card, label=buttons[0]))
    assert refused.content == "Only organizers may do that."
    await world.ola.click(card, label=buttons[0])
    await world.deliver()
    assert len(world.announcements.history()) == 1
    assert text(world).startswith("✅ **")
    assert text(world).endswith(end)
    assert labels(world.organizers.history()[0]) == []


async def test_left_alone_it_is_not_tried_again(world: World) -> None:
    card = await failed(world)
    await world.ola.click(card, label="Zostaw")
    [late] = said(await world.ola.click(card, label="Spróbuj ponownie"))
    assert late.content == "Somebody left it as it is."
    await world.deliver()
    assert text(world).endswith(f"<@{world.ola.id}> zostawia to bez zmian.")
    await world.set_up(ping_role_id=world.ping_role.id)  # wakes what failed
    await world.deliver()
    assert world.announcements.history() == []


async def test_of_two_organizers_at_once_one_wins(world: World) -> None:
    await failed(world)
    organizing = world.bot.services.organizing
    ola, ala = world.actor(world.ola), world.actor(world.ala, Role.ORGANIZER)
    ends = await asyncio.gather(
        organizing.try_again(1, by=ola), organizing.try_again(1, by=ala), return_exceptions=True
    )
    assert [type(end) for end in ends if end is not None] == [UserError]
    await world.deliver()
    assert len(world.announcements.history()) == 1
    acts = await organizing.log(by=ola, limit=10)
    assert [(act.act, act.subject) for act in acts if act.act != "setup"] == [("retry", "post:1")]


async def test_failing_again_edits_the_card_and_failing_after_a_success_is_a_new_one(world: World) -> None:
    card = await failed(world)
    path = f"/channels/{world.announcements.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50001, message="Missing Access")
    await world.ola.click(card, label="Spróbuj ponownie")
    await world.deliver()
    (again,) = world.organizers.history()
    assert labels(again) == ["Spróbuj ponownie", "Zostaw"]
    await world.ola.click(again, label="Spróbuj ponownie")
    await world.deliver()
    (message,) = world.announcements.history()
    await world.bot.get_partial_messageable(world.announcements.id).get_partial_message(message.id).delete()
    write_meetup(world, hour="19:00")
    await world.tick()
    closed, fresh = world.organizers.history()
    assert closed.content.startswith("✅")
    assert labels(fresh) == ["Wyślij ponownie", "Zostaw"]


async def test_a_deleted_event_is_asked_about_at_once_and_made_again_when_wanted(world: World) -> None:
    write_meetup(world)
    await publish(world)
    (event,) = events(world)
    world.env.backend.delete_scheduled_event(world.guild.id, event.id)
    await world.env.settle()
    await world.deliver()
    (card,) = world.organizers.history()
    assert "Ktoś usunął wydarzenie" in card.content
    assert labels(card) == ["Utwórz ponownie", "Zostaw"]
    assert events(world) == []
    await world.restart()
    await world.ola.click(card, label="Utwórz ponownie")
    await world.deliver()
    (made,) = events(world)
    assert made.id != event.id
    assert text(world).startswith("✅")


async def test_an_event_called_off_by_hand_is_left_when_organizers_say_so(world: World) -> None:
    write_meetup(world)
    await publish(world)
    (event,) = events(world)
    world.env.backend.edit_scheduled_event(world.guild.id, event.id, {"status": CANCELED})
    await world.env.settle()
    await world.deliver()
    (card,) = world.organizers.history()
    await world.ola.click(card, label="Zostaw")
    write_meetup(world, hour="19:00")
    await world.tick()
    assert [one.status for one in events(world)] == [CANCELED]
    assert len(world.organizers.history()) == 1


async def test_an_event_that_discord_left_open_is_ended_when_the_meetup_is_over(world: World) -> None:
    write_meetup(world)
    await publish(world)
    await world.later(days=14)
    await world.deliver()
    assert [one.status for one in events(world)] == [COMPLETED]
    before = len(world.env.http_requests)
    await world.later(days=1)
    await world.tick()
    assert len(world.env.http_requests) == before
    assert world.organizers.history() == []
