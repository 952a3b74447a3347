"""What may become of an announcement, on both databases: nothing but what the table of moves allows."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from bot.store import announcements
from bot.store.announcements import BEGINNINGS, MOVES, NoSuchMoveError
from bot.store.states import AnnouncementState
from tests.services.newsroom import OLA, START, Newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.base import Sessions


async def test_every_move_but_those_of_the_table_is_refused(tmp_path: Path, sessions: Sessions) -> None:
    room = Newsroom(tmp_path / "blog", sessions)
    await room.opened()
    room.announce()
    await room.sync()
    row = await room.announcement()
    for seen, to in product(AnnouncementState, repeat=2):
        async with sessions.begin() as session:
            (await session.merge(row)).state = seen
        async with sessions.begin() as session:
            if (seen, to) in MOVES:
                assert await announcements.move(session, row.id, seen=seen, to=to, now=START, decided_by=OLA)
            else:
                with pytest.raises(NoSuchMoveError):
                    await announcements.move(session, row.id, seen=seen, to=to, now=START, decided_by=OLA)
        assert (await room.announcement()).state is (to if (seen, to) in MOVES else seen)


def test_every_state_can_be_reached_and_left() -> None:
    assert {*BEGINNINGS, *(to for _seen, to in MOVES)} == set(AnnouncementState)
    assert {seen for seen, to in MOVES if seen is not to} == set(AnnouncementState)
