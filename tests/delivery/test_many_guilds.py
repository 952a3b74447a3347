"""One post for many guilds: what they have in common is read once for those that are served together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from sqlalchemy import event

from bot.delivery.deliverer import AT_ONCE, BATCH
from bot.delivery.pace import SIMULATED
from bot.settings import Settings
from tests.delivery.stories import Folder, write_meetup
from tests.loopback.bed import START
from tests.loopback.bots import connected
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.stage import OLA
from tests.world import new_blog

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot.app import Herold
    from tests.databases import Databases

GUILDS: Final = tuple(number << 22 for number in range(1, AT_ONCE * 2 + 1))
STATEMENTS_A_ROW: Final = 6
"""Claiming, and what a batch reads, takes about two a row; noting what was said takes three, of an event four."""


async def test_a_row_takes_few_statements(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await databases.fresh()
    new_blog(tmp_path)
    async with LoopbackDiscord(START) as served:
        for guild in GUILDS:
            served.add_guild(guild, "ogłoszenia", "organizatorzy")
        served.lead(monkeypatch)
        settings = Settings(_env_file=None, blog=tmp_path / "blog", database_url=url, requests_per_second=SIMULATED)
        async with connected(settings, lambda: served.now, guilds=len(GUILDS)) as bot:
            await choose_channels(bot)
            await bot.services.sync.sync_once(served.now)
            write_meetup(Folder(tmp_path / "blog"))
            await bot.services.sync.sync_once(served.now)
            said: Counter[str] = Counter()
            event.listen(bot.engine.sync_engine, "before_cursor_execute", lambda *args: said.update([args[2]]))
            rows = await bot.deliverer.deliver_once(served.now)
        assert rows == 2 * len(GUILDS)
        assert [len(served.messages(guild + 10)) for guild in GUILDS] == [1] * len(GUILDS)
        assert [len(served.open_events(guild)) for guild in GUILDS] == [1] * len(GUILDS)
        assert served.wrong == []
    assert said.total() <= STATEMENTS_A_ROW * rows, said.most_common(20)
    of_posts = sum(times for statement, times in said.items() if "post.content" in statement)
    assert of_posts <= 2 * len(GUILDS) / BATCH, said.most_common(20)
    await databases.drop(url)


async def choose_channels(bot: Herold) -> None:
    for guild in GUILDS:
        by = type(OLA)(user_id=1, guild_id=guild, roles=OLA.roles)
        chosen = {"announcement_channel_id": guild + 10, "organizers_channel_id": guild + 11}
        await bot.services.guilds.change(guild, by=by, **chosen)
