from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from bot.demo.launcher import Blog, Launcher
from tests.demo.parrot import parrot_demo

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo.stage import Stage


@pytest.mark.parametrize(
    ("language", "publish", "member"),
    [
        ("pl", "Opublikuj następny wpis", "uczestniczka, mówi po polsku"),
        ("en", "Publish the next post", "member, speaks Polish"),
    ],
)
async def test_the_page_speaks_the_visitors_language(tmp_path: Path, language: str, publish: str, member: str) -> None:
    async with parrot_demo(tmp_path) as (page, _stage, _bird):
        _, text = await page.ask("GET", "/", headers={"Accept-Language": f"{language},en;q=0.5"})
        _, state = await page.ask("GET", f"/herold/state?lang={language}")
    assert f'<html lang="{language}">' in text
    assert publish in text
    assert "%%" not in text
    assert str(tmp_path) in text
    assert state["people"][0]["role"] == member


async def test_other_sites_in_the_same_browser_get_nothing(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, stage, _bird):
        by_another_name, _ = await page.ask("GET", "/herold/state", headers={"Host": "evil.example"})
        wish = {"room": "general", "person": "ola"}
        from_another_page, _ = await page.ask(
            "POST", "/herold/enter", json=wish, headers={"Origin": "http://evil.example"}
        )
        visit = stage.visit
    assert (by_another_name, from_another_page) == (403, 403)
    assert visit is not None
    assert visit.room.key == "announcements"


async def test_the_organizers_room_opens_for_organizers_only(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, _stage, _bird):
        assert await page.enter("organizers", "ola") == 403
        assert (await page.state())["visit"]["room"] == "announcements"
        assert await page.enter("organizers", "kasia") == 200
        assert (await page.state())["visit"]["room"] == "organizers"
        assert await page.enter("cellar", "kasia") == 404
        assert await page.enter("general", "nobody") == 404


async def test_a_room_loads_framed_by_the_launcher_and_by_nobody_else(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, _stage, _bird):
        status, text = await page.ask("GET", "/room/")
        script, _ = await page.ask("GET", "/app.js")
        without_capability, _ = await page.ask("POST", "/api/pages", json={})
    assert (status, script, without_capability) == (200, 200, 401)
    assert "/herold/room.css" in text
    assert "/herold/room.js" in text


async def test_a_page_that_loads_while_the_room_changes_gets_all_its_files(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, _stage, _bird):

        async def change_rooms() -> None:
            for room in ("general", "messages", "announcements") * 3:
                assert await page.enter(room, "ola") == 200

        changing = asyncio.create_task(change_rooms())
        statuses = set()
        while not changing.done():
            statuses.add((await page.ask("GET", "/app.js"))[0])
        await changing
    assert statuses == {200}


async def test_direct_messages_belong_to_the_person_one_acts_as(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, _stage, _bird):
        await page.enter("messages", "ola")
        ola = await page.load()
        assert (await ola.send("Dzień dobry"))[1]["settlement"] == "settled"
        assert await ola.texts() == ["Dzień dobry", "Squawk: Dzień dobry"]
        await page.enter("messages", "tom")
        assert await (await page.load()).texts() == []
        await page.enter("messages", "ola")
        assert await (await page.load()).texts() == ["Dzień dobry", "Squawk: Dzień dobry"]


async def test_a_typed_mention_of_the_bot_is_one(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, _stage, _bird):
        await page.enter("general", "ola")
        tab = await page.load()
        await tab.send("herold jest tu?")
        await tab.send("@herold jesteś?")
        assert (await tab.texts())[2] == "Squawk: @Herold jesteś?"


async def test_acts_that_know_of_no_newer_publication_are_done_all_the_same(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, stage, bird):
        tab = await page.load()
        await page.enter("general", "ola")
        tab = await page.load()
        for number in range(5):
            bird.to_say.append(f"News {number}")
            await stage.env.advance_time(2)
            await stage.pump()  # publishes, and the tab does not look
            status, receipt = await tab.send(f"Hello {number}")
            assert (status, receipt["settlement"], receipt["rejected"]) == (200, "settled", False)
        assert await tab.texts() == [f"Hello {number}" for number in range(5)]


async def test_nothing_is_lost_while_the_clock_runs_as_fast_as_it_can(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, stage, bird):
        await page.enter("messages", "ola")
        tab = await page.load()
        ended = asyncio.Event()

        async def hurry() -> None:
            while not ended.is_set():
                await stage.pump()
                await asyncio.sleep(0)

        pump = asyncio.create_task(hurry())
        receipts = []
        for number in range(30):
            bird.to_say.append(f"News {number}")
            receipts.append(await tab.send(f"Hello {number}"))
        ended.set()
        await pump
        await _later(stage)
        await page.enter("announcements", "ola")
        announced = await (await page.load()).texts()
    assert {(status, receipt["settlement"]) for status, receipt in receipts} == {(200, "settled")}
    assert announced == [f"News {number}" for number in range(30)]


async def test_a_page_whose_lease_ran_out_is_loaded_anew(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, stage, _bird):
        tab = await page.load()
        before = (await page.state())["visit"]["number"]
        assert stage.visit is not None
        stage.visit.preview._pages.pop(tab.headers["X-Simcord-Context"])  # as after ten minutes in a sleeping tab
        status, _ = await tab.read()
        assert status == 410
        assert (await page.state())["visit"]["number"] == before + 1
        assert (await (await page.load()).read())[0] == 200


async def test_pages_that_never_said_goodbye_do_not_lock_the_room(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, _stage, _bird):
        for _ in range(16):
            await page.load()
        before = (await page.state())["visit"]["number"]
        with pytest.raises(AssertionError):
            await page.load()
        assert (await page.state())["visit"]["number"] == before + 1
        await page.load()


async def test_the_launcher_shows_messages_of_every_room_and_the_scheduled_events(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (page, stage, bird):
        bird.to_say.append("News")
        stage.town.guild.create_scheduled_event(
            "Meetup 50",
            start_time="2031-01-09T18:00:00+00:00",
            end_time="2031-01-09T21:00:00+00:00",
            entity_type=3,
            location="Library",
        )
        await _later(stage)
        await stage.pump()
        state = await page.state()
    assert state["people"][0]["messages"] == {"announcements": 1, "general": 0, "messages": 0}
    assert state["events"] == [
        {
            "name": "Meetup 50",
            "start": "2031-01-09T18:00:00+00:00",
            "end": "2031-01-09T21:00:00+00:00",
            "place": "Library",
            "status": "scheduled",
        }
    ]


async def test_publishing_says_what_was_published_until_nothing_is_left(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path, posts=["a.markdown"]) as (page, _stage, _bird):
        assert await page.ask("POST", "/herold/publish", json={}) == (200, {"name": "a.markdown"})
        assert await page.ask("POST", "/herold/publish", json={}) == (200, {"name": None})


async def test_a_taken_port_gives_way_to_the_next_free_one(tmp_path: Path) -> None:
    async with parrot_demo(tmp_path) as (_page, stage, _bird):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            launcher = Launcher(stage, Blog(tmp_path, "herold demo publish", lambda: asyncio.sleep(0, None)))
            address = await launcher.open(port)
            await launcher.close()
            nowhere = Launcher(stage, Blog(tmp_path, "herold demo publish", lambda: asyncio.sleep(0, None)))
            with pytest.raises(OSError, match=f"between {port} and {port}"):
                await nowhere.open(port, tries=1)
            await nowhere.close()
    assert port < int(address.rstrip("/").rpartition(":")[2]) < port + 20


async def _later(stage: Stage) -> None:
    async with stage.holding():
        await stage.env.advance_time(2)
