"""Replays a history through the real services and the real deliverer, over a database that is thrown away."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import discord

from bot.clock import system_clock
from bot.delivery.deliverer import Deliverer
from bot.i18n import Language
from bot.posts import BrokenConfig, Site, site_from_config
from bot.proposals.model import Actor, Role
from bot.rehearsal.past import Past
from bot.rehearsal.story import Act, Story, Told
from bot.services.all import Services, services_of
from bot.sources import SourceUnavailable
from bot.store import migrate, overview
from bot.store.base import open_engine, sessions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.settings import Settings
    from bot.sources import GitSource
    from bot.sources.git_clone import Commit
    from bot.store.base import Sessions

GUILD: Final = 1
_ANNOUNCEMENTS: Final = 2
_ORGANIZERS: Final = 3
_ORGANIZER: Final = Actor(4, GUILD, "rehearsal", frozenset({Role.ORGANIZER}))


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """All that was told, and in how many commits."""

    told: Sequence[Told]
    commits: int

    def counts(self) -> Mapping[str, int]:
        """How often Herold did what."""
        return dict(Counter(told.act.value for told in self.told))


@dataclass(frozen=True)
class _Guild:
    name: str = "rehearsal"


class _Nobody(discord.Client):
    """Discord's place: the one guild is there, and nothing is ever asked."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))

    def get_guild(self, id: int, /) -> discord.Guild | None:  # noqa: A002 -- discord.py's name
        return cast("discord.Guild", _Guild()) if id == GUILD else None  # a name is all that is asked


class _Rehearsing(Deliverer):
    """The real deliverer, whose words end in a story."""

    def __init__(self, story: Story, sessions: Sessions, services: Services, clock: Callable[[], datetime]) -> None:
        super().__init__(_Nobody(), sessions, services, clock)
        self._messages = self._events = story  # type: ignore[assignment] # it says both


async def rehearse(
    source: GitSource,
    settings: Settings,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    language: Language | None = None,
    tell: Callable[[Told], None] = lambda _told: None,
) -> Rehearsed:
    """Replays the branch; `tell` hears each act at once. Instants are aware. Raises SourceUnavailable.

    What was committed before `since` is what a first, silent look finds; the clock runs on until `until`, else now.
    """
    past = Past(source)
    commits = list(past.commits())
    if not commits:
        raise SourceUnavailable("The repository has no commit with posts.")
    with tempfile.TemporaryDirectory(prefix="herold-rehearsal-") as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{Path(folder) / 'rehearsal.sqlite3'}")
        try:
            await migrate.upgrade(engine)
            stage = _Stage(past, _site(source, commits[-1]), sessions_of(engine), settings, tell)
            await stage.set_up(language)
            await stage.play(commits, since, until or system_clock())
        finally:
            await engine.dispose()
    return Rehearsed(stage.story.told, len(commits))


@dataclass
class _Stage:
    past: Past
    site: Site
    sessions: Sessions
    settings: Settings
    tell: Callable[[Told], None]
    now: datetime = field(default_factory=system_clock)
    story: Story = field(init=False)
    services: Services = field(init=False)
    deliverer: Deliverer = field(init=False)

    def __post_init__(self) -> None:
        self.story = Story(self._clock, self.site.zone, lambda: self.past.commit, self.tell)
        settings = self.settings.model_copy(update={"reader_process": False, "published_when": "committed"})
        self.services = services_of(self.sessions, self._clock, settings, self.past)
        self.deliverer = _Rehearsing(self.story, self.sessions, self.services, self._clock)

    def _clock(self) -> datetime:
        return self.now

    async def set_up(self, language: Language | None) -> None:
        """A guild as organizers would have it."""
        await self.services.guilds.joined(GUILD)
        await self.services.guilds.change(
            GUILD,
            by=_ORGANIZER,
            announcement_channel_id=_ANNOUNCEMENTS,
            organizers_channel_id=_ORGANIZERS,
            timezone=self.site.timezone,
            language=language or (Language.ENGLISH if self.site.language == "en" else Language.POLISH),
        )

    async def play(self, commits: Sequence[Commit], since: datetime | None, until: datetime) -> None:
        before = [commit for commit in commits if since is not None and commit.at < since]
        begin = before[-1] if before else commits[0]
        self.now = begin.at if since is None else max(since, begin.at)
        await self._look(begin, first=True)
        for commit in commits[max(len(before), 1) :]:
            await self._wait_until(commit.at)
            self.now = max(self.now, commit.at)
            await self._look(commit)
        await self._wait_until(until)

    async def _look(self, commit: Commit, *, first: bool = False) -> None:
        """What follows a commit: a look at the source, and all that is due then."""
        self.past.commit = commit.oid
        result = await self.services.sync.sync_once(self.now)
        if result.error is not None:
            self.story.note(Act.STUMBLES, result.error)
        if first:
            self.story.note(Act.BEGINS, f"{result.new} posts are there already; nothing is said about them.")
        await self.deliverer.deliver_once(self.now)

    async def _wait_until(self, until: datetime) -> None:
        """Lets time pass, and stops at each moment at which something is due."""
        while True:
            async with self.sessions() as session:
                due = await overview.next_due(session, self.now)
            if due is None or due > until:
                return
            self.now = due
            await self.services.announcing.decide_due(due)
            await self.deliverer.deliver_once(due)


def _site(source: GitSource, newest: Commit) -> Site:
    """The site as its newest configuration describes it, for its zone and language."""
    try:
        config = source.scan_at(newest.oid, {}).config
        return site_from_config((config or b"").decode("utf-8", errors="replace"))
    except (BrokenConfig, SourceUnavailable):
        return Site()
