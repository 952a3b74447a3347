"""Invented posts in many groups' habits of writing: the talks read from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.posts.front_matter import parse_post
from bot.posts.lexicon import lexicon_for
from bot.posts.markup import document_of
from bot.posts.model import Site, Talk
from bot.posts.talks import find_talks

HERE = Path(__file__).parent
SAMPLES = [
    pytest.param(sample, id=f"{path.stem.removeprefix('samples_')}-{sample['id']}")
    for path in sorted(HERE.glob("samples_*.yaml"))
    for sample in yaml.safe_load(path.read_text("utf-8"))
]


def talks_of(body: str, *, title: str = "Spotkanie", author: str = "", start: int = 0) -> tuple[Talk, ...]:
    head = yaml.safe_dump(
        {"title": title, "date": "2031-02-03 10:00:00 +0100", **({"author": author} if author else {})}
    )
    site = Site(url="https://example.org")
    post = parse_post("2031-02-03-spotkanie.markdown", f"---\n{head}---\n{body}", site)
    return find_talks(post, document_of(post, site), lexicon_for("pl"), start)


@pytest.mark.parametrize("sample", SAMPLES)
def test_talks_of_a_sample(sample: dict[str, Any]) -> None:
    talks = talks_of(sample["body"], title=sample.get("post_title", "Spotkanie"), author=sample.get("author", ""))
    assert [_seen(talk, wanted) for talk, wanted in zip(talks, _padded(sample["talks"], len(talks)), strict=True)] == [
        _wanted(wanted) for wanted in sample["talks"]
    ]


def _padded(wanted: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return (wanted + [{"abstract": None}] * count)[:count]


def _seen(talk: Talk, wanted: dict[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = {
        "title": talk.title.value if talk.title else None,
        "speakers": [speaker.value for speaker in talk.speakers],
    }
    if "topic" in wanted:
        seen["topic"] = talk.topic.value if talk.topic else None
    if "abstract" in wanted:
        seen["abstract"] = _ends(talk.abstract.value if talk.abstract else None, wanted["abstract"])
    return seen


def _wanted(wanted: dict[str, Any]) -> dict[str, Any]:
    return {key: wanted[key] for key in ("title", "topic", "speakers", "abstract") if key in wanted}


def _ends(text: str | None, wanted: list[str] | None) -> str | list[str] | None:
    """The abstract's first and last words, as many as the sample quotes."""
    if text is None or not wanted:
        return text
    return [text[: len(wanted[0])], text[-len(wanted[1]) :]]
