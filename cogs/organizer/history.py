"""`/organizer why`: the history of one post, a page at a time; the page's number is in the button."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import discord
from discord.utils import format_dt

from bot.delivery.custom_ids import PREFIX
from bot.delivery.fitting import cut, fit_embed, plain, safe_url
from bot.delivery.held_card import KIND_NAMES
from bot.i18n import Language, Msgid, _, tr
from bot.posts.model import PostKind
from bot.store.states import AnnouncementState, Step
from cogs.acting import actor_of, language_of
from cogs.answering import answering
from cogs.organizer.correcting import field_name
from cogs.organizer.reports import PURPOSES

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping
    from typing import Self

    from bot.app import Herold
    from bot.services.history import Entry, History

PAGE: Final = 12
"""How many steps a page shows: about two screens of a phone."""
LINE: Final = 300
"""How long a step may be."""

STATES: Final[dict[AnnouncementState, Msgid]] = {
    AnnouncementState.SILENT: _("not announced: it was there before I was"),
    AnnouncementState.WAITING: _("waits to be published"),
    AnnouncementState.HELD: _("waits for your decision"),
    AnnouncementState.QUEUED: _("announced"),
    AnnouncementState.IGNORED: _("set aside by an organizer"),
    AnnouncementState.SKIPPED: _("not announced"),
    AnnouncementState.RETRACTED: _("taken back by an organizer"),
}
STEPS: Final[dict[str, tuple[str, Msgid]]] = {
    Step.SEEN: ("👀", _("seen, read as {reading}")),
    Step.EDITED: ("✏️", _("changed on the blog, read as {reading}")),
    Step.BROKEN: ("💥", _("cannot be read: {cause}")),
    Step.GONE: ("🗑️", _("gone from the blog")),
    Step.CORRECTED: ("🩹", _("{who} corrected: {field}")),
    Step.UNCORRECTED: ("🩹", _("{who} took a correction back: {field}")),
    Step.HELD: ("🤔", _("held for organizers: {reason}")),
    Step.WAITING: ("⏳", _("waits until {due}: {reason}")),
    Step.SKIPPED: ("⏭️", _("left out: {reason}")),
    Step.RELEASED: ("📣", _("{who} had it announced")),
    Step.IGNORED: ("🙈", _("{who} set it aside")),
    Step.WITHDRAWN: ("↩️", _("{who} took it back")),
    Step.RESTORED: ("↪️", _("{who} brought it back")),
    Step.QUEUED: ("📮", _("queued")),
    Step.SENT: ("✅", _("sent")),
    Step.UPDATED: ("♻️", _("changed in place")),
    Step.UNCHANGED: ("▫️", _("nothing shown had changed")),
    Step.RECONCILED: ("🔎", _("found in Discord after an unclear end, so not sent again")),
    Step.POSTPONED: ("⏸️", _("waits: {error}")),
    Step.UNKNOWN: ("❔", _("end unclear: {error}")),
    Step.FAILED: ("❌", _("failed: {error}")),
    Step.ENDED: ("🏁", _("over")),
    Step.DELETED: ("🧹", _("taken out of Discord")),
    Step.DROPPED: ("🚫", _("not said any more: {error}")),
}
"""What a step is called; one that this version does not know is shown by its name."""


def history_embed(history: History, language: Language) -> discord.Embed:
    """What became of the post, then its steps, newest last."""
    lines = [_line(entry, history.guild_id, language) for entry in history.entries]
    state = tr(language, STATES[history.state]) if history.state in STATES else tr(language, _("not decided upon yet"))
    if history.reason and history.state is not AnnouncementState.QUEUED:
        state += f" ({tr(language, history.reason)})"
    head = tr(language, _("**Now:** {state}"), state=state)
    body = "\n".join(lines) or tr(language, _("No steps are kept: they are older than {months} months."), months=13)
    embed = discord.Embed(
        title=plain(history.title),
        url=safe_url(history.url, 2048),
        description=f"{head}\n\n{body}",
        colour=discord.Colour.blurple(),
    )
    if history.pages > 1:
        page = tr(language, _("page {page} of {pages}"), page=history.page + 1, pages=history.pages)
        embed.set_footer(text=page)
    return fit_embed(embed)


def history_view(history: History) -> discord.ui.View:
    """The buttons that turn the page, where there are several."""
    view = discord.ui.View(timeout=None)
    if history.pages > 1:
        for to, emoji in ((history.page - 1, "◀️"), (history.page + 1, "▶️")):
            button = WhyPage(history.post_id, to)
            button.item.emoji = emoji
            button.item.disabled = not 0 <= to < history.pages
            view.add_item(button)
    view.stop()
    return view


class WhyPage(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"{PREFIX}:why:(?P<post>[0-9]{{1,18}}):(?P<page>-?[0-9]{{1,4}})",
):
    """Turns to a page of a post's history."""

    def __init__(self, post_id: int, page: int) -> None:
        self.post_id = post_id
        self.page = page
        super().__init__(discord.ui.Button(custom_id=f"{PREFIX}:why:{post_id}:{page}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["post"]), int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Herold]) -> None:  # type: ignore[override]
        async with answering(interaction):
            history = await interaction.client.services.history.why(
                self.post_id, by=await actor_of(interaction), page_size=PAGE, page=self.page
            )
            language = await language_of(interaction)
            await interaction.response.edit_message(embed=history_embed(history, language), view=history_view(history))


def _line(entry: Entry, guild_id: int, language: Language) -> str:
    emoji, msgid = STEPS.get(entry.what, ("▫️", Msgid(entry.what)))
    details = entry.details
    purpose = tr(language, PURPOSES[details["purpose"]]) if details.get("purpose") in PURPOSES else ""
    told = tr(
        language,
        msgid,
        reading=_reading(details, language),
        who=f"<@{details.get('by')}>",
        field=field_name(str(details.get("field")), language),
        reason=tr(language, str(details.get("reason", ""))),
        due=_due(details, language),
        cause=_cause(details, language),
        error=_error(entry, language),
    )
    moment = f"{format_dt(entry.at, 'd')} {format_dt(entry.at, 'T')}"
    subject = f"**{purpose}** " if purpose else ""
    link = _link(details, guild_id) if entry.what in {Step.SENT, Step.RECONCILED} else ""
    return f"{moment} {emoji} {subject}{cut(told.rstrip(': '), LINE)}{link}"


def _error(entry: Entry, language: Language) -> str:
    interrupted = tr(language, _("the work was interrupted")) if entry.what == Step.UNKNOWN else ""
    return str(entry.details.get("error") or interrupted)


def _link(details: Mapping[str, Any], guild_id: int) -> str:
    """An arrow to the message or the scheduled event."""
    if "channel" in details:
        return f" [↗](https://discord.com/channels/{guild_id}/{details['channel']}/{details.get('object')})"
    return f" [↗](https://discord.com/events/{guild_id}/{details['object']})" if "object" in details else ""


def _reading(details: Mapping[str, Any], language: Language) -> str:
    kind = details.get("kind")
    name = tr(language, KIND_NAMES[PostKind(kind)]) if kind in set(PostKind) else str(kind)
    parts = [f"**{name}** {_percent(details)}", *(_facts(facts) for facts in details.get("meetups", ()))]
    return " · ".join(part for part in parts if part)


def _facts(facts: Mapping[str, Any]) -> str:
    return ", ".join(_told(facts))


def _told(facts: Mapping[str, Any]) -> Iterator[str]:
    if "number" in facts:
        yield f"#{facts['number']}"
    if "date" in facts:
        yield f"{date.fromisoformat(facts['date']):%d.%m.%Y} {_percent(facts, 'date_confidence')}".rstrip()
    if "start_time" in facts:
        yield str(facts["start_time"])[:5]
    if "venue" in facts:
        yield plain(facts["venue"])


def _percent(details: Mapping[str, Any], name: str = "confidence") -> str:
    return f"({round(details[name] * 100)}%)" if name in details else ""


def _due(details: Mapping[str, Any], language: Language) -> str:
    due = details.get("due_at")
    return format_dt(datetime.fromisoformat(due), "f") if due else tr(language, _("its author publishes it"))


def _cause(details: Mapping[str, Any], language: Language) -> str:
    cause = details.get("cause")
    return plain(tr(language, cause, **(details.get("values") or {}))) if cause else "?"
