"""The pictures that the demo's page shows, by the address that posts and Discord know them under."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def images_of(blog: Path) -> Mapping[str, tuple[str, bytes]]:
    """The blog's pictures by their public address, for a page that fetches nothing from outside."""
    config = yaml.safe_load((blog / "_config.yml").read_text(encoding="utf-8"))
    site = str(config.get("url", "")).rstrip("/") + str(config.get("root", "/")).rstrip("/")
    return {
        f"{site}/{picture.relative_to(blog).as_posix()}": (picture.name, picture.read_bytes())
        for picture in sorted((blog / "images").glob("*"))
        if picture.suffix.lower() in {".png", ".jpg", ".jpeg", ".gif", ".webp"}
    }
