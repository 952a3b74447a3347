"""`herold meetups`: what a person and a program see of the folded timeline."""

from __future__ import annotations

import json
import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.world import new_blog

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

ANNOUNCED = """
    Zapraszamy na kolejne spotkanie, które odbędzie się 22 maja 2031 o 19:00 w klubie Piekarnia.

    **Jędrzej Andrykowski - Blue/Green Deployment**

    O wdrożeniach bez przestojów.

    Zapisy: https://www.meetup.com/jug/events/307000001/
"""
OFF = "Niestety musimy odwołać majowe spotkanie, które miało się odbyć 22 maja 2031."


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    folder = new_blog(tmp_path)
    write(folder, "2031-05-09-spotkanie-77", "Spotkanie #77 - Kubernetes", ANNOUNCED)
    write(folder, "2031-05-20-odwolane", "Spotkanie #77 odwołane", OFF)
    return folder


def write(blog: Path, name: str, title: str, body: str) -> None:
    text = f'---\ntitle: "{title}"\ndate: {name[:10]} 12:00\n---\n{textwrap.dedent(body)}'
    (blog / "_posts" / f"{name}.markdown").write_text(text, "utf-8")


def meetups(*args: object, wide: bool = True) -> Result:
    return CliRunner().invoke(app, ["meetups", *map(str, args)], env={"COLUMNS": "160" if wide else "60"})


def as_json(*args: object) -> list[dict[str, Any]]:
    result = meetups(*args, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_timeline_tells_each_meetup_and_what_each_post_gave(blog: Path) -> None:
    (meetup,) = as_json("list", "--blog", blog)
    first, second = meetup.pop("posts")
    assert meetup == {
        "key": "2031-05-09-spotkanie-77",
        "number": 77,
        "title": "Spotkanie #77 - Kubernetes",
        "status": "EventCancelled",
        "date": "2031-05-22",
        "start_time": "19:00",
        "end_time": None,
        "timezone": "Europe/Warsaw",
        "starts_at": "2031-05-22T17:00:00+00:00",
        "ends_at": "2031-05-22T20:00:00+00:00",
        "previous_dates": [],
        "venue": "Piekarnia",
        "address": None,
        "online": False,
        "rsvp_url": "https://www.meetup.com/jug/events/307000001/",
        "sponsors": [],
        "talks": [
            {
                "title": "Blue/Green Deployment",
                "topic": None,
                "speakers": ["Jędrzej Andrykowski"],
                "abstract": "O wdrożeniach bez przestojów.",
            }
        ],
    }
    assert first == {
        "file": "2031-05-09-spotkanie-77.markdown",
        "title": "Spotkanie #77 - Kubernetes",
        "url": "https://jug.example.org/blog/2031/05/09/spotkanie-77/",
        "kind": "announcement",
        "published_at": "2031-05-09T12:00:00+02:00",
        "contributed": ["date", "number", "rsvp_url", "start_time", "talks", "title", "venue"],
    }
    assert (second["kind"], "status" in second["contributed"]) == ("cancellation", True)


@pytest.mark.parametrize(
    ("moment", "coming", "called_off", "last"),
    [
        pytest.param("2031-05-09", [], [], None, id="nothing-written-yet"),
        pytest.param("2031-05-09 12:00", [77], [], None, id="the-blog-s-zone"),
        pytest.param("2031-05-09T09:59:59Z", [], [], None, id="a-zone-given"),
        pytest.param("2031-05-20 11:59", [77], [], None, id="not-called-off-yet"),
        pytest.param("2031-05-20 12:00", [], [77], None, id="called-off"),
        pytest.param("2032-01-01", [], [], None, id="long-ago"),
    ],
)
def test_next_is_what_readers_knew_at_that_moment(
    blog: Path, moment: str, coming: list[int], called_off: list[int], last: int | None
) -> None:
    (answer,) = as_json("at", moment, "--blog", blog)
    assert [answer["next"]["number"]] == coming if coming else answer["next"] is None
    assert [meetup["number"] for meetup in answer["called_off"]] == called_off
    assert (answer["last"] and answer["last"]["number"], answer["then"]) == (last, [])


def test_a_person_sees_a_table(blog: Path) -> None:
    shown = meetups("list", "--blog", blog).stdout
    for words in ("2031-05-22 Thu", "EventCancelled", "#77 Spotkanie #77 - Kubernetes", "Piekarnia"):
        assert words in shown
    assert "Blue/Green Deployment – Jędrzej Andrykowski" in shown
    assert "2031-05-09 announcement" in shown
    narrow = meetups("list", "--blog", blog, wide=False).stdout
    assert max(map(len, narrow.splitlines())) <= 60


def test_nothing_ahead_is_said_honestly(blog: Path) -> None:
    shown = meetups("at", "2031-05-21", "--blog", blog).stdout
    assert "As of Wednesday, 2031-05-21 00:00 (Europe/Warsaw)" in shown
    assert "No meetup is announced." in shown
    assert "Called off" in shown
    write(blog, "2031-04-02-kwietniowe", "Spotkanie kwietniowe", "Spotkanie odbędzie się 10 kwietnia 2031 o 18:00.")
    shown = meetups("at", "2031-05-01", "--blog", blog).stdout
    assert "No meetup is announced." in shown
    assert "The last one was" in shown
    assert "2031-04-10" in shown


def test_a_broken_post_is_named_and_the_others_fold(blog: Path) -> None:
    (blog / "_posts" / "2031-05-10-zepsuty.markdown").write_text("---\ntitle: Raz: dwa\n---\n", "utf-8")
    result = meetups("list", "--blog", blog, "--json")
    assert result.exit_code == 0
    assert "2031-05-10-zepsuty.markdown, line 2" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_a_date_that_no_calendar_holds_stops_nothing(blog: Path) -> None:
    write(blog, "2031-05-11-daleko", "Spotkanie", "Spotkanie odbędzie się 31 grudnia 9999 o 23:00.")
    assert 77 in [meetup["number"] for meetup in as_json("list", "--blog", blog)]


def test_the_blog_of_the_settings_is_read(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEROLD_BLOG", str(blog))
    assert [meetup["number"] for meetup in as_json("list")] == [77]
    (answer,) = as_json("at", "now")
    assert datetime.fromisoformat(answer["at"]).astimezone(UTC) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        pytest.param(["list"], "no blog is set", id="no-blog"),
        pytest.param(["list", "--blog", "/nowhere/at/all"], "not a folder", id="no-such-folder"),
        pytest.param(["at", "maja"], "no moment", id="no-moment"),
        pytest.param(["at", "0001-01-01"], "no moment", id="before-time"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(
    args: list[str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HEROLD_BLOG", raising=False)
    if args[0] == "at":
        args = [*args, "--blog", str(new_blog(tmp_path))]
    result = meetups(*args)
    assert (result.exit_code, complaint in " ".join(result.stderr.split())) == (2, True)
