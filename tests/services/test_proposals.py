"""Proposals on a real database, SQLite and PostgreSQL: two people at the same moment, and nothing half done."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.errors import UserError
from bot.proposals.model import Actor, ProposalState, Role
from bot.proposals.texts import ProposalText
from bot.services.guilds import GuildService
from bot.services.proposals import ProposalService
from bot.settings import Settings
from bot.store.tables import AuditRow, OutboxRow, ProposalRow

if TYPE_CHECKING:
    from bot.store.base import Sessions

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ALA = Actor(user_id=1, guild_id=10, name="ala")
OLA = Actor(user_id=2, guild_id=10, name="ola", roles=frozenset({Role.ORGANIZER}))
OLEK = Actor(user_id=3, guild_id=10, name="olek", roles=frozenset({Role.ORGANIZER}))
TALK = ProposalText("Strumienie bez łez", "Jak pisać strumienie tak, żeby po roku dało się je czytać.")


@pytest.fixture
async def service(sessions: Sessions) -> ProposalService:
    await GuildService(sessions, lambda: NOW).joined(10)
    return ProposalService(sessions, lambda: NOW, Settings(_env_file=None, proposals_open_cap=2))


async def rows(sessions: Sessions) -> tuple[list[ProposalRow], list[tuple[str, str, int]], list[str]]:
    async with sessions() as session:
        proposals = list(await session.scalars(select(ProposalRow)))
        outbox = [(row.purpose, row.subject, row.revision) for row in await session.scalars(select(OutboxRow))]
        audit = list(await session.scalars(select(AuditRow.act)))
    return proposals, sorted(outbox), audit


async def test_two_organizers_who_press_at_once_end_with_one_decision(
    service: ProposalService, sessions: Sessions
) -> None:
    proposal = (await service.submit(TALK, by=ALA)).proposal
    results = await asyncio.gather(
        service.decide(proposal.id, ProposalState.ACCEPTED, by=OLA),
        service.decide(proposal.id, ProposalState.REJECTED, by=OLEK, reason="nie tym razem"),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, BaseException)]
    assert all(isinstance(error, UserError) for error in refused)
    assert len(refused) == 1
    [row], outbox, audit = await rows(sessions)
    assert row.version == 2
    assert audit == [f"proposal.{row.state}"]
    assert [entry for entry in outbox if entry[0] == "notice"] == [("notice", f"proposal:{row.id}", 1)]


async def test_the_same_text_submitted_twice_at_once_is_one_proposal(
    service: ProposalService, sessions: Sessions
) -> None:
    both = await asyncio.gather(service.submit(TALK, by=ALA), service.submit(TALK, by=ALA))
    assert sorted(result.again for result in both) == [False, True]
    proposals, outbox, _audit = await rows(sessions)
    assert len(proposals) == 1
    assert outbox == [("proposal_card", f"proposal:{proposals[0].id}", 1)]


async def test_the_cap_holds_also_for_many_at_once(service: ProposalService, sessions: Sessions) -> None:
    texts = [ProposalText(f"Temat numer {n}", TALK.abstract) for n in range(6)]
    results = await asyncio.gather(*(service.submit(text, by=ALA) for text in texts), return_exceptions=True)
    assert sum(isinstance(result, UserError) for result in results) == 4
    proposals, _outbox, _audit = await rows(sessions)
    assert len(proposals) == 2


async def test_an_edit_of_what_somebody_decided_on_meanwhile_is_refused(
    service: ProposalService, sessions: Sessions
) -> None:
    proposal = (await service.submit(TALK, by=ALA)).proposal
    await service.decide(proposal.id, ProposalState.ACCEPTED, by=OLA)
    with pytest.raises(UserError):
        await service.edit(proposal.id, ProposalText("Inny tytuł", TALK.abstract), by=ALA, version=proposal.version)
    [row], _outbox, _audit = await rows(sessions)
    assert row.title == TALK.title


async def test_organizers_of_another_guild_decide_nothing_here(service: ProposalService, sessions: Sessions) -> None:
    proposal = (await service.submit(TALK, by=ALA)).proposal
    stranger = Actor(user_id=9, guild_id=11, roles=frozenset({Role.ORGANIZER}))
    with pytest.raises(UserError):
        await service.decide(proposal.id, ProposalState.ACCEPTED, by=stranger)
    [row], _outbox, audit = await rows(sessions)
    assert (row.state, audit) == (ProposalState.SUBMITTED, [])


async def test_erasing_takes_the_texts_and_leaves_the_card_to_say_so(
    service: ProposalService, sessions: Sessions
) -> None:
    proposal = (await service.submit(TALK, by=ALA)).proposal
    assert await service.erase(ALA.user_id) == 1
    proposals, outbox, _audit = await rows(sessions)
    assert proposals == []
    assert ("proposal_card", f"proposal:{proposal.id}", 1) in outbox
