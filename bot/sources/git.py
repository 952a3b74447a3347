"""Posts from a git repository: the newest commit of a branch, read out of a clone that nobody checks out."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.sources.address import branch_or_bad
from bot.sources.files import Refused, is_readable, leaves_the_blog, not_a_file, not_utf8, too_long
from bot.sources.git_clone import GitClone
from bot.sources.git_program import GitFailed
from bot.sources.git_tree import Tree
from bot.sources.model import Refusal, Scan, SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.sources.address import Address
    from bot.sources.git_clone import Commit, Heads
    from bot.sources.git_tree import Entry

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
        self._tree: Tree | None = None
        self._config: tuple[str, bytes] | None = None
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
                self._tree = None
                self._clone.remake()
                return self._scan(self._clone.fetch(branch, heads.commits[branch]), known, since, pages)

    def history(self) -> list[Commit]:
        """All commits of the branch, oldest first; `scan_at` then looks at each. Raises SourceUnavailable."""
        with self._clone.held(), self._names.held():
            heads = self._clone.heads()
            self.branch = branch = self._branch(heads)
            return self._clone.history(self._clone.fetch(branch, heads.commits[branch], depth=None))

    def scan_at(self, commit: str, known: Mapping[str, str], since: str = "") -> Scan:
        """The source as it was at a commit of its `history`. Raises SourceUnavailable."""
        return self._scan(commit, known, since, None)

    def _scan(self, commit: str, known: Mapping[str, str], since: str, pages: frozenset[str] | None) -> Scan:
        tree = self._tree_of(self._clone, commit)
        seen, changed, refused = self._read(tree, known)
        renamed: dict[str, str] = {}
        if known.keys() - seen.keys() and seen.keys() - known.keys() and _COMMIT.fullmatch(since) and since != commit:
            renamed = self._renamed(since, tree)
        config = self._config_of(tree)
        return Scan(config, seen, changed, refused, version=commit, renamed=renamed, pages=pages)

    def _renamed(self, since: str, tree: Tree) -> dict[str, str]:
        layout = tree.layout
        folders = (layout.posts, layout.drafts) if layout.posts else ()
        moved = self._clone.renames(since, tree.commit, *folders)
        paths = {layout.below(new): layout.below(old) for new, old in moved.items()}
        return {new: old for new, old in paths.items() if new is not None and old is not None}

    def _tree_of(self, clone: GitClone, commit: str) -> Tree:
        if clone is self._names:
            return Tree(commit, clone.entries(commit), self._posts)
        if self._tree is None or self._tree.commit != commit:
            self._tree = Tree(commit, clone.entries(commit), self._posts)
        return self._tree

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
        return self._tree_of(clone, clone.fetch(branch, heads.commits[branch])).posts is not None

    def _read(
        self, tree: Tree, known: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, bytes], dict[str, Refusal]]:
        """What was seen, what of it changed, and what was refused."""
        objects: dict[str, str] = {}
        refused: dict[str, Refusal] = {}
        for path, entry in tree.files():
            try:
                objects[path] = self._object(tree.commit, path, entry)
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

    def _config_of(self, tree: Tree) -> bytes | None:
        """The bytes of `_config.yml`; None where there is none, or none that may be read."""
        entry = tree.config()
        if entry is None:
            return None
        if self._config is None or self._config[0] != entry.oid:
            size = self._clone.sizes([entry.oid])[entry.oid]
            if size is None or size > self._options.max_post_bytes:
                return None
            self._config = next(self._clone.blobs({entry.oid: size}))
        return self._config[1]

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


def _folder_or_bad(folder: str) -> str:
    """The folder as git writes it. Raises SourceUnavailable for one that leaves the repository."""
    parts = folder.strip("/").split("/")
    if folder and (any(part in {"", ".", ".."} for part in parts) or folder.startswith(("-", ":")) or "\0" in folder):
        raise SourceUnavailable("HEROLD_BLOG_POSTS must be a folder inside of the repository, such as source/_posts.")
    return "/".join(parts)
