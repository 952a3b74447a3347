"""Gives a Post from a post file's text: its front matter understood, its body untouched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import frontmatter
from frontmatter.default_handlers import YAMLHandler

from bot.i18n import _
from bot.posts.broken import BrokenPost
from bot.posts.decode import MAX_BYTES, unified_newlines
from bot.posts.model import Post, Site, Warning  # noqa: A004 -- the field's word
from bot.posts.site import post_url
from bot.posts.yaml_text import YamlMapping, YamlTrouble, load_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

_OPENING: Final = re.compile(r"\A---[ \t]*\n")
_CLOSING: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE)
_LIKE_FRONT_MATTER: Final = re.compile(r"^(?:[\w-]+\s*:|\s+\S|-\s|#)")
_NAME: Final = re.compile(r"(?P<year>\d{2,4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<slug>.+)")
_SHORT_YEAR: Final = 2
_WRITTEN_DATE: Final = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d*)?)?)?"
    r"[ \t]*(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<zone_hour>\d{1,2}):?(?P<zone_minute>\d{2})?)?"
)
_UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a draft without a date counts as published; drafts are hidden anyway."""


def parse_post(path: str, source: str, site: Site, *, encoding: str = "utf-8", max_bytes: int = MAX_BYTES) -> Post:
    r"""The post in `source`, a file's whole text; `path` is where it lies below the posts folder.

    A date without a zone is meant in the site's zone. `encoding` is what the file was decoded with: anything but
    Unicode becomes a warning. Raises BrokenPost, and nothing else, for whatever cannot be understood.
    """
    if len(source) > max_bytes:
        raise BrokenPost(
            path, None, _("The file is {size} bytes long; {limit} are allowed."), size=len(source), limit=max_bytes
        )
    if "\0" in source:
        raise BrokenPost(path, source.count("\n", 0, source.index("\0")) + 1, _("This is not a text file."))
    source = unified_newlines(source.removeprefix("\ufeff"))
    head, first_line, body_start = _head(path, source)
    name = _name_of(path)
    published_at = _published_at(path, head, first_line, name, site)
    title = _title(head)
    return Post(
        path=path,
        source=source,
        body_start=body_start,
        front_matter=MappingProxyType(head.values),
        title=title or name.slug.replace("-", " ").strip().capitalize() or path,
        slug=name.slug,
        published_at=published_at,
        url=post_url(site, name.slug, published_at, head.values),
        hidden=_hidden(path, head),
        warnings=tuple(_warnings(head, first_line, encoding, title)),
    )


@dataclass(frozen=True, slots=True)
class _Name:
    slug: str
    day: tuple[int, int, int] | None


class _JekyllFrontMatter(YAMLHandler):
    """python-frontmatter's YAML, parted from the body where Jekyll parts it, remembering what was parted where."""

    def __init__(self) -> None:
        super().__init__()
        self.mapping = YamlMapping()
        self.body_start = 0

    def split(self, text: str) -> tuple[str, str]:
        opening = _OPENING.match(text)
        closing = _CLOSING.search(text, opening.end()) if opening else None
        if opening is None or closing is None:
            raise _Unparted(opened=opening is not None)
        self.body_start = closing.end()
        return text[opening.end() : closing.start()], text[closing.end() :]

    def load(self, fm: str, **_kwargs: object) -> dict[str, Any]:
        self.mapping = load_mapping(fm)
        return self.mapping.values


class _Unparted(Exception):
    def __init__(self, *, opened: bool) -> None:
        super().__init__()
        self.opened = opened


def _head(path: str, source: str) -> tuple[YamlMapping, int, int]:
    """The front matter, the line (from 1) that its first line is, and where the body begins."""
    skipped = len(source) - len(source.lstrip())
    above = source.count("\n", 0, skipped)
    handler = _JekyllFrontMatter()
    try:
        frontmatter.parse(source, handler=handler)
    except _Unparted as unparted:
        if unparted.opened:
            raise _unclosed(path, _first_of_body(source, above) or above + 1) from None
        raise BrokenPost(path, above + 1, _("The file does not begin with front matter (a line of ---).")) from None
    except YamlTrouble as trouble:
        line = above + 2 + trouble.line
        body = _first_of_body(source, above)
        if body is not None and body <= line:
            # A ruler in the body was taken for the line that ends the front matter.
            raise _unclosed(path, body) from trouble
        raise BrokenPost(path, line, trouble.cause, **trouble.values) from trouble
    return handler.mapping, above + 2, skipped + handler.body_start


def _unclosed(path: str, line: int) -> BrokenPost:
    return BrokenPost(path, line, _("The line --- that ends the front matter is missing."))


def _first_of_body(source: str, above: int) -> int | None:
    """The line, from 1, that looks like prose behind an empty line: where the front matter should have ended."""
    after_blank = False
    for number, line in enumerate(source.split("\n")[above + 1 :], start=above + 2):
        if line.startswith("---"):
            return None
        if after_blank and not _LIKE_FRONT_MATTER.match(line) and line.strip():
            return number
        after_blank = not line.strip()
    return None


def _name_of(path: str) -> _Name:
    stem = PurePosixPath(path).stem
    hit = _NAME.fullmatch(stem)
    if hit is None:
        return _Name(stem, None)
    year = int(hit["year"])
    return _Name(hit["slug"], (year + 2000 * (len(hit["year"]) == _SHORT_YEAR), int(hit["month"]), int(hit["day"])))


def _published_at(path: str, head: YamlMapping, first_line: int, name: _Name, site: Site) -> datetime:
    if "date" in head.values and head.values["date"] not in (None, ""):
        line = first_line + head.lines.get("date", 0)
        return _front_matter_date(path, line, head, site)
    if name.day is not None:
        try:
            return datetime(*name.day, tzinfo=site.zone)
        except ValueError:
            raise BrokenPost(path, None, _("The file name begins with a date that does not exist.")) from None
    if _is_draft(path):
        return _UNDATED
    raise BrokenPost(
        path, None, _("Neither the file name nor the front matter gives a date; name the file YYYY-MM-DD-title.")
    )


def _front_matter_date(path: str, line: int, head: YamlMapping, site: Site) -> datetime:
    value = head.values["date"]
    # What was written is read here rather than by YAML, which knows neither "9:00" nor that a date has no zone.
    written = head.written.get("date", "").strip() or str(value)
    try:
        if (hit := _WRITTEN_DATE.fullmatch(written)) is not None:
            return _written_date(hit, site)
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=site.zone)).astimezone(site.zone)
    except (ValueError, OverflowError):
        pass
    raise BrokenPost(path, line, _("“{text}” is not a date; write it as 2025-05-09 21:03:25 +0200."), text=written[:60])


def _written_date(hit: re.Match[str], site: Site) -> datetime:
    numbers = [int(hit[part] or 0) for part in ("year", "month", "day", "hour", "minute", "second")]
    year, month, day, hour, minute, second = numbers
    zone: tzinfo = site.zone
    if hit["utc"]:
        zone = UTC
    elif hit["sign"]:
        offset = timedelta(hours=int(hit["zone_hour"]), minutes=int(hit["zone_minute"] or 0))
        zone = timezone(-offset if hit["sign"] == "-" else offset)
    return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(site.zone)


def _title(head: YamlMapping) -> str:
    value = head.values.get("title")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value if isinstance(item, str | int | float))
    if value is None or isinstance(value, dict):
        return ""
    # `title: 2019-10-30`, `title: 1_000` and `title: yes` are what was written, not what YAML makes of it.
    return " ".join((value if isinstance(value, str) else head.written.get("title", "")).split())


def _hidden(path: str, head: YamlMapping) -> bool:
    published = head.values.get("published", True)
    return _is_draft(path) or published is False or str(published).strip().lower() in {"false", "no", "off"}


def _is_draft(path: str) -> bool:
    return "_drafts" in path and "_drafts" in PurePosixPath(path).parts[:-1]


def _warnings(head: YamlMapping, first_line: int, encoding: str, title: str) -> Iterator[Warning]:
    if not encoding.lower().replace("_", "-").startswith("utf"):
        yield Warning(
            "legacy-encoding",
            _("The file is not UTF-8; it was read as {encoding}, and some letters may be wrong."),
            {"encoding": encoding},
        )
    for key, line in head.duplicates:
        yield Warning(
            "duplicate-key",
            _("“{key}” stands twice in the front matter; the last one counts."),
            {"key": key},
            first_line + line,
        )
    if not title:
        yield Warning("no-title", _("The post has no title; its file name stands in for it."), line=1)
