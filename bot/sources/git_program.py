"""Runs the git program: without a shell, a prompt, hooks or anybody's settings, within limits of time and space."""

from __future__ import annotations

import base64
import contextlib
import os
import re
import shlex
import signal
import subprocess
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from bot.sources.address import TOKEN_USER
from bot.sources.model import SourceStopped, SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.sources.address import Address

OLDEST: Final = (2, 31)
"""The first git that takes configuration from the environment."""
LOCAL_S: Final = 120.0
"""How long a command may take that asks nobody. Seconds."""
MAX_OUTPUT: Final = 64_000_000
"""How many bytes a command may print."""
TOO_LARGE: Final = "The blog's repository is larger than allowed (HEROLD_MAX_CLONE_MEGABYTES)."
_LOOK_S: Final = 0.2
"""How often a running command is looked after."""

_KEPT: Final = (
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "SSH_AUTH_SOCK", "SYSTEMROOT"),
    *("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"),
)
"""What git sees of our environment. Our own settings, secrets among them, and GIT_DIR and its like stay out."""
_CONFIG: Final = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.askPass": "",
    "credential.helper": "",
    "fetch.recurseSubmodules": "false",
    "gc.autoDetach": "false",
    "maintenance.autoDetach": "false",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "30",
    "diff.renameLimit": "2000",
}
# The secret is in the environment of git alone; git runs this in a shell of its own and asks it by the host's name.
_HELPER: Final = (
    '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$HEROLD_GIT_USER" "$HEROLD_GIT_PASSWORD"; }; f'
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class GitFailed(SourceUnavailable):
    """A git command ended badly; its words are cleaned of secrets and control characters."""


class GitTooSlow(GitFailed):
    """A git command took too long and was ended."""


class GitTooLarge(GitFailed):
    """What a git command fetches or prints is larger than allowed; it was ended."""


class Git:
    """The git program for one repository. `stop` ends what runs, from any thread; nothing runs after it."""

    def __init__(self, address: Address, *, ssh_key: Path | None = None, config: Path | None = None) -> None:
        """`config` is a file that stands for the user's own configuration; without it there is none."""
        self._secrets = _forms_of_secrets(address)
        self._environment = _environment(address, ssh_key, config)
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def start(self) -> None:
        """Lets commands run again after `stop`."""
        self._stopping.clear()

    def run(
        self,
        *arguments: str,
        git_dir: Path | None = None,
        given: bytes = b"",
        timeout_s: float = LOCAL_S,
        remote: Mapping[str, str] | None = None,
        is_too_large: Callable[[], bool] = lambda: False,
    ) -> bytes:
        """What the command printed. Raises GitFailed.

        `given` goes to its input; `remote` is configuration for this command alone; it ends after `timeout_s`, or when
        `is_too_large`, which is asked now and then, says so.
        """
        if self._stopping.is_set():
            raise SourceStopped("git was told to stop")
        environment = dict(self._environment)
        _configure(environment, remote or {})
        if git_dir is not None:  # without it git would look for another repository around a broken one
            environment["GIT_DIR"] = str(git_dir)
        command = ["git", "--no-pager", "--literal-pathspecs", "--no-replace-objects", *arguments]
        with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as told:
            try:
                process = subprocess.Popen(  # noqa: S603 -- no shell, and every argument is ours or was checked
                    command,
                    cwd=git_dir,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=printed,
                    stderr=told,
                    start_new_session=True,
                )
            except FileNotFoundError as error:
                what = "git" if error.filename == "git" else f"the folder {error.filename}"
                raise GitFailed(f"The program git cannot be run: {what} is not there.") from error
            except OSError as error:
                raise GitFailed(f"The program git cannot be run: {error.strerror}.") from error
            self._wait(process, given, timeout_s, lambda: is_too_large() or _size(printed) > MAX_OUTPUT)
            if process.returncode != 0:
                raise GitFailed(f"git {arguments[0]}: {self._words(told)}")
            printed.seek(0)
            return printed.read()

    def _wait(
        self, process: subprocess.Popen[bytes], given: bytes, timeout_s: float, is_too_large: Callable[[], bool]
    ) -> None:
        feeder = threading.Thread(target=_feed, args=(process, given), daemon=True)
        feeder.start()
        deadline = time.monotonic() + timeout_s
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK_S)
                if is_too_large():
                    raise GitTooLarge(TOO_LARGE)
                if process.returncode is not None:
                    return
                if self._stopping.is_set():
                    raise SourceStopped("git was told to stop")
                if time.monotonic() > deadline:
                    raise GitTooSlow(f"git took longer than {timeout_s:.0f} seconds and was ended.")
        finally:
            _end(process)
            feeder.join()

    def _words(self, told: Any) -> str:
        """The end of what a command complained of, safe to log and to show."""
        told.seek(max(0, _size(told) - 2_000))
        lines = told.read().decode("utf-8", errors="replace").splitlines()
        text = " ".join(line for line in lines if line.strip() and not line.startswith(("hint:", "warning:")))
        for secret in self._secrets:
            text = text.replace(secret, "***")
        text = _CONTROL.sub(" ", text).strip()
        return text if len(text) <= 400 else f"…{text[-399:]}"  # noqa: PLR2004 -- a few sentences


def git_version() -> tuple[int, ...] | None:
    """The version of the git program, None where there is none."""
    try:
        told = subprocess.run(["git", "version"], capture_output=True, timeout=10, check=True).stdout  # noqa: S607 -- found in PATH, as for every user
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(rb"(\d+)\.(\d+)(?:\.(\d+))?", told)
    return tuple(int(part) for part in found.groups(b"0")) if found else None


def _environment(address: Address, ssh_key: Path | None, config: Path | None) -> dict[str, str]:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull if config is None else str(config),
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": address.scheme,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_SSH_VARIANT": "ssh",
        "GIT_SSH_COMMAND": _ssh(ssh_key),
    }
    _configure(environment, _CONFIG)
    if address.scheme == "https" and (address.user or address.password):
        host = "/".join(address.url.split("/", 3)[:3])
        _configure(environment, {f"credential.{host}.helper": _HELPER})
        environment["HEROLD_GIT_USER"] = address.user.get_secret_value() if address.user else TOKEN_USER
        environment["HEROLD_GIT_PASSWORD"] = address.password.get_secret_value() if address.password else ""
    return environment


def _forms_of_secrets(address: Address) -> list[str]:
    """User and password as they are, as an address writes them and as a request carries them, the longest first."""
    user, password = (one.get_secret_value() if one else "" for one in (address.user, address.password))
    forms = {form for one in (user, password) for form in (one, quote(one), quote(one, safe=""))}
    if password:
        forms.add(base64.b64encode(f"{user or TOKEN_USER}:{password}".encode()).decode())
    return sorted(filter(None, forms), key=len, reverse=True)


def _ssh(key: Path | None) -> str:
    options = ["BatchMode=yes", "StrictHostKeyChecking=accept-new", "ConnectTimeout=20", "ClearAllForwardings=yes"]
    options += ["PermitLocalCommand=no", "ServerAliveInterval=15"] + (["IdentitiesOnly=yes"] if key else [])
    words = ["ssh", *(word for option in options for word in ("-o", option))]
    words += ["-i", str(key.expanduser().absolute())] if key else []
    return shlex.join(words)


def _configure(environment: dict[str, str], values: Mapping[str, str]) -> None:
    """Adds configuration that wins over every file; it is in no command line, so nobody else can see it."""
    count = int(environment.get("GIT_CONFIG_COUNT", "0"))
    for number, (name, value) in enumerate(values.items(), start=count):
        environment[f"GIT_CONFIG_KEY_{number}"], environment[f"GIT_CONFIG_VALUE_{number}"] = name, value
    environment["GIT_CONFIG_COUNT"] = str(count + len(values))


def _feed(process: subprocess.Popen[bytes], given: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError), process.stdin:  # one that ended early wants no more
        process.stdin.write(given)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends git and whatever it started: they are a process group of their own."""
    if process.returncode is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _size(file: Any) -> int:
    return os.fstat(file.fileno()).st_size
