"""A wake-up by file system events, beside polling: a thread waits for them and raises a flag."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final, TypeAlias

import watchfiles
from watchfiles._rust_notify import WatchfilesRustInternalError

from bot.sources.model import SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)

_GATHER_MS: Final = 200
"""Editors write a file in several steps; events this close together are one."""
_LOOK_ROUND_MS: Final = 2_000
"""How often the thread makes sure that it still watches the folders that are there."""

_Identity: TypeAlias = "tuple[tuple[int, int], ...]"
"""Device and inode of each folder: a folder made anew under the old name is another one."""


class FolderWatcher:
    """Watches what `folders` names. Folders that come and go are followed; where events fail, polling has to do."""

    def __init__(self, folders: Callable[[], tuple[Path, ...]]) -> None:
        self._folders = folders
        self._stirred = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._stopping = threading.Event()
            self._thread = threading.Thread(target=self._run, args=(self._stopping,), name="herold-watch", daemon=True)
            self._thread.start()

    def changed(self) -> bool:
        """True when something stirred since the last call. Only a flag is read: nothing waits."""
        if not self._stirred.is_set():
            return False
        self._stirred.clear()
        return True

    def stop(self) -> None:
        """Ends the thread; it needs a tenth of a second, which nobody waits for."""
        self._stopping.set()
        self._thread = None

    def _run(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            try:
                folders = self._folders()
                self._stirred.set()  # who knows what happened before we looked
                self._watch(folders, _identity(folders), stopping)
            except (SourceUnavailable, OSError, WatchfilesRustInternalError) as error:
                log.debug("cannot watch the blog: %s", error)
                stopping.wait(_LOOK_ROUND_MS / 1000)

    def _watch(
        self, folders: tuple[Path, ...], identity: tuple[tuple[int, int], ...], stopping: threading.Event
    ) -> None:
        """Returns when told to stop, or when the folders are no longer the ones watched."""
        watched = {str(folder) for folder in folders}
        for changes in watchfiles.watch(
            *folders,
            stop_event=stopping,
            debounce=_GATHER_MS * 4,
            step=_GATHER_MS,
            rust_timeout=_LOOK_ROUND_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            if changes:
                self._stirred.set()
            # A folder made anew may get the old inode, so its own removal counts too.
            if _identity(self._folders()) != identity or not watched.isdisjoint(path for _change, path in changes):
                return


def _identity(folders: tuple[Path, ...]) -> _Identity:
    return tuple((status.st_dev, status.st_ino) for status in (folder.stat() for folder in folders))
