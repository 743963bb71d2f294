"""The wall shows the room to everybody, and nothing that is anybody's own."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import segno
from support.rooms import Class, agenda

from coordsim.room.deeds import (
    Broadcast,
    DraftSaved,
    MessageSent,
    PhaseBegun,
    RoundClosed,
    RoundOpened,
    WallShown,
)
from coordsim_web.rooms.qr import QUIET, code_of
from coordsim_web.rooms.wall.picture import Picture, picture_of, standings

PHASES = [
    {"title": "Who", "words": "Two seats.", "minutes": 2.0},
    {"title": "Play", "rounds": 2, "minutes": 4.0, "rules": {"communication": "sop"}},
    {"title": "After", "words": "Look.", "minutes": 1.5},
]


def begun(folder: Path, phases: int) -> Class:
    room = Class(folder, agenda(pace="trainer", phases=PHASES), people=3)
    for number in range(1, phases + 1):
        room.do(PhaseBegun, number=number)
    return room


def shown(room: Class) -> Picture:
    return picture_of(room.room)


def test_from_the_lobby_to_the_end(tmp_path: Path) -> None:
    room = begun(tmp_path, 0)
    lobby = shown(room)
    assert (lobby.shows, lobby.people, lobby.seats, lobby.teams) == ("lobby", 3, 3, 2)
    room.do(PhaseBegun, number=1)
    assert (shown(room).shows, shown(room).words) == ("lobby", "Two seats.")
    assert shown(room).clock.until == room.hands() + 120_000
    room.do(PhaseBegun, number=2)
    assert shown(room).shows == "phase"
    room.do(RoundOpened, round=1, seconds=120)
    room.submit(room.tokens[0], {})
    there = shown(room)
    assert (there.shows, there.handed_in, there.asked, there.round) == ("round", 1, 3, 1)
    for number in (1, 2):
        room.do(RoundClosed, round=number, why="by the trainer")
    room.do(PhaseBegun, number=3)
    assert (shown(room).shows, shown(room).phase, shown(room).over) == ("phase", "After", True)


def test_nothing_private_is_on_it(tmp_path: Path) -> None:
    """Neither names nor words nor levers nor keys, whatever people did."""
    room = begun(tmp_path, 2)
    room.do(RoundOpened, round=1, seconds=120)
    first = room.tokens[0]
    seat = {"team": 1, "role": "marketing", "round": 1}
    room.do(MessageSent, first, **seat, text="a secret between us")
    room.do(DraftSaved, first, **seat, levers={"price": 9.87})
    room.submit(first, {"price": 9.76})
    room.do(RoundClosed, round=1, why="by the trainer")
    room.do(WallShown, what="standings")
    text = json.dumps(asdict(shown(room)))
    state = room.room.state
    secrets = [room.key, state.key, *room.tokens, *state.people, "secret", "9.87", "9.76"]
    secrets += [f'"{person.name}"' for person in state.people.values()]
    assert [word for word in secrets if word in text] == []


def test_standings_are_hidden_until_the_trainer_shows_them(tmp_path: Path) -> None:
    room = begun(tmp_path, 2)
    room.do(RoundOpened, round=1, seconds=120)
    room.submit(room.tokens[0], {"price": 9.0})
    room.do(RoundClosed, round=1, why="by the trainer")
    assert shown(room).standings == ()
    room.do(WallShown, what="standings")
    there = shown(room).standings
    made = [float(room.room.run(team).kpi("profit")[0]) for team in (1, 2)]
    best = 1 if made[0] > made[1] else 2
    assert made[0] != made[1]
    assert [(one.place, one.team, one.profit) for one in there] == [
        (1, best, ""),
        (2, 3 - best, ""),
    ]
    room.do(RoundClosed, round=2, why="by the trainer")
    assert all(one.profit for one in standings(room.room))
    room.do(WallShown, what="room")
    assert shown(room).standings == ()


def test_what_the_trainer_said_stands_as_long_as_its_phase(tmp_path: Path) -> None:
    room = begun(tmp_path, 0)
    room.do(Broadcast, text="Sit down.")
    assert shown(room).said == "Sit down."
    room.hands.at += 1
    room.do(PhaseBegun, number=1)
    assert shown(room).said == ""


def test_the_code_has_the_squares_of_a_qr_code_and_room_around_them() -> None:
    text = "http://192.0.2.7:8765/j/ABCDE"
    rows = segno.make(text, micro=False).matrix
    code = code_of(text)
    assert code.size == len(rows) + 2 * QUIET
    assert code.path.count("M") == sum(bit for row in rows for bit in row)
    assert code.path.startswith(f"M{QUIET} {QUIET}h1v1h-1z")
