"""A guild's name and the secret part of its calendar's address.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("guild") as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(100), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("calendar_token", sa.String(64), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_guild_calendar_token"), ["calendar_token"])


def downgrade() -> None:
    with op.batch_alter_table("guild") as batch_op:
        batch_op.drop_constraint(op.f("uq_guild_calendar_token"), type_="unique")
        batch_op.drop_column("calendar_token")
        batch_op.drop_column("name")
