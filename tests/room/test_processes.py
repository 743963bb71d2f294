"""A room under several processes: nothing acknowledged is lost, and the results are those of one
batch. (tests/web/test_rooms_storm.py kills the server of many pages.)
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.rooms import Class, agenda
from support.sound import Said, is_sound

from coordsim.room import deeds
from coordsim.room.room import Room

TESTS = Path(__file__).parents[1]


def player(folder: Path, room: Room, rest: int, of: int) -> subprocess.Popen[str]:
    words = [str(folder / "rooms.db"), room.name, str(folder / "tokens"), str(rest), str(of)]
    command = [sys.executable, "-m", "support.player", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TESTS)


def begun(folder: Path, rounds: int, teams: int) -> Class:
    arms = {"silent": {}, "told": {"communication": "reports"}}
    room = Class(folder, agenda(rounds, arms=arms, worlds="blocks"), 2 * teams)
    room.do(deeds.PhaseBegun, number=1)
    (folder / "tokens").write_text("\n".join(room.tokens))
    return room


@pytest.mark.slow
def test_two_processes_play_one_room(tmp_path: Path) -> None:
    room = begun(tmp_path, 3, 4)
    processes = [player(tmp_path, room.room, rest, 2) for rest in (0, 1)]
    said = [process.communicate(timeout=300)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    acknowledged = [Said(*json.loads(line)) for lines in said for line in lines]
    assert len(acknowledged) == 3 * 8
    again = is_sound(room.book, room.room.name, acknowledged)
    sources = {one.source for done in again.state.played for one in done.answers.values()}
    assert sources == {"person"}
