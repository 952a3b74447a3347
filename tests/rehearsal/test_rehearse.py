"""`herold rehearse`: a blog's history, with all that happens to posts, and the story that is told of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.rehearsal.run import rehearse
from bot.rehearsal.story import Act, Told
from bot.settings import Settings
from bot.sources import GitSource, SourceUnavailable
from bot.sources.address import address_of
from bot.sources.git import GitOptions
from tests.services.newsroom import ANNOUNCEMENT, CANCELLATION
from tests.sources.repositories import CONFIG, Repository, post

if TYPE_CHECKING:
    from pathlib import Path

UNTIL = datetime(2026, 12, 1, tzinfo=UTC)


class History(Repository):
    """A blog's history in January and February 2026."""

    def meetup(self, at: str, name: str, title: str, *, when: str, hour: str = "18:00", **front: str) -> None:
        text = post(title, ANNOUNCEMENT.format(when=when, hour=hour), **{"date": f"{at} +0100", **front})
        self.write(f"source/_posts/{name}.markdown", text)
        self.commit_at(at)

    def cancellation(self, at: str, name: str, title: str, *, when: str) -> None:
        self.write(f"source/_posts/{name}.markdown", post(title, CANCELLATION.format(when=when), date=f"{at} +0100"))
        self.commit_at(at)

    def commit_at(self, at: str) -> str:
        return self.commit(at=datetime.fromisoformat(f"{at}+01:00"))


@pytest.fixture
def blog(tmp_path: Path) -> History:
    blog = History(tmp_path / "blog")
    blog.write("_config.yml", CONFIG)
    blog.write("source/_posts/2025-11-01-powitanie.markdown", post("Powitanie", date="2025-11-01 10:00 +0100"))
    blog.commit_at("2026-01-05 10:00")
    return blog


async def story(blog: Repository, since: datetime | None = None) -> list[Told]:
    options = GitOptions(blog.folder.parent / "clones", 20_000, 50_000_000)
    source = GitSource(address_of(f"file://{blog.folder}"), options)
    return list((await rehearse(source, Settings(_env_file=None), since=since, until=UNTIL)).told)


def brief(told: list[Told]) -> list[tuple[str, str, str]]:
    return [(f"{one.at:%m-%d %H:%M}", one.act.value, one.title) for one in told]


async def test_announced_edited_renamed_and_reminded_of(blog: History) -> None:
    name = "2026-01-10-spotkanie-50"
    blog.meetup("2026-01-10 12:00", name, "Spotkanie #50", when="22 stycznia 2026")
    blog.meetup("2026-01-10 13:00", name, "Spotkanie #50", when="22 stycznia 2026", hour="19:00")
    blog.rename(f"source/_posts/{name}.markdown", "source/_posts/2026-01-10-spotkanie-styczniowe.markdown")
    blog.commit_at("2026-01-11 09:00")
    told = await story(blog)
    assert [(when, act) for when, act, _title in brief(told)] == [
        ("01-05 09:00", "begins"),
        ("01-10 11:00", "announces"),
        ("01-10 11:00", "schedules"),
        ("01-10 12:00", "moves event"),
        ("01-10 12:00", "edits"),
        ("01-10 12:05", "replies"),
        ("01-19 18:00", "reminds"),
        ("01-21 18:00", "reminds"),
        ("01-22 17:00", "reminds"),
    ]
    (edit,) = [one for one in told if one.act is Act.EDITS]
    assert [line for line in edit.dropped if "18:00" in line]
    assert [line for line in edit.lines if "19:00" in line]
    (event,) = [one for one in told if one.act is Act.MOVES_EVENT]
    assert event.lines[0].startswith("2026-01-22 19:00 · ")
    (reply,) = [one for one in told if one.act is Act.REPLIES]
    assert "~~18:00~~ → 19:00" in reply.title


async def test_a_future_post_is_announced_between_two_commits(blog: History) -> None:
    blog.meetup(
        "2026-01-10 12:00", "2026-01-12-s", "Spotkanie #50", when="22 stycznia 2026", date="2026-01-12 08:30 +0100"
    )
    blog.cancellation("2026-01-20 12:00", "2026-01-20-odwolane", "Spotkanie #50 odwołane", when="22 stycznia 2026")
    told = brief(await story(blog))
    assert ("01-12 07:30", "announces", "Spotkanie #50") in told
    assert {one for one in told if one[0] == "01-20 11:00"} == {
        ("01-20 11:00", "announces", "❌ Odwołane: ~~Spotkanie #50~~"),
        ("01-20 11:00", "edits", "❌ Odwołane: ~~Spotkanie #50~~"),
        ("01-20 11:00", "cancels event", "Spotkanie #50"),
    }
    assert [one for one in told if one[1] == "reminds"] == [("01-19 17:00", "reminds", "Spotkanie #50")]


async def test_what_organizers_are_asked_and_told_is_part_of_it(blog: History) -> None:
    blog.write(
        "source/_posts/2026-01-15-bez-daty.markdown",
        post("Spotkanie #51", "Zapraszamy na spotkanie! Termin podamy wkrótce.", date="2026-01-15 10:00 +0100"),
    )
    blog.commit_at("2026-01-15 10:00")
    blog.write("source/_posts/2026-01-16-zepsuty.markdown", "---\ntitle: [\n---\n")
    blog.commit_at("2026-01-16 10:00")
    blog.write("_config.yml", "url: [")
    blog.commit_at("2026-01-17 10:00")
    told = await story(blog)
    acts = [(one.act, one.title) for one in told[1:]]
    assert acts[0] == (Act.ASKS, "🤔 Spotkanie #51")
    assert told[1].lines
    assert acts[1][0] is Act.WARNS
    assert "2026-01-16-zepsuty" in acts[1][1]
    assert acts[-1][0] is Act.STUMBLES


async def test_what_was_there_before_the_day_is_known_silently(blog: History) -> None:
    blog.meetup("2026-01-10 12:00", "2026-01-10-s", "Spotkanie #50", when="22 stycznia 2026")
    blog.meetup("2026-02-10 12:00", "2026-02-10-s", "Spotkanie #51", when="26 lutego 2026")
    told = brief(await story(blog, since=datetime(2026, 2, 1, tzinfo=UTC)))
    assert told[:2] == [
        ("02-01 00:00", "begins", "2 posts are there already; nothing is said about them."),
        ("02-10 11:00", "announces", "Spotkanie #51"),
    ]


async def test_times_that_go_back_are_taken_as_they_come(blog: History) -> None:
    blog.meetup("2026-01-10 12:00", "2026-01-10-s", "Spotkanie #50", when="22 stycznia 2026")
    blog.write("source/_posts/2026-01-09-n.markdown", post("Notatka", date="2026-01-09 10:00 +0100"))
    blog.commit_at("2026-01-09 10:00")
    told = await story(blog)
    assert [one.at for one in told] == sorted(one.at for one in told)
    assert [one.title for one in told if one.act is Act.ANNOUNCES] == ["Spotkanie #50"]


async def test_a_repository_without_posts_is_told(tmp_path: Path) -> None:
    empty = Repository(tmp_path / "empty", "main")
    empty.publish("README.md", "x")
    with pytest.raises(SourceUnavailable, match="no commit with posts"):
        await story(empty)


def test_the_command_prints_the_story(blog: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blog.meetup("2026-01-10 12:00", "2026-01-10-s", "Spotkanie #50", when="22 stycznia 2026")
    shown = CliRunner().invoke(app, ["rehearse", str(blog.folder), "--until", "2026-12-01"])
    assert shown.exit_code == 0, shown.output
    assert "2026-01-10 11:00Z  📣 announces: Spotkanie #50" in shown.output
    assert "2 commits with posts: announces 1, reminds 3, schedules 1." in shown.output
    told = json.loads(CliRunner().invoke(app, ["rehearse", str(blog.folder), "--until", "2026-12-01", "--json"]).output)
    assert told["counts"] == {"begins": 1, "announces": 1, "schedules": 1, "reminds": 3}
    assert told["told"][1]["at"] == "2026-01-10T11:00:00+00:00"
    assert told["told"][1]["commit"] == blog.head()
    assert list(tmp_path.iterdir()) == [blog.folder], "nothing is left behind"


@pytest.mark.parametrize("repository", ["/no/such/place", "ext::sh -c true", "https://127.0.0.1:1/x.git"])
def test_the_command_says_why_it_cannot(repository: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["rehearse", repository])
    assert result.exit_code == 1
    assert "✗" in result.output
