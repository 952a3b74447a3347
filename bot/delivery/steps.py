"""What a sending is called in the history of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.delivery.outgoing import CANCELLED, ENDED
from bot.store.states import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.delivery.messages import Said
    from bot.store.tables import DeliveryRow


def step_of(said: Said | None, standing: DeliveryRow | None) -> tuple[Step, Mapping[str, Any]]:
    """The step and its details, from what stands in Discord now and what stood there before."""
    if said is None:
        return Step.UNCHANGED, {}
    where = {"object": said.object_id} | ({} if said.channel_id is None else {"channel": said.channel_id})
    if said.digest == CANCELLED:
        return Step.DELETED, where
    if said.digest == ENDED:
        return Step.ENDED, where
    if said.found:
        return Step.RECONCILED, where
    if standing is None or standing.object_id != said.object_id:
        return Step.SENT, where
    return (Step.UNCHANGED if standing.digest == said.digest else Step.UPDATED), where
