"""A room under several processes, and forty teams under one that is killed: nothing acknowledged is
lost, and the results are those of one batch. (tests/web/test_rooms_storm.py kills the server of
pages.)
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.rooms import Class, agenda
from support.sound import Said, is_sound

from coordsim.room import deeds
from coordsim.room.room import Room

TESTS = Path(__file__).parents[1]


def player(
    folder: Path, room: Room, rest: int = 0, of: int = 1, lost: float = 0.0
) -> subprocess.Popen[str]:
    words = [str(folder / "rooms.db"), room.name, str(folder / "tokens"), str(rest), str(of)]
    words.append(str(lost))
    command = [sys.executable, "-m", "support.player", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TESTS)


def begun(folder: Path, rounds: int, teams: int) -> Class:
    arms = {"silent": {}, "told": {"communication": "reports"}}
    plan = agenda(rounds, scenario="blind", arms=arms, worlds="blocks")  # none stops
    room = Class(folder, plan, 2 * teams)
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


@pytest.mark.slow
def test_forty_teams_who_come_back_and_twenty_kills(tmp_path: Path) -> None:
    room = begun(tmp_path, 12, 40)
    luck = random.Random(7)
    acknowledged: list[Said] = []
    kills = 0
    for _ in range(200):
        process = player(tmp_path, room.room, lost=0.05)
        assert process.stdout is not None
        first = process.stdout.readline()
        lines = [first] if first else []
        if kills < 20:
            time.sleep(luck.uniform(0.0, 0.1))
            process.send_signal(signal.SIGKILL)
            kills += 1
        lines += process.stdout.read().splitlines(keepends=True)
        process.wait(timeout=300)
        acknowledged += [Said(*json.loads(line)) for line in lines if line.endswith("\n")]
        if Room(room.book, room.room.name).state.over:
            break
    assert kills == 20
    again = is_sound(room.book, room.room.name, acknowledged)
    sources = [one.source for done in again.state.played for one in done.answers.values()]
    assert len(sources) == 12 * 80
    assert len(acknowledged) >= sources.count("person") - 20  # of those killed, the last is unsaid
    assert sources.count("person") > 12 * 70
    logged = room.book.events(room.room.name)
    assert sum(isinstance(one.deed, deeds.GivenBack) for one in logged) > 12
