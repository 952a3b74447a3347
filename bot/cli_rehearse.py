"""`herold rehearse`: what Herold would have said about a blog's whole history, commit by commit."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli_settings import settings_or_exit
from bot.i18n import Language
from bot.sources import GitSource, SourceUnavailable
from bot.sources.address import address_of
from bot.sources.choosing import git_options

if TYPE_CHECKING:
    from bot.rehearsal.run import Rehearsed
    from bot.rehearsal.story import Told


def rehearse_command(
    repository: Annotated[
        str,
        typer.Argument(metavar="REPO", help="A path or an address, as HEROLD_BLOG takes it; a path with a .git too."),
    ],
    *,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="What was committed before this day (UTC) is known silently."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The clock stops on this day (UTC); else today.")
    ] = None,
    branch: Annotated[str, typer.Option(help="The branch with the posts; else it is found.")] = "",
    posts: Annotated[str, typer.Option(help="The folder of posts; else it is found.")] = "",
    language: Annotated[Language | None, typer.Option(help="The language of the channels; else the blog's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, at the end.")] = False,
) -> None:
    """Replays a blog's history on a fake clock and prints what would have been said, and when. Says nothing to anybody.

    Every commit goes through the real reading, deciding and rendering; organizers are taken to answer no card.
    """
    from bot.rehearsal.printing import json_of, sum_of  # noqa: PLC0415 -- discord.py loads slowly, and only here

    logging.basicConfig(level=logging.ERROR)  # what is wrong with a post or a commit is part of the story
    out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True)
    times = (_instant(since), _instant(until))
    try:
        done = _rehearsed(
            repository, times, branch=branch, posts=posts, language=language, out=None if as_json else out
        )
    except SourceUnavailable as error:
        err.print(Text.assemble(("✗ ", "red"), str(error)))
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json_of(done))
    else:
        out.print(sum_of(done))


def _rehearsed(
    repository: str,
    times: tuple[datetime | None, datetime | None],
    *,
    branch: str,
    posts: str,
    language: Language | None,
    out: Console | None,
) -> Rehearsed:
    """The rehearsal from a clone that is thrown away; `out` shows each act at once. Raises SourceUnavailable."""
    from bot.rehearsal.printing import line_of  # noqa: PLC0415 -- as above
    from bot.rehearsal.run import rehearse  # noqa: PLC0415 -- as above

    def tell(told: Told) -> None:
        if out is not None:
            out.print(line_of(told))

    settings = settings_or_exit()
    with tempfile.TemporaryDirectory(prefix="herold-rehearsal-") as clones:
        changes = {"clone_folder": Path(clones), "blog_branch": branch, "blog_posts": posts}
        chosen = settings.model_copy(update={**changes, "published_when": "committed"})
        source = GitSource(address_of(repository, settings.blog_token), git_options(chosen))
        since, until = times
        return asyncio.run(rehearse(source, chosen, since=since, until=until, language=language, tell=tell))


def _instant(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)
