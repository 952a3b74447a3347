"""The stories in which a process is killed: each ends right before the work that is to be interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.proposals.model import Actor, ProposalState, Role
from bot.proposals.texts import ProposalText
from tests.delivery.stories import write_cancellation, write_meetup, write_new_date, write_recap
from tests.loopback.stage import ALA, CHANNEL, GUILD, OLA

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.loopback.bed import Bed

NEWS: Final = 5
"""Discord's number for an announcement channel."""
POST: Final = "2026-01-02-spotkanie-78"
ELSEWHERE: Final = "w Mediatece, ul. Nowa 1, Zielona Góra"
SLIP: Final = "![sala](6https://jug.example.org/sala.jpg)"


# An announcement and what follows it.


async def announce(bed: Bed) -> None:
    write_meetup(bed)


async def edit(bed: Bed) -> None:
    """The message and the event follow, and the first reply tells the hour."""
    await bed.worked(announce)
    bed.later(hours=1)
    write_meetup(bed, hour="19:00", more="Będzie pizza.")


async def tell(bed: Bed) -> None:
    """The other place is told by a second reply, for the first one tells the hour."""
    await bed.worked(edit)
    bed.later(hours=1)
    write_meetup(bed, hour="19:00", place=ELSEWHERE, more="Będzie pizza.")


async def move(bed: Bed) -> None:
    """The message and the scheduled event follow to another day, and so do reminders."""
    await bed.worked(announce)
    await _reminded(bed)
    bed.later(days=8)
    write_new_date(bed)


async def cancel(bed: Bed) -> None:
    await bed.worked(announce)
    await _reminded(bed)
    bed.later(days=8)
    write_cancellation(bed)


async def over(bed: Bed) -> None:
    """An event that Discord left open is ended once its meetup took place."""
    await bed.worked(announce)
    bed.later(days=15)


async def recap(bed: Bed) -> None:
    """A recap's links are a reply below the announcement."""
    await bed.worked(announce)
    bed.later(days=15)
    assert await bed.work()
    write_recap(bed)


async def amend(bed: Bed) -> None:
    """That reply follows its recap, to which a recording comes."""
    await bed.worked(recap)
    bed.later(days=1)
    write_recap(bed, more="[Nagranie](https://www.youtube.com/watch?v=abc)")


async def publish(bed: Bed) -> None:
    """The announcement is also published to the guilds that follow the channel."""
    bed.served.guilds[GUILD].channels["ogłoszenia"]["type"] = NEWS
    async with bed.services() as services:
        await services.guilds.change(GUILD, by=OLA, crosspost=True)
    write_meetup(bed)


# Reminders.


async def remind(bed: Bed) -> None:
    """A direct message a day before, and the channel's own reminder."""
    await bed.worked(announce)
    await _reminded(bed)
    bed.later(days=12, hours=5, minutes=31)


async def correct(bed: Bed) -> None:
    """A channel's reminder that was sent is struck through."""
    await bed.worked(announce)
    bed.later(days=10, hours=6)
    assert await bed.work()
    write_meetup(bed, hour="19:00")


async def tell_me(bed: Bed) -> None:
    """Who asked for it gets a direct message when the next meetup is announced."""
    async with bed.services() as services:
        await services.reminders.tell_me(user_id=ALA, guild_id=GUILD)
    write_meetup(bed)


# What organizers do.


async def retract(bed: Bed) -> None:
    """The message goes, and its scheduled event with it."""
    await bed.worked(announce)
    bed.later(hours=1)
    await _taken_back(bed)


async def undo(bed: Bed) -> None:
    """What was taken back is said again, and the event made anew."""
    await bed.worked(retract)
    await _brought_back(bed)


async def retract_all(bed: Bed) -> None:
    """With the message go two replies that told changes, the channel's reminder and the recap's links."""
    await bed.worked(tell)
    bed.later(days=10, hours=5)
    assert await bed.work()
    bed.later(days=5)
    write_recap(bed)
    assert await bed.work()
    assert len(bed.served.messages(CHANNEL)) == 5
    await _taken_back(bed)


async def undo_all(bed: Bed) -> None:
    """The announcement comes back, and with it the recap's links below it."""
    await bed.worked(retract_all)
    await _brought_back(bed)


async def hold(bed: Bed) -> None:
    """A post that Herold is not sure of is shown to the organizers."""
    bed.write_post(
        "2026-01-02-spotkanie-79",
        'title: "Spotkanie #79"\ndate: 2026-01-02 10:00',
        "Zapraszamy na 79. spotkanie JUG! Termin podamy niebawem. Prelegentem będzie Jan Kowalski.",
    )


async def release(bed: Bed) -> None:
    """They have it announced, and their card says so."""
    await bed.worked(hold)
    bed.later(hours=1)
    async with bed.services() as services:
        await services.announcing.announce(1, by=OLA)


async def decide(bed: Bed) -> None:
    """The speaker is told, and the card in the organizers' channel follows."""
    speaker = Actor(user_id=ALA, guild_id=GUILD, name="ala", roles=frozenset({Role.SPEAKER}))
    async with bed.services() as services:
        text = ProposalText("Strumienie bez łez", "Jak pisać strumienie tak, żeby po roku dało się je czytać.")
        proposal = (await services.proposals.submit(text, by=speaker)).proposal
        assert await bed.work()
        bed.later(hours=1)
        await services.proposals.decide(proposal.id, ProposalState.ACCEPTED, by=OLA)


# What organizers are told.


async def check(bed: Bed) -> None:
    """A slip in a post is told by a second card, for the first one tells another that is mended."""
    write_meetup(bed, more=SLIP)
    assert await bed.work()
    bed.later(hours=1)
    write_meetup(bed, more="[mapa] (https://osm.example.org)")


async def mend(bed: Bed) -> None:
    """The newest card says that all is well."""
    await bed.worked(check)
    bed.later(hours=1)
    write_meetup(bed)


async def vanish(bed: Bed) -> None:
    """An announced post goes from the blog."""
    await bed.worked(announce)
    bed.later(hours=1)
    bed.remove_post(POST)


async def spoil(bed: Bed) -> None:
    """An announced post cannot be read any more."""
    await bed.worked(announce)
    bed.later(hours=1)
    bed.write_post(POST, 'title: Spotkanie: "78"\ndate: 2026-01-02 10:00', "Zapraszamy!")


async def miss(bed: Bed) -> None:
    """The announcement was deleted in Discord, so its edit fails; the card about that has buttons."""
    await bed.worked(announce)
    bed.later(hours=1)
    (message,) = bed.served.messages(CHANNEL)
    bed.served.delete_message(CHANNEL, int(message["id"]))
    write_meetup(bed, hour="19:00")


async def again(bed: Bed) -> None:
    """An organizer has it sent again, and that card follows."""
    await bed.worked(miss)
    bed.later(hours=1)
    (failed,) = await bed.failed()
    async with bed.services() as services:
        await services.organizing.try_again(failed, by=OLA)


async def _reminded(bed: Bed) -> None:
    async with bed.services() as services:
        (meetup,) = (await services.meetups.timeline(GUILD)).meetups
        await services.reminders.remind(meetup, user_id=ALA, guild_id=GUILD)


async def _taken_back(bed: Bed) -> None:
    """The first post's announcement, which is the first of all."""
    async with bed.services() as services:
        await services.announcing.retract(1, by=OLA, with_event=True)


async def _brought_back(bed: Bed) -> None:
    bed.later(minutes=7)
    async with bed.services() as services:
        await services.announcing.undo(1, by=OLA)


STORIES: Final[dict[str, Callable[[Bed], Awaitable[None]]]] = {
    story.__name__: story
    for story in (
        *(announce, edit, tell, move, cancel, over, recap, amend, publish),
        *(remind, correct, tell_me),
        *(retract, undo, retract_all, undo_all, hold, release, decide),
        *(check, mend, vanish, spoil, miss, again),
    )
}
FAILING: Final = frozenset({"miss"})
"""Stories that end with something that could not be said."""
