from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest
from discord import app_commands

from tests.discord_description import (
    DESCRIPTION,
    WHY_SKIPPED,
    assert_requests_valid,
    check_request,
    invalid_requests,
)
from tests.discord_description.description import Description

if TYPE_CHECKING:
    import simcord

pytestmark = pytest.mark.skipif(not DESCRIPTION.is_file(), reason=WHY_SKIPPED)

SEND = ("POST", "/channels/1/messages")
ANSWER = ("POST", "/interactions/1/token/callback")
EVENT = ("POST", "/guilds/1/scheduled-events")


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "OK", "custom_id": "herold:1"} | changes


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def options(count: int) -> list[dict[str, Any]]:
    return [{"label": f"{n}", "value": f"{n}"} for n in range(count)]


def modal(*components: dict[str, Any], title: str = "Talk") -> dict[str, Any]:
    return {"type": 9, "data": {"custom_id": "propose", "title": title, "components": list(components)}}


def labelled(label: str = "Title", **changes: Any) -> dict[str, Any]:
    return {"type": 18, "label": label, "component": {"type": 4, "custom_id": f"{label}", "style": 1} | changes}


def event(**changes: Any) -> dict[str, Any]:
    start, end = "2031-03-05T18:00:00+00:00", "2031-03-05T21:00:00+00:00"
    return {
        "name": "Meetup",
        "privacy_level": 2,
        "entity_type": 3,
        "scheduled_start_time": start,
        "scheduled_end_time": end,
        "entity_metadata": {"location": "Latarnia"},
    } | changes


@pytest.mark.parametrize(
    ("request_", "body"),
    [
        pytest.param(SEND, {"content": "hej", "tts": False, "nonce": "1", "enforce_nonce": True}, id="message"),
        pytest.param(SEND, {"embeds": [{"title": "t", "type": "rich", "url": "https://a.example/b"}]}, id="embed"),
        pytest.param(SEND, {"content": "hej", "attachments": [{"id": 0, "filename": "a.ics"}]}, id="file"),
        pytest.param(SEND, {"content": "hej", "message_reference": {"message_id": 12, "channel_id": 1}}, id="reply"),
        pytest.param(SEND, {"content": "x", "components": [row(button(), button(custom_id="b"))]}, id="buttons"),
        pytest.param(ANSWER, {"type": 4, "data": {"content": "hej", "flags": 64}}, id="answer"),
        pytest.param(ANSWER, {"type": 5}, id="deferred"),
        pytest.param(ANSWER, {"type": 7, "data": {"content": "x", "tts": False}}, id="update"),
        pytest.param(ANSWER, {"type": 8, "data": {"choices": [{"name": "a", "value": "b"}]}}, id="autocomplete"),
        pytest.param(ANSWER, modal(labelled()), id="modal"),
        pytest.param(EVENT, event(), id="event"),
    ],
)
def test_fine_requests(request_: tuple[str, str], body: Any) -> None:
    assert check_request(*request_, json=body) == []


@pytest.mark.parametrize(
    ("request_", "body", "said"),
    [
        pytest.param(SEND, {"embeds": [{"title": "x" * 257}]}, "body/embeds/0/title: ", id="title"),
        pytest.param(SEND, {"embeds": [{"title": 5}]}, '5 is not of types "null", "string"', id="json-type"),
        pytest.param(SEND, {"content": "x", "colour": 1}, "Additional properties", id="unknown-key"),
        pytest.param(SEND, {"embeds": [{"title": "x"}] * 11}, "body/embeds: ", id="11-embeds"),
        pytest.param(SEND, {"embeds": [{"description": "x" * 4000}] * 2}, "8000 of 6000", id="6000-in-all"),
        pytest.param(SEND, {"embeds": [{"description": "🎉" * 3001}]}, "6002 of 6000", id="utf-16"),
        pytest.param(SEND, {"embeds": [{"color": 1}]}, "an empty embed", id="empty-embed"),
        pytest.param(SEND, {"embeds": [{"fields": [{"name": " ", "value": "x"}]}]}, "name: blank", id="blank-field"),
        pytest.param(SEND, {"embeds": [{"title": "x", "url": "javascript:x()"}]}, "no http(s) address", id="url"),
        pytest.param(SEND, {"content": "x" * 2001}, "2001 of 2000", id="content"),
        pytest.param(SEND, {"content": " \n"}, "50006", id="empty"),
        pytest.param(SEND, {"content": "\ud800"}, "half a surrogate", id="surrogate"),
        pytest.param(SEND, {"content": "x", "nonce": "x" * 26}, "body/nonce: ", id="nonce"),
        pytest.param(SEND, None, "the body is missing", id="no-body"),
        pytest.param(SEND, {"content": "x", "components": [row({"type": 99})]}, "components/0/type: 99", id="99"),
        pytest.param(SEND, {"content": "x", "components": [row(button(label="x" * 81))]}, "/label: ", id="label"),
        pytest.param(SEND, {"content": "x", "components": [row(button(), button())]}, "is there 2 times", id="twins"),
        pytest.param(
            SEND, {"content": "x", "components": [row(button(custom_id=None))]}, "custom_id and no", id="no-id"
        ),
        pytest.param(SEND, {"content": "x", "components": [row(button(style=5))]}, "a link needs", id="link"),
        pytest.param(SEND, {"content": "x", "components": [row(button(label=""))]}, "neither label", id="nameless"),
        pytest.param(SEND, {"content": "x", "components": [row(button())] * 6}, "6 of 5 at the top", id="6-rows"),
        pytest.param(
            SEND,
            {"content": "x", "components": [row({"type": 3, "custom_id": "s", "options": options(26)})]},
            "more than 25 items",
            id="26-options",
        ),
        pytest.param(
            SEND,
            {"content": "x", "components": [row({"type": 3, "custom_id": "s", "options": options(2) * 2})]},
            "value '0' is there 2 times",
            id="twin-options",
        ),
        pytest.param(ANSWER, modal(labelled(), title="x" * 46), "body/data/title: ", id="modal-title"),
        pytest.param(ANSWER, modal(labelled("x" * 46)), "components/0/label: ", id="input-label"),
        pytest.param(ANSWER, modal(labelled(placeholder="x" * 101)), "/placeholder: ", id="placeholder"),
        pytest.param(ANSWER, modal(*(labelled(str(n)) for n in range(6))), "6 of 5 at the top", id="6-inputs"),
        pytest.param(
            ANSWER,
            {"type": 8, "data": {"choices": [{"name": "x", "value": "x"}] * 26}},
            "more than 25 items",
            id="26-choices",
        ),
        pytest.param(
            ANSWER, {"type": 7, "data": {"embeds": [{"title": 5}]}}, "body/data/embeds/0/title: 5", id="update"
        ),
        pytest.param(EVENT, event(name="x" * 101), "body/name: ", id="event-name"),
        pytest.param(EVENT, event(scheduled_end_time=None), "event: ends None", id="event-end"),
        pytest.param(EVENT, event(entity_metadata={"location": "x" * 101}), "/location: ", id="event-place"),
        pytest.param(EVENT, event(scheduled_start_time="tomorrow"), '"date-time"', id="event-start"),
        pytest.param(("POST", "/channels/1/letters"), {}, "no such operation", id="no-such-path"),
        pytest.param(("DELETE", "/users/@me"), None, "no such operation", id="no-such-method"),
        pytest.param(("GET", "/channels/ogłoszenia/messages"), None, "path channel_id: ", id="no-id-in-path"),
        pytest.param(("DELETE", "/channels/1"), {"x": 1}, "takes no body", id="body-where-none-is"),
    ],
)
def test_what_discord_would_refuse(request_: tuple[str, str], body: Any, said: str) -> None:
    found = check_request(*request_, json=body)
    assert any(said in fault for fault in found), found


def test_query_parameters_are_checked_as_the_values_they_stand_for() -> None:
    assert check_request("GET", "/channels/1/messages", {"limit": "100"}) == []
    assert check_request("GET", "/channels/1/messages", {"limit": 100}) == []
    (too_many,) = check_request("GET", "/channels/1/messages", {"limit": 101})
    assert too_many.startswith("query limit: ")
    assert check_request("GET", "/channels/1/messages", {"limt": 1}) == ["?limt: not a parameter of this operation"]


def test_the_original_answer_is_no_message_id() -> None:
    assert check_request("PATCH", "/webhooks/1/token/messages/@original", json={"content": "x"}) == []


def test_every_operation_of_the_description_compiles() -> None:
    described = Description(DESCRIPTION)
    for template, operations in described._paths.items():
        for method in operations.keys() - {"parameters"}:
            list(described.faults(method, template.replace("{", "").replace("}", ""), {}, {"no": "such"}))


class Talkative(discord.Client):
    """Sends one of each thing that Herold sends, by discord.py's own means."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.default())
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="everything", description="Everything")(everything)
        self.tree.command(name="form", description="A form")(form)

    async def setup_hook(self) -> None:
        await self.tree.sync()


async def _complete(_interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{typed} {n}", value=f"{n}") for n in range(25)]


@app_commands.autocomplete(what=_complete)
@app_commands.default_permissions(manage_events=True)
async def everything(interaction: discord.Interaction, what: str) -> None:
    assert isinstance(interaction.channel, discord.TextChannel)
    assert interaction.guild is not None
    await interaction.response.defer(ephemeral=True)
    embed = discord.Embed(title=what, url="https://jug.example/", description="…", colour=0x336699)
    embed.add_field(name="When", value="<t:1900000000:F>", inline=False).set_footer(text="JUG")
    embed.set_thumbnail(url="https://jug.example/logo.png").set_author(name="JUG", url="https://jug.example/")
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Zapisy", url="https://jug.example/rsvp"))
    view.add_item(discord.ui.Button(label="Przypomnij", custom_id="herold:remind:1", emoji="🔔"))
    view.add_item(discord.ui.Select(custom_id="s", options=[discord.SelectOption(label="a", description="b")]))
    calendar = discord.File(__file__, filename="meetup.ics")
    none = discord.AllowedMentions.none()
    sent = await interaction.channel.send(
        "hej", embed=embed, view=view, file=calendar, nonce="0123456789abcdef", allowed_mentions=none
    )
    await sent.edit(content="~~hej~~", embed=embed, view=None, allowed_mentions=none)
    await sent.reply(
        "tak", mention_author=False, allowed_mentions=discord.AllowedMentions(roles=[interaction.guild.default_role])
    )
    await sent.create_thread(name="Rozmowa")
    async for _message in interaction.channel.history(limit=50):
        pass
    await interaction.user.send("psst", embed=embed)
    planned = await interaction.guild.create_scheduled_event(
        name="Spotkanie",
        description="…",
        start_time=discord.utils.parse_time("2031-03-05T18:00:00+00:00"),
        end_time=discord.utils.parse_time("2031-03-05T21:00:00+00:00"),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location="Latarnia",
        reason="Announced",
    )
    await planned.edit(name="Inne spotkanie", location="Drukarnia")
    await planned.cancel()
    await interaction.followup.send("jeszcze", embed=embed, ephemeral=True)
    await interaction.edit_original_response(content="gotowe", view=discord.ui.View())
    await sent.delete()


async def form(interaction: discord.Interaction) -> None:
    title: discord.ui.Label[Any] = discord.ui.Label(
        text="Tytuł", component=discord.ui.TextInput(custom_id="t", placeholder="…", default="…", max_length=200)
    )
    length: discord.ui.Label[Any] = discord.ui.Label(
        text="Długość",
        description="W minutach",
        component=discord.ui.Select(custom_id="l", options=[discord.SelectOption(label="45", default=True)]),
    )
    proposal = discord.ui.Modal(title="Propozycja", custom_id="propose")
    await interaction.response.send_modal(proposal.add_item(title).add_item(length))


@pytest.fixture
def simcord_bot() -> discord.Client:
    return Talkative()


async def test_all_that_discord_py_sends_is_valid(simcord_env: simcord.Env) -> None:
    guild = simcord_env.create_guild("JUG")
    channel = guild.create_text_channel("ogólny")
    ala = guild.add_member(
        simcord_env.create_user("ala"), roles=[guild.create_role("o", permissions=discord.Permissions.all())]
    )
    await ala.autocomplete(channel, "everything", "what", "spot")
    await ala.slash(channel, "everything", what="Spotkanie")
    await ala.slash(channel, "form")
    assert len(simcord_env.http_requests) > 15
    assert_requests_valid(simcord_env.http_requests)


async def test_a_request_that_simcord_lets_pass_is_found(simcord_env: simcord.Env) -> None:
    guild = simcord_env.create_guild("JUG")
    channel = guild.create_text_channel("ogólny")
    await simcord_env.settle()
    assert simcord_env.bot is not None
    there = simcord_env.bot.get_channel(channel.id)
    assert isinstance(there, discord.TextChannel)
    await there.send(embed=discord.Embed(title="x", url="javascript:alert()"))
    (line,) = invalid_requests(simcord_env.http_requests[-1:])
    assert line.startswith(f"POST /channels/{channel.id}/messages: embeds/0: ")
