"""Where posts come from, and what changed since last time."""

from bot.sources.folder import FolderSource
from bot.sources.model import Refusal, Scan, Source, SourceUnavailable, Watcher

__all__ = ["FolderSource", "Refusal", "Scan", "Source", "SourceUnavailable", "Watcher"]
