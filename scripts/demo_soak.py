"""Acts two hundred times in the demo's page while announcements arrive, and counts what was lost.

Run it as `python -m scripts.demo_soak`.
"""

from __future__ import annotations

import argparse
import collections
import queue
import random
import shlex
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from playwright.sync_api import Error

from tests.browser.page import Demo, opened, running_demo, until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Response

WARSAW: Final = ZoneInfo("Europe/Warsaw")
FIRST_NUMBER: Final = 301
POST: Final = """---
layout: post
title: "Spotkanie #{number}"
date: {published:%Y-%m-%d %H:%M:%S %z}
---
Zapraszamy na spotkanie **#{number}**, które odbędzie się **{day:%d.%m.%Y}** o godzinie **18:00** w Piaskowcu,
ul. Kalinowa 7.

### Temat numer {number}

**Prelegent**: Jan Wilk

**Abstrakt**: O tym, jak opowiadać o rzeczach trudnych, mówi prelekcja numer {number}.
"""


@dataclass
class Tally:
    """What was done, and what went wrong."""

    done: collections.Counter[str] = field(default_factory=collections.Counter)
    lost: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    slowest_s: float = 0.0


class Visitor:
    """Somebody who never stops clicking."""

    def __init__(self, demo: Demo, address: str, seed: int) -> None:
        self.demo = demo
        self.tally = Tally()
        self._address = address
        self._random = random.Random(seed)
        self._proposals = 0
        self._questions = dict.fromkeys(("ola", "tom", "kasia", "marek"), 0)
        demo.page.on("response", self._heard)

    def act(self) -> None:
        """Does one thing and notes whether its answer came."""
        deed = self._random.choice(
            (
                self.ask_next,
                self.ask_next,
                self.press,
                self.press,
                self.propose,
                self.message,
                self.mention,
                self.wander,
            )
        )
        began = time.monotonic()
        try:
            deed()
        except (TimeoutError, Error) as error:
            number = len(self.tally.lost) + 1
            self.demo.page.screenshot(path=Path(tempfile.gettempdir()) / f"soak-lost-{number}.png")
            self.tally.lost.append(f"{deed.__name__}: {str(error)[:300]} {self._circumstances()}")
            print(self.tally.lost[-1], flush=True)
            self.demo.page.reload()
            until(self.demo.ready, what="the room after a reload")
        self.tally.done[deed.__name__] += 1
        self.tally.slowest_s = max(self.tally.slowest_s, time.monotonic() - began)

    def ask_next(self) -> None:
        self._go_where_people_talk()
        self._answered(1, lambda: self.demo.command("next"))

    def press(self) -> None:
        self._go_where_people_talk()
        buttons = self.demo.frame.locator("#channel-message-list button.component-button:not([aria-disabled=true])")
        if buttons.count() == 0:
            self.ask_next()
        button = buttons.last
        self._answered(1, button.click)

    def propose(self) -> None:
        self.demo.enter("general")
        self._proposals += 1

        def through_the_modal() -> None:
            self.demo.command("propose")
            if not self.demo.asks():
                return  # whoever has five open proposals is told so instead
            self.demo.fill_modal([f"Temat {self._proposals}", f"Abstrakt tematu numer {self._proposals}. " * 5])

        self._answered(1, through_the_modal)

    def message(self) -> None:
        self.demo.enter("messages", person=self._who_asked_least())
        self._answered(2, lambda: self.demo.send("kiedy następne spotkanie?"))

    def mention(self) -> None:
        self.demo.enter("general", person=self._who_asked_least())
        self._answered(2, lambda: self.demo.send("@Herold kiedy następne spotkanie?"))

    def wander(self) -> None:
        person = self._random.choice(self._state()["people"])
        self.demo.enter(self._random.choice(["announcements", "general"]))
        self.demo.enter(self._random.choice(["announcements", "general", "messages"]), person=person["key"])
        if person["organizer"]:
            self.demo.enter("organizers")

    def _circumstances(self) -> str:
        status = self.demo.status()
        told = {
            name: status[name] for name in ("ready", "pendingAction", "awaitingRevision", "lastAction", "transport")
        }
        return str(told)

    def _who_asked_least(self) -> str:
        # Herold passes over questions of somebody who floods it, and that would look like a loss.
        person = min(self._questions, key=lambda key: self._questions[key])
        self._questions[person] += 1
        return person

    def _go_where_people_talk(self) -> None:
        if self._state()["visit"]["room"] not in {"general", "messages"}:
            self.demo.enter("general")

    def _answered(self, messages: int, deed: Callable[[], None]) -> None:
        before = self._heard_so_far()
        deed()
        until(lambda: self._heard_so_far() >= before + messages, what="the answer")

    def _heard_so_far(self) -> int:
        state = self._state()
        person = next(one for one in state["people"] if one["key"] == state["visit"]["person"])
        return int(person["messages"][state["visit"]["room"]])

    def _state(self) -> Mapping[str, Any]:
        state: Mapping[str, Any] = self.demo.page.request.get(f"{self._address}herold/state").json()
        return state

    def _heard(self, response: Response) -> None:
        # 410 goes to a page that was left before its last request arrived.
        if "/api/action" in response.url and response.status not in {200, 410}:
            self.tally.refused.append(f"{response.status} {response.url}")


def write_posts(folder: Path, due: queue.SimpleQueue[float], written: list[int]) -> None:
    """Publishes a new announcement for every delay in seconds that `due` gives, until that is negative."""
    while (delay := due.get()) >= 0:
        time.sleep(delay)
        number = FIRST_NUMBER + len(written)
        now = datetime.now(WARSAW)
        text = POST.format(number=number, published=now, day=now + timedelta(days=20 + len(written)))
        beside = folder / f".{number}.new"
        beside.write_text(text, encoding="utf-8")
        beside.replace(folder / f"{now:%Y-%m-%d}-spotkanie-number-{number}.markdown")
        written.append(number)


def main() -> int:
    """Runs the soak; the exit code is 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=200)
    parser.add_argument("--every", type=int, default=5, help="actions between two announcements")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--command", help="starts something else than the real demo")
    wished = parser.parse_args()
    command = {"command": shlex.split(wished.command)} if wished.command else {}
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder), **command) as (process, address):
        due, written = queue.SimpleQueue[float](), list[int]()
        posts = Path(folder) / "demo" / "blog" / "_posts"
        writer = threading.Thread(target=write_posts, args=(posts, due, written), daemon=True)
        with opened(address) as demo:
            visitor = Visitor(demo, address, wished.seed)
            writer.start()
            began, delays = time.monotonic(), random.Random(wished.seed)
            for number in range(wished.actions):
                if number % wished.every == 0:
                    due.put(delays.uniform(0.0, 2.0))
                visitor.act()
                if number % 20 == 19:  # noqa: PLR2004
                    print(
                        f"{number + 1} actions, {len(written)} announcements, {len(visitor.tally.lost)} lost",
                        flush=True,
                    )
            took = time.monotonic() - began
            due.put(-1.0)
            writer.join()
            demo.enter("announcements", person="ola")
            missing = list(written)
            for _ in range(20):
                text = demo.text()
                missing = [number for number in written if text.count(f"#{number}") == 0]
                if not missing:
                    break
                demo.page.wait_for_timeout(500)
        if process.poll() is not None:
            visitor.tally.lost.append("the demo ended by itself")
    tally = visitor.tally
    print(f"{sum(tally.done.values())} actions in {took:.0f} s, the slowest took {tally.slowest_s:.1f} s")
    print(*(f"  {times} x {name}" for name, times in tally.done.most_common()), sep="\n")
    print(f"{len(written)} announcements arrived meanwhile, {len(missing)} of them missing on the page: {missing}")
    print(f"{len(tally.refused)} requests refused, {len(tally.lost)} actions lost")
    print(*tally.refused, *tally.lost, sep="\n")
    return 1 if missing or tally.lost or tally.refused else 0


if __name__ == "__main__":
    sys.exit(main())
