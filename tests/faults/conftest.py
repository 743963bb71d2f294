"""A real server for the faults that only a whole one has."""

from collections.abc import Iterator

import pytest
from support.browser import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server, which has to survive all of them."""
    running = Server(tmp_path_factory.mktemp("server"))
    try:
        running.start()
        yield running
    finally:
        running.stop(kill=True)
