"""The command line: `herold run`, `demo`, `posts`, `meetups`, `rehearse`, `db`, `doctor`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import VERSION, cli_meetups, cli_posts
from bot.cli_rehearse import rehearse_command
from bot.cli_settings import settings_or_exit
from bot.demo.cli import app as demo_app
from bot.store import migrate
from bot.store.base import open_engine

app = typer.Typer(
    name="herold",
    help="The Discord assistant of programmers' meetup groups.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)
db = typer.Typer(help="The database: migrate it, look where it stands.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(cli_posts.app, name="posts")
app.add_typer(cli_meetups.app, name="meetups")
app.add_typer(demo_app, name="demo")
app.command("rehearse")(rehearse_command)

out = Console()
err = Console(stderr=True)


def _version(asked: bool) -> None:  # noqa: FBT001 -- typer's callback
    if asked:
        out.print(f"Herold {VERSION}")
        raise typer.Exit


@app.callback()
def herold(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """The Discord assistant of programmers' meetup groups."""


@app.command()
def run() -> None:
    """Runs the bot with the settings of the environment and .env, until it is told to stop."""
    from bot.run import run_bot  # noqa: PLC0415 -- discord.py loads slowly, and only here

    raise typer.Exit(asyncio.run(run_bot(settings_or_exit())))


@app.command()
def doctor(
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Don't ask Discord; check what is here.")] = False,
) -> None:
    """Checks settings, database, blog, token and Discord permissions, and says how to mend each."""
    from bot.doctor import examine, render  # noqa: PLC0415 -- discord.py loads slowly, and only here

    findings = asyncio.run(examine(settings_or_exit(), online=not offline))
    out.print(render(findings))
    raise typer.Exit(1 if any(finding.failed for finding in findings) else 0)


@db.command("upgrade")
def db_upgrade() -> None:
    """Brings the database to the newest schema. `herold run` does it by itself at the start."""

    async def upgrade() -> str | None:
        engine = open_engine(settings_or_exit().database_url)
        try:
            await migrate.upgrade(engine)
            return await migrate.current(engine)
        finally:
            await engine.dispose()

    out.print(f"The database stands at revision {asyncio.run(upgrade())}.")


@db.command("current")
def db_current() -> None:
    """Shows the database's revision and the newest one."""

    async def current() -> str | None:
        engine = open_engine(settings_or_exit().database_url)
        try:
            return await migrate.current(engine)
        finally:
            await engine.dispose()

    out.print(f"The database stands at {asyncio.run(current()) or 'nothing yet'}; the newest is {migrate.head()}.")


@db.command("check")
def db_check() -> None:
    """For developers: migrates a scratch SQLite database up, down and up, and compares it with the tables in code."""

    async def check(file: Path) -> list[object]:
        engine = open_engine(f"sqlite+aiosqlite:///{file}")
        try:
            await migrate.upgrade(engine)
            await migrate.downgrade(engine, "base")
            await migrate.upgrade(engine)
            return list(await migrate.drift(engine))
        finally:
            await engine.dispose()

    with tempfile.TemporaryDirectory() as folder:
        differences = asyncio.run(check(Path(folder) / "scratch.sqlite3"))
    for difference in differences:
        err.print(f"[red]✗[/] {difference}", markup=True)
    if differences:
        err.print("Migrations and tables differ: write a migration for it (CONTRIBUTING.md).")
        raise typer.Exit(1)
    out.print("Migrations and tables agree.")
