"""Gives text as Discord shows it literally: no formatting, no mention, no emoji or timestamp by accident."""

from __future__ import annotations

import re
from typing import Final

from bot.posts.markup.addresses import without_punctuation

_UNSEEN: Final = "\u200b"
"""A zero-width space: it parts what Discord would read as one, and nobody sees it."""

ADDRESS: Final = re.compile(r"https?://[^\s<>\"„”“«»\\]+", re.IGNORECASE)
_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SIGN: Final = re.compile(r"[\\*_`|\[\]]|~(?=~)|(?<=~)~|:(?=\w*[^\W\d]\w*:)")
# What https://support.discord.com/hc/en-us/articles/210298617 lists as beginning a line, in front of a blank.
_LINE_START: Final = re.compile(
    r"^(?P<blank>[^\S\n]*)(?:(?P<sign>#{1,3}(?=[ \t])|-#|>|[-+](?=[ \t]))|(?P<number>\d+)(?=[.)][ \t]))", re.MULTILINE
)
_MENTION: Final = re.compile(r"@(?=everyone|here|[!&]?\d{15})", re.IGNORECASE)
_TAGGED: Final = re.compile(r"<(?=[@#:/]|[A-Za-z]+:)")
_ENCODED: Final = str.maketrans({char: f"%{ord(char):02X}" for char in '*`|~\\<>"^{}[] '})
_ENCODED_TOO: Final = str.maketrans({"(": "%28", ")": "%29"})


def escape(text: str) -> str:
    """The text for a place where Discord reads Markdown; it is shown as it is, and addresses in it can be followed.

    The result is longer than the text; fitting it to a limit is the caller's part.
    """
    text = _DIRECTION.sub("", text)
    pieces: list[str] = []
    at = 0
    for hit in ADDRESS.finditer(text):
        address = without_punctuation(hit[0])
        pieces += (_SIGN.sub(r"\\\g<0>", text[at : hit.start()]), encoded_address(address))
        at = hit.start() + len(address)
    pieces.append(_SIGN.sub(r"\\\g<0>", text[at:]))
    return without_mentions(escaped_line_starts("".join(pieces)))


def escape_inside(text: str) -> str:
    """As `escape`, for a stretch in the middle of a line."""
    return escape("x" + text)[1:]


def escaped_line_starts(text: str) -> str:
    """The text with what would begin a heading, a quote or a list escaped at the start of each line."""
    return _LINE_START.sub(_escaped_line_start, text)


def without_mentions(text: str) -> str:
    """The text with mentions, emoji, timestamps and command links taken apart; a second time changes nothing."""
    return _TAGGED.sub("<" + _UNSEEN, _MENTION.sub("@" + _UNSEEN, text))


def encoded_address(address: str, *, masked: bool = False) -> str:
    """The address with the signs percent-encoded that would end it, or begin formatting, or mention somebody.

    `masked` is for the address of a link with words of its own, which a parenthesis would end.
    """
    address = _MENTION.sub("%40", address.translate(_ENCODED))
    return address.translate(_ENCODED_TOO) if masked else address


def discord_length(text: str) -> int:
    """The length by the stricter count: UTF-16 units, in which an emoji is two."""
    return len(text) + sum(char > "\uffff" for char in text)


def _escaped_line_start(hit: re.Match[str]) -> str:
    if hit["number"] is not None:
        return f"{hit['blank']}{hit['number']}\\"
    return f"{hit['blank']}\\{hit['sign']}"
