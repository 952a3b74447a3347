"""Slides and recordings come below the announcement of their meetup, quietly and once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.i18n import Language
from bot.posts.model import PostKind
from bot.services.guilds import DEFAULT_KINDS
from tests.delivery.stories import fields, publish, write_meetup

if TYPE_CHECKING:
    from tests.world import World

LINKS = "Zobaczcie [slajdy Kasi](https://speakerdeck.com/kasia/kod) i [nagranie](https://www.youtube.com/watch?v=abc)."
RECAP = "https://jug.example.org/blog/2026/01/17/relacja-78/"


def write_recap(world: World, links: str = LINKS) -> None:
    world.write_post(
        "2026-01-17-relacja-78",
        'title: "Relacja ze spotkania #78"\ndate: 2026-01-17 10:00',
        f"""
        Za nami 78. spotkanie, które odbyło się 15 stycznia 2026. Dziękujemy wszystkim za przybycie!

        {links}
        """,
    )


async def recapped(world: World, links: str = LINKS, **settings: object) -> None:
    await world.set_up(**settings)
    write_meetup(world)
    await publish(world)
    write_recap(world, links)
    await publish(world, day=17)


@pytest.mark.parametrize(
    ("language", "names"),
    [(Language.POLISH, ["🖼️ Slajdy", "🎬 Nagrania"]), (Language.ENGLISH, ["🖼️ Slides", "🎬 Recordings"])],
)
async def test_they_are_told_below_the_announcement(world: World, language: Language, names: list[str]) -> None:
    await recapped(world, language=language)
    first, reply = world.announcements.history()
    assert reply.reference is not None
    assert reply.reference.message_id == first.id
    assert (reply.content, reply.embeds[0].url) == ("", RECAP)
    assert list(fields(reply.embeds[0]).items()) == [
        (names[0], "• [slajdy Kasi](https://speakerdeck.com/kasia/kod)"),
        (names[1], "• [nagranie](https://www.youtube.com/watch?v=abc)"),
    ]


async def test_a_recap_without_links_says_nothing_until_it_has_some(world: World) -> None:
    await recapped(world, links="Było świetnie.")
    assert len(world.announcements.history()) == 1
    write_recap(world)
    await world.tick()
    assert len(world.announcements.history()) == 2
    write_recap(world, LINKS + " A tu [kod](https://github.com/kasia/kod).")
    await world.tick()
    _first, reply = world.announcements.history()
    assert len(reply.embeds[0].fields) == 3


async def test_a_recap_that_is_announced_carries_them_and_is_the_reply(world: World) -> None:
    await recapped(world, kinds=DEFAULT_KINDS | {PostKind.RECAP})
    first, recap = world.announcements.history()
    assert recap.reference is not None
    assert recap.reference.message_id == first.id
    assert "🎬 Nagrania" in fields(recap.embeds[0])


async def test_a_guild_may_do_without(world: World) -> None:
    await recapped(world, recap_replies=False)
    assert len(world.announcements.history()) == 1


async def test_a_meetup_that_was_not_announced_here_gets_none(world: World) -> None:
    await world.later(days=16)
    write_recap(world)
    await publish(world, day=17)
    assert world.announcements.history() == []
