"""Pictures that stand for a sponsor: told by the address they link to, or by their alternative text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.posts.document import MarkKind
from bot.posts.lexicon import fold
from bot.posts.page import Found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.posts.document import Mark
    from bot.posts.page import Page

_SHORTEST: Final = 3


def host_of(target: str) -> str:
    """An address's host without "www."; the address itself where it has none."""
    try:
        host = urlsplit(target).hostname or target
    except ValueError:
        return target
    return host.removeprefix("www.").casefold()


def linked_images(page: Page) -> list[tuple[Mark, str]]:
    """The post's pictures that are links, with where they lead."""
    leads = {m.start: m.target for m in page.document.marks_of(MarkKind.LINK) if m.start == m.end and m.target}
    return [(image, leads[image.start]) for image in page.images if image.start in leads]


def logo(page: Page, sponsors: Iterable[tuple[str, str | None]]) -> tuple[Found[str], float] | None:
    """The sponsor's logo, else the first picture, and how sure that is. `sponsors` are names with their addresses."""
    images = [image for image in page.images if image.target and image.target.startswith(("http://", "https://"))]
    leads = {image.start: target for image, target in linked_images(page)}
    for name, target in sponsors:
        for image in images:
            by_link = target is not None and image.start in leads and host_of(leads[image.start]) == host_of(target)
            if by_link or _shows(image, name):
                return Found(image.target or "", image.start, image.end, "sponsors_logo"), 0.95
    if not images:
        return None
    return Found(images[0].target or "", images[0].start, images[0].end, "first_image"), 0.6


def _shows(image: Mark, name: str) -> bool:
    """True where the alternative text or the file's name contains the sponsor's name."""
    plain = "".join(c for c in fold(name) if c.isalnum())
    if len(plain) < _SHORTEST:
        return False
    file = (image.target or "").rsplit("/", 1)[-1]
    return any(plain in "".join(c for c in fold(text) if c.isalnum()) for text in (image.alt or "", file))
