"""Gives a post's links and pictures their whole addresses."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final
from urllib.parse import urljoin, urlsplit

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SLIP: Final = re.compile(r"\w{1,12}:/|https?//", re.IGNORECASE)
_BEHIND_ADDRESS: Final = ".,;:!?'*_~…)]}"
_OPENED_BY: Final = {")": "(", "]": "[", "}": "{"}
_SPACE: Final = re.compile(r"[\t\n\r]+")


class Addresses:
    """Makes addresses absolute against the site (`base`, as `base_url` gives it) and the post's own address."""

    __slots__ = ("_base", "_origin", "_page", "_root")

    def __init__(self, base: str, page: str) -> None:
        self._base = base
        self._page = page
        self._origin, self._root = _parted(base)

    def absolute(self, address: str) -> str:
        """The address as a browser on the post's page would follow it; a malformed one as it is written."""
        address = _SPACE.sub("", address.strip())
        if address.startswith("//"):
            return "https:" + address
        if address.lower().startswith("www."):
            return "https://" + address  # a host that lost its scheme is a slip, never a folder of the blog
        if not address or not self._base or _SCHEME.match(address) or _SLIP.match(address):
            return address
        if address.startswith("/"):
            rooted = bool(self._root) and (address + "/").startswith(self._root + "/")
            return (self._origin if rooted else self._base) + address
        try:
            return urljoin(self._page, address)
        except ValueError:
            return address


def without_punctuation(address: str) -> str:
    """The address without the signs that belong to the sentence around it."""
    counts = Counter(address)
    end = len(address)
    while end and (last := address[end - 1]) in _BEHIND_ADDRESS:
        opening = _OPENED_BY.get(last)
        if opening is not None and counts[opening] >= counts[last]:
            break
        counts[last] -= 1
        end -= 1
    return address[:end]


def _parted(base: str) -> tuple[str, str]:
    try:
        parts = urlsplit(base)
    except ValueError:
        return base, ""
    return f"{parts.scheme}://{parts.netloc}", parts.path
