"""The loopback Discord's gateway: enough of it that discord.py gets ready, hears what happens, and reconnects."""

from __future__ import annotations

import asyncio
import json
import zlib
from abc import ABC
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aiohttp import WSMsgType, web

from tests.loopback import payloads
from tests.loopback.payloads import ME

if TYPE_CHECKING:
    from datetime import datetime

    from tests.loopback.discord import Guild

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, HELLO, ACK = 0, 1, 2, 6, 7, 10, 11
HEARTBEAT_MS: Final = 41_250
ONE_BY_ONE: Final = 50
"""How many guilds are told between two breaths, so that a thousand of them do not hold the loop up."""


@dataclass(eq=False)
class Line:
    """A connection of one shard."""

    socket: web.WebSocketResponse
    compressor: Any
    shard: tuple[int, int] = (0, 1)
    session: str = ""
    token: str = ""
    sequence: int = 0
    identified: bool = False
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(self, payload: dict[str, Any]) -> None:
        async with self.sending:
            if self.socket.closed:
                return
            text = json.dumps(payload).encode()
            if self.compressor is None:
                await self.socket.send_str(text.decode())
            else:
                await self.socket.send_bytes(self.compressor.compress(text) + self.compressor.flush(zlib.Z_SYNC_FLUSH))

    async def dispatch(self, name: str, data: Any) -> None:
        self.sequence += 1
        await self.send({"op": DISPATCH, "t": name, "s": self.sequence, "d": data})

    def sees(self, guild_id: int) -> bool:
        return (guild_id >> 22) % self.shard[1] == self.shard[0]


class Gateway(ABC):
    """Holds the lines of all shards of all processes."""

    guilds: dict[int, Guild]
    port: int
    now: datetime

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.identified: list[tuple[str, tuple[int, int]]] = []
        """The token and shard of each IDENTIFY."""
        self.resumed = 0
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self, guild_id: int, name: str, data: Any) -> None:
        """Dispatches to those whose shard sees the guild."""
        for line in self.lines:
            if line.identified and line.sees(guild_id):
                task = asyncio.ensure_future(line.dispatch(name, data))
                self._telling.add(task)
                task.add_done_callback(self._telling.discard)

    async def told(self) -> None:
        """Returns when all that was dispatched is on its way."""
        while self._telling:
            await asyncio.gather(*self._telling, return_exceptions=True)

    async def break_lines(self) -> None:
        """Every connection is lost, as in an outage; discord.py resumes."""
        for line in list(self.lines):
            await line.socket.close(code=4000)

    async def hang_up(self) -> None:
        await self.told()
        for line in list(self.lines):
            await line.socket.close()

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        line = Line(socket, zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None)
        self.lines.append(line)
        try:
            await line.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._hear(line, json.loads(message.data))
        except ConnectionError:
            pass  # the process was killed
        finally:
            self.lines.remove(line)
        return socket

    async def _hear(self, line: Line, payload: dict[str, Any]) -> None:
        data = payload.get("d")
        match payload["op"]:
            case 1:  # HEARTBEAT
                await line.send({"op": ACK})
            case 2:  # IDENTIFY
                assert isinstance(data, dict)
                line.shard = tuple(data.get("shard") or (0, 1))
                line.token = data["token"]
                line.session = f"session-{len(self.identified)}"
                self.identified.append((line.token, line.shard))
                await self._welcome(line)
            case 6:  # RESUME
                assert isinstance(data, dict)
                self.resumed += 1
                line.session, line.sequence, line.identified = data["session_id"], data["seq"], True
                await line.dispatch("RESUMED", {})

    async def _welcome(self, line: Line) -> None:
        seen = [guild for guild in self.guilds.values() if line.sees(guild.id)]
        await line.dispatch(
            "READY",
            {
                "v": 10,
                "user": payloads.user(ME),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in seen],
                "session_id": line.session,
                "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway/",
                "shard": list(line.shard),
                "application": {"id": str(ME), "flags": 0},
            },
        )
        line.identified = True
        for number, guild in enumerate(seen):
            await line.dispatch("GUILD_CREATE", guild.created)
            if number % ONE_BY_ONE == 0:
                await asyncio.sleep(0)
