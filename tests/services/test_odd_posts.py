"""Whatever lies among the posts, the others are read, and the database takes what was read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.posts import reader, whole
from bot.store.base import storable
from bot.store.states import AnnouncementState
from tests.services.newsroom import GUILD

if TYPE_CHECKING:
    from bot.posts.model import Post, Reading, Site
    from tests.services.newsroom import Newsroom

GOOD = {"Spotkanie #50": AnnouncementState.QUEUED}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('---\ntitle: "zero \\0 i \\ud800 pół"\ndate: 2026-01-10\n---\n\ud83d', id="unstorable-signs"),
        pytest.param('---\ntitle: x\ndate: 0001-01-01\nevent: {starts_at: "0001-01-01 00:00"}\n---\n', id="year-1"),
        pytest.param("---\ntitle: x\ndate: 9999-12-31 23:59:59 -1100\n---\n", id="year-9999"),
        pytest.param('---\ntitle: x\nevent: {starts_at: "9999-12-31 23:00", number: 9}\n---\n', id="event-9999"),
        pytest.param("---\ntitle: {a: b}\nevent: [1, 2]\ncategories: {x: y}\n---\n", id="types"),
        pytest.param("---\n" + "[" * 5_000 + "\n---\n", id="deep-yaml"),
        pytest.param("---\ntitle: x\n---\n" + "> " * 3_000 + "x", id="deep-quotes"),
        pytest.param("---\ntitle: x\n---\n" + "<div>" * 3_000, id="deep-html"),
        pytest.param("---\ntitle: x\n---\n" + "{% img " * 2_000, id="open-tags"),
        pytest.param("", id="empty"),
    ],
)
async def test_an_odd_post_stops_nothing(room: Newsroom, text: str) -> None:
    await room.opened()
    path = room.path("2026-01-09-dziwny")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    room.announce()
    await room.sync()
    states = await room.states()
    assert states.items() >= GOOD.items()
    room.restart()
    room.later(hours=1)
    assert (await room.sync()).error is None
    assert (await room.services.meetups.timeline(GUILD)).by_number(50) is not None


async def test_a_bug_in_the_reader_costs_one_post(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    read = reader.read_post

    def trips(post: Post, site: Site) -> Reading:
        if "potknięcie" in post.body:
            raise RecursionError
        return read(post, site)

    monkeypatch.setattr(whole, "read_post", trips)
    await room.opened()
    room.write("2026-01-10-zly", "potknięcie", title="Zły")
    room.announce()
    result = await room.sync()
    assert (result.broken, result.queued) == (1, 1)
    assert await room.states() == GOOD


async def test_a_file_name_that_is_no_text_is_refused(room: Newsroom) -> None:
    await room.opened()
    folder = os.fsencode(room.folder / "_posts")
    try:
        with open(folder + b"/2026-01-10-\xb1\xb6.markdown", "wb") as file:  # noqa: PTH123, ASYNC230 -- a name in bytes
            file.write(b"---\ntitle: x\n---\n")
    except OSError:
        pytest.skip("this file system takes no such names")
    room.announce()
    result = await room.sync()
    assert (result.broken, result.queued) == (1, 1)
    assert await room.sync() == type(result)()


def test_storable_leaves_ordinary_text_alone() -> None:
    assert storable({"a": ["zażółć 🎉", 1, None]}) == {"a": ["zażółć 🎉", 1, None]}
    assert storable({"a\0": ["\ud800x"]}) == {"a\ufffd": ["\ufffdx"]}
