"""An empty database on the server that the environment names, for a test of its own."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from coordsim.room.log.place import address

SERVER = "COORDSIM_TEST_POSTGRESQL"


@contextmanager
def postgresql() -> Iterator[str]:
    """Make one, give its address, and drop it; skip the test where there is no server."""
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"no PostgreSQL server: {SERVER} names none")  # optional: CI starts one
    from sqlalchemy import create_engine

    name = f"coordsim_{os.getpid()}_{time.time_ns()}"
    admin = create_engine(address(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()
