"""A small world to tell test stories in: a guild, its people, a blog folder, and the real bot among them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from simcord import ResponseMessage

from bot.app import Herold
from bot.delivery.pace import SIMULATED
from bot.proposals.model import Actor, Role
from bot.settings import Settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import simcord
    from simcord import ChannelHandle, GuildHandle, InteractionResult, MemberActor, RoleHandle

CONFIG = """\
title: Przykładowy JUG
url: https://jug.example.org
root: /
permalink: /blog/:year/:month/:day/:title/
timezone: Europe/Warsaw
excerpt_separator: "<!-- more -->"
"""


def new_herold(folder: Path, *, workers: bool = False, database_url: str | None = None) -> Herold:
    """The real bot over the world's database and blog; its clock is SimCord's virtual one."""
    settings = Settings(
        _env_file=None,
        token=None,
        database_url=database_url or f"sqlite+aiosqlite:///{database_file(folder)}",
        blog=folder / "blog",
        requests_per_second=SIMULATED,
    )
    return Herold(settings, clock=discord.utils.utcnow, workers=workers, shard_count=1)


def database_file(folder: Path) -> Path:
    """Where the world's database is; a bot that finds none makes it."""
    return folder / "herold.sqlite3"


def new_blog(folder: Path) -> Path:
    """An empty blog with a configuration, as Jekyll lays it out."""
    blog = folder / "blog"
    (blog / "_posts").mkdir(parents=True, exist_ok=True)
    (blog / "_config.yml").write_text(CONFIG, "utf-8")
    return blog


def said(result: InteractionResult) -> list[ResponseMessage]:
    """What an interaction was answered with, in order: the answer itself, or what followed on a deferred one."""
    first = [] if result.response is None or result.followups else [result.response]
    return first + result.followups


def labels(message: discord.Message | ResponseMessage) -> list[str]:
    """What the buttons under a message say."""
    rows = message.message.components if isinstance(message, ResponseMessage) else message.components
    buttons = [child for row in rows if isinstance(row, discord.ActionRow) for child in row.children]
    return [button.label or "" for button in buttons if isinstance(button, discord.Button)]


@dataclass
class World:
    """SimCord's virtual time starts at 2026-01-01 00:00 UTC and moves only by `later`.

    ola organizes, ala and jan are members; the guild is set up unless the fixture says otherwise.
    """

    env: simcord.Env
    folder: Path
    bot: Herold
    guild: GuildHandle
    announcements: ChannelHandle
    general: ChannelHandle
    organizers: ChannelHandle
    organizer_role: RoleHandle
    ping_role: RoleHandle
    ola: MemberActor
    ala: MemberActor
    jan: MemberActor

    @classmethod
    async def build(cls, env: simcord.Env, folder: Path) -> World:
        assert isinstance(env.bot, Herold)
        bot = env.bot
        guild = env.create_guild("Przykładowy JUG")
        organizer_role = guild.create_role("Organizatorzy", permissions=discord.Permissions(manage_events=True))
        world = cls(
            env=env,
            folder=folder,
            bot=bot,
            guild=guild,
            announcements=guild.create_text_channel("ogłoszenia"),
            general=guild.create_text_channel("ogólny"),
            organizers=guild.create_text_channel("organizatorzy"),
            organizer_role=organizer_role,
            ping_role=guild.create_role("Spotkania"),
            ola=guild.add_member(env.create_user("ola"), roles=[organizer_role]),
            ala=guild.add_member(env.create_user("ala")),
            jan=guild.add_member(env.create_user("jan")),
        )
        await env.settle()
        return world

    @property
    def blog(self) -> Path:
        return self.folder / "blog"

    @property
    def now(self) -> datetime:
        """The world's instant, aware UTC."""
        return self.env.now()

    def actor(self, member: MemberActor, *roles: Role) -> Actor:
        """The member as services see them; an organizer when ola or when said so."""
        held = {Role.SPEAKER, *roles} | ({Role.ORGANIZER} if member.id == self.ola.id else set())
        return Actor(user_id=member.id, guild_id=self.guild.id, name=member.name, roles=frozenset(held))

    async def set_up(self, **changes: object) -> None:
        """Chooses the channels and the organizer role, as `/organizer setup` does."""
        chosen = {
            "announcement_channel_id": self.announcements.id,
            "organizers_channel_id": self.organizers.id,
            "organizer_role_id": self.organizer_role.id,
        } | changes
        with self.env.time_context():  # a fixture runs on the machine's clock otherwise
            await self.bot.services.guilds.change(self.guild.id, by=self.actor(self.ola), **chosen)

    def write_post(self, name: str, front_matter: str, body: str) -> Path:
        """Puts a post into the blog: `name` is its file name without the extension."""
        path = self.blog / "_posts" / f"{name}.markdown"
        path.write_text(f"---\n{textwrap.dedent(front_matter).strip()}\n---\n{textwrap.dedent(body)}", "utf-8")
        return path

    async def tick(self) -> None:
        """One round of both workers: the blog is looked through, then the outbox is worked off."""
        await self.bot.services.sync.sync_once(self.now)
        await self.deliver()

    async def deliver(self) -> None:
        """Works the outbox off until nothing is due."""
        for _round in range(20):
            if not await self.bot.deliverer.deliver_once(self.now):
                break
        await self.env.settle()

    async def later(self, **duration: float) -> None:
        """Moves the virtual clock by a timedelta's keywords: `await world.later(days=2)`."""
        await self.env.advance_time(timedelta(**duration).total_seconds())

    async def restart(self) -> None:
        """Ends the bot's process, politely, and starts a new one over the same database and blog."""
        old = self.bot
        await old.deliverer.stop()
        self.bot = new_herold(self.folder, workers=old.workers)
        await self.env.restart_bot(self.bot)
        await old.engine.dispose()
        await self.env.settle()
