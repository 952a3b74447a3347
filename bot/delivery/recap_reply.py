"""Slides, recordings and code of a past meetup, below its announcement: what the recap links to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.fitting import fit_embed, line, plain, safe_url
from bot.delivery.meetup_embed import GREY, marked_title
from bot.delivery.outgoing import Drop, Message
from bot.errors import UserError
from bot.i18n import Language, Msgid, _, tr
from bot.posts.materials import MaterialKind, materials_of
from bot.posts.model import PostKind

if TYPE_CHECKING:
    from bot.delivery.outgoing import Context, Outgoing
    from bot.services.views import PostView
    from bot.store.claims import Claimed

_NAMES: Final[dict[MaterialKind, tuple[str, Msgid]]] = {
    MaterialKind.SLIDES: ("🖼️", _("Slides")),
    MaterialKind.RECORDING: ("🎬", _("Recordings")),
    MaterialKind.CODE: ("💻", _("Code")),
}
_LISTED: Final = 8
"""How many links of a kind are shown."""


async def render_recap_reply(context: Context, row: Claimed) -> Outgoing:
    """The reply; none for a recap that links to nothing, or that is announced itself. It pings nobody."""
    try:
        post = await context.services.meetups.post(row.subject_id)
    except UserError:
        return Drop("the post is not known any more")
    embed = recap_embed(post, context.language)
    if embed is None or post.kind is not PostKind.RECAP or not post.is_out(context.now):
        return Drop("it links to no slides, recordings or code")
    message = Message(embed=embed, mark=safe_url(post.url, 2048) or "", about=plain(post.title))
    if context.delivered:
        return message.to(context.settings.announcement_channel_id)
    if not context.settings.recap_replies or await context.services.announcing.is_announced(row.guild_id, post.id):
        return Drop("the guild wants no such replies, or the recap is announced itself")
    below = await context.services.telling.thread(row.guild_id, post.id, context.now)
    if below is None:
        return Drop("the meetup was not announced here")
    return message.to(below.channel_id, reply_to=below)


def recap_embed(post: PostView, language: Language) -> discord.Embed | None:
    """The recap's title and its links by kind; None without any."""
    embed = discord.Embed(
        title=marked_title("📝", _("Recap"), post.title, language), url=safe_url(post.url, 2048), colour=GREY
    )
    add_materials(embed, post, language)
    return fit_embed(embed) if embed.fields else None


def add_materials(embed: discord.Embed, post: PostView, language: Language) -> None:
    """Adds a field for each kind of material that the post links to."""
    found = materials_of(post.post, post.site)
    for kind, (sign, name) in _NAMES.items():
        links = [
            f"• [{plain(line(one.label, 100)) if one.label else url.split('/')[2]}]({url})"
            for one in found
            if one.kind is kind and (url := safe_url(one.url, 200))
        ]
        if links:
            embed.add_field(name=f"{sign} {tr(language, name)}", value="\n".join(links[:_LISTED]), inline=False)
