"""Long work in short turns, so that the event loop answers people meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

T = TypeVar("T")

PORTION: Final = 50
"""After how many items others have their turn: a few milliseconds of work."""


async def in_turns(items: Iterable[T]) -> AsyncIterator[T]:
    """Gives the items one by one; after every PORTION the event loop has its turn."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % PORTION == 0:
            await asyncio.sleep(0)
