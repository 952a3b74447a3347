"""`herold demo` and `herold demo publish`."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 -- typer reads annotations at run time
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot.clock import system_clock
from bot.errors import OperatorError

app = typer.Typer(help="The real bot in your browser, against a simulated Discord. No token needed.")


@app.callback(invoke_without_command=True)
def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="The first port to try; 0 takes any free one.")] = 8765,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,  # noqa: FBT002 -- typer's way
    scratch: Annotated[Path | None, typer.Option(help="A folder to keep; else a temporary one is made.")] = None,
) -> None:
    """Runs the demo until Ctrl-C."""
    if context.invoked_subcommand is not None:
        return
    try:
        from bot.demo.run import run_demo  # noqa: PLC0415 -- SimCord is installed for the demo only
    except ModuleNotFoundError as error:
        _fail(f"The demo needs {error.name}, which is not installed here. Run: make demo")
    try:
        run_demo(port=port, open_browser=browser, scratch=scratch)
    except (OperatorError, OSError) as error:
        _fail(str(error))


@app.command()
def publish(
    scratch: Annotated[Path | None, typer.Option(help="The demo's scratch folder, if several demos run.")] = None,
) -> None:
    """Puts the next prepared post into the running demo's blog: an announcement, its edit, a cancellation."""
    from bot.demo.blog import publish_next  # noqa: PLC0415 -- keeps `herold --help` fast
    from bot.demo.running import running_demos  # noqa: PLC0415

    if scratch is None:
        demos = running_demos()
        if not demos:
            _fail("No demo is running on this machine. Start one with: make demo")
        blog = demos[0].blog
    else:
        blog = scratch / "blog"
    try:
        written = publish_next(blog, system_clock())
    except (OperatorError, OSError) as error:
        _fail(str(error))
    if written is None:
        Console().print("Every prepared post is published. Write your own in", str(blog / "_posts"))
    else:
        Console().print("Published", str(written), soft_wrap=True)


def _fail(sentence: str) -> NoReturn:
    Console(stderr=True).print(sentence, style="red", soft_wrap=True)
    sys.exit(1)
