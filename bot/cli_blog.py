"""Gives the command line a blog's post files and their readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from bot.i18n import Language, _
from bot.posts.broken import BrokenConfig, BrokenFile, BrokenPost
from bot.posts.model import Site
from bot.posts.site import site_from_config
from bot.posts.whole import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bot.posts.model import Reading

SUFFIXES: Final = frozenset((".markdown", ".md", ".html"))
_POSTS: Final = ("_posts", "source/_posts")


@dataclass(frozen=True, slots=True)
class PostFile:
    """A post file, its name below the folder of posts, and the site that it belongs to."""

    path: Path
    name: str
    site: Site


def post_files(paths: Iterable[Path], tell: Callable[[BrokenConfig], None] | None = None) -> Iterator[PostFile]:
    """The post files that the paths name (files, folders of posts, a blog's folder), in order.

    A broken `_config.yml` is told once, on stderr unless `tell` takes it, and its defaults are taken.
    """
    sites: dict[Path | None, Site] = {}
    for path in paths:
        folder = _posts_folder(path) if path.is_dir() else path.parent
        config = _config_above(folder)
        if config not in sites:
            sites[config] = _site(config, tell)
        if path.is_dir():
            found = sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and p.is_file())
            yield from (PostFile(p, p.relative_to(folder).as_posix(), sites[config]) for p in found)
        else:
            yield PostFile(path, path.name, sites[config])


def site_at(path: Path) -> Site:
    """The site that a blog's folder, a folder of posts or a post belongs to."""
    return _site(_config_above(_posts_folder(path) if path.is_dir() else path.parent))


def read_file(file: PostFile) -> Reading:
    """What the post says. Raises BrokenPost, also for a file that cannot be opened."""
    try:
        data = file.path.read_bytes()
    except OSError as error:
        raise BrokenPost(
            str(file.path), None, _("The file cannot be read: {reason}."), reason=error.strerror
        ) from error
    return read_bytes(file.name, data, file.site)


def tell_refusal(refusal: BrokenFile) -> None:
    """Names on stderr a file that cannot be read, and why."""
    _stderr().print(Text.assemble(("✗ ", "red"), refusal.text(Language.ENGLISH)))


def _stderr() -> Console:
    return Console(stderr=True, soft_wrap=True)


def _posts_folder(path: Path) -> Path:
    return next((path / name for name in _POSTS if (path / name).is_dir()), path)


def _config_above(folder: Path) -> Path | None:
    resolved = folder.resolve()
    return next((c for above in (resolved, *resolved.parents) if (c := above / "_config.yml").is_file()), None)


def _site(config: Path | None, tell: Callable[[BrokenConfig], None] | None = None) -> Site:
    if config is None:
        return Site()
    try:
        return site_from_config(config.read_text("utf-8", errors="replace"), path=str(config))
    except BrokenConfig as refusal:
        (tell or _tell_config)(refusal)
        return Site()


def _tell_config(refusal: BrokenConfig) -> None:
    _stderr().print(Text.assemble(("! ", "yellow"), refusal.text(Language.ENGLISH)))
