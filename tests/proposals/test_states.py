"""Every pair of states: who may move a proposal, and who may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.i18n import Language
from bot.proposals.model import Actor, Proposal, ProposalState, Role, TalkLanguage
from bot.proposals.states import MOVES, NAMES, OPEN, MoveRefused, may, move
from bot.proposals.texts import ABSTRACT_MAX, TITLE_MAX, ProposalText, tidied

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SPEAKER = Actor(user_id=1, guild_id=10)
STRANGER = Actor(user_id=2, guild_id=10)
ORGANIZER = Actor(user_id=3, guild_id=10, roles=frozenset({Role.ORGANIZER, Role.SPEAKER}))
ELSEWHERE = Actor(user_id=4, guild_id=11, roles=frozenset({Role.ORGANIZER, Role.SPEAKER}))
BOTH = Actor(user_id=1, guild_id=10, roles=frozenset({Role.ORGANIZER, Role.SPEAKER}))
ACTORS = {"speaker": SPEAKER, "stranger": STRANGER, "organizer": ORGANIZER, "elsewhere": ELSEWHERE, "both": BOTH}


def proposal(state: ProposalState) -> Proposal:
    return Proposal(
        id=7,
        guild_id=10,
        speaker_id=1,
        speaker_name="ala",
        title="Strumienie",
        abstract="O strumieniach.",
        language=TalkLanguage.POLISH,
        length_minutes=45,
        notes="",
        state=state,
        created_at=NOW - timedelta(days=1),
        changed_at=NOW - timedelta(days=1),
    )


@pytest.mark.parametrize(("before", "after", "who"), [*product(ProposalState, ProposalState, ACTORS)])
def test_each_pair_of_states_for_each_actor(before: ProposalState, after: ProposalState, who: str) -> None:
    role = MOVES.get((before, after))
    holders = {None: set(), Role.SPEAKER: {"speaker", "both"}, Role.ORGANIZER: {"organizer", "both"}}
    allowed = who in holders[role]
    assert may(ACTORS[who], proposal(before), after) is allowed
    if allowed:
        moved = move(proposal(before), after, by=ACTORS[who], at=NOW)
        assert (moved.state, moved.changed_at, moved.version) == (after, NOW, 2)
    else:
        with pytest.raises(MoveRefused) as refused:
            move(proposal(before), after, by=ACTORS[who], at=NOW)
        assert refused.value.text(Language.POLISH)


def test_what_is_closed_stays_closed() -> None:
    closed = set(ProposalState) - OPEN
    assert {before for before, _after in MOVES} & closed == set()
    assert set(NAMES) == set(ProposalState)


texts = st.text(max_size=5000)


@given(title=texts, abstract=texts, notes=texts)
def test_any_text_is_either_tidied_or_refused_with_a_sentence(title: str, abstract: str, notes: str) -> None:
    try:
        clean = tidied(ProposalText(title, abstract, notes=notes))
    except UserError as refused:
        refused.text(Language.POLISH)
        return
    assert tidied(clean) == clean
    assert len(clean.title) <= TITLE_MAX
    assert len(clean.abstract) <= ABSTRACT_MAX
    (clean.title + clean.abstract + clean.notes).encode("utf-8")
    assert "\n" not in clean.title


@given(text=texts)
def test_case_and_blanks_make_no_other_talk(text: str) -> None:
    spaced = ProposalText(f"  {text} ", text.replace(" ", "  "))
    assert spaced.fingerprint == ProposalText(text, text).fingerprint
