"""Which post a new file is: one that vanished under another name, or none that was ever seen."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz import fuzz

from bot.posts.broken import BrokenPost
from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.site import NAMED_PERMALINKS
from bot.sources.files import DRAFTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.posts.model import Post
    from bot.services.library import FreshPost
    from bot.store.tables import PostRow

RE_DATED_WITHIN: Final = timedelta(days=60)
"""How far the publish dates of a vanished and a new file of equal slug may lie apart for them to be one post."""
SIMILAR: Final = 60.0
"""How alike two texts must be, of 100, for a renamed and edited file to be the same post."""
_NUMBER: Final = re.compile(r"\d+")
_OWN_NAMES: Final = ("id", "uid", "guid")
"""Front matter in which an author, or an author's tool, gives a post a name of its own."""


def renamed_from(
    path: str, post: FreshPost, vanished: Iterable[PostRow], moves: Mapping[str, str], now: datetime
) -> PostRow | None:
    """The vanished post that the new file at `path` is; None when it is a new post.

    It is the one of equal content, else of equal address or front matter, else the one that git calls its old name
    (`moves`, by new names), else of equal slug, else of similar text. A slug such as "spotkanie" comes back every year,
    so an equal slug counts only for dates close to each other, or for a draft that is being published. Announcements
    resemble each other, so a similar text counts only when the title or the very second of publication stayed; and
    git's word, which means likeness too, only when the titles do not speak of other numbers.
    """
    candidates = sorted(vanished, key=lambda row: (row.gone_at is not None, -(row.id or 0)))
    same = next((row for row in candidates if row.digest == post.digest), None)
    if same is not None or post.reading is None:
        return same
    after = post.reading.post
    same = next((row for row in candidates if after.url and row.url == after.url), None)
    same = same or _by_front_matter(after, candidates)
    if same is not None:
        return same
    for row in candidates:
        if row.gone_at is None and moves.get(path) == row.path and not _speak_of_others(row.title, after.title):
            return row
    lately = [row for row in candidates if row.gone_at is None or now - row.gone_at <= RE_DATED_WITHIN]
    for row in lately:
        if row.slug == after.slug and (_is_draft(row.path) or _near(row.published_at, after.published_at)):
            return row
    return _most_alike(after, post.text, lately)


def _most_alike(after: Post, text: str, rows: Iterable[PostRow]) -> PostRow | None:
    kept = [row for row in rows if row.title == after.title or row.published_at == after.published_at]
    scored = [(fuzz.ratio(row.content, text, score_cutoff=SIMILAR), row) for row in kept if row.content]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] else None


def _by_front_matter(after: Post, rows: Sequence[PostRow]) -> PostRow | None:
    """The post with the same name of its own or permalink, or whose address the new one says it took over."""
    names = set(_names(after.front_matter))
    taken_over = set(_taken_over(after.front_matter))
    if not names and not taken_over:
        return None
    for row in rows:
        if row.url and any(row.url.rstrip("/").endswith(address) for address in taken_over):
            return row
        if names and not names.isdisjoint(_names(_front_matter(row))):
            return row
    return None


def _names(front_matter: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in _OWN_NAMES:
        if isinstance(value := front_matter.get(key), str | int) and str(value).strip():
            yield key, str(value).strip()
    permalink = front_matter.get("permalink")
    # A permalink with placeholders, or the name of a style, is shared by many posts.
    address = permalink.strip().rstrip("/") if isinstance(permalink, str) else ""
    if address and ":" not in address and address not in NAMED_PERMALINKS:
        yield "permalink", address


def _taken_over(front_matter: Mapping[str, Any]) -> Iterator[str]:
    """The paths of older addresses, as the plugin jekyll-redirect-from reads them."""
    value = front_matter.get("redirect_from")
    for address in value if isinstance(value, list) else [value]:
        if isinstance(address, str) and len(path := address.strip().rstrip("/")) > 1:
            yield path if path.startswith("/") else f"/{path}"


def _front_matter(row: PostRow) -> Mapping[str, Any]:
    try:
        return parse_post(row.path, row.content, Site()).front_matter if row.content else {}
    except BrokenPost:
        return {}


def _speak_of_others(one: str, other: str) -> bool:
    """True for "Spotkanie #49" and "Spotkanie #50": another meetup's post, written over the last one's."""
    first, second = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    return bool(first and second and first.isdisjoint(second))


def _near(one: datetime | None, other: datetime) -> bool:
    return one is not None and abs(one - other) <= RE_DATED_WITHIN


def _is_draft(path: str) -> bool:
    return path.startswith(f"{DRAFTS}/")
