"""Learns how much each sign of a name says for its being the meetup's place: `python -m scripts.learn_places`.

It learns from the blogs of invented groups in `tests/posts/blogs` alone, so that no real group's places are known by
name, and keeps only what several of those blogs have. The model is a choice among a post's names and none of them,
whose weights are drawn towards nought. `--judge` writes nothing and shows how well posts of some blogs are read by
what the others teach.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.posts import Site, decode_post, parse_post, site_from_config
from bot.posts.blog import stems_of
from bot.posts.lexicon import fold, lexicon_for
from bot.posts.markup import document_of
from bot.posts.page import Page, Span
from bot.posts.rules.addresses import streets
from bot.posts.rules.place_candidates import candidates
from bot.posts.rules.place_signs import place_signs
from bot.posts.rules.which_day import all_days, by_day
from bot.posts.rules.which_hour import begins_at, start_hours
from bot.posts.rules.which_place import WEIGHTS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.posts.blog import Stems

ROOT: Final = Path(__file__).parents[1]
BLOGS: Final = ROOT / "tests" / "posts" / "blogs"
ROUNDS: Final = 30
STEP: Final = 0.08
SLIGHT: Final = 0.05
NOTHING: Final = 0.0001
BLOGS_AT_LEAST: Final = 4
PARTS: Final = 6
_SAY_LITTLE: Final = frozenset(
    ["klub", "klubie", "pub", "pubie", "restauracja", "hotel", "w", "sala", "the", "of", "i", "and", "im", "ul"]
)


class Example(NamedTuple):
    """The names of a post as their signs, and which of them are the place; none where the label has none."""

    blog: str
    signs: tuple[tuple[str, ...], ...]
    right: frozenset[int]
    has_place: bool


def main() -> None:
    """Learns and writes the weights, or judges them by leaving a part of the blogs out in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--l2", type=float, default=0.003)
    arguments = parser.parse_args()
    examples = [one for folder in sorted(BLOGS.glob("*/")) for one in examples_of(folder)]
    if arguments.judge:
        _judge(examples, arguments.l2)
        return
    weights = learn(examples, arguments.l2)
    kept = {sign: round(weight, 2) for sign, weight in sorted(weights.items()) if abs(weight) >= SLIGHT}
    WEIGHTS_FILE.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{len(examples)} posts, {len(kept)} signs")


def examples_of(folder: Path) -> Iterator[Example]:
    """The posts of a folder that tell of one meetup."""
    config = folder / "_config.yml"
    site = site_from_config(config.read_text("utf-8")) if config.is_file() else Site()
    for label in json.loads((folder / "labels.json").read_text("utf-8")):
        if len(label["meetups"]) != 1:
            continue
        path = folder / "_posts" / label["file"]
        post = parse_post(path.name, decode_post(path.read_bytes()), site)
        page = Page(post, site, document_of(post, site), lexicon_for(site.language))
        (meetup,) = label["meetups"]
        days = [day for day in by_day(all_days(page)) if day.day.isoformat() == meetup["date"]]
        day = days[0].in_body if days else None
        hour = begins_at(start_hours(page, day, Span(0, len(page.text))))
        anchors = [one for one in (day, hour.found if hour else None) if one is not None]
        anchors += [one for one in days[0].mentions if not one.in_title and one is not day] if days else []
        names = candidates(page)
        right = frozenset(
            at
            for at, one in enumerate(names)
            if meetup["venue"]
            and (
                same_place(meetup["venue"], one.value.name)
                or same_place(meetup["venue"], page.text[one.start : one.end])
            )
        )
        signs = tuple(tuple(dict.fromkeys(place_signs(page, one, anchors, streets(page)))) for one in names)
        yield Example(folder.name, signs, right, bool(meetup["venue"]))


def same_place(one: str, other: str) -> bool:
    """True where every word of one name begins as a word of the other does, whatever their cases."""
    left, right = _telling_stems(one), _telling_stems(other)
    return bool(left and right) and (left <= right or right <= left)


def _telling_stems(name: str) -> Stems:
    return stems_of(" ".join(word for word in re.findall(r"\w+", fold(name)) if word not in _SAY_LITTLE))


def learn(examples: Sequence[Example], l2: float) -> Mapping[str, float]:
    """A weight a sign, by stochastic gradients with steps of their own (AdaGrad)."""
    blogs: defaultdict[str, set[str]] = defaultdict(set)
    for example in examples:
        for sign in {sign for signs in example.signs for sign in signs}:
            blogs[sign].add(example.blog)
    known = {sign for sign, seen in blogs.items() if len(seen) >= BLOGS_AT_LEAST}
    rows = [
        ([[sign for sign in signs if sign in known] for signs in example.signs], example.right) for example in examples
    ]
    weights = dict.fromkeys(known, 0.0)
    squares = dict.fromkeys(known, 1e-6)
    for turn in range(ROUNDS):
        step = STEP * (1 - 0.9 * turn / ROUNDS)
        for names, right in rows:
            slopes = _slopes(names, right, weights)
            for sign, slope in slopes.items():
                drawn = slope + l2 * weights[sign]
                squares[sign] += drawn * drawn
                weights[sign] -= step * drawn / math.sqrt(squares[sign])
    return weights


def _slopes(names: Sequence[Sequence[str]], right: frozenset[int], weights: Mapping[str, float]) -> dict[str, float]:
    shares = shares_of([sum(weights[sign] for sign in signs) for signs in names])
    of_right = sum(shares[at] for at in right) if right else shares[-1]
    slopes: defaultdict[str, float] = defaultdict(float)
    for at, signs in enumerate(names):
        slope = shares[at] - (shares[at] / max(of_right, 1e-12) if at in right else 0.0)
        if abs(slope) > NOTHING:
            for sign in signs:
                slopes[sign] += slope
    return slopes


def shares_of(scores: Sequence[float]) -> list[float]:
    """The chances of each name, and of none at the end."""
    most = max((*scores, 0.0))
    shares = [math.exp(score - most) for score in (*scores, 0.0)]
    total = sum(shares)
    return [share / total for share in shares]


def _judge(examples: Sequence[Example], l2: float) -> None:
    blogs = sorted({example.blog for example in examples})
    right = told = 0
    for part in range(PARTS):
        left_out = {blog for at, blog in enumerate(blogs) if at % PARTS == part}
        weights = learn([one for one in examples if one.blog not in left_out], l2)
        judged = [one for one in examples if one.blog in left_out]
        good = sum(_is_right(one, weights) for one in judged)
        right, told = right + good, told + len(judged)
        print(f"{', '.join(sorted(left_out))}: {good / len(judged):.3f}", flush=True)
    print(f"{told} posts  {right / told:.3f}")


def _is_right(example: Example, weights: Mapping[str, float]) -> bool:
    scores = [sum(weights.get(sign, 0.0) for sign in signs) for signs in example.signs]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    if best is None or scores[best] <= 0:
        return not example.has_place
    return best in example.right


if __name__ == "__main__":
    main()
