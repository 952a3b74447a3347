"""Makes SimCord's page quick enough for a long visit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from simcord.preview import _markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEPT: Final = 200
_make_parser = _markdown._markdown_parser  # noqa: SLF001 -- SimCord is pinned exactly, and a test holds both to one result
_parsers: dict[str, Any] = {}


def share_parsers() -> None:
    """Lets SimCord use one Markdown parser for all fields of the same kind.

    It makes a new one for each field of each message at each publication, which takes longer than the parsing: a room
    of fifty announcements took 0.4 s of computing to publish once.
    """
    _markdown._markdown_parser = _shared_parser  # noqa: SLF001 -- as above


def _shared_parser(policy: Mapping[str, bool | str], context: Mapping[str, Any]) -> Any:
    key = json.dumps([dict(policy), dict(context)], sort_keys=True, default=repr)
    if key not in _parsers:
        if len(_parsers) >= _KEPT:
            _parsers.clear()
        _parsers[key] = _make_parser(policy, context)
    return _parsers[key]
