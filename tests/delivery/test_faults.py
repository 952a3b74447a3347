"""Whatever goes wrong between us and Discord, at the end there is exactly one message or event, and it is right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.delivery.outgoing import Drop, Event, Message
from bot.store.states import OutboxState
from tests.loopback import Answer, Fault, Then
from tests.loopback.stage import ALA, CHANNEL, GUILD, NOW, open_stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.loopback.stage import Stage

PENDING, SENT, UNKNOWN, FAILED = OutboxState.PENDING, OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.FAILED
MARK = "https://jug.example.org/blog/78/"


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, monkeypatch) as stage:
        yield stage


def with_button(message: Message) -> Message:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Abstrakty", custom_id="herold:abstracts:1"))
    view.stop()
    return replace(message, view=view)


@dataclass(frozen=True)
class Act:
    """A kind of outward act: what is said, by which request, and what then stands there."""

    method: str
    path: str
    edits: bool = False

    def outgoing(self, text: str) -> Message | Event:
        if "scheduled-events" in self.path:
            start = NOW + timedelta(days=5)
            return Event(text, "", "Kawka", start, start + timedelta(hours=2))
        if self is DIRECT:
            return with_button(Message(user_id=ALA, content=text))
        return Message(channel_id=CHANNEL, embed=discord.Embed(title=text, url=MARK), mark=MARK)

    def standing(self, stage: Stage) -> list[Any]:
        if "scheduled-events" in self.path:
            return [event["name"] for event in stage.served.open_events(GUILD)]
        if self is DIRECT:
            return [message["content"] for message in stage.served.direct_messages(ALA)]
        return [embed["title"] for message in stage.served.messages(CHANNEL) for embed in message["embeds"]]


MESSAGE = Act("POST", f"/channels/{CHANNEL}/messages")
EDIT = Act("PATCH", f"/channels/{CHANNEL}/messages/*", edits=True)
EVENT = Act("POST", f"/guilds/{GUILD}/scheduled-events")
EVENT_EDIT = Act("PATCH", f"/guilds/{GUILD}/scheduled-events/*", edits=True)
DIRECT = Act("POST", "/channels/*/messages")
ACTS = pytest.mark.parametrize(
    "act",
    [
        pytest.param(act, id=name)
        for name, act in {
            "message": MESSAGE,
            "edit": EDIT,
            "event": EVENT,
            "event-edit": EVENT_EDIT,
            "direct": DIRECT,
        }.items()
    ],
)


async def try_once(stage: Stage, act: Act, *faults: Fault) -> OutboxState:
    """Says (for an edit: says, then changes) it while the faults strike; gives the state after the first try."""
    user_id = ALA if act is DIRECT else None
    if act.edits:
        await stage.say(act.outgoing("raz"), user_id=user_id)
        assert await stage.run() is SENT
        stage.later(hours=1)
    stage.served.faults = list(faults)
    if any(fault.then is Then.HANG for fault in faults):
        stage.impatient()
    await stage.say(act.outgoing("dwa" if act.edits else "raz"), user_id=user_id)
    return await stage.run()


FAULTS: dict[str, tuple[Then | Answer, OutboxState]] = {
    "dropped": (Then.DROP, UNKNOWN),
    "reset": (Then.RESET, UNKNOWN),
    "silence": (Then.HANG, UNKNOWN),
    "503": (Answer(503), UNKNOWN),
    "500": (Answer(500), SENT),  # discord.py asks again by itself
    "502": (Answer(502), SENT),
    "504": (Answer(504), SENT),
    "429": (Answer(429, retry_after=3), SENT),  # waited out within the request
    "429-global": (Answer(429, retry_after=3, everywhere=True), SENT),
    "429-long": (Answer(429, retry_after=300), PENDING),
    "429-long-global": (Answer(429, retry_after=300, everywhere=True), PENDING),
    "429-address": (Answer(429, retry_after=900, cloudflare=True), PENDING),
    "401": (Answer(401), PENDING),
}


@ACTS
@pytest.mark.parametrize(
    ("fault", "effect"),
    [
        pytest.param(fault, effect, id=f"{fault}-{'done' if effect else 'not-done'}")
        for fault, (_then, expected) in FAULTS.items()
        for effect in ([False] if expected is PENDING else [False, True])  # Discord refuses before it does anything
    ],
)
async def test_exactly_one_that_is_right(stage: Stage, act: Act, fault: str, effect: bool) -> None:  # noqa: FBT001
    then, expected = FAULTS[fault]
    state = await try_once(stage, act, Fault(act.method, act.path, then, effect=effect))
    assert state is expected
    assert await stage.finish() is SENT
    assert act.standing(stage) == ["dwa" if act.edits else "raz"]
    assert stage.hooks.count("sent") == 1 + act.edits


@ACTS
@pytest.mark.parametrize("fault", ["dropped", "silence", "503"])
async def test_an_outage_that_does_everything_and_answers_nothing(stage: Stage, act: Act, fault: str) -> None:
    """Eight tries in a row are done and look undone; over hours, when Discord has long forgotten the nonce."""
    then, _state = FAULTS[fault]
    await try_once(stage, act, Fault(act.method, act.path, then, effect=True, times=8))
    assert await stage.finish() is SENT
    assert act.standing(stage) == ["dwa" if act.edits else "raz"]


@ACTS
async def test_what_changed_while_its_end_was_unknown_is_found_and_edited(stage: Stage, act: Act) -> None:
    await try_once(stage, act, Fault(act.method, act.path, Then.DROP, effect=True))
    stage.later(hours=1)
    await stage.say(act.outgoing("trzy"), user_id=ALA if act is DIRECT else None)
    assert await stage.finish() is SENT
    assert act.standing(stage) == ["trzy"]


@pytest.mark.parametrize("act", [pytest.param(EDIT, id="edit"), pytest.param(EVENT_EDIT, id="event-edit")])
async def test_an_edit_taken_back_while_its_end_was_unknown(stage: Stage, act: Act) -> None:
    """The text is again the one written down as sent, but Discord shows the other."""
    await try_once(stage, act, Fault(act.method, act.path, Then.DROP, effect=True))
    await stage.say(act.outgoing("raz"))
    assert await stage.finish() is SENT
    assert act.standing(stage) == ["raz"]


async def test_a_changed_text_under_a_nonce_that_discord_knows(stage: Stage) -> None:
    """Without the channel's history only the nonce holds: Discord gives back the old text, which is then edited."""
    stage.served.faults = [
        Fault("POST", MESSAGE.path, Then.DROP, effect=True),
        Fault("GET", MESSAGE.path, Answer(200), times=None),
    ]
    await stage.say(Message(channel_id=CHANNEL, content="raz"))
    assert await stage.run() is UNKNOWN
    await stage.say(Message(channel_id=CHANNEL, content="dwa"))
    stage.served.faults = [Fault("GET", MESSAGE.path, Answer(503))]
    stage.later(seconds=6)
    assert await stage.run() is UNKNOWN  # it does not send before it could look
    stage.later(seconds=40)
    assert await stage.finish() is SENT
    assert [message["content"] for message in stage.served.messages(CHANNEL)] == ["dwa"]


async def test_an_event_called_off_while_nobody_knew_whether_it_was_made(stage: Stage) -> None:
    made = EVENT.outgoing("raz")
    assert isinstance(made, Event)
    assert await try_once(stage, EVENT, Fault("POST", EVENT.path, Then.DROP, effect=True)) is UNKNOWN
    await stage.say(replace(made, cancelled=True))
    assert await stage.finish() is SENT
    assert [event["status"] for event in stage.served.guilds[GUILD].events.values()] == [4]


async def test_an_event_called_off_twice_accuses_nobody(stage: Stage) -> None:
    """The first try did it, its answer was lost, and the gateway did not tell: Discord says that it is finished."""
    made = EVENT.outgoing("raz")
    assert isinstance(made, Event)
    await stage.say(made)
    assert await stage.run() is SENT
    stage.served.faults = [Fault("PATCH", EVENT_EDIT.path, Then.DROP, effect=True)]
    stage.monkeypatch.setattr(stage.served, "tell", lambda *_told: None)
    await stage.say(replace(made, cancelled=True))
    assert await stage.run() is UNKNOWN
    assert await stage.finish() is SENT
    assert stage.served.messages(CHANNEL + 1) == []


async def test_a_rate_limit_after_an_unclear_end_makes_it_no_clearer(stage: Stage) -> None:
    assert await try_once(stage, MESSAGE, Fault("POST", MESSAGE.path, Then.DROP, effect=True)) is UNKNOWN
    stage.served.faults = [Fault("GET", MESSAGE.path, Answer(429, retry_after=700))]
    stage.later(seconds=10)
    assert await stage.run() is UNKNOWN
    assert await stage.finish() is SENT
    assert MESSAGE.standing(stage) == ["raz"]


async def test_what_is_not_to_be_said_any_more_is_deleted_when_it_was_said_after_all(stage: Stage) -> None:
    made = with_button(Message(channel_id=CHANNEL, content="raz"))
    stage.served.faults = [Fault("POST", MESSAGE.path, Then.DROP, effect=True)]
    await stage.say(made)
    assert await stage.run() is UNKNOWN
    stage.says = Drop("it is not true any more", unsaid=made)
    assert await stage.finish() is OutboxState.RETRACTED
    assert stage.served.messages(CHANNEL) == []


@pytest.mark.parametrize("said", [["dwa"], []])
async def test_what_would_not_be_sent_any_more_is_followed_where_it_was_said_after_all(
    stage: Stage, said: list[str]
) -> None:
    stage.served.faults = [Fault("POST", MESSAGE.path, Then.DROP, effect=bool(said))]
    await stage.say(with_button(Message(channel_id=CHANNEL, content="raz")))
    assert await stage.run() is UNKNOWN
    stage.says = with_button(Message(channel_id=CHANNEL, content="dwa", only_found="it is too late"))
    assert await stage.finish() is (SENT if said else OutboxState.RETRACTED)
    assert [message["content"] for message in stage.served.messages(CHANNEL)] == said


async def test_what_would_not_be_sent_any_more_is_not_missed_where_its_channel_is_gone(stage: Stage) -> None:
    stage.served.faults = [Fault("POST", MESSAGE.path, Then.DROP, effect=True)]
    await stage.say(Message(channel_id=CHANNEL, content="raz"))
    assert await stage.run() is UNKNOWN
    stage.served.faults = [Fault("GET", MESSAGE.path, Answer(404, 10003, "Unknown Channel"))]
    stage.says = Message(channel_id=CHANNEL, content="raz", only_found="it is too late")
    assert await stage.finish() is OutboxState.RETRACTED


async def test_a_message_is_found_behind_much_talk(stage: Stage) -> None:
    assert await try_once(stage, MESSAGE, Fault("POST", MESSAGE.path, Then.DROP, effect=True)) is UNKNOWN
    stage.later(hours=1)
    for number in range(450):
        stage.served.somebody_says(CHANNEL, str(number))
    assert await stage.finish() is SENT
    assert len([one for one in stage.served.messages(CHANNEL) if one["author"]["bot"]]) == 1


@pytest.mark.parametrize(
    ("act", "answer"),
    [
        pytest.param(MESSAGE, Answer(403, 50001, "Missing Access"), id="message-403"),
        pytest.param(MESSAGE, Answer(404, 10003, "Unknown Channel"), id="message-404"),
        pytest.param(EDIT, Answer(404, 10008, "Unknown Message"), id="edit-404"),
        pytest.param(EVENT, Answer(403, 50013, "Missing Permissions"), id="event-403"),
        pytest.param(EVENT_EDIT, Answer(404, 10070, "Unknown Guild Scheduled Event"), id="event-edit-404"),
    ],
)
async def test_a_refusal_is_told_to_organizers_and_not_tried_again(stage: Stage, act: Act, answer: Answer) -> None:
    assert await try_once(stage, act, Fault(act.method, act.path, answer, times=None)) is FAILED
    await stage.run()
    assert len(stage.served.messages(CHANNEL + 1)) == 1
    before = len(stage.served.asked)
    stage.later(days=2)
    assert await stage.run() is FAILED
    assert len(stage.served.asked) == before


async def test_a_person_who_takes_no_direct_messages(stage: Stage) -> None:
    assert await try_once(stage, DIRECT, Fault("POST", DIRECT.path, Answer(403, 50007))) is FAILED
    assert stage.hooks == ["unreachable"]


async def test_opening_too_many_conversations_is_no_closed_door(stage: Stage) -> None:
    state = await try_once(stage, DIRECT, Fault("POST", "/users/@me/channels", Answer(403, 40003)))
    assert state is PENDING
    assert (await stage.row()).due_at >= stage.now + timedelta(minutes=10)
    assert await stage.finish() is SENT
    assert stage.hooks == ["sent"]


@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_rate_limit_is_waited_out_and_counts_for_no_bad_luck(stage: Stage, everywhere: bool) -> None:  # noqa: FBT001
    limited = Answer(429, retry_after=300, everywhere=everywhere)
    assert await try_once(stage, MESSAGE, Fault("POST", MESSAGE.path, limited)) is PENDING
    row = await stage.row()
    assert row.due_at >= stage.now + timedelta(seconds=300)
    assert row.attempts == 0
    assert not any(stage.asyncio.slept)  # nothing was held up meanwhile


async def test_an_address_that_is_turned_away_is_quiet_for_as_long_as_told(stage: Stage) -> None:
    banned = Answer(429, retry_after=900, cloudflare=True)
    assert await try_once(stage, MESSAGE, Fault("POST", MESSAGE.path, banned)) is PENDING
    before = len(stage.served.asked)
    await stage.say(MESSAGE.outgoing("dwa"))
    stage.later(seconds=800)
    await stage.run()
    assert len(stage.served.asked) == before
    stage.later(seconds=400)
    assert await stage.finish() is SENT
    assert MESSAGE.standing(stage) == ["dwa"]


async def test_a_request_cut_off_in_a_global_limit_does_not_shut_discord_for_good(stage: Stage) -> None:
    """discord.py would otherwise wait for ever before every later request of the process."""
    stage.asyncio.really = True
    stage.impatient()
    limited = Answer(429, retry_after=20, everywhere=True)
    assert await try_once(stage, MESSAGE, Fault("POST", MESSAGE.path, limited)) is UNKNOWN
    stage.asyncio.really = False
    assert await stage.finish() is SENT
    assert MESSAGE.standing(stage) == ["raz"]
