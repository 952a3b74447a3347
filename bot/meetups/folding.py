"""The group's meetups, folded from all posts that speak of them."""

from __future__ import annotations

from collections import Counter
from datetime import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from bot.meetups.drafts import Draft
from bot.meetups.identity import reidentify, settled_keys
from bot.meetups.mentions import mentions_of
from bot.meetups.ties import best_tie
from bot.posts.blog import read_together
from bot.posts.model import PostKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.meetups.mentions import Mention
    from bot.meetups.model import Meetup
    from bot.posts.model import Post, Reading

__all__ = ["fold", "fold_as_of", "founding_key", "refold", "reidentify"]

_NONE: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType({})


def fold(readings: Sequence[Reading], corrections: Mapping[str, Mapping[str, object]] = _NONE) -> tuple[Meetup, ...]:
    """The meetups that the posts speak of, oldest first; the same whatever the order of `readings`.

    Hidden posts are left out; posts that are not published yet are the caller's to leave out (`fold_as_of` does).
    `corrections` hold organizers' values by meetup key and field; they win over every post, and posts are tied to
    meetups as corrected. Corrections of a meetup that no post speaks of are passed over.
    """
    drafts: list[Draft] = []
    keys: Counter[str] = Counter()
    for mentions in mentions_of(read_together(readings)):
        ties = best_tie(mentions, drafts)
        for mention in mentions:
            if (draft := ties.get(mention.index)) is not None:
                draft.take_in(mention)
            elif _founds(mention):
                key = _unused(founding_key(mention.reading.post, mention.index), keys)
                drafts.append(Draft.founded(key, mention, corrections.get(key, {})))
    return tuple(sorted((draft.finished() for draft in drafts), key=_chronologically))


def fold_as_of(
    readings: Iterable[Reading], now: datetime, corrections: Mapping[str, Mapping[str, object]] = _NONE
) -> tuple[Meetup, ...]:
    """The meetups as a reader of the site knew them at `now`, an aware instant."""
    return fold([reading for reading in readings if reading.post.is_published(now)], corrections)


def refold(
    old: Sequence[Meetup], readings: Sequence[Reading], corrections: Mapping[str, Mapping[str, object]] = _NONE
) -> tuple[Meetup, ...]:
    """The meetups folded anew, under the keys and ids that `old` knows them by.

    `corrections` are by those keys, so that they hold when a founding post was renamed or deleted.
    """
    if not corrections:
        return reidentify(old, fold(readings))
    # A meetup is recognized as its posts tell it, before a correction may have changed what posts are tied to it.
    settled = settled_keys(old, fold(readings), corrections)
    new_keys = {known: key for key, known in settled.items()}
    moved = {new_keys.get(key, key): values for key, values in corrections.items()}
    return reidentify(old, fold(readings, moved), settled)


def founding_key(post: Post, index: int) -> str:
    """The key of the meetup that a post founds, from its publish date and slug, so that moving the file keeps it."""
    key = f"{post.published_at:%Y-%m-%d}-{post.slug}"
    return f"{key}#{index + 1}" if index else key


def _founds(mention: Mention) -> bool:
    if mention.kind is PostKind.ANNOUNCEMENT:
        return True
    facts = mention.facts
    if mention.kind is PostKind.CANCELLATION:
        # Its announcement may be gone, but "the March meetup is called off" is still an answer.
        return bool(mention.dates) or facts.number is not None or bool(mention.named.months)
    return mention.kind in {PostKind.UPDATE, PostKind.RESCHEDULE} and (
        facts.date is not None or facts.number is not None
    )


def _unused(key: str, keys: Counter[str]) -> str:
    keys[key] += 1
    return key if keys[key] == 1 else f"{key}~{keys[key]}"


def _chronologically(meetup: Meetup) -> tuple[Any, ...]:
    day = meetup.date or meetup.posts[0].published_at.date()
    return day, meetup.start_time or time(), meetup.key
