"""What becomes of posts in a guild, and what organizers decide about them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from bot.errors import UserError
from bot.i18n import Language
from bot.posts.model import PostKind
from bot.services.deciding import NO_CHANNEL
from bot.store.states import AnnouncementState
from bot.store.tables import AnnouncementRow
from tests.services.newsroom import CHANNEL, EWA, GUILD, JAN, OLA, member, organizer

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tests.services.newsroom import Newsroom

HELD, IGNORED, QUEUED = AnnouncementState.HELD, AnnouncementState.IGNORED, AnnouncementState.QUEUED
SILENT, SKIPPED, WAITING = AnnouncementState.SILENT, AnnouncementState.SKIPPED, AnnouncementState.WAITING

UNDATED = (
    "Zapraszamy na kolejne spotkanie naszej grupy, które odbędzie się w klubie Latarnia! Termin podamy wkrótce. "
    "Jan Kowalski opowie o testach, zapisy ruszą niebawem."
)


async def _held(room: Newsroom) -> AnnouncementRow:
    """A post that Herold is not sure of: it names no date."""
    await room.opened()
    room.write("2026-01-10-spotkanie-50", UNDATED)
    await room.sync()
    row = await room.announcement()
    assert row.state is HELD
    await room.deliver()
    return row


async def _refusal(act: Awaitable[object]) -> str:
    with pytest.raises(UserError) as refused:
        await act
    assert refused.value.text(Language.POLISH)
    return str(refused.value)


async def test_what_herold_is_not_sure_of_goes_to_the_organizers_first(room: Newsroom) -> None:
    await room.opened()
    room.write("2026-01-10-spotkanie-50", UNDATED)
    result = await room.sync()
    row = await room.announcement()
    assert (result.held, row.state, row.reason) == (1, HELD, "I found no date in the post.")
    assert await room.outbox() == [("held_card", f"announcement:{row.id}", 1)]
    view = await room.services.meetups.announcement(row.id)
    assert (view.post.title, view.post.kind, view.is_open) == ("Spotkanie #50", PostKind.ANNOUNCEMENT, True)
    assert view.post.url == "https://jug.example.org/blog/2026/01/10/spotkanie-50/"


async def test_an_organizer_announces_a_held_post(room: Newsroom) -> None:
    row = await _held(room)
    await room.services.announcing.announce(row.id, organizer())
    after = await room.announcement()
    assert (after.state, after.decided_by) == (QUEUED, OLA)
    assert await room.outbox() == [
        ("held_card", f"announcement:{row.id}", 2),
        ("announcement", f"post:{row.post_id}", 1),
    ]
    assert await room.acts() == [("announce", f"post:{row.post_id}", OLA)]


async def test_an_organizer_sets_a_held_post_aside_for_good(room: Newsroom) -> None:
    row = await _held(room)
    await room.services.announcing.ignore(row.id, organizer())
    assert await room.outbox() == [("held_card", f"announcement:{row.id}", 2)]
    room.announce()
    await room.sync()
    assert await room.states() == {"Spotkanie #50": IGNORED}
    assert await room.acts() == [("ignore", f"post:{row.post_id}", OLA)]


async def test_members_and_organizers_of_other_guilds_decide_nothing(room: Newsroom) -> None:
    row = await _held(room)
    await room.set_up(600)
    announcing = room.services.announcing
    for actor in (member(), organizer(EWA, 600)):
        await _refusal(announcing.announce(row.id, actor))
        await _refusal(announcing.ignore(row.id, actor))
        await _refusal(announcing.pick(GUILD, row.post_id, actor))
        await _refusal(announcing.announce(999, actor))
    assert await room.states() == {"Spotkanie #50": HELD}
    assert await room.acts() == []


async def test_an_edit_that_gives_the_date_releases_a_held_post_and_its_card(room: Newsroom) -> None:
    row = await _held(room)
    room.announce()
    await room.sync()
    assert await room.states() == {"Spotkanie #50": QUEUED}
    purposes = [(purpose, revision) for purpose, _subject, revision in await room.outbox()]
    assert purposes == [("held_card", 2), ("announcement", 1), ("event", 1)]
    assert "already announced" in await _refusal(room.services.announcing.ignore(row.id, organizer()))


async def test_an_edit_that_leaves_the_doubt_keeps_the_card_true(room: Newsroom) -> None:
    row = await _held(room)
    room.write("2026-01-10-spotkanie-50", UNDATED + " I o kawie.")
    await room.sync()
    assert await room.outbox() == [("held_card", f"announcement:{row.id}", 2)]


async def test_a_correction_keeps_the_card_true_and_leaves_the_decision_to_organizers(room: Newsroom) -> None:
    row = await _held(room)
    (meetup,) = await room.meetups()
    await room.services.meetups.correct(meetup.id, "date", "22.01.2026", organizer())
    assert await room.states() == {"Spotkanie #50": HELD}
    assert await room.outbox() == [("held_card", f"announcement:{row.id}", 2)]
    await room.services.announcing.announce(row.id, organizer())
    assert [purpose for purpose, *_ in await room.outbox()] == ["held_card", "announcement", "event"]


async def test_two_organizers_at_once_end_with_one_decision(room: Newsroom) -> None:
    await room.opened()
    announcing = room.services.announcing
    for n in range(5):
        title = f"Spotkanie #{n + 1}"
        room.write(f"2026-01-1{n}-spotkanie-{n}", UNDATED, title=title)
        await room.sync()
        row = await room.announcement(title)
        await room.deliver()
        acts = [
            announcing.announce(row.id, organizer(OLA)),
            announcing.ignore(row.id, organizer(EWA)),
            announcing.announce(row.id, organizer(JAN)),
        ]
        results = await asyncio.gather(*acts, return_exceptions=True)
        refused = [result for result in results if result is not None]
        assert len(refused) == 2
        after = await room.announcement(title)
        assert after.decided_by is not None
        verb = "announced" if after.state is QUEUED else "set aside"
        assert {str(error) for error in refused} == {f"“{title}” was already {verb} by <@{after.decided_by}>."}
        said = sorted(purpose for purpose, *_ in await room.deliver())
        assert said == (["announcement", "held_card"] if after.state is QUEUED else ["held_card"])
        assert len(await room.acts()) == n + 1


async def test_a_decision_and_a_sync_at_once_announce_once(room: Newsroom) -> None:
    row = await _held(room)
    room.announce()
    decided, synced = await asyncio.gather(
        room.services.announcing.announce(row.id, organizer()), room.sync(), return_exceptions=True
    )
    assert not isinstance(synced, BaseException)
    assert decided is None or "already announced" in str(decided)
    assert await room.states() == {"Spotkanie #50": QUEUED}
    assert sorted({purpose for purpose, *_ in await room.outbox()} - {"change"}) == [
        "announcement",
        "event",
        "held_card",
    ]


async def test_two_processes_syncing_at_once_announce_once(room: Newsroom) -> None:
    await room.opened()
    first = room.services
    room.restart()
    for n in range(5):
        title = f"Spotkanie #{n + 1}"
        room.announce(f"2026-01-10-spotkanie-{n}", title=title, when=f"{n + 20} stycznia 2026")
        results = await asyncio.gather(first.sync.sync_once(room.now), room.sync())
        assert sum(result.queued for result in results) == 1
        assert sorted((purpose, revision) for purpose, _, revision in await room.deliver()) == [
            ("announcement", 1),
            ("event", 1),
        ]
    assert len(await room.meetups()) == 5


async def test_without_a_channel_a_post_is_held_and_released_once_there_is_one(room: Newsroom) -> None:
    await room.set_up(announcement_channel_id=None)
    await room.sync()
    room.announce()
    await room.sync()
    row = await room.announcement()
    assert (row.state, row.reason) == (HELD, NO_CHANNEL)
    assert "channel" in await _refusal(room.services.announcing.announce(row.id, organizer()))
    assert await room.services.announcing.decide_due(room.now) == 0
    await room.services.guilds.change(GUILD, by=organizer(), announcement_channel_id=CHANNEL)
    assert await room.services.announcing.decide_due(room.now) == 1
    assert await room.states() == {"Spotkanie #50": QUEUED}


async def test_a_channel_chosen_after_the_meetup_releases_nothing(room: Newsroom) -> None:
    await room.set_up(announcement_channel_id=None)
    await room.sync()
    room.announce()
    await room.sync()
    room.later(days=20)
    await room.services.guilds.change(GUILD, by=organizer(), announcement_channel_id=CHANNEL)
    assert await room.services.announcing.decide_due(room.now) == 0
    assert await room.states() == {"Spotkanie #50": SKIPPED}


async def test_only_the_kinds_that_the_guild_chose_are_announced(room: Newsroom) -> None:
    await room.set_up(kinds=frozenset({PostKind.CANCELLATION}))
    await room.set_up(600)
    await room.sync()
    room.announce()
    await room.sync()
    assert await room.states() == {"Spotkanie #50": SKIPPED}
    assert await room.states(600) == {"Spotkanie #50": QUEUED}


async def test_new_settings_announce_nothing_that_was_passed_over_long_ago(room: Newsroom) -> None:
    await room.set_up(kinds=frozenset({PostKind.CANCELLATION}))
    await room.sync()
    room.announce(when="20 maja 2026")
    await room.sync()
    await room.services.guilds.change(
        GUILD, by=organizer(), kinds=frozenset({PostKind.CANCELLATION, PostKind.ANNOUNCEMENT})
    )
    room.later(days=40)
    room.announce(when="20 maja 2026", hour="18:30", date="2026-01-10 12:00:00 +0000")
    await room.sync()
    assert await room.states() == {"Spotkanie #50": SKIPPED}


async def test_events_are_left_out_where_the_guild_wants_none(room: Newsroom) -> None:
    await room.set_up(scheduled_events=False)
    await room.sync()
    room.announce()
    await room.sync()
    assert [purpose for purpose, *_ in await room.outbox()] == ["announcement"]


@pytest.mark.parametrize("before", [SILENT, SKIPPED, IGNORED, HELD])
async def test_an_organizer_picks_a_post_whatever_was_decided_before(room: Newsroom, before: AnnouncementState) -> None:
    await room.set_up()
    room.announce()
    await room.sync()
    row = await room.announcement()
    async with room.sessions.begin() as session:
        await session.execute(update(AnnouncementRow).values(state=before))
    assert await room.services.announcing.pick(GUILD, row.post_id, organizer()) == row.id
    expected = ["announcement", "event"] if before is not HELD else ["held_card", "announcement", "event"]
    assert [purpose for purpose, *_ in await room.outbox()] == expected
    assert await room.states() == {"Spotkanie #50": QUEUED}
    again = await _refusal(room.services.announcing.pick(GUILD, row.post_id, organizer(EWA)))
    assert again == f"“Spotkanie #50” was already announced by <@{OLA}>."


async def test_what_is_not_published_or_gone_cannot_be_picked(room: Newsroom) -> None:
    await room.set_up()
    path = room.announce("_drafts/spotkanie-50")
    await room.sync()
    post = await room.post()
    assert "not published" in await _refusal(room.services.announcing.pick(GUILD, post.id, organizer()))
    path.unlink()
    room.later(seconds=1)
    gone = room.announce("2026-01-10-spotkanie-51", title="Spotkanie #51")
    await room.set_up(600)
    await room.sync()
    gone.unlink()
    await room.sync()
    post = await room.post("Spotkanie #51")
    assert "no longer on the blog" in await _refusal(room.services.announcing.pick(600, post.id, organizer(EWA, 600)))
    assert await room.states(600) == {"Spotkanie #51": SILENT, "Spotkanie #50": WAITING}


async def test_picks_at_once_announce_once(room: Newsroom) -> None:
    await room.set_up()
    room.announce()
    await room.sync()
    post = await room.post()
    picks = [room.services.announcing.pick(GUILD, post.id, organizer(user)) for user in (OLA, EWA, JAN)]
    results = await asyncio.gather(*picks, return_exceptions=True)
    assert sum(isinstance(result, int) for result in results) == 1
    assert sum(isinstance(result, UserError) for result in results) == 2
    assert [revision for *_, revision in await room.outbox()] == [1, 1]


async def test_those_who_asked_to_be_told_hear_of_the_next_meetup_once(room: Newsroom) -> None:
    await room.opened()
    await room.services.reminders.tell_me(user_id=JAN, guild_id=GUILD)
    room.announce()
    await room.sync()
    assert sorted(purpose for purpose, *_ in await room.deliver()) == ["announcement", "event", "told"]
    room.announce(hour="19:00", date=f"{room.now:%Y-%m-%d %H:%M:%S} +0000")
    await room.sync()
    assert "told" not in [purpose for purpose, *_ in await room.outbox()]


async def test_reminders_move_along_with_the_meetup(room: Newsroom) -> None:
    await room.opened()
    room.announce()
    await room.sync()
    await room.deliver()
    meetup = (await room.services.meetups.timeline(GUILD)).meetups[0]
    await room.services.reminders.remind(meetup, user_id=JAN, guild_id=GUILD)
    ((_, before, _),) = await room.outbox()
    room.announce(when="29 stycznia 2026", date=f"{room.now:%Y-%m-%d %H:%M:%S} +0000")
    await room.sync()
    reminders = [subject for purpose, subject, _ in await room.outbox() if purpose == "reminder"]
    assert len(reminders) == 1
    assert reminders != [before]
