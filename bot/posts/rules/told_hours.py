"""Hours that the words before them tell from other numbers: "godzina bez zmian: 18", "nadal 19,", "od 19."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.page import Found
from bot.posts.rules.hours import MORNING, NIGHT, Hour, clock_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.lexicon import Words

_AWAY: Final = 45
"""Characters between the word for an hour and the hour itself."""
_DAY_AWAY: Final = 80
_STOP: Final = re.compile(r"[.!?;\n]\s|\d")
_ALONE: Final = re.compile(
    r"(?P<hour>1\d|2[0-3]|[5-9])(?::(?P<minute>[0-5]\d))?(?:h|-?tej|-?ta)?(?=\s?(?:$|[,;)\n!?]|\.(?!\d)))"
)
_OPENS: Final = re.compile(r"[:,–—-]\s?[*_]{0,2}$|\b(?:czyli|to|at|o|is|at)\s[*_]{0,2}$")
_EARLIEST: Final = 10


def told_hours(words: Words) -> Iterator[Found[Hour]]:
    """Every such hour of a text."""
    yield from unchanged(words)
    yield from as_ever(words)
    yield from alone_after_from(words)


def unchanged(words: Words) -> Iterator[Found[Hour]]:
    """Yields "Godzina ta sama, czyli 18.", "the hour remains 19h"."""
    for same in words.hits("times.unchanged"):
        if not words.any(same.start - _AWAY, same.start, "times.hour_noun"):
            continue
        for at in range(same.last + 1, min(same.last + 4, len(words.words))):
            hit = _ALONE.match(words.folded, words.words[at].start)
            if hit is not None and not _STOP.search(words.text, same.end, hit.start()):
                yield from _read(hit)
                break


def as_ever(words: Words) -> Iterator[Found[Hour]]:
    """Yields "nadal 19, w klubie", "the usual 7, upstairs"."""
    for ever in words.hits("times.as_ever"):
        at = ever.last + 1
        hit = _ALONE.match(words.folded, words.words[at].start) if at < len(words.words) else None
        if hit is not None and words.text[ever.end : hit.start()] == " ":
            yield from _read(hit)


def alone_after_from(words: Words) -> Iterator[Found[Hour]]:
    """Yields the 19 of "W czwartek, w Kotłowni, od 19.", where a day is named in the same sentence."""
    for since in words.hits("times.from"):
        at = since.last + 1
        hit = _ALONE.match(words.folded, words.words[at].start) if at < len(words.words) else None
        if hit is None or int(hit["hour"]) < _EARLIEST or words.text[since.end : hit.start()].strip(" *"):
            continue
        days = words.between(max(0, since.start - _DAY_AWAY), since.start, "dates.month", "dates.weekday")
        if days and not _SENTENCE.search(words.text, days[-1].end, since.start):
            yield from _read(hit)


_SENTENCE: Final = re.compile(r"[.!?]\s|\n\n")


def is_behind_its_label(words: Words, start: int) -> bool:
    """True for the 18.00 of "Godzina i miejsce bez zmian: 18.00", "O której? 18.00"."""
    before = words.text[max(0, start - 4) : start]
    lead = before.rstrip(" *_\t|")
    if (
        not before.strip(" *").endswith(("\t", "|"))
        and lead[-1:] not in {":", "?", ","}
        and not _OPENS.search(words.folded, max(0, start - 10), start)
    ):
        return False
    return any(
        not _STOP.search(words.text, noun.end + 1, start)
        for noun in words.between(max(0, start - _AWAY), start, "times.hour_noun")
    )


def _read(hit: re.Match[str]) -> Iterator[Found[Hour]]:
    hour = int(hit["hour"])
    value = clock_time(hour, int(hit["minute"] or 0), "p" if MORNING < hour < NIGHT else None)
    if value is not None:
        yield Found(Hour(value), hit.start("hour"), hit.end(), "told_hour")
