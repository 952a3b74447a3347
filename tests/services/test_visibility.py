"""Published means visible: with the setting, a post waits until the site shows its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.posts import Site
from bot.services.visibility import NO_ADDRESS, NOT_OUT, _files_of
from bot.settings import Settings
from bot.sources import SourceUnavailable, source_of
from bot.store.states import AnnouncementState
from tests.services.gitroom import GitRoom
from tests.services.newsroom import GUILD, organizer

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.base import Sessions

PAGE = "blog/2026/01/10/spotkanie-50/index.html"
QUEUED, WAITING, HELD, SILENT = (
    AnnouncementState.QUEUED,
    AnnouncementState.WAITING,
    AnnouncementState.HELD,
    AnnouncementState.SILENT,
)


class DeployedRoom(GitRoom):
    """Beside the branch `source` there is `master` with what was deployed."""

    def deploy(self, *pages: str) -> None:
        git = self.repository.git
        tree = git("write-tree") if not pages else self._tree(pages)
        commit = git("commit-tree", "-m", "deploy", tree)
        git("update-ref", "refs/heads/master", commit)

    def _tree(self, pages: tuple[str, ...]) -> str:
        blob = self.repository.git("hash-object", "-w", "--stdin", given="<h1>x</h1>")
        index = self.folder.parent / "index"
        index.unlink(missing_ok=True)
        shell = ["-c", f"core.worktree={self.folder}"]
        self.repository.git(*shell, "read-tree", "--empty")
        for page in pages:
            self.repository.git(*shell, "update-index", "--add", "--cacheinfo", f"100644,{blob},{page}")
        tree = self.repository.git("write-tree")
        self.repository.git(*shell, "read-tree", "HEAD")
        return tree


@pytest.fixture
async def room(tmp_path: Path, sessions: Sessions) -> DeployedRoom:
    room = DeployedRoom(tmp_path / "blog", sessions, options={"published_when": "deployed"})
    room.deploy("index.html")
    await room.opened()
    return room


async def test_a_post_waits_for_its_page_and_is_announced_when_it_is_there(room: DeployedRoom) -> None:
    room.announce()
    assert (await room.sync()).queued == 0
    row = await room.announcement()
    assert (row.state, row.reason) == (WAITING, NOT_OUT)
    assert (await room.services.meetups.timeline(GUILD)).meetups == ()
    assert (await room.services.organizing.status(by=organizer())).awaited == 1
    room.later(minutes=5)
    assert (await room.look()).queued == 0
    room.deploy("index.html", PAGE)
    assert (await room.look()).queued == 1
    assert (await room.states())["Spotkanie #50"] is QUEUED
    assert len((await room.services.meetups.timeline(GUILD)).meetups) == 1
    assert (await room.services.organizing.status(by=organizer())).awaited == 0
    assert (await room.look()).queued == 0


async def test_deployed_before_it_is_looked_at_it_is_announced_at_once(room: DeployedRoom) -> None:
    room.announce()
    room.commit()
    room.deploy(PAGE)
    assert (await room.look()).queued == 1


async def test_a_page_that_does_not_come_for_a_day_is_the_organizers_to_look_after(room: DeployedRoom) -> None:
    room.announce()
    await room.sync()
    room.later(hours=23)
    assert await room.services.announcing.decide_due(room.now) == 0
    assert (await room.states())["Spotkanie #50"] is WAITING
    room.later(hours=1)
    await room.services.announcing.decide_due(room.now)
    row = await room.announcement()
    assert (row.state, row.reason) == (HELD, NOT_OUT)
    assert [purpose for purpose, _subject, _revision in await room.deliver()] == ["held_card"]
    await room.services.announcing.announce(row.id, organizer())
    assert {purpose for purpose, _subject, _revision in await room.deliver()} == {"announcement", "event", "held_card"}
    assert len(await room.meetups()) == 1


async def test_a_held_one_whose_page_comes_after_all_is_announced_by_itself(room: DeployedRoom) -> None:
    room.announce()
    await room.sync()
    room.later(hours=25)
    await room.services.announcing.decide_due(room.now)
    room.deploy(PAGE)
    assert (await room.look()).queued == 1
    assert (await room.states())["Spotkanie #50"] is QUEUED


async def test_a_future_post_waits_for_its_time_and_then_for_its_page(room: DeployedRoom) -> None:
    room.announce(date="2026-01-10 20:00")
    await room.sync()
    row = await room.announcement()
    assert (row.state, row.reason) == (WAITING, "")
    room.later(hours=8)
    await room.services.announcing.decide_due(room.now)
    assert (await room.announcement()).reason == NOT_OUT
    room.deploy(PAGE)
    assert (await room.look()).queued == 1


async def test_a_post_taken_back_whose_page_stays_is_not_looked_at_over_and_over(room: DeployedRoom) -> None:
    room.announce()
    room.commit()
    room.deploy(PAGE)
    await room.look()
    room.announce(published="false")
    await room.sync()
    assert (await room.look()).meetups_changed == 0
    revision = (await room.meetups())[0].revision
    await room.look()
    assert (await room.meetups())[0].revision == revision
    room.announce()
    await room.sync()
    assert (await room.post()).awaited is False


async def test_old_posts_do_not_wait_at_the_first_sync_and_recent_ones_do(tmp_path: Path, sessions: Sessions) -> None:
    room = DeployedRoom(tmp_path / "blog", sessions, options={"published_when": "deployed"})
    room.deploy("index.html")
    room.announce("2025-11-01-spotkanie-49", title="Spotkanie #49", date="2025-11-01 10:00", when="20 listopada 2025")
    room.announce()
    room.commit()
    await room.opened()
    assert await room.states() == {"Spotkanie #49": SILENT, "Spotkanie #50": WAITING}


async def test_turned_off_again_nothing_waits_any_more(room: DeployedRoom) -> None:
    room.announce()
    await room.sync()
    room.options = {}
    room.restart()
    assert (await room.look()).queued == 1


async def test_without_an_address_nothing_can_be_looked_for_and_nothing_waits(room: DeployedRoom) -> None:
    (room.folder / "_config.yml").write_text("timezone: Europe/Warsaw\n")
    room.announce()
    result = await room.sync()
    assert (result.queued, result.error) == (1, NO_ADDRESS)


async def test_the_sites_own_address_is_asked(tmp_path: Path, sessions: Sessions) -> None:
    room = GitRoom(tmp_path / "blog", sessions, options={"published_when": "url"})
    await room.opened()
    (room.folder / "_config.yml").write_text("url: http://127.0.0.1:1\npermalink: /:title/\n")
    room.announce()
    assert (await room.sync()).queued == 0
    assert (await room.announcement()).reason == NOT_OUT


@pytest.mark.parametrize(
    ("url", "files"),
    [
        ("https://x.org/blog/2026/a/", ["blog/2026/a/index.html", "blog/2026/a.html"]),
        ("https://x.org/2026/a.html", ["2026/a.html"]),
        ("https://x.org/za%C5%BC/", ["zaż/index.html", "zaż.html"]),
    ],
)
def test_the_files_behind_an_address(url: str, files: list[str]) -> None:
    assert _files_of(url, Site(url="https://x.org")) == files


def test_a_site_below_a_folder_is_deployed_with_or_without_it() -> None:
    site = Site(url="https://x.org", root="/jug/")
    assert _files_of("https://x.org/jug/a.html", site) == ["a.html", "jug/a.html"]


def test_a_folder_has_no_deployed_branch(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="needs a repository"):
        source_of(Settings(_env_file=None, blog=tmp_path, published_when="deployed"))
