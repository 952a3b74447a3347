"""The address of a git repository: its credentials are kept away from its name, and nothing odd is let through."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr

from bot.sources.model import SourceUnavailable

if TYPE_CHECKING:
    from urllib.parse import SplitResult

TOKEN_USER: Final = "x-access-token"  # noqa: S105 -- a user's name
"""Whom a token belongs to where the address names nobody: GitHub, GitLab and Gitea take any name."""

_SCP: Final = re.compile(r"(?P<user>[\w.-]+)@(?P<host>[\w.-]+):(?!/{2}|:)(?P<path>.+)", re.ASCII)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])")
_ODD: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]")
_BRANCH: Final = re.compile(r"(?!-)(?!.*(?:\.\.|//|@\{|\.lock(?:/|$)))[^\x00-\x20\x7f~^:?*\[\\]+(?<![./])")


class BadAddress(SourceUnavailable):
    """The address cannot be one of a repository, or is of a kind that is not allowed. Never quotes the address."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a repository is. `url` is what git is given and what people may see: it holds no password and no token."""

    url: str
    scheme: str
    """"https", "ssh" or "file": the one way that git may take."""
    user: SecretStr | None = None
    """Who asks by https; a token, with some hosts."""
    password: SecretStr | None = None


def is_repository(text: str) -> bool:
    """True for what names a repository and not a folder: an address, or the path of a bare repository."""
    if _SCHEME.match(text) or _SCP.fullmatch(text) or "::" in text or text.startswith("-"):
        return True
    path = Path(text).expanduser()
    return path.suffix == ".git" or ((path / "HEAD").is_file() and (path / "objects").is_dir())


def address_of(text: str, token: SecretStr | None = None) -> Address:
    """The address of a repository by https, by ssh or on this machine. Raises BadAddress for anything else.

    `token` is the password for https, where the address brings none.
    """
    if text.startswith("-") or "::" in text.partition("/")[0]:
        raise BadAddress("The blog's address begins like an option or a transport helper of git; that is refused.")
    if _SCHEME.match(text):
        return _of_url(text, token)
    if _ODD.search(text.replace(" ", "")):
        raise BadAddress("The blog's address has control characters.")
    if (scp := _SCP.fullmatch(text)) is not None:
        return _of_scp(scp)
    return Address(str(Path(text).expanduser().absolute()), "file")


def branch_or_bad(name: str) -> str:
    """The name, if a branch may be called so and no git command could take it for an option. Raises BadAddress."""
    if _BRANCH.fullmatch(name) is None or any(part.startswith(".") for part in name.split("/")):
        raise BadAddress("The blog's branch has a name that no branch may have.")
    return name


def _of_url(text: str, token: SecretStr | None) -> Address:
    if _ODD.search(text):
        raise BadAddress("The blog's address has blanks or control characters.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadAddress("The blog's address cannot be understood.") from None
    scheme = parts.scheme.lower()
    if parts.query or parts.fragment:
        raise BadAddress("The blog's address has a ? or a #; a repository's has none.")
    if scheme == "file":
        return _of_file(parts)
    if scheme not in {"https", "ssh"}:
        raise BadAddress("The blog's address must begin with https:// or ssh://, or be a path.")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    if _HOST.fullmatch(host) is None or not parts.path.strip("/"):
        raise BadAddress("The blog's address names no host or no repository.")
    place = f"{host}{'' if port is None else f':{port}'}{quote(parts.path, safe='/%~@:+,=!()$&*;')}"
    if scheme == "ssh":
        return _of_ssh(parts, place)
    user, password = (SecretStr(unquote(text)) if text else None for text in (parts.username, parts.password))
    return Address(f"https://{place}", "https", user, password or token)


def _of_ssh(parts: SplitResult, place: str) -> Address:
    if parts.password is not None:
        raise BadAddress("An ssh address takes no password; use a deploy key.")
    user = unquote(parts.username or "")
    if user and re.fullmatch(r"\w[\w.-]*", user, re.ASCII) is None:
        raise BadAddress("The blog's address has a user that is refused.")
    return Address(f"ssh://{f'{user}@' if user else ''}{place}", "ssh")


def _of_scp(scp: re.Match[str]) -> Address:
    if scp["user"].startswith("-") or scp["path"].startswith("-") or _HOST.fullmatch(scp["host"]) is None:
        raise BadAddress("The blog's address has a user, host or path that is refused.")
    return Address(scp[0], "ssh")


def _of_file(parts: SplitResult) -> Address:
    path = unquote(parts.path)
    if parts.netloc not in {"", "localhost"} or _ODD.search(path.replace(" ", "")):
        raise BadAddress("A file:// address names a path on this machine.")
    return Address(str(Path(path).absolute()), "file")
