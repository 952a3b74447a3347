"""`herold posts read`: what Herold reads from posts, as a table, as JSON or explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli_blog import post_files, read_file, tell_refusal
from bot.i18n import Language, _, tr
from bot.posts.as_json import reading_as_json
from bot.posts.broken import BrokenFile
from bot.posts.explain import explained

if TYPE_CHECKING:
    from bot.posts.model import Reading

app = typer.Typer(help="Posts: what Herold reads from them.", no_args_is_help=True)


@app.callback()
def posts() -> None:
    """Posts: what Herold reads from them."""


@app.command()
def read(
    paths: Annotated[list[Path], typer.Argument(help="Post files, folders of posts, or a blog's folder.", exists=True)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Each fact with its confidence and its words.")] = False,
) -> None:
    """Reads posts and prints what they say; posts that cannot be read are named on stderr, and the exit status is 1."""
    out = Console(soft_wrap=as_json)
    table = _table()
    broken = False
    for file in post_files(paths):
        try:
            reading = read_file(file)
        except BrokenFile as refusal:
            tell_refusal(refusal)
            broken = True
            continue
        if as_json:
            typer.echo(json.dumps(reading_as_json(reading), ensure_ascii=False))
        elif explain:
            out.print(explained(reading))
        else:
            _add_rows(table, reading)
    if not (as_json or explain) and table.row_count:
        out.print(table)
    if broken:
        raise typer.Exit(1)


def _table() -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in (_("published"), _("kind"), _("post"), _("date"), _("start"), _("venue"), _("talks")):
        table.add_column(tr(Language.ENGLISH, name), overflow="fold")
    return table


def _add_rows(table: Table, reading: Reading) -> None:
    post = reading.post
    first = (f"{post.published_at:%Y-%m-%d}", reading.kind.value.value, post.title)
    if not reading.meetups:
        table.add_row(*first)
    for at, meetup in enumerate(reading.meetups):
        speakers = [s.value for talk in meetup.talks for s in talk.speakers]
        table.add_row(
            *(first if at == 0 else ("", "", "")),
            meetup.date.value.isoformat() if meetup.date else "?",
            f"{meetup.start_time.value:%H:%M}" if meetup.start_time else "",
            meetup.venue.value if meetup.venue else "",
            ", ".join(speakers) or str(len(meetup.talks) or ""),
        )
