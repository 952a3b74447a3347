"""Places that labelled posts taught Herold to know by the words around them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.posts.lexicon import fold
from bot.posts.rules.which_place import place_weights
from scripts.learn_places import Example, learn, same_place

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "zielona-gora-jug" / "labels.json"


def _example(blog: str, *signs: tuple[str, ...], right: int | None) -> Example:
    return Example(blog, signs, frozenset(() if right is None else (right,)), right is not None)


def test_what_stands_beside_places_in_many_blogs_is_learned() -> None:
    examples = [_example(f"blog {at}", ("always", "-1:at"), ("always", "-1:by"), right=0) for at in range(8)] + [
        _example(f"blog {at}", ("always", "-1:by"), right=None) for at in range(8)
    ]
    weights = learn(examples, l2=0.003)
    assert weights["always"] + weights["-1:at"] > 0 > weights["always"] + weights["-1:by"]


def test_what_one_blog_alone_has_is_not_learned() -> None:
    examples = [_example("blog", ("always", "has:tarnin"), right=0) for _ in range(20)]
    assert "has:tarnin" not in learn(examples, l2=0.003)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Klub Tarnina", "Tarninie", True),
        ("Akademia Morska", "Akademii Morskiej", True),
        ("Akademia Morska", "Akademia Leśna", False),
        ("Klub", "Pub", False),
    ],
)
def test_names_are_compared_whatever_their_cases(one: str, other: str, *, same: bool) -> None:
    assert same_place(one, other) is same


@pytest.mark.skipif(not CORPUS.is_file(), reason="the corpus of real posts is not here")
def test_no_place_of_a_real_group_is_known_by_its_name() -> None:
    labels = json.loads(CORPUS.read_text("utf-8"))
    names = {m["venue"].split()[0] for label in labels for m in label["meetups"] if m["venue"]} - {"Piekarnia", "U"}
    known = {sign.partition(":")[2] for sign in place_weights()[0]}
    assert not {start for name in names for start in (fold(name), fold(name)[:6])} & known
