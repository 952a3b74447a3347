"""Posts read in the light of the blog that they stand in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import app
from bot.meetups.folding import fold
from bot.posts.blog import read_together
from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post

if TYPE_CHECKING:
    from pathlib import Path

    from bot.posts.model import Reading

SITE = Site()
_TOLD = ("2014-03-03", "Marcowe spotkanie", "Spotykamy się 12 marca 2014 o 18:00 w klubie Tarnina, ul. Krzywa 2.")
_TOLD_AGAIN = ("2014-04-01", "Kwiecień", "Spotkanie 9 kwietnia 2014 o 18:00 w klubie Tarnina.")
_IN_SHORT = ("2014-05-06", "Majowe spotkanie przesunięte", "Przesuwamy o tydzień, na 14 maja. Tarnina już wie.")
_SIGNED = "\n\n* Jan Rybak: „Nie ma drugiego kroku”"


def _read(published: str, title: str, body: str) -> Reading:
    source = f"---\ntitle: {title}\ndate: {published} 12:00\n---\n{body}\n"
    return read_post(parse_post(f"{published}-post.md", source, SITE), SITE)


def _venues(readings: list[Reading]) -> list[str | None]:
    return [meetup.venue.value if meetup.venue else None for reading in readings for meetup in reading.meetups]


def test_a_post_that_names_a_known_place_in_passing_is_about_it() -> None:
    short = _read(*_IN_SHORT)
    assert _venues([short]) == [None]
    assert _venues(read_together([_read(*_TOLD), short])) == ["Tarnina", "Tarnina"]


def test_a_place_that_the_post_tells_stays() -> None:
    elsewhere = _read("2014-06-02", "Czerwiec", "Spotkanie 11 czerwca 2014 o 18:00 w klubie Osika, nie w Tarninie.")
    assert _venues(read_together([_read(*_TOLD), _read(*_TOLD_AGAIN), elsewhere])) == ["Tarnina", "Tarnina", "Osika"]


def test_a_meetup_online_is_nowhere_else() -> None:
    online = _read("2020-05-06", "Majowe spotkanie online", "Spotykamy się 14 maja o 18:00 na Zoomie. Tarnina poczeka.")
    assert _venues(read_together([_read(*_TOLD), _read(*_TOLD_AGAIN), online])) == ["Tarnina", "Tarnina", None]


def test_a_post_alone_is_read_as_it_is() -> None:
    reading = _read(*_TOLD)
    assert read_together([reading]) == [reading]


def test_a_kind_of_place_is_no_place_that_is_known() -> None:
    hotel = _read("2014-03-03", "Spotkanie", "Spotykamy się 12 marca 2014 o 18:00 w hotelu Bursztyn.")
    short = _read(
        "2014-05-06", "Majowe przesunięte", "Przesuwamy o tydzień, na 14 maja. Hotel dla gości zwraca pieniądze."
    )
    assert _venues(read_together([hotel, short])) == ["Hotel Bursztyn", None]


def test_the_place_is_no_more_missed_then() -> None:
    short = _read("2014-05-06", "Majowe spotkanie", "Spotkanie 14 maja 2014 o 18:00. Tarnina już wie, że przyjdziemy.")
    together = read_together([_read(*_TOLD), _read(*_TOLD_AGAIN), short])
    assert "no-venue" in {warning.code for warning in short.warnings}
    assert "no-venue" not in {warning.code for warning in together[-1].warnings}


def test_a_signature_below_every_post_is_no_talk() -> None:
    posts = [
        _read(f"2014-0{month}-01", "Spotkanie", f"Spotkanie 1{month}.0{month}.2014 o 18:00 w klubie Tarnina.{_SIGNED}")
        for month in range(1, 6)
    ]
    assert all(meetup.talks for post in posts for meetup in post.meetups)
    assert not any(meetup.talks for post in read_together(posts) for meetup in post.meetups)
    assert [len(meetup.talks) for post in read_together(posts[:2]) for meetup in post.meetups] == [1, 1]


def test_a_workshop_held_every_month_stays_one() -> None:
    talk = "\n\n* Jan Rybak: „Git od zera”\n\nZapisy, jak zawsze: https://lu.ma/warsztaty"
    posts = [
        _read(f"2014-0{month}-01", "Warsztat", f"Spotkanie 1{month}.0{month}.2014 o 18:00 w klubie Tarnina.{talk}")
        for month in range(1, 6)
    ]
    assert all(meetup.talks for post in read_together(posts) for meetup in post.meetups)


@given(st.permutations((_TOLD, _TOLD_AGAIN, _IN_SHORT)))
def test_the_order_of_the_posts_is_nothing_to_it(posts: list[tuple[str, str, str]]) -> None:
    read = read_together([_read(*post) for post in posts])
    assert [reading.post.path[:10] for reading in read] == [published for published, _title, _body in posts]
    assert _venues(read) == ["Tarnina"] * 3


def test_meetups_are_folded_in_the_light_of_the_blog() -> None:
    meetups = fold([_read(*_IN_SHORT), _read(*_TOLD), _read(*_TOLD_AGAIN)])
    assert [meetup.venue for meetup in meetups] == ["Tarnina", "Tarnina", "Tarnina"]


@pytest.mark.parametrize("command", ["read", "check"])
def test_the_command_line_reads_a_folder_as_a_blog(tmp_path: Path, command: str) -> None:
    for published, title, body in (_TOLD, _TOLD_AGAIN, _IN_SHORT):
        (tmp_path / f"{published}-post.md").write_text(
            f"---\ntitle: {title}\ndate: {published}\n---\n{body}\n", "utf-8"
        )
    form = ["--json"] if command == "read" else ["--format", "json"]
    printed = CliRunner().invoke(app, ["posts", command, str(tmp_path), *form]).stdout
    rows = [json.loads(line) for line in printed.splitlines()]
    if command == "read":
        assert [row["meetups"][0]["venue"] for row in rows] == ["Tarnina"] * 3
    else:
        assert "no-venue" not in {row["code"] for row in rows}
