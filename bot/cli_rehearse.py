"""`herold rehearse`: what Herold would have said about a blog's whole history, commit by commit."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli_settings import settings_or_exit
from bot.i18n import Language
from bot.sources import GitSource, SourceUnavailable
from bot.sources.address import address_of
from bot.sources.choosing import git_options


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
    from bot.rehearsal.printing import json_of, line_of, sum_of  # noqa: PLC0415 -- discord.py loads slowly, and only here
    from bot.rehearsal.run import rehearse  # noqa: PLC0415 -- as above

    logging.basicConfig(level=logging.ERROR)  # what is wrong with a post or a commit is part of the story
    settings = settings_or_exit()
    out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="herold-rehearsal-") as clones:
        chosen = settings.model_copy(
            update={
                "clone_folder": Path(clones),
                "blog_branch": branch,
                "blog_posts": posts,
                "published_when": "committed",
            }
        )
        try:
            source = GitSource(address_of(repository, settings.blog_token), git_options(chosen))
            done = asyncio.run(
                rehearse(
                    source,
                    chosen,
                    since=_instant(since),
                    until=_instant(until),
                    language=language,
                    tell=(lambda _told: None) if as_json else lambda told: out.print(line_of(told)),
                )
            )
        except SourceUnavailable as error:
            err.print(Text.assemble(("✗ ", "red"), str(error)))
            raise typer.Exit(1) from None
    if as_json:
        typer.echo(json_of(done))
    else:
        out.print(sum_of(done))


def _instant(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)
