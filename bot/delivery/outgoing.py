"""What renderers hand to the deliverer: a message, a scheduled event, or the decision to say nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    import discord

    from bot.i18n import Language
    from bot.services.all import Services
    from bot.services.guilds import GuildSettings
    from bot.services.telling import Place
    from bot.store.base import Sessions
    from bot.store.claims import Claimed

P = ParamSpec("P")
T = TypeVar("T")

CANCELLED: Final = "cancelled"
"""The digest of a scheduled event that we called off."""
ENDED: Final = "ended"
"""The digest of a scheduled event whose meetup is over."""
REPLY: Final = "reply"
"""The mark of a text below one of our messages, of which there is only one at a time that we may not know of."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a renderer may look at: the present state, and the time it is."""

    services: Services
    sessions: Sessions
    settings: GuildSettings
    """Of the row's guild."""
    guild_name: str
    """For direct messages, which stand outside of the guild."""
    now: datetime
    delivered: bool
    """True when the row edits something that stands in Discord already."""
    guild_ids: tuple[int, ...]
    """The guilds of the rows that were claimed together, this one's among them."""
    once: Once
    """`await context.once(ask, ...)` is what `ask(...)` answers, asked once for all these rows."""
    told: Told = None
    """What the readers of that know, see `Message.told`."""
    guild: discord.Guild | None = None
    """As Discord shows it; None while it is not known yet."""

    @property
    def language(self) -> Language:
        """The guild's language, which its channels get."""
        return self.settings.language

    async def language_of(self, user_id: int | None) -> Language:
        """The language of a direct message: the person's own choice, else the guild's."""
        chosen = None if user_id is None else await self.services.people.language(user_id)
        return chosen or self.settings.language


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a channel, or to a person when `user_id` is given. Nothing in it pings, save `ping_role_id`."""

    channel_id: int | None = None
    user_id: int | None = None
    content: str = ""
    embed: discord.Embed | None = None
    view: discord.ui.View | None = None
    ping_role_id: int | None = None
    """Mentioned before the content when the message is first sent; edits never ping."""
    mark: str = ""
    """What our message is known by in the channel's history: its embed's URL, the custom_id of one of its buttons, or
    REPLY. Without one it is known by its text."""
    about: str = ""
    """What it is, for organizers who are told that it failed: "Announcement: Meetup 77". Plain text."""
    reply_to: Place | None = None
    """Our own message below which it is first sent."""
    told: Told = None
    """What its readers know from then on (JSON), noted with the sending; see `DeliveryRow.told`."""
    fresh: bool = False
    """True when a changed text is sent as a new message, not as an edit that nobody would notice."""
    then: str = ""
    """A purpose that is queued for the same subject once this stands in Discord; edits queue nothing more."""
    only_found: str = ""
    """Why it is not sent any more (a short English note): only what an earlier try may have said, its end unknown, is
    looked for, made to read like this and followed from then on. Where there is none, the row is retracted."""

    def to(self, channel_id: int | None, *, ping_role_id: int | None = None, reply_to: Place | None = None) -> Message:
        """The same message with an addressee; a reply only where the other message stands in the same channel."""
        below = reply_to if reply_to is not None and reply_to.channel_id == channel_id else None
        return replace(self, channel_id=channel_id, ping_role_id=ping_role_id, reply_to=below)

    def digest(self) -> str:
        """SHA-256 of what people see; the ping, which only the first sending has, is left out."""
        return _digest(
            {
                "content": self.content,
                "embed": None if self.embed is None else self.embed.to_dict(),
                "components": [] if self.view is None else _without_ids(self.view.to_components()),
            }
        )


@dataclass(frozen=True, slots=True)
class Event:
    """An external scheduled event. Instants are aware; texts are cut to Discord's limits when they are built."""

    name: str
    description: str
    location: str
    start: datetime
    end: datetime
    cancelled: bool = False
    ended: bool = False
    """True once the meetup is over: what Discord did not end by itself is ended."""
    mark: str = ""
    """The post's address, which stands in the description: what our event is known by after an unclear end."""
    about: str = ""
    """What it is, for organizers who are told that it failed. Plain text."""
    again_at: datetime | None = None
    """When it is looked at once more."""

    def digest(self) -> str:
        """SHA-256 of what people see; CANCELLED or ENDED when it is, for then nothing else matters."""
        if self.cancelled or self.ended:
            return CANCELLED if self.cancelled else ENDED
        return _digest([self.name, self.description, self.location, self.start.isoformat(), self.end.isoformat()])


@dataclass(frozen=True, slots=True)
class Crosspost:
    """One of our messages in an announcement channel, passed on to the channels that follow it."""

    place: Place
    about: str = ""
    """What it is, for organizers who are told that it failed. Plain text."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Nothing is to stand there any more. `message` is what was to stand there, by which it is found."""

    message: Message


@dataclass(frozen=True, slots=True)
class Drop:
    """Nothing is to be said any more; the row is retracted, and `reason` (a short English note) kept with it."""

    reason: str
    unsaid: Message | None = None
    """What an earlier try may have said, its end unknown: that is looked for and deleted. Addressed as it was then."""


@dataclass(frozen=True, slots=True)
class Wait:
    """It cannot be said yet: organizers have to choose something first. `msgid` is shown in `/organizer status`."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)


Sayable: TypeAlias = "Message | Event | Crosspost"
Outgoing: TypeAlias = "Sayable | Erase | Drop | Wait"
Told: TypeAlias = "Mapping[str, Any] | None"


class Once(Protocol):
    """See `bot.delivery.batch.Batch.once`."""

    async def __call__(self, ask: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T: ...


Hook: TypeAlias = "Callable[[Context, Claimed], Awaitable[None]]"


async def nothing(_context: Context, _row: Claimed) -> None:
    """Most purposes want no word about what became of a row."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """How a purpose is said, and who wants to know whether it reached its reader."""

    render: Callable[[Context, Claimed], Awaitable[Outgoing]]
    """Renders from the present state; reads, never writes."""
    on_sent: Hook = nothing
    """Called when what stands in Discord is written down. Called again for the same row after a crash in between."""
    on_unreachable: Hook = nothing
    """Called when the person takes no direct messages from us."""


def _without_ids(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Nobody sees the ids that components have beside their custom_ids."""
    return [
        {name: _without_ids(value) if name == "components" else value for name, value in one.items() if name != "id"}
        for one in components
    ]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
