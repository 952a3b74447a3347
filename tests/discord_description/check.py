"""Checks the requests a bot made; made for simcord's `env.http_requests`, usable for any that look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from tests.discord_description import beyond
from tests.discord_description.description import description

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST_REASON = 512


class Request(Protocol):
    """A request as simcord logs it (`simcord.HttpLogEntry`): `path` without host and version, a form's payload as `json`."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def params(self) -> Mapping[str, Any]: ...
    @property
    def json(self) -> Any | None: ...
    @property
    def reason(self) -> str | None: ...


def check_request(method: str, path: str, params: Mapping[str, Any] | None = None, json: Any = None) -> list[str]:
    """What Discord would have against this request; [] when nothing.

    Without Discord's description at hand only the rules that it lacks are checked.
    """
    described = description()
    found = [] if described is None else list(described.faults(method, path, params or {}, json))
    try:
        found += beyond.faults(method.upper(), path, json)
    except (AttributeError, TypeError) as error:
        found += [] if found else [f"body: of no shape that Discord knows ({error})"]
    return found


def invalid_requests(entries: Iterable[Request]) -> list[str]:
    """A line for each fault of each request, such as "POST /channels/1/messages: body/content: ..."."""
    lines = []
    for entry in entries:
        found = check_request(entry.method, entry.path, entry.params, entry.json)
        if entry.reason is not None and not 0 < len(entry.reason) <= _LONGEST_REASON:
            found.append(f"audit log reason: {len(entry.reason)} of 1 to {_LONGEST_REASON} characters")
        lines += [f"{entry.method} {entry.path}: {fault}" for fault in found]
    return lines


def assert_requests_valid(entries: Iterable[Request]) -> None:
    """Fails with all lines of `invalid_requests`, if there are any."""
    lines = invalid_requests(entries)
    assert not lines, "Discord would refuse:\n" + "\n".join(lines)
