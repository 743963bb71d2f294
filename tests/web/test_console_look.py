"""The trainer looks at a seat: its levers with the plan as it stands, and what it was not told."""

from __future__ import annotations

from pathlib import Path

from support.rooms import Class, agenda

from coordsim.room.deeds import PhaseBegun
from coordsim.room.sight import Sight
from coordsim_web.rooms.console.look import Look, look_of


def looked(room: Class, team: int, role: str) -> Look:
    return look_of(Sight(room.room).shown(room.key, team, role))


def test_a_seat_is_seen_with_its_plan(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(2), people=2)
    room.do(PhaseBegun, number=1)
    before = looked(room, 1, "marketing")
    assert (before.plan, before.role, len(before.sides)) == ("", "marketing", 1)
    price = next(line for line in before.sides[0].levers if line.label == "Price")
    assert "→" not in price.value
    room.submit(room.tokens[0], {"price": 9.5})
    after = looked(room, 1, "marketing")
    assert after.plan == "in"
    changed = [line for line in after.sides[0].levers if "→" in line.value]
    assert [line.label for line in changed] == ["Price"]
    assert "9.5" in changed[0].value
    side = after.sides[0]
    assert side.untold
    assert not {line.label for line in side.untold} & {line.label for line in side.known}


def test_after_the_last_round_there_is_nothing_to_decide(tmp_path: Path) -> None:
    room = Class(tmp_path, agenda(1), people=2)
    room.do(PhaseBegun, number=1)
    for token in room.tokens:
        room.submit(token, {})
    assert looked(room, 1, "operations").sides == ()
