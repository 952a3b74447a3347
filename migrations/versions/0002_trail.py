"""The history of posts, what readers were told, and the settings that go with it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _json() -> Any:
    return sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "trail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("details", _json(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index("ix_trail_at", ["at"], unique=False)
        batch_op.create_index("ix_trail_subject_guild", ["subject", "guild_id"], unique=False)
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told", _json(), nullable=True))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("without_event", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("guild", schema=None) as batch_op:
        batch_op.add_column(sa.Column("crosspost", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("recap_replies", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("guild", schema=None) as batch_op:
        batch_op.drop_column("recap_replies")
        batch_op.drop_column("crosspost")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_column("without_event")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_column("told_at")
        batch_op.drop_column("told")
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.drop_index("ix_trail_subject_guild")
        batch_op.drop_index("ix_trail_at")

    op.drop_table("trail")
