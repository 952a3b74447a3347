"""Slides, recordings and code of a past meetup, below its announcement: what the recap links to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import discord

from bot.delivery.change_reply import taken_back
from bot.delivery.fitting import fit_embed, line, plain, safe_url
from bot.delivery.meetup_embed import GREY, marked_title
from bot.delivery.outgoing import Drop, Message, Wait
from bot.errors import UserError
from bot.i18n import Language, Msgid, _, tr
from bot.posts.lexicon import fold
from bot.posts.materials import MaterialKind, materials_of
from bot.posts.model import PostKind

if TYPE_CHECKING:
    from bot.delivery.outgoing import Context, Outgoing
    from bot.posts.materials import Material
    from bot.services.telling import Recap
    from bot.services.views import PostView
    from bot.store.claims import Claimed

_NAMES: Final[dict[MaterialKind, tuple[str, Msgid]]] = {
    MaterialKind.SLIDES: ("🖼️", _("Slides")),
    MaterialKind.RECORDING: ("🎬", _("Recordings")),
    MaterialKind.CODE: ("💻", _("Code")),
}
_HOME: Final = "home"
"""Names, in what is noted with the sending, the announcement below which the reply stands."""
_LISTED: Final = 8
"""How many links of a kind are shown."""


async def render_recap_reply(context: Context, row: Claimed) -> Outgoing:
    """The reply; none for a recap that links to nothing, or that is announced itself. It pings nobody."""
    try:
        recap = await context.services.telling.recap(row.guild_id, row.subject_id, context.now)
    except UserError:
        return Drop("the post is not known any more")
    post, embed = recap.post, recap_embed(recap.post, context.language)
    mark = safe_url(post.url, 2048) or ""
    if await _is_taken_back(recap, context, row):
        return taken_back(context, row, mark)
    why_not = _why_not(recap, embed, context)
    if why_not and (context.delivered or not row.tried_before):
        return Drop(why_not)
    if recap.coming and not context.delivered:
        return Wait(_("The announcement of its meetup is not there yet."))
    message = Message(embed=embed, mark=mark, about=plain(post.title), only_found=why_not)
    if context.delivered or recap.below is None:
        return message.to(context.settings.announcement_channel_id)
    return replace(message, told={_HOME: recap.home}).to(recap.below.channel_id, reply_to=recap.below)


async def _is_taken_back(recap: Recap, context: Context, row: Claimed) -> bool:
    """True when the announcement went below which the reply stands, or may stand."""
    announcing = context.services.announcing
    home = (context.told or {}).get(_HOME)
    if isinstance(home, str):
        return await announcing.is_retracted(row.guild_id, int(home.rpartition(":")[2]))
    meetup = recap.meetup
    return recap.below is None and meetup is not None and await announcing.all_retracted(row.guild_id, meetup.id)


def _why_not(recap: Recap, embed: discord.Embed, context: Context) -> str:
    """Why nothing is said; "" where something is. What was said follows its post whatever else changed."""
    if recap.post.kind is not PostKind.RECAP or not recap.post.is_out(context.now):
        return "it is no recap any more"
    if context.delivered:
        return ""
    if not context.settings.recap_replies or recap.announced:
        return "the guild wants no such replies, or the recap is the organizers' to announce"
    if not embed.fields:
        return "it links to no slides, recordings or code"
    return "the meetup was not announced here" if recap.below is None and not recap.coming else ""


def recap_embed(post: PostView, language: Language) -> discord.Embed:
    """The recap's title and its links by kind."""
    embed = discord.Embed(
        title=marked_title("📝", _("Recap"), post.title, language), url=safe_url(post.url, 2048), colour=GREY
    )
    add_materials(embed, post, language)
    return fit_embed(embed)


def add_materials(embed: discord.Embed, post: PostView, language: Language) -> None:
    """Adds a field for each kind of material that the post links to."""
    found = materials_of(post.post, post.site)
    for kind, (sign, name) in _NAMES.items():
        links = [
            f"• [{plain(line(_name(one, post), 100))}]({url})"
            for one in found
            if one.kind is kind and (url := safe_url(one.url, 200))
        ]
        if links:
            embed.add_field(name=f"{sign} {tr(language, name)}", value="\n".join(links[:_LISTED]), inline=False)


def _name(material: Material, post: PostView) -> str:
    """The link's own words; else the talk beside which it stands, or the only one; else where it leads."""
    if material.label:
        return material.label
    around = fold(material.around)
    talks = [talk for meetup in post.meetups for talk in meetup.talks]
    beside = [talk for talk in talks if any(fold(name) in around for name in (talk.title, *talk.speakers) if name)]
    named = next((some for some in (beside, talks) if len(some) == 1), [])
    heading = named[0].heading if named else ""
    return heading or (urlsplit(material.url).hostname or "").removeprefix("www.")
