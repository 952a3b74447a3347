"""Gives the source that the settings name: a folder or a git repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.sources.address import address_of, is_repository
from bot.sources.folder import FolderSource
from bot.sources.git import GitOptions, GitSource
from bot.sources.model import SourceUnavailable

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.sources.model import Source


def source_of(settings: Settings) -> Source | None:
    """The source, None when no blog is set. Raises SourceUnavailable for an address that may not be used."""
    if settings.blog is None:
        return None
    text = str(settings.blog)
    if is_repository(text):
        return GitSource(address_of(text, settings.blog_token), git_options(settings))
    if settings.published_when == "deployed":
        raise SourceUnavailable("HEROLD_PUBLISHED_WHEN=deployed needs a repository; HEROLD_BLOG names a folder.")
    return FolderSource(Path(text).expanduser() / settings.blog_posts.strip("/"), settings.max_post_bytes)


def git_options(settings: Settings) -> GitOptions:
    """How a repository is looked at, as the settings say."""
    return GitOptions(
        clones=settings.clones,
        max_post_bytes=settings.max_post_bytes,
        max_clone_bytes=settings.max_clone_megabytes * 1_000_000,
        branch=settings.blog_branch,
        posts=settings.blog_posts,
        deployed=settings.deployed_branch if settings.published_when == "deployed" else None,
        ssh_key=settings.blog_ssh_key,
    )
