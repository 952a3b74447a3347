"""Looks over an installation: what is wrong, and how to mend it."""

from __future__ import annotations

import asyncio
import base64
import binascii
import os
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import discord
from rich.table import Table
from rich.text import Text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import system_clock
from bot.delivery import permissions
from bot.i18n import Language, tr
from bot.services.guilds import GuildService, GuildSettings
from bot.sources import GitSource, SourceUnavailable, source_of
from bot.sources.address import BadAddress, is_repository
from bot.sources.git_program import OLDEST as OLDEST_GIT
from bot.sources.git_program import GitFailed, git_version
from bot.store import migrate
from bot.store.base import open_engine, sessions_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.settings import Settings


class Verdict(StrEnum):
    """How a check went."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `mend` says what to do about it; "" when nothing is to be done."""

    what: str
    verdict: Verdict
    text: str
    mend: str = ""

    @property
    def failed(self) -> bool:
        return self.verdict is Verdict.BAD


_SIGNS: Final = {Verdict.GOOD: ("✓", "green"), Verdict.LOOK: ("!", "yellow"), Verdict.BAD: ("✗", "red")}


async def examine(settings: Settings, *, online: bool) -> list[Finding]:
    """Every finding, in the order in which they are best mended. Asks Discord only when `online`."""
    findings = [_token(settings), await _database(settings), await asyncio.to_thread(_blog, settings)]
    if online and settings.token is not None and not findings[0].failed:
        findings += [finding async for finding in _discord(settings)]
    elif not online:
        findings.append(Finding("Discord", Verdict.LOOK, "not asked (--offline)"))
    return findings


def render(findings: Sequence[Finding]) -> Table:
    """The findings as a table for the terminal."""
    table = Table.grid(padding=(0, 2))
    for finding in findings:
        sign, colour = _SIGNS[finding.verdict]
        text = Text(finding.text)
        if finding.mend:
            text.append(f"\n→ {finding.mend}", style="bold")
        table.add_row(Text(sign, style=colour), Text(finding.what, style="bold"), text)
    return table


def application_id_of(token: str) -> int | None:
    """The application id that a bot token begins with; None when the text has not the shape of a token.

    A token is three parts joined by dots; the first is the id in base64 without padding.
    """
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 -- the shape described above
        return None
    try:
        decoded = base64.b64decode(parts[0] + "=" * (-len(parts[0]) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(decoded) if decoded.isdigit() else None


def _token(settings: Settings) -> Finding:
    if settings.token is None:
        return Finding(
            "token",
            Verdict.BAD,
            "HEROLD_TOKEN is not set",
            "make a bot at discord.com/developers/applications, copy its token into .env (docs/how-to/install.md)",
        )
    application_id = application_id_of(settings.token.get_secret_value())
    if application_id is None:
        return Finding(
            "token",
            Verdict.BAD,
            "HEROLD_TOKEN has not the shape of a bot token (three parts joined by dots)",
            "copy it again from the developer portal, page “Bot”; the client secret is something else",
        )
    return Finding("token", Verdict.GOOD, f"has the right shape; invite: {permissions.invite_url(application_id)}")


async def _database(settings: Settings) -> Finding:
    file = _sqlite_file(settings.database_url)
    if file is not None and not file.exists():  # looking must not make one
        if os.access(file.parent, os.W_OK):
            return Finding("database", Verdict.LOOK, f"{file} is not there yet", "the first `herold run` makes it")
        return Finding(
            "database", Verdict.BAD, f"{file} can't be made there", "check HEROLD_DATABASE_URL and the folder"
        )
    engine = open_engine(settings.database_url)
    try:
        revision = await migrate.current(engine)
    except (SQLAlchemyError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error)
        return Finding("database", Verdict.BAD, cause, "check HEROLD_DATABASE_URL, and that its folder can be written")
    finally:
        await engine.dispose()
    name = engine.dialect.name
    if revision == migrate.head():
        return Finding("database", Verdict.GOOD, f"{name}, revision {revision}, the newest")
    found = f"{name}, revision {revision or 'none yet'}, newest {migrate.head()}"
    return Finding("database", Verdict.LOOK, found, "`herold run` migrates by itself; or run `herold db upgrade` now")


def _sqlite_file(url: str) -> Path | None:
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
        return None
    return Path(address.database).absolute()


def _blog(settings: Settings) -> Finding:
    if settings.blog is None:
        return Finding("blog", Verdict.BAD, "HEROLD_BLOG is not set", "set it to the blog's folder or git repository")
    with tempfile.TemporaryDirectory() as scratch:  # looking must not make a clone
        try:
            source = source_of(settings.model_copy(update={"clone_folder": Path(scratch)}))
            assert source is not None
            if isinstance(source, GitSource) and (git_version() or (0,)) < OLDEST_GIT:
                return _no_git()
            found = source.scan({})
        except SourceUnavailable as error:
            return Finding("blog", Verdict.BAD, str(error), _mend(settings, error))
        where = source.location
        if isinstance(source, GitSource):
            where += f", branch {source.branch}"
    if not found.seen:
        return Finding("blog", Verdict.LOOK, f"no posts in {where}", "posts are files _posts/YYYY-MM-DD-slug.markdown")
    for path, refusal in found.refused.items():
        cause = tr(Language.ENGLISH, refusal.cause, **refusal.values)
        return Finding("blog", Verdict.LOOK, f"{len(found.seen)} posts in {where}; {path}: {cause}", "mend that file")
    return Finding("blog", Verdict.GOOD, f"{len(found.seen)} posts in {where}")


def _no_git() -> Finding:
    wanted = ".".join(map(str, OLDEST_GIT))
    return Finding("blog", Verdict.BAD, f"the program git is missing or older than {wanted}", "install git")


def _mend(settings: Settings, error: SourceUnavailable) -> str:
    if isinstance(error, BadAddress):
        return "an address is https://…, ssh://…, user@host:path, or a path on this machine"
    if isinstance(error, GitFailed):
        key_or_token = "HEROLD_BLOG_TOKEN" if str(settings.blog).startswith("https:") else "HEROLD_BLOG_SSH_KEY"
        return f"check the address, the network, and {key_or_token} (docs/how-to/install.md)"
    if settings.blog is not None and is_repository(str(settings.blog)):
        return "check HEROLD_BLOG_BRANCH and HEROLD_BLOG_POSTS; without them both are found by themselves"
    return "set HEROLD_BLOG to the folder that holds _config.yml"


async def _discord(settings: Settings) -> AsyncIterator[Finding]:
    assert settings.token is not None
    client = discord.Client(intents=discord.Intents.none())
    try:
        await client.login(settings.token.get_secret_value())
        yield Finding("Discord", Verdict.GOOD, f"signed in as {client.user}")
        engine = open_engine(settings.database_url)
        try:
            guilds = GuildService(sessions_of(engine), system_clock)
            async for partial in client.fetch_guilds():
                guild = await client.fetch_guild(partial.id)
                for finding in await _guild(client, guild, await guilds.settings(guild.id)):
                    yield finding
        except SQLAlchemyError:
            yield Finding("guilds", Verdict.LOOK, "their settings can't be read yet", "run `herold db upgrade` first")
        finally:
            await engine.dispose()
    except discord.LoginFailure:
        yield Finding("Discord", Verdict.BAD, "does not know this token", "make a new one in the developer portal")
    except (discord.HTTPException, OSError) as error:
        yield Finding("Discord", Verdict.BAD, f"could not be asked: {error}", "try again, or use --offline")
    finally:
        await client.close()


async def _guild(client: discord.Client, guild: discord.Guild, settings: GuildSettings) -> list[Finding]:
    assert client.user is not None
    me = await guild.fetch_member(client.user.id)
    channels = {channel.id: channel for channel in await guild.fetch_channels()}
    findings = []
    for what, channel_id, needed in (
        ("announcement channel", settings.announcement_channel_id, permissions.ANNOUNCEMENTS),
        ("organizers' channel", settings.organizers_channel_id, permissions.ORGANIZERS),
    ):
        channel = channels.get(channel_id or 0)
        where = f"{guild.name}: {what}"
        if channel is None:
            state = "not chosen yet" if channel_id is None else "is gone, or hidden from the bot"
            findings.append(Finding(where, Verdict.BAD, state, "choose it with /organizer setup"))
            continue
        lacking = permissions.missing_in(channel, me, needed)
        findings.append(_permissions(where, f"#{channel.name}", lacking))
    if settings.scheduled_events:
        lacking = permissions.missing_in_guild(me, permissions.EVENTS)
        findings.append(_permissions(f"{guild.name}: scheduled events", "the guild", lacking))
    return findings


def _permissions(where: str, place: str, lacking: list[str]) -> Finding:
    if not lacking:
        return Finding(where, Verdict.GOOD, f"{place}: all permissions are there")
    names = ", ".join(tr(Language.ENGLISH, permissions.NAMES[name]) for name in lacking)
    return Finding(where, Verdict.BAD, f"{place}: lacks {names}", "give Herold's role these permissions there")
