"""Asking a site for a page, over real HTTP: when it counts as there, how often it is asked, what is never asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot.sources.pages import PageLooker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


@dataclass
class Site:
    """A web server that answers as it is told, and notes what it was asked."""

    port: int = 0
    answers: dict[str, int] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    likes_head: bool = True
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.path}")
        if request.method == "HEAD" and not self.likes_head:
            return web.Response(status=405)
        if request.path in self.moved:
            return web.Response(status=301, headers={"Location": self.moved[request.path]})
        return web.Response(status=self.answers.get(request.path, 404))

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", site.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.port = runner.addresses[0][1]
    await web.TCPSite(runner, "127.0.0.2", site.port).start()
    yield site
    await runner.cleanup()


async def test_a_page_is_out_once_it_answers(site: Site) -> None:
    looker = PageLooker(private=True)
    urls = [site.url("/a/"), site.url("/b/")]
    site.answers["/a/"] = 200
    assert await looker.answering(urls, NOW) == {site.url("/a/")}
    assert sorted(site.asked) == ["HEAD /a/", "HEAD /b/"]


async def test_a_missing_page_is_asked_for_less_and_less_often(site: Site) -> None:
    looker = PageLooker(private=True)
    for minute in range(120):
        await looker.answering([site.url("/a/")], NOW + timedelta(minutes=minute))
    assert len(site.asked) == 4 + 7, "after 1, 3, 7 and 15 minutes, and then every 15"
    site.answers["/a/"] = 200
    assert await looker.answering([site.url("/a/")], NOW + timedelta(hours=3))


async def test_who_does_not_like_head_is_asked_with_get(site: Site) -> None:
    site.likes_head, site.answers["/a/"] = False, 200
    assert await PageLooker(private=True).answering([site.url("/a/")], NOW)
    assert site.asked == ["HEAD /a/", "GET /a/"]


async def test_a_page_that_moved_is_followed_a_few_steps(site: Site) -> None:
    site.answers["/b/"] = 200
    site.moved = {"/a": "/a/", "/a/": site.url("/b/"), "/loop": "/loop", "/file": "file:///etc/passwd"}
    looker = PageLooker(private=True)
    urls = [site.url(path) for path in ("/a", "/loop", "/file")]
    assert await looker.answering(urls, NOW) == {site.url("/a")}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001"])
async def test_this_machine_is_never_asked(site: Site, host: str) -> None:
    site.answers["/a/"] = 200
    assert await PageLooker().answering([f"http://{host}:{site.port}/a/"], NOW) == set()
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/a",
        "http://10.0.0.1/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http:///",
        "http://[x/",
    ],
)
async def test_what_is_no_public_page_is_not_there(url: str) -> None:
    assert await PageLooker().answering([url], NOW) == set()


async def test_a_public_page_that_leads_inside_is_not_followed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sources.pages._is_public", lambda address: address == "127.0.0.1")
    site.answers["/inside/"] = 200
    site.moved = {"/a/": f"http://127.0.0.2:{site.port}/inside/", "/b/": site.url("/inside/")}
    assert await PageLooker().answering([site.url("/a/"), site.url("/b/")], NOW) == {site.url("/b/")}
    assert site.asked.count("HEAD /inside/") == 1
