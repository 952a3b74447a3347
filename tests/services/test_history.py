"""Every step of a post's way is written down with the change itself, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.errors import UserError
from bot.services.history import KEPT
from bot.store.states import AnnouncementState
from bot.store.tables import TrailRow
from tests.services.newsroom import EWA, GUILD, OLA, member, organizer

if TYPE_CHECKING:
    from bot.services.history import History
    from tests.services.newsroom import Newsroom

UNSURE = "Zapraszamy na spotkanie w Klubie Proza. Data wkrótce!"


async def _why(room: Newsroom, title: str = "Spotkanie #50", **more: Any) -> History:
    post = await room.post(title)
    return await room.services.history.why(post.id, by=organizer(), **{"page_size": 50, **more})


async def _steps(room: Newsroom, title: str = "Spotkanie #50") -> list[tuple[str, str | None]]:
    return [(entry.what, entry.details.get("purpose")) for entry in (await _why(room, title)).entries]


async def test_an_announced_post_was_seen_read_and_queued(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    history = await _why(room)
    assert [(entry.what, entry.details.get("purpose")) for entry in history.entries] == [
        ("seen", None),
        ("queued", "announcement"),
        ("queued", "event"),
    ]
    assert {entry.at for entry in history.entries} == {room.now}
    seen = history.entries[0].details
    assert seen["kind"] == "announcement"
    assert seen["confidence"] > 0.5
    (facts,) = seen["meetups"]
    assert (facts["number"], facts["date"], facts["start_time"]) == (50, "2026-01-22", "18:00:00")
    assert history.state is AnnouncementState.QUEUED


async def test_an_edit_tells_what_is_read_now(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    room.later(hours=1)
    room.announce(hour="19:00", date="2026-01-10 12:00:00 +0000")
    await room.sync()
    entries = [entry for entry in (await _why(room)).entries if entry.at == room.now]
    assert [entry.what for entry in entries] == ["edited", "queued", "queued", "queued"]
    assert entries[0].details["meetups"][0]["start_time"] == "19:00:00"


async def test_what_waits_is_held_or_left_out_says_why_and_who_released_it(room: Newsroom) -> None:
    await room.opened()
    room.write("2026-01-10-kiedys", UNSURE, title="Spotkanie #51")
    room.announce(date="2026-01-11 12:00:00 +0000")
    await room.sync()
    held = await _why(room, "Spotkanie #51")
    (reason,) = [entry.details["reason"] for entry in held.entries if entry.what == "held"]
    assert reason == held.reason != ""
    assert [step for step, _purpose in await _steps(room)] == ["seen", "waiting"]

    announcement = await room.announcement("Spotkanie #51")
    await room.services.announcing.announce(announcement.id, organizer(EWA))
    released = [entry for entry in (await _why(room, "Spotkanie #51")).entries if entry.what == "released"]
    assert [entry.details["by"] for entry in released] == [EWA]
    assert ("queued", "held_card") in await _steps(room, "Spotkanie #51")


async def test_broken_gone_and_corrected_are_steps_too(room: Newsroom) -> None:
    await room.opened()
    path = room.announce()
    await room.sync()
    (meetup,) = await room.meetups()
    await room.services.meetups.correct(meetup.id, "venue", "Mediateka", organizer())
    path.write_text("---\ntitle: a: b\n---\n", "utf-8")
    await room.sync()
    path.unlink()
    await room.sync()
    steps = [step for step, purpose in await _steps(room) if purpose is None]
    assert steps == ["seen", "corrected", "broken", "gone"]


async def test_the_history_comes_in_pages_newest_last(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    last = await _why(room, page_size=2)
    assert (last.page, last.pages, [entry.what for entry in last.entries]) == (1, 2, ["queued"])
    first = await _why(room, page_size=2, page=-5)
    assert (first.page, [entry.what for entry in first.entries]) == (0, ["seen", "queued"])


async def test_only_organizers_of_the_blog_may_look(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    post = await room.post()
    for stranger in (member(), organizer(OLA, GUILD + 1)):
        with pytest.raises(UserError):
            await room.services.history.why(post.id, by=stranger, page_size=10)


async def test_a_guild_sees_no_steps_of_another(room: Newsroom) -> None:
    await room.opened()
    await room.set_up(GUILD + 1)
    await room.sync()
    room.announce()
    await room.sync()
    assert await _steps(room) == [("seen", None), ("queued", "announcement"), ("queued", "event")]


async def test_old_steps_are_forgotten(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    await room.services.history.purge(room.now + KEPT)
    assert len(await _steps(room)) == 3
    await room.services.history.purge(room.now + KEPT * 1.01)
    async with room.sessions() as session:
        assert (await session.scalars(select(TrailRow))).all() == []
