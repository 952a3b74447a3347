"""Gives the command line its settings, or ends it with a word on the wrong one."""

from __future__ import annotations

import typer
from pydantic import ValidationError
from rich.console import Console

from bot.settings import Settings


def settings_or_exit() -> Settings:
    """The settings; on a wrong one says which, and how it is set, and ends with status 2."""
    try:
        return Settings()
    except ValidationError as error:
        err = Console(stderr=True)
        for problem in error.errors():
            name = "HEROLD_" + "_".join(str(part) for part in problem["loc"]).upper()
            err.print(f"[red]✗[/] {name}: {problem['msg']} (see .env.example)")
        raise typer.Exit(2) from None
