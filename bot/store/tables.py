"""The tables: what Herold keeps of blogs, meetups, guilds, people, proposals and of what it said."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 -- SQLAlchemy reads annotations at run time
from typing import Any

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.posts.model import PostKind
from bot.proposals.model import ProposalState, TalkLanguage
from bot.store.base import Base, EnumText, Json, RowId, Snowflake, UtcDateTime
from bot.store.states import AnnouncementState, OutboxState


class SourceRow(Base):
    """Where posts come from: a folder today. Guilds point at a source; several may share one."""

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    location: Mapped[str] = mapped_column(Text, unique=True)
    site: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    first_synced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_synced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    last_error_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PostRow(Base):
    """A post's last good version. A broken new version stays out; `broken` then says what is wrong with it."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("source_id", "path"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden: Mapped[bool] = mapped_column(Boolean, default=False)
    awaited: Mapped[bool] = mapped_column(Boolean, default=False)
    """True while the site does not show its page; only where the settings ask for that (bot.services.visibility)."""
    kind: Mapped[PostKind] = mapped_column(EnumText(PostKind))
    kind_confidence: Mapped[float] = mapped_column(Float)
    content: Mapped[str] = mapped_column(Text)
    """The whole file as text; "" when no version of it could ever be read."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file as it was last seen, good or broken."""
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    broken: Mapped[dict[str, Any] | None] = mapped_column(Json)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MeetupRow(Base):
    """A folded meetup: `data` is the whole of it (bot.meetups.serialize), the columns beside it are for queries."""

    __tablename__ = "meetup"
    __table_args__ = (UniqueConstraint("source_id", "key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(200))
    number: Mapped[int | None] = mapped_column(Integer)
    date: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    """Rises with every change of `data`; the calendar's SEQUENCE."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CorrectionRow(Base):
    """A fact of a meetup that an organizer set right; it wins over posts, also over later edits of them."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("meetup_id", "field"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    meetup_id: Mapped[int] = mapped_column(ForeignKey("meetup.id", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[Any] = mapped_column(Json)
    by_user_id: Mapped[int] = mapped_column(Snowflake)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class GuildRow(Base):
    """A guild's settings, as its organizers chose them; the id is Discord's."""

    __tablename__ = "guild"

    id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id", ondelete="SET NULL"))
    language: Mapped[str] = mapped_column(String(8), default="pl")
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/Warsaw")
    announcement_channel_id: Mapped[int | None] = mapped_column(Snowflake)
    organizers_channel_id: Mapped[int | None] = mapped_column(Snowflake)
    organizer_role_id: Mapped[int | None] = mapped_column(Snowflake)
    ping_role_id: Mapped[int | None] = mapped_column(Snowflake)
    kinds: Mapped[list[str]] = mapped_column(Json)
    scheduled_events: Mapped[bool] = mapped_column(Boolean, default=True)
    post_checks: Mapped[bool] = mapped_column(Boolean, default=True)
    crosspost: Mapped[bool] = mapped_column(Boolean, default=False)
    recap_replies: Mapped[bool] = mapped_column(Boolean, default=True)
    proposals_open_cap: Mapped[int | None] = mapped_column(Integer)
    reminder_leads: Mapped[list[int]] = mapped_column(Json)
    """How long before a meetup its channel is reminded. Minutes."""
    reminder_ping: Mapped[bool] = mapped_column(Boolean, default=False)
    subscriptions: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether members may take the pinged role on themselves."""
    name: Mapped[str] = mapped_column(String(100), default="")
    """What the guild is called, also where no gateway tells it: in its calendar."""
    calendar_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The secret part of the address that its calendar is subscribed at; None until somebody asks."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AnnouncementRow(Base):
    """What became of one post in one guild."""

    __tablename__ = "announcement"
    __table_args__ = (UniqueConstraint("guild_id", "post_id"), Index("ix_announcement_state_due", "state", "due_at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int] = mapped_column(ForeignKey("guild.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    state: Mapped[AnnouncementState] = mapped_column(EnumText(AnnouncementState))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it is held or skipped: a msgid."""
    without_event: Mapped[bool] = mapped_column(Boolean, default=False)
    """For a withdrawn one: the scheduled events of its meetups went with it."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(Snowflake)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OutboxRow(Base):
    """An outward act: queued in the transaction that caused it, taken to Discord by the deliverer.

    `subject` names what it is about ("post:12", "meetup:7", "proposal:5"), `purpose` what it does there
    ("announcement", "event", "card", "notice", "reminder"); a higher `revision` of the same edits what was sent.
    What is said is rendered from the present state when it is sent; `payload` holds only what cannot be looked up.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("guild_id", "subject", "purpose", "revision"),
        Index("ix_outbox_state_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int] = mapped_column(Snowflake)
    subject: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(Integer)
    state: Mapped[OutboxState] = mapped_column(EnumText(OutboxState), default=OutboxState.PENDING)
    user_id: Mapped[int | None] = mapped_column(Snowflake)
    """Whom a direct message goes to."""
    payload: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(Text)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeliveryRow(Base):
    """The thing in Discord a subject and purpose stand for: a message, a scheduled event. Edited, never doubled."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("guild_id", "subject", "purpose"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int] = mapped_column(Snowflake)
    subject: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(40))
    channel_id: Mapped[int | None] = mapped_column(Snowflake)
    object_id: Mapped[int] = mapped_column(Snowflake)
    """The message's or scheduled event's id."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the payload last sent; the same again is not sent."""
    told: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """What readers know from it, where later messages build on that; see the renderer of its purpose."""
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    earlier: Mapped[list[list[int]] | None] = mapped_column(Json)
    """Where the messages stand that it followed as a new one, oldest first: each its channel's id and its own."""
    revision: Mapped[int] = mapped_column(Integer)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalRow(Base):
    """A talk proposal. Never deleted by a decision; erased only with its speaker's data."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("guild_id", "speaker_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int] = mapped_column(ForeignKey("guild.id", ondelete="CASCADE"))
    speaker_id: Mapped[int] = mapped_column(Snowflake, index=True)
    speaker_name: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(Text)
    abstract: Mapped[str] = mapped_column(Text)
    language: Mapped[TalkLanguage] = mapped_column(EnumText(TalkLanguage))
    length_minutes: Mapped[int] = mapped_column(Integer)
    notes: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ProposalState] = mapped_column(EnumText(ProposalState))
    version: Mapped[int] = mapped_column(Integer, default=1)
    fingerprint: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the folded title and abstract: the same text sent twice is one proposal."""
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(Snowflake)
    speaker_reached: Mapped[bool | None] = mapped_column(Boolean)
    thread_id: Mapped[int | None] = mapped_column(Snowflake)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BlockRow(Base):
    """A member who may not propose in a guild. Outlives the erasure of the member's data."""

    __tablename__ = "block"
    __table_args__ = (UniqueConstraint("guild_id", "user_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int] = mapped_column(ForeignKey("guild.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(Snowflake)
    reason: Mapped[str] = mapped_column(Text, default="")
    by_user_id: Mapped[int] = mapped_column(Snowflake)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonRow(Base):
    """What a person chose for themselves."""

    __tablename__ = "person"

    user_id: Mapped[int] = mapped_column(Snowflake, primary_key=True, autoincrement=False)
    language: Mapped[str | None] = mapped_column(String(8))
    guild_id: Mapped[int | None] = mapped_column(Snowflake)
    """The guild they last talked to Herold in, which is the one they mean in a direct message."""


class WishRow(Base):
    """A person who asked to be told of the guild's next announced meetup; gone once they were."""

    __tablename__ = "wish"
    __table_args__ = (UniqueConstraint("guild_id", "user_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int] = mapped_column(ForeignKey("guild.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(Snowflake)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MissedRow(Base):
    """A meetup of which a person asked to be told, and no direct message could tell them; gone once they know."""

    __tablename__ = "missed"
    __table_args__ = (UniqueConstraint("user_id", "meetup_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int] = mapped_column(ForeignKey("guild.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(Snowflake)
    meetup_id: Mapped[int] = mapped_column(ForeignKey("meetup.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReminderRow(Base):
    """A person's wish to be reminded of a meetup; the direct message itself is an outbox row."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("user_id", "meetup_id", "lead_minutes"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int] = mapped_column(ForeignKey("guild.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(Snowflake)
    meetup_id: Mapped[int] = mapped_column(ForeignKey("meetup.id", ondelete="CASCADE"))
    lead_minutes: Mapped[int] = mapped_column(Integer)
    missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a direct message did not reach the person; None once they were told of it otherwise."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditRow(Base):
    """Who did what: one row an act of an organizer, written in the act's own transaction."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_guild_at", "guild_id", "at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int] = mapped_column(Snowflake)
    actor_id: Mapped[int] = mapped_column(Snowflake)
    act: Mapped[str] = mapped_column(String(60))
    """A stable short name: "setup.channel", "announce", "correct", "block", "proposal.accepted"."""
    subject: Mapped[str] = mapped_column(String(80), default="")
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TrailRow(Base):
    """One step in the history of a post, an announcement or a meetup; written with the change itself, never changed."""

    __tablename__ = "trail"
    __table_args__ = (Index("ix_trail_subject_guild", "subject", "guild_id"), Index("ix_trail_at", "at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    guild_id: Mapped[int | None] = mapped_column(Snowflake)
    """None for what happened on the blog, which is the same in all guilds."""
    subject: Mapped[str] = mapped_column(String(80))
    """As in the outbox: "post:12", "announcement:3", "meetup:7"."""
    what: Mapped[str] = mapped_column(String(40))
    """A `Step`."""
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LeaseRow(Base):
    """Which process holds a job that only one may do, and until when."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class FactRow(Base):
    """Small things the process remembers between starts, such as the digest of the synced commands."""

    __tablename__ = "fact"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
