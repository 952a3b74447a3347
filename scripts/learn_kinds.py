"""Learns how much each sign of a post says for each kind, from labelled posts: `python -m scripts.learn_kinds DIR…`.

A DIR holds `labels.json` and `_posts/` (and may hold `_config.yml`); the samples of `tests/posts/samples` and the blogs
of `tests/posts/blogs` are always learned from. The model is a multinomial logistic regression whose weights are drawn
towards nought. `--judge` writes nothing and shows how well each group's posts are read by what all the others teach.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from bot.posts import Site, decode_post, parse_post, site_from_config
from bot.posts.model import PostKind
from bot.posts.rules.kinds import WEIGHTS_FILE
from bot.posts.rules.kinds import features as features_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


ROOT: Final = Path(__file__).parents[1]
SAMPLES: Final = ROOT / "tests" / "posts" / "samples"
BLOGS: Final = ROOT / "tests" / "posts" / "blogs"
KINDS: Final = tuple(PostKind)
ROUNDS: Final = 250
STEP: Final = 0.05
SLIGHT: Final = 0.02
HEAD: Final = """\
# How much each sign of a post says for each kind. Learned: `python -m scripts.learn_kinds` wrote this file.
"""

Weights = list[list[float]]


class Labelled(NamedTuple):
    """A post by what was seen in it; `group` is whose posts it stands among."""

    group: str
    name: str
    kind: PostKind
    features: Mapping[str, int]


def main() -> None:
    """Learns and writes the weights, or judges them by leaving each group out in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--l2", type=float, default=1.0, help="how strongly weights are drawn to nought")
    parser.add_argument("--judge", action="store_true")
    arguments = parser.parse_args()
    folders = [*sorted(BLOGS.glob("*/")), *arguments.folders]
    posts = [*_samples(), *_each_once(post for folder in folders for post in labelled(folder))]
    signs = sorted({sign for post in posts for sign in post.features})
    if arguments.judge:
        _judge(posts, signs, arguments.l2)
        return
    weights = learn(posts, signs, arguments.l2)
    wrong = [post.name for post in posts if _read_as(post, weights, signs) is not post.kind]
    print(f"{len(posts)} posts, {len(signs)} signs, misread after learning: {len(wrong)}", *wrong, sep="\n  ")
    WEIGHTS_FILE.write_text(HEAD + _written(weights, signs), "utf-8")


def learn(posts: Sequence[Labelled], signs: Sequence[str], l2: float) -> Weights:
    """A row of weights a sign, a column a kind, by gradient descent with momentum (Adam)."""
    at = {sign: row for row, sign in enumerate(signs)}
    rows = [[(at[sign], count) for sign, count in post.features.items() if sign in at] for post in posts]
    wanted = [KINDS.index(post.kind) for post in posts]
    weights = [[0.0] * len(KINDS) for _ in signs]
    first = [[0.0] * len(KINDS) for _ in signs]
    second = [[0.0] * len(KINDS) for _ in signs]
    for turn in range(1, ROUNDS + 1):
        slope = [[l2 * weight for weight in row] for row in weights]
        for row, kind in zip(rows, wanted, strict=True):
            shares = _shares(row, weights)
            shares[kind] -= 1
            for sign, count in row:
                of_sign = slope[sign]
                for column, share in enumerate(shares):
                    of_sign[column] += share * count
        step = STEP * (1 - 0.9 * turn / ROUNDS)
        for sign, of_sign in enumerate(slope):
            for column, value in enumerate(of_sign):
                first[sign][column] = 0.9 * first[sign][column] + 0.1 * value
                second[sign][column] = 0.999 * second[sign][column] + 0.001 * value * value
                mean = first[sign][column] / (1 - 0.9**turn)
                spread = second[sign][column] / (1 - 0.999**turn)
                weights[sign][column] -= step * mean / (math.sqrt(spread) + 1e-8)
    return weights


def _judge(posts: Sequence[Labelled], signs: Sequence[str], l2: float) -> None:
    """Posts of samples are taught and never judged: they were written for what was misread."""
    for group in sorted({post.group for post in posts} - {SAMPLES.name}):
        weights = learn([post for post in posts if post.group != group], signs, l2)
        judged = [post for post in posts if post.group == group]
        right = sum(_read_as(post, weights, signs) is post.kind for post in judged)
        print(f"{group:40} {len(judged):4} posts  {right / len(judged):.3f}", flush=True)


def _read_as(post: Labelled, weights: Weights, signs: Sequence[str]) -> PostKind:
    at = {sign: row for row, sign in enumerate(signs)}
    shares = _shares([(at[sign], count) for sign, count in post.features.items() if sign in at], weights)
    return KINDS[max(range(len(KINDS)), key=lambda column: shares[column])]


def _shares(row: Sequence[tuple[int, int]], weights: Weights) -> list[float]:
    scores = [sum(weights[sign][column] * count for sign, count in row) for column in range(len(KINDS))]
    most = max(scores)
    shares = [math.exp(score - most) for score in scores]
    total = sum(shares)
    return [share / total for share in shares]


def _samples() -> Iterator[Labelled]:
    for file in sorted(SAMPLES.glob("*.yaml")):
        site = Site(language="en" if file.stem.startswith("english") else "pl")
        for one in yaml.safe_load(file.read_text("utf-8")):
            head = f"---\ntitle: {json.dumps(one['title'], ensure_ascii=False)}\ndate: {one['published']}\n"
            source = f"{head}{one.get('head', '')}---\n{one['body']}"
            post = parse_post(f"{str(one['published'])[:10]}-post.md", source, site)
            yield Labelled(
                SAMPLES.name, f"{file.stem}: {one['name']}", PostKind(one["says"]["kind"]), features_of(post, site)
            )


def labelled(folder: Path) -> Iterator[Labelled]:
    """The posts of a folder with their labels; a label may name the group that the post is of."""
    config = folder / "_config.yml"
    site = site_from_config(config.read_text("utf-8")) if config.is_file() else Site()
    for label in json.loads((folder / "labels.json").read_text("utf-8")):
        path = folder / "_posts" / label["file"]
        post = parse_post(path.name, decode_post(path.read_bytes()), site)
        group = "/".join(filter(None, (folder.name, label.get("group"))))
        yield Labelled(group, f"{folder.name}: {label['file']}", PostKind(label["kind"]), features_of(post, site))


def _each_once(posts: Iterable[Labelled]) -> Iterator[Labelled]:
    """A post that stands in two folders is learned from once, and is never judged by weights that know its double."""
    seen = set()
    for post in posts:
        known = (post.name.partition(": ")[2], post.kind, tuple(sorted(post.features.items())))
        if known not in seen:
            seen.add(known)
            yield post


def _written(weights: Weights, signs: Sequence[str]) -> str:
    lines = []
    for sign, row in zip(signs, weights, strict=True):
        said = {kind.value: round(weight, 2) for kind, weight in zip(KINDS, row, strict=True) if abs(weight) >= SLIGHT}
        inner = ", ".join(f"{kind}: {weight:g}" for kind, weight in said.items())
        lines.append(f'"{sign}": {{{inner}}}\n')
    return "".join(lines)


if __name__ == "__main__":
    main()
