"""The card about an announced post that went from the blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.delivery.stories import buttons, events, posted, publish, write_meetup
from tests.world import labels, said

if TYPE_CHECKING:
    import discord

    from tests.world import World

CANCELED = 4


async def gone(world: World) -> discord.Message:
    """The card about an announced post that went."""
    write_meetup(world)
    await publish(world)
    next((world.blog / "_posts").glob("*spotkanie-78*")).unlink()
    await world.tick()
    return card(world)


def card(world: World) -> discord.Message:
    """The only one of its kind."""
    history: list[discord.Message] = world.organizers.history()
    (found,) = (one for one in history if one.embeds and (one.embeds[0].title or "").startswith("🗑️"))
    return found


async def test_a_post_that_goes_and_comes_back_is_one_card(world: World) -> None:
    await world.later(days=2)
    write_meetup(world)
    await world.tick()
    path = next((world.blog / "_posts").glob("*spotkanie-78*"))
    text = path.read_text("utf-8")
    path.unlink()
    await world.tick()
    (announced,) = posted(world.announcements)
    card = posted(world.organizers)[-1]
    assert card.title == "🗑️ Spotkanie #78"
    assert "nie ma już na blogu" in (card.description or "")
    assert [field.name for field in card.fields] == ["Ogłoszenie", "Spotkanie"]
    assert "/channels/" in (card.fields[0].value or "")
    assert announced.title == "Spotkanie #78"
    path.write_text(text, "utf-8")
    await world.tick()
    cards = [one for one in posted(world.organizers) if (one.title or "").startswith("🗑️")]
    assert [one.description for one in cards] == ["✅ Ten wpis jest znowu na blogu."]
    assert len(posted(world.announcements)) == 1


async def test_organizers_take_the_announcement_back_by_the_card_after_a_restart_and_undo_that(world: World) -> None:
    shown = await gone(world)
    assert buttons(shown) == [
        ("Usuń wiadomość, odwołaj wydarzenie", "herold:retract_all:1"),
        ("Usuń wiadomość", "herold:retract:1"),
    ]
    await world.restart()
    [done] = said(await world.ola.click(shown, custom_id="herold:retract_all:1"))
    assert labels(done) == ["Undo"]
    await world.deliver()
    assert world.announcements.history() == []
    assert [event.status for event in events(world)] == [CANCELED]
    after = card(world)
    assert (after.id, buttons(after)) == (shown.id, [])
    assert after.embeds[0].description == (
        f"Tego wpisu nie ma już na blogu, a jego ogłoszenie jest wycofane (<@{world.ola.id}>)."
    )
    await world.later(minutes=9)
    await world.ola.click(done, custom_id="herold:undo:1")
    await world.deliver()
    assert [embed.title for embed in posted(world.announcements)] == ["Spotkanie #78"]
    assert [name for name, _id in buttons(card(world))] == ["Usuń wiadomość, odwołaj wydarzenie", "Usuń wiadomość"]


async def test_without_an_event_there_is_one_button(world: World) -> None:
    await world.set_up(scheduled_events=False)
    assert [name for name, _id in buttons(await gone(world))] == ["Usuń wiadomość"]


async def test_taken_back_by_command_the_card_follows_too(world: World) -> None:
    await gone(world)
    await world.bot.services.announcing.retract(1, world.actor(world.ola), with_event=False)
    await world.deliver()
    assert buttons(card(world)) == []


async def test_members_who_see_the_card_may_not(world: World) -> None:
    shown = await gone(world)
    [refused] = said(await world.jan.click(shown, custom_id="herold:retract:1"))
    assert refused.content == "Only organizers may do that."
    assert len(world.announcements.history()) == 1


async def test_the_buttons_go_when_the_post_is_back(world: World) -> None:
    await gone(world)
    write_meetup(world)
    await world.tick()
    assert buttons(card(world)) == []
