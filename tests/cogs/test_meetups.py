"""What members see when they ask about meetups by slash command, and press the buttons below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import icalendar
import pytest

from tests.world import labels, said

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.world import World

POST = """
Zapraszamy na spotkanie w czwartek 22 stycznia o 19:00 w klubie <b>Kawka</b>, ul. Długa 5.
Zapisy na <a href="https://meetup.example.org/spotkanie-12">Meetup</a>. Sponsorem jest firma <b>Przykład Soft</b>.

Wieczór rozpocznie <b>Anna Nowak</b> z prezentacją "<b>Strumienie bez łez</b>", a po przerwie <b>Piotr Kowalski</b>
opowie o pamięci: "<b>Gdzie są moje megabajty?</b>".

<b>Abstrakt 1</b>: <i>Jak pisać strumienie w Javie tak, żeby po roku dało się je czytać.</i>

<b>Abstrakt 2</b>: <i>O wyciekach pamięci i o tym, jak je znaleźć, zanim znajdą je użytkownicy.</i>
"""
START = "<t:1769104800:F>"
"""22 January 2026, 19:00 in Warsaw."""


async def publish(world: World) -> None:
    """Four days after the world began, the meetup of 22 January is announced."""
    await world.later(days=5)
    world.write_post("2026-01-05-spotkanie-12", 'title: "Spotkanie #12"\ndate: 2026-01-05 10:00:00 +0100', POST)
    await world.tick()


async def call_off(world: World) -> None:
    await world.later(days=7)
    world.write_post(
        "2026-01-12-odwolane",
        'title: "Spotkanie #12 odwołane!"\ndate: 2026-01-12 10:00:00 +0100',
        "Niestety musimy odwołać spotkanie #12, które miało się odbyć 22 stycznia.",
    )
    await world.tick()


def fields(result: InteractionResult) -> dict[str, str]:
    [message] = said(result)
    return {str(field.name): str(field.value) for field in message.embeds[0].fields}


async def test_next_tells_when_where_who_and_thanks_to_whom(world: World) -> None:
    await publish(world)
    result = await world.ala.slash(world.general, "next")
    assert fields(result) == {
        "🗓️ When": f"**{START}**\n<t:1769104800:R>",
        "📍 Where": "**Kawka**\nul. Długa 5",
        "🎤 Talks": "• **Strumienie bez łez**\n  Anna Nowak\n• **Gdzie są moje megabajty?**\n  Piotr Kowalski",
        "💛 Sponsor": "Przykład Soft",
    }
    [message] = said(result)
    assert not message.ephemeral
    assert labels(message) == ["Register", "Abstracts", "Remind me", "Add to calendar"]


async def test_next_answers_in_the_language_that_the_person_chose(world: World) -> None:
    await publish(world)
    chosen = await world.ala.slash(world.general, "language", language="pl")
    assert said(chosen)[0].content == "Dobrze, od teraz odpowiadam Ci po polsku."
    result = await world.ala.slash(world.general, "next")
    assert list(fields(result)) == ["🗓️ Kiedy", "📍 Gdzie", "🎤 Prezentacje", "💛 Sponsor"]
    back = await world.ala.slash(world.general, "language", language="discord")
    assert said(back)[0].content == "All right, I answer you in English from now on."


async def test_next_is_honest_when_nothing_is_announced_and_offers_to_tell(world: World) -> None:
    result = await world.ala.slash(world.general, "next")
    [message] = said(result)
    assert message.content == "No meetup is announced right now."
    pressed = await world.ala.click(message, label="Tell me when one is announced")
    assert said(pressed)[0].content.startswith("🔔 I will send you a direct message")
    await publish(world)
    [told] = [found for found in world.ala.user.dm_channel.history() if found.author.bot]
    assert told.embeds[0].title == "Spotkanie #12"


async def test_next_after_the_last_meetup_says_when_that_was(world: World) -> None:
    await publish(world)
    await world.later(days=30)
    [message] = said(await world.ala.slash(world.general, "next"))
    assert message.content.splitlines()[0] == "No meetup is announced right now."
    assert message.content.splitlines()[1].startswith(f"The last one was {START}")


async def test_next_says_that_a_meetup_was_called_off(world: World) -> None:
    await publish(world)
    await call_off(world)
    [message] = said(await world.ala.slash(world.general, "next"))
    assert "was cancelled" in message.content
    assert START in message.content


async def test_abstracts_come_whole_and_in_pages_that_turn_after_a_restart(world: World) -> None:
    await publish(world)
    [page] = said(await world.ala.slash(world.general, "abstracts"))
    assert page.ephemeral
    assert page.embeds[0].title == "Strumienie bez łez"
    assert "po roku dało się je czytać." in str(page.embeds[0].description)
    await world.restart()
    ahead = [child["custom_id"] for row in page.components for child in row["components"]][1]
    await world.ala.click(page, custom_id=ahead)
    assert page.embeds[0].title == "Gdzie są moje megabajty?"
    assert page.embeds[0].footer.text == "page 2 of 2"


async def test_abstracts_of_a_chosen_talk_and_of_one_that_is_not_there(world: World) -> None:
    await publish(world)
    one = await world.ala.slash(world.general, "abstracts", meetup="12", talk="megabajty")
    assert [message.embeds[0].title for message in said(one)] == ["Gdzie są moje megabajty?"]
    none = await world.ala.slash(world.general, "abstracts", meetup="12", talk="Haskell")
    assert said(none)[0].content == "There is no talk like “Haskell” at this meetup."
    nowhere = await world.ala.slash(world.general, "abstracts", meetup="zzzz qqqq")
    assert said(nowhere)[0].content == "I know of no meetup like “zzzz qqqq”."


async def test_meetups_and_talks_complete_while_typing(world: World) -> None:
    await publish(world)
    meetups = await world.ala.autocomplete(world.general, "abstracts", "meetup", "strumienie")
    assert [choice["name"] for choice in meetups] == ["22.01.2026 · Spotkanie #12"]
    talks = await world.ala.autocomplete(world.general, "abstracts", "talk", "mega", meetup=meetups[0]["value"])
    assert [choice["name"] for choice in talks] == ["Gdzie są moje megabajty?"]


async def test_meetups_are_listed_newest_first_a_page_at_a_time(world: World) -> None:
    for day in range(1, 12):
        world.write_post(
            f"2025-{day:02}-01-spotkanie",
            f'title: "Spotkanie #{day}"\ndate: 2025-{day:02}-01 10:00:00 +0100',
            f"Zapraszamy na spotkanie {day + 10}.{day:02}.2025 o 18:00 w klubie Kawka.",
        )
    await world.tick()
    [first] = said(await world.ala.slash(world.general, "meetups"))
    assert "Spotkanie #11" in str(first.embeds[0].description).splitlines()[0]
    ahead = [child["custom_id"] for row in first.components for child in row["components"]][1]
    await world.ala.click(first, custom_id=ahead)
    assert first.embeds[0].footer.text == "page 2 of 2"
    assert "Spotkanie #1]" in str(first.embeds[0].description).splitlines()[-1]
    [found] = said(await world.ala.slash(world.general, "meetups", search="#7"))
    assert found.embeds[0].title == "Spotkanie #7"


async def test_a_reminder_comes_the_day_before_and_can_be_taken_back(world: World) -> None:
    await publish(world)
    [message] = said(await world.ala.slash(world.general, "next"))
    noted = [said(await member.click(message, label="Remind me"))[0] for member in (world.ala, world.jan)]
    assert {answer.content for answer in noted} == {"🔔 I will remind you <t:1769018400:F>, by direct message."}
    again = await world.ala.click(message, label="Remind me")
    assert said(again)[0].content == "🔔 You have a reminder already: <t:1769018400:F>, by direct message."
    await world.jan.click(noted[1], label="Don't remind me")
    await world.later(days=15, hours=19)
    await world.deliver()
    [reminder] = [found for found in world.ala.user.dm_channel.history() if found.author.bot]
    assert reminder.embeds[0].title == "Spotkanie #12"
    assert [found for found in world.jan.user.dm_channel.history() if found.author.bot] == []


async def test_nobody_is_reminded_of_a_meetup_that_was_called_off(world: World) -> None:
    await publish(world)
    [message] = said(await world.ala.slash(world.general, "next"))
    await world.ala.click(message, label="Remind me")
    await call_off(world)
    await world.later(days=10)
    await world.deliver()
    assert [found for found in world.ala.user.dm_channel.history() if found.author.bot] == []


async def test_the_calendar_button_gives_a_file_that_calendars_read(world: World) -> None:
    await publish(world)
    [message] = said(await world.ala.slash(world.general, "next"))
    [answer] = said(await world.ala.click(message, label="Add to calendar"))
    assert labels(answer) == ["Google Calendar"]
    [file] = answer.attachments
    assert file.filename == "meetup-2026-01-22.ics"
    calendar = icalendar.Calendar.from_ical(await file.read())
    [event] = calendar.walk("VEVENT")
    assert event["SUMMARY"] == "Spotkanie #12"
    assert event["LOCATION"] == "Kawka, ul. Długa 5"


@pytest.mark.parametrize("command", ["next", "abstracts", "meetups", "proposals mine", "mydata show"])
async def test_commands_answer_in_direct_messages_too(world: World, command: str) -> None:
    await publish(world)
    result = await world.ala.user.slash(command)
    assert said(result)
