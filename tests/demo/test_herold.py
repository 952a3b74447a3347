"""Herold itself on the demo's stage, asked as the page's scripts ask."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.clock import system_clock
from bot.demo.joining import joining
from bot.demo.run import open_page
from tests.demo.parrot import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


async def test_posts_published_from_the_page_are_announced_changed_and_called_off(tmp_path: Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        join = await stack.enter_async_context(joining(tmp_path, system_clock))
        address = await open_page(stack, tmp_path, join, port=0, clock=system_clock)
        page = Page(await stack.enter_async_context(aiohttp.ClientSession()), address)
        assert _announced(await page.state()) == 0, "the posts that were there before are no news"

        assert "feature-flagi" in await _publish(page)
        state = await _until(page, lambda state: bool(state["events"]) and _announced(state) == 1)
        assert [(event["status"], "Latarnia" in event["place"]) for event in state["events"]] == [("scheduled", True)]

        assert "feature-flagi" in await _publish(page)
        state = await _until(page, lambda state: "Zecerska" in state["events"][0]["place"])
        assert _announced(state) == 1

        assert "odwolane" in await _publish(page)
        await _until(page, lambda state: state["events"][0]["status"] == "canceled")
        assert (await page.ask("POST", "/herold/publish", json={}))[1] == {"name": None}


async def test_each_person_is_answered_in_their_own_language(tmp_path: Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        join = await stack.enter_async_context(joining(tmp_path, system_clock))
        address = await open_page(stack, tmp_path, join, port=0, clock=system_clock)
        page = Page(await stack.enter_async_context(aiohttp.ClientSession()), address)
        said = {}
        for person in ("ola", "tom"):
            await page.enter("messages", person)
            tab = await page.load()
            await tab.send("kiedy następne spotkanie?" if person == "ola" else "when is the next meetup?")
            said[person] = str((await tab.read())[1]["messages"])
    assert "Gdzie" in said["ola"]
    assert "Where" in said["tom"]


def _announced(state: Any) -> int:
    return int(state["people"][0]["messages"]["announcements"])


async def _publish(page: Page) -> str:
    return str((await page.ask("POST", "/herold/publish", json={}))[1]["name"])


async def _until(page: Page, seen: Callable[[Any], bool]) -> Any:
    async with asyncio.timeout(60):
        while not seen(state := await page.state()):  # noqa: ASYNC110 -- a page has nothing else to go by
            await asyncio.sleep(0.05)
        return state
