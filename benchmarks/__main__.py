"""`make bench`: measures, prints a table, and with --write puts the figures into docs/reference/performance.md.

With rooms named, only theirs.
"""

from __future__ import annotations

import sys

from benchmarks import answers, fanout, loop, memory, process, publish, reading
from benchmarks.report import Figure, machine, print_table, renew_page, write_page


def main() -> int:
    """Runs every benchmark, or those named; each prints as it ends."""
    wanted = {argument for argument in sys.argv[1:] if not argument.startswith("-")}
    rooms = {
        "reading": reading.figures,
        "answers": answers.figures,
        "loop": loop.figures,
        "publish": publish.figures,
        "fanout": fanout.figures,
        "memory": memory.figures,
        "process": process.figures,
    }
    figures: list[Figure] = []
    for name, measure in rooms.items():
        if not wanted or name in wanted:
            found = measure()
            print_table(name, found)
            figures += found
    if "--write" in sys.argv:
        if wanted:
            renew_page(figures)
        else:
            write_page(figures, machine())
    return 0


if __name__ == "__main__":
    sys.exit(main())
