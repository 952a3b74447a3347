"""What processes are forked from: everything is loaded, the reader is warm, and there is neither thread nor loop."""

from __future__ import annotations

import importlib

from bot.app import COGS
from bot.i18n import Language, tr
from bot.posts import parse_post, site_from_config
from bot.posts.reader import read_post
from tests.loopback import child as _child  # noqa: F401 -- loads discord.py, SQLAlchemy and the rest
from tests.world import CONFIG

for cog in COGS:
    importlib.import_module(cog)
_SITE = site_from_config(CONFIG)
read_post(
    parse_post("2026-01-02-x.markdown", "---\ntitle: Spotkanie\ndate: 2026-01-02\n---\n15 stycznia, Anna Nowak", _SITE),
    _SITE,
)
tr(Language.POLISH, "Add to calendar")
