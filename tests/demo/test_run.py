"""The demo as a process: how it starts, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "tmp").mkdir()
    return {
        **os.environ,
        "XDG_RUNTIME_DIR": str(tmp_path),
        "TMPDIR": str(tmp_path / "tmp"),
        "COLUMNS": "160",
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def demo(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_cleanly(
    demo: subprocess.Popen[str], environment: dict[str, str], tmp_path: Path, ending: signal.Signals
) -> None:
    said = _start(demo)
    address = re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert address is not None, said
    with urllib.request.urlopen(f"{address[0]}herold/state") as answer:
        assert json.load(answer)["visit"]["room"] == "announcements"
    published = _publish(environment)
    assert (published.returncode, "feature-flagi" in published.stdout) == (0, True), published.stderr

    demo.send_signal(ending)
    rest, _ = demo.communicate(timeout=20)
    assert demo.returncode == 0
    assert "The demo has ended." in rest
    assert "Traceback" not in said + rest
    with pytest.raises(ProcessLookupError):  # nobody of the demo's process group is left
        os.killpg(demo.pid, 0)
    assert list((tmp_path / "tmp").glob("herold-demo-*")) == []
    without_demo = _publish(environment)
    assert (without_demo.returncode, without_demo.stderr) == (
        1,
        "No demo is running on this machine. Start one with: make demo\n",
    )


def test_a_folder_with_something_else_in_it_is_left_alone(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "blog").mkdir(parents=True)
    (folder / "blog" / "diary.txt").write_text("private")
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0", "--scratch", str(folder)]
    refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "is not empty" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (folder / "blog" / "diary.txt").read_text() == "private"


def _start(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    said = ""
    while "Ctrl-C" not in said and (line := demo.stdout.readline()):
        said += line
    return said


def _publish(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "demo", "publish"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
