"""Posts are read beside the event loop: in a process of its own, which may die without a post being lost."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from bot.meetups import folding
from bot.posts.model import PostKind, Site
from bot.services import refolding
from bot.services.all import services_of
from bot.services.reading import HOPELESS, TRIES, Job, Outcome, ReaderHere, ReaderProcess
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.services.newsroom import Newsroom

SITE = Site(url="https://jug.example.org")
ANNOUNCED = b"""---
title: "Spotkanie #50"
date: 2026-01-10 12:00
categories: [spotkania]
---
Zapraszamy na kolejne spotkanie, 21 stycznia o 18:00 w klubie Proza. Zapisy: <https://example.org/50>
"""


def job(content: bytes | str, name: str = "2026-01-10-spotkanie") -> Job:
    return Job(f"{name}.markdown", content, SITE, 20_000)


JOBS = [
    job(ANNOUNCED),
    job(b"---\ntitle: Raz: dwa\n---\n"),
    job(b"x" * 30_000),
    job(ANNOUNCED.decode(), "2026-01-10-tekst"),
    job(b'---\ntitle: "zero \\0"\nevent: {starts_at: "2026-01-21 18:00"}\n---\n\xb1\xb6'),
]


def test_another_process_reads_what_this_one_would() -> None:
    reader = ReaderProcess()
    there = list(reader.read(JOBS))
    assert there == list(ReaderHere().read(JOBS))
    assert there[0].reading is not None
    assert there[0].reading.kind.value is PostKind.ANNOUNCEMENT
    assert [outcome.refused is not None for outcome in there] == [False, True, True, False, False]
    assert reader.pid not in {None, os.getpid()}


def test_a_process_that_was_killed_is_replaced() -> None:
    reader = ReaderProcess()
    outcomes = reader.read([job(ANNOUNCED), job(ANNOUNCED)])
    first, pid = next(outcomes), reader.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert next(outcomes) == first
    assert reader.pid not in {None, pid}


def test_an_idle_process_ends_and_another_starts_when_needed() -> None:
    reader = ReaderProcess(idle_s=0.01)
    (first,) = reader.read([job(ANNOUNCED)])
    assert reader._process is not None
    assert reader._process.wait(timeout=60) == 0
    assert reader.pid is None
    assert list(reader.read([job(ANNOUNCED)])) == [first]


def test_posts_that_take_too_long_are_given_up_and_then_read_here() -> None:
    reader = ReaderProcess(patience_s=0.0)
    outcomes = list(reader.read([job(ANNOUNCED)] * (HOPELESS // TRIES + 1)))
    assert outcomes[:-1] == [Outcome()] * (HOPELESS // TRIES)
    assert outcomes[-1] == next(ReaderHere().read([job(ANNOUNCED)]))


def test_where_no_process_can_start_posts_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert list(ReaderProcess().read(JOBS)) == list(ReaderHere().read(JOBS))


def test_the_process_goes_with_its_reader() -> None:
    reader = ReaderProcess()
    next(reader.read([job(ANNOUNCED)]))
    process = reader._process
    del reader
    gc.collect()
    assert process is not None
    assert process.poll() is not None


@pytest.mark.parametrize(("wanted", "kind"), [(True, ReaderProcess), (False, ReaderHere)])
async def test_the_setting_chooses(room: Newsroom, tmp_path: Path, *, wanted: bool, kind: type) -> None:
    settings = Settings(_env_file=None, blog=tmp_path, reader_process=wanted)
    services = services_of(room.sessions, lambda: room.now, settings)
    assert type(services.sync._settling.library.reader) is kind


async def test_neither_reading_nor_folding_happens_in_the_event_loop(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: dict[str, set[int]] = {"read": set(), "fold": set()}
    fold = folding.refold

    class Noted(ReaderHere):
        def read(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
            where["read"].add(threading.get_ident())
            return super().read(jobs)

    def noted(*args: object) -> object:
        where["fold"].add(threading.get_ident())
        return fold(*args)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(refolding, "refold", noted)
    room.services.sync._settling.library.reader = Noted()
    room.announce()
    await room.opened()
    assert all(where.values())
    assert threading.get_ident() not in where["read"] | where["fold"]
