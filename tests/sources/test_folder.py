"""A folder of posts: what a scan sees, and what it refuses."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest

from bot.i18n import Language, tr
from bot.sources import FolderSource, SourceUnavailable

if TYPE_CHECKING:
    from pathlib import Path

POST = "---\ntitle: Spotkanie\n---\nTreść"
LIMIT = 2_000


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    (tmp_path / "blog" / "_posts").mkdir(parents=True)
    (tmp_path / "blog" / "_config.yml").write_text("title: x\n")
    return tmp_path / "blog"


def _source(path: Path) -> FolderSource:
    return FolderSource(path, LIMIT)


def _put(blog: Path, name: str, text: str = POST, *, age_s: float = 60) -> Path:
    path = blog / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    _age(path, age_s)
    return path


def _age(path: Path, age_s: float = 60) -> None:
    then = time.time() - age_s
    os.utime(path, (then, then))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_scan_gives_posts_drafts_and_the_configuration(blog: Path) -> None:
    _put(blog, "_posts/2026-01-02-a.markdown")
    _put(blog, "_posts/2026/2026-01-03-b.md", "inny")
    _put(blog, "_drafts/pomysl.html", "szkic")
    for name in ("_posts/README.md", "_posts/2026-01-02-a.markdown~", "_posts/.2026-01-02-x.md.swp", "_posts/x.txt"):
        _put(blog, name)

    scan = _source(blog).scan({})

    assert scan.config == b"title: x\n"
    assert scan.changed == {
        "2026-01-02-a.markdown": POST.encode(),
        "2026/2026-01-03-b.md": b"inny",
        "_drafts/pomysl.html": b"szkic",
    }
    assert scan.seen == {path: hashlib.sha256(data).hexdigest() for path, data in scan.changed.items()}
    assert not scan.refused


@pytest.mark.parametrize(
    ("posts", "given"),
    [("_posts", "."), ("_posts", "_posts"), ("source/_posts", "."), ("source/_posts", "source/_posts")],
)
def test_the_posts_are_found_from_the_root_and_from_their_own_folder(tmp_path: Path, posts: str, given: str) -> None:
    (tmp_path / "_config.yml").write_text("url: x")
    _put(tmp_path, f"{posts}/2026-01-02-a.md")
    _put(tmp_path, posts.replace("_posts", "_drafts") + "/b.md")

    scan = _source(tmp_path / given).scan({})

    assert set(scan.seen) == {"2026-01-02-a.md", "_drafts/b.md"}
    assert scan.config == b"url: x"


def test_a_folder_of_posts_with_another_name_will_do(tmp_path: Path) -> None:
    _put(tmp_path, "2026-01-02-a.md")
    scan = _source(tmp_path).scan({})
    assert set(scan.seen) == {"2026-01-02-a.md"}
    assert scan.config is None


def test_what_is_known_comes_without_bytes_even_to_a_new_process(blog: Path) -> None:
    _put(blog, "_posts/2026-01-02-a.md")
    known = {"2026-01-02-a.md": _digest(POST)}
    assert _source(blog).scan(known).changed == {}
    assert _source(blog).scan(known).seen == known


def test_a_file_that_looks_unchanged_is_not_read_again(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _put(blog, "_posts/2026-01-02-a.md")
    source = _source(blog)
    known = dict(source.scan({}).seen)
    hashed: list[object] = []
    monkeypatch.setattr(hashlib, "sha256", hashed.append)
    assert source.scan(known).seen == known
    assert hashed == []


def test_but_its_bytes_come_when_the_database_knows_another_version(blog: Path) -> None:
    _put(blog, "_posts/2026-01-02-a.md")
    source = _source(blog)
    source.scan({})
    assert source.scan({"2026-01-02-a.md": "older"}).changed == {"2026-01-02-a.md": POST.encode()}


def test_a_change_of_equal_size_within_one_tick_is_seen(blog: Path) -> None:
    path = _put(blog, "_posts/2026-01-02-a.md", "aaaa", age_s=0)
    before = path.stat()
    source = _source(blog)
    known = dict(source.scan({}).seen)
    path.write_text("bbbb")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert source.scan(known).changed == {"2026-01-02-a.md": b"bbbb"}


def test_a_huge_file_is_refused_unread_and_says_how_large_it_is(blog: Path) -> None:
    _put(blog, "_posts/2026-01-02-a.md", "x" * (LIMIT + 1))
    _put(blog, "_posts/2026-01-03-b.md")
    scan = _source(blog).scan({})
    assert set(scan.seen) == {"2026-01-03-b.md"}
    (refusal,) = scan.refused.values()
    assert tr(Language.ENGLISH, refusal.cause, **refusal.values) == "The file is 2001 bytes long; 2000 are allowed."
    assert _source(blog).scan({}).refused["2026-01-02-a.md"].digest == refusal.digest


def test_links_are_followed_inside_the_blog_and_refused_outside(blog: Path, tmp_path: Path) -> None:
    _put(tmp_path, "secret.md", "hasło")
    _put(blog, "shared/text.md")
    (blog / "_posts/2026-01-02-out.md").symlink_to(tmp_path / "secret.md")
    (blog / "_posts/2026-01-03-in.md").symlink_to(blog / "shared/text.md")
    (blog / "_posts/2026-01-04-dangling.md").symlink_to(blog / "nowhere.md")
    (blog / "_posts/loop").symlink_to(blog)
    scan = _source(blog).scan({})
    assert scan.changed == {"2026-01-03-in.md": POST.encode()}
    assert set(scan.refused) == {"2026-01-02-out.md"}


def test_a_folder_of_posts_that_is_a_link_out_of_the_blog_is_refused(blog: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (blog / "_posts").rmdir()
    (blog / "_posts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SourceUnavailable, match="outside"):
        _source(blog).scan({})


def test_a_pipe_among_the_posts_stops_nothing(blog: Path) -> None:
    os.mkfifo(blog / "_posts/2026-01-02-pipe.md")
    _put(blog, "_posts/2026-01-03-b.md")
    scan = _source(blog).scan({})
    assert (set(scan.seen), set(scan.refused)) == ({"2026-01-03-b.md"}, {"2026-01-02-pipe.md"})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(blog: Path) -> None:
    _put(blog, "_posts/2026-01-02-a.md").chmod(0)
    assert set(_source(blog).scan({}).refused) == {"2026-01-02-a.md"}


@pytest.mark.parametrize("gone", [".", "_posts"])
def test_a_missing_folder_is_not_an_empty_one(blog: Path, gone: str) -> None:
    _put(blog, "_posts/2026-01-02-a.md")
    source = _source(blog)
    source.scan({})
    shutil.rmtree(blog / gone)
    with pytest.raises(SourceUnavailable):
        source.scan({})


def test_files_that_come_and_go_meanwhile_trouble_nobody(blog: Path) -> None:
    stop = threading.Event()

    def stir() -> None:
        while not stop.is_set():
            for n in range(20):
                (blog / f"_posts/2026-01-02-{n}.md").write_text(POST)
            for n in range(20):
                (blog / f"_posts/2026-01-02-{n}.md").unlink()

    _put(blog, "_posts/2026-01-01-steady.md")
    thread = threading.Thread(target=stir)
    thread.start()
    try:
        source = _source(blog)
        scans = [source.scan({}) for _ in range(100)]
    finally:
        stop.set()
        thread.join()
    assert all("2026-01-01-steady.md" in scan.seen and not scan.refused for scan in scans)
