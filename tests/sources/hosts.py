"""Git hosts on this machine: real https in front of git's own server program, and what ssh does without a network."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shlex
import ssl
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PROXIES: Final = ("https_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate for this machine that vouches for itself, and its key."""

    file: Path
    key: Path


def certificate(folder: Path) -> Certificate:
    made = Certificate(folder / "host.pem", folder / "host.key")
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    kind = ("-x509", "-days", "2", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    files = ("-keyout", str(made.key), "-out", str(made.file))
    subprocess.run(["openssl", "req", *kind, *names, *files], check=True, capture_output=True)
    return made


@dataclass
class HttpsHost:
    """Serves the repositories below `root` by git's smart protocol. What it is told to do wrong, it does from then on."""

    root: Path
    login: str | None = None
    """"user:password" that every request must bring, where set."""
    status: int | None = None
    """Answers whoever logged in with this status, and with all that was told, the login too, as text."""
    moved_to: str | None = None
    """Where every request is sent on to: the beginning of an address."""
    port: int = 0
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Method and path, and the credentials that came along."""

    @property
    def place(self) -> str:
        return f"localhost:{self.port}"

    @contextlib.contextmanager
    def served(self, certificate: Certificate) -> Iterator[HttpsHost]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.file, certificate.key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, host: HttpsHost, *connection: Any) -> None:
        self.host = host
        super().__init__(*connection)  # answers, before it returns

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def log_message(self, *_about: object) -> None:
        """Tests read `asked`."""

    def _answer(self, body: bytes) -> None:
        kind, _blank, told = self.headers.get("Authorization", "").partition(" ")
        login = base64.b64decode(told).decode() if kind == "Basic" else None
        self.host.asked.append((f"{self.command} {self.path}", login))
        if self.host.moved_to is not None:
            self._say(302, b"", Location=self.host.moved_to + self.path)
        elif self.host.login not in {None, login}:
            self._say(401, b"who are you?\n", **{"WWW-Authenticate": 'Basic realm="git"', "Content-Type": "text/plain"})
        elif self.host.status is not None:
            echo = f"no: {login} {quote(login or '', safe=':')} {self.headers.get('Authorization')}\n"
            self._say(self.host.status, echo.encode(), **{"Content-Type": "text/plain; charset=utf-8"})
        else:
            self._ask_git(body)

    def _ask_git(self, body: bytes) -> None:
        """Git's server program, as a web server runs it."""
        parts = urlsplit(self.path)
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.host.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        told = subprocess.run(
            ["git", "http-backend"], input=body, env=environment, capture_output=True, check=False
        ).stdout
        head, _blank, answer = told.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self._say(int(headers.pop("Status", "200").split()[0]), answer, **headers)

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def direct(monkeypatch: Any) -> None:
    """No proxy between git and this machine, whatever the environment of the tests has."""
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@dataclass(frozen=True, slots=True)
class SshHost:
    """Stands in for the program ssh: it notes how it was called, and runs here what it was to run on the host."""

    folder: Path

    @classmethod
    def installed(cls, folder: Path, monkeypatch: Any, *, refuses: str = "") -> SshHost:
        """Puts it before the real one; where it `refuses`, it says so and connects to nothing."""
        host = cls(folder)
        folder.mkdir()
        note = f"import json, sys; open({str(host._notes)!r}, 'a').write(json.dumps(sys.argv[1:]) + chr(10))"
        lines = ["#!/bin/sh", f'{shlex.quote(sys.executable)} -c {shlex.quote(note)} "$@"']
        if refuses:
            lines += [f"echo {shlex.quote(refuses)} >&2", "exit 255"]
        # As sshd does it: what comes last goes to a shell of the host.
        lines += ['for last in "$@"; do :; done', 'exec sh -c "$last"']
        program = folder / "ssh"
        program.write_text("\n".join(lines) + "\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        return host

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of each call."""
        return [json.loads(line) for line in self._notes.read_text().splitlines()] if self._notes.exists() else []

    @property
    def _notes(self) -> Path:
        return self.folder / "calls"
