"""Whatever is done to a repository and its history, each post is announced at most once, and none is forgotten."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from tests.services.gitroom import GitRoom
from tests.services.test_sync_stateful import Blogging

if TYPE_CHECKING:
    from pathlib import Path

    from bot.services.sync import SyncResult
    from bot.store.base import Sessions
    from tests.databases import Databases


class Gitting(Blogging):
    """All that happens to a blog's posts, in a repository whose history is rewritten, moved and damaged meanwhile."""

    room: GitRoom

    def new_room(self, sessions: Sessions) -> GitRoom:
        return GitRoom(self.folder / "blog", sessions)

    async def look(self) -> SyncResult:
        return await (self.room.look() if self.unplugged else self.room.sync())

    def git(self, *arguments: str) -> None:
        self.room.repository.git(*arguments)

    @precondition(lambda self: not self.unplugged)
    @rule()
    def commit(self) -> None:
        self.room.commit()

    @precondition(lambda self: not self.unplugged)
    @rule()
    def amend_and_force_push(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--amend", "--allow-empty", "-m", "rewritten")

    @precondition(lambda self: not self.unplugged)
    @rule()
    def squash_all_history(self) -> None:
        branch = self.room.repository.git("symbolic-ref", "--short", "HEAD")
        self.git("checkout", "-q", "--orphan", "squashed")
        self.room.commit()
        self.git("branch", "-M", branch)

    @precondition(lambda self: not self.unplugged)
    @rule()
    def revert_and_revert_again(self) -> None:
        """Without a look in between nothing happened; with one, posts go and come back."""
        self.room.commit()
        if self.room.repository.git("rev-list", "--count", "HEAD") != "1" and self.room.repository.git(
            "show", "--stat"
        ):
            self.git("revert", "--no-edit", "--no-commit", "HEAD")
            self.git("commit", "-q", "--allow-empty", "-m", "reverted")
            self.git("revert", "--no-edit", "--no-commit", "HEAD")
            self.git("commit", "-q", "--allow-empty", "-m", "restored")

    @precondition(lambda self: not self.unplugged)
    @rule(name=st.sampled_from(["source", "main", "trunk"]))
    def rename_the_branch(self, name: str) -> None:
        self.git("branch", "-M", name)

    @rule(what=st.sampled_from(["objects", "HEAD", "all"]))
    def damage_the_clone(self, what: str) -> None:
        for clone in self.clones():
            if what == "HEAD" and clone.is_dir():
                (clone / "HEAD").write_text("nonsense")
            else:
                shutil.rmtree(clone if what == "all" else clone / "objects", ignore_errors=True)

    @precondition(lambda self: not self.unplugged)
    @rule()
    def collect_garbage(self) -> None:
        self.git("gc", "-q", "--prune=now")

    def clones(self) -> list[Path]:
        return list((self.folder / "clones").glob("*.git"))


@pytest.mark.timeout(600)
def test_each_post_is_announced_at_most_once_whatever_is_done_to_the_repository(databases: Databases) -> None:
    class Repository(Gitting):
        def __init__(self) -> None:
            super().__init__(databases)

    run_state_machine_as_test(
        Repository,
        settings=settings(
            max_examples=8,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
