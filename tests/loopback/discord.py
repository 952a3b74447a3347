"""What the loopback Discord keeps and does: guilds, channels, messages with nonces, scheduled events."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

import discord

from tests.loopback import payloads
from tests.loopback.payloads import ME, Json
from tests.loopback.routes import ROUTES
from tests.loopback.server import Server

if TYPE_CHECKING:
    from tests.loopback.faults import Asked
    from tests.loopback.routes import Route

T = TypeVar("T")
NONCE: Final = timedelta(minutes=4)
"""For how long a nonce is remembered. Discord only says "the past few minutes"."""
OPEN_EVENT: Final = frozenset({1, 2})
DISCORD_EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)


class DiscordRefuses(Exception):
    """An error as Discord answers it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        self.status, self.code = status, code
        super().__init__(message)


@dataclass
class Room:
    """A channel or a conversation, with its messages by id, oldest first."""

    channel: Json
    messages: dict[int, Json] = field(default_factory=dict)
    nonces: dict[str, tuple[datetime, int]] = field(default_factory=dict)


@dataclass
class Guild:
    """A guild, its channels by name, and its scheduled events, also those that are over."""

    id: int
    name: str
    permissions: discord.Permissions
    channels: dict[str, Json] = field(default_factory=dict)
    events: dict[int, Json] = field(default_factory=dict)

    @property
    def payload(self) -> Json:
        everyone = payloads.role(self.id, discord.Permissions.none())
        return payloads.guild(self.id, self.name, [everyone, payloads.role(self.id + 1, self.permissions)])

    @property
    def created(self) -> Json:
        """GUILD_CREATE's payload."""
        return {
            **self.payload,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "large": False,
            "unavailable": False,
            "member_count": 3,
            "members": [payloads.member([self.id + 1])],
            "channels": [one for one in self.channels.values() if one["type"] != 11],
            "threads": [one for one in self.channels.values() if one["type"] == 11],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "soundboard_sounds": [],
            "guild_scheduled_events": [one for one in self.events.values() if one["status"] in OPEN_EVENT],
        }


class LoopbackDiscord(Server):
    """`async with LoopbackDiscord(now) as served:` serves until the block ends; `now` moves only by assignment.

    `faults` strike in order, the first that fits; what was asked is in `asked`.
    """

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now
        self.guilds: dict[int, Guild] = {}
        self.rooms: dict[int, Room] = {}
        self.direct: dict[int, int] = {}
        """The channel of the conversation with a person."""
        self.commands: list[Json] = []
        self._serial = 0

    # The world, as tests build and read it.

    def add_guild(
        self, guild_id: int, *channels: str, permissions: discord.Permissions | None = None, kind: int = 0
    ) -> Guild:
        """A guild with text channels of those names (an id each: the guild's and 10, 11 ...)."""
        guild = Guild(guild_id, f"Guild {guild_id}", permissions or discord.Permissions.all())
        self.guilds[guild_id] = guild
        for number, name in enumerate(channels):
            channel_id = guild_id + 10 + number
            guild.channels[name] = payloads.channel(channel_id, guild_id, name, kind=kind)
            self.rooms[channel_id] = Room(guild.channels[name])
        return guild

    def messages(self, channel_id: int) -> list[Json]:
        """The channel's messages, oldest first."""
        return list(self.rooms[channel_id].messages.values())

    def direct_messages(self, person: int) -> list[Json]:
        """What was said to a person, oldest first."""
        return self.messages(self.direct[person]) if person in self.direct else []

    def somebody_says(self, channel_id: int, content: str, *, person: int = 7) -> Json:
        author = payloads.user(person, "ala", bot=False)
        return self._put(self.rooms[channel_id], {"content": content}, author)

    def open_events(self, guild_id: int) -> list[Json]:
        return [one for one in self.guilds[guild_id].events.values() if one["status"] in OPEN_EVENT]

    # What requests do. Each gives the answer, or raises DiscordRefuses.

    def create_message(self, channel_id: int, body: Json) -> Json:
        room = self.room(channel_id)
        nonce = body.get("nonce")
        known = room.nonces.get(str(nonce)) if nonce and body.get("enforce_nonce") else None
        if known is not None and self.now - known[0] < NONCE:
            if known[1] not in room.messages:
                raise DiscordRefuses(404, 10008, "Unknown Message")
            return room.messages[known[1]]
        made = self._put(room, body)
        if nonce:
            room.nonces[str(nonce)] = (self.now, int(made["id"]))
        return {**made, "nonce": nonce} if nonce else made

    def edit_message(self, channel_id: int, message_id: int, body: Json) -> Json:
        room = self.room(channel_id)
        old = self.message(channel_id, message_id)
        if old["author"]["id"] != str(ME):
            raise DiscordRefuses(403, 50005, "Cannot edit a message authored by another user")
        room.messages[message_id] = payloads.edited(old, body, self.now.isoformat())
        return room.messages[message_id]

    def delete_message(self, channel_id: int, message_id: int) -> None:
        self.message(channel_id, message_id)
        del self.room(channel_id).messages[message_id]

    def crosspost(self, channel_id: int, message_id: int) -> Json:
        found = self.message(channel_id, message_id)
        if found["flags"] & 1:
            raise DiscordRefuses(400, 40033, "This message has already been crossposted")
        found["flags"] |= 1
        return found

    def history(self, channel_id: int, params: Json) -> list[Json]:
        """Newest first, as Discord gives it; with `after` the ones right after it."""
        messages = list(self.room(channel_id).messages.values())
        limit = int(params.get("limit", 50))
        if "after" in params:
            return [one for one in messages if int(one["id"]) > int(params["after"])][:limit][::-1]
        before = int(params.get("before", 1 << 63))
        return [one for one in messages if int(one["id"]) < before][::-1][:limit]

    def open_conversation(self, person: int) -> Json:
        if person not in self.direct:
            channel_id = self.snowflake()
            self.direct[person] = channel_id
            self.rooms[channel_id] = Room(payloads.direct_channel(channel_id, person))
        return self.rooms[self.direct[person]].channel

    def start_thread(self, channel_id: int, body: Json, message_id: int | None = None) -> Json:
        parent = self.room(channel_id).channel
        made = payloads.thread(message_id or self.snowflake(), parent, body["name"], self.now.isoformat())
        if int(made["id"]) in self.rooms:
            raise DiscordRefuses(400, 160004, "A thread has already been created for this message")
        self.rooms[int(made["id"])] = Room(made)
        self.guilds[int(parent["guild_id"])].channels[made["id"]] = made
        return made

    def create_event(self, guild_id: int, body: Json) -> Json:
        made = payloads.event(self.snowflake(), guild_id, body)
        self.guild(guild_id).events[int(made["id"])] = made
        self.tell(guild_id, "GUILD_SCHEDULED_EVENT_CREATE", made)
        return made

    def edit_event(self, guild_id: int, event_id: int, body: Json) -> Json:
        found = self.event(guild_id, event_id)
        if found["status"] not in OPEN_EVENT:
            raise DiscordRefuses(400, 180000, "Cannot update a finished event")
        found.update(body)
        self.tell(guild_id, "GUILD_SCHEDULED_EVENT_UPDATE", found)
        return found

    def delete_event(self, guild_id: int, event_id: int) -> None:
        found = self.event(guild_id, event_id)
        del self.guild(guild_id).events[event_id]
        self.tell(guild_id, "GUILD_SCHEDULED_EVENT_DELETE", found)

    def act(self, asked: Asked) -> tuple[int, Any]:
        for route in ROUTES:
            found = route.pattern.fullmatch(asked.path) if route.method == asked.method else None
            if found is not None:
                return self._acted(route, asked, found.groups())
        asked.faults.append("the loopback Discord knows no such route")
        return 404, {"code": 0, "message": "404: Not Found"}

    def _acted(self, route: Route, asked: Asked, ids: tuple[str, ...]) -> tuple[int, Any]:
        writes = asked.method != "GET"
        try:
            if writes:
                self.on_step("before", asked)
            status, body = route.act(self, asked, *ids)
        except DiscordRefuses as refusal:
            return refusal.status, {"code": refusal.code, "message": str(refusal)}
        if writes:
            self.on_step("after", asked)
        return status, body

    # Looking up.

    def room(self, channel_id: int) -> Room:
        return _known(self.rooms, channel_id, 10003, "Unknown Channel")

    def message(self, channel_id: int, message_id: int) -> Json:
        return _known(self.room(channel_id).messages, message_id, 10008, "Unknown Message")

    def guild(self, guild_id: int) -> Guild:
        return _known(self.guilds, guild_id, 10004, "Unknown Guild")

    def event(self, guild_id: int, event_id: int) -> Json:
        return _known(self.guild(guild_id).events, event_id, 10070, "Unknown Guild Scheduled Event")

    def snowflake(self) -> int:
        """An id that tells the present instant, each one later than those before."""
        ms = int((self.now - DISCORD_EPOCH).total_seconds() * 1000)
        self._serial += 1
        return (ms << 22) + self._serial

    # Where a test goes on from.

    def snapshot(self) -> Any:
        """What is kept, to be given to `restore` later."""
        return [
            copy.deepcopy(self.rooms),
            dict(self.direct),
            copy.deepcopy({one.id: one for one in self.guilds.values()}),
            self._serial,
        ]

    def restore(self, snapshot: Any) -> None:
        """Brings back what was kept; what was asked since is forgotten."""
        self.rooms, self.direct = copy.deepcopy(snapshot[0]), dict(snapshot[1])
        self.guilds, self._serial = copy.deepcopy(snapshot[2]), snapshot[3]
        self.asked.clear()
        self.faults.clear()

    def _put(self, room: Room, body: Json, author: Json | None = None) -> Json:
        made = payloads.message(self.snowflake(), room.channel, body, self.now.isoformat(), author)
        room.messages[int(made["id"])] = made
        if guild_id := room.channel.get("guild_id"):
            self.tell(int(guild_id), "MESSAGE_CREATE", {**made, "guild_id": guild_id})
        return made


def _known(table: dict[int, T], key: int, code: int, message: str) -> T:
    if key not in table:
        raise DiscordRefuses(404, code, message)
    return table[key]
