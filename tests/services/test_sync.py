"""The blog is looked through: what the database holds afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.meetups.model import MeetupStatus
from bot.services.sync import SyncResult
from bot.store.states import AnnouncementState
from bot.store.tables import SourceRow
from tests.services.newsroom import CANCELLATION, GUILD

if TYPE_CHECKING:
    from tests.services.newsroom import Newsroom

QUEUED, SILENT, WAITING = AnnouncementState.QUEUED, AnnouncementState.SILENT, AnnouncementState.WAITING


async def _source(room: Newsroom) -> SourceRow:
    async with room.sessions() as session:
        return (await session.scalars(select(SourceRow))).one()


async def test_the_first_sync_is_silent_but_knows_everything(room: Newsroom) -> None:
    await room.set_up()
    room.announce()
    result = await room.sync()
    assert result == SyncResult(new=1, meetups_changed=1)
    assert await room.states() == {"Spotkanie #50": SILENT}
    assert await room.outbox() == []
    meetup = (await room.services.meetups.timeline(GUILD)).next(room.now)
    assert meetup is not None
    assert (meetup.number, str(meetup.date), str(meetup.start_time)) == (50, "2026-01-22", "18:00:00")


async def test_a_new_post_is_queued_once_with_its_event(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    assert (await room.sync()).queued == 1
    post, (meetup,) = await room.post(), await room.meetups()
    expected = [("announcement", f"post:{post.id}", 1), ("event", f"meetup:{meetup.id}", 1)]
    assert await room.outbox() == expected
    assert await room.sync() == SyncResult()
    assert await room.outbox() == expected


async def test_a_sync_without_news_writes_only_when_it_was(room: Newsroom) -> None:
    await room.opened()
    room.later(minutes=1)
    await room.sync()
    source = await _source(room)
    assert (source.last_synced_at, source.last_error) == (room.now, None)


async def test_what_was_published_while_herold_was_off_is_announced_after_the_start(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    room.announce("2026-01-10-spotkanie-49", when="12 stycznia 2026", title="Spotkanie #49")
    room.later(days=5)
    room.restart()
    await room.sync()
    assert await room.states() == {"Spotkanie #50": QUEUED, "Spotkanie #49": AnnouncementState.SKIPPED}


async def test_a_draft_waits_until_it_becomes_a_post_and_stays_one_post(room: Newsroom) -> None:
    await room.set_up()
    path = room.announce("_drafts/spotkanie-50")
    await room.sync()
    assert await room.states() == {"Spotkanie #50": WAITING}
    before = await room.post()
    path.rename(room.path("2026-01-10-spotkanie-50"))
    result = await room.sync()
    assert (result.renamed, result.new, result.queued) == (1, 0, 1)
    assert (await room.post()).id == before.id
    assert await room.states() == {"Spotkanie #50": QUEUED}


async def test_a_post_dated_in_the_future_is_announced_in_its_time_without_a_new_file(room: Newsroom) -> None:
    await room.opened()
    room.announce(date="2026-01-12 09:00:00")  # in the site's zone: 08:00 UTC
    await room.sync()
    row = await room.announcement()
    assert (row.state, str(row.due_at)) == (WAITING, "2026-01-12 08:00:00+00:00")
    assert (await room.services.meetups.timeline(GUILD)).meetups == ()
    room.now = row.due_at.replace(hour=7, minute=59) if row.due_at else room.now
    assert await room.services.announcing.decide_due(room.now) == 0
    room.later(minutes=1)
    assert await room.services.announcing.decide_due(room.now) == 1
    assert await room.services.announcing.decide_due(room.now) == 0
    assert [purpose for purpose, *_ in await room.outbox()] == ["announcement", "event"]
    assert len((await room.services.meetups.timeline(GUILD)).meetups) == 1


async def test_the_sync_itself_announces_what_became_due_also_after_a_restart(room: Newsroom) -> None:
    await room.opened()
    room.announce(date="2026-01-12 09:00:00")
    await room.sync()
    room.later(days=3)
    room.restart()
    assert (await room.sync()).queued == 1


async def test_a_hidden_post_is_no_news_until_it_is_shown(room: Newsroom) -> None:
    await room.opened()
    room.announce(published="false")
    await room.sync()
    assert await room.states() == {"Spotkanie #50": WAITING}
    room.announce()
    await room.sync()
    assert await room.states() == {"Spotkanie #50": QUEUED}


async def test_a_broken_post_keeps_its_last_good_version_and_is_reported_once(room: Newsroom) -> None:
    await room.opened()
    path = room.announce()
    await room.sync()
    good = path.read_text("utf-8")
    await room.deliver()
    path.write_text(good.replace('title: "Spotkanie #50"', 'title: Spotkanie: "w lutym"'), "utf-8")
    assert (await room.sync()).broken == 1
    row = await room.post()
    assert row.content == good
    assert row.broken is not None
    assert (row.broken["file"], row.broken["line"]) == ("2026-01-10-spotkanie-50.markdown", 2)
    assert await room.outbox() == [("warning", f"post:{row.id}", 1)]
    (payload,) = await room.payloads("warning")
    assert payload["values"]["line"] == 2
    assert (await room.services.meetups.timeline(GUILD)).next(room.now) is not None
    room.restart()
    assert (await room.sync()).broken == 0
    assert await room.outbox() == [("warning", f"post:{row.id}", 1)]

    path.write_text(good, "utf-8")
    await room.sync()
    assert (await room.post()).broken is None
    assert await room.outbox() == [("warning", f"post:{row.id}", 1)]


async def test_a_post_that_was_never_good_is_new_once_it_is_mended_and_stops_no_other(room: Newsroom) -> None:
    await room.opened()
    room.write_raw("2026-01-10-spotkanie-50", "---\ntitle: [\n---\n")
    room.announce("2026-01-11-spotkanie-51", title="Spotkanie #51", when="29 stycznia 2026")
    result = await room.sync()
    assert (result.broken, result.queued) == (1, 1)
    assert await room.states() == {"Spotkanie #51": QUEUED}
    room.restart()
    await room.sync()
    room.announce()
    assert (await room.sync()).queued == 1
    assert await room.states() == {"Spotkanie #50": QUEUED, "Spotkanie #51": QUEUED}


async def test_a_huge_post_is_refused_with_a_word_to_the_organizers(room: Newsroom) -> None:
    await room.opened()
    room.write("2026-01-10-dlugi", "x" * 30_000)
    assert (await room.sync()).broken == 1
    (payload,) = await room.payloads("warning")
    assert "20000" in payload["values"]["cause"]
    assert (await room.sync()).broken == 0


async def test_an_edit_is_a_new_revision_of_the_same_announcement(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    post, (meetup,) = await room.post(), await room.meetups()
    await room.deliver()
    room.announce(hour="19:00", date=f"{room.now:%Y-%m-%d %H:%M:%S} +0000")
    room.later(hours=1)
    result = await room.sync()
    assert (result.edited, result.queued) == (1, 0)
    assert sorted(await room.outbox()) == [
        ("announcement", f"post:{post.id}", 2),
        ("change", f"post:{post.id}", 1),
        ("event", f"meetup:{meetup.id}", 2),
    ]
    (after,) = await room.meetups()
    assert (after.id, after.key, after.revision) == (meetup.id, meetup.key, meetup.revision + 1)


async def test_an_edit_before_the_sending_is_still_one_message(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    room.announce(hour="19:00")
    await room.sync()
    assert [revision for *_, revision in await room.outbox()] == [1, 1, 1]


async def test_a_cancellation_changes_the_first_announcement_and_the_event(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    await room.deliver()
    first, (meetup,) = await room.post(), await room.meetups()
    room.later(days=2)
    room.write(
        "2026-01-12-odwolane",
        CANCELLATION.format(when="22 stycznia 2026"),
        title="Spotkanie #50 odwołane",
    )
    await room.sync()
    second = await room.post("Spotkanie #50 odwołane")
    assert sorted(await room.outbox()) == [
        ("announcement", f"post:{first.id}", 2),
        ("announcement", f"post:{second.id}", 1),
        ("change", f"post:{first.id}", 1),
        ("event", f"meetup:{meetup.id}", 2),
    ]
    (after,) = await room.meetups()
    assert (after.id, after.status) == (meetup.id, MeetupStatus.CANCELLED)
    assert (await room.services.meetups.get(meetup.id)).cancelled


async def test_a_renamed_post_is_not_announced_again(room: Newsroom) -> None:
    await room.opened()
    path = room.announce()
    await room.sync()
    before = await room.post()
    (meetup,) = await room.meetups()
    path.rename(room.path("2026-01-10-zupelnie-inny-slug"))
    result = await room.sync()
    assert (result.renamed, result.new, result.gone, result.queued) == (1, 0, 0, 0)
    after = await room.post()
    assert (after.id, after.slug) == (before.id, "zupelnie-inny-slug")
    assert [row.id for row in await room.meetups() if row.gone_at is None] == [meetup.id]


async def test_a_post_dated_anew_and_edited_at_once_is_the_same_post(room: Newsroom) -> None:
    await room.opened()
    path = room.announce()
    await room.sync()
    before = await room.post()
    path.unlink()
    room.announce("2026-01-13-spotkanie-50", when="29 stycznia 2026")
    result = await room.sync()
    assert (result.renamed, result.queued) == (1, 0)
    assert (await room.post()).id == before.id
    (meetup,) = [row for row in await room.meetups() if row.gone_at is None]
    assert str(meetup.date) == "2026-01-29"


async def test_the_same_slug_a_year_later_is_another_post(room: Newsroom) -> None:
    await room.opened()
    path = room.announce("2026-01-10-spotkanie-styczniowe")
    await room.sync()
    path.unlink()
    await room.sync()
    room.later(days=365)
    room.announce("2027-01-10-spotkanie-styczniowe", when="21 stycznia 2027", title="Spotkanie #60")
    assert (await room.sync()).queued == 1


async def test_a_deleted_post_retracts_nothing_and_organizers_hear_of_it(room: Newsroom) -> None:
    await room.opened()
    path = room.announce()
    await room.sync()
    await room.deliver()
    text = path.read_text("utf-8")
    path.unlink()
    assert (await room.sync()).gone == 1
    post = await room.post()
    assert post.gone_at == room.now
    assert await room.outbox() == [("gone_card", f"post:{post.id}", 1)]
    assert (await room.services.meetups.timeline(GUILD)).next(room.now) is not None
    await room.deliver()

    path.write_text(text, "utf-8")
    result = await room.sync()
    assert (result.new, result.edited, result.queued) == (0, 1, 0)
    assert (await room.post()).gone_at is None
    assert ("gone_card", f"post:{post.id}", 2) in await room.outbox()


async def test_a_post_deleted_before_anybody_heard_of_it_is_forgotten_until_it_returns(room: Newsroom) -> None:
    await room.opened()
    path = room.announce()
    await room.sync()
    text = path.read_text("utf-8")
    path.unlink()
    await room.sync()
    assert (await room.services.meetups.timeline(GUILD)).next(room.now) is None
    path.write_text(text, "utf-8")
    await room.sync()
    assert (await room.services.meetups.timeline(GUILD)).next(room.now) is not None
    assert [row[0] for row in await room.outbox()] == ["announcement", "event", "gone_card"]


async def test_a_deleted_post_of_the_first_sync_is_forgotten(room: Newsroom) -> None:
    await room.set_up()
    path = room.announce()
    await room.sync()
    path.unlink()
    await room.sync()
    assert (await room.services.meetups.timeline(GUILD)).next(room.now) is None
    assert await room.outbox() == []


async def test_a_guild_that_joins_later_hears_only_of_what_comes_later(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    room.announce("_drafts/spotkanie-51", title="Spotkanie #51", when="29 stycznia 2026")
    await room.sync()
    await room.set_up(600)
    assert (await room.services.meetups.timeline(600)).next(room.now) is not None
    await room.sync()
    assert await room.states(600) == {"Spotkanie #50": SILENT, "Spotkanie #51": WAITING}
    room.announce("2026-01-11-spotkanie-52", title="Spotkanie #52", when="30 stycznia 2026")
    await room.sync()
    assert [row[:2] for row in await room.outbox(600)] == [row[:2] for row in await room.outbox()][-2:]


async def test_a_guild_that_was_left_and_came_back_is_not_flooded(room: Newsroom) -> None:
    await room.opened()
    await room.services.guilds.left(GUILD)
    room.announce()
    await room.sync()
    await room.services.guilds.joined(GUILD)
    await room.sync()
    assert await room.states() == {"Spotkanie #50": SILENT}
