"""What holds for all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from subprocess import DEVNULL, Popen, run

import pytest
from hypothesis import settings

# how long an example takes says something of the machine, and nothing of the code
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

# a book of rooms waits for the disk at each commit, which rooms want and tests do not
MEMORY, ENOUGH = Path("/dev/shm"), 4e9  # bytes
if MEMORY.is_dir() and disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

COMPILING = pytest.StashKey[Popen[bytes]]()
HERE = Path(__file__).parent
READ = HERE / "architecture" / "__pycache__"
FIRST = {"architecture", "scenarios", "docs"}  # hardly any of these asks for the engine


def shared_out(config: pytest.Config) -> bool:
    """Say whether this process hands tests to others."""
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the engine beside the workers, who are reading all tests. Of a clone in which nothing
    was read yet, all is read once before, so that not each of them turns it into bytecode.
    """
    if shared_out(session.config):
        command = [sys.executable, "-c", "from coordsim.run.warm import warm; warm()"]
        session.config.stash[COMPILING] = Popen(command, stdout=DEVNULL, stderr=DEVNULL)
        if not (READ.exists() or sys.dont_write_bytecode):
            whole = [sys.executable, "-m", "pytest", "-n", "0", "--collect-only", "-q", str(HERE)]
            run(whole, stdout=DEVNULL, stderr=DEVNULL, check=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the compilation, where tests were quicker."""
    if process := session.config.stash.get(COMPILING, None):
        process.terminate()
        process.wait()


@pytest.fixture(autouse=True, scope="session")
def _quiet() -> Iterator[None]:
    """Commands that run in this process do not say that they compile: which test is the first to
    need what is a matter of their order.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coordsim.cli.compiling", lambda done, parts: None)
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin each of two workers' halves with tests that need not wait for the engine."""
    first = [one for one in items if one.path.relative_to(HERE).parts[0] in FIRST]
    others = [one for one in items if one.path.relative_to(HERE).parts[0] not in FIRST]
    half, rest = len(first) // 2, len(others) - len(items) // 2 + len(first) // 2
    items[:] = [*first[:half], *others[rest:], *first[half:], *others[:rest]]
