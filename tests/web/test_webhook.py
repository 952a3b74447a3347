"""The HTTP server over real sockets: what a git host's webhook may do, and what nobody may."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import logging
import socket
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from bot.settings import Settings
from bot.web import CannotListen, WebServer
from bot.web.limits import Bucket
from bot.web.server import MAX_BODY_BYTES
from bot.web.webhook import webhook_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET = "a secret of the hook"
BODY = b'{"ref": "refs/heads/source"}'


class Hooked:
    """A listening server with a webhook, and how often it woke somebody."""

    def __init__(self, secret: str | None = SECRET) -> None:
        self.server = WebServer("127.0.0.1", 0)
        self.woken = 0
        self.server.add(webhook_routes(None if secret is None else SecretStr(secret), self._wake))

    def _wake(self) -> None:
        self.woken += 1

    async def post(self, body: bytes = BODY, **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{self.server.port}/webhook", data=body, headers=named) as response,
        ):
            return response.status


@contextlib.asynccontextmanager
async def listening(secret: str | None = SECRET) -> AsyncIterator[Hooked]:
    hooked = Hooked(secret)
    await hooked.server.start()
    try:
        yield hooked
    finally:
        await hooked.server.stop()


def signature(body: bytes = BODY, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X_Hub_Signature_256": f"sha256={signature()}"}, id="github"),
        pytest.param({"X_Gitea_Signature": signature()}, id="gitea"),
        pytest.param({"X_Forgejo_Signature": signature(), "X_Gitea_Signature": signature()}, id="forgejo"),
    ],
)
async def test_a_signed_push_wakes_the_poller(headers: dict[str, str]) -> None:
    async with listening() as hooked:
        assert await hooked.post(BODY, **headers) == 202
        assert hooked.woken == 1


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="unsigned"),
        pytest.param({"X_Hub_Signature_256": signature()}, id="no-hash-name"),
        pytest.param({"X_Hub_Signature_256": "sha256="}, id="empty"),
        pytest.param({"X_Hub_Signature_256": f"sha1={signature()}"}, id="another-hash"),
        pytest.param({"X_Hub_Signature_256": f"sha256={signature(b'another body')}"}, id="another-body"),
        pytest.param({"X_Gitea_Signature": signature(secret="guessed, wrongly")}, id="another-secret"),
        pytest.param({"X_Gitea_Signature": "zażółć"}, id="no-ascii"),
    ],
)
async def test_others_wake_nobody(headers: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    async with listening() as hooked:
        assert await hooked.post(BODY, **headers) == 403
        assert hooked.woken == 0
        assert SECRET not in caplog.text


async def test_who_guesses_often_is_not_listened_to_any_more() -> None:
    async with listening() as hooked:
        statuses = [await hooked.post(X_Gitea_Signature=f"{n:064}") for n in range(25)]
        assert statuses == [403] * 20 + [429] * 5
        assert hooked.woken == 0


async def test_a_huge_body_is_refused() -> None:
    async with listening() as hooked:
        body = b" " * (MAX_BODY_BYTES + 1)
        assert await hooked.post(body, X_Gitea_Signature=signature(body)) == 413
        assert hooked.woken == 0


async def test_without_a_secret_there_is_no_webhook() -> None:
    async with listening(secret=None) as hooked:
        assert await hooked.post(X_Gitea_Signature=signature()) == 404


async def test_without_a_port_nothing_listens() -> None:
    server = WebServer("127.0.0.1", None)
    await server.start()
    assert server.port is None
    await server.stop()


async def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = WebServer("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(CannotListen, match="HTTP cannot listen on"):
            await server.start()


async def test_a_bug_shows_a_number_and_not_its_words(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_request: web.Request) -> web.Response:
        raise ZeroDivisionError("the secret of the house")

    server = WebServer("127.0.0.1", 0)
    server.add([web.get("/broken", broken)])
    await server.start()
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{server.port}/broken") as response,
        ):
            text = await response.text()
    finally:
        await server.stop()
    assert response.status == 500
    assert "secret" not in text
    assert response.headers["Server"] == "herold"
    noted = [record.levelno for record in caplog.records if record.name == "bot.web.server"]
    assert [level for level in noted if level > logging.INFO] == [logging.ERROR]


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValidationError, match="webhook_secret"):
        Settings(_env_file=None, webhook_secret=SecretStr("short"))


def test_a_bucket_fills_with_time() -> None:
    now = 0.0
    bucket = Bucket(2, 0.5, clock=lambda: now)
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    now = 2.0
    assert [bucket.take() for _ in range(2)] == [True, False]
    now = 1000.0
    assert [bucket.take() for _ in range(3)] == [True, True, False]


async def test_a_body_that_never_comes_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.webhook.BODY_S", 0.05)
    async with listening() as hooked:
        reader, writer = await asyncio.open_connection("127.0.0.1", hooked.server.port)
        writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()
        assert b"408" in await reader.readline()
        writer.close()
        await writer.wait_closed()
