"""What becomes of a post: announced, held for organizers, left to wait, or left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.meetups.announcing import Decision, Verdict, decide
from bot.meetups.folding import fold
from bot.posts.model import PostKind
from tests.meetups.builders import announcement, facts, instant, reading

if TYPE_CHECKING:
    from bot.posts.model import Reading

KINDS = frozenset({PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE, PostKind.CANCELLATION})
DATED = facts(date="2025-05-22", start_time="19:00")
MAY = announcement("2025-05-09 20:00", "Spotkanie majowe", DATED)
OFF = reading("cancellation", "2025-05-20", "Odwołane!")


def verdict(told: Reading, now: str, *others: Reading, kinds: frozenset[PostKind] = KINDS) -> Decision:
    folded = fold([told, *others])
    mine = [meetup for meetup in folded if any(post.path == told.post.path for post in meetup.posts)]
    return decide(told, mine[0] if mine else None, kinds=kinds, now=instant(now), min_confidence=0.75)


def skip(reason: str) -> Decision:
    return Decision(Verdict.SKIP, reason)


def hold(reason: str) -> Decision:
    return Decision(Verdict.HOLD, reason)


ANNOUNCED = Decision(Verdict.ANNOUNCE)


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        pytest.param(verdict(MAY, "2025-05-09 20:00"), ANNOUNCED, id="on-time"),
        pytest.param(verdict(MAY, "2025-05-22 21:00"), ANNOUNCED, id="late-but-not-over"),
        pytest.param(verdict(MAY, "2025-05-22 22:00"), skip("The meetup is already over."), id="over"),
        pytest.param(
            verdict(MAY, "2025-05-09 19:59"),
            Decision(Verdict.WAIT, "The post is not published yet.", instant("2025-05-09 20:00")),
            id="future",
        ),
        pytest.param(
            verdict(replace(MAY, post=replace(MAY.post, hidden=True)), "2025-05-10"), skip("The post is not published."), id="draft"
        ),
        pytest.param(
            verdict(reading("recap", "2025-05-25", "Podsumowanie"), "2025-05-25", MAY),
            skip("This post is not of a kind that is announced here."),
            id="kind-not-announced",
        ),
        pytest.param(
            verdict(reading("recap", "2025-05-25", "Podsumowanie"), "2025-05-25", MAY, kinds=KINDS | {PostKind.RECAP}),
            ANNOUNCED,
            id="a-recap-of-what-is-over",
        ),
        pytest.param(
            verdict(reading("external", "2025-05-25", "JDD"), "2025-07-25", kinds=frozenset({PostKind.EXTERNAL})),
            skip("The post is old news."),
            id="old-news",
        ),
        pytest.param(
            verdict(announcement("2025-05-09", "Spotkanie", DATED, sure=0.5), "2025-05-10"),
            hold("I am not sure what kind of post this is."),
            id="doubtful-kind",
        ),
        pytest.param(
            verdict(reading("other", "2025-05-09", "Nowa strona", DATED, sure=0.5), "2025-05-10"),
            hold("I am not sure what kind of post this is."),
            id="perhaps-an-announcement",
        ),
        pytest.param(
            verdict(announcement("2025-05-09", "Spotkanie", facts(0.5, date="2025-05-22")), "2025-05-10"),
            hold("I am not sure about the date."),
            id="doubtful-date",
        ),
        pytest.param(
            verdict(announcement("2025-11-20", "Spotkanie #79", facts(number=79)), "2025-11-21"),
            hold("I found no date in the post."),
            id="no-date",
        ),
        pytest.param(
            verdict(announcement("2025-05-09", "Spotkanie", facts(date="2024-05-22")), "2025-05-10"),
            hold("The date I read was past when the post was published."),
            id="date-in-the-past",
        ),
        pytest.param(verdict(OFF, "2025-05-20", MAY), ANNOUNCED, id="cancellation"),
        pytest.param(
            verdict(OFF, "2025-05-20"), hold("The post speaks of no meetup that I know."), id="cancellation-of-what"
        ),
        pytest.param(
            verdict(MAY, "2025-05-20", OFF), skip("The meetup was called off meanwhile."), id="called-off-meanwhile"
        ),
        pytest.param(
            verdict(reading("reschedule", "2025-05-20", "Spotkanie majowe przełożone"), "2025-05-20", MAY),
            ANNOUNCED,
            id="postponed",
        ),
    ],
)  # fmt: skip
def test_decision(decision: Decision, expected: Decision) -> None:
    assert decision == expected


def test_a_corrected_date_is_sure() -> None:
    doubtful = announcement("2025-05-09", "Spotkanie", facts(0.5, date="2025-05-22"))
    (meetup,) = fold([doubtful], {"2025-05-09-spotkanie": {"date": instant("2025-05-23").date()}})
    assert decide(doubtful, meetup, kinds=KINDS, now=instant("2025-05-10"), min_confidence=0.75) == ANNOUNCED
