"""Where posts come from, and what changed since last time."""

from bot.sources.choosing import source_of
from bot.sources.folder import FolderSource
from bot.sources.git import GitSource
from bot.sources.model import Refusal, Scan, Source, SourceStopped, SourceUnavailable, Watcher

__all__ = [
    "FolderSource",
    "GitSource",
    "Refusal",
    "Scan",
    "Source",
    "SourceStopped",
    "SourceUnavailable",
    "Watcher",
    "source_of",
]
