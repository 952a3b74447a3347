"""A newcomer's first five minutes: the real demo in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.browser.page import ROOT, Demo, chromium, opened, running_demo

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine; on Debian: apt install chromium"),
    pytest.mark.xdist_group("browser"),
]


def test_a_newcomer_asks_proposes_a_talk_and_sees_a_post_announced(tmp_path: Path) -> None:
    with running_demo(tmp_path) as (process, address), opened(address) as demo:
        complaints = _complaints(demo)

        demo.enter("general", person="tom")
        demo.command("next")
        demo.sees("Zdarzenia zamiast zapytań")
        demo.sees("Latarnia")

        demo.command("propose")
        demo.fill_modal(["Ducks in production", "What a rubber duck taught us about incidents, told by the duck."])
        demo.sees("Ducks in production")
        demo.enter("organizers", person="kasia")
        demo.sees("Ducks in production")

        demo.enter("announcements", person="ola")
        assert "feature-flagi" in demo.publish()
        demo.sees("Feature flagi")
        _publish_from_a_second_terminal(tmp_path)
        demo.sees("ul. Zecerska 12")
        _publish_from_a_second_terminal(tmp_path)
        demo.sees("Spotkanie #49 odwołane")

        assert complaints == []
    assert process.returncode == 0


def _complaints(demo: Demo) -> list[str]:
    found: list[str] = []
    demo.page.on("pageerror", lambda error: found.append(str(error)))
    demo.page.on(
        "response", lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )
    demo.page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    return found


def _publish_from_a_second_terminal(runtime: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "bot", "demo", "publish"],
        cwd=ROOT,
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        check=True,
        capture_output=True,
    )
