"""`herold posts read`: what Herold reads from posts, as a table, as JSON or explained."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.i18n import Language, _, tr
from bot.posts.as_json import reading_as_json
from bot.posts.broken import BrokenConfig, BrokenFile, BrokenPost
from bot.posts.decode import decode_post, encoding_of
from bot.posts.explain import explained
from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post
from bot.posts.site import site_from_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.model import Reading

app = typer.Typer(help="Posts: what Herold reads from them.", no_args_is_help=True)

_SUFFIXES: Final = frozenset((".markdown", ".md", ".html"))
_POSTS: Final = ("_posts", "source/_posts")


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
    out, err = Console(soft_wrap=as_json), Console(stderr=True, soft_wrap=True)
    table = _table()
    broken = False
    for file in _files(paths):
        try:
            reading = _read(file)
        except BrokenFile as refusal:
            err.print(Text.assemble(("✗ ", "red"), refusal.text(Language.ENGLISH)))
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


@dataclass(frozen=True, slots=True)
class _File:
    """A post file, its name below the folder of posts, and the site that it belongs to."""

    path: Path
    name: str
    site: Site


def _read(file: _File) -> Reading:
    try:
        data = file.path.read_bytes()
    except OSError as error:
        raise BrokenPost(
            str(file.path), None, _("The file cannot be read: {reason}."), reason=error.strerror
        ) from error
    text = decode_post(data, path=file.name)
    return read_post(parse_post(file.name, text, file.site, encoding=encoding_of(data)), file.site)


def _files(paths: list[Path]) -> Iterator[_File]:
    """The post files that the paths name, in order; a broken `_config.yml` is told once and its defaults taken."""
    sites: dict[Path | None, Site] = {}
    for path in paths:
        folder = _posts_folder(path) if path.is_dir() else path.parent
        config = _config_above(folder)
        if config not in sites:
            sites[config] = _site(config)
        if path.is_dir():
            found = sorted(p for p in folder.rglob("*") if p.suffix in _SUFFIXES and p.is_file())
            yield from (_File(p, p.relative_to(folder).as_posix(), sites[config]) for p in found)
        else:
            yield _File(path, path.name, sites[config])


def _posts_folder(path: Path) -> Path:
    return next((path / name for name in _POSTS if (path / name).is_dir()), path)


def _config_above(folder: Path) -> Path | None:
    resolved = folder.resolve()
    return next((c for above in (resolved, *resolved.parents) if (c := above / "_config.yml").is_file()), None)


def _site(config: Path | None) -> Site:
    if config is None:
        return Site()
    try:
        return site_from_config(config.read_text("utf-8", errors="replace"), path=str(config))
    except BrokenConfig as refusal:
        Console(stderr=True, soft_wrap=True).print(Text.assemble(("! ", "yellow"), refusal.text(Language.ENGLISH)))
        return Site()


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
