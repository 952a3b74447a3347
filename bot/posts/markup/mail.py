"""What a message copied from a mailing list brings along: the lines on who wrote it and when, and its signature."""

from __future__ import annotations

import re
from typing import Final

_FIELD: Final = r"[ \t>]*(?:From|To|Cc|Date|Sent|Subject|Reply-To|Od|Do|DW|Data|Wysłano|Temat):[ \t][^\n]*"
_HEAD: Final = re.compile(rf"^{_FIELD}(?:\n{_FIELD}){{2,8}}$", re.MULTILINE)
_SENDER: Final = re.compile(r"^[ \t>]*(?:From|Od):[ \t]+\"?([^\W\d_][^<(\"\n]*)", re.MULTILINE)
_SUBJECT: Final = re.compile(r"^[ \t>]*(?:Subject|Temat):", re.MULTILINE)
_LINES, _LONGEST = 6, 80
"""Lines of a signature, and the characters of one."""


def without_mail(source: str, start: int) -> str:
    """The source with blanks for the head and the signature of a message below `start`, as long as before."""
    head = _head(source, start)
    if head is not None:
        source = _blanked(source, *head.span())
    signature = _signature(source, start)
    return source if signature is None else _blanked(source, signature, len(source))


def _signature(source: str, start: int) -> int | None:
    """Where the "--" begins that has a few short lines below it, and nothing else."""
    at = source.rfind("\n", 0, max(source.rfind("--\n"), source.rfind("-- \n")) + 1)
    if at < start or len(source) - at > (_LINES + 1) * (_LONGEST + 1):
        return None
    dashes, *lines = source[at + 1 :].removesuffix("\n").split("\n")
    fits = len(lines) <= _LINES and all(len(line) <= _LONGEST for line in lines)
    return at + 1 if fits and dashes.lstrip(" \t") in {"--", "-- "} else None


def sender(source: str, start: int) -> str | None:
    """Who wrote the message that stands below `start`, by its head; None without one."""
    head = _head(source, start)
    found = _SENDER.search(source, *head.span()) if head else None
    return found[1].strip() if found else None


def _head(source: str, start: int) -> re.Match[str] | None:
    if "From:" not in source and "Od:" not in source:
        return None
    for head in _HEAD.finditer(source, start):
        if _SENDER.search(source, *head.span()) and _SUBJECT.search(source, *head.span()):
            return head
    return None


def _blanked(source: str, start: int, end: int) -> str:
    return source[:start] + "".join(c if c == "\n" else " " for c in source[start:end]) + source[end:]
