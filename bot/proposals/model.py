"""A talk proposal, the people around it, and the states it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.i18n import _

if TYPE_CHECKING:
    from datetime import datetime


class ProposalState(StrEnum):
    """State names as in pretalx; stored by value, so renaming one is a migration."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELED = "canceled"


class TalkLanguage(StrEnum):
    """The language a talk is given in."""

    POLISH = "pl"
    ENGLISH = "en"
    EITHER = "either"


class Role(StrEnum):
    """What somebody may be in relation to a proposal."""

    SPEAKER = "speaker"
    ORGANIZER = "organizer"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: read off an interaction, never trusted further than one call."""

    user_id: int
    guild_id: int
    name: str = ""
    roles: frozenset[Role] = frozenset({Role.SPEAKER})

    @property
    def is_organizer(self) -> bool:
        return Role.ORGANIZER in self.roles

    def require_organizer(self) -> None:
        """Raises UserError unless the actor is an organizer of the guild."""
        if not self.is_organizer:
            raise UserError(_("Only organizers may do that."))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A talk proposal as the database holds it. Instants are aware UTC."""

    id: int
    guild_id: int
    speaker_id: int
    speaker_name: str
    title: str
    abstract: str
    language: TalkLanguage
    length_minutes: int
    notes: str
    state: ProposalState
    created_at: datetime
    changed_at: datetime
    version: int = 1
    """Rises with every change; a write names the version it read, so that two decisions end with one winner."""
    reason: str = ""
    """Why it was rejected or canceled, in the organizer's words."""
    decided_by: int | None = None
    speaker_reached: bool | None = None
    """Whether the last notice reached the speaker by direct message; None while it is under way."""
