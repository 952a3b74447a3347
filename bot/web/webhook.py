"""The webhook of a git host: a signed push wakes the poller, and does nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.web.limits import Bucket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic import SecretStr

log = logging.getLogger(__name__)

PATH: Final = "/webhook"
BODY_S: Final = 10.0
"""How long a request may take to send its body. Seconds."""
_HUB: Final = "X-Hub-Signature-256"
# https://docs.gitea.com/usage/webhooks: the same HMAC, without the name of the hash before it.
_PLAIN: Final = ("X-Gitea-Signature", "X-Forgejo-Signature", "X-Gogs-Signature")


def webhook_routes(secret: SecretStr | None, wake: Callable[[], None]) -> Iterable[web.RouteDef]:
    """The webhook, where a secret is set. `wake` is called for each request whose signature is right."""
    return () if secret is None else (web.post(PATH, _Webhook(secret.get_secret_value().encode(), wake).answer),)


def is_signed(body: bytes, headers: Mapping[str, str], secret: bytes) -> bool:
    """True when GitHub's, Gitea's or Forgejo's signature of the body is there and right."""
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest().encode()
    hub = headers.get(_HUB, "")
    given = [hub.removeprefix("sha256=")] if hub.startswith("sha256=") else []
    given += [headers[name] for name in _PLAIN if name in headers]
    return any([hmac.compare_digest(expected, one.lower().encode("utf-8", "replace")) for one in given])  # noqa: C419 -- all are compared, whichever fits


class _Webhook:
    """Unsigned requests are few, or none is looked at for a while; polling goes on whatever happens here."""

    def __init__(self, secret: bytes, wake: Callable[[], None]) -> None:
        self._secret = secret
        self._wake = wake
        self._failures = Bucket(size=20, per_second=0.2)

    async def answer(self, request: web.Request) -> web.Response:
        if self._failures.is_empty:
            raise web.HTTPTooManyRequests
        try:
            async with asyncio.timeout(BODY_S):
                body = await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        if not is_signed(body, request.headers, self._secret):
            self._failures.take()
            log.warning("a webhook without the right signature was refused")
            raise web.HTTPForbidden
        self._wake()
        return web.Response(status=202, text="Thank you, I will look.\n")
