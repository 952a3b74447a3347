"""The life of a talk proposal: which moves there are, and who may make them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.errors import UserError
from bot.i18n import Msgid, _
from bot.proposals.model import ProposalState, Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.proposals.model import Actor, Proposal

MOVES: Final[Mapping[tuple[ProposalState, ProposalState], Role]] = MappingProxyType(
    {
        (ProposalState.SUBMITTED, ProposalState.ACCEPTED): Role.ORGANIZER,
        (ProposalState.SUBMITTED, ProposalState.REJECTED): Role.ORGANIZER,
        (ProposalState.SUBMITTED, ProposalState.WITHDRAWN): Role.SPEAKER,
        (ProposalState.ACCEPTED, ProposalState.CONFIRMED): Role.SPEAKER,
        (ProposalState.ACCEPTED, ProposalState.WITHDRAWN): Role.SPEAKER,
        (ProposalState.ACCEPTED, ProposalState.CANCELED): Role.ORGANIZER,
        (ProposalState.CONFIRMED, ProposalState.WITHDRAWN): Role.SPEAKER,
        (ProposalState.CONFIRMED, ProposalState.CANCELED): Role.ORGANIZER,
    }
)
"""Every move there is, and the role that makes it. What is not here is refused."""

OPEN: Final = frozenset({ProposalState.SUBMITTED, ProposalState.ACCEPTED, ProposalState.CONFIRMED})
"""The states that count against a person's cap: somebody still has to do something about them."""

EDITABLE: Final = frozenset({ProposalState.SUBMITTED})
"""The states in which a speaker may still change the text; later it is what organizers decided on."""

NAMES: Final[Mapping[ProposalState, Msgid]] = MappingProxyType(
    {
        ProposalState.SUBMITTED: _("waiting for the organizers"),
        ProposalState.ACCEPTED: _("accepted, waiting for the speaker to confirm"),
        ProposalState.CONFIRMED: _("confirmed"),
        ProposalState.REJECTED: _("rejected"),
        ProposalState.WITHDRAWN: _("withdrawn"),
        ProposalState.CANCELED: _("canceled"),
    }
)
"""What a state is called in front of people."""


class MoveRefused(UserError):
    """The proposal does not stand where that decision could be made, or somebody else has to make it."""


def may(actor: Actor, proposal: Proposal, to: ProposalState) -> bool:
    """True when the actor may move the proposal there now."""
    role = MOVES.get((proposal.state, to))
    return role is not None and _holds(actor, proposal, role)


def move(proposal: Proposal, to: ProposalState, *, by: Actor, at: datetime, reason: str = "") -> Proposal:
    """Gives the proposal as it stands after the move; the one passed in is untouched.

    `at` is an aware UTC instant. Raises MoveRefused when MOVES has no such move, or `by` is not the one to make it: an
    organizer of the proposal's own guild, or the speaker of this very proposal.
    """
    role = MOVES.get((proposal.state, to))
    if role is None:
        raise MoveRefused(
            _("Proposal #{id} is not waiting for that: it is {state}."), id=proposal.id, state=NAMES[proposal.state]
        )
    if not _holds(by, proposal, role):
        raise MoveRefused(
            _("Only organizers may do that.") if role is Role.ORGANIZER else _("Only the speaker may do that.")
        )
    decided_by = by.user_id if role is Role.ORGANIZER else proposal.decided_by
    return replace(
        proposal,
        state=to,
        changed_at=at,
        version=proposal.version + 1,
        reason=reason,
        decided_by=decided_by,
        speaker_reached=None if role is Role.ORGANIZER else proposal.speaker_reached,
    )


def _holds(actor: Actor, proposal: Proposal, role: Role) -> bool:
    if role is Role.SPEAKER:
        return actor.user_id == proposal.speaker_id
    return role in actor.roles and actor.guild_id == proposal.guild_id
