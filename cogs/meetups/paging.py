"""Long answers in pages: abstracts of a meetup, and the list of meetups. The page's number is in the button."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.delivery.custom_ids import PREFIX
from bot.delivery.fitting import fit_embed, pages, plain
from bot.errors import UserError
from bot.i18n import _, tr
from cogs.answering import answering
from cogs.meetups.answers import Answer, meetup_line

if TYPE_CHECKING:
    import re
    from typing import Self

    from bot.app import Herold
    from bot.meetups.model import Meetup, MeetupTalk
    from cogs.meetups.answers import Asked

PAGE_UNITS: Final = 1500
"""How long a page of abstracts is, in UTF-16 units: about a phone's screen and a half."""
MEETUPS_A_PAGE: Final = 8

_Button = discord.ui.Button[Any]


def abstracts_answer(asked: Asked, meetup: Meetup, *, page: int = 0, talk: int | None = None) -> Answer:
    """The whole abstracts of a meetup, or of one of its talks (by its place, from 0), one page of them."""
    talks = list(meetup.talks) if talk is None else list(meetup.talks[talk : talk + 1])
    leaves = [leaf for each in talks for leaf in _leaves(asked, each)]
    if not leaves:
        return Answer(asked.say(_("No talks are announced for this meetup yet.")))
    page = min(max(page, 0), len(leaves) - 1)
    heading, text = leaves[page]
    embed = discord.Embed(title=heading, description=text, colour=discord.Colour.blurple())
    name = meetup.title or asked.say(_("Meetup"))
    embed.set_author(name=name, url=next((post.url for post in meetup.posts if post.url), None))
    if len(leaves) == 1:
        return Answer(embed=fit_embed(embed))
    embed.set_footer(text=asked.say(_("page {page} of {pages}"), page=page + 1, pages=len(leaves)))
    view = discord.ui.View(timeout=None)
    for to, emoji in ((page - 1, "◀️"), (page + 1, "▶️")):
        button = AbstractsPage(meetup.id, talk, to)
        button.item.emoji = emoji
        button.item.disabled = not 0 <= to < len(leaves)
        view.add_item(button)
    view.stop()
    return Answer(embed=fit_embed(embed), view=view)


def meetups_answer(asked: Asked, *, page: int = 0) -> Answer:
    """Upcoming and past meetups, newest first, one page of them."""
    listed = _newest_first(asked)
    if not listed:
        return Answer(asked.say(_("I know of no meetups yet.")))
    count = -(-len(listed) // MEETUPS_A_PAGE)
    page = min(max(page, 0), count - 1)
    shown = listed[page * MEETUPS_A_PAGE : (page + 1) * MEETUPS_A_PAGE]
    ahead = {meetup.key for meetup in asked.timeline.upcoming(asked.now)}
    lines = [f"{'📅' if meetup.key in ahead else '▫️'} {meetup_line(meetup, asked)}" for meetup in shown]
    embed = discord.Embed(title=asked.say(_("Meetups")), description="\n".join(lines), colour=discord.Colour.blurple())
    if count == 1:
        return Answer(embed=fit_embed(embed))
    embed.set_footer(text=asked.say(_("page {page} of {pages}"), page=page + 1, pages=count))
    view = discord.ui.View(timeout=None)
    for to, emoji in ((page - 1, "◀️"), (page + 1, "▶️")):
        button = MeetupsPage(asked.guild_id, to)
        button.item.emoji = emoji
        button.item.disabled = not 0 <= to < count
        view.add_item(button)
    view.stop()
    return Answer(embed=fit_embed(embed), view=view)


class AbstractsPage(
    discord.ui.DynamicItem[_Button],
    template=rf"{PREFIX}:page:(?P<meetup>[0-9]{{1,18}}):(?P<talk>[0-9]{{1,3}}|all):(?P<page>-?[0-9]{{1,4}})",
):
    """Turns to a page of a meetup's abstracts."""

    def __init__(self, meetup_id: int, talk: int | None, page: int) -> None:
        self.meetup_id = meetup_id
        self.talk = talk
        self.page = page
        which = "all" if talk is None else str(talk)
        super().__init__(discord.ui.Button(custom_id=f"{PREFIX}:page:{meetup_id}:{which}:{page}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        talk = None if match["talk"] == "all" else int(match["talk"])
        return cls(int(match["meetup"]), talk, int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Herold]) -> None:  # type: ignore[override]
        from cogs.meetups.asking import asked_by  # noqa: PLC0415 -- it needs these classes

        async with answering(interaction):
            asked = await asked_by(interaction)
            meetup = asked.timeline.by_id(self.meetup_id)
            if meetup is None:
                raise UserError(_("I no longer know this meetup."))
            await turn(interaction, abstracts_answer(asked, meetup, page=self.page, talk=self.talk))


class MeetupsPage(
    discord.ui.DynamicItem[_Button], template=rf"{PREFIX}:meetups:(?P<guild>[0-9]{{1,20}}):(?P<page>-?[0-9]{{1,4}})"
):
    """Turns to a page of the list of meetups."""

    def __init__(self, guild_id: int, page: int) -> None:
        self.guild_id = guild_id
        self.page = page
        super().__init__(discord.ui.Button(custom_id=f"{PREFIX}:meetups:{guild_id}:{page}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["guild"]), int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Herold]) -> None:  # type: ignore[override]
        from cogs.meetups.asking import asked_by  # noqa: PLC0415 -- it needs these classes

        async with answering(interaction):
            await turn(interaction, meetups_answer(await asked_by(interaction, guild_id=self.guild_id), page=self.page))


async def turn(interaction: discord.Interaction[Any], answer: Answer) -> None:
    """Shows a page in place of the one whose button was pressed."""
    await interaction.response.edit_message(content=answer.content or None, embed=answer.embed, view=answer.view)


PAGERS: Final = (AbstractsPage, MeetupsPage)


def _leaves(asked: Asked, talk: MeetupTalk) -> list[tuple[str, str]]:
    heading = plain(talk.title or talk.topic or "") or tr(asked.language, _("A talk"))
    speakers = ", ".join(f"**{plain(name)}**" for name in talk.speakers)
    abstract = plain(talk.abstract) if talk.abstract else asked.say(_("The post gives no abstract."))
    text = f"{speakers}\n\n{abstract}" if speakers else abstract
    return [(heading, leaf) for leaf in pages(text, PAGE_UNITS)]


def _newest_first(asked: Asked) -> list[Meetup]:
    """Meetups without a date stand first: they are to come, or nobody knows when they were."""
    return sorted(asked.timeline.meetups, key=lambda meetup: meetup.date or date.max, reverse=True)
