from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.demo.running import RunningDemo, noted, running_demos

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def runtime_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "demo" / "blog").mkdir(parents=True)
    return tmp_path


def test_a_running_demo_is_found_and_an_ended_one_is_not(runtime_folder: Path) -> None:
    demo = RunningDemo(os.getpid(), "http://127.0.0.1:8765/", str(runtime_folder / "demo"))
    with noted(demo):
        assert running_demos() == [demo]
        assert demo.blog == runtime_folder / "demo" / "blog"
    assert running_demos() == []


def test_what_a_killed_demo_or_somebody_else_left_behind_is_no_demo(runtime_folder: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    notes = runtime_folder / "herold"
    notes.mkdir()
    left = {"pid": ended.pid, "address": "http://127.0.0.1:1/", "scratch": str(runtime_folder / "demo")}
    (notes / "demo-1.json").write_text(json.dumps(left))
    (notes / "demo-2.json").write_text("{")
    (notes / "demo-3.json").write_text("[]")
    assert running_demos() == []
    assert not (notes / "demo-1.json").exists()
