"""Whose pages are open at which process."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
WHOSE = {"process": 32, "room": 40, "person": 64}  # letters that each name may have


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "pages",
        *(sa.Column(name, sa.String(letters), nullable=False) for name, letters in WHOSE.items()),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint(*WHOSE, name="pk_pages"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("pages")
