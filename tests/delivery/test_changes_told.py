"""What changed in an announced meetup is told once, below its announcement, and nobody reads the same news twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.i18n import Language
from bot.posts.model import PostKind
from bot.services.guilds import DEFAULT_KINDS
from bot.store import deliveries
from tests.delivery.stories import publish, write_cancellation, write_meetup, write_new_date

if TYPE_CHECKING:
    import discord
    import pytest

    from tests.world import World

BAKERY = "Piekarnia Cichej Kobiety, ul. Fabryczna 13, Zielona Góra"
ELSEWHERE = "w Mediatece, ul. Nowa 1, Zielona Góra"
QUIET = DEFAULT_KINDS - {PostKind.CANCELLATION, PostKind.RESCHEDULE}


async def announced(world: World, **settings: Any) -> discord.Message:
    """The announcement of meetup 78, on its way since 2 January."""
    if settings:
        await world.set_up(**settings)
    write_meetup(world)
    await publish(world)
    (message,) = world.announcements.history()
    return message


async def calm(world: World) -> None:
    """Both workers go round; after a while without changes, once more."""
    await world.tick()
    await world.later(minutes=6)
    await world.tick()


def replies(world: World) -> list[str]:
    return [message.content for message in world.announcements.history()[1:]]


async def test_what_changed_is_told_in_one_short_reply(world: World) -> None:
    first = await announced(world)
    write_meetup(world, hour="19:00", place=ELSEWHERE)
    await calm(world)
    (_announcement, reply) = world.announcements.history()
    assert reply.content.splitlines() == [
        "🕡 Godzina: ~~<t:1768498200:t>~~ → **<t:1768500000:t>**",
        f"📍 Miejsce: ~~{BAKERY}~~ → **Mediateka, ul. Nowa 1, Zielona Góra**",
    ]
    assert reply.reference is not None
    assert reply.reference.message_id == first.id
    await calm(world)
    assert len(replies(world)) == 1


async def test_it_speaks_the_guilds_language(world: World) -> None:
    await announced(world, language=Language.ENGLISH)
    write_meetup(world, hour="19:00")
    await calm(world)
    assert replies(world) == ["🕡 Hour: ~~<t:1768498200:t>~~ → **<t:1768500000:t>**"]


async def test_it_never_pings(world: World) -> None:
    await announced(world, ping_role_id=world.ping_role.id)
    write_meetup(world, hour="19:00")
    await calm(world)
    sent = [one.json for one in world.env.http_requests if one.path.endswith("/messages") and one.method == "POST"]
    assert [one["allowed_mentions"]["parse"] for one in sent if one] == [[], []]
    assert [one["allowed_mentions"].get("roles", []) for one in sent if one] == [[world.ping_role.id], []]
    assert [one["allowed_mentions"].get("replied_user", False) for one in sent if one] == [False, False]


async def test_several_edits_before_it_was_told_are_one_reply(world: World) -> None:
    await announced(world)
    for hour in ("19:00", "19:30", "20:00"):
        write_meetup(world, hour=hour)
        await world.tick()
        await world.later(minutes=2)
    await calm(world)
    assert replies(world) == ["🕡 Godzina: ~~<t:1768498200:t>~~ → **<t:1768503600:t>**"]


async def test_a_change_taken_back_before_it_was_told_is_not_told(world: World) -> None:
    await announced(world)
    write_meetup(world, hour="19:00")
    await world.tick()
    write_meetup(world)
    await calm(world)
    assert replies(world) == []


async def test_a_change_taken_back_later_is_news_again(world: World) -> None:
    await announced(world)
    write_meetup(world, hour="19:00")
    await calm(world)
    write_meetup(world)
    await calm(world)
    assert replies(world) == [
        "🕡 Godzina: ~~<t:1768498200:t>~~ → **<t:1768500000:t>**",
        "🕡 Godzina: ~~<t:1768500000:t>~~ → **<t:1768498200:t>**",
    ]


async def test_a_mended_typo_edits_silently(world: World) -> None:
    first = await announced(world)
    path = next((world.blog / "_posts").iterdir())
    path.write_text(path.read_text("utf-8").replace("Jak nie pisać kodu", "Jak nie pisac kodu!"), "utf-8")
    await calm(world)
    (message,) = world.announcements.history()
    assert message.id == first.id
    assert "Jak nie pisac kodu!" in str(message.embeds[0].to_dict())


async def test_another_talk_is_told(world: World) -> None:
    await announced(world)
    write_meetup(world, more="## Piotr Lis - Rust dla odważnych\n\nAbstrakt: O pożyczaniu.")
    await calm(world)
    assert replies(world) == ["➕ Nowa prelekcja: **Rust dla odważnych – Piotr Lis**"]


async def test_a_cancellation_that_is_announced_is_the_reply(world: World) -> None:
    first = await announced(world)
    write_cancellation(world)
    await publish(world, day=10)
    await calm(world)
    (_struck, cancellation) = world.announcements.history()
    assert cancellation.reference is not None
    assert cancellation.reference.message_id == first.id
    assert cancellation.embeds[0].url == "https://jug.example.org/blog/2026/01/10/odwolane/"


async def test_a_cancellation_that_is_not_announced_is_told_with_its_post(world: World) -> None:
    first = await announced(world, kinds=QUIET)
    write_cancellation(world)
    await publish(world, day=10)
    await calm(world)
    (struck, reply) = world.announcements.history()
    assert struck.embeds[0].title == "❌ Odwołane: ~~Spotkanie #78~~"
    assert reply.content.splitlines() == [
        "❌ **To spotkanie się nie odbędzie.**",
        "↪️ [Spotkanie #78 odwołane](<https://jug.example.org/blog/2026/01/10/odwolane/>)",
    ]
    assert reply.reference is not None
    assert reply.reference.message_id == first.id


async def test_a_new_date_is_told_once_whichever_way(world: World) -> None:
    await announced(world)
    write_new_date(world)
    await publish(world, day=10)
    await calm(world)
    (_moved, news) = world.announcements.history()
    assert news.embeds[0].title == "🔁 Nowy termin: Spotkanie #78"
    assert news.reference is not None


async def test_a_new_date_that_is_not_announced_is_told_with_its_post(world: World) -> None:
    await announced(world, kinds=QUIET)
    write_new_date(world)
    await publish(world, day=10)
    await calm(world)
    (text,) = replies(world)
    assert text.splitlines()[0] == "🗓️ Data: ~~<t:1768498200:D>~~ → **<t:1769103000:D>**"
    assert text.splitlines()[-1].endswith("nowy-termin/>)")


async def test_a_deleted_announcement_gets_no_reply(world: World) -> None:
    first = await announced(world)
    channel = world.bot.get_partial_messageable(world.announcements.id)
    await channel.get_partial_message(first.id).delete()
    write_meetup(world, hour="19:00")
    await calm(world)
    assert world.announcements.history() == []


async def test_a_reply_whose_end_was_lost_is_found_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def crash(*_args: object, **_more: object) -> None:
        raise OSError("the disk is full")

    await announced(world)
    write_meetup(world, hour="19:00")
    await calm(world)
    write_meetup(world, hour="20:00")
    await world.tick()
    await world.later(minutes=6)
    with monkeypatch.context() as broken:
        broken.setattr(deliveries, "save", crash)
        await world.deliver()
    write_meetup(world, hour="20:30")
    await world.restart()
    await calm(world)
    await calm(world)
    assert replies(world) == [
        "🕡 Godzina: ~~<t:1768498200:t>~~ → **<t:1768500000:t>**",
        "🕡 Godzina: ~~<t:1768500000:t>~~ → **<t:1768505400:t>**",
    ]


async def test_a_meetup_that_is_over_is_no_news(world: World) -> None:
    await announced(world)
    await world.later(days=20)
    write_meetup(world, place=ELSEWHERE)
    await calm(world)
    assert replies(world) == []


async def test_an_organizers_correction_is_news_too(world: World) -> None:
    await announced(world)
    await world.bot.services.meetups.correct(1, "start_time", "19:00", world.actor(world.ola))
    await calm(world)
    assert replies(world) == ["🕡 Godzina: ~~<t:1768498200:t>~~ → **<t:1768500000:t>**"]


async def test_news_that_organizers_have_to_decide_upon_waits_for_them(world: World) -> None:
    """The post that calls it off is held: told once, as a reply to the announcement, when an organizer releases it."""
    first = await announced(world)
    world.bot.services.announcing._settling._sure_enough = 1.1  # no post is as sure as that
    write_cancellation(world)
    await publish(world, day=10)
    await calm(world)
    assert replies(world) == []
    (card,) = world.organizers.history()
    await world.ola.click(card, label="Ogłoś")
    await world.deliver()
    await calm(world)
    (_struck, cancellation) = world.announcements.history()
    assert cancellation.reference is not None
    assert cancellation.reference.message_id == first.id
    assert "choroby" in str(cancellation.embeds[0].description)
