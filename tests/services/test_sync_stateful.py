"""Whatever happens to the posts, and in whatever order, each is announced at most once, and none is forgotten."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from bot.store.base import open_engine, sessions_of
from bot.store.tables import OutboxRow, PostRow
from tests.services.newsroom import GUILD, START, Newsroom

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from bot.services.sync import SyncResult
    from bot.store.base import Sessions
    from tests.databases import Databases

MONTHS = ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca")
FIRST_MEETUP = date(2026, 4, 1)
LAST_DAY = START + timedelta(days=25)


@dataclass(eq=False)
class Told:
    """A post as the model knows it. Its number is its identity: it stands in the title, whatever becomes of the file."""

    number: int
    name: str
    hour: int = 18
    dated: str = ""
    on_disk: bool = True
    broken: bool = False
    moved: bool = False
    """Renamed since the last sync: were it broken at once, nothing would be left to know it by."""
    silent: bool = False
    seen: bool = False
    unread: bool = False
    """Every version that a sync saw was broken, so a new name would leave nothing to know it by."""

    @property
    def title(self) -> str:
        return f"Spotkanie #{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.name.startswith("_drafts/")


class Blogging(RuleBasedStateMachine):
    posts = Bundle("posts")
    deleted = Bundle("deleted")

    def __init__(self, databases: Databases) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.databases = databases
        self.folder = Path(tempfile.mkdtemp())
        self.url = self.run(databases.fresh())
        self.engine = open_engine(self.url)
        self.room = self.new_room(sessions_of(self.engine))
        self.told: list[Told] = []
        self.synced = False
        self.unplugged = False
        self.run(self.room.set_up())

    def new_room(self, sessions: Sessions) -> Newsroom:
        return Newsroom(self.folder / "blog", sessions)

    async def look(self) -> SyncResult:
        return await self.room.sync()

    def teardown(self) -> None:
        self.run(self.engine.dispose())
        self.run(self.databases.drop(self.url))
        self.runner.close()
        shutil.rmtree(self.folder)

    def run(self, story: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(story)

    # What bloggers do.

    @precondition(lambda self: not self.unplugged)
    @rule(target=posts, draft=st.booleans(), days=st.sampled_from([0, 0, 0, 3, 10]))
    def write(self, draft: bool, days: int) -> Told:  # noqa: FBT001
        number = len(self.told) + 1
        at = self.room.now + timedelta(days=days)
        name = f"_drafts/post-{number}" if draft else f"{at:%Y-%m-%d}-post-{number}"
        post = Told(number, name, dated=_dated(at, number))
        self.told.append(post)
        self.save(post)
        return post

    @precondition(lambda self: not self.unplugged)
    @rule(post=posts, hour=st.integers(8, 21))
    def edit(self, post: Told, hour: int) -> None:
        if post.on_disk:
            post.hour, post.broken = hour, False
            self.save(post)

    @precondition(lambda self: not self.unplugged)
    @rule(post=posts)
    def make_a_mistake(self, post: Told) -> None:
        if post.on_disk and not post.moved:
            post.broken = True
            self.save(post)

    @precondition(lambda self: not self.unplugged)
    @rule(post=posts, slug=st.integers(0, 9))
    def rename(self, post: Told, slug: int) -> None:
        name = re.sub(r"post-.*", f"post-{post.number}-{slug}", post.name)
        if self.may_move(post) and name != post.name:
            self.room.path(post.name).rename(self.room.path(name))
            post.name, post.moved = name, True

    @precondition(lambda self: not self.unplugged)
    @rule(post=posts)
    def publish_a_draft(self, post: Told) -> None:
        if post.is_draft and self.may_move(post):
            old = self.room.path(post.name)
            post.name = f"{self.room.now:%Y-%m-%d}-{post.name.removeprefix('_drafts/')}"
            post.dated, post.moved = _dated(self.room.now, post.number), True
            old.unlink()
            self.save(post)

    @precondition(lambda self: not self.unplugged)
    @rule(target=deleted, post=consumes(posts))
    def delete(self, post: Told) -> Told:
        if post.on_disk:
            self.room.path(post.name).unlink()
            post.on_disk = False
        return post

    @precondition(lambda self: not self.unplugged)
    @rule(target=posts, post=consumes(deleted))
    def restore(self, post: Told) -> Told:
        post.on_disk = True
        self.save(post)
        return post

    # What happens to Herold.

    @rule()
    def sync(self) -> None:
        result = self.run(self.look())
        if self.unplugged:
            assert result.error is not None
            return
        if not self.synced:
            self.synced = True
            for post in self.told:
                # A post that could not even be read then is taken for an old one too.
                post.silent = post.on_disk and (post.broken or self.is_out(post))
        for post in self.told:
            post.moved = False
            if post.on_disk:
                post.unread = post.broken and (post.unread or not post.seen)
                post.seen = True

    @rule()
    def restart(self) -> None:
        self.room.restart()

    @rule(hours=st.sampled_from([1, 7, 24, 72]))
    def wait(self, hours: int) -> None:
        if self.room.now + timedelta(hours=hours) < LAST_DAY:
            self.room.later(hours=hours)

    @rule()
    def look_what_is_due(self) -> None:
        self.run(self.room.services.announcing.decide_due(self.room.now))

    @rule()
    def deliver(self) -> None:
        self.run(self.room.deliver())

    @rule()
    def unplug_or_plug_in(self) -> None:
        there, away = self.folder / "blog", self.folder / "away"
        (away if self.unplugged else there).rename(there if self.unplugged else away)
        self.unplugged = not self.unplugged

    # What must hold.

    @invariant()
    def each_post_is_announced_at_most_once(self) -> None:
        subjects = self.run(self.announced())
        for post in self.told:
            assert len(subjects.get(post.title, ())) <= (0 if post.silent else 1), post

    @precondition(lambda self: self.synced and not self.unplugged)
    @rule()
    def every_post_that_is_out_is_announced_and_known(self) -> None:
        self.sync()
        subjects = self.run(self.announced())
        timeline = self.run(self.room.services.meetups.timeline(GUILD))
        assert not self.run(self.look()).queued
        for post in self.told:
            if post.on_disk and not post.broken and self.is_out(post):
                assert len(subjects.get(post.title, ())) == (0 if post.silent else 1), post
                meetup = timeline.by_number(post.number)
                assert meetup is not None, post
                assert meetup.start_time.hour == post.hour, post
                assert sum(one.number == post.number for one in timeline.meetups) == 1, post
            elif not self.is_out(post):
                assert post.title not in subjects, post

    async def announced(self) -> dict[str, set[str]]:
        """The subjects of announcements by title, as the rows of posts tell it now."""
        async with self.room.sessions() as session:
            outbox = set(await session.scalars(select(OutboxRow.subject).where(OutboxRow.purpose == "announcement")))
            found: dict[str, set[str]] = {}
            for post_id, title in await session.execute(select(PostRow.id, PostRow.title)):
                if f"post:{post_id}" in outbox:
                    found.setdefault(title, set()).add(f"post:{post_id}")
            return found

    def is_out(self, post: Told) -> bool:
        return not post.is_draft and post.dated <= _dated(self.room.now, 0)

    def may_move(self, post: Told) -> bool:
        return post.on_disk and not post.broken and not post.unread

    def save(self, post: Told) -> None:
        day = FIRST_MEETUP + timedelta(days=post.number)
        if post.broken:
            self.room.write_raw(post.name, f"---\ntitle: [{post.number}\n---\n")
        else:
            when = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
            self.room.announce(post.name, when=when, hour=f"{post.hour}:00", title=post.title, date=post.dated)


def _dated(at: datetime, number: int) -> str:
    """A publish date of the post's own: no two posts are written in the same second."""
    return f"{at - timedelta(seconds=number):%Y-%m-%d %H:%M:%S} +0000"


@pytest.mark.timeout(600)
def test_each_post_is_announced_at_most_once_whatever_happens(databases: Databases) -> None:
    class Blog(Blogging):
        def __init__(self) -> None:
            super().__init__(databases)

    run_state_machine_as_test(
        Blog,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
