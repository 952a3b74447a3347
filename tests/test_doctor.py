"""The doctor finds what is wrong with an installation, says how to mend it, and never shows the token."""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.cli import app
from bot.doctor import Verdict, application_id_of, examine, render
from bot.settings import Settings
from bot.store import migrate
from tests.sources.repositories import octopress
from tests.world import new_blog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = base64.b64encode(b"1234567890").decode().rstrip("=") + ".GabcDE.x" + "y" * 30


async def verdicts(**settings: object) -> dict[str, tuple[Verdict, str]]:
    findings = await examine(Settings(_env_file=None, **settings), online=False)  # type: ignore[arg-type]
    return {finding.what: (finding.verdict, f"{finding.text} {finding.mend}") for finding in findings}


async def test_nothing_is_set_up_yet(tmp_path: Path) -> None:
    found = await verdicts(database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.sqlite3'}")
    assert {what: verdict for what, (verdict, _text) in found.items()} == {
        "token": Verdict.BAD,
        "database": Verdict.LOOK,
        "blog": Verdict.BAD,
        "Discord": Verdict.LOOK,
    }
    assert all("→" not in text and text.strip() for _verdict, text in found.values())


async def test_a_good_installation(tmp_path: Path) -> None:
    blog = new_blog(tmp_path)
    (blog / "_posts" / "2026-01-05-a.md").write_text("---\ntitle: A\n---\nB", "utf-8")
    found = await verdicts(token=TOKEN, blog=blog, database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.sqlite3'}")
    assert found["token"][0] is Verdict.GOOD
    assert "client_id=1234567890" in found["token"][1]
    assert found["blog"] == (Verdict.GOOD, f"1 posts in {blog} ")


async def test_a_good_repository_is_looked_through_without_leaving_a_clone(tmp_path: Path) -> None:
    blog = octopress(tmp_path / "blog")
    clones = tmp_path / "clones"
    found = await verdicts(blog=f"file://{blog.folder}", clone_folder=clones)
    assert found["blog"] == (Verdict.GOOD, f"1 posts in {blog.folder}, branch source ")
    assert not clones.exists()


async def test_without_git_a_repository_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = await verdicts(blog="https://example.org/blog.git")
    assert found["blog"] == (Verdict.BAD, "the program git is missing or older than 2.31 install git")


async def test_a_wrong_branch_is_told_with_its_setting(tmp_path: Path) -> None:
    blog = octopress(tmp_path / "blog")
    verdict, text = (await verdicts(blog=f"file://{blog.folder}", blog_branch="gone"))["blog"]
    assert verdict is Verdict.BAD
    assert "no branch gone" in text
    assert "HEROLD_BLOG_BRANCH" in text


@pytest.mark.parametrize(
    ("setting", "value", "what"),
    [
        ("token", "not-a-token", "token"),
        ("database_url", "sqlite+aiosqlite:////no/such/folder/x.sqlite3", "database"),
        ("database_url", "postgresql+asyncpg://nobody@127.0.0.1:1/none", "database"),
        ("blog", "/no/such/blog", "blog"),
        ("blog", "/no/such/blog.git", "blog"),
        ("blog", "https://127.0.0.1:1/blog.git", "blog"),
        ("blog", "ext::sh -c true", "blog"),
    ],
)
async def test_each_fault_is_found_with_a_way_to_mend_it(tmp_path: Path, setting: str, value: str, what: str) -> None:
    good = {"token": TOKEN, "blog": new_blog(tmp_path), "database_url": f"sqlite+aiosqlite:///{tmp_path / 'n.sqlite3'}"}
    findings = await examine(Settings(_env_file=None, **good | {setting: value}), online=False)  # type: ignore[arg-type]
    [finding] = [finding for finding in findings if finding.what == what]
    assert finding.failed
    assert finding.mend


async def test_the_token_is_never_shown(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, token=TOKEN, database_url=f"sqlite+aiosqlite:///{tmp_path / 'n.sqlite3'}")
    console = Console(width=200, record=True)
    console.print(render(await examine(settings, online=False)))
    assert TOKEN.split(".")[2] not in console.export_text()


@pytest.mark.parametrize(
    ("token", "application_id"),
    [(TOKEN, 1234567890), ("", None), ("a.b", None), ("a.b.c", None), ("łąć.b.c", None), ("....", None)],
)
def test_the_shape_of_a_token(token: str, application_id: int | None) -> None:
    assert application_id_of(token) == application_id


def test_the_command_says_with_its_status_whether_something_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HEROLD_TOKEN", "HEROLD_BLOG", "HEROLD_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    result = CliRunner().invoke(app, ["doctor", "--offline"])
    assert result.exit_code == 1
    assert "HEROLD_TOKEN is not set" in result.output
    assert list(tmp_path.iterdir()) == [], "looking made something"


def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEROLD_POLL_SECONDS", "often")
    result = CliRunner().invoke(app, ["doctor", "--offline"])
    assert result.exit_code == 2
    assert "HEROLD_POLL_SECONDS" in result.output


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Takes back the handlers that `herold run` sets up: they would outlive the stream they write to."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.mark.usefixtures("own_logging")
def test_run_without_a_token_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HEROLD_TOKEN", raising=False)
    result = CliRunner().invoke(app, ["run"])
    assert result.exit_code == 2
    assert "HEROLD_TOKEN is not set" in result.output


def test_the_databases_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEROLD_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'n.sqlite3'}")
    runner = CliRunner()
    assert "stands at nothing yet" in runner.invoke(app, ["db", "current"]).output
    assert f"stands at revision {migrate.head()}" in runner.invoke(app, ["db", "upgrade"]).output
    assert runner.invoke(app, ["db", "check"]).exit_code == 0
