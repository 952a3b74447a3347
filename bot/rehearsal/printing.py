"""A rehearsal for the terminal, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from rich.text import Text

from bot.rehearsal.story import Act

if TYPE_CHECKING:
    from bot.rehearsal.run import Rehearsed
    from bot.rehearsal.story import Told

SIGNS: Final[dict[Act, tuple[str, str]]] = {
    Act.BEGINS: ("·", "dim"),
    Act.ANNOUNCES: ("📣", "bold green"),
    Act.EDITS: ("✏️", "cyan"),
    Act.ASKS: ("🤔", "yellow"),
    Act.UPDATES_CARD: ("🗂️", "dim"),
    Act.WARNS: ("⚠️", "yellow"),
    Act.SCHEDULES: ("📅", "green"),
    Act.MOVES_EVENT: ("📅", "cyan"),
    Act.CANCELS_EVENT: ("🚫", "red"),
    Act.REMINDS: ("🔔", "green"),
    Act.REPLIES: ("↪️", "cyan"),
    Act.SAYS: ("💬", "green"),
    Act.STUMBLES: ("✗", "red"),
}
SHOWN: Final = 5
"""How many lines of a message are shown."""


def line_of(told: Told) -> Text:
    """When, what, and the beginning of what people read; of a change what is new in it."""
    sign, style = SIGNS[told.act]
    text = Text.assemble(
        (f"{told.at:%Y-%m-%d %H:%M}Z  ", "dim"), f"{sign} ", (f"{told.act.value}: ", style), told.title
    )
    text.append(f"  {told.commit[:8]}", style="dim")
    for mark, lines in (("-", told.dropped), ("+" if told.dropped else " ", told.lines)):
        for line in lines[:SHOWN]:
            text.append(f"\n{'':19}{mark} {line}", style="red" if mark == "-" else "")
        if len(lines) > SHOWN:
            text.append(f"\n{'':19}{mark} … {len(lines) - SHOWN} more", style="dim")
    return text


def sum_of(done: Rehearsed) -> Text:
    """How many commits there were, and how often Herold did what."""
    counts = ", ".join(f"{act} {count}" for act, count in sorted(done.counts().items()) if act != Act.BEGINS)
    return Text(f"\n{done.commits} commits with posts: {counts or 'nothing was said'}.", style="bold")


def json_of(done: Rehearsed) -> str:
    """One document: how many commits, how often what, and every act."""
    acts = [told.as_json() for told in done.told]
    return json.dumps({"commits": done.commits, "counts": done.counts(), "told": acts}, ensure_ascii=False, indent=2)
