"""Keeps a meetup's key and id when its founding post was renamed, deleted or given another date."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.meetups.talks import same_talk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.meetups.model import Meetup

_ENOUGH: Final = 25
_SHARED_POSTS, _NUMBER, _DATE, _FOUNDER, _KEY, _PAGE, _TIME, _TALK = 40, 25, 25, 20, 15, 12, 8, 8


_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def reidentify(
    old: Sequence[Meetup], new: Sequence[Meetup], known_keys: Mapping[str, str] = _NONE
) -> tuple[Meetup, ...]:
    """The new meetups, each under the key and id of the old one that it is; others get an unused key and id 0.

    `known_keys` holds old keys by new keys, for the meetups whose identity was settled before.
    """
    stored = {meetup.key: meetup for meetup in old}
    before = {key: stored[known] for key, known in known_keys.items() if known in stored}
    settled = {known.key for known in before.values()}
    open_old = [meetup for meetup in old if meetup.key not in settled]
    open_new = [meetup for meetup in new if meetup.key not in before]
    before |= {after.key: known for known, after in matched(open_old, open_new)}
    taken = {known.key for known in before.values()}
    renamed: list[Meetup] = []
    for meetup in new:
        if (known := before.get(meetup.key)) is not None:
            renamed.append(replace(meetup, key=known.key, id=known.id))
            continue
        key, copy = meetup.key, 1
        while key in taken:
            copy += 1
            key = f"{meetup.key}~{copy}"
        taken.add(key)
        renamed.append(replace(meetup, key=key, id=0))
    return tuple(renamed)


def settled_keys(old: Sequence[Meetup], new: Sequence[Meetup], keys: Iterable[str]) -> dict[str, str]:
    """Old keys by new ones for the meetups of `keys`, which organizers corrected.

    Their facts are no longer the posts', so they come first, and above all by their founding post.
    """
    chosen = set(keys)
    corrected = [meetup for meetup in old if meetup.key in chosen]
    found: dict[str, str] = {}
    founders = {_founder(meetup) for meetup in corrected}
    for some in ([meetup for meetup in new if _founder(meetup) in founders], new):
        free = [meetup for meetup in some if meetup.key not in found]
        for before, after in matched([m for m in corrected if m.key not in found.values()], free):
            found[after.key] = before.key
    return found


def matched(old: Sequence[Meetup], new: Sequence[Meetup]) -> list[tuple[Meetup, Meetup]]:
    """Pairs (old, new) that are one meetup: they share posts, the number or the date. Each is in one pair at most."""
    by_clue: dict[object, list[Meetup]] = {}
    for meetup in old:
        for clue in _clues(meetup):
            by_clue.setdefault(clue, []).append(meetup)
    scored: list[tuple[int, str, str, Meetup, Meetup]] = []
    for after in new:
        near = {known.key: known for clue in _clues(after) for known in by_clue.get(clue, ())}
        likeness = ((_likeness(before, after), before) for before in near.values())
        scored += [(-score, before.key, after.key, before, after) for score, before in likeness if score >= _ENOUGH]
    scored.sort(key=lambda entry: entry[:3])
    pairs: list[tuple[Meetup, Meetup]] = []
    used_old: set[str] = set()
    used_new: set[str] = set()
    for _, old_key, new_key, before, after in scored:
        if old_key not in used_old and new_key not in used_new:
            used_old.add(old_key)
            used_new.add(new_key)
            pairs.append((before, after))
    return pairs


def _clues(meetup: Meetup) -> set[object]:
    clues: set[object] = {("key", meetup.key)}
    clues |= {("post", post.path) for post in meetup.posts} | {("slug", _slug(post.path)) for post in meetup.posts}
    if meetup.number is not None:
        clues.add(("number", meetup.number))
    if meetup.date is not None:
        clues.add(("date", meetup.date))
    return clues


def _likeness(before: Meetup, after: Meetup) -> int:
    corrected = before.corrected | after.corrected
    numbers = {before.number, after.number} - {None}
    if len(numbers) > 1 and "number" not in corrected:
        # A mended number is the same meetup only if its first post stayed.
        if _founder(before) != _founder(after):
            return 0
        return _SHARED_POSTS
    shared = {post.path for post in before.posts} & {post.path for post in after.posts}
    slugs = {_slug(post.path) for post in before.posts} & {_slug(post.path) for post in after.posts}
    return sum(
        (
            _FOUNDER if _founder(before) == _founder(after) else 0,
            _SHARED_POSTS if shared or slugs else 0,
            _NUMBER if before.number is not None and before.number == after.number else 0,
            _DATE if before.date is not None and before.date == after.date else 0,
            _KEY if before.key == after.key else 0,
            _PAGE if before.rsvp_url is not None and before.rsvp_url == after.rsvp_url else 0,
            _TIME if before.start_time is not None and before.start_time == after.start_time else 0,
            _TALK if any(same_talk(a, b) for a in before.talks for b in after.talks) else 0,
        )
    )


def _founder(meetup: Meetup) -> str:
    return meetup.posts[0].path if meetup.posts else meetup.key


def _slug(path: str) -> str:
    return PurePosixPath(path).stem[len("2020-01-31-") :]
