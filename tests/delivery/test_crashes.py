"""The process is killed at every step; after the restart Discord stands as if nothing had happened.

Steps are counted, not named: each commit of the process, and the effect of each request. A real process (SIGKILL), a real database, real HTTP.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest

from bot.proposals.model import Actor, ProposalState, Role
from bot.proposals.texts import ProposalText
from tests.delivery.stories import write_cancellation, write_meetup, write_new_date
from tests.loopback.bed import Bed, Kill, open_bed
from tests.loopback.stage import ALA, GUILD, OLA

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.databases import Databases


async def announce(bed: Bed) -> None:
    write_meetup(bed)


async def edit(bed: Bed) -> None:
    await _announced(bed)
    bed.later(hours=1)
    write_meetup(bed, hour="19:00", more="Będzie pizza.")


async def move(bed: Bed) -> None:
    """The message and the scheduled event follow to another day, and so do reminders."""
    await _announced(bed)
    await _reminded(bed)
    bed.later(days=8)
    write_new_date(bed)


async def cancel(bed: Bed) -> None:
    await _announced(bed)
    await _reminded(bed)
    bed.later(days=8)
    write_cancellation(bed)


async def correct(bed: Bed) -> None:
    """A channel's reminder that was sent is struck through."""
    await _announced(bed)
    bed.later(days=10, hours=6)
    assert await bed.work()
    write_meetup(bed, hour="19:00")


async def remind(bed: Bed) -> None:
    """A direct message a day before, and the channel's own reminder."""
    await _announced(bed)
    await _reminded(bed)
    bed.later(days=12, hours=5, minutes=31)


async def over(bed: Bed) -> None:
    """An event that Discord left open is ended once its meetup took place."""
    await _announced(bed)
    bed.later(days=15)


async def recap(bed: Bed) -> None:
    """A recap's links are a reply below the announcement."""
    await _announced(bed)
    bed.later(days=15)
    assert await bed.work()
    bed.write_post(
        "2026-01-17-bylo",
        'title: "78. spotkanie za nami"\ndate: 2026-01-17 10:00',
        """
        Za nami 78. spotkanie z 15 stycznia 2026. Dziękujemy Kasi Nowak za prezentację, a Wam za przybycie!
        [Slajdy](https://speakerdeck.com/kasia/jak-nie-pisac-kodu).
        """,
    )


async def publish(bed: Bed) -> None:
    """The announcement is also published to the guilds that follow the channel."""
    bed.served.guilds[GUILD].channels["ogłoszenia"]["type"] = NEWS
    async with bed.services() as services:
        await services.guilds.change(GUILD, by=OLA, crosspost=True)
    write_meetup(bed)


async def retract(bed: Bed) -> None:
    """The message goes, and its scheduled event with it."""
    await _announced(bed)
    bed.later(hours=1)
    await _taken_back(bed)


async def undo(bed: Bed) -> None:
    """What was taken back is said again, and the event made anew."""
    await _announced(bed)
    bed.later(hours=1)
    announcement = await _taken_back(bed)
    assert await bed.work()
    bed.later(minutes=7)
    async with bed.services() as services:
        await services.announcing.undo(announcement, by=OLA)


async def _taken_back(bed: Bed) -> int:
    async with bed.services() as services:
        (post,) = await services.meetups.posts(GUILD)
        return await services.announcing.retract(post.id, by=OLA, with_event=True)


async def decide(bed: Bed) -> None:
    """The speaker is told, and the card in the organizers' channel follows."""
    speaker = Actor(user_id=ALA, guild_id=GUILD, name="ala", roles=frozenset({Role.SPEAKER}))
    async with bed.services() as services:
        text = ProposalText("Strumienie bez łez", "Jak pisać strumienie tak, żeby po roku dało się je czytać.")
        proposal = (await services.proposals.submit(text, by=speaker)).proposal
        assert await bed.work()
        bed.later(hours=1)
        await services.proposals.decide(proposal.id, ProposalState.ACCEPTED, by=OLA)


async def _announced(bed: Bed) -> None:
    write_meetup(bed)
    assert await bed.work()


async def _reminded(bed: Bed) -> None:
    async with bed.services() as services:
        (meetup,) = (await services.meetups.timeline(GUILD)).meetups
        await services.reminders.remind(meetup, user_id=ALA, guild_id=GUILD)


NEWS: Final = 5
"""Discord's number for an announcement channel."""

STORIES: Final[dict[str, Callable[[Bed], Awaitable[None]]]] = {
    story.__name__: story
    for story in (announce, edit, move, cancel, correct, remind, over, recap, publish, retract, undo, decide)
}


def steps(bed: Bed) -> list[Kill]:
    """Between any two steps: before the first, and after each commit and each effect."""
    commits = [Kill("commit", number, "after") for number in range(bed.commits)]
    effects = [Kill("request", number, when) for number in range(bed.effects) for when in ("before", "after")]
    return [Kill("commit", 0, "before"), *commits, *effects]


def chosen(kills: list[Kill], story: str) -> list[Kill]:
    """All in the long profile; else every fourth, of each story beginning elsewhere."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "long":
        return kills
    return kills[list(STORIES).index(story) % 4 :: 4]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("story", STORIES)
async def test_killed_at_every_step(
    story: str, databases: Databases, tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    async with open_bed(tmp_path, databases) as bed:
        await STORIES[story](bed)
        kept = await bed.keep()
        assert await bed.work()
        expected, kills, killed = bed.standing(), chosen(steps(bed), story), 0
        assert bed.effects
        assert await bed.left() == []
        for kill in kills:
            await bed.go_back(kept)
            # A slower process may have had one commit more: it notes its guilds two seconds after it heard of them.
            killed += not await bed.work(kill=kill)
            await bed.recover()
            assert bed.standing() == expected, kill
            assert await bed.left() == [], kill
        assert killed >= len(kills) - 2
        assert bed.served.wrong == []
        record_testsuite_property(f"crashes in {story}", killed)
