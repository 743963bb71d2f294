"""Which rooms somebody opened who plays alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "alone",
        sa.Column("room", sa.String(40), nullable=False),
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("room", name="pk_alone"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("alone")
