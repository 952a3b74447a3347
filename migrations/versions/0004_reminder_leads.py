"""A person may be reminded several times of a meetup, and what a direct message could not say is kept to be said later.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OUTBOX = sa.table(
    "outbox",
    sa.column("id", sa.BigInteger),
    sa.column("subject", sa.String),
    sa.column("purpose", sa.String),
    sa.column("state", sa.String),
    sa.column("user_id", sa.BigInteger),
)
REMINDER = sa.table(
    "reminder",
    sa.column("user_id", sa.BigInteger),
    sa.column("meetup_id", sa.BigInteger),
    sa.column("lead_minutes", sa.Integer),
)


def upgrade() -> None:
    with op.batch_alter_table("reminder") as batch_op:
        batch_op.add_column(sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True))
    _name_leads()


def downgrade() -> None:
    with op.batch_alter_table("reminder") as batch_op:
        batch_op.drop_column("missed_at")


def _name_leads() -> None:
    """What waits names its lead from now on: "user:3:at:20260122T1800:lead:1440:meetup:7"."""
    connection = op.get_bind()
    waiting = sa.select(OUTBOX.c.id, OUTBOX.c.subject, OUTBOX.c.user_id).where(
        OUTBOX.c.purpose == "reminder", OUTBOX.c.state == "pending", OUTBOX.c.subject.not_like("%:lead:%")
    )
    for row_id, subject, user_id in connection.execute(waiting).all():
        head, _, meetup_id = subject.rpartition(":meetup:")
        lead = connection.scalar(
            sa.select(REMINDER.c.lead_minutes).where(
                REMINDER.c.user_id == user_id, REMINDER.c.meetup_id == int(meetup_id)
            )
        )
        if lead is not None:
            named = f"{head}:lead:{lead}:meetup:{meetup_id}"
            connection.execute(sa.update(OUTBOX).where(OUTBOX.c.id == row_id).values(subject=named))
