"""Addresses of repositories: the usual ones, those that are refused, and where a secret never shows."""

from __future__ import annotations

import logging
import os
import stat
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from bot.sources import FolderSource, GitSource, SourceUnavailable, source_of
from bot.sources.address import BadAddress, address_of, branch_or_bad, is_repository
from bot.sources.git_program import Git, GitFailed
from tests.sources.repositories import jekyll

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "ghp_verysecret0123456789"


@pytest.mark.parametrize(
    ("text", "url", "scheme"),
    [
        ("https://github.com/group/blog.git", "https://github.com/group/blog.git", "https"),
        ("https://git.example.org:8443/a/b", "https://git.example.org:8443/a/b", "https"),
        ("https://ola:pa%20ss@example.org/b.git", "https://example.org/b.git", "https"),
        (f"https://{SECRET}@github.com/group/blog.git", "https://github.com/group/blog.git", "https"),
        ("git@github.com:group/blog.git", "git@github.com:group/blog.git", "ssh"),
        ("ssh://git@example.org:22/~/blog.git", "ssh://git@example.org:22/~/blog.git", "ssh"),
        ("file:///srv/git/blog.git", "/srv/git/blog.git", "file"),
        ("/srv/git/blog.git", "/srv/git/blog.git", "file"),
    ],
)
def test_usual_addresses(text: str, url: str, scheme: str) -> None:
    address = address_of(text)
    assert (address.url, address.scheme) == (url, scheme)
    assert is_repository(text)
    assert SECRET not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        "ext::sh -c touch% /tmp/x",
        "fd::17",
        "git-remote-x::y",
        "--upload-pack=touch /tmp/x",
        "-uevil",
        "http://example.org/blog.git",
        "git://example.org/blog.git",
        "ftp://example.org/blog.git",
        "https://-oProxyCommand=x/y",
        "ssh://-oProxyCommand=touch/x",
        "ssh://git:password@example.org/x",
        "ssh://-l@example.org/x",
        "-oProxyCommand@example.org:x",
        "git@example.org:-x",
        "https://example.org/blog.git?token=x",
        "https://example.org/",
        "https:///x",
        "https://example.org/a\nb",
        "https://example.org:port/x",
        "file://elsewhere/x",
        "https://exa mple.org/x",
        "https://[::1/x",
    ],
)
def test_refused_addresses(text: str) -> None:
    assert is_repository(text)
    with pytest.raises(BadAddress) as refused:
        address_of(text)
    assert text not in str(refused.value)


@pytest.mark.parametrize("name", ["source", "feature/new", "gałąź", "v1.2"])
def test_branches(name: str) -> None:
    assert branch_or_bad(name) == name


@pytest.mark.parametrize(
    "name", ["-x", "--all", "a..b", "a b", "a:b", "a^", "a/", ".a", "a/.b", "a.lock", "a\n", "@{-1}", "*"]
)
def test_refused_branches(name: str) -> None:
    with pytest.raises(BadAddress):
        branch_or_bad(name)


@pytest.mark.parametrize("posts", ["../x", "a/../b", "/..", "-x", "a//b", ":(top)x"])
def test_refused_folders(tmp_path: Path, posts: str) -> None:
    with pytest.raises(SourceUnavailable):
        source_of(Settings(_env_file=None, blog="https://example.org/x.git", blog_posts=posts, clone_folder=tmp_path))


def test_a_folder_stays_a_folder_even_with_a_repository_in_it(tmp_path: Path) -> None:
    jekyll(tmp_path / "blog")
    assert isinstance(source_of(Settings(_env_file=None, blog=tmp_path / "blog")), FolderSource)
    assert isinstance(source_of(Settings(_env_file=None, blog=str(tmp_path / "blog"))), FolderSource)
    assert isinstance(source_of(Settings(_env_file=None, blog=f"file://{tmp_path / 'blog'}")), GitSource)
    assert isinstance(source_of(Settings(_env_file=None, blog=f"{tmp_path / 'blog/.git'}")), GitSource)
    assert source_of(Settings(_env_file=None)) is None


def test_where_clones_are_kept(tmp_path: Path) -> None:
    assert str(Settings(_env_file=None).clones) == "blog-clones"
    at_home = Settings(_env_file=None, database_url="sqlite+aiosqlite:////var/lib/herold/herold.sqlite3")
    assert str(at_home.clones) == "/var/lib/herold/blog-clones"
    elsewhere = Settings(_env_file=None, database_url="postgresql+asyncpg://a:b@c/d", clone_folder=tmp_path)
    assert elsewhere.clones == tmp_path


@pytest.mark.parametrize(
    "blog", [f"https://ola:{SECRET}@127.0.0.1:1/blog.git", f"https://{SECRET}@127.0.0.1:1/blog.git"]
)
def test_a_secret_is_in_no_message_no_name_and_no_log(
    tmp_path: Path, blog: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = Settings(_env_file=None, blog=blog, clone_folder=tmp_path)
    found = source_of(settings)
    assert found is not None
    with pytest.raises(GitFailed) as failed:
        found.scan({})
    kept = "".join(file.read_text() for file in tmp_path.rglob("*") if file.is_file())
    for shown in (
        str(failed.value),
        found.location,
        caplog.text,
        repr(settings),
        kept,
        " ".join(map(str, tmp_path.rglob("*"))),
    ):
        assert SECRET not in shown


def test_git_is_asked_without_a_secret_in_its_command_line_and_answers_only_its_own_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "git"
    fake.write_text('#!/bin/sh\necho "$@"; env | sort; exec 2>&1; ls -l /proc/$$/fd >/dev/null\n')
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("HEROLD_TOKEN", "discord-secret")
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_SSH_COMMAND", "evil")
    address = address_of("https://example.org/x.git", SecretStr(SECRET))
    told = Git(address).run("ls-remote", address.url).decode()
    command, *environment = told.splitlines()
    assert SECRET not in command
    assert f"HEROLD_GIT_PASSWORD={SECRET}" in environment
    assert "credential.https://example.org.helper" in told
    assert "GIT_ALLOW_PROTOCOL=https" in environment
    assert "discord-secret" not in told
    assert "/elsewhere" not in told
    assert "evil" not in told


def test_what_git_says_is_cleaned_before_anybody_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "git"
    fake.write_text(f"#!/bin/sh\nprintf 'remote: \\033[31m{SECRET}\\007 no\\n' >&2; printf '%0500d' 0 >&2; exit 128\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(GitFailed) as failed:
        Git(address_of("https://example.org/x.git", SecretStr(SECRET))).run("fetch")
    text = str(failed.value)
    assert text.isprintable()
    assert SECRET not in text
    assert len(text) < 450


@pytest.mark.parametrize("transport", ["ext::sh -c 'touch {mark}'", "ext::touch% {mark}"])
def test_git_itself_refuses_other_transports(tmp_path: Path, transport: str) -> None:
    mark = tmp_path / "mark"
    git = Git(address_of(str(tmp_path)))
    with pytest.raises(GitFailed, match="not allowed"):
        git.run("ls-remote", transport.format(mark=mark))
    assert not mark.exists()
