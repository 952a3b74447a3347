"""Reads posts beside the event loop: in a process of its own, or in a thread where that is not wanted.

A thread alone is not enough: reading is hard work in Python and in C, and whoever holds the interpreter's lock makes
the loop, and with it every answer, wait for a quarter of a second at worst.
"""

from __future__ import annotations

import contextlib
import copyreg
import logging
import os
import pickle
import signal
import subprocess
import sys
import weakref
from threading import Lock, Timer
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from bot.posts.broken import BrokenPost
from bot.posts.whole import read_bytes, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.posts.model import Reading, Site

log = logging.getLogger(__name__)

PATIENCE_S: Final = 60.0
"""How long one post may take: the longest allowed takes three seconds."""
IDLE_S: Final = 120.0
"""How long the process stays after its last post; it holds a hundred megabytes."""
TRIES: Final = 2
"""How many processes a post may take down before it counts as stumbled over."""
HOPELESS: Final = 3 * TRIES
"""After so many deaths in a row it is not the posts: no other process is started any more."""
_CHILD: Final = "import sys; sys.path[:] = sys.argv[1:]; from bot.services.reading import serve; serve()"


class Job(NamedTuple):
    """A post to read: its path below the folder of posts, its bytes or its text, and the site it belongs to."""

    path: str
    content: bytes | str
    site: Site
    max_bytes: int


class Refused(NamedTuple):
    """Why a post cannot be read; see BrokenPost."""

    line: int | None
    cause: str
    values: dict[str, Any]


class Outcome(NamedTuple):
    """What came of a job: a reading, a refusal, or neither for a post that the reader stumbled over."""

    reading: Reading | None = None
    refused: Refused | None = None


class PostReader(Protocol):
    """Reads posts one by one; blocks, so call it in a thread."""

    def read(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """The outcomes, in the order of the jobs. Never raises."""
        ...


class ReaderHere:
    """Reads in the thread that calls."""

    def read(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        return map(read_job, jobs)


class ReaderProcess:
    """Reads in another process, which starts with the first post, ends when idle, and is replaced when it dies.

    Where no process can be started, or none lives, it reads in the thread that calls.
    """

    def __init__(self, *, patience_s: float = PATIENCE_S, idle_s: float = IDLE_S) -> None:
        self._patience_s = patience_s
        self._idle_s = idle_s
        self._process: subprocess.Popen[bytes] | None = None
        self._one_post = Lock()
        self._died_in_a_row = 0

    def read(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        for job in jobs:
            with self._one_post:
                yield self._outcome(job)

    @property
    def pid(self) -> int | None:
        """The process that reads, None when there is none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def _outcome(self, job: Job) -> Outcome:
        for _try in range(TRIES):
            if self._died_in_a_row >= HOPELESS:
                return read_job(job)
            try:
                process = self._running()
            except OSError as error:
                log.warning("no process can be started to read posts, so the bot's own does: %s", error)
                self._died_in_a_row = HOPELESS
                continue
            try:
                outcome = self._asked(process, job)
            except Exception as error:  # noqa: BLE001 -- a process that dies may break the pipe or what is in it
                log.warning("the process that reads posts ended over %s: %r", job.path, error)
                self._died_in_a_row += 1
                _end(process)
            else:
                self._died_in_a_row = 0
                return outcome
        return Outcome()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and our own code
                [sys.executable, "-c", _CHILD, *sys.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            weakref.finalize(self, _end, self._process)
            _send(_pipe(self._process.stdin), self._idle_s)
        return self._process

    def _asked(self, process: subprocess.Popen[bytes], job: Job) -> Outcome:
        overdue = Timer(self._patience_s, process.kill)
        overdue.daemon = True
        overdue.start()
        try:
            _send(_pipe(process.stdin), job)
            outcome: Outcome = _received(_pipe(process.stdout))
        finally:
            overdue.cancel()
        return outcome


def read_job(job: Job) -> Outcome:
    """Reads one post. Never raises: one post, whatever is in it, never stops the others."""
    path, content, site, max_bytes = job
    try:
        if isinstance(content, bytes):
            return Outcome(read_bytes(path, content, site, max_bytes=max_bytes))
        return Outcome(read_text(path, content, site, max_bytes=max_bytes))
    except BrokenPost as broken:
        return Outcome(refused=Refused(broken.line, broken.cause, dict(broken.values)))
    except Exception:
        log.exception("a post could not be read: %s", path)
        return Outcome()


def serve() -> None:
    """What the reading process does: jobs come in on stdin, outcomes go out on stdout, until it is idle for long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, whose end closes our stdin
    with contextlib.suppress(OSError, AttributeError):
        os.nice(5)
    jobs, outcomes = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # a stray print would garble an outcome
    idle_s: float = _received(jobs)
    while True:
        idle = Timer(idle_s, os._exit, [0])
        idle.daemon = True
        idle.start()
        try:
            job: Job = _received(jobs)
        except EOFError:
            return
        finally:
            idle.cancel()
        _send(outcomes, read_job(job))


def _read_only(values: dict[str, Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType(values)


def _mapping(mapping: MappingProxyType[str, Any]) -> tuple[Callable[[dict[str, Any]], Any], tuple[dict[str, Any]]]:
    return _read_only, (dict(mapping),)


class _Pickler(pickle.Pickler):
    """Knows read-only mappings, which pickle itself does not."""

    dispatch_table = copyreg.dispatch_table | {MappingProxyType: _mapping}


def _send(pipe: IO[bytes], value: Any) -> None:
    _Pickler(pipe, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    pipe.flush()


def _received(pipe: IO[bytes]) -> Any:
    return pickle.load(pipe)  # noqa: S301 -- from a process of ours, which holds the other end alone


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            _pipe(pipe).close()
    process.kill()
    process.wait()
