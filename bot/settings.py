"""Every setting of the process, from the environment and `.env`; `.env.example` lists them all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator sets. What organizers set (channels, roles, language) lives in the database, per guild."""

    model_config = SettingsConfigDict(
        env_prefix="HEROLD_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    token: SecretStr | None = Field(default=None, description="The bot token from Discord's developer portal.")
    database_url: str = Field(
        default="sqlite+aiosqlite:///herold.sqlite3",
        description="SQLAlchemy address: sqlite+aiosqlite:///file.sqlite3 or postgresql+asyncpg://user:pw@host/name.",
    )
    blog: Path | str | None = Field(
        default=None,
        repr=False,  # an address may hold a token
        description="The group's blog: its folder, or its git repository (https://…, git@host:…, ssh://…, file:///…).",
    )
    blog_branch: str = Field(default="", description="The repository's branch with the posts; else it is found.")
    blog_posts: str = Field(default="", description="The folder of posts, from the blog's root; else it is found.")
    blog_token: SecretStr | None = Field(
        default=None, description="The token that reads a private repository by https; never shown or logged."
    )
    blog_ssh_key: Path | None = Field(
        default=None, description="The deploy key's file for a repository by ssh; else ssh's own keys are tried."
    )
    clone_folder: Path | None = Field(
        default=None, description="Where the repository's clone is kept; else beside the SQLite database."
    )
    max_clone_megabytes: int = Field(
        default=2_000, ge=1, description="A repository that needs more space is not fetched. Megabytes."
    )
    published_when: Literal["committed", "deployed", "url"] = Field(
        default="committed",
        description="When a post counts as published: committed, deployed (the deployed branch holds its page), or url "
        "(its public address answers).",
    )
    deployed_branch: str = Field(default="", description="The branch with the built site; else gh-pages or master.")
    published_private: bool = Field(
        default=False, description="With published_when=url: the site may be in a private network."
    )
    poll_seconds: float = Field(
        default=60.0,
        ge=1.0,
        description="How often the blog is looked through, beside file events and webhook. Seconds.",
    )
    max_post_bytes: int = Field(
        default=1_000_000, ge=1_000, description="A longer post file is refused, with a message to the organizers."
    )
    reader_process: bool = Field(
        default=True,
        description="Posts are read in a process of their own, so that no answer waits; off saves 100 MB.",
    )
    proposals_open_cap: int = Field(
        default=5, ge=1, description="How many open talk proposals a member may have, where a guild sets no own cap."
    )
    announce_confidence: float = Field(
        default=0.75,
        ge=0.0,
        le=1.0,
        description="Below this confidence in kind or date a post goes to the organizers' channel first.",
    )
    http_port: int | None = Field(
        default=None, ge=0, le=65535, description="The port of the small HTTP server; without it there is none."
    )
    http_host: str = Field(
        default="127.0.0.1", description="The address it listens on; a web server with TLS should stand before it."
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$",
        description="The address at which people reach that server, such as https://herold.example.org; with it "
        "calendars can be subscribed to.",
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="The secret of the git host's webhook, at least 16 characters; without it there is no webhook.",
    )
    requests_per_second: float = Field(
        default=40.0,
        gt=0.0,
        description="How many requests a second delivery makes at most, of the 50 that Discord allows the bot in all.",
    )
    shard_count: int | None = Field(
        default=None, ge=1, description="How many shards the bot has in all its processes; by default Discord says."
    )
    shard_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(),
        description="The shards of this process, such as 0,1 of 4; by default all. Several processes want PostgreSQL.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is written to the log."
    )

    @property
    def calendar_base(self) -> str | None:
        """The address below which calendars are subscribed to; None where they are not served."""
        return None if self.http_port is None else self.public_url

    @property
    def clones(self) -> Path:
        """The folder where clones of repositories are kept."""
        if self.clone_folder is not None:
            return self.clone_folder
        kind, _slashes, file = self.database_url.partition(":///")
        at_home = kind.startswith("sqlite") and file not in {"", ":memory:"}
        return (Path(file.partition("?")[0]).parent if at_home else Path()) / "blog-clones"

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _shards_are_there(self) -> Self:
        if self.shard_ids and (self.shard_count is None or not set(self.shard_ids) <= set(range(self.shard_count))):
            raise ValueError("HEROLD_SHARD_IDS are numbers from 0 up to HEROLD_SHARD_COUNT, which must be set too")
        return self

    @property
    def share(self) -> float:
        """The part of the bot's shards that this process has; 1 when it has all."""
        return len(set(self.shard_ids)) / self.shard_count if self.shard_ids and self.shard_count else 1.0
