"""The names of Herold's buttons: what Discord sends back when one is pressed, today or in ten years.

A button carries all it needs in its custom_id (100 characters at most), so it works after every restart. Delivery
attaches buttons by these names; the cogs answer them with a `discord.ui.DynamicItem` of the same template.
Renaming one breaks the buttons of every message already sent: add a new name instead.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ButtonName(StrEnum):
    """What a button does; the number behind it is a row id."""

    ABSTRACTS = "abstracts"  # meetup
    REMIND = "remind"  # meetup
    UNREMIND = "unremind"  # reminder: takes one reminder back
    FORGET = "forget"  # meetup: takes the wish to be reminded back
    TELL_ME = "tell"  # guild: be told of the next announced meetup
    ASK = "ask"  # place of the intent in cogs/ask.py
    PROPOSE = "propose"  # guild
    CALENDAR = "calendar"  # meetup
    SUBSCRIBE = "subscribe"  # guild: take the pinged role on
    ANNOUNCE = "announce"  # announcement
    CORRECT = "correct"  # announcement
    IGNORE = "ignore"  # announcement
    ACCEPT = "accept"  # proposal
    REJECT = "reject"  # proposal
    DISCUSS = "discuss"  # proposal
    CONFIRM = "confirm"  # proposal
    WITHDRAW = "withdraw"  # proposal
    EDIT = "edit"  # proposal
    CANCEL = "cancel"  # proposal
    TEST = "test"  # guild
    SEND = "send"  # post: announces it, after a preview
    RETRY = "retry"  # guild
    RETRACT = "retract"  # post: its message
    RETRACT_ALL = "retract_all"  # post: its message and scheduled event
    UNDO = "undo"  # announcement
    AGAIN = "again"  # outbox row: of a card about what failed
    LEAVE = "leave"  # outbox row


PREFIX: Final = "herold"


def custom_id(name: ButtonName, row_id: int) -> str:
    """Such as "herold:remind:7"."""
    return f"{PREFIX}:{name}:{row_id}"


def template(name: ButtonName) -> str:
    """The pattern a DynamicItem is registered with; its group `id` is the row id."""
    return rf"{PREFIX}:{name}:(?P<id>[0-9]{{1,20}})"
