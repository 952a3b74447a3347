"""The pictures that the demo's page shows, by the address that posts and Discord know them under."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml
from simcord.backend.cdn import CDN_BASE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import simcord

    from bot.demo.town import Town

BOT_FACE: Final = "herold"


def images_of(blog: Path) -> Mapping[str, tuple[str, bytes]]:
    """The blog's pictures by their public address, for a page that fetches nothing from outside."""
    config = yaml.safe_load((blog / "_config.yml").read_text(encoding="utf-8"))
    site = str(config.get("url", "")).rstrip("/") + str(config.get("root", "/")).rstrip("/")
    return {
        f"{site}/{picture.relative_to(blog).as_posix()}": (picture.name, picture.read_bytes())
        for picture in sorted((blog / "images").glob("*"))
        if picture.suffix.lower() in {".png", ".jpg", ".jpeg", ".gif", ".webp"}
    }


def faces_of(env: simcord.Env, town: Town) -> Mapping[str, tuple[str, bytes]]:
    """Everybody's avatar by the address that the simulated Discord gives it."""
    owners = {person.key: person.user.id for person in town.people} | {BOT_FACE: env.backend.bot_user.id}
    folder = files("bot.demo").joinpath("static/faces")
    return {
        f"{CDN_BASE}/avatars/{user_id}/{key}.png": (f"{key}.png", folder.joinpath(f"{key}.png").read_bytes())
        for key, user_id in owners.items()
    }
