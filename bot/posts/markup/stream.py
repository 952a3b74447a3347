"""Gives the marks that travel inside text: a pair of private-use characters that stands for a place or an event.

Parsers carry text along but forget where it came from. So the text is sown with pairs of private-use characters; they
pass through markdown-it and libxml2 untouched, and each names an entry of a list: the place in the source where the
following text was read, or something that happens there (a block opens, an image stands).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.posts.markup.builder import DocumentBuilder

Event: TypeAlias = "int | Callable[[DocumentBuilder], None]"
"""A place in the source (`at`: the text goes on from there; `~at`: all of it was read from there), or an act."""

SENTINEL: Final = re.compile("([\U000f0000-\U000fffff][\U00100000-\U0010ffff])")
_STRAY: Final = re.compile("[\U000f0000-\U0010ffff]+")
_HIGH: Final = 0xF0000
_LOW: Final = 0x100000
_BITS: Final = 15

_RESERVED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\U000f0000-\U0010ffff]")


class Events(dict[str, "Event"]):
    """What each sentinel stands for."""

    def sentinel(self, event: Event) -> str:
        """A new pair of characters that stands for `event`."""
        number = len(self)
        pair = chr(_HIGH + (number >> _BITS)) + chr(_LOW + (number & (1 << _BITS) - 1))
        self[pair] = event
        return pair


def without_sentinels(text: str) -> str:
    """The text as it was before it was sown."""
    return _STRAY.sub("", text) if _STRAY.search(text) else text


def cleared(text: str) -> str:
    """The text, as long as before, with the characters replaced that sentinels use or that no text should hold."""
    return _RESERVED.sub(_replacement, text) if _RESERVED.search(text) else text


def _replacement(hit: re.Match[str]) -> str:
    return " " if hit[0] < "\xa0" else "\ufffd"
