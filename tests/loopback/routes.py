"""Which request does what in the loopback Discord."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tests.loopback import payloads
from tests.loopback.payloads import ME

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.loopback.discord import LoopbackDiscord
    from tests.loopback.faults import Asked

Done: TypeAlias = tuple[int, Any]
NOTHING: Final[Done] = (204, None)


@dataclass(frozen=True)
class Route:
    """A method and a path; `act` gives the status and the answer's body."""

    method: str
    pattern: re.Pattern[str]
    act: Callable[..., Done]


def _route(line: str, act: Callable[..., Done]) -> Route:
    """`#` in the path is an id, `*` anything but a slash."""
    method, path = line.split()
    pattern = re.escape(path).replace(r"\#", r"(\d+)").replace(r"\*", "([^/]+)")
    return Route(method, re.compile(pattern), act)


def _gateway(world: LoopbackDiscord, _asked: Asked) -> Done:
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    return 200, {"url": f"ws://127.0.0.1:{world.port}/gateway/", "shards": 1, "session_start_limit": limit}


def _my_guilds(world: LoopbackDiscord, _asked: Asked) -> Done:
    return 200, [guild.payload for guild in world.guilds.values()]


def _create_message(world: LoopbackDiscord, asked: Asked, channel_id: str) -> Done:
    return 200, world.create_message(int(channel_id), asked.json)


def _edit_message(world: LoopbackDiscord, asked: Asked, channel_id: str, message_id: str) -> Done:
    return 200, world.edit_message(int(channel_id), int(message_id), asked.json)


def _delete_message(world: LoopbackDiscord, _asked: Asked, channel_id: str, message_id: str) -> Done:
    world.delete_message(int(channel_id), int(message_id))
    return NOTHING


def _history(world: LoopbackDiscord, asked: Asked, channel_id: str) -> Done:
    return 200, world.history(int(channel_id), dict(asked.params))


def _create_event(world: LoopbackDiscord, asked: Asked, guild_id: str) -> Done:
    return 200, world.create_event(int(guild_id), asked.json)


def _edit_event(world: LoopbackDiscord, asked: Asked, guild_id: str, event_id: str) -> Done:
    return 200, world.edit_event(int(guild_id), int(event_id), asked.json)


def _delete_event(world: LoopbackDiscord, _asked: Asked, guild_id: str, event_id: str) -> Done:
    world.delete_event(int(guild_id), int(event_id))
    return NOTHING


def _thread_of(world: LoopbackDiscord, asked: Asked, channel_id: str, message_id: str) -> Done:
    return 201, world.start_thread(int(channel_id), asked.json, int(message_id))


def _tell_commands(world: LoopbackDiscord, asked: Asked, application_id: str) -> Done:
    world.commands = [
        {"default_member_permissions": None, "type": 1, **one, "id": str(500 + n), "application_id": application_id}
        | {"version": "1"}
        for n, one in enumerate(asked.json)
    ]
    return 200, world.commands


def _callback(world: LoopbackDiscord, asked: Asked, interaction_id: str, token: str) -> Done:
    waiting = world.replies.get(token)
    if waiting is not None and not waiting.done():
        waiting.set_result(asked.json)
    if "with_response" not in asked.params:
        return NOTHING
    return 200, {"interaction": {"id": interaction_id, "type": 2, "response_message_id": str(world.snowflake())}}


def _followed(world: LoopbackDiscord, asked: Asked, _application: str, _token: str, _which: str = "") -> Done:
    made = payloads.message(world.snowflake(), {"id": "1"}, asked.json or {}, world.now.isoformat())
    return 200, made


ROUTES: Final = [
    _route("GET /users/@me", lambda _world, _asked: (200, payloads.user(ME))),
    _route("GET /oauth2/applications/@me", lambda _world, _asked: (200, payloads.application())),
    _route("GET /gateway/bot", _gateway),
    _route("GET /users/@me/guilds", _my_guilds),
    _route("GET /guilds/#", lambda world, _asked, guild: (200, world.guild(int(guild)).payload)),
    _route("GET /guilds/#/channels", lambda world, _, guild: (200, list(world.guild(int(guild)).channels.values()))),
    _route(f"GET /guilds/#/members/{ME}", lambda _world, _asked, guild: (200, payloads.member([int(guild) + 1]))),
    _route(
        "POST /users/@me/channels", lambda world, asked: (200, world.open_conversation(int(asked.json["recipient_id"])))
    ),
    _route("GET /channels/#/messages", _history),
    _route("POST /channels/#/messages", _create_message),
    _route("GET /channels/#/messages/#", lambda world, _, channel, one: (200, world.message(int(channel), int(one)))),
    _route("PATCH /channels/#/messages/#", _edit_message),
    _route("DELETE /channels/#/messages/#", _delete_message),
    _route(
        "POST /channels/#/messages/#/crosspost",
        lambda world, _, channel, one: (200, world.crosspost(int(channel), int(one))),
    ),
    _route("POST /channels/#/messages/#/threads", _thread_of),
    _route(
        "POST /channels/#/threads", lambda world, asked, channel: (201, world.start_thread(int(channel), asked.json))
    ),
    _route("GET /guilds/#/scheduled-events", lambda world, _asked, guild: (200, world.open_events(int(guild)))),
    _route("POST /guilds/#/scheduled-events", _create_event),
    _route("GET /guilds/#/scheduled-events/#", lambda world, _, guild, one: (200, world.event(int(guild), int(one)))),
    _route("PATCH /guilds/#/scheduled-events/#", _edit_event),
    _route("DELETE /guilds/#/scheduled-events/#", _delete_event),
    _route("PUT /applications/#/commands", _tell_commands),
    _route("GET /applications/#/commands", lambda world, _asked, _application: (200, world.commands)),
    _route("POST /interactions/#/*/callback", _callback),
    _route("POST /webhooks/#/*", _followed),
    _route("PATCH /webhooks/#/*/messages/*", _followed),
    _route("GET /webhooks/#/*/messages/*", _followed),
]
