"""`herold posts`: what Herold reads from posts, and what their authors should look at."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli_blog import post_files, read_file, tell_refusal
from bot.i18n import Language, _, tr
from bot.posts import findings
from bot.posts.as_json import reading_as_json
from bot.posts.blog import read_together
from bot.posts.broken import BrokenFile
from bot.posts.explain import explained
from bot.posts.findings import BROKEN_CONFIG, BROKEN_POST, Finding
from bot.posts.warn import Severity

if TYPE_CHECKING:
    from bot.posts.model import Reading

app = typer.Typer(help="Posts: what Herold reads from them, and what to mend.", no_args_is_help=True)


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
    readings: list[Reading] = []
    for file in post_files(paths):
        try:
            readings.append(read_file(file))
        except BrokenFile as refusal:
            tell_refusal(refusal)
            broken = True
    for reading in read_together(readings):
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


class Format(StrEnum):
    """How `check` says what it found."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Post files, folders of posts, or a blog's folder.", exists=True)],
    *,
    form: Annotated[
        Format, typer.Option("--format", help="For people, for programs (one JSON object a line), or for GitHub.")
    ] = Format.TEXT,
    fail_on: Annotated[Severity, typer.Option(help="The mildest finding that ends with status 1.")] = Severity.NOTICE,
    language: Annotated[Language, typer.Option(help="The language of the messages.")] = Language.ENGLISH,
) -> None:
    """Looks for what readers would stumble over: no date, a wrong weekday, broken links … Status 1 if there is any."""
    found: list[Finding] = []
    read: dict[Path, Reading | None] = {}
    refuse = partial(_refused, found, language)
    for file in post_files(paths, tell=lambda refusal: refuse(refusal, Path(refusal.path), BROKEN_CONFIG)):
        try:
            read[file.path] = read_file(file)
        except BrokenFile as refusal:
            read[file.path] = None
            refuse(refusal, file.path)
    readings = {path: reading for path, reading in read.items() if reading is not None}
    for path, reading in zip(readings, read_together(list(readings.values())), strict=True):
        found += findings.of_reading(reading, _shown(path), language)
    rows = {_shown(path): row for row, path in enumerate(read)}
    found.sort(key=lambda finding: rows.get(finding.file, -1))
    if form is Format.TEXT:
        Console().print(findings.as_text(found, len(read), language))
    for finding in found:
        if form is Format.JSON:
            typer.echo(json.dumps(findings.as_json(finding), ensure_ascii=False))
        elif form is Format.GITHUB:
            typer.echo(findings.as_github_command(finding))
    order = list(Severity)
    if any(order.index(finding.severity) <= order.index(fail_on) for finding in found):
        raise typer.Exit(1)


def _refused(
    found: list[Finding], language: Language, refusal: BrokenFile, path: Path, code: str = BROKEN_POST
) -> None:
    found.append(findings.of_refusal(refusal, _shown(path), language, code))


def _shown(path: Path) -> str:
    """The path as GitHub knows it: from the folder where the command was called."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


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
