"""The calendar that people subscribe to: a guild's meetups at an address that nobody can guess."""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.web.limits import Bucket

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.services.calendars import CalendarFile, CalendarService

PATH: Final = "/calendar/{token:[A-Za-z0-9_-]{43}}.ics"
_SECOND: Final = timedelta(seconds=1)


def calendar_routes(
    public_url: str | None, calendars: CalendarService, requests: Bucket | None = None
) -> Iterable[web.RouteDef]:
    """The calendars, where people are told the server's address. `requests` says how many are answered."""
    served = _Calendars(calendars, requests or Bucket(size=100, per_second=20))
    return () if public_url is None else (web.get(PATH, served.answer),)


class _Calendars:
    """Calendar programs ask every few hours, and mostly hear that nothing changed."""

    def __init__(self, calendars: CalendarService, requests: Bucket) -> None:
        self._calendars = calendars
        self._requests = requests

    async def answer(self, request: web.Request) -> web.Response:
        if not self._requests.take():
            raise web.HTTPTooManyRequests
        file = await self._calendars.of_token(request.match_info["token"])
        if file is None:
            raise web.HTTPNotFound
        # Always asked about, seldom sent: a meetup that moved must not wait for a cache to forget.
        headers = {"ETag": f'"{file.digest}"', "Cache-Control": "private, no-cache"}
        if file.changed_at is not None:
            headers["Last-Modified"] = format_datetime(file.changed_at.astimezone(UTC), usegmt=True)
        if _is_known(request, file):
            return web.Response(status=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="meetups.ics"'
        return web.Response(body=file.data, content_type="text/calendar", charset="utf-8", headers=headers)


def _is_known(request: web.Request, file: CalendarFile) -> bool:
    """True when the asker has the file already (RFC 9110, 13.2.2: an ETag, where given, decides alone)."""
    if (tags := request.if_none_match) is not None:
        return any(tag.value in {"*", file.digest} for tag in tags)
    since = request.if_modified_since
    return since is not None and file.changed_at is not None and file.changed_at < since + _SECOND
