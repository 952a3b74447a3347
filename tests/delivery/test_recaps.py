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


def write_recap(world: World, links: str = LINKS, *, published: str = "2026-01-17 10:00") -> None:
    world.write_post(
        "2026-01-17-relacja-78",
        f'title: "Relacja ze spotkania #78"\ndate: {published}',
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
        (names[1], "• [Jak nie pisać kodu](https://www.youtube.com/watch?v=abc)"),
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


async def test_links_taken_back_go_from_the_reply(world: World) -> None:
    await recapped(world)
    write_recap(world, "Slajdy będą później.")
    await world.tick()
    _first, reply = world.announcements.history()
    assert reply.embeds[0].fields == []


async def test_a_recap_with_a_future_date_is_told_when_it_is_out(world: World) -> None:
    await world.set_up(reminder_leads=())
    write_meetup(world)
    await publish(world)
    write_recap(world, published="2026-01-19 10:00")
    await publish(world, day=17)
    assert len(world.announcements.history()) == 1
    await world.later(days=3)
    await world.bot.services.announcing.decide_due(world.now)
    await world.deliver()
    assert len(world.announcements.history()) == 2


async def test_one_that_speaks_of_the_next_meetup_too_stays_below_its_own(world: World) -> None:
    await world.set_up(reminder_leads=())
    write_meetup(world)
    await publish(world)
    world.write_post(
        "2026-01-16-spotkanie-79",
        'title: "Spotkanie #79"\ndate: 2026-01-16 10:00',
        "Zapraszamy na 79. spotkanie, które odbędzie się **12 lutego 2026** o godzinie 18:30 w Piekarni Cichej Kobiety.",
    )
    write_recap(world, f"{LINKS}\n\nNastępne spotkanie #79 odbędzie się 12 lutego 2026 o godzinie 18:30.")
    await publish(world, day=17)
    first, _next, *replies = world.announcements.history()
    assert [one.reference.message_id for one in replies if one.reference] == [first.id]


async def test_it_pings_nobody(world: World) -> None:
    await recapped(world, ping_role_id=world.ping_role.id, reminder_leads=())
    sent = [one.json for one in world.env.http_requests if one.path.endswith("/messages") and one.method == "POST"]
    assert [one["allowed_mentions"].get("roles", []) for one in sent if one] == [[world.ping_role.id], []]
    assert [one["allowed_mentions"].get("replied_user", False) for one in sent if one] == [False, False]
