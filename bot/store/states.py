"""In which states announcements and outward acts are, and which steps of theirs are noted. Stored by value."""

from __future__ import annotations

from enum import StrEnum


class AnnouncementState(StrEnum):
    """What became of one post in one guild. Stored by value."""

    SILENT = "silent"
    """Recorded at the first sync, or before the guild was set up; organizers may still pick it."""
    WAITING = "waiting"
    """Not published yet; `due_at` says when."""
    HELD = "held"
    """On a card in the organizers' channel, for them to decide."""
    QUEUED = "queued"
    """In the outbox, or already said."""
    IGNORED = "ignored"
    """Organizers decided against it."""
    SKIPPED = "skipped"
    """Not announced by the guild's rules: another kind, or its meetup is over."""
    RETRACTED = "retracted"
    """Announced, and taken back by an organizer: its message is deleted."""


class OutboxState(StrEnum):
    """Where an outward act stands; see DESIGN "Saying a thing once". Stored by value."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    RETRACTED = "retracted"


class Step(StrEnum):
    """What happened to a post, its announcement or its meetup. Stored by value; old rows may hold others."""

    SEEN = "seen"
    """The post was read for the first time."""
    EDITED = "edited"
    """The author changed it, or it is read otherwise; the details say as what."""
    BROKEN = "broken"
    GONE = "gone"
    CORRECTED = "corrected"
    UNCORRECTED = "uncorrected"
    HELD = "held"
    WAITING = "waiting"
    SKIPPED = "skipped"
    RELEASED = "released"
    """An organizer announced it."""
    IGNORED = "ignored"
    WITHDRAWN = "withdrawn"
    """An organizer took the announcement back."""
    RESTORED = "restored"
    """An organizer took that back."""
    QUEUED = "queued"
    SENT = "sent"
    UPDATED = "updated"
    """What stands in Discord was changed in place."""
    UNCHANGED = "unchanged"
    """Nothing that is shown had changed."""
    RECONCILED = "reconciled"
    """After an unclear end it was found in Discord, and not sent again."""
    POSTPONED = "postponed"
    """It waits: for a setting, for an organizer, or for the next try."""
    UNKNOWN = "unknown"
    FAILED = "failed"
    ENDED = "ended"
    """The scheduled event of a meetup that is over."""
    DELETED = "deleted"
    """Taken out of Discord."""
    DROPPED = "dropped"
    """Not said any more; the details say why."""
