"""The calendar's address over real sockets: whole at first, 304 while nothing changes, 404 for who guesses."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import icalendar
import pytest
from pydantic import ValidationError

from bot.services.calendars import address_of
from bot.settings import Settings
from bot.web import WebServer
from bot.web.calendar import calendar_routes
from bot.web.limits import Bucket
from tests.services.newsroom import CANCELLATION, GUILD, OLA, Newsroom, member, organizer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from bot.store.base import Sessions


@dataclass
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]


class Subscriber:
    """A calendar program that remembers what it was told."""

    def __init__(self, room: Newsroom, server: WebServer) -> None:
        self.room = room
        self.server = server

    async def get(self, token: str | None = None, *, method: str = "GET", **headers: str) -> Answer:
        token = token or await self.room.services.calendars.token(GUILD)
        url = address_of(f"http://127.0.0.1:{self.server.port}", token)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with aiohttp.ClientSession() as session, session.request(method, url, headers=named) as response:
            return Answer(response.status, await response.read(), response.headers)

    async def entries(self) -> dict[str, tuple[int, str]]:
        """By UID: SEQUENCE and STATUS."""
        events = icalendar.Calendar.from_ical((await self.get()).body).walk("VEVENT")
        return {str(event["UID"]): (event.decoded("SEQUENCE"), str(event["STATUS"])) for event in events}


@pytest.fixture
async def room(tmp_path: Path, sessions: Sessions) -> Newsroom:
    room = Newsroom(tmp_path / "blog", sessions)
    await room.services.guilds.joined(GUILD, "Przykładowy JUG")
    await room.opened()
    return room


@pytest.fixture
async def subscriber(room: Newsroom) -> AsyncIterator[Subscriber]:
    async with serving(room) as one:
        yield one


@contextlib.asynccontextmanager
async def serving(
    room: Newsroom, public_url: str | None = "https://herold.example.org", requests: Bucket | None = None
) -> AsyncIterator[Subscriber]:
    server = WebServer("127.0.0.1", 0)
    server.add(calendar_routes(public_url, room.services.calendars, requests))
    await server.start()
    try:
        yield Subscriber(room, server)
    finally:
        await server.stop()


async def test_all_meetups_come_under_the_guilds_name(subscriber: Subscriber) -> None:
    subscriber.room.announce()
    await subscriber.room.sync()
    answer = await subscriber.get()
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    calendar = icalendar.Calendar.from_ical(answer.body)
    assert str(calendar["X-WR-CALNAME"]) == "Przykładowy JUG"
    assert [str(event["LOCATION"]) for event in calendar.walk("VEVENT")] == ["Proza"]


async def test_nothing_new_is_304_by_etag_and_by_date(subscriber: Subscriber) -> None:
    subscriber.room.announce()
    await subscriber.room.sync()
    first = await subscriber.get()
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert changed == "Sat, 10 Jan 2026 12:00:00 GMT"
    subscriber.room.later(days=3)
    await subscriber.room.sync()
    for headers in ({"If_None_Match": etag}, {"If_None_Match": f'"x", W/{etag}'}, {"If_Modified_Since": changed}):
        again = await subscriber.get(**headers)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    assert (await subscriber.get(If_None_Match='"x"', If_Modified_Since=changed)).status == 200  # the ETag decides
    assert (await subscriber.get(If_Modified_Since="Fri, 09 Jan 2026 12:00:00 GMT")).status == 200
    head = await subscriber.get(method="HEAD")
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", etag)
    assert (await subscriber.get(method="POST")).status == 405


async def test_a_change_raises_the_sequence_and_changes_the_etag(subscriber: Subscriber) -> None:
    room = subscriber.room
    room.announce()
    await room.sync()
    ((uid, (before, status)),) = (await subscriber.entries()).items()
    etag = (await subscriber.get()).headers["ETag"]
    assert (uid.endswith(f"@{GUILD}.herold"), status) == (True, "CONFIRMED")
    room.later(hours=1)
    room.announce(hour="19:30")
    await room.sync()
    assert (await subscriber.get(If_None_Match=etag)).status == 200
    assert (await subscriber.entries())[uid][0] > before


async def test_a_renamed_post_and_a_restart_change_no_uid(room: Newsroom) -> None:
    path = room.announce()
    await room.sync()
    async with serving(room) as one:
        before = set(await one.entries())
    path.rename(path.with_name("2026-01-11-nowa-nazwa.markdown"))
    await room.sync()
    room.restart()
    await room.sync()
    async with serving(room) as one:
        assert set(await one.entries()) == before


async def test_what_is_called_off_stays_and_says_so(subscriber: Subscriber) -> None:
    room = subscriber.room
    room.announce()
    await room.sync()
    ((uid, (before, _)),) = (await subscriber.entries()).items()
    room.later(hours=1)
    room.write("2026-01-10-odwolane", CANCELLATION.format(when="22 stycznia 2026"), title="Spotkanie #50 odwołane")
    await room.sync()
    ((same, (sequence, status)),) = (await subscriber.entries()).items()
    assert (same, status) == (uid, "CANCELLED")
    assert sequence > before


async def test_a_single_file_holds_the_same_entry(subscriber: Subscriber) -> None:
    room = subscriber.room
    room.announce()
    await room.sync()
    (meetup,) = await room.meetups()
    whole, single = (
        icalendar.Calendar.from_ical(data).walk("VEVENT")[0].to_ical()
        for data in ((await subscriber.get()).body, await room.services.calendars.single(GUILD, meetup.id))
    )
    assert whole == single


async def test_a_new_address_voids_the_old_one(subscriber: Subscriber) -> None:
    old = await subscriber.room.services.calendars.token(GUILD)
    assert await subscriber.room.services.calendars.token(GUILD) == old
    new = await subscriber.room.services.calendars.renew(organizer(OLA))
    assert len({old, new}) == 2
    assert [(await subscriber.get(token)).status for token in (old, new)] == [404, 200]
    assert await subscriber.room.acts() == [("calendar.renew", "", OLA)]
    with pytest.raises(Exception, match="Only organizers"):
        await subscriber.room.services.calendars.renew(member())


async def test_who_guesses_or_was_left_finds_nothing(subscriber: Subscriber) -> None:
    token = await subscriber.room.services.calendars.token(GUILD)
    assert len(token) == 43
    for guess in ("x" * 43, token[:-1], token + "x", "..%2f..%2f", "500"):
        assert (await subscriber.get(guess)).status == 404
    await subscriber.room.services.guilds.left(GUILD)
    assert (await subscriber.get(token)).status == 404


async def test_without_a_public_address_nothing_is_served(room: Newsroom) -> None:
    async with serving(room, None) as one:
        assert (await one.get()).status == 404


async def test_a_flood_is_told_to_slow_down(room: Newsroom) -> None:
    async with serving(room, requests=Bucket(size=2, per_second=1, clock=lambda: 0.0)) as one:
        assert [(await one.get("x" * 43)).status for _ in range(3)] == [404, 404, 429]


def test_the_public_address_is_checked() -> None:
    for fine in ("https://herold.example.org", "http://example.org:8080/meetups/"):
        assert Settings(_env_file=None, public_url=fine, http_port=8080).calendar_base == fine
    assert Settings(_env_file=None, public_url="https://herold.example.org").calendar_base is None
    for wrong in (
        "herold.example.org",
        "https://",
        "https://x.example/?a",
        "javascript:alert(1)",
        "https://a@b.example",
    ):
        with pytest.raises(ValidationError):
            Settings(_env_file=None, public_url=wrong)


async def test_an_empty_calendar_is_a_calendar(subscriber: Subscriber) -> None:
    answer = await subscriber.get()
    assert (answer.status, icalendar.Calendar.from_ical(answer.body).walk("VEVENT")) == (200, [])
