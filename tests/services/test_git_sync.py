"""Whatever happens to a blog's history, each post is announced once, and keeps its identity."""

from __future__ import annotations

import base64
import logging
import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.store import sources
from bot.store.base import Base
from bot.store.states import AnnouncementState
from tests.services.gitroom import GitRoom
from tests.sources.hosts import HttpsHost, certificate, direct

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.base import Sessions

QUEUED = AnnouncementState.QUEUED


@pytest.fixture
async def room(tmp_path: Path, sessions: Sessions) -> GitRoom:
    room = GitRoom(tmp_path / "blog", sessions)
    await room.opened()
    return room


async def announced(room: GitRoom) -> list[str]:
    """The subjects of all announcements that were queued and not yet said, and says them."""
    return [subject for purpose, subject, _revision in await room.deliver() if purpose == "announcement"]


async def test_a_commit_is_announced_once(room: GitRoom) -> None:
    room.announce()
    assert (await room.sync()).queued == 1
    assert len(await announced(room)) == 1
    assert (await room.look()).queued == 0
    room.restart()
    assert (await room.look()).queued == 0
    assert await announced(room) == []


async def test_renamed_retitled_redated_and_rewritten_in_two_commits_it_stays_the_post(room: GitRoom) -> None:
    path = room.announce()
    await room.sync()
    (subject,) = await announced(room)
    new = path.with_name("2026-04-20-wiosenne-spotkanie.markdown")
    path.rename(new)
    room.commit()
    new.unlink()
    room.announce("2026-04-20-wiosenne-spotkanie", title="Wiosenne spotkanie", date="2026-01-09 08:00")
    room.later(minutes=5)
    result = await room.sync()
    assert (result.renamed, result.new, result.gone, result.queued) == (1, 0, 0, 0)
    assert await announced(room) == [subject], "an edit of the first message"


async def test_the_next_meetups_post_written_over_the_last_ones_is_a_new_post(room: GitRoom) -> None:
    path = room.announce()
    await room.sync()
    (first,) = await announced(room)
    path.unlink()
    room.later(days=20)
    room.announce("2026-01-30-spotkanie-51", title="Spotkanie #51", when="19 lutego 2026")
    result = await room.sync()
    assert (result.renamed, result.new, result.gone, result.queued) == (0, 1, 1, 1)
    (second,) = await announced(room)
    assert second != first


@pytest.mark.parametrize("key", ["id", "permalink"])
async def test_a_name_of_its_own_in_the_front_matter_outlives_every_other_change(room: GitRoom, key: str) -> None:
    own = {key: "/spotkania/wiosenne/"}
    path = room.announce(**own)
    await room.sync()
    (subject,) = await announced(room)
    path.unlink()
    room.later(days=1)
    room.write("2026-05-01-inne", "Zupełnie inna treść o niczym.", title="Inny tytuł", **own)
    assert (await room.sync()).renamed == 1
    assert await announced(room) == [subject]


async def test_an_address_taken_over_by_a_redirect_is_the_posts_own(room: GitRoom) -> None:
    path = room.announce()
    await room.sync()
    await announced(room)
    path.unlink()
    old = "/blog/2026/01/10/2026-01-10-spotkanie-50/".replace("2026-01-10-", "", 1)
    room.write("2026-05-01-inne", "Zupełnie inna treść.", title="Inny tytuł", redirect_from=f"[{old}]")
    assert (await room.sync()).renamed == 1


async def test_reverted_and_restored_it_is_not_announced_again(room: GitRoom) -> None:
    room.announce()
    await room.sync()
    await announced(room)
    room.repository.git("revert", "--no-edit", "HEAD")
    assert (await room.look()).gone == 1
    said = await room.deliver()
    assert [purpose for purpose, _subject, _revision in said if purpose != "event"] == ["gone_card"]
    room.repository.git("revert", "--no-edit", "HEAD")
    assert (await room.look()).gone == 0
    assert (await room.states())["Spotkanie #50"] is QUEUED
    assert len(await room.meetups()) == 1


async def test_a_force_push_and_a_rebase_say_nothing_twice(room: GitRoom) -> None:
    base = room.repository.head()
    room.announce()
    await room.sync()
    await announced(room)
    room.repository.git("reset", "-q", "--soft", base)
    room.write("2026-01-09-inny", "Notatka.", title="Notatka")
    room.later(hours=1)
    result = await room.sync()
    assert (result.new, result.gone, result.edited, result.queued) == (1, 0, 0, 0)


async def test_the_branch_changes_its_name_and_the_repository_its_address(room: GitRoom) -> None:
    room.announce()
    await room.sync()
    await announced(room)
    room.repository.git("branch", "-m", "main")
    assert (await room.look()).error is None
    shutil.copytree(room.folder, room.folder.parent / "moved")
    room.address = f"file://{room.folder.parent / 'moved'}"
    room.restart()
    result = await room.look()
    assert (result.new, result.gone, result.queued, result.error) == (0, 0, 0, None)


async def test_from_a_checkout_to_the_repository_itself_nothing_is_said_again(room: GitRoom) -> None:
    room.address = str(room.folder)
    room.restart()
    room.announce()
    await room.sync()
    await announced(room)
    room.address = f"file://{room.folder}"
    room.restart()
    result = await room.look()
    assert (result.new, result.queued) == (0, 0)


async def test_away_for_a_day_it_costs_nothing_but_the_day(room: GitRoom) -> None:
    room.announce()
    away = room.folder.rename(room.folder.parent / "away")
    result = await room.look()
    assert result.error is not None
    assert "git ls-remote" in result.error
    room.later(days=1)
    assert (await room.look()).error == result.error
    away.rename(room.folder)
    assert (await room.sync()).queued == 1
    assert (await room.sync()).queued == 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the program openssl makes the certificate")
async def test_a_host_that_refuses_the_login_costs_nothing_and_the_login_is_in_no_row(
    room: GitRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    direct(monkeypatch)
    vouched = certificate(tmp_path)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(vouched.file))
    with HttpsHost(tmp_path, login="ola:tajne/haslo").served(vouched) as host:
        room.address = f"https://ola:tajne%2Fhaslo@{host.place}/blog/.git"
        room.restart()
        await room.look()
        room.announce()
        assert (await room.sync()).queued == 1
        host.status = 403
        result = await room.look()
        assert result.error is not None
        assert "403" in result.error
        async with room.sessions() as session:
            status = await sources.get_or_add(session, f"https://{host.place}/blog/.git")
            assert status.last_error == result.error
            rows = [list(await session.execute(select(table))) for table in Base.metadata.sorted_tables]
        host.status = None
        assert (await room.look()).error is None
    told = f"{rows}\n{caplog.text}"
    assert host.place in told
    for form in ("tajne/haslo", "tajne%2Fhaslo", base64.b64encode(b"ola:tajne/haslo").decode()):
        assert form not in told


async def test_a_day_of_many_commits_is_looked_at_once(room: GitRoom) -> None:
    for number in range(70):
        room.write("2026-01-10-notatka", f"Wersja {number}.", title="Notatka")
        room.commit()
    room.announce()
    assert (await room.sync()).queued == 1
