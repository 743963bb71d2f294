"""Of processes that would do the same work one does it, the others wait."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coordsim.core import turns
from coordsim.core.turns import Claim, Turn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="each compiles on its own there")
HOLD = """
import sys
from pathlib import Path
from coordsim.core.turns import Turn
turn = Turn()
turn.take(Path(sys.argv[1]), print)
print("mine", flush=True)
input()
"""
FORK = """
import os, sys, time
from pathlib import Path
from coordsim.core.turns import Turn
turn = Turn()
turn.take(Path(sys.argv[1]), print)
child = os.fork()
if child:
    print(child, flush=True)
time.sleep(60)
"""
COMPILE = """
import numpy as np
from coordsim.core.compiling import LISTENERS
from coordsim.core.luck import normal
from coordsim.core.luck.philox import fill_uniforms
LISTENERS.append(lambda done, parts: done or print("waits", flush=True))
fill_uniforms(np.zeros(1, np.uint64), np.uint64(1), np.uint64(1), np.zeros((1, 2)))
print(sum(fill_uniforms.stats.cache_misses.values()), flush=True)
"""

Start = Callable[[str, str], subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start Python processes, ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def begin(text: str, folder: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", text, folder]
        room = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=room))
        return started[-1]

    yield begin
    for one in started:
        one.kill()
        one.communicate()


def line(process: subprocess.Popen[str]) -> str:
    """Return the next line that a process prints."""
    assert process.stdout
    return process.stdout.readline().strip()


def test_a_turn_ends_with_its_process(tmp_path: Path, start: Start) -> None:
    other, turn, waited = start(HOLD, str(tmp_path)), Turn(), list[int]()
    assert line(other) == "mine"

    def end_it() -> None:
        waited.append(1)
        other.kill()

    turn.take(tmp_path, end_it)
    assert turn.taken
    assert waited == [1]
    turn.end()
    assert not turn.taken


def test_nobody_waits_for_good(
    tmp_path: Path,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    other, waited = start(HOLD, str(tmp_path)), list[int]()
    assert line(other) == "mine"
    Turn().take(tmp_path, lambda: waited.append(1))
    assert waited == [1]
    assert other.poll() is None


def test_who_waited_in_vain_once_does_not_wait_again(
    tmp_path: Path,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process needs many entries, and one that hangs would cost its patience for each."""
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    other, waited, turn = start(HOLD, str(tmp_path)), list[int](), Turn()
    assert line(other) == "mine"
    for _ in range(3):
        turn.take(tmp_path, lambda: waited.append(1))
        assert not turn.taken
    assert waited == [1]


def test_a_child_that_is_forked_holds_nothing(
    tmp_path: Path,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may outlive the parent, whose turn ends with it; while the parent lives it is its own. It
    lets go when it first runs, which may take a moment.
    """
    monkeypatch.setattr(turns, "PATIENCE", 20.0)
    parent, turn, other = start(FORK, str(tmp_path)), Turn(), Claim()
    child = int(line(parent))
    try:
        assert other.ask(tmp_path / "turn")
        parent.kill()
        parent.wait()
        turn.take(tmp_path, lambda: None)
        assert turn.taken
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_claim_is_told_to_others_and_never_waited_for(tmp_path: Path) -> None:
    first, second, path = Claim(), Claim(), tmp_path / "claim"
    assert not first.ask(path, b"mine")
    assert second.ask(path, b"not mine")
    assert (first.taken, second.taken, path.read_bytes()) == (True, False, b"mine")
    first.end()
    assert not second.ask(path, b"now")
    assert path.read_bytes() == b"now"
    second.end()
    assert not Claim().ask(tmp_path / "there is no such folder" / "claim")


def test_where_nothing_can_be_written_nobody_waits(tmp_path: Path) -> None:
    turn = Turn()
    turn.take(tmp_path / "there is no such folder", pytest.fail)
    assert not turn.taken


@pytest.mark.slow
def test_of_two_processes_one_compiles(tmp_path: Path, start: Start) -> None:
    first = start(COMPILE, "")
    assert line(first) == "1"
    (kept,) = tmp_path.glob("compiled-*/*/*.nbi")
    for file in kept.parent.glob("*.nb?"):
        file.unlink()
    turn = Turn()
    turn.take(kept.parent, pytest.fail)
    both = [start(COMPILE, ""), start(COMPILE, "")]
    assert [line(one) for one in both] == ["waits", "waits"]
    turn.end()
    assert sorted(line(one) for one in both) == ["0", "1"]
