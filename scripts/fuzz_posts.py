"""Reads a great many spoilt posts: none may raise anything but BrokenPost, and none may take long.

`python -m scripts.fuzz_posts --inputs 100000` mutates the posts of `examples/blog` and, where it is there, of the
corpus beside the checkout. It ends with status 1 on the first fault and leaves the spoilt post in `var/`.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.reading import sources
from bot.posts import Site
from bot.posts.broken import BrokenPost
from bot.posts.whole import read_bytes

if TYPE_CHECKING:
    from types import FrameType

LEAVINGS: Final = Path(__file__).parents[1] / "var" / "fuzzed-post.markdown"
LIMIT_S: Final = 5
"""Seconds of processor time that one post of a few kilobytes may take before it counts as hanging."""
SPICE: Final = (
    *(
        "---\n",
        "\n\n",
        "<",
        ">",
        "<b>",
        "</i>",
        "<!--",
        "-->",
        "{%",
        "%}",
        "{{",
        "[",
        "](",
        "](http://",
        ")",
        "**",
        "_",
        "~~",
    ),
    *(
        "`",
        "```\n",
        "# ",
        "- ",
        "1. ",
        "|",
        "&nbsp;",
        "&#0;",
        "\\",
        "\t",
        "\r\n",
        "\u0000",
        "\u202e",
        "\ufeff",
        "😀",
        "ą\u0328",
    ),
    *(
        "31 lutego",
        "22 maja",
        "0:00",
        "19:00",
        "o 25:99",
        "99.99.9999",
        "#" * 50,
        '"',
        "„",
        "”",
        ":",
        "spotkanie ",
        "odwołane ",
    ),
    *(
        "<table><tr><td>",
        "<script>",
        "<ul><li>",
        "ul. ",
        "prof. dr hab. ",
        "Jan Kowalski",
        "http://[",
        "//",
        "@everyone",
    ),
)


def spoilt(text: str, others: list[str], chance: random.Random) -> str:
    """A post with some of it cut, doubled, swapped, spiced or crossed with another post."""
    for _blow in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(text) + 1), int(chance.expovariate(1 / 40))
        match chance.randrange(6):
            case 0:
                text = text[:at] + text[at + length :]
            case 1:
                text = text[:at] + chance.choice(SPICE) * chance.choice((1, 1, 1, 2, 30)) + text[at:]
            case 2:
                text = text[:at] + text[at : at + length] * chance.choice((2, 3, 20)) + text[at + length :]
            case 3:
                other = chance.choice(others)
                cut = chance.randrange(len(other) + 1)
                text = text[:at] + other[cut : cut + length * 10] + text[at:]
            case 4:
                text = text[:at] + text[at:][::-1][:length] + text[at + length :]
            case _:
                text = (
                    text[:at]
                    + chr(chance.choice((chance.randrange(32, 0x250), chance.randrange(0x10FFFF))))
                    + text[at + 1 :]
                )
    return text


def main() -> int:
    """Runs as many inputs as asked for; prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    posts = list(sources().items())
    texts = [text for _name, text in posts]
    signal.signal(signal.SIGVTALRM, _hangs)
    slowest, broken, started = 0.0, 0, time.monotonic()
    for count in range(arguments.inputs):
        name, text = chance.choice(posts)
        data = spoilt(text, texts, chance).encode("utf-8", "surrogatepass")
        began = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
        try:
            read_bytes(name, data, Site(url="https://jug.example.org"))
        except BrokenPost:
            broken += 1
        except Exception:  # noqa: BLE001 -- any other fault is what we look for
            LEAVINGS.parent.mkdir(exist_ok=True)
            LEAVINGS.write_bytes(data)
            print(f"input {count} of seed {arguments.seed} ({name}): left in {LEAVINGS}\n{traceback.format_exc()}")
            return 1
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        slowest = max(slowest, time.process_time() - began)
        if (count + 1) % 10_000 == 0:
            print(f"{count + 1} inputs", flush=True)
    print(
        f"{arguments.inputs} spoilt posts of seed {arguments.seed}: 0 faults, {broken} refused as broken, "
        f"slowest {slowest * 1000:.0f} ms, {time.monotonic() - started:.0f} s in all"
    )
    return 0


def _hangs(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"a post took longer than {LIMIT_S} s of processor time")


if __name__ == "__main__":
    sys.exit(main())
