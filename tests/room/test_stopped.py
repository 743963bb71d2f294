"""Rooms in which firms cannot pay any more are played, told and written down to the end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.rooms import agenda

from coordsim.room.after.tell import tell
from coordsim.room.rehearse import rehearsed
from coordsim.room.report import report

POOR = {
    "money.insolvency": True,
    "money.cash": 0.0,
    "money.credit": 900.0,
    "money.fixed": 300.0,
    "managers.priors": "drawn",  # what was seen weeks ago
}
AT_ONCE = {"money.credit": 0.0, "money.fixed": 9000.0}


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [{}, *(pytest.param(more, marks=pytest.mark.slow) for more in ({"demand": "class"}, AT_ONCE))],
)
def test_a_room_is_played_and_told_when_its_firms_have_stopped(change: dict[str, Any]) -> None:
    """Where the first round was the last, no pay is known."""
    with rehearsed(agenda(5, changes=POOR | change), 2) as room:
        numbers = report(room)
        json.dumps(numbers, allow_nan=False)
        assert len(tell(room, worlds=2).teams) == 2
        stopped = [team.stopped for team in room.state.teams]
    assert None not in stopped
    assert [row["stopped"] for row in numbers["teams"]] == stopped
    if change is AT_ONCE:
        assert numbers["teams"][0]["pay"] == {"marketing": None, "operations": None}
