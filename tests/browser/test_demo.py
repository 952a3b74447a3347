"""A newcomer's first five minutes: the real demo in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from tests.browser.page import ROOT, Demo, chromium, opened, running_demo

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import ConsoleMessage, Response

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),  # a busy machine takes its time
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

        demo.form("propose")
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
        demo.sees("Odwołane: ")
        demo.sees("złapała grypę")

        assert complaints == []
    assert process.returncode == 0


def _complaints(demo: Demo) -> list[str]:
    """What goes wrong behind the page.

    Two answers are no fault: a picture may be asked for just when its message is edited, and the page of the room that
    was just left may ask for its state once more before the next one takes its place (401: that room is closed).
    """
    found: list[str] = []

    def heard(answer: Response) -> None:
        left = answer.status == HTTPStatus.UNAUTHORIZED and answer.url.endswith("/api/state")
        if answer.status >= HTTPStatus.BAD_REQUEST and "/api/assets/" not in answer.url and not left:
            found.append(f"{answer.status} {answer.url}")

    def said(line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            found.append(line.text)

    demo.page.on("pageerror", lambda error: found.append(str(error)))
    demo.page.on("response", heard)
    demo.page.on("console", said)
    return found


def _publish_from_a_second_terminal(runtime: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "bot", "demo", "publish"],
        cwd=ROOT,
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        check=True,
        capture_output=True,
    )
