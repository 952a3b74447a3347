"""Gives a post's bytes as text."""

from __future__ import annotations

import codecs
from typing import Final

from bot.i18n import _
from bot.posts.broken import BrokenPost

MAX_BYTES: Final = 1_000_000
"""A post is rarely above 20 KB; what is far above is an accident."""

_LATIN2_ONLY: Final = frozenset(b"\xb1\xb6\xbc\xa1\xa6\xac")  # ą ś ź Ą Ś Ź in ISO-8859-2, signs in cp1250
_CP1250_ONLY: Final = frozenset(b"\xb9\x9c\x9f\xa5\x8c\x8f")  # the same letters in cp1250


def decode_post(data: bytes, *, path: str = "", max_bytes: int = MAX_BYTES) -> str:
    r"""The text of a post file with its newlines as "\n". Raises BrokenPost for what is too large or not text.

    UTF-8 with or without a byte order mark, UTF-16 with one; what is neither is read as the Polish code page that
    it looks like. `encoding_of` says which it was.
    """
    if len(data) > max_bytes:
        raise BrokenPost(
            path, None, _("The file is {size} bytes long; {limit} are allowed."), size=len(data), limit=max_bytes
        )
    encoding = encoding_of(data)
    text = data.decode(encoding, errors="replace")
    if "\0" in text:
        raise BrokenPost(path, None, _("This is not a text file."))
    return unified_newlines(text)


def encoding_of(data: bytes) -> str:
    """The encoding that `decode_post` reads `data` with: "utf-8-sig", "utf-16", "cp1250" or "iso-8859-2"."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        data.decode()
    except UnicodeDecodeError:
        latin2 = sum(map(_LATIN2_ONLY.__contains__, data))
        cp1250 = sum(map(_CP1250_ONLY.__contains__, data))
        return "iso-8859-2" if latin2 > cp1250 else "cp1250"
    return "utf-8-sig"


def unified_newlines(text: str) -> str:
    r"""The text with every CRLF and CR as "\n"."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
