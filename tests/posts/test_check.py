"""`herold posts check`: what an author is told, in a terminal, by a program and on GitHub."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from bot.cli import app

if TYPE_CHECKING:
    from typer.testing import Result

FINE = """---
title: "Spotkanie #80"
date: 2026-03-05 12:00
---
Zapraszamy na spotkanie w środę 18 marca 2026 o 19:00 w klubie Piekarnia. Zapisy: https://www.meetup.com/jug/events/1/

**Jan Kowalski – Wątki**

Opowiem o wątkach wirtualnych, które zmieniają sposób pisania serwerów.
"""
BODY = FINE.split("---\n", 2)[2]


@pytest.fixture
def posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "_posts"
    folder.mkdir()
    (tmp_path / "_config.yml").write_text("url: https://jug.example.org\n")
    return folder


def write(posts: Path, text: str, name: str = "2026-03-05-spotkanie") -> Path:
    path = posts / f"{name}.md"
    path.write_text(text, "utf-8")
    return path


def check(*args: object) -> Result:
    return CliRunner().invoke(app, ["posts", "check", *map(str, args)], env={"COLUMNS": "200"})


def found(*args: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in check(*args, "--format", "json").stdout.splitlines()]


def test_a_clean_post_ends_with_0(posts: Path) -> None:
    result = check(write(posts, FINE))
    assert (result.exit_code, result.stdout.strip()) == (0, "✓ 1 post checked: nothing to mend.")
    assert (check(posts, "--format", "json").stdout, check(posts, "--format", "github").stdout) == ("", "")


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        pytest.param(("w środę 18 marca 2026 o 19:00 ", ""), [("no-date", None, "warning")], id="no-date"),
        pytest.param(("w środę 18 marca 2026", "18 października"), [("ambiguous-year", 5, "warning")], id="ambiguous"),
        pytest.param(("w środę", "we wtorek"), [("weekday-disagrees", 5, "error")], id="weekday"),
        pytest.param(("marca 2026", "marca 2025"), [("weekday-disagrees", 5, "error")], id="last-year-s-number"),
        pytest.param(("w środę 18 marca 2026", "18 lutego"), [("date-in-the-past", 5, "warning")], id="past"),
        pytest.param(
            ("https://www.meetup.com/jug/events/1/", "przy wejściu"), [("no-rsvp", None, "warning")], id="rsvp"
        ),
        pytest.param(("w klubie Piekarnia", ""), [("no-venue", None, "warning")], id="no-venue"),
        pytest.param(
            (BODY[BODY.index("Opowiem") :], ""), [("talk-without-abstract", 7, "notice")], id="talk-without-abstract"
        ),
        pytest.param(("#80", "kwietniowe"), [("title-month-disagrees", 5, "warning")], id="title-month"),
        pytest.param(
            ("**Jan", "![logo](6https://x.example/logo.png)\n\n**Jan"), [("malformed-link", 7, "error")], id="image"
        ),
        pytest.param(("title: ", "title: x\ntitle: "), [("duplicate-key", 3, "warning")], id="twice"),
        pytest.param(('"Spotkanie #80"', "Spotkanie: #80"), [("broken-post", 2, "error")], id="colon"),
        pytest.param(('"Spotkanie #80"', '"Spotkanie #80'), [("broken-post", 2, "error")], id="quote"),
    ],
)
def test_each_slip_is_found_alone(
    posts: Path, change: tuple[str, str], findings: list[tuple[str, int | None, str]]
) -> None:
    assert change[0] in FINE
    path = write(posts, FINE.replace(*change, 1))
    assert [(one["code"], one["line"], one["severity"]) for one in found(path)] == findings
    assert check(path).exit_code == 1


def test_a_program_gets_one_object_a_finding(posts: Path) -> None:
    write(posts, FINE.replace("w środę", "we wtorek"))
    assert found("_posts") == [
        {
            "file": "_posts/2026-03-05-spotkanie.md",
            "line": 5,
            "code": "weekday-disagrees",
            "severity": "error",
            "message": "2026-03-18 is a Wednesday; the post names another day of the week.",
        }
    ]
    (polish,) = found("_posts", "--language", "pl")
    assert polish["message"] == "2026-03-18 to środa, a wpis podaje inny dzień tygodnia."


def test_github_gets_workflow_commands(posts: Path) -> None:
    write(posts, FINE.replace("w klubie Piekarnia", ""), "2026-03-05-a,b")
    write(posts, FINE.replace('"Spotkanie #80"', "100%: tak"), "2026-03-06-zepsuty")
    result = check(posts, "--format", "github")
    assert result.stdout.splitlines() == [
        "::warning file=_posts/2026-03-05-a%2Cb.md,title=no-venue::The post does not say where the meetup is.",
        (
            "::error file=_posts/2026-03-06-zepsuty.md,line=2,title=broken-post::"
            "The value of “title” holds a colon; put the whole value in quotes."
        ),
    ]
    assert result.exit_code == 1


def test_a_person_sees_each_file_and_the_sum(posts: Path) -> None:
    write(posts, FINE.replace("w środę", "we wtorek").replace("w klubie Piekarnia", ""))
    write(posts, FINE, "2026-03-06-dobry")
    lines = [" ".join(line.split()) for line in check(posts).stdout.splitlines() if line.strip()]
    assert lines == [
        "_posts/2026-03-05-spotkanie.md",
        "warning The post does not say where the meetup is. no-venue",
        "5 error 2026-03-18 is a Wednesday; the post names another day of the week. weekday-disagrees",
        "✗ 2 posts checked: 1 error, 1 warning.",
    ]


@pytest.mark.parametrize(("mildest", "status"), [("notice", 1), ("warning", 1), ("error", 0)])
def test_the_mildest_finding_that_fails_is_chosen(posts: Path, mildest: str, status: int) -> None:
    path = write(posts, FINE.replace("w klubie Piekarnia", ""))
    assert check(path, "--fail-on", mildest).exit_code == status


def test_a_broken_configuration_is_a_finding(posts: Path) -> None:
    (posts.parent / "_config.yml").write_text("timezone: Europa/Warszawa\n")
    write(posts, FINE)
    (finding,) = found(posts)
    assert (finding["file"], finding["line"], finding["code"]) == ("_config.yml", 1, "broken-config")


def test_wrong_usage_ends_with_2(posts: Path) -> None:
    assert check("nic.md").exit_code == 2
    assert check(posts, "--format", "xml").exit_code == 2
    assert check().exit_code == 2


def test_the_example_blog_is_checked() -> None:
    blog = Path(__file__).parents[2] / "examples" / "blog"
    assert check(blog, "--fail-on", "error").exit_code == 0
