"""Rooms under several processes, and under processes that are killed: nothing acknowledged is lost,
and the results are those of one batch.
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

from coordsim.room import deeds
from coordsim.room.chain import verify
from coordsim.room.course import Course, played_scenario
from coordsim.room.room import Room
from coordsim.run.simulate import replay

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
    room = Class(folder, agenda(rounds, arms=arms, worlds="blocks"), 2 * teams)
    room.do(deeds.PhaseBegun, number=1)
    (folder / "tokens").write_text("\n".join(room.tokens))
    return room


def is_sound(room: Class, acknowledged: list[list[object]]) -> None:
    """The log is whole, holds all that was acknowledged, and comes to what a batch comes to."""
    events = room.book.events(room.room.name)
    verify(events)
    kept = [
        [event.deed.team, event.deed.role, event.deed.round, dict(event.deed.levers)]
        for event in events
        if isinstance(event.deed, deeds.PlanSubmitted)
    ]
    assert [said for said in acknowledged if said not in kept] == []
    again = Room(room.book, room.room.name)
    fresh = Course()
    fresh.follow(again.state)
    for team in again.state.teams:
        run = again.run(team.number)
        assert run.hash == fresh.run(again.state, team.number).hash
        scenario = played_scenario(again.state, team.number)
        assert replay(scenario, team.seed, run.decisions_of(0)).hash == run.hash


@pytest.mark.slow
def test_two_processes_play_one_room(tmp_path: Path) -> None:
    room = begun(tmp_path, 3, 4)
    processes = [player(tmp_path, room.room, rest, 2) for rest in (0, 1)]
    said = [process.communicate(timeout=300)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    acknowledged = [json.loads(line) for lines in said for line in lines]
    assert len(acknowledged) == 3 * 8
    is_sound(room, acknowledged)
    sources = {
        answer.source
        for done in Room(room.book, room.room.name).state.played
        for answer in done.answers.values()
    }
    assert sources == {"person"}


@pytest.mark.slow
def test_forty_teams_who_come_back_and_twenty_kills(tmp_path: Path) -> None:
    room = begun(tmp_path, 12, 40)
    luck = random.Random(7)
    acknowledged: list[list[object]] = []
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
        acknowledged += [json.loads(line) for line in lines if line.endswith("\n")]
        if Room(room.book, room.room.name).state.over:
            break
    assert kills == 20
    played = Room(room.book, room.room.name).state.played
    sources = [answer.source for done in played for answer in done.answers.values()]
    assert len(sources) == 12 * 80
    assert len(acknowledged) >= sources.count("person") - 20  # of those killed, the last is unsaid
    assert sources.count("person") > 12 * 70
    back = [
        one for one in room.book.events(room.room.name) if isinstance(one.deed, deeds.GivenBack)
    ]
    assert len(back) > 12
    is_sound(room, acknowledged)
