"""A git repository as source: what is seen of it, what is guessed, and what its history may do."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from bot.i18n import Language, tr
from bot.sources import GitSource, SourceStopped, SourceUnavailable
from bot.sources.address import address_of
from bot.sources.git import GitOptions
from bot.sources.git_program import Git, GitTooLarge, GitTooSlow
from tests.sources.repositories import CONFIG, Repository, jekyll, octopress, post

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 2_000


def source(repository: Repository, clones: Path | None = None, **options: Any) -> GitSource:
    folder = clones or repository.folder.parent / "clones"
    options = {"max_post_bytes": LIMIT, "max_clone_bytes": 50_000_000} | options
    return GitSource(address_of(f"file://{repository.folder}"), GitOptions(clones=folder, **options))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# What is seen


def test_octopress_is_found_on_its_source_branch(tmp_path: Path) -> None:
    blog = octopress(tmp_path / "blog")
    blog.git("symbolic-ref", "HEAD", "refs/heads/master")
    found = source(blog)
    scan = found.scan({})
    assert found.branch == "source"
    assert scan.changed == {"2026-01-01-a.markdown": post("Pierwszy").encode()}
    assert scan.seen == {"2026-01-01-a.markdown": digest(post("Pierwszy"))}
    assert scan.config == CONFIG.encode()
    assert scan.version == blog.git("rev-parse", "source")


@pytest.mark.parametrize("branch", ["main", "master", "trunk"])
def test_jekyll_is_found_on_the_default_branch(tmp_path: Path, branch: str) -> None:
    blog = jekyll(tmp_path / "blog", branch)
    blog.publish("_drafts/pomysl.md", "szkic")
    found = source(blog)
    assert set(found.scan({}).seen) == {"2026-01-01-a.md", "_drafts/pomysl.md"}
    assert found.branch == branch


@pytest.mark.parametrize(
    ("posts", "config"), [("docs/_posts", "docs/_config.yml"), ("docs/_posts", "_config.yml"), (".", "_config.yml")]
)
def test_posts_in_other_places_are_found_too(tmp_path: Path, posts: str, config: str) -> None:
    blog = Repository(tmp_path / "blog")
    blog.write(config, "title: x")
    blog.write("docs/README.md", "not a post")
    blog.publish(f"{posts}/2026-01-02-b.md", post("Drugi"))
    scan = source(blog).scan({})
    assert set(scan.seen) == {"2026-01-02-b.md"}
    assert scan.config == b"title: x"


def test_branch_and_folder_may_be_set(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    blog.git("checkout", "-q", "-b", "feature/new")
    blog.publish("teksty/2026-01-05-e.md", post("Inny"))
    assert set(source(blog, branch="feature/new", posts="teksty").scan({}).seen) == {"2026-01-05-e.md"}
    with pytest.raises(SourceUnavailable, match="no branch gone"):
        source(blog, branch="gone").scan({})
    assert source(blog, posts="nowhere").scan({}).seen == {}


def test_a_blog_without_posts_yet_is_empty_and_no_blog_at_all_an_error(tmp_path: Path) -> None:
    blog = Repository(tmp_path / "blog", "main")
    with pytest.raises(SourceUnavailable, match="no branch to begin with"):
        source(blog).scan({})
    blog.publish("README.md", "A project.")
    with pytest.raises(SourceUnavailable, match=r"neither _posts nor source/_posts nor a _config\.yml"):
        source(blog).scan({})
    blog.publish("_config.yml", CONFIG)
    found = source(blog)
    assert found.scan({}).seen == {}
    blog.git("checkout", "-q", "-b", "source")
    blog.publish("source/_posts/2026-01-01-a.md", post("Pierwszy"))
    assert set(found.scan({}).seen) == {"2026-01-01-a.md"}


def test_what_is_known_comes_without_bytes_even_to_a_new_process(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    known = {"2026-01-01-a.md": digest(post("Pierwszy"))}
    scan = source(blog).scan(known)
    assert (scan.seen, scan.changed) == (known, {})
    found = source(blog)
    assert found.scan({}).changed
    assert found.scan(known).changed == {}
    assert found.scan({"2026-01-01-a.md": "older"}).changed == {"2026-01-01-a.md": post("Pierwszy").encode()}


def test_a_new_commit_brings_what_changed(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    found = source(blog)
    known = found.scan({}).seen
    blog.publish("_posts/2026-01-03-c.md", post("Trzeci"))
    assert found.scan(known).changed == {"2026-01-03-c.md": post("Trzeci").encode()}
    (blog.folder / "_posts/2026-01-03-c.md").unlink()
    blog.commit()
    assert found.scan(known).seen == known


def test_a_bare_repository_by_its_path_will_do(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    blog.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    found = GitSource(address_of(str(tmp_path / "bare.git")), GitOptions(tmp_path / "c", LIMIT, 50_000_000))
    assert set(found.scan({}).seen) == {"2026-01-01-a.md"}
    assert found.location == str(tmp_path / "bare.git")


def test_the_clone_is_shallow_and_leaves_large_pictures_where_they_are(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    blog.git("config", "uploadpack.allowFilter", "true")
    blog.write("images/big.jpg", "x" * 100_000)
    for number in range(60):
        blog.publish("counter.txt", str(number))
    found = source(blog)
    found.scan({})
    (clone,) = (tmp_path / "clones").glob("blog-*.git")
    told = subprocess.run(
        ["git", "-C", clone, "rev-list", "--count", "--all"], capture_output=True, text=True, check=True
    )
    assert int(told.stdout) == 50
    missing = subprocess.run(
        ["git", "-C", clone, "cat-file", "--batch-check"],
        input=blog.git("rev-parse", "HEAD:images/big.jpg"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert missing.stdout.strip().endswith("missing")


# What history does


def test_git_tells_of_renames_step_by_step(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    words = [f"Zdanie numer {number} o wątkach wirtualnych." for number in range(10)]
    blog.publish("_posts/2026-01-02-b.md", post("Drugi", "\n".join(words)))
    found = source(blog)
    before = found.scan({})
    blog.rename("_posts/2026-01-02-b.md", "_posts/2026-02-02-c.md")
    blog.publish("_posts/2026-02-02-c.md", post("Trzeci", "\n".join(words[:6] + ["Nowe."] * 4)))
    blog.rename("_posts/2026-02-02-c.md", "_posts/2026-02-02-d.md")
    blog.publish("_posts/2026-02-02-d.md", post("Czwarty", "\n".join(words[:4] + ["Nowe.", "Nowsze."] * 3)))
    after = found.scan(before.seen, before.version)
    assert after.renamed == {"2026-02-02-d.md": "2026-01-02-b.md"}
    assert found.scan(after.seen, after.version).renamed == {}


def test_a_published_draft_is_a_rename(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    blog.publish("_drafts/pomysl.md", post("Pomysł", "Dłuższy tekst.\n" * 10))
    found = source(blog)
    before = found.scan({})
    blog.rename("_drafts/pomysl.md", "_posts/2026-01-09-p.md")
    blog.commit()
    assert found.scan(before.seen, before.version).renamed == {"2026-01-09-p.md": "_drafts/pomysl.md"}


def test_a_force_push_an_orphan_and_a_revert_are_followed(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    first = blog.head()
    blog.publish("_posts/2026-01-02-b.md", post("Drugi"))
    found = source(blog)
    before = found.scan({})
    blog.git("reset", "-q", "--hard", first)
    blog.publish("_posts/2026-01-04-d.md", post("Czwarty"))
    assert set(found.scan(before.seen, before.version).seen) == {"2026-01-01-a.md", "2026-01-04-d.md"}
    blog.git("checkout", "-q", "--orphan", "new")
    blog.rename("_posts/2026-01-04-d.md", "_posts/2026-01-05-d.md")
    blog.commit()
    blog.git("branch", "-M", "main")
    scan = found.scan({}, before.version)
    assert set(scan.seen) == {"2026-01-01-a.md", "2026-01-05-d.md"}
    blog.publish("_posts/2026-01-02-b.md", post("Drugi"))
    blog.git("revert", "--no-edit", "HEAD")
    assert set(found.scan({}, "0" * 40).seen) == set(scan.seen)


def test_the_posts_moved_to_another_branch(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog", "master")
    found = source(blog)
    found.scan({})
    blog.git("branch", "-m", "main")
    blog.publish("_posts/2026-01-02-b.md", post("Drugi"))
    assert set(found.scan({}).seen) == {"2026-01-01-a.md", "2026-01-02-b.md"}
    assert found.branch == "main"


def test_a_repository_away_for_a_day_is_an_error_and_then_there_again(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    found = source(blog)
    before = found.scan({})
    blog.folder.rename(tmp_path / "away")
    with pytest.raises(SourceUnavailable, match="git ls-remote"):
        found.scan(before.seen)
    (tmp_path / "away").rename(blog.folder)
    assert found.scan(before.seen).seen == before.seen


@pytest.mark.parametrize("damage", ["objects", "HEAD", "everything", "half"])
def test_a_broken_clone_is_made_anew(tmp_path: Path, damage: str) -> None:
    blog = jekyll(tmp_path / "blog")
    found = source(blog)
    before = found.scan({})
    (clone,) = (tmp_path / "clones").glob("blog-*.git")
    if damage == "everything":
        shutil.rmtree(clone)
    elif damage == "half":
        (clone / "herold-clone").unlink()
    elif damage == "HEAD":
        (clone / "HEAD").write_text("nonsense")
    else:
        shutil.rmtree(clone / "objects/pack")
        for folder in (clone / "objects").glob("??"):
            shutil.rmtree(folder)
    blog.publish("_posts/2026-01-02-b.md", post("Drugi"))
    assert set(source(blog).scan({}).seen) == {*before.seen, "2026-01-02-b.md"}
    assert set(found.scan(before.seen).seen) == {*before.seen, "2026-01-02-b.md"}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceUnavailable, match="cannot be written"):
        source(blog, tmp_path / "file").scan({})


# What a repository may not do


def test_links_are_followed_inside_the_tree_and_refused_outside(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    posts = blog.folder / "_posts"
    (posts / "2026-01-02-out.md").symlink_to("/etc/passwd")
    (posts / "2026-01-03-in.md").symlink_to("../shared/text.md")
    (posts / "2026-01-04-dangling.md").symlink_to("nowhere.md")
    (posts / "2026-01-05-folder.md").symlink_to("../shared")
    (posts / "2026-01-06-loop.md").symlink_to("2026-01-06-loop.md")
    blog.publish("shared/text.md", post("Wspólny"))
    scan = source(blog).scan({})
    assert set(scan.seen) == {"2026-01-01-a.md", "2026-01-03-in.md"}
    assert scan.changed["2026-01-03-in.md"] == post("Wspólny").encode()
    assert set(scan.refused) == {"2026-01-02-out.md"}


@pytest.mark.parametrize("filtering", ["true", "false"])
def test_a_huge_file_is_refused_and_says_why(tmp_path: Path, filtering: str) -> None:
    blog = jekyll(tmp_path / "blog")
    blog.git("config", "uploadpack.allowFilter", filtering)
    blog.publish("_posts/2026-01-02-b.md", "x" * (LIMIT + 500))
    scan = source(blog).scan({})
    assert set(scan.seen) == {"2026-01-01-a.md"}
    (refusal,) = scan.refused.values()
    told = tr(Language.ENGLISH, refusal.cause, **refusal.values)
    assert told in {
        "The file is 2500 bytes long; 2000 are allowed.",
        "The file is longer than the 2000 bytes that are allowed.",
    }


def test_hooks_filters_attributes_and_submodules_do_nothing(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    mark = tmp_path / "ran"
    blog.write(".gitattributes", "*.md filter=evil diff=evil\n")
    blog.write(".gitmodules", f'[submodule "x"]\n\tpath = _posts/sub\n\turl = ext::touch {mark}\n')
    blog.git("update-index", "--add", "--cacheinfo", f"160000,{blog.head()},_posts/2026-01-02-sub.md")
    blog.git("add", ".gitattributes", ".gitmodules")
    blog.git("commit", "-qm", "x")
    for hook in ("post-checkout", "reference-transaction", "pre-auto-gc"):
        file = blog.write(f".git/hooks/{hook}", f"#!/bin/sh\ntouch {mark}\n")
        file.chmod(0o755)
    blog.git("config", "filter.evil.smudge", f"touch {mark}")
    mark.unlink(missing_ok=True)
    scan = source(blog).scan({})
    assert scan.changed["2026-01-01-a.md"] == post("Pierwszy").encode()
    assert set(scan.refused) == {"2026-01-02-sub.md"}
    assert not mark.exists()
    assert not list((tmp_path / "clones").rglob("*.md"))


def test_names_that_are_no_utf8_are_refused_and_odd_ones_read(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    (blog.folder / "_posts" / "2026-01-02-$(touch x) 'ź\".md").write_text("a")
    (blog.folder / "_posts" / "2026-01-03-\udcff.md").write_text("b")
    blog.commit()
    scan = source(blog).scan({})
    assert "2026-01-02-$(touch x) 'ź\".md" in scan.seen
    assert set(scan.refused) == {"2026-01-03-\ufffd.md"}


def test_a_repository_that_is_too_large_is_not_kept(tmp_path: Path) -> None:
    blog = jekyll(tmp_path / "blog")
    (blog.folder / "noise.bin").write_bytes(b"".join(hashlib.sha256(str(n).encode()).digest() for n in range(40_000)))
    blog.commit()
    found = source(blog, max_clone_bytes=100_000)
    for _minute in range(2):
        with pytest.raises(GitTooLarge, match="larger than allowed"):
            found.scan({})
        assert not list((tmp_path / "clones").glob("blog-*.git"))


def test_a_command_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    git = Git(address_of(str(tmp_path)))
    git.run("init", "--quiet", "--bare", str(tmp_path / "x.git"))
    with pytest.raises(GitTooSlow):
        git.run("-c", "alias.hang=!sleep 60 & sleep 60", "hang", git_dir=tmp_path / "x.git", timeout_s=0.3)


def test_the_end_of_the_process_breaks_a_look_off(tmp_path: Path) -> None:
    found = source(jekyll(tmp_path / "blog"))
    watcher = found.watcher()
    watcher.stop()
    with pytest.raises(SourceStopped):
        found.scan({})
    watcher.start()
    assert found.scan({}).seen
    assert not watcher.changed()


# What is deployed


def test_the_pages_of_the_deployed_branch_are_named(tmp_path: Path) -> None:
    blog = octopress(tmp_path / "blog")
    assert source(blog).scan({}).pages is None
    found = source(blog, deployed="")
    assert found.scan({}).pages == {"index.html"}
    blog.git("checkout", "-q", "master")
    blog.write("blog/2026/01/01/a/picture.jpg", "x")
    blog.publish("blog/2026/01/01/a/index.html", "<h1>a</h1>")
    assert found.scan({}).pages == {"index.html", "blog/2026/01/01/a/index.html"}


def test_a_deployed_branch_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="no deployed branch gh-pages or master or pages"):
        source(jekyll(tmp_path / "blog"), deployed="").scan({})


# Another process


def test_who_waits_for_the_clone_leaves_its_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blog = jekyll(tmp_path / "blog")
    source(blog).scan({})
    [lock] = (tmp_path / "clones").glob("blog-*.lock")
    config = lock.with_suffix(".config")
    config.write_text("# what the other's git is reading")
    monkeypatch.setattr("bot.sources.git_clone._LOCK_S", 0)
    with lock.open("w") as others:
        fcntl.flock(others, fcntl.LOCK_EX)
        with pytest.raises(SourceUnavailable, match="Another process"):
            source(blog).scan({})
    assert config.read_text() == "# what the other's git is reading"
    assert source(blog).scan({}).seen
