"""A bare, shallow clone of one repository: fetched into, read object by object, and made anew when it breaks.

Nothing is ever checked out, so no link, hook, filter or submodule of the repository can do anything here. The clone has
no remote in its configuration: where to fetch from is told with each fetch.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Final

from bot.sources.git_program import TOO_LARGE, Git, GitFailed, GitTooLarge, GitTooSlow
from bot.sources.git_tree import Entry
from bot.sources.model import SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.sources.address import Address

log = logging.getLogger(__name__)

DEPTH: Final = 50
"""How many commits back a fetch goes: enough to follow the renames of a busy day."""
ASK_S: Final = 60.0
FETCH_S: Final = 900.0
_LOCK_S: Final = 60.0
_MARKER: Final = "herold-clone"
_PORTION_BYTES: Final = 16_000_000
_REST_S: Final = 3_600.0
"""For how long a repository that was too large is not fetched again: it is not going to shrink within a minute."""
_PATIENCE: Final = 5
"""After how many failed fetches in a row a clone that looks whole is made anew all the same."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The branches of the remote: commits by name, and the one that its HEAD names, "" for none."""

    commits: Mapping[str, str]
    default: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of a branch's own line, and the files that it changed, as git writes their names."""

    oid: str
    at: datetime
    """When it was committed, UTC."""
    paths: tuple[str, ...]


class GitClone:
    """The clone of `address` below `folder`, which is ours. Call everything but `stop` from one thread at a time."""

    def __init__(
        self, address: Address, folder: Path, *, max_blob_bytes: int, max_bytes: int, ssh_key: Path | None = None
    ) -> None:
        """`max_blob_bytes` 0 makes a clone of names alone, without any file's contents."""
        kind = "blog" if max_blob_bytes else "names"
        name = f"{kind}-{hashlib.sha256(address.url.encode()).hexdigest()[:12]}"
        self._address = address
        self._folder = folder / f"{name}.git"
        self._lock = folder / f"{name}.lock"
        self._config = folder / f"{name}.config"
        self._max_blob_bytes = max_blob_bytes
        self._max_bytes = max_bytes
        self._failures = 0
        self._rests_until = 0.0
        self.git = Git(address, ssh_key=ssh_key, config=self._config)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keeps other processes of this machine from the clone. Raises SourceUnavailable when one has it for long."""
        with _written_to(self._folder.parent):
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            lock = self._lock.open("w")
        with lock:
            _wait_for(lock)
            # Not before the lock: who has it may have a git that reads this file just now.
            with _written_to(self._folder.parent):
                self._config.write_text(_trusting(self._address), "utf-8")
            yield

    def heads(self) -> Heads:
        """Asks the remote for its branches. Raises SourceUnavailable."""
        told = self.git.run("ls-remote", "--symref", "--", self._address.url, "HEAD", "refs/heads/*", timeout_s=ASK_S)
        commits, default = {}, ""
        for line in told.decode("utf-8", errors="replace").splitlines():
            what, _tab, name = line.partition("\t")
            if name == "HEAD" and what.startswith("ref: refs/heads/"):
                default = what.removeprefix("ref: refs/heads/")
            elif name.startswith("refs/heads/"):
                commits[name.removeprefix("refs/heads/")] = what
        return Heads(commits, default)

    def fetch(self, branch: str, commit: str, *, depth: int | None = DEPTH) -> str:
        """Brings the branch's newest commit here, and gives it; asks nobody when `commit` is here already.

        `depth` None brings all that came before it. Raises SourceUnavailable.
        """
        ref = f"refs/herold/heads/{branch}"
        if time.monotonic() < self._rests_until:
            raise GitTooLarge(TOO_LARGE)
        if self._made_if_needed() and self.resolved(ref) == commit:
            return commit
        try:
            self._fetch(branch, ref, depth)
        except GitTooSlow:
            raise
        except GitTooLarge:
            self._rests_until = time.monotonic() + _REST_S
            self.remove()
            raise
        except GitFailed as error:
            self._failures += 1
            # The remote answered a moment ago, so the clone may be what is broken, in a way that does not show.
            if self._is_whole(ref) and self._failures < _PATIENCE:
                raise
            log.warning("the clone of the blog is made anew: %s", error)
            self.remake()
            self._fetch(branch, ref, depth)
        self._failures = 0
        return self.resolved(ref) or commit

    def _is_whole(self, ref: str) -> bool:
        """True unless git does not take the clone for one, or cannot read what was fetched last."""
        try:
            self._run("rev-parse", "--is-bare-repository")
            commit = self.resolved(ref)
            if commit is not None:
                self.entries(commit)
        except GitFailed:
            return False
        return True

    def resolved(self, name: str) -> str | None:
        """The commit of that name, None when it is not here."""
        try:
            return (
                self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()
            )
        except GitFailed:
            return None

    def entries(self, commit: str) -> list[Entry]:
        """All files and folders of a commit. Raises GitFailed."""
        printed = self._run("ls-tree", "-r", "-t", "-z", "--full-tree", commit)
        return [_entry(line) for line in printed.split(b"\0") if line]

    def history(self, commit: str) -> list[Commit]:
        """The commits that led to this one, oldest first, as the branch saw them. Raises GitFailed."""
        options = ("--reverse", "--first-parent", "-m", "--name-only", "--no-renames", "--no-show-signature")
        printed = self._run("log", *options, "--format=%x01%H %ct", commit)
        commits = []
        for told in printed.decode("utf-8", errors="replace").split("\x01")[1:]:
            head, *paths = told.splitlines()
            oid, seconds = head.split()
            at = datetime.fromtimestamp(int(seconds), UTC)
            commits.append(Commit(oid, at, tuple(path.strip('"') for path in paths if path)))
        return commits

    def sizes(self, oids: Iterable[str]) -> dict[str, int | None]:
        """The size of each object in bytes; None for one that is not here: it was too long to be fetched."""
        wanted = list(dict.fromkeys(oids))
        if not wanted:
            return {}
        printed = self._run("cat-file", "--batch-check", given="".join(f"{oid}\n" for oid in wanted).encode())
        sizes: dict[str, int | None] = {}
        for oid, line in zip(wanted, printed.decode().splitlines(), strict=True):
            words = line.split()
            sizes[oid] = int(words[2]) if len(words) == 3 else None  # noqa: PLR2004 -- "<oid> blob <size>"
        return sizes

    def blobs(self, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
        """The bytes of objects, given with their sizes. Raises GitFailed."""
        for portion in _portions(sizes):
            printed = self._run("cat-file", "--batch", given="".join(f"{oid}\n" for oid in portion).encode())
            start = 0
            for oid in portion:
                head_end = printed.index(b"\n", start)
                head = printed[start:head_end].decode("ascii", "replace").split()
                if head != [oid, "blob", str(sizes[oid])]:
                    raise GitFailed("git cat-file: the clone has not what it said it had")
                start = head_end + 1 + sizes[oid] + 1
                yield oid, printed[head_end + 1 : start - 1]

    def link_target(self, commit: str, path: bytes) -> str | None:
        """The object of the file that a link leads to; "" for one that leads nowhere, None for one out of the tree."""
        if b"\n" in path:
            return None
        printed = self._run(
            "cat-file", "--batch-check", "--follow-symlinks", given=f"{commit}:".encode() + path + b"\n"
        )
        words = printed.split(b"\n", 1)[0].split()
        if words[:1] == [b"symlink"]:
            return None
        return words[0].decode("ascii") if words[1:2] == [b"blob"] else ""

    def renames(self, since: str, now: str, *folders: str) -> dict[str, str]:
        """What git takes for renames below the folders between two commits: old paths by new ones, from the root.

        Followed commit by commit where one comes after the other; {} when the first is not here any more.
        """
        if self.resolved(since) is None:
            return {}
        find = ("--find-renames=40%", "--diff-filter=R", "--name-status", "-z", "--no-ext-diff", "--no-textconv")
        whole = self._run("diff-tree", "-r", *find, since, now, "--", *folders)
        found = dict(_renamed(whole.split(b"\0")))
        with contextlib.suppress(GitFailed):  # not one after the other, or too far for what was fetched
            self._run("merge-base", "--is-ancestor", since, now)
            log = ("log", "--reverse", "--topo-order", "--first-parent", "-m", "--format=", "--no-show-signature")
            steps = self._run(*log, *find, f"{since}..{now}", "--", *folders)
            origin: dict[str, str] = {}
            for new, old in _renamed(steps.split(b"\0")):
                origin[new] = origin.pop(old, old)
            found = {**found, **origin}
        return found

    def remake(self) -> None:
        """Throws the clone away and begins an empty one. Raises SourceUnavailable."""
        self.remove()
        self._made_if_needed()

    def remove(self) -> None:
        """Throws the clone away. Raises SourceUnavailable."""
        try:
            shutil.rmtree(self._folder)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise SourceUnavailable(f"The clone {self._folder} cannot be removed: {error.strerror}.") from error

    def _made_if_needed(self) -> bool:
        """Makes an empty clone where there is none that is whole; False when it did."""
        marker = self._folder / _MARKER
        if marker.is_file():
            return True
        self.remove()
        self.git.run("init", "--quiet", "--bare", "--template=", "--", str(self._folder))
        marker.write_text(f"{self._address.url}\n", "utf-8")
        return False

    def _fetch(self, branch: str, ref: str, depth: int | None) -> None:
        # The remote is told in this command's environment only. It is a "promisor": what its filter leaves out is
        # missing here, and our reading commands, which know no remote, ask nobody for it. (With the option --filter git
        # would write the remote down.)
        names_only = self._max_blob_bytes == 0
        remote = {
            "remote.blog.url": self._address.url,
            "remote.blog.promisor": "true",
            "remote.blog.partialclonefilter": "blob:none" if names_only else f"blob:limit={self._max_blob_bytes + 1}",
        }
        options = ["--no-tags", "--no-write-fetch-head", "--force", "--quiet", "--update-shallow"]
        options += [] if depth is None else [f"--depth={depth}"]
        what = f"+refs/heads/{branch}:{ref}"
        self._run("fetch", *options, "blog", what, timeout_s=FETCH_S, remote=remote, is_too_large=self._is_too_large)

    def _run(self, *arguments: str, **limits: Any) -> bytes:
        return self.git.run(*arguments, git_dir=self._folder, **limits)

    def _is_too_large(self) -> bool:
        size = 0
        for file in self._folder.rglob("pack/*"):
            with contextlib.suppress(OSError):
                size += file.stat().st_size
        return size > self._max_bytes


@contextlib.contextmanager
def _written_to(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SourceUnavailable(f"{folder} cannot be written: {error.strerror}.") from error


def _wait_for(lock: IO[str]) -> None:
    deadline = time.monotonic() + _LOCK_S
    while True:
        with contextlib.suppress(BlockingIOError):
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if time.monotonic() > deadline:
            raise SourceUnavailable("Another process has been looking at the blog's repository for a minute.")
        time.sleep(0.05)


def _trusting(address: Address) -> str:
    """A configuration that lets git read a repository of this machine that belongs to another user."""
    if address.scheme != "file":
        return ""
    path = address.url.replace("\\", "\\\\").replace('"', '\\"')
    return f'[safe]\n\tdirectory = "{path}"\n\tdirectory = "{path}/.git"\n'


def _entry(line: bytes) -> Entry:
    head, _tab, path = line.partition(b"\t")
    mode, kind, oid = head.decode("ascii").split()
    return Entry(mode, kind, oid, path)


def _portions(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    portion: list[str] = []
    held = 0
    for oid, size in sizes.items():
        if portion and held + size > _PORTION_BYTES:
            yield portion
            portion, held = [], 0
        portion.append(oid)
        held += size
    if portion:
        yield portion


def _renamed(fields: Sequence[bytes]) -> Iterator[tuple[str, str]]:
    """New and old paths from `--name-status -z`: "R087", old, new, and so on."""
    words = [field.lstrip(b"\n") for field in fields if field.strip(b"\n")]
    for number in range(0, len(words) - 2, 3):
        if words[number].startswith(b"R"):
            with contextlib.suppress(UnicodeDecodeError):
                yield words[number + 2].decode(), words[number + 1].decode()
