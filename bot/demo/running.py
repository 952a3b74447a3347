"""Notes which demos run on this machine, so that `herold demo publish` in a second terminal finds them."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A demo that runs: its process, the page's address and the scratch folder."""

    pid: int
    address: str
    scratch: str

    @property
    def blog(self) -> Path:
        return Path(self.scratch) / "blog"


@contextlib.contextmanager
def noted(demo: RunningDemo) -> Iterator[None]:
    """Keeps a note about the demo while it runs."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    note = folder / f"demo-{demo.pid}.json"
    note.write_text(json.dumps(asdict(demo)), encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def running_demos() -> list[RunningDemo]:
    """The demos that run, the newest first; notes that a killed demo left behind are thrown away."""
    found: list[tuple[float, RunningDemo]] = []
    for note in _folder().glob("demo-*.json"):
        try:
            demo = RunningDemo(**json.loads(note.read_text(encoding="utf-8")))
            changed = note.stat().st_mtime
        except (OSError, ValueError, TypeError):
            continue
        if _alive(demo.pid) and demo.blog.is_dir():
            found.append((changed, demo))
        else:
            note.unlink(missing_ok=True)
    return [demo for _, demo in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and Path(runtime).is_dir():
        return Path(runtime) / "herold"
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"herold-{user}"


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # os.kill would end the process there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
