"""Who renders which purpose of the outbox."""

from __future__ import annotations

from typing import Final

from bot.delivery.announcement import render_announcement
from bot.delivery.change_reply import render_change
from bot.delivery.channel_reminder import render_channel_reminder
from bot.delivery.crossposts import render_crosspost
from bot.delivery.gone_card import render_gone_card
from bot.delivery.held_card import render_held_card
from bot.delivery.meetup_event import render_event
from bot.delivery.outgoing import Renderer
from bot.delivery.post_check import render_post_check
from bot.delivery.proposal_card import notice_sent, notice_unreachable, render_card, render_notice
from bot.delivery.recap_reply import render_recap_reply
from bot.delivery.reminder import note_missed, note_untold, render_moved, render_reminder, render_told
from bot.delivery.warning import render_warning

RENDERERS: Final[dict[str, Renderer]] = {
    "announcement": Renderer(render_announcement),
    "channel_reminder": Renderer(render_channel_reminder),
    "change": Renderer(render_change),
    "crosspost": Renderer(render_crosspost),
    "event": Renderer(render_event),
    "gone_card": Renderer(render_gone_card),
    "held_card": Renderer(render_held_card),
    "moved": Renderer(render_moved, on_unreachable=note_missed),
    "notice": Renderer(render_notice, on_sent=notice_sent, on_unreachable=notice_unreachable),
    "post_check": Renderer(render_post_check),
    "proposal_card": Renderer(render_card),
    "recap_reply": Renderer(render_recap_reply),
    "reminder": Renderer(render_reminder, on_unreachable=note_missed),
    "told": Renderer(render_told, on_unreachable=note_untold),
    "warning": Renderer(render_warning),
}
