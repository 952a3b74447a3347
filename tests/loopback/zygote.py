"""What processes are forked from: it has done once all that they will do, and has neither thread nor loop any more.

So they come to work at once: everything is loaded and prepared, and the reader is warm.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.app import COGS
from bot.services.all import services_of
from bot.store.base import open_engine, sessions_of
from tests.delivery.stories import Folder, write_cancellation, write_meetup, write_new_date, write_recap
from tests.loopback.child import Job, go_round, settings_of
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.stage import CHANNEL, GUILD, OLA, ORGANIZERS
from tests.world import new_blog

_NOW: Final = datetime(2026, 1, 2, 12, tzinfo=UTC)


async def _rehearse(folder: Path) -> None:
    """The first round finds an empty blog, and each of the others another post."""
    blog = Folder(new_blog(folder))
    async with LoopbackDiscord(_NOW) as served:
        served.add_guild(GUILD, "ogłoszenia", "organizatorzy")
        job = Job(served.port, f"sqlite+aiosqlite:///{folder / 'herold.sqlite3'}", str(blog.blog), _NOW)
        await go_round(job)
        engine = open_engine(job.database_url)
        services = services_of(sessions_of(engine), lambda: _NOW, settings_of(job))
        await services.guilds.change(GUILD, by=OLA, announcement_channel_id=CHANNEL, organizers_channel_id=ORGANIZERS)
        await engine.dispose()
        for days, write in ((1, write_meetup), (8, write_new_date), (9, write_cancellation), (15, write_recap)):
            write(blog)
            served.now = _NOW + timedelta(days=days)
            await go_round(job.again(now=served.now))


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(_rehearse(Path(folder)))
for cog in COGS:  # the bot took them along when it closed
    importlib.import_module(cog)
open_engine("postgresql+asyncpg://nobody@localhost/nothing")  # loads the driver, connects to nothing
for _thread in threading.enumerate():
    if _thread is not threading.main_thread():
        _thread.join()
gc.collect()
gc.freeze()  # what is here stays; a collection would only copy its pages
