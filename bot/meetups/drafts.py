"""A meetup while it is folded: takes in what each post says of it and remembers which post gave what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from bot.meetups.model import Day, Meetup, MeetupStatus, MeetupTalk, PostRef
from bot.meetups.talks import merged_talks
from bot.meetups.words import Named, fold
from bot.posts.model import PostKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.meetups.mentions import Mention
    from bot.posts.model import Fact, MeetupFacts, Reading

_SINGLE: Final = ("number", "title", "start_time", "end_time", "venue", "address", "online", "rsvp_url", "logo_url")
SURE_ENOUGH: Final = 0.6
"""A later post's fact replaces an earlier one at this confidence, or whenever it is no less sure than that one."""
_CALLED_OFF: Final = frozenset({MeetupStatus.CANCELLED, MeetupStatus.POSTPONED})
_REVIVING: Final = frozenset({PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE})


@dataclass(slots=True)
class Draft:
    """A meetup being folded. Mutable; `finished` gives the meetup."""

    key: str
    founded_at: datetime
    named: Named
    timezone: str
    values: dict[str, Any] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    corrected: frozenset[str] = frozenset()
    status: MeetupStatus = MeetupStatus.SCHEDULED
    previous_dates: list[Day] = field(default_factory=list)
    posts: list[PostRef] = field(default_factory=list)

    @classmethod
    def founded(cls, key: str, mention: Mention, corrections: Mapping[str, object]) -> Draft:
        """A new meetup from the post that first speaks of it. What organizers corrected stands from the start."""
        post = mention.reading.post
        draft = cls(key, post.published_at, mention.named, zone_name(post.published_at))
        draft.values |= corrections
        draft.corrected = frozenset(corrections)
        draft.confidence |= dict.fromkeys(corrections, 1.0)
        draft.take_in(mention)
        return draft

    @property
    def date(self) -> Day | None:
        day: Day | None = self.values.get("date")
        return day

    @property
    def number(self) -> int | None:
        number: int | None = self.values.get("number")
        return number

    @property
    def talks(self) -> tuple[MeetupTalk, ...]:
        talks: tuple[MeetupTalk, ...] = self.values.get("talks", ())
        return talks

    @property
    def dates(self) -> frozenset[Day]:
        """Every date it was ever set for."""
        return frozenset([*self.previous_dates, *([self.date] if self.date else [])])

    @property
    def anchor(self) -> Day:
        """The day it is about: its date, else the day it was first spoken of."""
        return self.date or self.founded_at.date()

    @property
    def called_off(self) -> bool:
        return self.standing in _CALLED_OFF

    @property
    def standing(self) -> MeetupStatus:
        """Its status, an organizer's word first."""
        corrected: MeetupStatus | None = self.values.get("status")
        return corrected or self.status

    @property
    def paths(self) -> frozenset[str]:
        return frozenset(post.path for post in self.posts)

    def take_in(self, mention: Mention) -> None:
        """Merges what a post says. A recap adds itself to the posts and nothing else."""
        gave: list[str] = []
        if mention.kind is not PostKind.RECAP:
            before = self.date, self.values.get("start_time")
            gave = self._take_values(mention)
            moved = bool(self.posts) and (self.date, self.values.get("start_time")) != before
            if self._take_status(mention, moved=moved):
                gave.append("status")
        self.posts.append(_ref(mention.reading, gave))

    def finished(self) -> Meetup:
        values = dict(self.values)
        status = values.pop("status", self.status)
        confidence = MappingProxyType(dict(sorted(self.confidence.items())))
        return Meetup(
            key=self.key,
            status=status,
            timezone=self.timezone,
            previous_dates=tuple(dict.fromkeys(self.previous_dates)),
            posts=tuple(self.posts),
            confidence=confidence,
            corrected=self.corrected,
            **values,
        )

    def _take_values(self, mention: Mention) -> list[str]:
        facts = mention.facts
        # The title of a later post tells what changed ("… cancelled!"); the meetup keeps its name.
        keeps_title = mention.kind is not PostKind.ANNOUNCEMENT and bool(self.values.get("title"))
        names = [name for name in _SINGLE if not (name == "title" and keeps_title)]
        was_online = self.values.get("online", False)
        gave = [name for name in names if self._accept(name, getattr(facts, name))]
        if "online" in gave and not (self.values["online"] or was_online):
            gave.remove("online")  # that people meet at the venue it names is no news
        if "online" in gave and self.values["online"] and facts.venue is None and facts.address is None:
            self._drop("venue")
            self._drop("address")
        if self._take_date(mention):
            gave.append("date")
        if self._take_sponsors(facts):
            gave.append("sponsors")
        if self._take_talks(facts):
            gave.append("talks")
        return sorted(gave)

    def _accept(self, name: str, fact: Fact[Any] | None) -> bool:
        if fact is None or name in self.corrected:
            return False
        if name in self.values and fact.confidence < min(self.confidence[name], SURE_ENOUGH):
            return False
        self.values[name], self.confidence[name] = fact.value, fact.confidence
        return True

    def _drop(self, name: str) -> None:
        if name not in self.corrected:
            self.values.pop(name, None)
            self.confidence.pop(name, None)

    def _take_date(self, mention: Mention) -> bool:
        facts = mention.facts
        if mention.kind is PostKind.CANCELLATION and not mention.calls_for_new_date:
            # The date it names is the one that no longer holds; it dates a meetup that had none.
            return self.date is None and self._accept("date", facts.date or facts.previous_date)
        before = self.date
        if not self._accept("date", facts.date):
            return False
        if facts.previous_date is not None and before is None and facts.previous_date.value != self.date:
            self.previous_dates.append(facts.previous_date.value)
        if before is not None and before != self.date:
            self.previous_dates.append(before)
        return True

    def _take_sponsors(self, facts: MeetupFacts) -> bool:
        if not facts.sponsors or "sponsors" in self.corrected:
            return False
        known = {fold(name): name for name in self.values.get("sponsors", ())}
        for sponsor in facts.sponsors:
            known.setdefault(fold(sponsor.value), sponsor.value)
        self.values["sponsors"] = tuple(known.values())
        self.confidence["sponsors"] = min(sponsor.confidence for sponsor in facts.sponsors)
        return True

    def _take_talks(self, facts: MeetupFacts) -> bool:
        if not facts.talks or "talks" in self.corrected:
            return False
        self.values["talks"], sure = merged_talks(self.talks, facts.talks)
        self.confidence["talks"] = min(sure, self.confidence.get("talks", 1.0))
        return True

    def _take_status(self, mention: Mention, *, moved: bool) -> bool:
        before = self.status
        self.status = self._told_status(mention, moved=moved)
        if self.status is MeetupStatus.SCHEDULED and self.posts and self._moved_online(mention):
            self.status = MeetupStatus.MOVED_ONLINE
        if "status" not in self.corrected and (self.status is not before or not self.posts):
            self.confidence["status"] = mention.reading.kind.confidence
        return self.status is not before

    def _told_status(self, mention: Mention, *, moved: bool) -> MeetupStatus:
        facts, off = mention.facts, self.status in _CALLED_OFF
        if mention.kind is PostKind.CANCELLATION and not mention.calls_for_new_date:
            return MeetupStatus.CANCELLED
        if mention.calls_for_new_date:
            if facts.date is None:
                return MeetupStatus.POSTPONED
            news = moved or off or not self.posts or facts.previous_date is not None
            return MeetupStatus.RESCHEDULED if news else self.status
        if moved and self.previous_dates and not off:
            return MeetupStatus.RESCHEDULED
        if off and mention.kind in _REVIVING and facts.date is not None:
            return MeetupStatus.RESCHEDULED if self.previous_dates else MeetupStatus.SCHEDULED
        return self.status

    def _moved_online(self, mention: Mention) -> bool:
        fact = mention.facts.online
        if fact is None or not fact.value or not self.values.get("online"):
            return False
        return not any("online" in post.contributed for post in self.posts)


def with_corrections(meetup: Meetup, corrections: Mapping[str, object]) -> Meetup:
    """The meetup as organizers corrected it; the corrected fields are certain."""
    changes: dict[str, Any] = dict(corrections)
    confidence = MappingProxyType({**meetup.confidence, **dict.fromkeys(corrections, 1.0)})
    return replace(meetup, **changes, confidence=confidence, corrected=meetup.corrected | frozenset(corrections))


def zone_name(moment: datetime) -> str:
    """The IANA name of a moment's zone; Europe/Warsaw for a bare offset."""
    return getattr(moment.tzinfo, "key", None) or "Europe/Warsaw"


def _ref(reading: Reading, gave: list[str]) -> PostRef:
    post = reading.post
    return PostRef(post.path, post.title, post.url, reading.kind.value, post.published_at, tuple(gave))
