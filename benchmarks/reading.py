"""How fast posts are read, beside the floor (front matter and Markdown alone) and a library that finds dates only."""

from __future__ import annotations

import math
import statistics
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

import frontmatter
from dateparser.search import search_dates
from markdown_it import MarkdownIt

from benchmarks.report import Figure
from bot.posts import decode_post, document_of, parse_post, site_from_config
from bot.posts.model import Site
from bot.posts.reader import read_post

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.posts.model import Post

ROOT: Final = Path(__file__).parents[1]
FOLDERS: Final = (ROOT / "examples/blog/_posts", ROOT.parent / "shared/corpus/zielona-gora-jug/_posts")
ROUNDS: Final = 5


def sources() -> dict[str, str]:
    """The posts' texts by file name."""
    files = [file for folder in FOLDERS if folder.is_dir() for file in sorted(folder.iterdir()) if file.is_file()]
    return {file.name: decode_post(file.read_bytes()) for file in files}


def figures() -> list[Figure]:
    """Processor times of a whole reading, file to facts, after a warm-up: a busy machine adds nothing to them."""
    site = _site()
    texts = sources()
    started = time.process_time()
    first = next(iter(texts))
    read_post(parse_post(first, texts[first], site), site)
    start_up = time.process_time() - started
    posts = {name: parse_post(name, text, site) for name, text in texts.items()}
    ours = _times(texts, lambda name: read_post(parse_post(name, texts[name], site), site))
    markdown = MarkdownIt("commonmark", {"html": True})
    floor = _times(texts, lambda name: markdown.render(frontmatter.loads(texts[name]).content))
    documents = {name: document_of(post, site).text for name, post in posts.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = _times(texts, lambda name: _search(documents[name], posts[name]), rounds=1)
    big = (
        "Zapraszamy na spotkanie 22 stycznia 2026 o 19:00 w klubie Kawka. **Anna Nowak** opowie o strumieniach.\n\n"
        * 10_000
    )
    long_text = f"---\ntitle: Spotkanie\ndate: 2026-01-05\n---\n{big}"[:1_000_000]
    started = time.process_time()
    read_post(parse_post("2026-01-05-a.md", long_text, site), site)
    long_s = time.process_time() - started
    return [
        Figure("reading", "posts read a second", f"{1000 / statistics.mean(ours):.0f}", f"{len(texts)} posts"),
        Figure("reading", "whole reading of a post, median", f"{_median(ours):.2f} ms", "bar: 4 ms"),
        Figure("reading", "whole reading of a post, 95th percentile", f"{_p95(ours):.2f} ms", "bar: 12 ms"),
        Figure("reading", "front matter and Markdown alone (the floor), median", f"{_median(floor):.2f} ms",
               f"ours is {_median(ours) / _median(floor):.1f} times that"),
        Figure("reading", "dateparser.search on the same texts, median", f"{_median(theirs):.1f} ms",
               f"ours is {_median(theirs) / _median(ours):.0f} times faster"),
        Figure("reading", "first post after the start", f"{start_up * 1000:.0f} ms", "bar: 500 ms"),
        Figure("reading", "a post of 1 MB", f"{long_s:.2f} s", "bar: 3 s"),
    ]  # fmt: skip


def _site() -> Site:
    config = ROOT / "examples/blog/_config.yml"
    return site_from_config(config.read_text("utf-8")) if config.is_file() else Site()


def _times(texts: dict[str, str], act: Callable[[str], object], *, rounds: int = ROUNDS) -> list[float]:
    """The best of some rounds for each post, in milliseconds: what else the machine does is not the post's fault.

    A round reads all posts, so that nothing that was kept of a post a moment ago makes it cheap.
    """
    best = dict.fromkeys(texts, math.inf)
    for _round in range(rounds):
        for name in texts:
            started = time.process_time()
            act(name)
            best[name] = min(best[name], (time.process_time() - started) * 1000)
    return list(best.values())


def _search(text: str, post: Post) -> object:
    return search_dates(text, languages=["pl"], settings={"RELATIVE_BASE": post.published_at.replace(tzinfo=None)})


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
