"""What a message copied from a mailing list brings along: the lines on who wrote it and when, and its signature."""

from __future__ import annotations

import re
from typing import Final

_FIELD: Final = r"[ \t>]*(?:From|To|Cc|Date|Sent|Subject|Reply-To|Od|Do|DW|Data|Wysłano|Temat):[ \t][^\n]*"
_HEAD: Final = re.compile(rf"^{_FIELD}(?:\n{_FIELD}){{2,8}}$", re.MULTILINE)
_SENDER: Final = re.compile(r"^[ \t>]*(?:From|Od):[ \t]+\"?([^\W\d_][^<(\"\n]*)", re.MULTILINE)
_SUBJECT: Final = re.compile(r"^[ \t>]*(?:Subject|Temat):", re.MULTILINE)
_SIGNATURE: Final = re.compile(r"^[ \t]*-- ?\n(?:[^\n]{0,80}\n?){1,6}\Z", re.MULTILINE)
"""What stands below "--" at the end of a message."""


def without_mail(source: str, start: int) -> str:
    """The source with blanks for the head and the signature of a message below `start`, as long as before."""
    head = _head(source, start)
    if head is not None:
        source = _blanked(source, *head.span())
    at = source.rfind("\n", 0, max(source.rfind("--\n"), source.rfind("-- \n")) + 1)
    signature = _SIGNATURE.match(source, at + 1) if at >= start else None
    return _blanked(source, *signature.span()) if signature else source


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
