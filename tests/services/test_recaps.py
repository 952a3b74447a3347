"""Which recaps are told below their meetup's announcement, and when that is queued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import announcements
from bot.store.states import AnnouncementState
from tests.services.newsroom import GUILD, organizer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

TITLE = "Podsumowanie spotkania #50"
RECAP = """
    Za nami spotkanie #50. W czwartek 22 stycznia 2026 Jan Kowalski opowiedział o wątkach. Dziękujemy za przybycie!

    [Slajdy](https://speakerdeck.com/jan/watki) {more}
"""


def write_recap(room: Newsroom, more: str = "") -> Path:
    return room.write("2026-01-24-podsumowanie", RECAP.format(more=more), title=TITLE, date="2026-01-24 10:00:00 +0000")


async def announced(room: Newsroom) -> None:
    """Meetup 50 was announced on 10 January; it is the 24th, and the meetup is over."""
    await room.opened()
    room.announce()
    await room.sync()
    await room.deliver()
    room.later(days=14)


async def recaps(room: Newsroom) -> list[tuple[str, str, int]]:
    return [one for one in await room.outbox() if one[0] == "recap_reply"]


async def test_a_recap_is_queued_once_and_again_when_it_changes(room: Newsroom) -> None:
    await announced(room)
    write_recap(room)
    for _round in range(2):
        await room.sync()
    subject = f"post:{(await room.post(TITLE)).id}"
    assert await recaps(room) == [("recap_reply", subject, 1)]
    await room.deliver()
    room.later(days=100)
    await room.sync()
    assert await recaps(room) == []
    write_recap(room, "i [nagranie](https://youtu.be/50)")
    await room.sync()
    assert await recaps(room) == [("recap_reply", subject, 2)]


async def test_it_is_found_below_which_announcement_it_belongs(room: Newsroom) -> None:
    await announced(room)
    write_recap(room)
    await room.sync()
    recap = await room.services.telling.recap(GUILD, (await room.post(TITLE)).id, room.now)
    assert recap.meetup is not None
    assert recap.meetup.number == 50
    assert recap.below is None  # nothing stands in Discord
    assert not recap.announced


async def test_where_it_is_not_wanted_nothing_is_queued(room: Newsroom) -> None:
    await announced(room)
    await room.services.guilds.change(GUILD, by=organizer(), recap_replies=False)
    write_recap(room)
    await room.sync()
    assert await recaps(room) == []


async def test_an_organizers_decision_against_a_recap_holds(room: Newsroom) -> None:
    await announced(room)
    write_recap(room)
    await room.sync()
    post = await room.post(TITLE)
    async with room.sessions.begin() as session:
        row = await announcements.of_post(session, GUILD, post.id)
        assert row is not None
        row.state = AnnouncementState.IGNORED
    assert (await room.services.telling.recap(GUILD, post.id, room.now)).announced
