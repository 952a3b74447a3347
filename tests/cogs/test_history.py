"""`/organizer why`: an organizer reads the whole way of a post, and nobody else does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.store import deliveries
from tests.cogs.test_meetups import publish
from tests.world import labels, said

if TYPE_CHECKING:
    import pytest
    from simcord import InteractionResult

    from tests.world import World


def steps(result: InteractionResult) -> list[str]:
    """What the history shows, without its moments and links."""
    [answer] = said(result)
    _now, _blank, *lines = str(answer.embeds[0].description).splitlines()
    return [re.sub(r"<t:\d+:d> <t:\d+:T> | \[↗\]\(.*\)", "", line) for line in lines]


async def why(world: World, post: str = "Spotkanie #12") -> InteractionResult:
    return await world.ola.slash(world.general, "organizer why", post=post)


async def test_the_whole_way_of_an_announced_post(world: World) -> None:
    await publish(world)
    result = await why(world)
    read, *rest = steps(result)
    assert re.fullmatch(
        r"👀 seen, read as \*\*announcement of a meetup\*\* \(\d+%\) · #12, 22\.01\.2026 \(\d+%\), 19:00, Kawka", read
    )
    assert rest == [
        "📮 **Announcement** queued",
        "📮 **Scheduled event** queued",
        "✅ **Announcement** sent",
        "✅ **Scheduled event** sent",
    ]
    [message] = world.announcements.history()
    text = str(said(result)[0].embeds[0].description)
    assert text.startswith("**Now:** announced")
    assert f"[↗](https://discord.com/channels/{world.guild.id}/{world.announcements.id}/{message.id})" in text


async def test_an_unclear_end_and_how_it_was_cleared_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def crash(*_args: object, **_more: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(deliveries, "save", crash)
        await publish(world)
    await world.restart()
    await world.later(minutes=1)
    await world.deliver()
    told = [step for step in steps(await why(world)) if "**Announcement**" in step]
    assert [step.split()[0] for step in told] == ["📮", "❔", "🔎"]
    assert "Discord gave no clear answer" not in told[2]


async def test_a_failure_names_its_cause(world: World) -> None:
    world.env.backend.delete_channel(world.announcements.id)
    await world.env.settle()
    await publish(world)
    [failed] = [step for step in steps(await why(world)) if "**Announcement**" in step and "❌" in step]
    assert "no longer exists" in failed or "nie istnieje" in failed


async def test_a_long_history_has_pages_that_turn_after_a_restart(world: World) -> None:
    await publish(world)
    for hour in range(3):
        world.write_post(
            "2026-01-05-spotkanie-12",
            'title: "Spotkanie #12"\ndate: 2026-01-05 10:00:00 +0100',
            f"Zapraszamy na spotkanie w czwartek 22 stycznia o 1{hour}:30 w klubie Kawka.",
        )
        await world.tick()
    result = await why(world)
    [last] = said(result)
    assert last.embeds[0].footer.text == "page 2 of 2"
    assert labels(last) == ["", ""]
    await world.restart()
    await world.ola.click(last, custom_id="herold:why:1:0")
    assert last.embeds[0].footer.text == "page 1 of 2"
    assert steps(result)[0].startswith("👀")
