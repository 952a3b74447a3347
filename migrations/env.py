"""Alembic's entry: the same migrations for SQLite (in batch mode) and PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from alembic import context

from bot.store import tables as _tables  # noqa: F401 -- fills the metadata
from bot.store.base import Base, EnumText, UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy import Connection


def _render_item(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    # Migrations stay readable, and runnable, when our own column types move: only their SQL types are written down.
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, EnumText):
        return f"sa.String({40})"
    return False


def run(connection: Connection | None) -> None:
    """Runs on the connection that `bot.store.migrate` passes in; without one it prints SQL."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        dialect_name=None if connection else "postgresql",
        render_item=_render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes.get("connection"))
