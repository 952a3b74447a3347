"""The card about an announced post that went from the blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.delivery.stories import posted, write_meetup

if TYPE_CHECKING:
    from tests.world import World


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
