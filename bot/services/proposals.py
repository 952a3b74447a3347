"""Talk proposals: what members and organizers do with them, each act one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.i18n import _
from bot.proposals.model import Proposal, ProposalState
from bot.proposals.states import EDITABLE, NAMES, MoveRefused, move
from bot.proposals.texts import ProposalText, tidied
from bot.store import audit, guilds, outbox
from bot.store import proposals as store

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.clock import Clock
    from bot.proposals.model import Actor
    from bot.settings import Settings
    from bot.store.base import Sessions


@dataclass(frozen=True, slots=True)
class Submitted:
    """The outcome of a submission: the stored proposal, and whether it was there already."""

    proposal: Proposal
    again: bool = False


class ProposalService:
    """Collects talk proposals and walks them through review."""

    def __init__(self, sessions: Sessions, clock: Clock, settings: Settings) -> None:
        self._sessions = sessions
        self._now = clock
        self._default_cap = settings.proposals_open_cap

    async def submit(self, text: ProposalText, *, by: Actor) -> Submitted:
        """Stores a proposal and queues its card for the organizers. The same text sent twice is one proposal.

        A withdrawn one may be proposed again; what organizers rejected stays rejected.
        Raises UserError when the text does not fit, the person is blocked, or has too many open proposals.
        """
        text = tidied(text)
        async with self._sessions.begin() as session:
            await store.lock_speaker(session, by.guild_id, by.user_id)
            known = await store.same_text(session, by.guild_id, by.user_id, text.fingerprint)
            if known is not None and known.state is not ProposalState.WITHDRAWN:
                return Submitted(known, again=True)
            await self._check_welcome(session, by)
            if known is not None:
                await store.free_text(session, known.id)
            proposal = await store.add(session, self._new(text, by), text.fingerprint)
            assert proposal is not None  # the speaker's lock is held, and the same text was looked for
            await self._show(session, proposal)
        return Submitted(proposal)

    async def check_may_propose(self, by: Actor) -> None:
        """Raises UserError when a submission would be refused whatever its text, before somebody writes one."""
        async with self._sessions() as session:
            await self._check_welcome(session, by)

    async def edit(self, proposal_id: int, text: ProposalText, *, by: Actor, version: int | None = None) -> Proposal:
        """Changes the text of a proposal that nobody has decided on. `version` is the one the speaker saw.

        Raises MoveRefused, StaleProposal, or UserError when the text does not fit.
        """
        text = tidied(text)
        async with self._sessions.begin() as session:
            before = await store.get(session, proposal_id)
            if before.speaker_id != by.user_id:
                raise MoveRefused(_("Only the speaker may do that."))
            if version is not None and before.version != version:
                raise store.StaleProposal(proposal_id)
            if before.state not in EDITABLE:
                raise MoveRefused(
                    _("Proposal #{id} can't be edited any more: it is {state}."),
                    id=before.id,
                    state=NAMES[before.state],
                )
            twin = await store.same_text(session, before.guild_id, by.user_id, text.fingerprint)
            if twin is not None and twin.id != before.id:
                raise UserError(_("You have already proposed this talk: it is #{id}."), id=twin.id)
            after = replace(
                before,
                title=text.title,
                abstract=text.abstract,
                language=text.language,
                length_minutes=text.length_minutes,
                notes=text.notes,
                changed_at=self._now(),
                version=before.version + 1,
            )
            await store.save(session, before, after, text.fingerprint)
            await self._show(session, after)
        return after

    async def decide(self, proposal_id: int, to: ProposalState, *, by: Actor, reason: str = "") -> Proposal:
        """An organizer's decision: moves a proposal, updates its card and queues the notice to the speaker.

        Raises MoveRefused or StaleProposal: of two organizers who press at the same moment one wins.
        """
        reason = reason.strip()
        async with self._sessions.begin() as session:
            before = await store.get(session, proposal_id)
            after = move(before, to, by=by, at=self._now(), reason=reason)
            await store.save(session, before, after)
            await self._show(session, after)
            await self._tell_speaker(session, after)
            audit.put(
                session,
                guild_id=after.guild_id,
                actor_id=by.user_id,
                act=f"proposal.{after.state}",
                subject=f"proposal:{after.id}",
                details={"title": after.title, "reason": reason},
                at=after.changed_at,
            )
        return after

    async def confirm(self, proposal_id: int, *, by: Actor) -> Proposal:
        """The speaker says yes to an accepted talk. Raises MoveRefused or StaleProposal."""
        return await self._speaker_moves(proposal_id, ProposalState.CONFIRMED, by)

    async def withdraw(self, proposal_id: int, *, by: Actor) -> Proposal:
        """The speaker takes a talk back, also after it was accepted. Raises MoveRefused or StaleProposal."""
        return await self._speaker_moves(proposal_id, ProposalState.WITHDRAWN, by)

    async def get(self, proposal_id: int) -> Proposal:
        """Raises NoSuchProposal."""
        async with self._sessions() as session:
            return await store.get(session, proposal_id)

    async def mine(self, user_id: int, guild_id: int | None = None) -> list[Proposal]:
        """A person's proposals, newest first; of all guilds when none is named."""
        async with self._sessions() as session:
            return await store.of_speaker(session, user_id, guild_id)

    async def of_guild(self, by: Actor, state: ProposalState | None = None) -> list[Proposal]:
        """The guild's proposals for an organizer, newest first. Raises UserError for others."""
        by.require_organizer()
        async with self._sessions() as session:
            return await store.of_guild(session, by.guild_id, None if state is None else [state])

    async def unseen_decisions(self, user_id: int) -> list[Proposal]:
        """Decisions that no direct message could tell; they count as told once this was called."""
        async with self._sessions.begin() as session:
            missed = [
                proposal for proposal in await store.of_speaker(session, user_id) if proposal.speaker_reached is False
            ]
            for proposal in missed:
                await store.set_reached(session, proposal.id, reached=True)
                await self._show(session, proposal)
        return missed

    async def notice_outcome(self, proposal_id: int, *, reached: bool) -> None:
        """Notes whether the notice about a decision reached the speaker, and shows it on the card."""
        async with self._sessions.begin() as session:
            try:
                proposal = await store.get(session, proposal_id)
            except store.NoSuchProposal:
                return  # erased while the notice was under way
            if proposal.speaker_reached is reached:
                return
            await store.set_reached(session, proposal_id, reached=reached)
            if not reached:
                await self._show(session, proposal)

    async def thread_id(self, proposal_id: int) -> int | None:
        """The thread in which organizers discuss the proposal."""
        async with self._sessions() as session:
            return await store.thread_of(session, proposal_id)

    async def keep_thread(self, proposal_id: int, thread_id: int) -> None:
        async with self._sessions.begin() as session:
            await store.set_thread(session, proposal_id, thread_id)

    async def erase(self, user_id: int) -> int:
        """Deletes all of a person's proposals, at their own wish; blocks stay. Gives how many there were."""
        async with self._sessions.begin() as session:
            for proposal in await store.of_speaker(session, user_id):
                await outbox.retract(
                    session,
                    guild_id=proposal.guild_id,
                    subject=f"proposal:{proposal.id}",
                    purpose="notice",
                    now=self._now(),
                )
                await self._show(session, proposal)  # the card is rendered from what is left: that it was erased
            return await store.erase_speaker(session, user_id)

    async def _speaker_moves(self, proposal_id: int, to: ProposalState, by: Actor) -> Proposal:
        async with self._sessions.begin() as session:
            before = await store.get(session, proposal_id)
            after = move(before, to, by=by, at=self._now())
            await store.save(session, before, after)
            await self._show(session, after)
        return after

    async def _check_welcome(self, session: AsyncSession, by: Actor) -> None:
        if await store.blocked(session, by.guild_id, by.user_id) is not None:
            raise UserError(
                _("Organizers have blocked proposals from you here. Ask them if you think it is a mistake.")
            )
        guild = await guilds.get(session, by.guild_id)
        cap = (guild.proposals_open_cap if guild is not None else None) or self._default_cap
        count = await store.count_open(session, by.guild_id, by.user_id)
        if count >= cap:
            raise UserError(
                _("You have {count} open proposals, and {cap} is the most here. Withdraw one first."),
                count=count,
                cap=cap,
            )

    def _new(self, text: ProposalText, by: Actor) -> Proposal:
        now = self._now()
        return Proposal(
            id=0,
            guild_id=by.guild_id,
            speaker_id=by.user_id,
            speaker_name=by.name[:100],
            title=text.title,
            abstract=text.abstract,
            language=text.language,
            length_minutes=text.length_minutes,
            notes=text.notes,
            state=ProposalState.SUBMITTED,
            created_at=now,
            changed_at=now,
        )

    async def _show(self, session: AsyncSession, proposal: Proposal) -> None:
        await self._queue(session, proposal, "proposal_card")

    async def _tell_speaker(self, session: AsyncSession, proposal: Proposal) -> None:
        await self._queue(session, proposal, "notice", user_id=proposal.speaker_id)

    async def _queue(self, session: AsyncSession, proposal: Proposal, purpose: str, user_id: int | None = None) -> None:
        now = self._now()
        await outbox.put(
            session,
            guild_id=proposal.guild_id,
            subject=f"proposal:{proposal.id}",
            purpose=purpose,
            due_at=now,
            now=now,
            user_id=user_id,
        )
