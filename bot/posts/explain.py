"""A reading as a person would check it: every fact with its confidence and the quoted words that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.i18n import Language, _, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from bot.posts.model import Fact, MeetupFacts, Post, Reading, Talk, Warning  # noqa: A004 -- the field's word

SURE: Final = 0.9
LIKELY: Final = 0.7
_QUOTED: Final = 70
_SHOWN: Final = 60
_QUOTES: Final = 2


def explained(reading: Reading, language: Language = Language.ENGLISH) -> RenderableType:
    """The whole reading, for a terminal: kind, each meetup's facts and talks, and the warnings."""
    post = reading.post
    head = Text.assemble((post.path, "bold"), "  ", (f"{post.published_at:%Y-%m-%d %H:%M}", "dim"))
    parts: list[RenderableType] = [Rule(head, align="left", style="dim"), Text(post.title, style="italic")]
    parts.append(_table(post, [(tr(language, _("kind")), reading.kind)]))
    for number, meetup in enumerate(reading.meetups, start=1):
        label = tr(language, _("meetup {number}"), number=number) if len(reading.meetups) > 1 else None
        if label:
            parts.append(Text(label, style="bold"))
        parts.append(_table(post, list(_rows(meetup, language))))
    parts.extend(_warning(warning, language) for warning in reading.warnings)
    return Group(*parts, "")


def _rows(meetup: MeetupFacts, language: Language) -> Iterator[tuple[str, Fact[Any]]]:
    named = (
        (_("number"), meetup.number),
        (_("date"), meetup.date),
        (_("start"), meetup.start_time),
        (_("end"), meetup.end_time),
        (_("instead of"), meetup.previous_date),
        (_("venue"), meetup.venue),
        (_("address"), meetup.address),
        (_("online"), meetup.online),
        (_("sign up"), meetup.rsvp_url),
        *((_("sponsor"), sponsor) for sponsor in meetup.sponsors),
        (_("logo"), meetup.logo_url),
    )
    yield from ((tr(language, name), fact) for name, fact in named if fact is not None)
    for talk in meetup.talks:
        yield from _talk_rows(talk, language)


def _talk_rows(talk: Talk, language: Language) -> Iterator[tuple[str, Fact[Any]]]:
    if talk.title is not None:
        yield tr(language, _("talk")), talk.title
    if talk.topic is not None:
        yield tr(language, _("talk about")), talk.topic
    for speaker in talk.speakers:
        yield "  " + tr(language, _("speaker")), speaker
    if talk.abstract is not None:
        yield "  " + tr(language, _("abstract")), talk.abstract


def _table(post: Post, rows: list[tuple[str, Fact[Any]]]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold", max_width=_SHOWN)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for name, fact in rows:
        table.add_row(name, Text(_cut(str(fact.value), _SHOWN), style="bold"), _confidence(fact), _quotes(post, fact))
    return Padding(table, (0, 0, 0, 2))


def _confidence(fact: Fact[Any]) -> Text:
    style = "green" if fact.confidence >= SURE else "yellow" if fact.confidence >= LIKELY else "red"
    return Text(f"{fact.confidence:.0%}", style=style)


def _quotes(post: Post, fact: Fact[Any]) -> Text:
    """The quoted words, and the rules that read them."""
    text = Text()
    for at, evidence in enumerate(fact.evidence[:_QUOTES]):
        quoted = " ".join(post.source[evidence.start : evidence.end].split())
        text.append("" if at == 0 else "\n")
        text.append(f"“{_cut(quoted, _QUOTED)}”" if quoted else "—")
        text.append(f"  {evidence.rule}", style="dim")
    more = len(fact.evidence) - _QUOTES
    if more > 0:
        text.append(f"  +{more}", style="dim")
    return text


def _warning(warning: Warning, language: Language) -> Text:
    said = tr(language, warning.message, **warning.values)
    where = f":{warning.line}" if warning.line is not None else ""
    return Text.assemble("  ", ("! ", "bold yellow"), (f"{warning.code}{where}", "yellow"), "  ", said)


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
