"""Sample posts: what they say beside what is read from them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.posts.as_json import reading_as_json
from bot.posts.front_matter import parse_post
from bot.posts.model import Reading, Site
from bot.posts.reader import read_post

SAMPLES = Path(__file__).parent / "samples"


class Sample(NamedTuple):
    name: str
    published: str
    title: str
    body: str
    says: dict[str, Any]
    site: Site


@cache
def samples() -> tuple[Sample, ...]:
    found = []
    for file in sorted(SAMPLES.glob("*.yaml")):
        site = Site(language="en" if file.stem.startswith("english") else "pl")
        for one in yaml.safe_load(file.read_text("utf-8")):
            published = one["published"]
            when = published if isinstance(published, str) else published.isoformat(sep=" ")
            found.append(Sample(f"{file.stem}: {one['name']}", when, one["title"], one["body"], one["says"], site))
    return tuple(found)


def reading_of(sample: Sample) -> Reading:
    source = f"---\ntitle: {_quoted(sample.title)}\ndate: {sample.published}\n---\n{sample.body}"
    return read_post(parse_post(f"{sample.published[:10]}-post.md", source, sample.site), sample.site)


def read(sample: Sample) -> dict[str, Any]:
    """What is read, in the shape of `says`."""
    reading = reading_of(sample)
    json = reading_as_json(reading)
    meetup: dict[str, Any] = json["meetups"][0] if json["meetups"] else {}
    got = {
        key: meetup.get(key, [] if key == "sponsors" else None) for key in sample.says if key not in {"kind", "dates"}
    }
    if "previous_date" in sample.says:
        previous = reading.meetups[0].previous_date if reading.meetups else None
        got["previous_date"] = previous.value.isoformat() if previous else None
    if "dates" in sample.says:
        got["dates"] = [m["date"] for m in json["meetups"]]
    return {"kind": json["kind"], **got}


def wanted(sample: Sample) -> dict[str, Any]:
    return {key: _plain(value) for key, value in sample.says.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _quoted(title: str) -> str:
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
