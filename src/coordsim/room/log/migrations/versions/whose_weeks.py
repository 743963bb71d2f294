"""Of a room of somebody who plays alone: since when it is there, and whose weeks it repeats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add them; of rooms that are there already neither is known."""
    of = sa.Column("of", sa.String(40), nullable=False, server_default="")
    since = sa.Column("since", sa.BigInteger, nullable=False, server_default="0")
    for column in (of, since):
        op.add_column("alone", column)


def downgrade() -> None:
    """Drop them."""
    for column in ("of", "since"):
        op.drop_column("alone", column)
