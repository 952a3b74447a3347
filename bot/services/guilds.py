"""What organizers set for their guild."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from bot.i18n import Language
from bot.meetups import leads
from bot.posts.model import PostKind
from bot.services import channel_reminders
from bot.store import audit, guilds, outbox
from bot.store.base import storable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import timedelta

    from bot.clock import Clock
    from bot.proposals.model import Actor
    from bot.store.base import Sessions
    from bot.store.tables import GuildRow

NAME: Final = 100
"""The longest name of a guild that Discord allows."""
DEFAULT_KINDS: Final = frozenset({PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE, PostKind.CANCELLATION})


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """A guild's settings as services and cogs use them. Ids are Discord's; None stands for "not chosen yet"."""

    guild_id: int
    source_id: int | None = None
    language: Language = Language.POLISH
    timezone: str = "Europe/Warsaw"
    announcement_channel_id: int | None = None
    organizers_channel_id: int | None = None
    organizer_role_id: int | None = None
    ping_role_id: int | None = None
    kinds: frozenset[PostKind] = DEFAULT_KINDS
    scheduled_events: bool = True
    post_checks: bool = True
    """Whether the organizers are told what readers of a new post will stumble over."""
    crosspost: bool = False
    """Whether an announcement in an announcement channel is published to the channels that follow it."""
    recap_replies: bool = True
    """Whether a recap's slides and recordings are told below the announcement of its meetup."""
    proposals_open_cap: int | None = None
    reminder_leads: tuple[timedelta, ...] = leads.OF_A_CHANNEL
    """How long before a meetup its channel is reminded, longest first; none to switch that off."""
    reminder_ping: bool = False
    """Whether a channel's reminders ping the role that announcements ping."""
    subscriptions: bool = False
    """Whether members may take that role on themselves."""

    @property
    def offers_role(self) -> bool:
        """True when there is a role that members may take on themselves."""
        return self.subscriptions and self.ping_role_id is not None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def settings_of(row: GuildRow) -> GuildSettings:
    """The row as a value that outlives its session."""
    return GuildSettings(
        guild_id=row.id,
        source_id=row.source_id,
        language=Language(row.language),
        timezone=row.timezone,
        announcement_channel_id=row.announcement_channel_id,
        organizers_channel_id=row.organizers_channel_id,
        organizer_role_id=row.organizer_role_id,
        ping_role_id=row.ping_role_id,
        kinds=frozenset(PostKind(kind) for kind in row.kinds),
        scheduled_events=row.scheduled_events,
        post_checks=row.post_checks,
        crosspost=row.crosspost,
        recap_replies=row.recap_replies,
        proposals_open_cap=row.proposals_open_cap,
        reminder_leads=leads.longest_first(row.reminder_leads),
        reminder_ping=row.reminder_ping,
        subscriptions=row.subscriptions,
    )


class GuildService:
    """Reads and changes guild settings; every change by an organizer leaves an audit row."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._now = clock

    async def settings(self, guild_id: int) -> GuildSettings:
        """The guild's settings; the defaults for a guild never seen."""
        async with self._sessions() as session:
            row = await guilds.get(session, guild_id)
            return GuildSettings(guild_id) if row is None else settings_of(row)

    async def settings_in(self, guild_ids: Collection[int]) -> Mapping[int, GuildSettings]:
        """The settings of several guilds, by guild."""
        async with self._sessions() as session:
            known = {row.id: settings_of(row) for row in await guilds.of_ids(session, guild_ids)}
        return {guild_id: known.get(guild_id) or GuildSettings(guild_id) for guild_id in guild_ids}

    async def joined(self, guild_id: int, name: str = "") -> None:
        """Makes sure the guild has its row; a guild that came back gets its settings back."""
        async with self._sessions.begin() as session:
            row = await guilds.get_or_add(session, guild_id, _columns(GuildSettings(guild_id)), self._now())
            row.left_at = None
            row.name = storable(name)[:NAME] or row.name

    async def left(self, guild_id: int) -> None:
        """Notes that the bot was removed from the guild; nothing is sent there until it comes back."""
        async with self._sessions.begin() as session:
            row = await guilds.get(session, guild_id)
            if row is not None:
                row.left_at = self._now()
                row.source_id = None  # when it comes back it joins silently, as a new guild does

    async def change(self, guild_id: int, *, by: Actor, **changes: Any) -> GuildSettings:
        """Sets the named fields of `GuildSettings` and gives them back as they stand now.

        Raises UserError when `by` is no organizer. Cogs check channels and roles with Discord before they call.
        """
        by.require_organizer()
        async with self._sessions.begin() as session:
            row = await guilds.get_or_add(session, guild_id, _columns(GuildSettings(guild_id)), self._now())
            after = replace(settings_of(row), **changes)
            for name, value in _columns(after).items():
                setattr(row, name, value)
            named = {name: _columns(after)[name] for name in changes}
            audit.put(session, guild_id=guild_id, actor_id=by.user_id, act="setup", at=self._now(), details=named)
            await outbox.wake(session, guild_id, self._now())  # what waited for a channel can go on
            if "reminder_leads" in changes:
                await channel_reminders.arm_guild(session, after, self._now())
        return after


def _columns(settings: GuildSettings) -> Mapping[str, Any]:
    columns = asdict(settings)
    del columns["guild_id"]
    columns["kinds"] = sorted(settings.kinds)
    columns["language"] = settings.language.value
    columns["reminder_leads"] = [leads.minutes_of(lead) for lead in settings.reminder_leads]
    return columns
