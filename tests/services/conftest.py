"""The newsroom of each story, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.newsroom import Newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.base import Sessions


@pytest.fixture
def room(tmp_path: Path, sessions: Sessions) -> Newsroom:
    return Newsroom(tmp_path / "blog", sessions)
