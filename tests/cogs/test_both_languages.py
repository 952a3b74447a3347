"""Every slash command, button, select and form, in Polish and in English: each answers, and in the right words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery.custom_ids import ButtonName
from bot.i18n import Language
from bot.i18n import update as catalogs
from tests.cogs.test_ask import ask
from tests.cogs.test_meetups import publish
from tests.cogs.test_proposals import TALK, by_component
from tests.world import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    import discord
    from simcord import InteractionResult, MemberActor

    from tests.world import World

COMMANDS: dict[str, dict[str, Any]] = {
    "abstracts": {},
    "calendar": {},
    "language": {"language": "the test's"},
    "meetups": {},
    "mydata delete": {},
    "mydata show": {},
    "next": {},
    "organizer announce": {"post": "Spotkanie"},
    "organizer block": {"member": "jan", "reason": "spam"},
    "organizer blocked": {},
    "organizer calendar": {},
    "organizer correct": {"meetup": "12", "field": "venue", "value": "Browar Stary"},
    "organizer log": {},
    "organizer reminders": {},
    "organizer retract": {"post": "Spotkanie"},
    "organizer setup": {},
    "organizer status": {},
    "organizer unblock": {"member": "jan"},
    "organizer why": {"post": "Spotkanie"},
    "proposals list": {},
    "proposals mine": {},
    "proposals show": {"number": 1},
    "propose": {},
    "remind": {},
    "reminders": {},
    "subscribe": {},
    "unsubscribe": {},
}
"""Every command there is, with what it needs."""


@cache
def sentences() -> tuple[set[str], set[str]]:
    """What is said in English only, and in Polish only; sentences with places to fill cannot be told by equality."""
    plain = [message for message in catalogs.updated() if isinstance(message.id, str) and "{" not in message.id]
    ids = {str(message.id) for message in plain if message.id}
    strings = {str(message.string) for message in plain if message.id}
    return ids - strings, strings - ids


def texts(value: Any) -> Iterator[str]:
    """Every text that people see in a payload: contents, embeds, labels, placeholders, options."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "value" and "inline" not in value:
                continue  # a select's option is known by it; only an embed's field shows it
            if key in {"content", "title", "description", "name", "value", "label", "placeholder", "text"}:
                yield from texts(inner) if not isinstance(inner, str) else inner.splitlines()
            elif isinstance(inner, dict | list):
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def shown(result: InteractionResult) -> list[str]:
    """What an interaction showed, without decoration."""
    payloads: list[Any] = [result.modal] if result.modal else []
    for answer in said(result):
        embeds = [embed.to_dict() for embed in answer.embeds]
        payloads.append({"content": answer.content, "embeds": embeds, "components": answer.components})
    return [re.sub(r"^[\W_]+|\*\*", "", text) for payload in payloads for text in texts(payload)]


def assert_in(language: str, result: InteractionResult) -> None:
    english, polish = sentences()
    found = shown(result)
    assert found, "nothing was answered"
    foreign = {text.rstrip(":") for text in found} & (english if language == "pl" else polish)
    assert foreign == set()


def commands_of(world: World) -> set[str]:
    """The commands as Discord was told them."""
    return {command.qualified_name for command in world.bot.tree.walk_commands() if not hasattr(command, "commands")}


async def proposal_of(world: World, who: MemberActor) -> InteractionResult:
    form = await who.slash(world.general, "propose")
    return await who.submit_modal(form, by_component(form, TALK))


def card(world: World, number: int) -> discord.Message:
    [found] = [
        message
        for message in world.organizers.history()
        if message.embeds and str(message.embeds[0].title).startswith(f"#{number} ")
    ]
    return found


@pytest.mark.parametrize("language", ["pl", "en"])
async def test_every_slash_command(world: World, language: str) -> None:
    await world.set_up(language=Language(language))
    await publish(world)
    for member in (world.ola, world.ala):
        await member.slash(world.general, "language", language=language)
    await proposal_of(world, world.ola)
    assert commands_of(world) == set(COMMANDS)
    order = [*(name for name in COMMANDS if not name.startswith("mydata")), "mydata show", "mydata delete"]
    for name in order:
        options = {key: world.jan if value == "jan" else value for key, value in COMMANDS[name].items()}
        if name == "language":
            options["language"] = language
        assert_in(language, await world.ola.slash(world.general, name, **options))


@pytest.mark.parametrize("language", ["pl", "en"])
async def test_every_button_and_form(world: World, language: str) -> None:
    """Pressed by custom_id, since labels differ; the last check says that no button was left out."""
    await world.set_up(language=Language(language))
    pressed: set[str] = set()

    async def press(who: MemberActor, message: Any, name: ButtonName, row: int) -> InteractionResult:
        pressed.add(name)
        result = await who.click(message, custom_id=f"herold:{name}:{row}")
        assert_in(language, result)
        await world.deliver()
        return result

    for member in (world.ola, world.ala):
        await member.slash(world.general, "language", language=language)
    [nothing] = said(await world.ala.slash(world.general, "next"))
    await press(world.ala, nothing, ButtonName.TELL_ME, world.guild.id)
    await publish(world)
    [coming] = said(await world.ala.slash(world.general, "next"))
    await press(world.ala, coming, ButtonName.ABSTRACTS, 1)
    await press(world.ala, coming, ButtonName.CALENDAR, 1)
    [reminder] = said(await press(world.ala, coming, ButtonName.REMIND, 1))
    assert_in(language, await world.ala.select(reminder, ["4320", "60"]))
    listed = await world.ala.slash(world.general, "reminders")
    assert_in(language, listed)
    await press(world.ala, said(listed)[0], ButtonName.UNREMIND, 2)
    await press(world.ala, reminder, ButtonName.FORGET, 1)

    [setup] = said(await world.ola.slash(world.general, "organizer setup"))
    await press(world.ola, setup, ButtonName.TEST, world.guild.id)
    await world.ola.select(setup, ["announcement"])

    await world.ala.send_dm("chcę zgłosić prelekcję")
    how = await ask(world, "chcę zgłosić prelekcję")
    form = await press(world.ala, how, ButtonName.PROPOSE, world.guild.id)
    [mine] = said(await world.ala.submit_modal(form, by_component(form, TALK)))
    edited = await press(world.ala, mine, ButtonName.EDIT, 1)
    await world.ala.submit_modal(edited, by_component(edited, TALK | {"Title": "Strumienie bez końca"}))
    await world.deliver()
    await press(world.ola, card(world, 1), ButtonName.DISCUSS, 1)
    await press(world.ola, card(world, 1), ButtonName.ACCEPT, 1)
    notice = world.ala.user.dm_channel.history()[-1]
    confirmed = await world.ala.user.click(notice, custom_id="herold:confirm:1")
    assert_in(language, confirmed)
    pressed.add(ButtonName.CONFIRM)
    await world.deliver()
    reason = await press(world.ola, card(world, 1), ButtonName.CANCEL, 1)
    canceled = await world.ola.submit_modal(reason, by_component(reason, {"Reason": "Sala zajęta."}))
    assert_in(language, canceled)
    [second] = said(await proposal_of(world, world.ala))
    await press(world.ala, second, ButtonName.WITHDRAW, 2)
    await proposal_of(world, world.ala)
    await world.deliver()
    rejected = await press(world.ola, card(world, 3), ButtonName.REJECT, 3)
    assert_in(language, await world.ola.submit_modal(rejected, by_component(rejected, {"Reason": "Nie tym razem."})))
    elsewhere = {
        "retract",
        "retract_all",
        "undo",
        "again",
        "leave",
        "announce",
        "correct",
        "ignore",
        "send",
        "retry",
        "ask",
        "subscribe",
    }  # tests/cogs/test_organizer.py, test_letters.py, test_retract.py, test_ask.py, test_subscribing.py
    assert pressed | elsewhere == {name.value for name in ButtonName}
