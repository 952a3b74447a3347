"""Posts from a folder of a Jekyll or Octopress blog, as it lies on the disk."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.i18n import _
from bot.sources.files import (
    CONFIG,
    DRAFTS,
    POSTS_FOLDERS,
    Refused,
    is_post,
    is_readable,
    is_text,
    leaves_the_blog,
    not_a_file,
    not_utf8,
    readable,
    refusal,
    too_long,
)
from bot.sources.model import Refusal, Scan, SourceUnavailable
from bot.sources.watching import FolderWatcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_JUST_WRITTEN_NS: Final = 2_000_000_000
"""A file changed this recently may change again within the file system's tick: its size and time prove nothing yet."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a blog's parts lie. All paths are resolved."""

    root: Path
    posts: Path
    drafts: Path
    config: Path

    @classmethod
    def of(cls, path: Path) -> Layout:
        """The layout of the blog at `path`, its root or its folder of posts. Raises SourceUnavailable."""
        try:
            path = path.resolve(strict=True)
        except OSError as error:
            raise SourceUnavailable(f"The blog's folder {path} cannot be reached: {error.strerror}.") from error
        if not path.is_dir():
            raise SourceUnavailable(f"The blog's folder {path} is not a folder.")
        for name in POSTS_FOLDERS:
            if (path / name).is_dir():
                return cls._below(path, (path / name).resolve())
        if path.name == "_posts" or any(is_post(entry.name) for entry in path.iterdir()):
            return cls._around(path)
        raise SourceUnavailable(f"There is neither {' nor '.join(POSTS_FOLDERS)} nor any post in {path}.")

    @classmethod
    def _below(cls, root: Path, posts: Path) -> Layout:
        if not posts.is_relative_to(root):
            raise SourceUnavailable(f"The folder of posts lies outside of the blog: {posts}.")
        return cls(root, posts, posts.parent / DRAFTS, root / CONFIG)

    @classmethod
    def _around(cls, posts: Path) -> Layout:
        above = (posts.parent, posts.parent.parent) if posts.name == "_posts" else (posts.parent,)
        root = next((folder for folder in above if (folder / CONFIG).is_file()), posts)
        return cls(root, posts, posts.parent / DRAFTS if posts.name == "_posts" else posts / DRAFTS, root / CONFIG)


@dataclass(frozen=True, slots=True)
class _Hint:
    """A file's looks when its digest was taken; the digest is the truth, this only saves reading."""

    looks: tuple[int, int, int]
    digest: str


class FolderSource:
    """Reads a folder. Keeps the digests of files that look unchanged; call `scan` from one thread at a time."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._hints: dict[str, _Hint] = {}

    @property
    def location(self) -> str:
        return str(self._path.absolute())

    def watcher(self) -> FolderWatcher:
        return FolderWatcher(self._watched)

    def scan(self, known: Mapping[str, str], since: str = "") -> Scan:  # noqa: ARG002 -- a folder has no history
        """The folder as it is now; see `Source.scan`. A file that vanishes while it is looked at was not there."""
        try:
            layout = Layout.of(self._path)
            config = _config(layout)
            files = dict(_post_files(layout))
        except OSError as error:
            raise SourceUnavailable(f"The blog's folder cannot be read: {error.filename}: {error.strerror}.") from error
        seen: dict[str, str] = {}
        changed: dict[str, bytes] = {}
        refused: dict[str, Refusal] = {}
        for path, file in files.items():
            try:
                digest, data = self._looked_at(layout, path, file, known.get(path))
            except Refused as no:
                refused[path] = no.refusal
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                reason = error.strerror or type(error).__name__
                refused[path] = refusal(_("The file cannot be read: {reason}."), reason=reason)
            else:
                seen[path] = digest
                if data is not None:
                    changed[path] = data
        self._hints = {path: hint for path, hint in self._hints.items() if path in seen}
        return Scan(config=config, seen=seen, changed=changed, refused=refused)

    def _looked_at(self, layout: Layout, path: str, file: Path, known: str | None) -> tuple[str, bytes | None]:
        """The file's digest, and its bytes unless they are the known ones."""
        if not is_readable(_readable(file)):
            raise not_utf8()
        real = file.resolve(strict=True)
        if not real.is_relative_to(layout.root):
            raise leaves_the_blog()
        # Without O_NONBLOCK a pipe among the posts would stop everything; without O_NOFOLLOW a link swapped in now
        # would be followed.
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as opened:
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise not_a_file()
            if status.st_size > self._max_bytes:
                raise too_long(status.st_size, self._max_bytes)
            looks = (status.st_size, status.st_mtime_ns, status.st_ino)
            hint = self._hints.get(path)
            if hint is not None and hint.looks == looks and hint.digest == known:
                return hint.digest, None
            data = opened.read(self._max_bytes + 1)
        if len(data) > self._max_bytes:
            raise too_long(len(data), self._max_bytes)
        digest = hashlib.sha256(data).hexdigest()
        if time.time_ns() - status.st_mtime_ns > _JUST_WRITTEN_NS:
            self._hints[path] = _Hint(looks, digest)
        return digest, None if digest == known else data

    def _watched(self) -> tuple[Path, ...]:
        layout = Layout.of(self._path)
        return tuple(folder for folder in (layout.posts, layout.drafts) if folder.is_dir())


def _config(layout: Layout) -> bytes | None:
    try:
        return layout.config.read_bytes() if layout.config.resolve().is_relative_to(layout.root) else None
    except FileNotFoundError:
        return None


def _post_files(layout: Layout) -> Iterator[tuple[str, Path]]:
    for file in _files(layout.posts):
        relative = file.relative_to(layout.posts)
        if is_post(file.name) and DRAFTS not in relative.parts:
            yield _readable(relative), file
    if layout.drafts.resolve().is_relative_to(layout.root) and layout.drafts.is_dir():
        for file in _files(layout.drafts):
            if is_text(file.name):
                yield f"{DRAFTS}/{_readable(file.relative_to(layout.drafts))}", file


def _readable(path: Path) -> str:
    """The path with forward slashes; Python smuggles bytes that are no UTF-8 as surrogates."""
    return readable(os.fsencode(path.as_posix()))


def _files(folder: Path) -> Iterator[Path]:
    """All files below, links to folders not followed. An unreadable folder is an error, not an empty one."""

    def complain(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    for where, folders, names in os.walk(folder, onerror=complain):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(where, name) for name in sorted(names))
