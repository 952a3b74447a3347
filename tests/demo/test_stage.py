from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import discord

from bot.demo.stage import CATCH_UP_S, _bugs_only, staged
from bot.errors import UserError
from bot.i18n import _
from tests.demo.parrot import Parrot

if TYPE_CHECKING:
    from bot.demo.town import Town


def test_a_polite_refusal_is_an_outcome_and_a_bug_is_not() -> None:
    recorded: list[BaseException] = []
    record = _bugs_only(recorded.append)
    bug = ValueError("a bug")
    command: discord.app_commands.Command[Any, ..., None] = discord.app_commands.Command(
        name="x", description="x", callback=_refuse
    )
    record(UserError(_("Only organizers may do that.")))
    record(discord.app_commands.CommandInvokeError(command, UserError(_("Only organizers may do that."))))
    record(bug)
    assert recorded == [bug]


async def _refuse(interaction: discord.Interaction) -> None: ...


async def test_after_a_long_sleep_the_clock_catches_up_and_visitors_get_in_between() -> None:
    now = datetime(2031, 5, 22, 17, 0, tzinfo=UTC)
    asleep = timedelta()

    async def join(town: Town) -> discord.Client:
        return Parrot(town)

    async with staged(join, lambda: now + asleep) as stage:
        assert stage.env.now() == now
        asleep = timedelta(seconds=2.5 * CATCH_UP_S)
        seen = []
        async with stage.acting():
            seen.append(stage.env.now() - now)
        await stage.pump()
        seen.append(stage.env.now() - now)
    assert seen == [timedelta(seconds=CATCH_UP_S), asleep]
