"""A channel is reminded of meetups: how long before, and whether the role is pinged.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LEADS = "[4320, 1440, 60]"
"""3 days, 1 day and 1 hour before: what a guild had that chose nothing."""


def upgrade() -> None:
    leads = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("guild") as batch_op:
        batch_op.add_column(sa.Column("reminder_leads", leads, nullable=False, server_default=LEADS))
        batch_op.add_column(sa.Column("reminder_ping", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("guild") as batch_op:
        batch_op.drop_column("reminder_ping")
        batch_op.drop_column("reminder_leads")
