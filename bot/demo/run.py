"""Runs the demo from start to end: a scratch folder, the stage, the launcher, and a clean end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from bot.clock import system_clock
from bot.demo import blog as demo_blog
from bot.demo.images import images_of
from bot.demo.joining import joining
from bot.demo.launcher import Blog, Launcher
from bot.demo.running import RunningDemo, noted
from bot.demo.stage import staged
from bot.i18n import Language, _, language_of_locale, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.clock import Clock
    from bot.demo.stage import JoinBot

DEFAULT_PORT: Final = 8765

log = logging.getLogger(__name__)


def run_demo(
    *,
    port: int = DEFAULT_PORT,
    open_browser: bool = True,
    scratch: Path | None = None,
    clock: Clock = system_clock,
    console: Console | None = None,
) -> None:
    """Runs the demo until Ctrl-C or SIGTERM.

    Listens on the first free port from `port` on (0: any). Without `scratch` a temporary folder is made and removed at
    the end; a given one stays, and a blog already laid out there is used as it is. Raises OperatorError when the folder
    holds something else, OSError when no port is free.
    """
    with contextlib.suppress(KeyboardInterrupt), _scratch(scratch) as folder, _log_to(folder / "herold.log"):
        asyncio.run(_perform(folder, port, open_browser=open_browser, clock=clock, console=console or Console()))


async def _perform(folder: Path, port: int, *, open_browser: bool, clock: Clock, console: Console) -> None:
    ended = _asked_to_end()
    language = _terminal_language()
    async with contextlib.AsyncExitStack() as stack:
        with console.status(tr(language, _("Herold joins the simulated Discord…"))):
            join = await stack.enter_async_context(joining(folder, clock))
            address = await open_page(stack, folder, join, port=port, clock=clock)
        console.print(_welcome(address, folder, language))
        if open_browser and _has_desktop():
            await asyncio.to_thread(webbrowser.open, address)
        await ended.wait()
    console.print(tr(language, _("The demo has ended.")))


async def open_page(stack: contextlib.AsyncExitStack, folder: Path, join: JoinBot, *, port: int, clock: Clock) -> str:
    """Lays the blog out, lets the bot join and serves the page until `stack` is left. Gives the page's address."""
    blog = folder / "blog"
    if not (blog / ".herold-demo.json").exists():
        await asyncio.to_thread(demo_blog.lay_out, blog, clock())
    assets = await asyncio.to_thread(images_of, blog)
    stage = await stack.enter_async_context(staged(join, clock, assets=assets))
    await stage.enter(stage.town.rooms[0], stage.town.people[0])
    launcher = Launcher(stage, Blog(blog, publish_command(), lambda: _publish_next(blog, clock)))
    stack.push_async_callback(launcher.close)
    address = await launcher.open(port)
    stack.enter_context(noted(RunningDemo(os.getpid(), address, str(folder))))
    return address


def publish_command() -> str:
    """What to type in a second terminal, opened where this one is, to publish the next post."""
    script = Path(sys.executable).with_name("herold")
    if not script.exists():
        return f"{sys.executable} -m bot demo publish"
    here = Path.cwd()
    return f"{script.relative_to(here) if script.is_relative_to(here) else script} demo publish"


async def _publish_next(blog: Path, clock: Clock) -> str | None:
    written = await asyncio.to_thread(demo_blog.publish_next, blog, clock())
    return None if written is None else written.name


def _asked_to_end() -> asyncio.Event:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: asyncio.run turns Ctrl-C into a cancellation there
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    return ended


@contextlib.contextmanager
def _scratch(wished: Path | None) -> Iterator[Path]:
    if wished is not None:
        wished.mkdir(parents=True, exist_ok=True)
        yield wished.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="herold-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _log_to(path: Path) -> Iterator[None]:
    """The terminal stays tidy; whoever looks for the cause of something finds it in the file."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
        handler.close()


def _welcome(address: str, folder: Path, language: Language) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_row(tr(language, _("Page")), f"[bold link={address}]{address}[/]")
    table.add_row(tr(language, _("Blog")), str(folder / "blog"))
    table.add_row(tr(language, _("Log")), str(folder / "herold.log"))
    table.add_row(tr(language, _("Next post")), publish_command())
    table.add_row(tr(language, _("End")), "Ctrl-C")
    return Panel(table, title="Herold", title_align="left", border_style="yellow", expand=False)


def _terminal_language() -> Language:
    return language_of_locale(os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")


def _has_desktop() -> bool:
    """Without one, Python would start a text browser in the demo's own terminal."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
