"""The post doctor's card: what readers of a new post will stumble over, told to those who can mend it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.fitting import cut, fit_embed, plain, safe_url
from bot.delivery.meetup_embed import AMBER, GREEN, RED
from bot.delivery.outgoing import Drop, Message, Wait
from bot.delivery.problems import sentence
from bot.errors import UserError
from bot.i18n import N_, Language, Msgid, _, tr, tr_n
from bot.posts.warn import Severity, matters, severity_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.delivery.outgoing import Context, Outgoing
    from bot.posts.model import Warning  # noqa: A004 -- the field's word
    from bot.services.views import PostView
    from bot.store.claims import Claimed

STALE: Final = timedelta(days=2)
"""A card that could not be shown for this long is dropped: the post was read by everybody meanwhile."""
MOST: Final = 8
_SIGNS: Final = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTICE: "💡"}


async def render_post_check(context: Context, row: Claimed) -> Outgoing:
    """A new card for each version of the post with something to mend; a mended post's card says that it is."""
    try:
        post = await context.services.meetups.post(row.subject_id)
    except UserError:
        return Drop("the post is not known any more")
    to_mend = any(matters(warning.code) for warning in post.reading.warnings)
    if not to_mend and not context.delivered:
        return Drop("there is nothing to mend")
    why_not = "an old post" if not context.delivered and context.now - row.created_at > STALE else ""
    if why_not and not row.tried_before:
        return Drop(why_not)
    if context.settings.organizers_channel_id is None:
        return Wait(_("No organizers' channel is chosen yet."))
    return Message(
        channel_id=context.settings.organizers_channel_id,
        embed=post_check_embed(post, context.language, mended=not to_mend),
        about=tr(context.language, _("Post doctor: {title}"), title=post.title),
        fresh=to_mend,
        only_found=why_not,
    )


def post_check_embed(post: PostView, language: Language, *, mended: bool = False) -> discord.Embed:
    """What to mend, the worst first, each with its line."""
    if mended:
        text = tr(language, _("✅ Everything that I had found in this post is mended. Thank you!"))
        colour = GREEN
    else:
        text = told(post.reading.warnings, language)
        colour = RED if any(severity_of(one.code) is Severity.ERROR for one in post.reading.warnings) else AMBER
    embed = discord.Embed(
        title=f"🩺 {plain(post.title)}",
        url=safe_url(post.url, 2048),
        description=text,
        colour=colour,
        timestamp=post.published_at,
    )
    if not mended:
        embed.set_footer(text=tr(language, _("Mend the post, and what I said about it follows.")))
    return fit_embed(embed)


def told(warnings: Sequence[Warning], language: Language) -> str:
    """The warnings in Discord's Markdown, one a line, the worst first."""
    ranks = list(Severity)
    ordered = sorted(warnings, key=lambda one: (ranks.index(severity_of(one.code)), one.line or 0))
    lines = [f"{_SIGNS[severity_of(one.code)]} {_sentence(one, language)}" for one in ordered[:MOST]]
    if (left := len(ordered) - MOST) > 0:
        lines.append(tr_n(language, *N_("… and {n} more", "… and {n} more"), n=left))
    return "\n".join(lines)


def _sentence(warning: Warning, language: Language) -> str:
    values = {name: _short(value) for name, value in warning.values.items()}
    text = sentence(language, warning.message, values)
    if warning.line is None:
        return text
    return tr(language, _("Line {line}: {sentence}"), line=warning.line, sentence=text)


def _short(value: object) -> object:
    return cut(value, 80, markdown=False) if isinstance(value, str) and not isinstance(value, Msgid) else value
