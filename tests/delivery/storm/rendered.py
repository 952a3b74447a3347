"""Whether what stands in Discord is what would be said there now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.delivery.batch import Batch
from bot.delivery.messages import fitted
from bot.delivery.outgoing import Drop, Erase, Event, Message
from bot.delivery.renderers import RENDERERS
from bot.store.claims import _as_claimed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.tables import DeliveryRow, OutboxRow
    from tests.delivery.storm.world import World

KEPT: Final = frozenset({"announcement", "event", "channel_reminder", "recap_reply", "gone_card", "warning"})
"""The purposes of what follows its post as long as that matters."""


async def assert_as_rendered(world: World, standing: DeliveryRow, rows: Sequence[OutboxRow]) -> None:
    """Fails when it stands there otherwise, or should not stand there at all."""
    if standing.purpose not in KEPT or await _rests(world, standing):
        return
    key = (standing.guild_id, standing.subject, standing.purpose)
    newest = [
        row for row in rows if (row.guild_id, row.subject, row.purpose) == key and row.revision <= standing.revision
    ]
    row = _as_claimed(newest[-1])
    room = world.room
    batch = Batch(world.processes[0].client, room.sessions, room.services, [row], room.now)
    context, _standing = await batch.context(row)
    outgoing = await RENDERERS[standing.purpose].render(context, row)
    what = (standing.purpose, standing.subject)
    assert not isinstance(outgoing, Erase), ("still there", *what)
    if isinstance(outgoing, Drop):
        return
    if isinstance(outgoing, Event):
        assert standing.digest == outgoing.digest(), (what, outgoing)
        found = world.served.guilds[standing.guild_id].events.get(standing.object_id, {"status": 4})
        assert (found["status"] in {1, 2}) is not (outgoing.cancelled or outgoing.ended), (what, found)
        return
    assert isinstance(outgoing, Message), (what, outgoing)
    message = fitted(outgoing)
    found = world.served.rooms[standing.channel_id or 0].messages[standing.object_id]
    if standing.purpose == "channel_reminder":  # its buttons were those that made sense when it was said
        assert _shown(found)[:2] == _meant(message)[:2], (what, _shown(found), _meant(message))
        return
    assert _shown(found) == _meant(message), (what, _shown(found), _meant(message))
    assert standing.digest == message.digest(), what


async def _rests(world: World, standing: DeliveryRow) -> bool:
    """True for what is about meetups that are over: it may rest as it is."""
    number = int(standing.subject.rpartition(":")[2])
    if standing.purpose in {"event", "channel_reminder"}:
        meetups = [await world.room.services.meetups.get(number)]
    elif standing.purpose == "warning":
        return False
    else:
        meetups = list((await world.room.services.meetups.post(number)).meetups)
    return standing.purpose != "recap_reply" and all(one.is_over(world.room.now) for one in meetups)


def _shown(found: dict[str, Any]) -> tuple[object, ...]:
    embeds = [{name: value for name, value in one.items() if name != "type"} for one in found["embeds"]]
    return (
        found["content"],
        embeds,
        [item.get("custom_id") for row in found["components"] for item in row["components"]],
    )


def _meant(message: Message) -> tuple[object, ...]:
    embed = {} if message.embed is None else message.embed.to_dict()
    embeds = [{name: value for name, value in embed.items() if name != "type"}] if embed else []
    rows = [] if message.view is None else message.view.to_components()
    return message.content, embeds, [item.get("custom_id") for row in rows for item in row["components"]]
