"""Posts for the stories about announcements, and short ways to look at what came of them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    import discord

    from tests.world import World


class Blog(Protocol):
    """Where posts are written."""

    def write_post(self, name: str, front_matter: str, body: str, /) -> object: ...


@dataclass(frozen=True)
class Folder:
    """A blog that nobody looks through but those whom a test starts."""

    blog: Path

    def write_post(self, name: str, front_matter: str, body: str) -> None:
        path = self.blog / "_posts" / f"{name}.markdown"
        path.write_text(f"---\n{textwrap.dedent(front_matter).strip()}\n---\n{textwrap.dedent(body)}", "utf-8")


URL = "https://jug.example.org/blog/2026/01/02/spotkanie-78/"


def write_meetup(
    world: Blog,
    *,
    day: str = "15 stycznia 2026",
    hour: str = "18:30",
    place: str = "w Piekarni Cichej Kobiety, ul. Fabryczna 13, Zielona Góra",
    more: str = "",
    published: str = "2026-01-02 10:00",
) -> None:
    """The post about the 78th meetup; called again, it is edited."""
    world.write_post(
        "2026-01-02-spotkanie-78",
        f'title: "Spotkanie #78"\ndate: {published}',
        f"""
        Zapraszamy na 78. spotkanie, które odbędzie się **{day}** o godzinie {hour} {place}.

        <!-- more -->

        ## Kasia Nowak - Jak nie pisać kodu

        Abstrakt: Kod, którego nie ma, nie psuje się nigdy. Opowiem, jak usuwać.

        Zapisy: https://www.meetup.com/przyklad/events/1/

        {more}
        """,
    )


def write_cancellation(world: Blog) -> None:
    world.write_post(
        "2026-01-10-odwolane",
        'title: "Spotkanie #78 odwołane"\ndate: 2026-01-10 09:00',
        """
        Niestety spotkanie #78, planowane na 15 stycznia 2026, zostało odwołane z powodu choroby prelegentki.
        """,
    )


def write_new_date(world: Blog) -> None:
    world.write_post(
        "2026-01-10-nowy-termin",
        'title: "Spotkanie #78 – nowy termin"\ndate: 2026-01-10 09:00',
        """
        Uwaga, zmiana terminu! Spotkanie #78, planowane na 15 stycznia 2026, zostaje przeniesione
        na 22 stycznia 2026, godzina 18:30. Miejsce bez zmian.
        """,
    )


def write_recap(world: Blog, *, more: str = "") -> None:
    world.write_post(
        "2026-01-17-bylo",
        'title: "78. spotkanie za nami"\ndate: 2026-01-17 10:00',
        f"""
        Za nami 78. spotkanie z 15 stycznia 2026. Dziękujemy Kasi Nowak za prezentację, a Wam za przybycie!
        [Slajdy](https://speakerdeck.com/kasia/jak-nie-pisac-kodu).

        {more}
        """,
    )


async def publish(world: World, *, day: int = 2) -> None:
    """Moves on to noon of a day of January and lets both workers go round."""
    hours = (day - 1) * 24 + 12 - (world.now.day - 1) * 24 - world.now.hour
    await world.later(hours=max(hours, 0))
    await world.tick()


def posted(channel: Any) -> list[discord.Embed]:
    """The embeds of a channel's messages, oldest first."""
    messages: list[discord.Message] = channel.history()
    return [embed for message in messages for embed in message.embeds]


def fields(embed: discord.Embed) -> dict[str, str]:
    return {field.name or "": field.value or "" for field in embed.fields}


def buttons(message: discord.Message) -> list[tuple[str | None, str | None]]:
    """The label and the custom_id or address of each button."""
    return [
        (item.label, item.custom_id or item.url)  # type: ignore[union-attr]  # these rows hold buttons only
        for row in message.components
        for item in row.children  # type: ignore[union-attr]
    ]


def events(world: World) -> list[Any]:
    """The guild's scheduled events as Discord keeps them."""
    return list(world.env.backend.get_guild(world.guild.id).scheduled_events.values())
