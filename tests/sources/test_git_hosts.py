"""Repositories of real hosts: https with a certificate and a login, ssh with its options, and all that may go wrong."""

from __future__ import annotations

import base64
import logging
import shutil
import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from bot.sources import GitSource, SourceUnavailable, source_of
from bot.sources.git_program import GitFailed
from tests.sources.hosts import Certificate, HttpsHost, SshHost, certificate, direct
from tests.sources.repositories import jekyll, post

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sources.repositories import Repository

USER, SECRET = "ola", "pa ss/słowo%1"
IN_ADDRESS = "ola:pa%20ss%2Fs%C5%82owo%251"
LOGIN = f"{USER}:{SECRET}"
SHOWN_NOWHERE = (SECRET, IN_ADDRESS.partition(":")[2], base64.b64encode(LOGIN.encode()).decode())
"""The password as it is, as an address writes it, and as a request carries it."""

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the program openssl makes the certificate")


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def blog(tmp_path: Path) -> Repository:
    blog = jekyll(tmp_path / "hosted" / "blog")
    blog.git("config", "uploadpack.allowFilter", "true")
    return blog


@pytest.fixture
def host(blog: Repository, trusted: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpsHost]:
    """A host with a login, whose certificate the operator told git to trust."""
    direct(monkeypatch)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(trusted.file))
    with HttpsHost(blog.folder.parent, login=LOGIN).served(trusted) as host:
        yield host


def source(tmp_path: Path, blog: str, **settings: Any) -> GitSource:
    found = source_of(Settings(_env_file=None, blog=blog, clone_folder=tmp_path / "clones", **settings))
    assert isinstance(found, GitSource)
    return found


def kept(folder: Path) -> str:
    """All that lies in a folder, names too."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return "\n".join(f"{file}\n{file.read_text('utf-8', 'replace')}" for file in files)


# https


@needs_openssl
@pytest.mark.parametrize("in_address", [True, False])
def test_posts_come_by_https_with_a_login_that_is_written_nowhere(
    tmp_path: Path, host: HttpsHost, blog: Repository, caplog: pytest.LogCaptureFixture, *, in_address: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    login, token = (f"{IN_ADDRESS}@", None) if in_address else (f"{USER}@", SecretStr(SECRET))
    found = source(tmp_path, f"https://{login}{host.place}/blog/.git", blog_token=token)
    before = found.scan({})
    assert set(before.seen) == {"2026-01-01-a.md"}
    blog.rename("_posts/2026-01-01-a.md", "_posts/2026-01-02-b.md")
    blog.publish("_posts/2026-01-03-c.md", post("Trzeci", "Inna treść, o czym innym.\n" * 9))
    after = found.scan(before.seen, before.version)
    assert set(after.changed) == {"2026-01-02-b.md", "2026-01-03-c.md"}
    assert after.renamed == {"2026-01-02-b.md": "2026-01-01-a.md"}
    assert {login for _what, login in host.asked} == {None, LOGIN}
    shown = "\n".join([found.location, caplog.text, kept(tmp_path / "clones"), *(what for what, _login in host.asked)])
    assert f"https://{host.place}/blog/.git" in shown
    assert not [form for form in SHOWN_NOWHERE if form in shown]


@needs_openssl
def test_a_host_whose_certificate_nobody_vouches_for_is_not_asked_for_anything(
    tmp_path: Path, host: HttpsHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_SSL_CAINFO")
    monkeypatch.setenv("GIT_SSL_NO_VERIFY", "1")
    with pytest.raises(GitFailed, match="certificate"):
        source(tmp_path, f"https://{IN_ADDRESS}@{host.place}/blog/.git").scan({})
    assert host.asked == []


@needs_openssl
@pytest.mark.parametrize(
    ("login", "status", "said"),
    [
        pytest.param("ola:other", None, "Authentication failed", id="wrong-password"),
        pytest.param(LOGIN, 403, r"no: \*\*\*.*403", id="forbidden-and-repeats-what-it-was-told"),
        pytest.param(LOGIN, 500, r"no: \*\*\*.*500", id="broken-and-repeats-what-it-was-told"),
    ],
)
def test_a_refusal_tells_what_the_host_said_and_not_what_it_was_told(
    tmp_path: Path, host: HttpsHost, caplog: pytest.LogCaptureFixture, *, login: str, status: int | None, said: str
) -> None:
    caplog.set_level(logging.DEBUG)
    found = source(tmp_path, f"https://{IN_ADDRESS}@{host.place}/blog/.git")
    found.scan({})
    host.login, host.status = login, status
    with pytest.raises(GitFailed, match=said) as failed:
        found.scan({})
    shown = f"{failed.value}\n{caplog.text}\n{kept(tmp_path / 'clones')}"
    assert not [form for form in SHOWN_NOWHERE if form in shown]


@needs_openssl
def test_a_repository_that_moved_to_another_host_gets_no_login_there(
    tmp_path: Path, host: HttpsHost, blog: Repository, trusted: Certificate
) -> None:
    with HttpsHost(blog.folder.parent, login=LOGIN).served(trusted) as other:
        host.moved_to = f"https://{other.place}"
        with pytest.raises(SourceUnavailable):
            source(tmp_path, f"https://{IN_ADDRESS}@{host.place}/blog/.git").scan({})
        assert {login for _what, login in other.asked} == {None}
        other.login = None
        assert source(tmp_path, f"https://{IN_ADDRESS}@{host.place}/blog/.git").scan({}).seen


@needs_openssl
@pytest.mark.parametrize("to", ["http://localhost:1", "file://", "ext::touch"])
def test_a_host_leads_nowhere_but_to_https(tmp_path: Path, host: HttpsHost, to: str) -> None:
    host.moved_to = to
    with pytest.raises(GitFailed, match=r"git ls-remote"):
        source(tmp_path, f"https://{host.place}/blog/.git").scan({})


# ssh


def test_posts_come_by_ssh_that_asks_nobody_and_forwards_nothing(
    tmp_path: Path, blog: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", "false")
    monkeypatch.setenv("GIT_SSH", "false")
    host = SshHost.installed(tmp_path / "ssh", monkeypatch)
    key = tmp_path / "deploy key; touch mark"
    found = source(tmp_path, f"ssh://git@git.example.org:2222{blog.folder}", blog_ssh_key=key)
    before = found.scan({})
    assert set(before.seen) == {"2026-01-01-a.md"}
    blog.publish("_posts/2026-01-03-c.md", post("Trzeci"))
    assert set(found.scan(before.seen).changed) == {"2026-01-03-c.md"}
    (call,) = {tuple(call) for call in host.calls}
    options = [value for name, value in pairwise(call) if name == "-o"]
    assert {"BatchMode=yes", "StrictHostKeyChecking=accept-new", "ClearAllForwardings=yes"} <= set(options)
    assert {"PermitLocalCommand=no", "IdentitiesOnly=yes"} <= set(options)
    assert call[call.index("-i") + 1] == str(key)
    assert call[call.index("-p") + 1] == "2222"
    assert call[-2:] == ("git@git.example.org", f"git-upload-pack '{blog.folder}'")


def test_the_real_ssh_understands_how_it_is_called(
    tmp_path: Path, blog: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("ssh")
    if real is None:
        pytest.skip("the program ssh is not installed")
    host = SshHost.installed(tmp_path / "ssh", monkeypatch)
    (tmp_path / "deploy_key").touch()
    source(tmp_path, f"git@git.example.org:{blog.folder}", blog_ssh_key=tmp_path / "deploy_key").scan({})
    *options, _command = host.calls[0]
    told = subprocess.run([real, "-F", "none", "-G", *options], capture_output=True, text=True, check=True).stdout
    understood = dict(line.split(" ", 1) for line in told.splitlines() if " " in line)
    assert understood["hostname"] == "git.example.org"
    assert understood["user"] == "git"
    assert understood["batchmode"] == "yes"
    assert understood["stricthostkeychecking"] == "accept-new"
    assert understood["permitlocalcommand"] == "no"
    assert understood["clearallforwardings"] == "yes"
    assert understood["identityfile"] == str(tmp_path / "deploy_key")


@pytest.mark.parametrize(
    "words",
    ["Host key verification failed.", "git@git.example.org: Permission denied (publickey)."],
)
def test_what_ssh_complains_of_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    SshHost.installed(tmp_path / "ssh", monkeypatch, refuses=words)
    with pytest.raises(GitFailed) as failed:
        source(tmp_path, "git@git.example.org:group/blog.git").scan({})
    assert str(failed.value).startswith(f"git ls-remote: {words}")


@pytest.mark.parametrize(
    "path", ["group/blog.git;touch {mark}", "$(touch {mark})", "'; touch {mark}; '", "`touch {mark}`", "a|touch {mark}"]
)
def test_a_path_is_no_command_on_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    mark = tmp_path / "mark"
    host = SshHost.installed(tmp_path / "ssh", monkeypatch)
    with pytest.raises(SourceUnavailable):
        source(tmp_path, f"git@git.example.org:{path.format(mark=mark)}").scan({})
    assert len(host.calls) == 1, "ssh was called, or the test would show nothing"
    assert not mark.exists()


@pytest.mark.parametrize(
    "blog",
    [
        "ssh://-oProxyCommand=touch%20{mark}/blog.git",
        "ssh://git@-oProxyCommand=touch%20{mark}/blog.git",
        "ssh://-oProxyCommand=touch%20{mark}@git.example.org/blog.git",
        "ssh://%2DoProxyCommand=touch@git.example.org/blog.git",
        "ssh://git.example.org%0a-oProxyCommand=x/blog.git",
        "-oProxyCommand=touch {mark}@git.example.org:blog.git",
        "git@-oProxyCommand=x:blog.git",
        "git@git.example.org:--upload-pack=touch {mark}",
        "--upload-pack=touch {mark}",
    ],
)
def test_what_would_be_an_option_of_ssh_reaches_neither_ssh_nor_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blog: str
) -> None:
    mark = tmp_path / "mark"
    host = SshHost.installed(tmp_path / "ssh", monkeypatch)
    with pytest.raises(SourceUnavailable):
        source(tmp_path, blog.format(mark=mark)).scan({})
    assert host.calls == []
    assert not mark.exists()
