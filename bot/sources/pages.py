"""Asks a site whether it shows a page yet: politely, and never anything that only this machine can reach."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot import VERSION

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

log = logging.getLogger(__name__)

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(minutes=15)
"""A page that is not there is asked for again after one minute, then two, four … up to this."""
_TIMEOUT_S: Final = 10.0
_AT_ONCE: Final = 4
_REDIRECTS: Final = 5
_OK: Final = 200
_NO_HEAD: Final = frozenset({400, 403, 405, 501})
"""What hosts answer that do not like HEAD; GET may still do."""
_MOVED: Final = frozenset({301, 302, 303, 307, 308})


class PageLooker:
    """Remembers when to ask again. Addresses of private networks are asked only when `private` is set."""

    def __init__(self, *, private: bool = False) -> None:
        self._private = private
        self._again: dict[str, tuple[timedelta, datetime]] = {}

    async def answering(self, urls: Collection[str], now: datetime) -> set[str]:
        """Those of the addresses that answer 200; one asked a short while ago counts as not answering. Never raises."""
        due = [url for url in dict.fromkeys(urls) if url not in self._again or self._again[url][1] <= now]
        if not due:
            return set()
        connector = aiohttp.TCPConnector(limit=_AT_ONCE, resolver=_Resolver(private=self._private), use_dns_cache=False)
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S),
            headers={"User-Agent": f"Herold/{VERSION} (is the page out yet?)"},
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as session:
            answers = await asyncio.gather(*(self._is_out(session, url) for url in due))
        for url in due:
            pause = min(self._again[url][0] * 2, LONGEST_PAUSE) if url in self._again else FIRST_PAUSE
            self._again[url] = (pause, now + pause)
        return {url for url, is_out in zip(due, answers, strict=True) if is_out}

    async def _is_out(self, session: aiohttp.ClientSession, url: str) -> bool:
        try:
            status = await self._status(session, "HEAD", url)
            if status in _NO_HEAD:
                status = await self._status(session, "GET", url)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            log.info("a page cannot be asked for: %s: %s", url, type(error).__name__)
            return False
        return status == _OK

    async def _status(self, session: aiohttp.ClientSession, method: str, url: str) -> int:
        """What the page, or the one it moved to, answers. No body is read."""
        for _step in range(_REDIRECTS):
            if not self._may_be_asked(url):
                raise ValueError(url)
            async with session.request(method, url, allow_redirects=False) as response:
                if response.status not in _MOVED:
                    return response.status
                url = urljoin(url, response.headers.get("Location", ""))
        return 0

    def _may_be_asked(self, url: str) -> bool:
        """False for another scheme, and for the bare address of a private network: no resolver sees that one."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return False
        with suppress(ValueError):
            return self._private or _is_public(parts.hostname)
        return True


class _Resolver(AbstractResolver):
    """Resolves a name to its public addresses. The connection goes to what was looked at, not to a second answer."""

    def __init__(self, *, private: bool) -> None:
        self._inner = ThreadedResolver()
        self._private = private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        allowed = [one for one in found if self._private or _is_public(one["host"])]
        if not allowed:
            raise OSError(f"{host} is not on the public network")
        return allowed

    async def close(self) -> None:
        await self._inner.close()


def _is_public(address: str) -> bool:
    """Raises ValueError for what is no address."""
    ip: Any = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_global) and not ip.is_multicast
