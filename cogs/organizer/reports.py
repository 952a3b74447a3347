"""What organizers read: how everything stands, who did what, who is blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord.utils import format_dt

from bot.delivery.custom_ids import ButtonName, custom_id
from bot.delivery.fitting import Limit, cut, fit_embed, plain
from bot.i18n import N_, Language, Msgid, _, tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.app import Herold
    from bot.services.organizing import Block, LogEntry, Status

LOG_PAGE: Final = 15
"""How many acts a page of the log shows."""

ACTS: Final[dict[str, Msgid]] = {
    "setup": _("changed the settings"),
    "announce": _("announced a post"),
    "ignore": _("decided against a post"),
    "retract": _("took an announcement back"),
    "undo": _("brought an announcement back"),
    "correct": _("corrected a meetup"),
    "uncorrect": _("took a correction back"),
    "block": _("blocked a member"),
    "unblock": _("unblocked a member"),
    "calendar.renew": _("gave the calendar a new address"),
    "retry": _("tried the queue again"),
    "leave": _("left a failed message as it is"),
    "proposal.accepted": _("accepted a talk"),
    "proposal.rejected": _("rejected a talk"),
    "proposal.canceled": _("canceled a talk"),
}
"""What an audit row's act is called in front of people."""


PURPOSES: Final[dict[str, Msgid]] = {
    "announcement": _("Announcement"),
    "channel_reminder": _("Reminder"),
    "change": _("Note of what changed"),
    "crosspost": _("Publishing to followers"),
    "event": _("Scheduled event"),
    "recap_reply": _("Slides and recordings"),
    "gone_card": _("Card about a post that went"),
    "held_card": _("Question to organizers"),
    "proposal_card": _("Proposal card"),
    "warning": _("Warning to organizers"),
}
"""What an outbox row's purpose is called in front of organizers; direct messages are nobody else's business."""


def status_embed(status: Status, bot: Herold, language: Language) -> discord.Embed:
    """Source, last sync, last announcement, queue, and everything that is wrong."""
    wrong = bool(status.source_error or status.broken or status.queue.failed or status.troubles)
    embed = discord.Embed(
        title=tr(language, _("How I am doing")), colour=discord.Colour.orange() if wrong else discord.Colour.green()
    )
    for emoji, name, value, inline in (*_facts(status, language), *_faults(status, bot, language)):
        embed.add_field(name=f"{emoji} {tr(language, name)}", value=cut(value, Limit.EMBED_FIELD_VALUE), inline=inline)
    return fit_embed(embed)


def _facts(status: Status, language: Language) -> Iterator[tuple[str, Msgid, str, bool]]:
    source = tr(language, _("No blog is followed yet: whoever runs me sets it."))
    if status.source is not None:
        name = _last_part(status.source)
        source = tr_n(language, *N_("`{name}`, {n} post", "`{name}`, {n} posts"), status.posts, name=name)
    yield "📚", _("Blog"), source, False
    yield "🔄", _("Last sync"), _moment(status.last_synced_at, language), True
    yield "📣", _("Last announcement"), _moment(status.last_announced_at, language), True
    queue = tr(
        language,
        _("{pending} waiting · {unknown} unclear · {failed} failed"),
        pending=status.queue.pending,
        unknown=status.queue.unknown,
        failed=status.queue.failed,
    )
    posts = _("{held} held for you · {waiting} with a future date")
    lines = [queue, tr(language, posts, held=status.held, waiting=status.waiting - status.awaited)]
    if status.awaited:
        lines.append(tr_n(language, *N_("{n} not on the site yet", "{n} not on the site yet"), status.awaited))
    yield "📮", _("Queue"), "\n".join(lines), False


def _faults(status: Status, bot: Herold, language: Language) -> Iterator[tuple[str, Msgid, str, bool]]:
    if status.source_error:
        when, error = _moment(status.source_error_at, language), plain(status.source_error)
        text = tr(language, _("{when}: the blog could not be read. {error}"), when=when, error=error)
        yield "⚠️", _("Blog"), text, False
    for broken in status.broken[:3]:
        place = f"`{broken.path}`" + (f":{broken.line}" if broken.line else "")
        cause = tr(language, broken.cause, **broken.values) if broken.cause else "?"
        yield "⚠️", _("Broken post"), f"{place}\n{plain(cause)}", False
    for trouble in status.troubles[:5]:
        yield "⚠️", PURPOSES.get(trouble.purpose, Msgid(trouble.purpose)), trouble.error or "?", False
    for line in _worker_lines(bot, language):
        yield "⚙️", _("Background work"), line, False


def status_view(guild_id: int, language: Language, *, troubled: bool) -> discord.ui.View:
    """The button that tries again, where something failed."""
    view = discord.ui.View(timeout=None)
    if troubled:
        view.add_item(
            discord.ui.Button(
                label=tr(language, _("Try again")), emoji="🔁", custom_id=custom_id(ButtonName.RETRY, guild_id)
            )
        )
    view.stop()
    return view


def log_embed(entries: Sequence[LogEntry], page: int, language: Language) -> discord.Embed:
    """One line an act."""
    lines = [f"{format_dt(entry.at, 'R')} <@{entry.actor_id}> {_act(entry, language)}" for entry in entries]
    embed = discord.Embed(
        title=tr(language, _("Who did what")),
        description="\n".join(lines) or tr(language, _("Nothing here.")),
        colour=discord.Colour.blurple(),
    )
    embed.set_footer(text=tr(language, _("page {page}"), page=page))
    return fit_embed(embed)


def blocks_embed(blocks: Sequence[Block], language: Language) -> discord.Embed:
    """Who may not propose, since when, and why."""
    lines = [
        f"<@{block.user_id}> · {format_dt(block.at, 'D')} · <@{block.by_user_id}>"
        + (f"\n  {cut(plain(block.reason), 200)}" if block.reason else "")
        for block in blocks
    ]
    return fit_embed(
        discord.Embed(
            title=tr(language, _("Blocked members")),
            description="\n".join(lines) or tr(language, _("Nobody.")),
            colour=discord.Colour.blurple(),
        )
    )


def _act(entry: LogEntry, language: Language) -> str:
    act = tr(language, ACTS[entry.act]) if entry.act in ACTS else f"`{entry.act}`"
    return f"{act} {cut(_details(entry, language), 200)}".rstrip()


def _details(entry: LogEntry, language: Language) -> str:
    details = entry.details
    if entry.act == "setup":
        return ", ".join(_setting(name, value, language) for name, value in details.items())
    if entry.subject.startswith("user:"):
        reason = f": {plain(details['reason'])}" if details.get("reason") else ""
        return f"<@{entry.subject.removeprefix('user:')}>{reason}"
    if "title" in details:
        return f"“{plain(str(details['title']))}”"
    return ", ".join(f"{plain(str(name))}: {plain(_shown(value))}" for name, value in details.items())


SETTINGS: Final[dict[str, tuple[Msgid, str]]] = {
    "announcement_channel_id": (_("announcements"), "<#{}>"),
    "organizers_channel_id": (_("organizers"), "<#{}>"),
    "organizer_role_id": (_("role"), "<@&{}>"),
    "ping_role_id": (_("ping"), "<@&{}>"),
    "language": (_("language"), "{}"),
    "timezone": (_("timezone"), "{}"),
    "scheduled_events": (_("events"), "{}"),
    "post_checks": (_("checks"), "{}"),
    "recap_replies": (_("recaps"), "{}"),
    "crosspost": (_("publish"), "{}"),
    "proposals_open_cap": (_("cap"), "{}"),
    "kinds": (_("kinds of posts"), "{}"),
    "reminder_leads": (_("reminders, minutes before"), "{}"),
    "subscriptions": (_("subscribe"), "{}"),
    "reminder_ping": (_("ping with reminders"), "{}"),
}
"""What a setting is called in the log, and how its value is written."""


def _setting(name: str, value: Any, language: Language) -> str:
    if name not in SETTINGS:
        return plain(f"{name}: {_shown(value)}")
    called, form = SETTINGS[name]
    return f"{tr(language, called)} {'–' if value is None else form.format(plain(_shown(value)))}"


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "–" if value is None else str(value)


def _moment(moment: datetime | None, language: Language) -> str:
    return format_dt(moment, "R") if moment is not None else tr(language, _("never"))


def _last_part(location: str) -> str:
    return location.replace("\\", "/").rstrip("/").rpartition("/")[2] or location


def _worker_lines(bot: Herold, language: Language) -> list[str]:
    """A line for each loop of the background work whose last run failed, and when another process sends."""
    lines = []
    if bot.deliverer.standing_by:
        lines.append(tr(language, _("Another process sends from this database, so I send nothing.")))
    for name, health in bot.worker_health.items():
        if health.failing:
            since = _moment(health.last_success_at, language)
            lines.append(tr(language, _("`{name}` fails; it last went well {moment}."), name=name, moment=since))
    return lines
