"""Who renders which purpose of the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.delivery.outgoing import Renderer

RENDERERS: dict[str, Renderer] = {}
