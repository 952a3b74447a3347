"""Lets the real Herold join the demo's guild, set up as organizers would have it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from bot.app import Herold
from bot.delivery.pace import SIMULATED
from bot.i18n import Language
from bot.proposals.model import Actor, Role
from bot.services.all import services_of
from bot.settings import Settings
from bot.store import migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import discord

    from bot.clock import Clock
    from bot.demo.stage import JoinBot
    from bot.demo.town import Town


@contextlib.asynccontextmanager
async def joining(folder: Path, clock: Clock) -> AsyncIterator[JoinBot]:
    """Gives what makes the bot over a new SQLite file in `folder`; closes its database at the end."""
    database = folder / "herold.sqlite3"
    for left in ("", "-wal", "-shm"):
        database.with_name(database.name + left).unlink(missing_ok=True)  # its channels were an earlier guild's
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite+aiosqlite:///{database}",
        blog=folder / "blog",
        poll_seconds=1.0,
        token=None,
        requests_per_second=SIMULATED,
    )
    herold = Herold(settings, clock=clock, shard_count=1)

    async def join(town: Town) -> discord.Client:
        await migrate.upgrade(herold.engine)
        await _set_up(herold, settings, town)
        return herold

    try:
        yield join
    finally:
        await herold.engine.dispose()


async def _set_up(herold: Herold, settings: Settings, town: Town) -> None:
    services = services_of(herold.sessions, herold.clock, settings)
    organizer = next(person for person in town.people if person.organizer)
    channels = {room.key: room.channel.id for room in town.rooms if room.channel is not None}
    await services.guilds.change(
        town.guild.id,
        by=Actor(organizer.user.id, town.guild.id, organizer.name, frozenset({Role.ORGANIZER})),
        announcement_channel_id=channels["announcements"],
        organizers_channel_id=channels["organizers"],
        organizer_role_id=town.organizers.id,
        ping_role_id=town.pinged.id,
        subscriptions=True,
        language=Language.POLISH,
    )
    await services.sync.sync_once(herold.clock())  # the first one is silent; SimCord gives a joining bot 5 s, not more
    for person in town.people:
        await services.people.choose_language(person.user.id, person.language)
