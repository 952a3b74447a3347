"""What lies where in a commit: the folder of posts, the posts and drafts in it, and the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.sources.files import CONFIG, DRAFTS, POSTS_FOLDERS, is_post, is_text, readable
from bot.sources.model import SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder of a commit. `path` is raw bytes from the root, whatever their encoding."""

    mode: str
    kind: str
    """ "blob", "tree", or "commit" for a submodule."""
    oid: str
    path: bytes

    @property
    def is_link(self) -> bool:
        return self.mode == "120000"


@dataclass(frozen=True)
class Tree:
    """A commit and all that is in it. `wanted` is the folder of posts that is set, "" to find it."""

    commit: str
    entries: Sequence[Entry]
    wanted: str = ""

    @cached_property
    def by_path(self) -> Mapping[str, Entry]:
        return {readable(entry.path): entry for entry in self.entries}

    @cached_property
    def posts(self) -> str | None:
        """The folder that is set, a usual one, the only `_posts` elsewhere, or the root ("") when posts lie there."""
        folders = [path for path, entry in self.by_path.items() if entry.kind == "tree"]
        if self.wanted:
            return self.wanted if self.wanted in folders else None
        usual = [folder for folder in POSTS_FOLDERS if folder in folders]
        elsewhere = [folder for folder in folders if folder.endswith("/_posts")]
        if usual or len(elsewhere) == 1:
            return [*usual, *elsewhere][0]
        at_root = (path for path, entry in self.by_path.items() if "/" not in path and entry.kind == "blob")
        return "" if any(is_post(path) for path in at_root) else None

    @cached_property
    def layout(self) -> Layout:
        """Where a blog's parts are. One that has a configuration and no post yet is empty; else SourceUnavailable."""
        posts = self.posts
        if posts is None and CONFIG in self.by_path:
            posts = self.wanted or POSTS_FOLDERS[0]
        if posts is None:
            folders = [self.wanted] if self.wanted else POSTS_FOLDERS
            raise SourceUnavailable(f"The blog's repository has neither {' nor '.join(folders)} nor a {CONFIG}.")
        return Layout.around(posts)

    def files(self) -> Iterator[tuple[str, Entry]]:
        """The posts and drafts, with their paths as a scan gives them. Raises SourceUnavailable."""
        layout = self.layout
        for full, entry in self.by_path.items():
            if entry.kind == "tree":
                continue
            path = layout.below(full)
            if path is None:
                continue
            *folders, name = path.split("/")
            hidden = any(folder.startswith(".") for folder in folders)
            fits = is_text(name) if folders[:1] == [DRAFTS] else is_post(name) and DRAFTS not in folders
            if fits and not hidden:
                yield path, entry

    def config(self) -> Entry | None:
        """The nearest `_config.yml` above the posts. Raises SourceUnavailable."""
        found = (self.by_path.get(path) for path in self.layout.configs)
        return next(
            (entry for entry in found if entry is not None and entry.kind == "blob" and not entry.is_link), None
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths from the root, without a closing slash, "" for the root itself."""

    posts: str
    drafts: str
    configs: tuple[str, ...]
    """Where the configuration may lie, the nearest first."""

    @classmethod
    def around(cls, posts: str) -> Layout:
        *above, name = posts.split("/")
        drafts = [*above, DRAFTS] if name == "_posts" else [*posts.split("/"), DRAFTS]
        configs = tuple("/".join([*above[:count], CONFIG]) for count in range(len(above), -1, -1))
        return cls(posts, "/".join(part for part in drafts if part), configs)

    def below(self, path: str) -> str | None:
        """A path from the root as a scan gives it: below the posts, drafts with `_drafts/` in front; None elsewhere."""
        if path.startswith(f"{self.drafts}/"):
            return f"{DRAFTS}/{path.removeprefix(f'{self.drafts}/')}"
        if not self.posts:
            return path
        return path.removeprefix(f"{self.posts}/") if path.startswith(f"{self.posts}/") else None
