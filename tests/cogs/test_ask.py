"""Questions in plain words: what is answered, in which language, and what is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cogs.test_meetups import START, publish
from tests.world import labels, said

if TYPE_CHECKING:
    import discord
    from simcord import ChannelHandle

    from tests.world import World


def newest(channel: ChannelHandle) -> discord.Message:
    message = channel.last_message
    assert message is not None
    return message


def bot_id(world: World) -> int:
    assert world.bot.user is not None
    return world.bot.user.id


async def ask(world: World, text: str) -> discord.Message:
    """Asks in the general channel by mention and gives what stands last there afterwards."""
    await world.ala.send(world.general, f"<@{bot_id(world)}> {text}")
    return newest(world.general)


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("kiedy następne spotkanie?", f"Jest {START}"),
        ("kiedy nastepne spotaknie", f"Jest {START}"),
        ("when is the next meetup?", f"It is {START}"),
        ("gdzie to jest?", "Tutaj: **Kawka**, ul. Długa 5."),
        ("where is it?", "Here: **Kawka**, ul. Długa 5."),
        ("kto gada?", "Wystąpią: **Anna Nowak**, **Piotr Kowalski**."),
        ("who is speaking?", "The speakers: **Anna Nowak**, **Piotr Kowalski**."),
        ("o czym będzie?", "- **Strumienie bez łez** – Anna Nowak"),
        ("jak się zapisać?", "Zapisy tutaj: <https://meetup.example.org/spotkanie-12>"),
        ("how do i sign up", "Sign up here: <https://meetup.example.org/spotkanie-12>"),
        ("chcę zgłosić prelekcję", "Organizatorzy czekają na prezentacje!"),
        ("can i give a talk?", "Organizers look forward to talks!"),
        ("dzięki!", "Nie ma za co!"),
        ("cześć", "Cześć! Znam spotkania tej grupy."),
        ("", "Cześć! Znam spotkania tej grupy."),
    ],
)
async def test_a_mention_is_answered_in_the_language_of_the_question(
    world: World, question: str, beginning: str
) -> None:
    await publish(world)
    answer = await ask(world, question)
    assert answer.author.id == bot_id(world)
    assert answer.content.startswith(beginning)
    assert answer.reference is not None
    assert answer.mentions == []


async def test_abstracts_are_read_out_on_request(world: World) -> None:
    await publish(world)
    answer = await ask(world, "pokaż abstrakty")
    assert answer.embeds[0].title == "Strumienie bez łez"


async def test_a_direct_message_is_answered(world: World) -> None:
    await publish(world)
    await world.ala.send_dm("kiedy spotkanie?")
    assert newest(world.ala.user.dm_channel).content.startswith(f"Jest {START}")


async def test_the_persons_choice_wins_over_the_language_of_the_question(world: World) -> None:
    await publish(world)
    await world.ala.slash(world.general, "language", language="en")
    assert (await ask(world, "gdzie to jest?")).content.startswith("Here: **Kawka**")


async def test_a_question_that_is_not_understood_is_met_with_choices_that_outlive_a_restart(world: World) -> None:
    await publish(world)
    answer = await ask(world, "lubisz pizzę z ananasem?")
    assert answer.content == "Nie mam pewności, o co pytasz. Czy o coś z tego?"
    assert sorted(labels(answer)) == sorted(
        ["Następne spotkanie", "Gdzie?", "O czym?", "Abstrakty", "Zapisy", "Zgłoś prezentację"]
    )
    await world.restart()
    pressed = await world.ala.click(answer, label="Gdzie?")
    assert said(pressed)[0].content == "Here: **Kawka**, ul. Długa 5."
    assert said(pressed)[0].ephemeral


async def test_the_button_under_the_answer_opens_the_form(world: World) -> None:
    answer = await ask(world, "jak zgłosić prelekcję?")
    shown = await world.ala.click(answer, label="Zgłoś prezentację")
    assert shown.modal is not None
    assert shown.modal["title"] == "Propose a talk"


@pytest.mark.parametrize("text", ["kiedy następne spotkanie?", "@here kiedy spotkanie?", "Herold, kiedy spotkanie?"])
async def test_a_message_that_does_not_address_us_is_left_alone(world: World, text: str) -> None:
    await publish(world)
    await world.ala.send(world.general, text)
    assert newest(world.general).content == text


async def test_a_flood_of_questions_is_not_answered_without_end(world: World) -> None:
    await publish(world)
    for _question in range(12):
        await ask(world, "kiedy spotkanie?")
    answers = [message for message in world.general.history() if message.author.bot]
    assert len(answers) == 5


async def test_a_channel_that_we_may_not_write_to_is_no_failure(world: World) -> None:
    await publish(world)
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, message="Missing Permissions")
    await ask(world, "kiedy spotkanie?")
    assert not newest(world.general).author.bot
    assert (await ask(world, "kiedy spotkanie?")).author.bot


async def test_text_from_a_question_is_never_repeated_as_a_ping(world: World) -> None:
    await publish(world)
    answer = await ask(world, "@everyone kiedy spotkanie <@&1>?")
    assert not answer.mention_everyone
    assert answer.role_mentions == []
