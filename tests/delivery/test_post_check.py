"""The post doctor's card: organizers hear what readers of a new post stumble over, once a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.store.tables import OutboxRow
from tests.delivery.stories import posted, publish, write_cancellation, write_meetup

if TYPE_CHECKING:
    from tests.world import World

SLIP = "![sala](6https://jug.example.org/sala.jpg)"


async def checks(world: World) -> int:
    async with world.bot.sessions() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.purpose == "post_check"))
        return len(rows.all())


def told(world: World) -> list[tuple[str | None, list[str]]]:
    """The title and the lines of each card in the organizers' channel."""
    return [(embed.title, (embed.description or "").split("\n")) for embed in posted(world.organizers)]


async def test_organizers_hear_what_readers_stumble_over(world: World) -> None:
    write_meetup(world, day="w piątek, 15 stycznia 2026", more=SLIP)
    await publish(world)
    assert told(world) == [
        (
            "🩺 Spotkanie #78",
            [
                "❌ Wiersz 6: 2026-01-15 to czwartek, a wpis podaje inny dzień tygodnia.",
                "❌ Wiersz 16: Adres 6https://jug.example.org/sala.jpg jest błędny.",
            ],
        )
    ]
    (card,) = posted(world.organizers)
    assert card.url == posted(world.announcements)[0].url
    assert card.footer.text == "Wystarczy poprawić wpis, a moje ogłoszenie też się zmieni."


async def test_a_good_post_is_no_news_for_organizers(world: World) -> None:
    write_meetup(world)
    await publish(world)
    assert len(posted(world.announcements)) == 1
    assert (told(world), await checks(world)) == ([], 0)


async def test_each_version_with_something_to_mend_is_told_once_and_the_mended_one_closes_the_card(
    world: World,
) -> None:
    write_meetup(world, more=SLIP)
    await publish(world)
    (first,) = world.organizers.history()
    await world.tick()
    write_meetup(world, more=f"{SLIP} Do zobaczenia!")
    await world.tick()
    assert [message.id for message in world.organizers.history()] == [first.id]
    write_meetup(world, more="[mapa] (https://osm.example.org)")
    await world.tick()
    assert [lines for _title, lines in told(world)] == [
        ["❌ Wiersz 16: Adres 6https://jug.example.org/sala.jpg jest błędny."],
        [
            r"❌ Wiersz 16: \[mapa\] (https://osm.example.org) widać jako tekst: spacja w środku sprawia, że to nie jest link."
        ],
    ]
    write_meetup(world)
    await world.tick()
    assert told(world)[-1] == ("🩺 Spotkanie #78", ["✅ Wszystko w tym wpisie jest już poprawione. Dziękuję!"])
    assert len(told(world)) == 2


async def test_a_held_post_s_card_tells_it_and_no_other_card_comes(world: World) -> None:
    world.write_post(
        "2026-01-02-spotkanie-79",
        'title: "Spotkanie #79"\ndate: 2026-01-02 10:00',
        f"Zapraszamy na 79. spotkanie JUG! Termin podamy niebawem. Prelegentem będzie Jan Kowalski.\n\n{SLIP}",
    )
    await publish(world)
    (card,) = posted(world.organizers)
    shown = {field.name: field.value for field in card.fields}
    assert (shown["Warto spojrzeć"] or "").split("\n") == [
        "❌ Wiersz 7: Adres 6https://jug.example.org/sala.jpg jest błędny.",
        "⚠️ Wpis nie podaje daty spotkania.",
        "⚠️ Wpis nie podaje linku do zapisów.",
        "⚠️ Wpis nie mówi, gdzie jest spotkanie.",
    ]
    assert await checks(world) == 0


async def test_the_first_sync_is_silent(bare_world: World) -> None:
    world = bare_world
    write_meetup(world, more=SLIP)
    await world.set_up()
    await publish(world)
    assert (told(world), await checks(world)) == ([], 0)


@pytest.mark.parametrize("title", ["Zaproszenie na konferencję BrzegKodu", "Podsumowanie spotkania"])
async def test_nobody_mends_other_peoples_events_and_what_is_past(world: World, title: str) -> None:
    world.write_post(
        "2026-01-02-inne",
        f'title: "{title}"\ndate: 2026-01-02 10:00',
        f"Konferencja BrzegKodu odbędzie się 15 maja 2026 w Gdańsku. Bilety na stronie organizatora.\n\n{SLIP}",
    )
    write_meetup(world, day="15 grudnia 2025", more=SLIP, published="2025-12-01 10:00")
    await publish(world)
    assert (told(world), await checks(world)) == ([], 0)


async def test_a_cancellation_is_checked_too(world: World) -> None:
    write_meetup(world)
    await publish(world)
    write_cancellation(world)
    path = world.blog / "_posts" / "2026-01-10-odwolane.markdown"
    path.write_text(f"{path.read_text('utf-8')}\n\n{SLIP}\n", "utf-8")
    await publish(world, day=10)
    assert [title for title, _lines in told(world)] == ["🩺 Spotkanie #78 odwołane"]


async def test_organizers_may_do_without_it(world: World) -> None:
    await world.ola.slash(world.general, "organizer setup", checks=False)
    write_meetup(world, more=SLIP)
    await publish(world)
    assert (told(world), await checks(world)) == ([], 0)


async def test_an_old_card_is_dropped_when_a_channel_is_chosen_late(world: World) -> None:
    await world.set_up(organizers_channel_id=None)
    write_meetup(world, more=SLIP)
    await publish(world)
    await world.later(days=3)
    await world.set_up()
    await world.tick()
    assert (told(world), await checks(world)) == ([], 1)


async def test_a_post_with_much_to_mend_fits_into_its_card(world: World) -> None:
    slips = " ".join(f"[łącze {number}](6https://{number}.{'x' * 300}.example)" for number in range(30))
    write_meetup(world, more=slips)
    await publish(world)
    ((_title, lines),) = told(world)
    assert (len(lines), lines[-1]) == (9, "… i jeszcze 22")
    assert sum(map(len, lines)) < 2000
