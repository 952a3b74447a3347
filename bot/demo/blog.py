"""The demo's blog: the example blog laid out around today, and the prepared posts that come next."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import yaml

from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STATE: Final = ".herold-demo.json"
_DATED_NAME: Final = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})-(?P<slug>.+)")
_DATE_LINE: Final = re.compile(r"^date: (?P<wall>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) [+-]\d{4}$", re.MULTILINE)
_URL_LINE: Final = re.compile(r"^url: .*$", re.MULTILINE)


def examples() -> Path:
    """The folder with `blog/`, `prepared/` and `demo.yaml`: inside an installed package, else in the checkout."""
    packaged = Path(__file__).with_name("data")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "examples"


def lay_out(target: Path, now: datetime, *, url: str | None = None) -> None:
    """Copies the example blog to `target` and moves all its dates, so that its newest meetup is 7 to 13 days ahead.

    Dates move by whole weeks: what was a Thursday stays one. `now` is an aware instant; `url` replaces the site's
    address in `_config.yml`. Raises OperatorError when `target` already holds something.
    """
    if target.exists() and any(target.iterdir()):
        raise OperatorError(f"{target} is not empty; the demo wants a folder of its own")
    plan = _Plan.read()
    weeks = plan.weeks_to_move(now)
    shutil.copytree(plan.blog, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.markdown"))
    for original in sorted(plan.blog.rglob("*.markdown")):
        name = original.relative_to(plan.blog).as_posix()
        rewriter = _Rewriter(plan.months, plan.prose.get(name, ()), weeks)
        text = plan.moved_date(rewriter.prose(original.read_text("utf-8")), weeks)
        _write(target / original.relative_to(plan.blog).with_name(rewriter.file_name(original.name)), text)
    if url is not None:
        config = target / "_config.yml"
        config.write_text(_URL_LINE.sub(lambda _line: f"url: {url}", config.read_text("utf-8")), "utf-8")
    _write(target / _STATE, json.dumps({"weeks": weeks, "published": 0}))


def publish_next(target: Path, now: datetime) -> Path | None:
    """Puts the next prepared post into a blog that `lay_out` made: an announcement, its edit, its cancellation.

    Gives the file written, None once there is nothing left. The post is dated `now` (an aware instant), an edit
    keeps the date of the post it changes. Raises OperatorError when `target` is not such a blog.
    """
    plan = _Plan.read()
    try:
        state = json.loads((target / _STATE).read_text("utf-8"))
    except FileNotFoundError:
        raise OperatorError(f"{target} is not a demo's blog; start one with: herold demo") from None
    if state["published"] >= len(plan.prepared):
        return None
    step = plan.prepared[state["published"]]
    at = now.astimezone(plan.zone)
    text = _Rewriter(plan.months, step["prose"], state["weeks"]).prose(plan.prepared_text(step["file"]))
    path = next((target / "_posts").glob(f"????-??-??-{step['slug']}.markdown"), None)
    written = _DATE_LINE.search(path.read_text("utf-8")) if path else None
    date_line = written[0] if written else f"date: {at:%Y-%m-%d %H:%M:%S %z}"
    path = path or target / "_posts" / f"{at:%Y-%m-%d}-{step['slug']}.markdown"
    _write(path, _DATE_LINE.sub(lambda _line: date_line, text))
    _write(target / _STATE, json.dumps({**state, "published": state["published"] + 1}))
    return path


@dataclass(frozen=True, slots=True)
class _Plan:
    """What `demo.yaml` says, and where the files it speaks of are."""

    home: Path
    zone: ZoneInfo
    newest_meetup: date
    days_ahead: int
    prose: Mapping[str, Sequence[tuple[date, str]]]
    prepared: Sequence[Mapping[str, Any]]
    months: Mapping[str, Sequence[str]]

    @classmethod
    def read(cls) -> _Plan:
        home = examples()
        config = yaml.safe_load((home / "blog" / "_config.yml").read_text("utf-8"))
        return cls(
            home=home, zone=ZoneInfo(config["timezone"]), **yaml.safe_load((home / "demo.yaml").read_text("utf-8"))
        )

    @property
    def blog(self) -> Path:
        return self.home / "blog"

    def prepared_text(self, name: str) -> str:
        return (self.home / "prepared" / name).read_text("utf-8")

    def weeks_to_move(self, now: datetime) -> int:
        """How many whole weeks later (or earlier) everything happens. Raises ValueError for a naive `now`."""
        if now.tzinfo is None:
            raise ValueError("now must be aware")
        ahead = (self.newest_meetup - now.astimezone(self.zone).date()).days
        return -((ahead - self.days_ahead) // 7)

    def moved_date(self, source: str, weeks: int) -> str:
        """The post with its front matter's date at the same hour of another week; the offset follows the season."""

        def moved(line: re.Match[str]) -> str:
            wall = datetime.strptime(line["wall"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=self.zone)
            return f"date: {wall + timedelta(weeks=weeks):%Y-%m-%d %H:%M:%S %z}"

        return _DATE_LINE.sub(moved, source)


class _Rewriter:
    """Rewrites the dates that one post speaks of."""

    def __init__(self, months: Mapping[str, Sequence[str]], entries: Sequence[tuple[date, str]], weeks: int) -> None:
        self._moved = timedelta(weeks=weeks)
        self._phrases = {_spell(form, day, months): _spell(form, day + self._moved, months) for day, form in entries}

    def prose(self, text: str) -> str:
        return _replace_words(text, self._phrases)

    def file_name(self, name: str) -> str:
        """The file's name with its date moved and the months in its slug renamed; a draft's name has no date."""
        dated = _DATED_NAME.fullmatch(name)
        if dated is None:
            return name
        slug = _replace_words(dated["slug"], {_ascii(old): _ascii(new) for old, new in self._phrases.items()})
        return f"{date.fromisoformat(dated['day']) + self._moved}-{slug}"


def _spell(form: str, day: date, months: Mapping[str, Sequence[str]]) -> str:
    names = {case: of_year[day.month - 1] for case, of_year in months.items()}
    return form.format(day=day.day, month=day.month, year=day.year, **names)


def _replace_words(text: str, phrases: Mapping[str, str]) -> str:
    """All in one pass, so that no replacement is replaced again."""
    if not phrases:
        return text
    longest_first = sorted(phrases, key=len, reverse=True)
    either = "|".join(re.escape(phrase) for phrase in longest_first)
    return re.sub(rf"(?<!\w)(?:{either})(?!\w)", lambda found: phrases[found[0]], text)


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


def _write(path: Path, text: str) -> None:
    """Writes beside and renames, because a watching bot must never read half a post."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(path)
