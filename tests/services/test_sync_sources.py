"""The blog itself moves, vanishes, breaks or changes its address: what the database holds afterwards."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.services.sync import SyncResult
from bot.store.states import AnnouncementState
from bot.store.tables import SourceRow
from tests.services.newsroom import GUILD

if TYPE_CHECKING:
    from tests.services.newsroom import Newsroom

QUEUED = AnnouncementState.QUEUED


async def _source(room: Newsroom) -> SourceRow:
    async with room.sessions() as session:
        return (await session.scalars(select(SourceRow))).one()


async def test_a_source_that_vanishes_for_a_while_loses_nothing(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    hidden = room.folder.with_name("unplugged")
    room.folder.rename(hidden)
    room.later(hours=1)
    result = await room.sync()
    assert result.error is not None
    source = await _source(room)
    assert (source.last_error, source.last_error_at) == (result.error, room.now)
    assert (await room.post()).gone_at is None
    hidden.rename(room.folder)
    assert await room.sync() == SyncResult()
    assert (await _source(room)).last_error is None


async def test_an_empty_folder_where_posts_were_is_taken_for_trouble(room: Newsroom) -> None:
    await room.opened()
    for n in range(3):
        room.announce(f"2026-01-10-spotkanie-{n}", title=f"Spotkanie #{n + 1}")
    await room.sync()
    shutil.rmtree(room.folder / "_posts")
    (room.folder / "_posts").mkdir()
    assert (await room.sync()).error is not None
    assert (await room.post("Spotkanie #1")).gone_at is None


async def test_a_blog_that_was_moved_to_another_folder_stays_the_same_blog(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    room.folder = room.folder.rename(room.folder.with_name("moved"))
    room.restart()
    assert (await room.sync()).queued == 0
    assert (await _source(room)).location == str(room.folder)
    assert await room.states() == {"Spotkanie #50": QUEUED}


async def test_a_changed_address_of_the_site_corrects_the_announcements(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    await room.deliver()
    config = room.folder / "_config.yml"
    config.write_text(config.read_text("utf-8").replace("jug.example.org", "nowy.example.org"), "utf-8")
    await room.sync()
    post = await room.post()
    assert post.url == "https://nowy.example.org/blog/2026/01/10/spotkanie-50/"
    assert ("announcement", f"post:{post.id}", 2) in await room.outbox()


async def test_but_not_those_of_meetups_that_are_over(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    await room.deliver()
    room.later(days=30)
    config = room.folder / "_config.yml"
    config.write_text(config.read_text("utf-8").replace("jug.example.org", "nowy.example.org"), "utf-8")
    await room.sync()
    assert (await room.post()).url.startswith("https://nowy.example.org/")
    assert await room.outbox() == []


async def test_a_broken_configuration_leaves_the_last_good_one_in_force(room: Newsroom) -> None:
    await room.opened()
    (room.folder / "_config.yml").write_text("url: [", "utf-8")
    room.announce()
    result = await room.sync()
    assert result.error is not None
    assert result.queued == 1
    assert (await room.post()).url.startswith("https://jug.example.org/")
    assert "_config.yml" in ((await _source(room)).last_error or "")


async def test_without_a_blog_nothing_happens(room: Newsroom) -> None:
    shutil.rmtree(room.folder)
    assert (await room.sync()).error is not None
    assert (await room.services.meetups.timeline(GUILD)).meetups == ()
