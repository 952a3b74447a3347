"""Drives the demo's page as a person would: by what stands on it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Frame, Locator, Page

T = TypeVar("T")

ROOT: Final = Path(__file__).parents[2]
_TRIES: Final = 4
_EXPIRES: Final = 6.0
"""Seconds, twice as long as an interaction lives."""
BROWSER_ARGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """The path of the system's Chromium, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def until(look: Callable[[], T], *, seconds: float = 100.0, what: str = "it") -> T:
    """Looks again and again until what it sees is true, and gives that. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(Error):  # the frame may be loading another room
            if seen := look():
                return seen
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not appear within {seconds:g} s")
        time.sleep(0.05)


@contextlib.contextmanager
def running_demo(
    scratch: Path, *, command: Sequence[str] = (sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0")
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The demo as a process of its own; gives it and the page's address. Ends it the way Ctrl-C does."""
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(scratch), "COLUMNS": "160", "LANG": "C.UTF-8", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [*command, "--scratch", str(scratch / "demo")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = ""
    try:
        while (address := re.search(r"http://127\.0\.0\.1:\d+/", said)) is None:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"The demo did not start:\n{said}")
            said += line
        yield process, address[0]
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextlib.contextmanager
def opened(
    address: str, *, language: str = "en", width: int = 1360, height: int = 860, scale: float = 1
) -> Iterator[Demo]:
    """The launcher in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(BROWSER_ARGS))
        try:
            page = browser.new_page(
                viewport={"width": width, "height": height}, locale=language, device_scale_factor=scale
            )
            page.goto(f"{address}?lang={language}")
            demo = Demo(page)
            until(demo.ready, what="the room")
            yield demo
        finally:
            browser.close()


class Demo:
    """The page, and the acts of a person in front of it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def frame(self) -> Frame:
        """The open room."""
        self.page.evaluate("0")  # lets Playwright hear of frames that came and went
        for frame in self.page.frames:
            if "/room/" in frame.url:
                return frame
        raise Error("no room is open")

    def ready(self) -> bool:
        """Whether the room shows what has happened and takes the next act."""
        return bool(
            self.frame.evaluate(
                "() => { const s = window.simcordPreview;"
                " return Boolean(s && s.ready && s.authorized && !s.pendingAction && s.awaitingRevision === null); }"
            )
        )

    def status(self) -> dict[str, Any]:
        """SimCord's own report about its page."""
        status: dict[str, Any] = self.frame.evaluate("() => JSON.parse(JSON.stringify(window.simcordPreview))")
        return status

    def enter(self, room: str, *, person: str | None = None) -> None:
        """Chooses who to act as and opens a room, by the keys that the launcher uses."""
        if person is not None:
            self._press(f".people [data-person={person}]", "aria-pressed")
        self._press(f".rooms [data-room={room}]", "aria-current")

    def send(self, text: str) -> None:
        """Writes a message into the room."""
        until(self.ready, what="a room that takes messages")
        box = self.frame.locator("#channel-composer-input")
        box.click()
        box.fill(text)
        box.press("Enter")
        until(self.ready, what="the message's way")

    def command(self, name: str) -> None:
        """Types a slash command without options, chooses it in the list that opens, and sends it."""
        until(self.ready, what="a room that takes commands")
        box = self.frame.locator("#channel-composer-input")
        box.click()
        box.fill("")
        box.press_sequentially(f"/{name}")
        option = self.frame.locator("[role=listbox] [role=option]").first
        option.wait_for(state="visible")
        option.click()
        self.frame.locator("#send-message").click()
        until(self.ready, what=f"the end of /{name}")

    def form(self, name: str) -> None:
        """Gives a command that opens a modal; again, as people do, where a busy machine let it expire (3 seconds)."""
        for _try in range(_TRIES):
            self.command(name)
            with contextlib.suppress(TimeoutError):
                until(self.asks, seconds=_EXPIRES, what=f"the form of /{name}")
                return
        raise TimeoutError(f"/{name} opened no form")

    def click(self, label: str) -> None:
        """Presses the newest button with this label."""
        until(self.ready, what="a room that takes clicks")
        self.buttons(label).last.click()
        until(self.ready, what=f"the end of {label}")

    def buttons(self, label: str) -> Locator:
        return self.frame.locator("#channel-message-list button", has_text=label)

    def asks(self) -> bool:
        """Whether a modal stands open."""
        return self.status()["renderState"]["modalHandle"] is not None

    def fill_modal(self, texts: Sequence[str]) -> None:
        """Fills the modal's text fields in their order and submits it."""
        modal = self.frame.locator("#modal-root")
        fields = modal.locator("input[type=text], input:not([type]), textarea")
        fields.first.wait_for(state="visible")
        for number, text in enumerate(texts):
            fields.nth(number).fill(text)
        modal.locator("button[type=submit], .modal-submit").last.click()
        until(self.ready, what="the modal's end")

    def text(self) -> str:
        """Everything said in the open room, as shown."""
        return self.frame.locator("#channel-message-list").inner_text()

    def sees(self, text: str, *, seconds: float = 100.0) -> None:
        """Waits for a text in the open room. Raises TimeoutError."""
        until(lambda: text in self.text(), seconds=seconds, what=repr(text))

    def publish(self) -> str:
        """Presses the launcher's publish button and gives what it then says."""
        self.page.locator("#publish").click()
        until(lambda: self.page.locator("#publish").is_enabled(), what="the published post")
        return self.page.locator("#outcome").inner_text()

    def _press(self, selector: str, mark: str) -> None:
        wanted = self.page.locator(selector)
        if wanted.get_attribute(mark) not in {"true", "page"}:
            before = self.page.locator("#room").get_attribute("src")
            wanted.click()
            until(lambda: self.page.locator("#room").get_attribute("src") != before, what="another room")
        until(self.ready, what="the room")
