"""An organizer takes an announcement back, and for ten minutes may bring it back; nobody is pinged twice."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.errors import UserError
from bot.proposals.model import Role
from bot.store.states import OutboxState
from bot.store.tables import OutboxRow
from tests.delivery.stories import events, publish, write_meetup, write_new_date
from tests.delivery.test_recaps import write_recap
from tests.world import labels, said

if TYPE_CHECKING:
    from simcord import ResponseMessage

    from tests.world import World

SCHEDULED, CANCELED = 1, 4
MESSAGE, BOTH, UNDO = "herold:retract:1", "herold:retract_all:1", "herold:undo:1"


async def announced(world: World, **settings: Any) -> None:
    await world.set_up(**settings)
    write_meetup(world)
    await publish(world)


async def asked(world: World) -> ResponseMessage:
    [question] = said(await world.ola.slash(world.general, "organizer retract", post="Spotkanie"))
    return question


async def reminders(world: World) -> list[OutboxState]:
    async with world.bot.sessions() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.purpose == "channel_reminder"))
        return [row.state for row in rows]


async def test_message_event_and_reminders_go_together(world: World) -> None:
    await announced(world)
    assert await reminders(world)
    question = await asked(world)
    assert labels(question) == ["Delete message, call event off", "Delete message"]
    await world.restart()
    [done] = said(await world.ola.click(question, custom_id=BOTH))
    assert labels(done) == ["Undo"]
    await world.deliver()
    assert world.announcements.history() == []
    assert [event.status for event in events(world)] == [CANCELED]
    assert set(await reminders(world)) == {OutboxState.RETRACTED}
    write_meetup(world, hour="19:00")
    await world.tick()
    await world.later(minutes=10)
    await world.tick()
    assert world.announcements.history() == []
    assert len(events(world)) == 1


async def test_the_event_may_stay(world: World) -> None:
    await announced(world)
    await world.ola.click(await asked(world), custom_id=MESSAGE)
    await world.deliver()
    assert world.announcements.history() == []
    assert [event.status for event in events(world)] == [SCHEDULED]


async def test_an_event_that_stays_follows_its_post(world: World) -> None:
    await announced(world)
    await world.ola.click(await asked(world), custom_id=MESSAGE)
    await world.deliver()
    (before,) = [event.scheduled_start_time for event in events(world)]
    write_meetup(world, hour="19:30")
    await world.tick()
    await world.tick()
    (after,) = [event.scheduled_start_time for event in events(world)]
    assert _minutes(before, after) == 60
    assert world.announcements.history() == []


def _minutes(before: Any, after: Any) -> float:
    one, other = (at if isinstance(at, datetime) else datetime.fromisoformat(at) for at in (before, after))
    return (other - one).total_seconds() / 60


async def test_undo_says_it_again_without_a_ping(world: World) -> None:
    await announced(world, ping_role_id=world.ping_role.id)
    (first,) = world.announcements.history()
    assert first.content == world.ping_role.mention
    [done] = said(await world.ola.click(await asked(world), custom_id=BOTH))
    await world.deliver()
    await world.restart()
    await world.later(minutes=9)
    await world.ola.click(done, custom_id=UNDO)
    await world.deliver()
    (again,) = world.announcements.history()
    assert (again.content, again.embeds[0].title) == ("", "Spotkanie #78")
    assert again.id != first.id
    assert [event.status for event in events(world)] == [CANCELED, SCHEDULED]
    assert OutboxState.PENDING in await reminders(world)
    acts = await world.bot.services.organizing.log(by=world.actor(world.ola), limit=10)
    assert [act.act for act in acts if act.act != "setup"] == ["undo", "retract"]


async def test_undo_before_the_message_went_leaves_it_where_it_is(world: World) -> None:
    await announced(world)
    (first,) = world.announcements.history()
    [done] = said(await world.ola.click(await asked(world), custom_id=BOTH))
    await world.ola.click(done, custom_id=UNDO)
    await world.deliver()
    assert [message.id for message in world.announcements.history()] == [first.id]
    assert [event.status for event in events(world)] == [SCHEDULED]


async def test_after_ten_minutes_it_is_too_late_to_undo(world: World) -> None:
    await announced(world)
    [done] = said(await world.ola.click(await asked(world), custom_id=MESSAGE))
    await world.deliver()
    await world.later(minutes=11)
    [late] = said(await world.ola.click(done, custom_id=UNDO))
    assert late.content.startswith("That was more than ten minutes ago.")
    await world.bot.services.announcing.pick(world.guild.id, 1, world.actor(world.ola))
    await world.deliver()
    assert len(world.announcements.history()) == 1


async def test_a_message_that_somebody_deleted_first_is_done(world: World) -> None:
    await announced(world)
    (first,) = world.announcements.history()
    await world.bot.get_partial_messageable(world.announcements.id).get_partial_message(first.id).delete()
    [done] = said(await world.ola.click(await asked(world), custom_id=MESSAGE))
    await world.deliver()
    assert world.organizers.history() == []
    await world.ola.click(done, custom_id=UNDO)
    await world.deliver()
    assert len(world.announcements.history()) == 1


async def test_what_was_not_sent_yet_is_never_sent_and_pings_when_it_is(world: World) -> None:
    await world.set_up(ping_role_id=world.ping_role.id)
    write_meetup(world)
    await world.later(days=2)
    await world.bot.services.sync.sync_once(world.now)
    [done] = said(await world.ola.click(await asked(world), custom_id=MESSAGE))
    await world.deliver()
    assert world.announcements.history() == []
    await world.ola.click(done, custom_id=UNDO)
    await world.deliver()
    (message,) = world.announcements.history()
    assert message.content == world.ping_role.mention


async def test_a_sending_under_way_deletes_itself_when_it_arrives(world: World) -> None:
    """Discord did it, the answer was lost, and meanwhile an organizer took it back."""
    await world.set_up()
    write_meetup(world)
    await world.later(days=2)
    await world.bot.services.sync.sync_once(world.now)
    world.env.inject_error("POST", "/channels/*/messages", status=503, times=1)
    await world.deliver()
    preview = await world.bot.deliverer.preview(world.guild.id, 1)
    assert preview.embed is not None
    channel = world.bot.get_partial_messageable(world.announcements.id)
    await channel.send(embed=preview.embed)
    await world.ola.click(await asked(world), custom_id=MESSAGE)
    await world.deliver()
    assert world.announcements.history() == []


async def test_of_two_organizers_at_once_one_wins(world: World) -> None:
    await announced(world)
    announcing = world.bot.services.announcing
    ola, ala = world.actor(world.ola), world.actor(world.ala, Role.ORGANIZER)
    ends = await asyncio.gather(
        announcing.retract(1, ola, with_event=True),
        announcing.retract(1, ala, with_event=False),
        return_exceptions=True,
    )
    assert [type(end) for end in ends if end != 1] == [UserError]


async def changed(world: World, *hours: str) -> None:
    """Each hour is told in a reply of its own."""
    for hour in hours:
        write_meetup(world, hour=hour)
        await world.tick()
        await world.later(minutes=6)
        await world.tick()


async def test_all_replies_about_changes_go_too_also_after_a_restart(world: World) -> None:
    await announced(world)
    await changed(world, "19:00", "19:30", "20:00")
    assert len(world.announcements.history()) == 4
    question = await asked(world)
    await world.restart()
    [done] = said(await world.ola.click(question, custom_id=MESSAGE))
    await world.deliver()
    assert world.announcements.history() == []
    await world.ola.click(done, custom_id=UNDO)
    await world.later(minutes=6)
    await world.tick()
    (again,) = world.announcements.history()  # it tells the newest hour itself
    assert "20:00" not in again.content
    await changed(world, "18:00")
    assert len(world.announcements.history()) == 2
    await world.ola.click(await asked(world), custom_id=MESSAGE)
    await world.deliver()
    assert world.announcements.history() == []


async def test_one_reply_deleted_by_hand_keeps_the_others_from_nothing(world: World) -> None:
    await announced(world)
    await changed(world, "19:00", "19:30", "20:00")
    _announcement, first, _second, _third = world.announcements.history()
    await first.delete()
    await world.ola.click(await asked(world), custom_id=MESSAGE)
    await world.deliver()
    assert world.announcements.history() == []
    assert world.organizers.history() == []


async def test_a_reply_whose_answer_was_lost_goes_too(world: World) -> None:
    await announced(world)
    await changed(world, "19:00")
    write_meetup(world, hour="19:30")
    await world.tick()
    await world.later(minutes=6)
    world.env.inject_error("POST", "/channels/*/messages", status=503, times=1)
    await world.tick()
    announcement, _reply = world.announcements.history()
    channel = world.bot.get_partial_messageable(world.announcements.id)
    await channel.send("🕡 Godzina: …", reference=channel.get_partial_message(announcement.id))
    await world.ola.click(await asked(world), custom_id=MESSAGE)
    await world.deliver()
    assert world.announcements.history() == []


async def test_slides_and_reminders_go_too_and_slides_come_back(world: World) -> None:
    await announced(world)
    await world.later(days=12, hours=6)
    await world.deliver()  # a day before
    await world.later(days=3)
    write_recap(world)
    await world.tick()
    assert len(world.announcements.history()) == 3
    [done] = said(await world.ola.click(await asked(world), custom_id=MESSAGE))
    await world.deliver()
    assert world.announcements.history() == []
    await world.later(minutes=9)
    await world.ola.click(done, custom_id=UNDO)
    await world.deliver()
    again, slides = world.announcements.history()
    assert (again.embeds[0].title, again.content) == ("Spotkanie #78", "")
    assert slides.reference is not None
    assert slides.reference.message_id == again.id


async def test_slides_wait_for_the_announcement_that_comes_back(world: World) -> None:
    await announced(world, reminder_leads=())
    await world.later(days=15)
    write_recap(world)
    await world.tick()
    [done] = said(await world.ola.click(await asked(world), custom_id=MESSAGE))
    await world.deliver()
    await world.ola.click(done, custom_id=UNDO)
    world.env.inject_error("POST", "/channels/*/messages", status=503, times=1)
    await world.deliver()
    assert world.announcements.history() == []
    await world.later(minutes=6)
    await world.deliver()
    again, slides = world.announcements.history()
    assert slides.reference is not None
    assert slides.reference.message_id == again.id


async def test_what_stands_below_another_announcement_stays(world: World) -> None:
    await announced(world)
    write_new_date(world)
    await publish(world, day=10)
    await world.later(days=11, hours=6)
    await world.deliver()  # a day before the new date
    first, news, reminder = world.announcements.history()
    announcing = world.bot.services.announcing
    await announcing.retract(2, world.actor(world.ola), with_event=False)
    await world.deliver()
    assert [message.id for message in world.announcements.history()] == [first.id, reminder.id]
    assert news.id not in {first.id, reminder.id}
    await announcing.retract(1, world.actor(world.ola), with_event=False)
    await world.deliver()
    assert world.announcements.history() == []


async def test_members_may_not(world: World) -> None:
    await announced(world)
    with pytest.raises(UserError):
        await world.bot.services.announcing.retract(1, world.actor(world.jan), with_event=True)
    assert len(world.announcements.history()) == 1
