"""`herold meetups`: the meetups that a blog's posts fold into, and which one is next as of a moment."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli_blog import post_files, read_file, site_at, tell_refusal
from bot.cli_settings import settings_or_exit
from bot.meetups.as_json import meetup_as_json
from bot.meetups.folding import fold, fold_as_of
from bot.meetups.model import MeetupStatus
from bot.meetups.timeline import Timeline
from bot.posts.broken import BrokenFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from bot.meetups.model import Meetup, MeetupTalk, PostRef
    from bot.posts.model import Reading, Site

app = typer.Typer(help="Meetups: what the blog's posts fold into.", no_args_is_help=True)

Blog = Annotated[
    Path | None,
    typer.Option("--blog", help="The blog's folder or its folder of posts; else HEROLD_BLOG.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON instead of a table.")]

_STYLES = {
    MeetupStatus.SCHEDULED: "green",
    MeetupStatus.RESCHEDULED: "yellow",
    MeetupStatus.POSTPONED: "yellow",
    MeetupStatus.CANCELLED: "red",
    MeetupStatus.MOVED_ONLINE: "cyan",
}


@app.command("list")
def list_meetups(*, blog: Blog = None, as_json: AsJson = False) -> None:
    """Prints every meetup, oldest first, with the posts it came from and what each of them gave.

    Posts dated in the future count, drafts do not. With --json, one object a line.
    """
    folder = _blog_or_exit(blog)
    meetups = Timeline(fold(_readings(folder))).meetups
    if as_json:
        for meetup in meetups:
            _print_json(meetup_as_json(meetup))
    elif meetups:
        Console().print(_table(meetups))
    else:
        Console().print("No post speaks of a meetup.")


@app.command()
def at(
    moment: Annotated[
        str, typer.Argument(metavar="DATETIME", help="Such as “2025-05-20 19:00”; in the blog's time zone. Or “now”.")
    ],
    *,
    blog: Blog = None,
    as_json: AsJson = False,
) -> None:
    """Answers which meetup was next at a moment, from the posts that were published by then."""
    folder = _blog_or_exit(blog)
    site = site_at(folder)
    instant = _instant(moment, site)
    answer = Timeline(fold_as_of(_readings(folder), instant))
    if as_json:
        _print_json(_answer_as_json(answer, instant, site))
    else:
        Console().print(_answer(answer, instant, site))


def _blog_or_exit(blog: Path | None) -> Path:
    named = blog or settings_or_exit().blog
    folder = None if named is None else Path(named)
    if folder is None:
        raise typer.BadParameter("no blog is set; give --blog or set HEROLD_BLOG", param_hint="--blog")
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder", param_hint="--blog")
    return folder


def _readings(folder: Path) -> list[Reading]:
    readings = []
    for file in post_files([folder]):
        try:
            readings.append(read_file(file))
        except BrokenFile as refusal:
            tell_refusal(refusal)
    return readings


def _instant(text: str, site: Site) -> datetime:
    if text.strip().lower() == "now":
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=site.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            f"“{text}” is no moment; write 2025-05-20, 2025-05-20 19:00 or 2025-05-20T19:00+02:00",
            param_hint="DATETIME",
        ) from None


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _answer_as_json(timeline: Timeline, instant: datetime, site: Site) -> dict[str, Any]:
    coming, last = timeline.next(instant), timeline.last(instant)
    return {
        "at": instant.astimezone(site.zone).isoformat(),
        "next": meetup_as_json(coming) if coming else None,
        "then": [meetup_as_json(meetup) for meetup in timeline.upcoming(instant)[1:]],
        "called_off": [meetup_as_json(meetup) for meetup in timeline.called_off(instant)],
        "last": meetup_as_json(last) if last else None,
    }


def _answer(timeline: Timeline, instant: datetime, site: Site) -> RenderableType:
    local = instant.astimezone(site.zone)
    upcoming = timeline.upcoming(instant)
    parts: list[RenderableType] = [Text(f"As of {local:%A, %Y-%m-%d %H:%M} ({site.timezone})", style="dim")]
    if upcoming:
        parts += _section("Next", upcoming[:1])
        parts += _section("Then", upcoming[1:])
    else:
        parts.append(Text("\nNo meetup is announced.", style="bold"))
    parts += _section("Called off", timeline.called_off(instant))
    if not upcoming:
        parts += _section("The last one was", timeline.past(instant)[:1])
    return Group(*parts)


def _section(name: str, meetups: Sequence[Meetup]) -> list[RenderableType]:
    return [Text(f"\n{name}", style="bold"), _table(meetups)] if meetups else []


def _table(meetups: Sequence[Meetup]) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 1, 0), expand=False)
    table.add_column("when", no_wrap=True)
    table.add_column("meetup", ratio=3, overflow="fold")
    table.add_column("from the posts", ratio=2, overflow="fold")
    for meetup in meetups:
        table.add_row(_when(meetup), _what(meetup), Group(*map(_post, meetup.posts)))
    return table


def _when(meetup: Meetup) -> Text:
    text = Text()
    if meetup.date is None:
        text.append("date to be\nconfirmed", style="bold")
    else:
        text.append(f"{meetup.date} ", style="bold")
        text.append(f"{meetup.date:%a}", style="dim")
    if meetup.start_time is not None:
        end = f"–{meetup.end_time:%H:%M}" if meetup.end_time else ""
        text.append(f"\n{meetup.start_time:%H:%M}{end}")
    for day in meetup.previous_dates:
        text.append("\n").append(str(day), style="dim strike")
    text.append(f"\n{meetup.status.value}", style=_STYLES[meetup.status])
    return text


def _what(meetup: Meetup) -> RenderableType:
    number = f"#{meetup.number} " if meetup.number is not None else ""
    head = Text.assemble((number, "bold cyan"), (meetup.title or "", "bold"))
    where = ", ".join(filter(None, ("online" if meetup.online else "", meetup.venue, meetup.address)))
    lines: list[RenderableType] = [head]
    if where:
        lines.append(Text(where, style="cyan"))
    lines += [Padding(_talk(talk), (0, 0, 0, 2)) for talk in meetup.talks]
    return Group(*lines)


def _talk(talk: MeetupTalk) -> Text:
    speakers = ", ".join(talk.speakers)
    title = talk.title or talk.topic
    if title is None:
        return Text(speakers)
    text = Text(title, style="" if talk.title else "italic")
    return text.append(f" – {speakers}", style="dim") if speakers else text


def _post(post: PostRef) -> Text:
    gave = ", ".join(name.replace("_", " ") for name in post.contributed)
    text = Text.assemble((f"{post.published_at:%Y-%m-%d} ", "dim"), post.kind.value)
    return text.append(f"\n  {gave}", style="dim") if gave else text
