"""Gives a site's facts from its `_config.yml`, and the public address of a post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.i18n import _
from bot.posts.broken import BrokenConfig
from bot.posts.decode import unified_newlines
from bot.posts.model import Site
from bot.posts.yaml_text import YamlTrouble, load_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

NAMED_PERMALINKS: Final = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""Jekyll's named styles: https://jekyllrb.com/docs/permalinks/#built-in-formats"""

_SLASHES: Final = re.compile(r"/{2,}")
_PLACEHOLDER: Final = re.compile(r":([a-z_]+)")
_NOT_SLUG: Final = re.compile(r"[\W_]+")
_DEFAULTS: Final = Site()
_SAFE_IN_PATH: Final = "/:@!$&'()*+,;=~%-._"

# The site is written by Ruby's strftime, which knows English only.
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def site_from_config(text: str, *, path: str = "_config.yml") -> Site:
    """The site that a Jekyll or Octopress `_config.yml` describes. Raises BrokenConfig."""
    try:
        config = load_mapping(unified_newlines(text.removeprefix("\ufeff")))
    except YamlTrouble as trouble:
        raise BrokenConfig(path, trouble.line + 1, trouble.cause, **trouble.values) from trouble
    values = config.values
    zone = _text(values, "timezone") or _DEFAULTS.timezone
    if not _is_zone(zone):
        line = config.lines.get("timezone", 0) + 1
        raise BrokenConfig(path, line, _("“{zone}” is not a time zone; write one such as Europe/Warsaw."), zone=zone)
    permalink = _text(values, "permalink") or "date"
    separator = values.get("excerpt_separator")
    return Site(
        url=_text(values, "url").rstrip("/"),
        root=_root(_text(values, "root") or _text(values, "baseurl")),
        permalink=NAMED_PERMALINKS.get(permalink, permalink),
        timezone=zone,
        source=_text(values, "source") or _DEFAULTS.source,
        excerpt_separator=separator if isinstance(separator, str) and separator else _DEFAULTS.excerpt_separator,
        language=_language(values),
        title=_text(values, "title"),
    )


def post_url(site: Site, slug: str, published_at: datetime, front_matter: Mapping[str, Any] | None = None) -> str:
    """The public address of a post, "" where the site names no `url`.

    `published_at` is aware, in the site's zone. A `permalink`, `slug` or `categories` of the front matter counts as
    Jekyll counts it: https://jekyllrb.com/docs/permalinks/#placeholders
    """
    if not site.url:
        return ""
    own = front_matter or {}
    pattern = _text(own, "permalink") or site.permalink
    pattern = NAMED_PERMALINKS.get(pattern, pattern)
    parts = _Parts(_text(own, "slug") or slug, published_at, tuple(_categories(own)))
    path = _SLASHES.sub("/", "/" + _PLACEHOLDER.sub(lambda hit: _filled(hit[1], parts), pattern))
    return base_url(site) + quote(path, safe=_SAFE_IN_PATH)


def base_url(site: Site) -> str:
    """The site's address with its root folder and without a closing slash; "" where the site names no `url`."""
    if not site.url:
        return ""
    url, root = site.url.rstrip("/"), _root(site.root).rstrip("/")
    # Octopress's set-up task writes the folder into `url` as well as into `root`.
    return url if not root or _path_of(url).endswith(root) else url + root


def slugify(text: str) -> str:
    """The text as Jekyll writes it in addresses: lower case, all but letters and digits turned into hyphens."""
    return _NOT_SLUG.sub("-", text.lower()).strip("-")


class _Parts(NamedTuple):
    slug: str
    at: datetime
    categories: tuple[str, ...]


_PLACEHOLDERS: Final[Mapping[str, Callable[[_Parts], str]]] = {
    "year": lambda parts: f"{parts.at.year:04}",
    "short_year": lambda parts: f"{parts.at.year % 100:02}",
    "month": lambda parts: f"{parts.at.month:02}",
    "i_month": lambda parts: str(parts.at.month),
    "short_month": lambda parts: _MONTHS[parts.at.month - 1][:3],
    "long_month": lambda parts: _MONTHS[parts.at.month - 1],
    "day": lambda parts: f"{parts.at.day:02}",
    "i_day": lambda parts: str(parts.at.day),
    "y_day": lambda parts: f"{parts.at.timetuple().tm_yday:03}",
    "w_year": lambda parts: f"{parts.at.isocalendar().year:04}",
    "week": lambda parts: f"{parts.at.isocalendar().week:02}",
    "w_day": lambda parts: str(parts.at.isocalendar().weekday),
    "short_day": lambda parts: _DAYS[parts.at.isocalendar().weekday - 1][:3],
    "long_day": lambda parts: _DAYS[parts.at.isocalendar().weekday - 1],
    "hour": lambda parts: f"{parts.at.hour:02}",
    "minute": lambda parts: f"{parts.at.minute:02}",
    "second": lambda parts: f"{parts.at.second:02}",
    "title": lambda parts: parts.slug,
    "slug": lambda parts: slugify(parts.slug),
    "categories": lambda parts: "/".join(parts.categories),
    "slugified_categories": lambda parts: "/".join(slugify(name) for name in parts.categories),
    "output_ext": lambda _parts: ".html",
    "collection": lambda _parts: "posts",
}


def _filled(name: str, parts: _Parts) -> str:
    # ":title_x" is ":title" followed by "_x": Jekyll replaces the longest name that it knows.
    for end in range(len(name), 0, -1):
        if name[:end] in _PLACEHOLDERS:
            return _PLACEHOLDERS[name[:end]](parts) + name[end:]
    return ":" + name


def _categories(front_matter: Mapping[str, Any]) -> Iterator[str]:
    single, several = front_matter.get("category"), front_matter.get("categories")
    names = [single] if isinstance(single, str) else []
    names += several.split() if isinstance(several, str) else several if isinstance(several, list) else []
    yield from dict.fromkeys(str(name).strip().lower().replace(" ", "-") for name in names if name)


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value.strip() if isinstance(value, str) else ""


def _root(root: str) -> str:
    root = root.strip("/")
    return f"/{root}/" if root else "/"


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _language(values: Mapping[str, Any]) -> str:
    for key in ("language", "lang", "locale"):
        if code := re.split(r"[-_.@]", _text(values, key))[0].lower():
            return code
    return _DEFAULTS.language


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
