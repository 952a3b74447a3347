"""A post's announcement: what it is, its beginning, and the facts of the meetup it tells about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import discord

from bot.delivery.crossposts import CROSSPOST, is_news
from bot.delivery.custom_ids import ButtonName, custom_id
from bot.delivery.fitting import fit_embed, label, line, plain, safe_url
from bot.delivery.meetup_embed import (
    AMBER,
    GREEN,
    GREY,
    RED,
    add_facts,
    add_logo,
    marked_title,
    meetup_title,
    meetup_view,
    when_text,
    where_text,
)
from bot.delivery.outgoing import Drop, Erase, Message, Wait
from bot.delivery.recap_reply import add_materials
from bot.errors import UserError
from bot.i18n import Language, Msgid, _, tr
from bot.meetups.model import MeetupStatus
from bot.posts import discord_markdown
from bot.posts.model import PostKind
from bot.services.telling import told_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery.outgoing import Context, Outgoing
    from bot.meetups.model import Meetup
    from bot.services.guilds import GuildSettings
    from bot.services.views import PostView
    from bot.store.claims import Claimed

KINDS: Final[dict[PostKind, tuple[str, Msgid | None, discord.Colour]]] = {
    PostKind.ANNOUNCEMENT: ("", None, GREEN),
    PostKind.UPDATE: ("✏️", _("News"), AMBER),
    PostKind.RESCHEDULE: ("🔁", _("New date"), AMBER),
    PostKind.CANCELLATION: ("❌", _("Cancelled"), RED),
    PostKind.RECAP: ("📝", _("Recap"), GREY),
    PostKind.EXTERNAL: ("🌍", _("Elsewhere"), discord.Colour.blurple()),
    PostKind.OTHER: ("", None, discord.Colour.blurple()),
}
"""What stands before the title of an announcement, by the kind of its post, and its colour."""
OF_A_MEETUP: Final = frozenset({PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE, PostKind.CANCELLATION})
EXCERPT: Final = 400
"""How much of the post is shown; a phone shows about this much without scrolling past the facts."""


def announcement_message(
    post: PostView,
    language: Language,
    *,
    now: datetime,
    settings: GuildSettings | None = None,
    embed: discord.Embed | None = None,
) -> Message:
    """The announcement without its addressee. What it says does not depend on `now`, save which meetup leads.

    With `settings` of a guild that offers a role for it, a last button subscribes to announcements. `embed` is the
    embed where it is at hand.
    """
    meetup = post.soonest(now) if post.kind in OF_A_MEETUP else None
    view = None if meetup is None else meetup_view(meetup, language)
    if settings is not None and settings.offers_role:
        view = view or discord.ui.View(timeout=None)
        view.add_item(subscribe_button(settings.guild_id, language))
        view.stop()
    return Message(
        embed=announcement_embed(post, meetup, language) if embed is None else embed,
        view=view,
        mark=safe_url(post.url, 2048) or "",
        about=tr(language, _("Announcement: {title}"), title=post.title),
    )


def announcement_embed(post: PostView, meetup: Meetup | None, language: Language) -> discord.Embed:
    """The embed: the title links to the post; a meetup that was called off is struck through and says so."""
    embed = discord.Embed(
        title=_title(post, meetup, language),
        url=safe_url(post.url, 2048),
        description=_description(post, meetup, language),
        colour=RED if meetup is not None and meetup.cancelled else KINDS[post.kind][2],
        timestamp=post.published_at,
    )
    others = [one for one in post.meetups if one is not meetup] if meetup is not None else []
    if meetup is not None:
        add_facts(embed, meetup, language)
        add_logo(embed, meetup)
    if post.kind is PostKind.RECAP:
        add_materials(embed, post, language)
    for other in others[:5]:
        embed.add_field(
            name=plain(line(meetup_title(other, language), 200)), value=_in_short(other, language), inline=False
        )
    host = urlsplit(embed.url or "").hostname
    if host:
        embed.set_footer(text=host)
    return fit_embed(embed)


def subscribe_button(guild_id: int, language: Language) -> discord.ui.Button[discord.ui.View]:
    """Gives whoever presses it the role that announcements ping; answered by custom_id, for ever."""
    name = label(tr(language, _("Notify me of new meetups")))
    return discord.ui.Button(label=name, emoji="📣", custom_id=custom_id(ButtonName.SUBSCRIBE, guild_id))


async def render_announcement(context: Context, row: Claimed) -> Outgoing:
    """The announcement in the guild's channel; the chosen role is mentioned when it is first sent, and never again.

    News about a meetup that was announced before go below its first announcement.
    """
    try:
        post = await context.once(context.services.meetups.post, row.subject_id)
    except UserError:
        return Drop("the post is not known any more")
    channel_id = context.settings.announcement_channel_id
    embed = await context.once(_embed, post, context.language, context.now)
    message = announcement_message(post, context.language, now=context.now, settings=context.settings, embed=embed).to(
        channel_id
    )
    if row.guild_id in await context.once(context.services.announcing.retracted_in, context.guild_ids, post.id):
        may_stand = context.delivered or row.tried_before
        return Erase(message) if may_stand else Drop("it was taken back before it was said")
    if context.delivered:
        return message
    # Nothing is pinged twice: not what was taken back and is said again, nor what somebody deleted.
    again = row.guild_id in await context.once(context.services.announcing.said_in, context.guild_ids, post.id)
    if context.settings.announcement_channel_id is None:
        return Wait(_("No announcement channel is chosen yet."))
    if not again and (why := _too_late(post, context.now)):
        return _where_it_stands(post, message, context, why) if row.tried_before else Drop(why)
    return await _first(post, message, context, again=again)


async def _embed(post: PostView, language: Language, now: datetime) -> discord.Embed:
    meetup = post.soonest(now) if post.kind in OF_A_MEETUP else None
    return announcement_embed(post, meetup, language)


def _too_late(post: PostView, now: datetime) -> str:
    """Why a post is not announced any more; "" where it is. What was said before may be said again."""
    if not post.is_out(now):
        return "the post went before it could be announced"
    return "its meetup was over before it could be announced" if _is_over(post, now) else ""


def _where_it_stands(post: PostView, message: Message, context: Context, why: str) -> Message:
    """Followed where it was announced after all; of a post that went organizers are told what stands."""
    then = "" if post.is_out(context.now) else "gone_card"
    return replace(message, told=told_of(post.meetups), then=then, only_found=why)


async def _first(post: PostView, message: Message, context: Context, *, again: bool) -> Message:
    threads = await context.once(context.services.telling.threads, context.guild_ids, post.id, context.now)
    ping_role_id = None if again else context.settings.ping_role_id
    passed_on = context.settings.crosspost and is_news(context.guild, message.channel_id)
    first = replace(message, told=told_of(post.meetups), then=CROSSPOST if passed_on else "")
    return first.to(message.channel_id, ping_role_id=ping_role_id, reply_to=threads.get(context.settings.guild_id))


def _is_over(post: PostView, now: datetime) -> bool:
    return post.kind in OF_A_MEETUP and bool(post.meetups) and all(meetup.is_over(now) for meetup in post.meetups)


def _title(post: PostView, meetup: Meetup | None, language: Language) -> str:
    sign, label, _colour = KINDS[post.kind]
    if meetup is None:
        return marked_title(sign, label, post.title, language)
    name = post.title if post.kind is PostKind.ANNOUNCEMENT else meetup_title(meetup, language)
    if post.kind is PostKind.UPDATE and not meetup.cancelled and meetup.status is not MeetupStatus.POSTPONED:
        return marked_title(sign, label, name, language)
    return marked_title(sign, label, name, language, meetup=meetup)


def _description(post: PostView, meetup: Meetup | None, language: Language) -> str | None:
    """The post's beginning; under a meetup that another post called off, that post instead."""
    if meetup is not None and meetup.cancelled and post.kind is not PostKind.CANCELLATION:
        by = next((ref for ref in reversed(meetup.posts) if ref.kind is PostKind.CANCELLATION), None)
        text = tr(language, _("This meetup will not take place."))
        url = safe_url(by.url, 2048) if by is not None else None
        more = tr(language, _("Read more"))
        return f"**{text}**\n[{more}]({url})" if url else f"**{text}**"
    return discord_markdown(post.post, post.site, limit=EXCERPT) or None


def _in_short(meetup: Meetup, language: Language) -> str:
    when = when_text(meetup, language) or tr(language, _("Date to be confirmed"))
    text = "\n".join(part for part in (when, where_text(meetup, language)) if part)
    return f"~~{text}~~" if meetup.cancelled else text
