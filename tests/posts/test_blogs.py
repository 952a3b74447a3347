"""Blogs of invented groups: what each post is for is read as a member would say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.posts.decode import decode_post
from bot.posts.front_matter import parse_post
from bot.posts.reader import read_post
from bot.posts.site import site_from_config

BLOGS = Path(__file__).parent / "blogs"
FLOORS = json.loads((BLOGS / "floors.json").read_text("utf-8"))
KIND_AT_LEAST = 0.96
"""For blogs that kinds were learned from; others have a floor of their own."""


@pytest.mark.parametrize("blog", sorted(path.name for path in BLOGS.iterdir() if path.is_dir()))
def test_a_blogs_posts_are_read_for_what_they_are(blog: str) -> None:
    folder = BLOGS / blog
    site = site_from_config((folder / "_config.yml").read_text("utf-8"))
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    misread = {}
    for label in labels:
        path = folder / "_posts" / label["file"]
        kind = read_post(parse_post(path.name, decode_post(path.read_bytes()), site), site).kind.value
        if kind != label["kind"]:
            misread[label["file"]] = f"{kind}, not {label['kind']}"
    assert {label["file"] for label in labels} == {path.name for path in (folder / "_posts").iterdir()}
    right = 1 - len(misread) / len(labels)
    assert right >= FLOORS.get(blog, {}).get("kind", KIND_AT_LEAST), misread
