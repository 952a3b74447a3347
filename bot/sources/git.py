"""Posts from a git repository: the newest commit of a branch, read out of a clone that nobody checks out."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.sources.address import branch_or_bad
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
    too_long,
)
from bot.sources.git_clone import Entry, GitClone
from bot.sources.git_program import GitFailed
from bot.sources.model import Refusal, Scan, SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.sources.address import Address
    from bot.sources.git_clone import Heads

log = logging.getLogger(__name__)

LIKELY_BRANCHES: Final = ("source", "main", "master")
"""Where posts are looked for after the branch that the remote's HEAD names: Octopress writes on `source`."""
LIKELY_DEPLOYED: Final = ("gh-pages", "master", "pages")
"""Where a built site is looked for: Octopress deploys to `master`, others to `gh-pages`."""
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class GitOptions:
    """How a repository is looked at; what is "" or None is guessed from the repository."""

    clones: Path
    """The folder where clones are kept."""
    max_post_bytes: int
    max_clone_bytes: int
    branch: str = ""
    posts: str = ""
    """The folder of posts, from the root of the repository."""
    deployed: str | None = None
    """The branch with the built site; "" guesses it, None looks at none."""
    ssh_key: Path | None = None


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a commit keeps its posts; paths from the root, without a closing slash, "" for the root itself."""

    posts: str
    drafts: str
    configs: tuple[str, ...]
    """Where the configuration may lie, the nearest first."""


class GitSource:
    """Reads a repository. Keeps the digests of files by their git objects; call `scan` from one thread at a time."""

    def __init__(self, address: Address, options: GitOptions) -> None:
        """Raises SourceUnavailable for a branch or folder that no repository can have."""
        self._address = address
        self._options = options
        for branch in filter(None, (options.branch, options.deployed)):
            branch_or_bad(branch)
        self._posts = _folder_or_bad(options.posts)
        self._clone, self._names = (
            GitClone(address, options.clones, max_blob_bytes=longest, max_bytes=options.max_clone_bytes, ssh_key=key)
            for key, longest in ((options.ssh_key, options.max_post_bytes), (options.ssh_key, 0))
        )
        self.branch = options.branch
        """The branch that was looked at last."""
        self._digests: dict[str, str] = {}
        self._pages: tuple[str, frozenset[str]] | None = None

    @property
    def location(self) -> str:
        return self._address.url

    def watcher(self) -> GitWatcher:
        return GitWatcher(self._clone, self._names)

    def scan(self, known: Mapping[str, str], since: str = "") -> Scan:
        """The newest commit as it is now; see `Source.scan`. A clone that is broken is made anew by itself."""
        with self._clone.held(), self._names.held():
            heads = self._clone.heads()
            self.branch = branch = self._branch(heads)
            pages = self._deployed(heads, branch)
            commit = self._clone.fetch(branch, heads.commits[branch])
            try:
                return self._scan(commit, known, since, pages)
            except GitFailed as error:
                log.warning("the clone of the blog is broken and made anew: %s", error)
                self._clone.remake()
                return self._scan(self._clone.fetch(branch, heads.commits[branch]), known, since, pages)

    def _scan(self, commit: str, known: Mapping[str, str], since: str, pages: frozenset[str] | None) -> Scan:
        layout = self._layout(commit)
        seen, changed, refused = self._read(commit, layout, known)
        renamed: dict[str, str] = {}
        if _COMMIT.fullmatch(since) and since != commit:
            folders = (layout.posts, layout.drafts) if layout.posts else ()
            moved = self._clone.renames(since, commit, *folders)
            renamed = {_below(new, layout): _below(old, layout) for new, old in moved.items()}
        self._clone.keep("taken", commit)
        config = self._config(commit, layout)
        return Scan(config, seen, changed, refused, version=commit, renamed=renamed, pages=pages)

    def _branch(self, heads: Heads) -> str:
        """The branch that is set, else the first likely one that has posts. Raises SourceUnavailable."""
        if self._options.branch:
            if self._options.branch not in heads.commits:
                raise SourceUnavailable(f"The blog's repository has no branch {self._options.branch}.")
            return self._options.branch
        likely = [name for name in dict.fromkeys((heads.default, *LIKELY_BRANCHES)) if name in heads.commits]
        if not likely:
            raise SourceUnavailable("The blog's repository has no branch to begin with; set HEROLD_BLOG_BRANCH.")
        return next((name for name in likely if len(likely) == 1 or self._has_posts(name, heads)), likely[0])

    def _has_posts(self, branch: str, heads: Heads) -> bool:
        """True for a branch with a folder of posts; the names of its files are enough to know."""
        clone = self._clone if branch == self.branch else self._names
        return self._posts_folder(clone, clone.fetch(branch, heads.commits[branch])) is not None

    def _layout(self, commit: str) -> _Layout:
        """Where a commit keeps its posts. A blog that has a configuration and no post yet is an empty one."""
        posts = self._posts_folder(self._clone, commit)
        if posts is None and any(entry.kind == "blob" for entry in self._clone.entries(commit, CONFIG)):
            posts = self._posts or POSTS_FOLDERS[0]
        if posts is None:
            wanted = [self._posts] if self._posts else POSTS_FOLDERS
            raise SourceUnavailable(f"The blog's repository has neither {' nor '.join(wanted)} nor a {CONFIG}.")
        return _layout(posts)

    def _posts_folder(self, clone: GitClone, commit: str) -> str | None:
        """The folder that is set, a usual one, the only `_posts` elsewhere, or the root ("") when posts lie there."""
        trees = {readable(entry.path) for entry in clone.folders(commit)}
        if self._posts:
            return self._posts if self._posts in trees else None
        usual = [folder for folder in POSTS_FOLDERS if folder in trees]
        elsewhere = [tree for tree in trees if tree.endswith("/_posts")]
        if usual or len(elsewhere) == 1:
            return [*usual, *elsewhere][0]
        top = clone.entries(commit, recursive=False)
        return "" if any(entry.kind == "blob" and is_post(readable(entry.path)) for entry in top) else None

    def _read(
        self, commit: str, layout: _Layout, known: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, bytes], dict[str, Refusal]]:
        """What was seen, what of it changed, and what was refused."""
        objects: dict[str, str] = {}
        refused: dict[str, Refusal] = {}
        for path, entry in self._files(commit, layout):
            try:
                objects[path] = self._object(commit, path, entry)
            except Refused as no:
                refused[path] = no.refusal
        objects = {path: oid for path, oid in objects.items() if oid}
        wanted = {oid for path, oid in objects.items() if self._digests.get(oid, "") != known.get(path)}
        sizes = self._clone.sizes(wanted)
        limit = self._options.max_post_bytes
        for path, oid in list(objects.items()):
            size = sizes.get(oid, 0)
            if size is None or size > limit:
                refused[path] = too_long(size, limit).refusal
                del objects[path]
        data = dict(self._clone.blobs({oid: size for oid, size in sizes.items() if size is not None and size <= limit}))
        self._digests |= {oid: hashlib.sha256(text).hexdigest() for oid, text in data.items()}
        seen = {path: self._digests[oid] for path, oid in objects.items()}
        changed = {path: data[objects[path]] for path, digest in seen.items() if known.get(path) != digest}
        self._digests = {oid: self._digests[oid] for oid in objects.values()}
        return seen, changed, refused

    def _files(self, commit: str, layout: _Layout) -> Iterator[tuple[str, Entry]]:
        """The posts and drafts of a commit, with their paths as a scan gives them."""
        for entry in self._clone.entries(commit, *([layout.posts] if layout.posts else [])):
            path = _below(readable(entry.path), layout)
            *folders, name = path.split("/")
            if is_post(name) and DRAFTS not in folders and not any(folder.startswith(".") for folder in folders):
                yield path, entry
        for entry in self._clone.entries(commit, layout.drafts):
            path = _below(readable(entry.path), layout)
            if is_text(path.rpartition("/")[2]) and "/." not in path:
                yield path, entry

    def _object(self, commit: str, path: str, entry: Entry) -> str:
        """The git object that holds the file; "" for a link that leads nowhere. Raises Refused."""
        if not is_readable(path):
            raise not_utf8()
        if entry.is_link:
            target = self._clone.link_target(commit, entry.path)
            if target is None:
                raise leaves_the_blog()
            return target
        if entry.kind != "blob":
            raise not_a_file()
        return entry.oid

    def _config(self, commit: str, layout: _Layout) -> bytes | None:
        """The nearest `_config.yml` above the posts; None where there is none, or none that may be read."""
        for path in layout.configs:
            for entry in self._clone.entries(commit, path, recursive=False):
                size = self._clone.sizes([entry.oid])[entry.oid] if entry.kind == "blob" and not entry.is_link else None
                if size is not None and size <= self._options.max_post_bytes:
                    return next(self._clone.blobs({entry.oid: size}))[1]
        return None

    def _deployed(self, heads: Heads, branch: str) -> frozenset[str] | None:
        """The pages of the built site, None where none is looked at. Raises SourceUnavailable."""
        wanted = self._options.deployed
        if wanted is None:
            return None
        names = [wanted] if wanted else [name for name in LIKELY_DEPLOYED if name != branch]
        name = next((name for name in names if name in heads.commits), None)
        if name is None:
            raise SourceUnavailable(f"The blog's repository has no deployed branch {' or '.join(names)}.")
        commit = self._names.fetch(name, heads.commits[name], depth=1)
        if self._pages is None or self._pages[0] != commit:
            files = (entry.path.decode("utf-8", "replace") for entry in self._names.entries(commit))
            self._pages = commit, frozenset(file for file in files if file.endswith((".html", ".htm")))
        return self._pages[1]


class GitWatcher:
    """Nothing stirs by itself in a repository elsewhere: polling and the webhook do. The end stops a running git."""

    def __init__(self, *clones: GitClone) -> None:
        self._clones = clones

    def start(self) -> None:
        for clone in self._clones:
            clone.git.start()

    def changed(self) -> bool:
        return False

    def stop(self) -> None:
        for clone in self._clones:
            clone.git.stop()


def _layout(posts: str) -> _Layout:
    *above, name = posts.split("/")
    drafts = [*above, DRAFTS] if name == "_posts" else [*posts.split("/"), DRAFTS]
    configs = tuple("/".join([*above[:count], CONFIG]) for count in range(len(above), -1, -1))
    return _Layout(posts, "/".join(part for part in drafts if part), configs)


def _below(path: str, layout: _Layout) -> str:
    """A path from the root as a scan gives it: below the folder of posts, drafts with `_drafts/` in front."""
    if path.startswith(f"{layout.drafts}/"):
        return f"{DRAFTS}/{path.removeprefix(f'{layout.drafts}/')}"
    return path.removeprefix(f"{layout.posts}/") if layout.posts else path


def _folder_or_bad(folder: str) -> str:
    """The folder as git writes it. Raises SourceUnavailable for one that leaves the repository."""
    parts = folder.strip("/").split("/")
    if folder and (any(part in {"", ".", ".."} for part in parts) or folder.startswith(("-", ":")) or "\0" in folder):
        raise SourceUnavailable("HEROLD_BLOG_POSTS must be a folder inside of the repository, such as source/_posts.")
    return "/".join(parts)
