"""Whether people meet on the net: "spotkanie online", "na Zoomie", "Gdzie: YouTube"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.posts.page import Found

if TYPE_CHECKING:
    from bot.posts.page import Page


def online(page: Page, anchors: list[Found[Any]]) -> Found[bool] | None:
    """The words that put the meetup on the net; None where none do. A stream beside a venue does not."""
    words = page.words
    for hit in words.hits("places.net_only"):
        return Found(True, hit.start, hit.end, "online")
    for hit in words.hits("places.online"):
        sentence = page.sentence_at(hit.start)
        if words.any(*sentence, "kinds.past", "kinds.external_event") or words.any(*sentence, "places.broadcast"):
            continue
        about = any(not a.in_title and sentence.start <= a.start < sentence.end for a in anchors)
        if about or words.any(*sentence, "kinds.meeting", "kinds.next_meeting") or _labelled(page, hit.start):
            return Found(True, hit.start, hit.end, "online")
    for hit in page.title_words.hits("places.online"):
        return Found(True, hit.start, hit.end, "online", in_title=True)
    return None


def _labelled(page: Page, place: int) -> bool:
    return page.words.any(max(0, place - 25), place, "places.label")
