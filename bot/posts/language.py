"""The language that a stretch of a post is in, told by its small words: a Polish post quotes an English abstract."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.posts.lexicon import Words


def language_of(words: Words, start: int, end: int) -> str | None:
    """The lexicon folder whose small words are most in the stretch; None where two are level, or none stands there."""
    told = Counter([str(hit.value) for hit in words.between(start, end, "text.tells")])
    most = max(told.values(), default=0)
    leading = [language for language, times in told.items() if times == most]
    return leading[0] if len(leading) == 1 else None
