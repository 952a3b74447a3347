"""Answers about meetups, and corrections that hold."""

from __future__ import annotations

import asyncio
from datetime import date, time
from typing import TYPE_CHECKING

import pytest

from bot.errors import UserError
from bot.meetups.model import MeetupStatus
from bot.store.states import AnnouncementState
from tests.services.newsroom import EWA, GUILD, OLA, member, organizer

if TYPE_CHECKING:
    from bot.meetups.model import Meetup
    from tests.services.newsroom import Newsroom


async def _announced(room: Newsroom) -> Meetup:
    await room.opened()
    room.announce()
    await room.sync()
    await room.deliver()
    return (await room.services.meetups.timeline(GUILD)).meetups[0]


async def test_a_correction_wins_at_once_and_everything_said_follows(room: Newsroom) -> None:
    meetup = await _announced(room)
    after = await room.services.meetups.correct(meetup.id, "start_time", "19:30", organizer())
    assert (after.start_time, after.corrected, after.confidence["start_time"]) == (
        time(19, 30),
        frozenset({"start_time"}),
        1.0,
    )
    assert (await room.services.meetups.timeline(GUILD)).by_id(meetup.id) == after
    post = await room.post()
    assert sorted(await room.outbox()) == [
        ("announcement", f"post:{post.id}", 2),
        ("change", f"post:{post.id}", 1),
        ("event", f"meetup:{meetup.id}", 2),
    ]
    assert await room.acts() == [("correct", f"meetup:{meetup.id}", OLA)]


async def test_a_correction_survives_edits_renames_and_restarts(room: Newsroom) -> None:
    meetup = await _announced(room)
    await room.services.meetups.correct(meetup.id, "venue", "Klub Jazzowy", organizer())
    await room.services.meetups.correct(meetup.id, "date", "23.01.2026", organizer())
    room.restart()
    room.path("2026-01-10-spotkanie-50").rename(room.path("2026-01-10-inny"))
    await room.sync()
    room.announce("2026-01-10-inny", hour="20:00")
    await room.sync()
    after = await room.services.meetups.get(meetup.id)
    assert (after.venue, after.date, after.start_time) == ("Klub Jazzowy", date(2026, 1, 23), time(20))
    assert [row.id for row in await room.meetups()] == [meetup.id]


async def test_a_correction_taken_back_lets_the_post_speak_again(room: Newsroom) -> None:
    meetup = await _announced(room)
    meetups = room.services.meetups
    await meetups.correct(meetup.id, "start_time", "19:30", organizer())
    assert (await meetups.uncorrect(meetup.id, "start_time", organizer())).start_time == time(18)
    with pytest.raises(UserError):
        await meetups.uncorrect(meetup.id, "start_time", organizer())


async def test_a_meetup_called_off_by_hand_is_called_off_everywhere(room: Newsroom) -> None:
    meetup = await _announced(room)
    after = await room.services.meetups.correct(meetup.id, "status", "cancelled", organizer())
    assert after.status is MeetupStatus.CANCELLED
    assert (await room.services.meetups.timeline(GUILD)).next(room.now) is None
    assert [purpose for purpose, *_ in await room.outbox()] == ["announcement", "event", "change"]


async def test_what_nobody_may_correct(room: Newsroom) -> None:
    meetup = await _announced(room)
    await room.services.guilds.joined(600)
    correct = room.services.meetups.correct
    for act in (
        correct(meetup.id, "venue", "x", member()),
        correct(999, "venue", "x", organizer()),
        correct(meetup.id, "posts", "x", organizer()),
        correct(meetup.id, "date", "kiedyś", organizer()),
    ):
        with pytest.raises(UserError):
            await act
    assert (await room.services.meetups.get(meetup.id)) == meetup
    assert await room.acts() == []
    assert await room.outbox() == []


async def test_corrections_at_once_all_hold(room: Newsroom) -> None:
    meetup = await _announced(room)
    correct = room.services.meetups.correct
    await asyncio.gather(
        correct(meetup.id, "venue", "Klub Jazzowy", organizer(OLA)),
        correct(meetup.id, "start_time", "19:30", organizer(EWA)),
        correct(meetup.id, "sponsors", "Firma", organizer(OLA)),
        room.sync(),
    )
    after = await room.services.meetups.get(meetup.id)
    assert (after.venue, after.start_time, after.sponsors) == ("Klub Jazzowy", time(19, 30), ("Firma",))


async def test_the_timeline_is_true_after_another_process_wrote(room: Newsroom) -> None:
    meetup = await _announced(room)
    other = room.services
    room.restart()
    assert (await room.services.meetups.timeline(GUILD)).by_id(meetup.id) == meetup
    await other.meetups.correct(meetup.id, "start_time", "19:30", organizer())
    corrected = (await room.services.meetups.timeline(GUILD)).by_id(meetup.id)
    assert corrected is not None
    assert corrected.start_time == time(19, 30)


async def test_the_timeline_is_kept_while_nothing_changes(room: Newsroom) -> None:
    await _announced(room)
    meetups = room.services.meetups
    assert await meetups.timeline(GUILD) is await meetups.timeline(GUILD)


async def test_posts_are_listed_newest_first_and_searched_without_diacritics(room: Newsroom) -> None:
    await room.set_up()
    room.announce("2026-01-10-a", title="Święta w JUG-u", date="2026-01-01 10:00:00")
    room.announce("2026-01-10-b", title="Spotkanie #50", date="2026-01-09 10:00:00")
    room.announce("2026-01-10-c", title="Spotkanie #51", date="2026-02-09 10:00:00")
    await room.sync()
    listed = await room.services.meetups.posts(GUILD)
    assert [(post.title, post.state, post.is_published) for post in listed] == [
        ("Spotkanie #51", AnnouncementState.WAITING, False),
        ("Spotkanie #50", AnnouncementState.SILENT, True),
        ("Święta w JUG-u", AnnouncementState.SILENT, True),
    ]
    assert [post.title for post in await room.services.meetups.posts(GUILD, search="swieta JUG")] == ["Święta w JUG-u"]
    assert len(await room.services.meetups.posts(GUILD, limit=1)) == 1


async def test_a_post_is_shown_with_its_text_and_its_meetups(room: Newsroom) -> None:
    meetup = await _announced(room)
    row = await room.post()
    view = await room.services.meetups.post(row.id)
    assert (view.title, view.kind, view.meetups) == ("Spotkanie #50", "announcement", [meetup])
    assert "Wątki wirtualne" in view.post.body
    assert view.soonest(room.now) == meetup
    with pytest.raises(UserError):
        await room.services.meetups.post(999)


async def test_a_post_that_never_could_be_read_is_told_so(room: Newsroom) -> None:
    await room.opened()
    room.write_raw("2026-01-10-zly", "---\ntitle: [\n---\n")
    await room.sync()
    row = await room.post("2026-01-10-zly.markdown")
    with pytest.raises(UserError, match="could be read"):
        await room.services.meetups.post(row.id)
    assert await room.services.meetups.posts(GUILD) == []


async def test_a_post_that_names_the_usual_place_in_passing_has_it(room: Newsroom) -> None:
    await room.opened()
    room.write(
        "2026-01-10-spotkanie-50",
        "Spotykamy się 22 stycznia 2026 o 18:00 w klubie Tarnina, ul. Krzywa 2.\n\nZapisy: https://lu.ma/a",
    )
    await room.sync()
    room.later(days=1)
    room.write(
        "2026-01-11-spotkanie-51",
        "Spotkanie 19 lutego 2026 o 18:00. Tarnina już wie, że przyjdziemy.\n\nZapisy: https://lu.ma/b",
        title="Spotkanie #51",
    )
    await room.sync()
    assert [row.data["venue"] for row in await room.meetups()] == ["Tarnina", "Tarnina"]
    assert [warning["code"] for warning in (await room.post("Spotkanie #51")).warnings] == []
