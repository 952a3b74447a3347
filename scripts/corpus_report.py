"""`make corpus-report`: how right reading is on labelled posts, each miss with its words, and how honest it is."""

from __future__ import annotations

import argparse
import html
import importlib.util
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.posts import Site, decode_post, parse_post, site_from_config
from bot.posts.as_json import reading_as_json
from bot.posts.reader import read_post

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from bot.posts.model import Fact, MeetupFacts, Reading

ROOT: Final = Path(__file__).parents[1]
CORPUS: Final = ROOT.parent / "shared" / "corpus" / "zielona-gora-jug"
PAGE: Final = ROOT / "var" / "corpus-report.html"
BINS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)
SURE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact that was read, held against the label."""

    file: str
    field: str
    value: str
    wanted: str
    confidence: float
    right: bool
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page shows."""

    corpus: str
    figures: dict[str, Any]
    misses: list[str]
    judged: list[Judged]

    def share(self, least: float, below: float = 2.0) -> tuple[int, int]:
        """How many facts of a confidence are right, and how many there are."""
        found = [one for one in self.judged if least <= one.confidence < below]
        return sum(one.right for one in found), len(found)


def report_of(corpus: Path) -> Report:
    """Reads and judges a corpus: `labels.json` and `_posts/`, scored by the `score.py` in the folder above."""
    labels = json.loads((corpus / "labels.json").read_text("utf-8"))
    score = _score_module(corpus.parent / "score.py")
    config = corpus / "_config.yml"
    site = site_from_config(config.read_text("utf-8")) if config.is_file() else Site()
    readings = {label["file"]: _read(corpus / "_posts" / label["file"], site) for label in labels}
    judged = [fact for label in labels for fact in _judged(label, readings[label["file"]], score)]
    figures, misses = _official(corpus, readings)
    return Report(corpus.name, figures, misses, judged)


def page_of(report: Report) -> str:
    """One self-contained HTML page."""
    right, sure = report.share(SURE)
    words = f"Of {sure} facts with confidence {SURE} or more, {right} are right: {right / sure:.1%}." if sure else ""
    rows = "".join(
        f"<tr><th>{html.escape(field)}</th><td>{value}</td><td>{_bar(value)}</td></tr>"
        for field, value in report.figures.items()
        if isinstance(value, float)
    )
    counts = ", ".join(f"{value} {field}" for field, value in report.figures.items() if isinstance(value, int))
    misses = "".join(f"<li><code>{html.escape(miss)}</code></li>" for miss in report.misses) or "<li>none</li>"
    return _PAGE.format(
        corpus=html.escape(report.corpus),
        counts=html.escape(counts),
        rows=rows,
        sure=html.escape(words),
        plot=_plot(report),
        bins="".join(_bin_rows(report)),
        fields="".join(_field_rows(report)),
        misses=misses,
        wrong="".join(_wrong_rows(report)) or "<tr><td>none</td></tr>",
    )


def main() -> int:
    """Writes the page and prints where it is; does nothing where there is no corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--to", type=Path, default=PAGE)
    arguments = parser.parse_args()
    if not (arguments.corpus / "labels.json").is_file():
        print(f"no labelled posts in {arguments.corpus}: nothing to report")
        return 0
    report = report_of(arguments.corpus)
    arguments.to.parent.mkdir(parents=True, exist_ok=True)
    arguments.to.write_text(page_of(report), "utf-8")
    right, sure = report.share(SURE)
    print(json.dumps(report.figures))
    print(f"of {sure} facts with confidence >= {SURE}, {right} are right ({right / sure:.1%})" if sure else "no facts")
    print(f"written: {arguments.to}")
    return 0


def _read(path: Path, site: Site) -> Reading:
    return read_post(parse_post(path.name, decode_post(path.read_bytes()), site), site)


def _score_module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _official(corpus: Path, readings: dict[str, Reading]) -> tuple[dict[str, Any], list[str]]:
    """The figures and misses as the corpus' own program gives them."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8", delete=False) as lines:
        lines.writelines(
            json.dumps(reading_as_json(reading), ensure_ascii=False) + "\n" for reading in readings.values()
        )
    command = [sys.executable, str(corpus.parent / "score.py"), str(corpus / "labels.json"), lines.name]
    command += ["--posts", str(corpus / "_posts"), "--misses"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    Path(lines.name).unlink()
    return json.loads(done.stdout), [line for line in done.stderr.splitlines() if line.strip()]


def _judged(label: dict[str, Any], reading: Reading, score: ModuleType) -> Iterator[Judged]:
    def fact(field: str, found: Fact[Any], wanted: object, *, right: bool) -> Judged:
        quotes = tuple(reading.post.source[one.start : one.end] for one in found.evidence)
        return Judged(label["file"], field, str(found.value), str(wanted), found.confidence, right, quotes)

    yield fact("kind", reading.kind, label["kind"], right=reading.kind.value == label["kind"])
    free = list(label.get("meetups") or [])
    for meetup in reading.meetups:
        wanted = _fitting(meetup, free)
        if wanted is None:
            if meetup.date is not None:
                yield fact("date", meetup.date, "no meetup", right=False)
            continue
        free.remove(wanted)
        yield from _judged_meetup(meetup, wanted, score, fact)


def _fitting(meetup: MeetupFacts, labels: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    day = None if meetup.date is None else meetup.date.value.isoformat()
    hour = None if meetup.start_time is None else f"{meetup.start_time.value:%H:%M}"
    ranked = sorted(labels, key=lambda label: (label["date"] != day, label["start_time"] != hour))
    return ranked[0] if ranked else None


def _judged_meetup(meetup: MeetupFacts, wanted: dict[str, Any], score: ModuleType, fact: Any) -> Iterator[Judged]:
    for field, found, value, same in (
        ("number", meetup.number, wanted["number"], lambda a, b: a == b),
        ("date", meetup.date, wanted["date"], lambda a, b: str(a) == b),
        ("time", meetup.start_time, wanted["start_time"], lambda a, b: f"{a:%H:%M}" == b),
        ("venue", meetup.venue, wanted["venue"], score.same_venue),
        ("rsvp", meetup.rsvp_url, wanted["rsvp_url"], score.same_url),
    ):
        if found is not None:
            yield fact(field, found, value, right=bool(same(found.value, value)))
    for sponsor in meetup.sponsors:
        right = any(score.same_title(sponsor.value, one) for one in wanted.get("sponsors") or [])
        yield fact("sponsor", sponsor, wanted.get("sponsors"), right=right)
    talks = wanted.get("talks") or []
    names = [name for talk in talks for name in talk["speakers"]]
    titles = [talk["title"] or talk["topic"] for talk in talks]
    for talk in meetup.talks:
        if talk.title is not None:
            right = any(score.same_title(talk.title.value, title) for title in titles)
            yield fact("title", talk.title, titles, right=right)
        for speaker in talk.speakers:
            right = any(score.same_title(speaker.value, name) for name in names)
            yield fact("speaker", speaker, names, right=right)


def _bar(value: float) -> str:
    return f'<div class="bar"><div style="width:{value * 100:.1f}%"></div></div>'


def _bin_rows(report: Report) -> Iterator[str]:
    for least, below in pairwise(BINS):
        right, count = report.share(least, below)
        if count:
            label = f"{least:.2f} – {min(below, 1.0):.2f}"
            yield f"<tr><th>{label}</th><td>{count}</td><td>{right}</td><td>{right / count:.3f}</td></tr>"


def _field_rows(report: Report) -> Iterator[str]:
    for field in dict.fromkeys(one.field for one in report.judged):
        found = [one for one in report.judged if one.field == field]
        sure = [one for one in found if one.confidence >= SURE]
        right, sure_right = sum(one.right for one in found), sum(one.right for one in sure)
        share = f"{sure_right / len(sure):.3f}" if sure else "–"
        cells = (len(found), right, f"{right / len(found):.3f}", len(sure), share)
        yield f"<tr><th>{field}</th>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _wrong_rows(report: Report) -> Iterator[str]:
    for one in sorted((one for one in report.judged if not one.right), key=lambda one: -one.confidence):
        quotes = " … ".join(quote[:120] for quote in one.quotes)
        cells = (one.file, one.field, one.value[:120], one.wanted[:160], f"{one.confidence:.2f}", quotes)
        yield "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"


def _plot(report: Report) -> str:
    """The share of right facts over their confidence; a dot's area stands for how many facts it is."""
    side, edge = 360, 40

    def at(x: float, y: float) -> tuple[float, float]:
        return edge + x * side, edge + (1 - y) * side

    dots = []
    for least, below in pairwise(BINS):
        found = [one for one in report.judged if least <= one.confidence < below]
        if found:
            mean = sum(one.confidence for one in found) / len(found)
            x, y = at(mean, sum(one.right for one in found) / len(found))
            dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{4 + len(found) ** 0.5:.1f}"/>')
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    ticks = "".join(
        f'<text x="{at(tick / 10, 0)[0]:.0f}" y="{y0 + 18:.0f}">{tick / 10}</text>'
        f'<text x="{x0 - 22:.0f}" y="{at(0, tick / 10)[1] + 4:.0f}">{tick / 10}</text>'
        for tick in range(0, 11, 2)
    )
    size = side + 2 * edge
    middle = edge + side / 2
    ticks += (
        f'<text class="axis" x="{middle:.0f}" y="{y0 + 36:.0f}">how sure Herold was</text>'
        f'<text class="axis" transform="translate({x0 - 38:.0f} {middle:.0f}) rotate(-90)">share that is right</text>'
    )
    return (
        f'<svg viewBox="-12 0 {size + 12} {size}" role="img" aria-label="calibration">'
        f'<rect x="{x0}" y="{y1}" width="{side}" height="{side}"/>'
        f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}"/>{"".join(dots)}{ticks}</svg>'
    )


_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>How right Herold reads</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; }}
h1 {{ margin-bottom: 0; }} h2 {{ margin-top: 2.5rem; }} .of {{ color: #656d76; margin-top: 0; }}
table {{ border-collapse: collapse; }} th, td {{ padding: .25rem .75rem; text-align: left; vertical-align: top; }}
tr + tr {{ border-top: 1px solid #d8dee4; }} th {{ font-weight: 600; }}
.bar {{ width: 16rem; height: .8rem; background: #eaeef2; border-radius: .4rem; overflow: hidden; margin-top: .4rem; }}
.bar div {{ height: 100%; background: #2da44e; }}
.side {{ display: flex; flex-wrap: wrap; gap: 2rem; align-items: flex-start; }}
svg {{ width: 27rem; max-width: 100%; }} svg rect {{ fill: none; stroke: #d0d7de; }}
svg line {{ stroke: #8c959f; stroke-dasharray: 4; }} svg circle {{ fill: #0969da; fill-opacity: .6; }}
svg text {{ font-size: 11px; text-anchor: middle; fill: #656d76; }} svg .axis {{ font-size: 13px; }}
.wide {{ overflow-x: auto; font-size: .85rem; }} code {{ font-size: .85rem; overflow-wrap: anywhere; }}
</style>
<h1>How right Herold reads</h1><p class="of">{corpus}: {counts}</p>
<h2>Accuracy</h2><p>As the corpus' own program scores it.</p><table>{rows}</table>
<h2>Confidence</h2><p>{sure} A dot on the dashed line is honest; above it Herold is right more often than it says.</p>
<div class="side"><div>{plot}</div>
<div><table><tr><th>confidence</th><th>facts</th><th>right</th><th>share</th></tr>{bins}</table>
<table style="margin-top:1.5rem"><tr><th>field</th><th>facts</th><th>right</th><th>share</th><th>sure</th>
<th>share of the sure</th></tr>{fields}</table></div></div>
<h2>Misses</h2><ul>{misses}</ul>
<h2>Wrong facts, with the words they were read from</h2>
<div class="wide"><table><tr><th>post</th><th>field</th><th>read</th><th>wanted</th><th>sure</th><th>words</th></tr>
{wrong}</table></div>
</html>
"""

if __name__ == "__main__":
    sys.exit(main())
