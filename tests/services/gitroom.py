"""The newsroom over a real git repository: what lies in its work tree is committed before each look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.services.all import services_of
from bot.settings import Settings
from tests.services.newsroom import Newsroom
from tests.sources.repositories import Repository

if TYPE_CHECKING:
    from bot.services.sync import SyncResult


@dataclass
class GitRoom(Newsroom):
    """`address` is what HEROLD_BLOG names; everything else is told as in a folder."""

    options: dict[str, Any] = field(default_factory=dict)
    repository: Repository = field(init=False)
    address: str = field(init=False)

    def __post_init__(self) -> None:
        self.repository = Repository(self.folder)
        self.address = f"file://{self.folder}"
        super().__post_init__()
        self.commit()

    def restart(self) -> None:
        settings = Settings(
            _env_file=None,
            blog=self.address,
            max_post_bytes=20_000,
            clone_folder=self.folder.parent / "clones",
            **self.options,
        )
        self.services = services_of(self.sessions, lambda: self.now, settings)

    def commit(self) -> str:
        return self.repository.commit(at=self.now)

    async def look(self) -> SyncResult:
        """A sync without a commit before it."""
        return await super().sync()

    async def sync(self) -> SyncResult:
        self.commit()
        return await super().sync()
