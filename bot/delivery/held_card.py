"""The card by which organizers decide on a post that Herold is not sure of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.custom_ids import ButtonName, custom_id
from bot.delivery.fitting import fit_embed, label, plain, safe_url
from bot.delivery.meetup_embed import AMBER, GREEN, GREY, meetup_title, when_text, where_text
from bot.delivery.outgoing import Drop, Message, Wait
from bot.delivery.post_check import told
from bot.errors import UserError
from bot.i18n import Language, Msgid, _, tr
from bot.posts import discord_markdown
from bot.posts.model import PostKind
from bot.store.states import AnnouncementState

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery.outgoing import Context, Outgoing
    from bot.meetups.model import Meetup
    from bot.services.views import AnnouncementView
    from bot.store.claims import Claimed

KIND_NAMES: Final[dict[PostKind, Msgid]] = {
    PostKind.ANNOUNCEMENT: _("announcement of a meetup"),
    PostKind.UPDATE: _("news about a meetup"),
    PostKind.RESCHEDULE: _("a meetup's new date"),
    PostKind.CANCELLATION: _("cancellation"),
    PostKind.RECAP: _("recap"),
    PostKind.EXTERNAL: _("somebody else's event"),
    PostKind.OTHER: _("something else"),
}
_DECIDED: Final[dict[AnnouncementState, tuple[str, Msgid, Msgid]]] = {
    AnnouncementState.QUEUED: ("📣", _("Announced."), _("Announced by {who}.")),
    AnnouncementState.RETRACTED: ("↩️", _("Taken back."), _("Taken back by {who}.")),
    AnnouncementState.IGNORED: ("🙈", _("Not announced."), _("{who} decided not to announce it.")),
    AnnouncementState.SKIPPED: ("⏭️", _("Not announced: {reason}"), _("Not announced: {reason}")),
    AnnouncementState.WAITING: ("⏳", _("It waits to be published."), _("It waits to be published.")),
    AnnouncementState.SILENT: ("⏭️", _("Not announced."), _("Not announced.")),
}
"""What a card says when nothing is to be decided any more: without and with the one who decided."""


async def render_held_card(context: Context, row: Claimed) -> Outgoing:
    """The card in the organizers' channel; once somebody decided, without its buttons and with their name."""
    try:
        held = await context.services.meetups.announcement(row.subject_id)
    except UserError:
        return Drop("the post is not known any more")
    why_not = "" if held.is_open or context.delivered else "it was decided before the card was shown"
    if why_not and not row.tried_before:
        return Drop(why_not)
    if context.settings.organizers_channel_id is None:
        return Wait(_("No organizers' channel is chosen yet."))
    language = context.language
    return Message(
        channel_id=context.settings.organizers_channel_id,
        embed=held_embed(held, language, now=context.now),
        view=held_view(held, language) if held.is_open else None,
        mark=custom_id(ButtonName.IGNORE, held.id),
        about=tr(language, _("Question about a post: {title}"), title=held.post.title),
        only_found=why_not,
    )


def held_embed(held: AnnouncementView, language: Language, *, now: datetime) -> discord.Embed:
    """Why the post is held, what was read from it and how surely, and how it begins."""
    post = held.post
    meetup = post.soonest(now)
    embed = discord.Embed(
        title=f"{'🤔 ' if held.is_open else ''}{plain(post.title)}",
        url=safe_url(post.url, 2048),
        description=_verdict(held, language),
        colour=AMBER if held.is_open else GREEN if held.state is AnnouncementState.QUEUED else GREY,
        timestamp=post.published_at,
    )
    kind = f"{tr(language, KIND_NAMES[post.kind])} · {_percent(post.kind_confidence)}"
    embed.add_field(name=tr(language, _("I read it as")), value=kind, inline=False)
    if meetup is not None:
        embed.add_field(name=tr(language, _("Meetup")), value=_facts(meetup, language), inline=False)
    if held.is_open and post.reading.warnings:
        embed.add_field(name=tr(language, _("Worth a look")), value=told(post.reading.warnings, language), inline=False)
    if held.is_open and (text := discord_markdown(post.post, post.site, limit=300)):
        embed.add_field(name=tr(language, _("It begins")), value=text, inline=False)
    return fit_embed(embed)


def held_view(held: AnnouncementView, language: Language) -> discord.ui.View:
    """Announce, Correct and Ignore; a post that speaks of no meetup has nothing to correct."""
    view = discord.ui.View(timeout=None)
    buttons = [
        (ButtonName.ANNOUNCE, "📣", _("Announce"), discord.ButtonStyle.success),
        (ButtonName.CORRECT, "✏️", _("Correct"), discord.ButtonStyle.primary),
        (ButtonName.IGNORE, "🙈", _("Ignore"), discord.ButtonStyle.secondary),
    ]
    for name, emoji, msgid, style in buttons:
        if name is not ButtonName.CORRECT or held.post.meetups:
            view.add_item(
                discord.ui.Button(
                    label=label(tr(language, msgid)), emoji=emoji, style=style, custom_id=custom_id(name, held.id)
                )
            )
    view.stop()  # answered by custom_id (cogs/held.py); discord.py need not keep the view
    return view


def _verdict(held: AnnouncementView, language: Language) -> str:
    reason = tr(language, held.reason) if held.reason else ""
    if held.is_open:
        question = tr(language, _("Shall I announce it?"))
        return f"{reason}\n**{question}**".strip()
    sign, alone, by_somebody = _DECIDED[held.state]
    who = f"<@{held.decided_by}>"
    text = tr(language, alone if held.decided_by is None else by_somebody, reason=reason, who=who)
    return f"{sign} {text}"


def _facts(meetup: Meetup, language: Language) -> str:
    when = when_text(meetup, language) or tr(language, _("Date to be confirmed"))
    sure = meetup.confidence.get("date")
    lines = [
        f"**{plain(meetup_title(meetup, language))}**",
        f"🗓️ {when}" + (f" · {_percent(sure)}" if sure is not None and meetup.date is not None else ""),
    ]
    if where := where_text(meetup, language):
        lines.append(f"📍 {where}")
    return "\n".join(lines)


def _percent(confidence: float) -> str:
    return f"{round(confidence * 100)}%"
