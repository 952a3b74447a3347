from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.cli_posts import app
from bot.i18n import Language
from bot.posts.explain import explained
from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post

if TYPE_CHECKING:
    from pathlib import Path

POST = """---
title: "Spotkanie #12 - Kotlin"
date: 2016-03-01 10:00
---
Spotykamy się 17 marca o 18:30 w pubie Haust, przy ul. Młyńskiej 5. Sponsorem jest [Borsuk](https://borsuk.example).

Zapisy: https://lu.ma/kotlin
"""


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    posts = tmp_path / "source" / "_posts"
    posts.mkdir(parents=True)
    (tmp_path / "_config.yml").write_text(
        "url: https://blog.example\npermalink: /:year/:title/\ntimezone: Europe/Warsaw\n"
    )
    (posts / "2016-03-01-kotlin.md").write_text(POST, "utf-8")
    (posts / "2016-03-02-broken.md").write_text('---\ntitle: "Spotkanie\ndate: 2016-03-02\n---\nx\n', "utf-8")
    (posts / "2016-04-01-recap.md").write_text(
        '---\ntitle: "Po spotkaniu"\ndate: 2016-04-01\n---\nDziękujemy za przybycie!\n', "utf-8"
    )
    return tmp_path


def test_json_has_one_object_a_line_and_broken_posts_stop_nothing(blog: Path) -> None:
    result = CliRunner().invoke(app, ["read", str(blog), "--json"])
    assert result.exit_code == 1
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first["meetups"][0].pop("talks") is not None
    assert first == {
        "file": "2016-03-01-kotlin.md",
        "kind": "announcement",
        "title": "Spotkanie #12 - Kotlin",
        "published_at": "2016-03-01T10:00:00+01:00",
        "url": "https://blog.example/2016/kotlin/",
        "meetups": [
            {
                "number": 12,
                "title": "Spotkanie #12 - Kotlin",
                "date": "2016-03-17",
                "start_time": "18:30",
                "venue": "Haust",
                "address": "ul. Młyńskiej 5",
                "online": False,
                "rsvp_url": "https://lu.ma/kotlin",
                "sponsors": ["Borsuk"],
            }
        ],
        "warnings": [],
    }
    assert (second["kind"], second["meetups"]) == ("recap", [])
    assert "2016-03-02-broken.md, line 2:" in result.stderr


def test_a_single_file_finds_its_site(blog: Path) -> None:
    result = CliRunner().invoke(app, ["read", str(blog / "source" / "_posts" / "2016-03-01-kotlin.md"), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["url"] == "https://blog.example/2016/kotlin/"


def test_the_table_shows_a_post_a_line(blog: Path) -> None:
    shown = CliRunner().invoke(app, ["read", str(blog)]).stdout
    assert "2016-03-17" in shown
    assert "Haust" in shown


def test_explained_shows_confidence_and_quoted_words() -> None:
    site = Site()
    console = Console(width=120, record=True, file=StringIO())
    console.print(explained(read_post(parse_post("2016-03-01-kotlin.md", POST, site), site), Language.ENGLISH))
    shown = console.export_text()
    missing = [
        words
        for words in ("2016-03-17", "“17 marca”", "day_and_month", "%", "“Haust”", "“Borsuk”", "https://lu.ma/kotlin")
        if words not in shown
    ]
    assert missing == []
