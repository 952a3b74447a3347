"""The card about an announced post that went from the blog: what was said of it, and what organizers can do."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.custom_ids import ButtonName, custom_id
from bot.delivery.fitting import fit_embed, label, plain
from bot.delivery.meetup_embed import AMBER, GREEN, GREY, meetup_title, when_text
from bot.delivery.outgoing import Drop, Message, Wait
from bot.errors import UserError
from bot.i18n import _, tr
from bot.store import deliveries

if TYPE_CHECKING:
    from bot.delivery.outgoing import Context, Outgoing
    from bot.i18n import Language
    from bot.services.views import PostView
    from bot.store.claims import Claimed
    from bot.store.tables import DeliveryRow

_TO_DO: Final = _(
    "If it does not take place, publish a post that calls it off, or set it right with /organizer correct."
)


async def render_gone_card(context: Context, row: Claimed) -> Outgoing:
    """The card; once the post is on the blog again it says so, and where no card was shown yet nothing is said."""
    try:
        post = await context.services.meetups.post(row.subject_id)
    except UserError:
        return Drop("the post is not known any more")
    why_not = "the post is on the blog again" if post.is_out(context.now) and not context.delivered else ""
    if why_not and not row.tried_before:
        return Drop(why_not)
    if context.settings.organizers_channel_id is None:
        return Wait(_("No organizers' channel is chosen yet."))
    async with context.sessions() as session:
        said = await deliveries.get(session, row.guild_id, row.subject, "announcement")
    view, taken_back_by, mark = discord.ui.View(timeout=None), None, ""
    with contextlib.suppress(UserError):  # it is not announced: there is nothing to take back
        announced = await context.services.announcing.announced(row.guild_id, post.id)
        taken_back_by = announced.taken_back_by
        if taken_back_by is None and not post.is_out(context.now):
            view = retract_view(post.id, context.language, has_event=announced.has_event)
            mark = custom_id(ButtonName.RETRACT, post.id)
    return Message(
        channel_id=context.settings.organizers_channel_id,
        embed=gone_embed(post, said, context, taken_back_by=taken_back_by),
        view=view,
        mark=mark,
        about=tr(context.language, _("Post that went: {title}"), title=post.title),
        only_found=why_not,
    )


def retract_view(post_id: int, language: Language, *, has_event: bool) -> discord.ui.View:
    """Asks what goes: the message, or the scheduled event with it."""
    both = [(ButtonName.RETRACT_ALL, _("Delete message, call event off"))] if has_event else []
    view = discord.ui.View(timeout=None)
    for name, msgid in (*both, (ButtonName.RETRACT, _("Delete message"))):
        view.add_item(
            discord.ui.Button(
                label=label(tr(language, msgid)),
                emoji="🗑️",
                style=discord.ButtonStyle.danger,
                custom_id=custom_id(name, post_id),
            )
        )
    view.stop()  # answered by custom_id (cogs/organizer/announcing.py); discord.py need not keep the view
    return view


def gone_embed(
    post: PostView, said: DeliveryRow | None, context: Context, *, taken_back_by: int | None = None
) -> discord.Embed:
    """What went, what was said of it with a link to it, and which meetup that concerns."""
    language = context.language
    if post.is_out(context.now):
        text = tr(language, _("✅ This post is on the blog again."))
        return fit_embed(discord.Embed(title=f"🗑️ {plain(post.title)}", description=text, colour=GREEN))
    if taken_back_by is not None:
        gone = _("This post is no longer on the blog, and {who} took its announcement back.")
        text = tr(language, gone, who=f"<@{taken_back_by}>")
        return fit_embed(discord.Embed(title=f"🗑️ {plain(post.title)}", description=text, colour=GREY))
    text = tr(language, _("This post is no longer on the blog. What was said about it stays as it is."))
    embed = discord.Embed(title=f"🗑️ {plain(post.title)}", description=text, colour=AMBER)
    if said is not None and said.channel_id is not None:
        link = f"https://discord.com/channels/{said.guild_id}/{said.channel_id}/{said.object_id}"
        value = f"{discord.utils.format_dt(said.sent_at, 'f')}: {link}"
        embed.add_field(name=tr(language, _("Announcement")), value=value, inline=False)
    meetup = post.soonest(context.now)
    if meetup is not None and not meetup.is_over(context.now):
        when = when_text(meetup, language) or tr(language, _("Date to be confirmed"))
        name, hint = plain(meetup_title(meetup, language)), tr(language, _TO_DO)
        embed.add_field(name=tr(language, _("Meetup")), value=f"**{name}**\n{when}\n{hint}", inline=False)
    return fit_embed(embed)
