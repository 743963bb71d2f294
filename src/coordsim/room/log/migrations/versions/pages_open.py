"""Whose pages are open at which process."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "pages",
        sa.Column("process", sa.String(32), nullable=False),
        sa.Column("room", sa.String(40), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("process", "room", "person", name="pk_pages"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("pages")
