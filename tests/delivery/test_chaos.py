"""Posts come, change, move, go and are called off while organizers take announcements back, members ask to be reminded,
strangers delete what was said, processes crash, Discord fails, and two processes take turns.

At any moment nothing stands twice; once the storm is over nothing is missing, nothing stands that nobody owes, and all of
it is right. discord.py's requests go straight into the loopback Discord's rooms, without sockets: what that leaves out is
in `test_faults` and `test_crashes`.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from tests.delivery.storm.actions import People
from tests.delivery.storm.calm import calm_down, nothing_stands_twice, people_heard
from tests.delivery.storm.ground import Ground
from tests.delivery.storm.sky import STROKES
from tests.delivery.storm.world import END

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.databases import Databases

STEPS = 40


class Storm(People):
    """What people do, and what happens to Herold."""

    @rule(which=st.integers(0, 1), strokes=st.lists(st.sampled_from(STROKES), max_size=6))
    def work(self, which: int, strokes: list[str]) -> None:
        """One of the processes looks through the blog and speaks, in that weather."""
        self.sync()
        self.sky.strokes = list(strokes)
        self.sky.renew = self.processes[which].deliverer._lease.hold
        self.sky.others = self.processes[1 - which].deliverer.deliver_once
        self.sky.people = self.meanwhile
        self.deliver(which)
        self.sky.strokes = []

    @rule(minutes=st.sampled_from([0.2, 1, 6, 45, 600, 1440, 4320]))
    def wait(self, minutes: float) -> None:
        if self.room.now + timedelta(minutes=minutes) < END:
            self.room.later(minutes=minutes)

    @invariant()
    def nothing_is_doubled(self) -> None:
        self.totals["steps"] += 1
        nothing_stands_twice(self)

    def teardown(self) -> None:
        try:
            calm_down(self)
            self.totals["direct messages"] += people_heard(self)
        finally:
            super().teardown()


@pytest.mark.timeout(7200)
def test_nothing_is_doubled_and_nothing_is_lost(
    databases: Databases, record_property: Callable[[str, object], None]
) -> None:
    totals: Counter[str] = Counter()
    ground = Ground(databases)

    class Weathered(Storm):
        def __init__(self) -> None:
            super().__init__(ground, totals)

    # Every run of `make test` tells the same storms, so that a change is to blame when one fails; the long profile new ones.
    long = os.environ.get("HYPOTHESIS_PROFILE") == "long"
    try:
        run_state_machine_as_test(
            Weathered,
            settings=settings(
                max_examples=1_400 if long else 52,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=not long,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        ground.close()
    for name, value in totals.items():
        record_property(f"{name} in a storm", value)
    print(dict(totals))  # noqa: T201 -- shown by -rP
