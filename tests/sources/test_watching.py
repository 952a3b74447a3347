"""The watcher raises its flag when something stirs, and never makes anybody wait."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from bot.sources import FolderSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _eventually(claim: Callable[[], bool], within_s: float = 20) -> bool:
    """True once `claim` holds: the kernel's events come when they come."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if claim():
            return True
        time.sleep(0.01)
    return False


def test_a_new_file_raises_the_flag_also_after_the_folder_was_made_anew(tmp_path: Path) -> None:
    posts = tmp_path / "_posts"
    posts.mkdir()
    watcher = FolderSource(tmp_path, 1000).watcher()
    assert not watcher.changed()
    watcher.start()
    watcher.start()
    try:
        assert _eventually(watcher.changed)  # it says so when it begins, for what happened before
        n = 0

        def write_and_see() -> bool:
            nonlocal n
            n += 1
            (posts / f"2026-01-01-{n}.md").write_text("x")
            return watcher.changed()

        assert _eventually(write_and_see)
        shutil.rmtree(posts)
        posts.mkdir()
        assert _eventually(watcher.changed)
        assert _eventually(lambda: not watcher.changed())
        assert _eventually(write_and_see)
    finally:
        watcher.stop()


def test_a_missing_folder_is_waited_for(tmp_path: Path) -> None:
    watcher = FolderSource(tmp_path / "later", 1000).watcher()
    watcher.start()
    try:
        assert not watcher.changed()
        (tmp_path / "later" / "_posts").mkdir(parents=True)
        assert _eventually(watcher.changed)
    finally:
        watcher.stop()
