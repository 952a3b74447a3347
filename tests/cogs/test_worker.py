"""The background loops: they do their work, survive every failing run, and say how they fare."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from tests.delivery.stories import posted, publish, write_meetup

if TYPE_CHECKING:
    from cogs.worker import Worker
    from tests.world import World


def worker(world: World) -> Worker:
    return cast("Worker", world.bot.get_cog("Worker"))  # an extension is imported anew for each bot


@pytest.mark.workers
async def test_a_new_post_is_announced_by_the_loops_alone(world: World) -> None:
    write_meetup(world, published="2026-01-01 00:30")
    await world.later(seconds=64)
    assert [embed.title for embed in posted(world.announcements)] == ["Spotkanie #78"]
    health = world.bot.worker_health
    assert not health["sync"].failing
    assert health["delivery"].last_success_at is not None


@pytest.mark.workers
async def test_a_failing_run_does_not_end_the_loops(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_args: object) -> int:
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(world.bot.deliverer, "deliver_once", broken)
        await world.later(seconds=10)
        health = world.bot.worker_health["delivery"]
        assert (health.failing, health.last_error) == (True, "ZeroDivisionError: a bug")
        assert health.incident is not None
    await world.later(seconds=10)
    assert not health.failing
    assert health.last_success_at is not None
    assert health.last_error_at is not None
    assert health.last_success_at > health.last_error_at


async def test_the_same_error_again_is_no_news(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object) -> int:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(world.bot.deliverer, "deliver_once", broken)
    for _ in range(3):
        await worker(world).run_delivery()
    assert len([record for record in caplog.records if record.name == "cogs.worker"]) == 1


async def test_the_blog_is_looked_at_again_only_after_a_while(world: World) -> None:
    cog = worker(world)
    assert cog.sync_is_due(world.now)
    await cog.run_sync()
    assert not cog.sync_is_due(world.now)
    await world.later(seconds=60)
    assert cog.sync_is_due(world.now)


async def test_a_word_that_the_blog_changed_makes_it_look_at_once(world: World) -> None:
    cog = worker(world)
    await cog.run_sync()
    world.bot.services.sync.wake()
    assert cog.sync_is_due(world.now)
    await cog.run_sync()
    assert not cog.sync_is_due(world.now)


@pytest.mark.workers
async def test_after_such_a_word_a_new_post_is_announced_before_the_next_round(world: World) -> None:
    await world.later(seconds=5)
    write_meetup(world, published="2026-01-01 00:30")
    before = world.now
    world.bot.services.sync.wake()
    world.bot.services.sync.wake()  # hosts send an event twice
    hurried = worker(world)._hurried
    assert hurried is not None
    await hurried
    await world.env.settle()
    assert world.now == before
    assert [embed.title for embed in posted(world.announcements)] == ["Spotkanie #78"]


@pytest.mark.workers
async def test_a_future_post_is_announced_when_its_time_comes_and_not_a_poll_later(world: World) -> None:
    write_meetup(world, published="2026-01-01 01:01:30")  # 00:01:30 UTC
    cog = worker(world)
    await world.later(seconds=88)
    looked = cog._synced_at
    assert posted(world.announcements) == []
    await world.later(seconds=8)
    assert cog._synced_at == looked, "the blog was looked at: this proves nothing"
    assert [embed.title for embed in posted(world.announcements)] == ["Spotkanie #78"]


async def test_without_workers_nothing_runs_by_itself(world: World) -> None:
    write_meetup(world)
    await world.later(days=2)
    assert posted(world.announcements) == []
    assert not worker(world).delivery_loop.is_running()


@pytest.mark.workers
async def test_the_end_of_the_process_gives_the_lease_back(world: World) -> None:
    await world.later(seconds=4)
    await world.bot.unload_extension("cogs.worker")
    second = type(world.bot.deliverer)(
        world.bot, world.bot.sessions, world.bot.services, world.bot.clock, holder="second"
    )
    await second.deliver_once(world.now)
    assert not second.standing_by


async def test_once_a_day_it_forgets_what_is_too_old(world: World) -> None:
    reminders = world.bot.services.reminders
    write_meetup(world)
    await publish(world)
    await reminders.tell_me(user_id=world.jan.id, guild_id=world.guild.id)
    await reminders.untold(1, user_id=world.ala.id, guild_id=world.guild.id)
    for days in (90, 90):
        assert (await reminders.kept(world.ala.id))["missed"]
        await worker(world).run_purge()
        await world.later(days=days)
    await worker(world).run_purge()
    assert (await reminders.kept(world.ala.id))["missed"] == []
    assert (await reminders.kept(world.jan.id))["waits_for_next"], "who still waits is not forgotten"
    assert not world.bot.worker_health["purge"].failing
