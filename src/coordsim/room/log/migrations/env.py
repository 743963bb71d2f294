"""Run by Alembic: the steps go over the connection that the log has opened."""

from __future__ import annotations

from alembic import context

from coordsim.room.log.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
