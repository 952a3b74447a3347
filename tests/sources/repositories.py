"""Real git repositories to tell stories in: whatever authors do to a blog's history is one call."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "url: https://jug.example.org\ntimezone: Europe/Warsaw\npermalink: /blog/:year/:month/:day/:title/\n"


class Repository:
    """A work tree where authors commit. Its git knows nobody's configuration."""

    def __init__(self, folder: Path, branch: str = "source", *, bare: bool = False) -> None:
        self.folder = folder
        self.at = datetime(2026, 1, 1, 12, tzinfo=UTC)
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", branch, *(["--bare"] if bare else []))

    def git(self, *arguments: str, given: str | None = None) -> str:
        when = f"{self.at:%Y-%m-%dT%H:%M:%S+00:00}"
        who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in _WHO.items()}
        environment = os.environ | who | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "LC_ALL": "C"}
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *arguments],
            check=False,
            cwd=self.folder,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout.strip()

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def commit(self, message: str = "a change", at: datetime | None = None) -> str:
        """Commits all that lies in the work tree; gives the commit."""
        self.at = (at or self.at).astimezone(UTC)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.head()

    def publish(self, path: str, text: str) -> str:
        self.write(path, text)
        return self.commit(f"publish {path}")

    def rename(self, old: str, new: str) -> None:
        (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / old).rename(self.folder / new)

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")


_WHO = {"NAME": "Ola Organizatorka", "EMAIL": "ola@example.org"}


def octopress(folder: Path) -> Repository:
    """A blog as Octopress lays it out: posts on `source`, the built site on `master`, which is the default branch."""
    repository = Repository(folder, "master")
    repository.publish("index.html", "<h1>Blog</h1>")
    repository.git("checkout", "-q", "--orphan", "source")
    repository.git("rm", "-rfq", ".")
    repository.write("_config.yml", CONFIG)
    repository.publish("source/_posts/2026-01-01-a.markdown", post("Pierwszy"))
    repository.git("symbolic-ref", "HEAD", "refs/heads/source")
    return repository


def jekyll(folder: Path, branch: str = "main") -> Repository:
    """A blog as Jekyll lays it out."""
    repository = Repository(folder, branch)
    repository.write("_config.yml", CONFIG)
    repository.publish("_posts/2026-01-01-a.md", post("Pierwszy"))
    return repository


def post(title: str, body: str = "Treść wpisu.", **front: str) -> str:
    head = "".join(f"{key}: {value}\n" for key, value in {"title": f'"{title}"', **front}.items())
    return f"---\n{head}---\n{body}\n"
