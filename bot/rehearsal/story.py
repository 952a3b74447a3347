"""What was said in a rehearsal, and when: each message as the lines that people would read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.messages import Said
from bot.delivery.outgoing import CANCELLED, ENDED, Event, Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from bot.store.claims import Claimed
    from bot.store.tables import DeliveryRow


class Act(StrEnum):
    """What Herold does. The values stand in the JSON."""

    BEGINS = "begins"
    """The first, silent look."""
    ANNOUNCES = "announces"
    EDITS = "edits"
    ASKS = "asks"
    """A card in the organizers' channel."""
    UPDATES_CARD = "updates card"
    WARNS = "warns"
    """Another word to the organizers."""
    SCHEDULES = "schedules"
    MOVES_EVENT = "moves event"
    CANCELS_EVENT = "cancels event"
    REMINDS = "reminds"
    REPLIES = "replies"
    """Below an announcement: what changed."""
    SAYS = "says"
    STUMBLES = "stumbles"
    """The source could not be looked at, or its configuration not be read."""


_ACTS: Final = {
    "announcement": (Act.ANNOUNCES, Act.EDITS),
    "gone_card": (Act.WARNS, Act.UPDATES_CARD),
    "held_card": (Act.ASKS, Act.UPDATES_CARD),
    "post_check": (Act.WARNS, Act.UPDATES_CARD),
    "warning": (Act.WARNS, Act.WARNS),
    "channel_reminder": (Act.REMINDS, Act.EDITS),
    "change": (Act.REPLIES, Act.REPLIES),
    "recap_reply": (Act.REPLIES, Act.EDITS),
    "event": (Act.SCHEDULES, Act.MOVES_EVENT),
}
"""By purpose: what the first saying is, and what a later change."""
_TIMESTAMP: Final = re.compile(r"<t:(-?\d{1,12})(?::([tTdDfFR]))?>")
_LINK: Final = re.compile(r"\[([^\]\n]{1,300})\]\(<?[^)\s]{1,2000}>?\)")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Told:
    """One act. `at` is an aware UTC instant; `lines` are what people read, or, of a change, what is new in it."""

    at: datetime
    act: Act
    title: str
    lines: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    """Of a change: the lines that are no longer there."""
    commit: str = ""
    """The commit that the source stood at."""

    def as_json(self) -> dict[str, Any]:
        told = {"at": self.at.isoformat(), "act": self.act.value, "title": self.title, "lines": list(self.lines)}
        return told | ({"dropped": list(self.dropped)} if self.dropped else {}) | {"commit": self.commit}


@dataclass
class Story:
    """Takes in what is said, in the place of Discord."""

    clock: Callable[[], datetime]
    zone: ZoneInfo
    commit: Callable[[], str]
    tell: Callable[[Told], None]
    told: list[Told] = field(default_factory=list)
    _standing: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def note(self, act: Act, title: str, *lines: str, dropped: tuple[str, ...] = ()) -> None:
        told = Told(self.clock(), act, title, lines, dropped, self.commit())
        self.told.append(told)
        self.tell(told)

    async def say(self, row: Claimed, outgoing: Message | Event, standing: DeliveryRow | None) -> Said | None:
        """Notes what is said; the same again is no act. In the place of `Messages.say` and `ScheduledEvents.say`."""
        digest = outgoing.digest()
        if standing is None and digest in {CANCELLED, ENDED}:
            return None  # there is no event to call off or to end
        fresh = isinstance(outgoing, Message) and outgoing.fresh
        object_id = row.id if standing is None or (fresh and standing.digest != digest) else standing.object_id
        if digest == ENDED:
            pass  # nobody is told, and Discord may have done it by itself
        elif standing is None or standing.digest != digest:
            title, lines = _shown(outgoing, self.zone)
            before = self._standing.get(object_id, ())
            act = self._act(row.purpose, digest, again=standing is not None and not fresh)
            added = tuple(line for line in lines if line not in before)
            dropped = tuple(line for line in before if line not in lines)
            if added or dropped or not before:
                self.note(act, title, *added, dropped=dropped)
            self._standing[object_id] = lines
        channel = outgoing.channel_id if isinstance(outgoing, Message) else None
        return Said(channel, object_id, digest)

    @staticmethod
    def _act(purpose: str, digest: str, *, again: bool) -> Act:
        if digest == CANCELLED:
            return Act.CANCELS_EVENT
        return _ACTS.get(purpose, (Act.SAYS, Act.SAYS))[1 if again else 0]


def _shown(outgoing: Message | Event, zone: ZoneInfo) -> tuple[str, tuple[str, ...]]:
    """The title, and the lines with it in front: a change of the title is a change."""
    texts = list(_event(outgoing, zone) if isinstance(outgoing, Event) else _message(outgoing))
    lines = tuple(line for text in texts for raw in text.splitlines() if (line := _plain(raw, zone)))
    return (lines[0], lines[1:]) if lines else ("", ())


def _event(event: Event, zone: ZoneInfo) -> list[str]:
    return [event.name, "" if event.cancelled else f"{event.start.astimezone(zone):%Y-%m-%d %H:%M} · {event.location}"]


def _message(message: Message) -> list[str]:
    embed = message.embed
    if embed is None:
        return [message.content]
    fields = [f"{one.name}: {one.value}" for one in embed.fields]
    return [embed.title or message.content, embed.description or "", *fields]


def _plain(line: str, zone: ZoneInfo) -> str:
    """The line without Discord's markup and without anything that a terminal would obey."""
    line = _TIMESTAMP.sub(lambda hit: _moment(hit, zone), line)
    line = _LINK.sub(r"\1", line).replace("**", "").replace("\\", "")
    return _CONTROL.sub(" ", line).strip().removeprefix("-# ").removeprefix("### ")


def _moment(hit: re.Match[str], zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(int(hit[1]), UTC).astimezone(zone)
    if hit[2] == "R":
        return ""
    form = {"t": "%H:%M", "T": "%H:%M", "d": "%Y-%m-%d", "D": "%Y-%m-%d"}.get(hit[2], "%Y-%m-%d %H:%M")
    return f"{at:{form}}"
